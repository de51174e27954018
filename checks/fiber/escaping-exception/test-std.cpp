#include <future>
#include <stdexcept>
#include <thread>

int unseen(int);

void badNewThread() {
  std::thread([] {
    throw 1;  // expect: nothing in the fiber catches what is thrown here: the program ends
  }).detach();
}

void badThread() {
  std::thread worker([] {                           // note: the fiber is spawned here
    if (unseen(1)) throw std::runtime_error("no");  // expect: nothing in the fiber catches
  });
  worker.join();
}

struct Server {
  void badListen() {
    if (unseen(80) < 0) throw std::runtime_error("bind");  // expect: nothing in the fiber catches
  }
  void start() { thread_ = std::thread(&Server::badListen, this); }
  std::thread thread_;
};

// The future has it.
void okAsync() {
  auto answer = std::async([] {
    if (unseen(1)) throw std::runtime_error("no");
    return 1;
  });
  answer.get();
}

void okPackaged() {
  std::packaged_task<int()> task([] {
    if (unseen(1)) throw std::runtime_error("no");
    return 1;
  });
  std::thread worker(std::move(task));
  worker.join();
}

void okPromise(std::promise<int>& answer) {
  std::thread([&answer] {
    try {
      if (unseen(1)) throw std::runtime_error("no");
      answer.set_value(1);
    } catch (...) {
      answer.set_exception(std::current_exception());
    }
  }).join();
}
