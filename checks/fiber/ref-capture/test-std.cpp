// std: threads that refer to locals.
#include <atomic>
#include <functional>
#include <future>
#include <stdexcept>
#include <thread>
#include <vector>

void badDetached() {
  int total = 0;
  std::thread([&total] { total = 1; }).detach();  // expect: 'total' is captured by reference
}

void badKept(std::vector<std::thread>& threads) {
  int total = 0;
  threads.emplace_back([&total] { total = 1; });  // expect: 'total' is captured by reference
}

std::thread badReturned() {
  int total = 0;
  return std::thread([&total] { total = 1; });  // expect: 'total' is captured by reference
}

std::future<void> badFuture() {
  int total = 0;
  return std::async(std::launch::async, [&total] { total = 1; });  // expect: 'total' is captured
}

static void increment(int& value) { ++value; }

// What is not captured is not followed.
void fnReference() {
  int total = 0;
  std::thread(increment, std::ref(total)).detach();
}

void okJoined() {
  int total = 0;
  std::thread adding([&total] { total = 1; });
  adding.join();
}

void okJthread() {
  int total = 0;
  std::jthread adding([&total] { total = 1; });
}

void okAsync() {
  int total = 0;
  auto done = std::async(std::launch::async, [&total] { total = 1; });
}

void okJoinedInLoop() {
  int total = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 2; ++i) threads.emplace_back([&total] { total = 1; });
  for (std::thread& thread : threads) thread.join();
}

void okGet() {
  int total = 0;
  std::future<void> done = std::async(std::launch::async, [&total] { total = 1; });
  done.get();
}

static int checked(int size) {
  if (size < 0) throw std::out_of_range("size");
  return size;
}

// The container's threads are joined when it dies, by an exception too.
int fpJoinedByContainer(const std::vector<int>& sizes) {
  std::atomic<int> sum{0};
  std::vector<std::jthread> threads;
  for (int size : sizes) {
    int good = checked(size);
    threads.emplace_back([&sum, good] { sum += good; });  // expect: 'sum' is captured by reference
  }
  for (std::jthread& each : threads) each.join();
  return sum;
}
