#include <stdexcept>

#include <boost/fiber/all.hpp>

namespace fibers = boost::fibers;

int unseen(int);

void badFiber() {
  fibers::fiber worker(fibers::launch::dispatch, [] {  // note: the fiber is spawned here
    if (unseen(1)) throw std::runtime_error("no");     // expect: nothing in the fiber catches
  });
  worker.join();
}

void okAsync() {
  fibers::future<int> answer = fibers::async([] {
    if (unseen(1)) throw std::runtime_error("no");
    return 1;
  });
  answer.get();
}

void okCaught() {
  fibers::fiber([] {
    try {
      if (unseen(1)) throw std::runtime_error("no");
    } catch (const std::runtime_error&) {
    }
  }).detach();
}
