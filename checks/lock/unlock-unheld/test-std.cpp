// std: mutexes unlocked that nobody holds.
#include <mutex>
#include <thread>

bool failed(int id);

void badErrorPathFallsThrough() {
  std::mutex mu;
  std::thread worker([&] {
    mu.lock();
    if (failed(1)) mu.unlock();
    mu.unlock();  // expect: 'mu' is unlocked, but nobody holds it
  });
  worker.join();
}

void okRecursive() {
  std::recursive_mutex mu;
  mu.lock();
  mu.lock();
  mu.unlock();
  mu.unlock();
}

void okGuards() {
  std::mutex mu;
  std::unique_lock<std::mutex> lock(mu, std::try_to_lock);
  if (!lock.owns_lock()) return;
  lock.unlock();
}

int main() {
  okRecursive();
  okGuards();
  badErrorPathFallsThrough();
}
