// std: threads and futures that wait for each other.
#include <future>
#include <latch>
#include <thread>

void use(int value);

void badJoinBeforeValue() {
  std::promise<int> order;
  std::future<int> wanted = order.get_future();
  std::thread worker([&wanted] {
    use(wanted.get());  // note: wait for 'wanted' blocks for ever
  });
  worker.join();  // expect: join of 'worker' can block for ever
  order.set_value(1);
}

void badTwoFutures() {
  std::promise<int> left, right;
  std::thread a([&] {
    left.set_value(right.get_future().get());  // note: blocks for ever
  });
  use(left.get_future().get());  // expect: can block for ever
  right.set_value(1);
  a.join();
}

void okValueBeforeJoin() {
  std::promise<int> order;
  std::future<int> wanted = order.get_future();
  std::thread worker([&wanted] { use(wanted.get()); });
  order.set_value(1);
  worker.join();
}

void okLatch() {
  std::latch ready(1);
  std::thread worker([&ready] { ready.count_down(); });
  ready.wait();
  worker.join();
}

int main(int argc, char**) {
  switch (argc) {
    case 1:
      badJoinBeforeValue();
      break;
    case 2:
      badTwoFutures();
      break;
    case 3:
      okValueBeforeJoin();
      break;
    case 4:
      okLatch();
      break;
  }
}
