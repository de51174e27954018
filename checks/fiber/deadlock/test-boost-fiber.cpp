// Boost.Fiber: a fiber and the one that joins it.
#include <boost/fiber/all.hpp>

namespace bf = boost::fibers;

void use(int value);

void badJoinBeforePop() {
  bf::unbuffered_channel<int> results;  // note: 'results' made here
  bf::fiber worker([&results] {
    results.push(1);  // note: send on 'results' blocks for ever
  });
  worker.join();  // expect: join of 'worker' can block for ever
  use(results.value_pop());
}

void okPopBeforeJoin() {
  bf::unbuffered_channel<int> results;
  bf::fiber worker([&results] { results.push(1); });
  use(results.value_pop());
  worker.join();
}

void okRoomForIt() {
  bf::buffered_channel<int> results(2);
  bf::fiber worker([&results] { results.push(1); });
  worker.join();
  use(results.value_pop());
}

int main(int argc, char**) {
  if (argc == 1) badJoinBeforePop();
  okPopBeforeJoin();
  okRoomForIt();
}
