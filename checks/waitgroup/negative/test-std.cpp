// std: latches that are counted down more often than they can be.
#include <latch>
#include <thread>

bool failed(int id);

void okEveryThreadOnce() {
  std::latch ready(2);
  std::jthread first([&] { ready.count_down(); });
  std::jthread second([&] { ready.count_down(); });
  ready.wait();
}

void okAllAtOnce() {
  std::latch ready(2);
  ready.count_down(2);
  ready.wait();
}

void badErrorPathFallsThrough() {
  std::latch ready(1);
  std::thread worker([&] {
    if (failed(1)) ready.count_down();
    ready.count_down();  // expect: the counter of 'ready' goes below zero
  });
  worker.join();
}

int main() {
  okEveryThreadOnce();
  okAllAtOnce();
  badErrorPathFallsThrough();
}
