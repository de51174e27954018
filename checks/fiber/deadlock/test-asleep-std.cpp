// std: a main that waits for ever, with nothing left that could wake it.
#include <future>
#include <latch>
#include <semaphore>
#include <thread>

bool failed(int id);
void use(int value);

void badSemaphore() {
  std::counting_semaphore<4> slots(0);
  slots.acquire();  // expect: wait for 'slots' can block for ever: nothing is left
}

void badLatch() {
  std::latch ready(2);
  std::thread worker([&ready] { ready.count_down(); });  // step: done of 'ready'
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

// One scenario at a time.
int main(int argc, char**) {
  switch (argc) {
    case 1:
      badSemaphore();
      break;
    case 2:
      badLatch();
      break;
    case 3:
      badValueOnOnePath();
      break;
  }
}
