#include <future>
#include <semaphore>
#include <thread>
#include <vector>

void serve(int connection);
int acceptOne();

void badThreads(bool& stopped) {
  while (!stopped) {
    int connection = acceptOne();
    std::thread session(serve, connection);  // expect: a fiber for each turn of an open loop
    session.detach();
  }
}

void badVector(const std::vector<int>& jobs) {
  std::vector<std::thread> threads;
  for (int job : jobs) threads.emplace_back(serve, job);  // expect: a fiber for each element
  for (std::thread& thread : threads) thread.join();
}

void okJoins(const std::vector<int>& jobs) {
  for (int job : jobs) std::jthread thread(serve, job);
}

void okSemaphore(const std::vector<int>& jobs) {
  std::counting_semaphore<8> places(8);
  for (int job : jobs) {
    places.acquire();
    std::thread([job, &places] {
      serve(job);
      places.release();
    }).detach();
  }
}

void okWorkers(std::vector<std::thread>& threads) {
  for (std::thread& thread : threads) thread = std::thread([] { serve(0); });
}
