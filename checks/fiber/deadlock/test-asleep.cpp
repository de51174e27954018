// Programs whose main waits for ever, with nothing left that could wake it.
#include <future>
#include <latch>
#include <semaphore>
#include <thread>

#include <csp/csp.h>

bool failed(int id);
void use(int value);

void badSelect() {
  csp::chan<int> hits(0), misses(0);  // note: 'hits' made here
  csp::select(  // expect: select can block for ever: nothing is left that could wake main
      csp::on_recv(hits, [](std::optional<int>) {}),
      csp::on_recv(misses, [](std::optional<int>) {}));
}

void badSemaphore() {
  std::counting_semaphore<4> slots(0);
  slots.acquire();  // expect: wait for 'slots' can block for ever: nothing is left
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

// Something may come to life.
void okTimeout() {
  csp::chan<int> hits(0);
  csp::select(csp::on_recv(hits, [](std::optional<int>) {}),
              csp::on_recv(csp::after(std::chrono::milliseconds(10)), [] {}));
}

void okDefault() {
  csp::chan<int> hits(0);
  csp::select(csp::on_recv(hits, [](std::optional<int>) {}), csp::otherwise([] {}));
}

void okServed() {
  csp::chan<int> hits(0), misses(0);
  csp::go([=] { failed(1) ? hits.send(1) : misses.send(1); });
  csp::select(csp::on_recv(hits, [](std::optional<int>) {}),
              csp::on_recv(misses, [](std::optional<int>) {}));
}

// One scenario at a time.
int main(int argc, char**) {
  switch (argc) {
    case 1:
      badSelect();
      break;
    case 2:
      badSemaphore();
      break;
    case 3:
      badLatch();
      break;
    case 4:
      badValueOnOnePath();
      break;
    case 5:
      okTimeout();
      break;
    case 6:
      okDefault();
      break;
    case 7:
      okServed();
      break;
  }
}
