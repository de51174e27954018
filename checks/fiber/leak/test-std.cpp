// std: threads that wait for what nobody gives.
#include <future>
#include <latch>
#include <semaphore>
#include <thread>

bool failed(int id);
void use(int value);

void badSemaphore() {
  std::counting_semaphore<4> slots(0);
  slots.acquire();  // expect: wait for 'slots' can block for ever
}

void badLatch() {
  std::latch ready(2);
  std::thread worker([&ready] { ready.count_down(); });
  ready.wait();  // expect: wait for 'ready' can block for ever
  worker.join();
}

void badValueOnOnePath() {
  std::promise<int> answer;
  std::future<int> wanted = answer.get_future();
  std::thread worker([&answer] {
    if (failed(1)) return;
    answer.set_value(1);
  });
  use(wanted.get());  // expect: wait for 'wanted' can block for ever
  worker.join();
}

void okSemaphore() {
  std::counting_semaphore<4> slots(0);
  std::thread worker([&slots] { slots.release(); });
  slots.acquire();
  worker.join();
}

void okLatch() {
  std::latch ready(2);
  std::thread worker([&ready] { ready.count_down(); });
  ready.count_down();
  ready.wait();
  worker.join();
}

// A promise that dies without a value gives an exception.
void okBrokenPromise() {
  std::promise<int> answer;
  std::future<int> wanted = answer.get_future();
  std::thread worker([given = std::move(answer)]() mutable {
    if (failed(1)) return;
    given.set_value(1);
  });
  wanted.wait();
  worker.join();
}

void okValue() {
  std::promise<int> answer;
  std::future<int> wanted = answer.get_future();
  std::thread worker([&answer] { answer.set_value(1); });
  use(wanted.get());
  worker.join();
}

// Each run is one scenario.
int main(int argc, char**) {
  switch (argc) {
    case 1:
      std::thread(badSemaphore).detach();
      break;
    case 2:
      std::thread(badLatch).detach();
      break;
    case 3:
      std::thread(badValueOnOnePath).detach();
      break;
    case 4:
      okSemaphore();
      break;
    case 5:
      okLatch();
      break;
    case 6:
      okBrokenPromise();
      break;
    case 7:
      okValue();
      break;
  }
}
