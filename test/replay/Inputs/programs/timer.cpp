// The task of a timer that has run out before it is stopped.
#include <csp/csp.h>

int main() {
  csp::mutex cache;
  csp::chan<int> cleaned(0);
  cache.lock();
  auto timer = csp::after_func(std::chrono::milliseconds(10), [&] {
    cache.lock();
    cleaned.send(1);
  });
  timer.stop();
  cache.unlock();
  cleaned.recv();
  cache.lock();
}
