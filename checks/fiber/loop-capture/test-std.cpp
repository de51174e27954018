// std: loop variables captured by reference by threads and asynchronous tasks.
#include <atomic>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

void use(int value);
bool failed(int id);

// ---- Bad ---------------------------------------------------------------------------------------

void badEmplaced() {
  std::vector<std::thread> workers;
  for (int i = 0; i < 4; ++i) {
    workers.emplace_back([&] { use(i); });  // expect: 'i' is captured by reference
  }
  for (auto& worker : workers) worker.join();
}

void badPushed(const std::vector<int>& ids) {
  std::vector<std::thread> workers;
  for (int id : ids) {
    workers.push_back(std::thread([&id] { use(id); }));  // expect: 'id' is captured by reference
  }
  for (auto& worker : workers) worker.join();
}

void badDetached() {
  for (int i = 0; i < 4; ++i) {
    std::thread([&i] { use(i); }).detach();  // expect: 'i' is captured by reference
  }
}

void badNamedThenMoved() {
  std::vector<std::thread> workers;
  for (int i = 0; i < 4; ++i) {
    std::thread worker([&i] { use(i); });  // expect: 'i' is captured by reference
    workers.push_back(std::move(worker));
  }
  for (auto& worker : workers) worker.join();
}

void badAssigned(std::thread (&workers)[4]) {
  for (int i = 0; i < 4; ++i) {
    workers[i] = std::thread([&] { use(i); });  // expect: 'i' is captured by reference
  }
  for (auto& worker : workers) worker.join();
}

void badJthreads() {
  std::vector<std::jthread> workers;
  for (int i = 0; i < 4; ++i) {
    workers.emplace_back([&i] { use(i); });  // expect: 'i' is captured by reference
  }
}

void badAsync(const std::vector<int>& ids) {
  std::vector<std::future<void>> results;
  for (int id : ids) {
    results.push_back(
        std::async(std::launch::async, [&] { use(id); }));  // expect: 'id' is captured by reference
  }
  for (auto& result : results) result.get();
}

void badNamedLambda() {
  std::vector<std::thread> workers;
  for (int i = 0; i < 4; ++i) {
    auto work = [&i] { use(i); };  // expect: 'i' is captured by reference
    workers.emplace_back(work);    // note: spawned here
  }
  for (auto& worker : workers) worker.join();
}

void badUniquePointers() {
  std::vector<std::unique_ptr<std::thread>> workers;
  for (int i = 0; i < 4; ++i) {
    workers.push_back(
        std::make_unique<std::thread>([&i] { use(i); }));  // expect: 'i' is captured by reference
  }
  for (auto& worker : workers) worker->join();
}

class named_thread : public std::thread {
 public:
  using std::thread::thread;
};

using worker_thread = named_thread;

void badDerivedBehindAlias() {
  std::vector<worker_thread> workers;
  for (int i = 0; i < 4; ++i) {
    workers.emplace_back([&i] { use(i); });  // expect: 'i' is captured by reference
  }
  for (auto& worker : workers) worker.join();
}

template <class T>
void startAll(const std::vector<T>& values, std::vector<std::thread>& workers) {
  for (T value : values) {
    workers.emplace_back([&] { use(value); });  // expect: 'value' is captured by reference
  }
}

void badFunctionTemplate() {
  std::vector<std::thread> workers;
  startAll<int>({1, 2}, workers);
  for (auto& worker : workers) worker.join();
}

class pool {
 public:
  explicit pool(int size) {
    for (int i = 0; i < size; ++i) {
      threads_.emplace_back([this, &i] { run(i); });  // expect: 'i' is captured by reference
    }
  }
  ~pool() {
    for (auto& thread : threads_) thread.join();
  }

 private:
  void run(int id) { use(id); }
  std::vector<std::thread> threads_;
};

void badMember() { pool workers(4); }

// ---- Fine --------------------------------------------------------------------------------------

void okByValue() {
  std::vector<std::thread> workers;
  for (int i = 0; i < 4; ++i) workers.emplace_back([i] { use(i); });
  for (auto& worker : workers) worker.join();
}

void okMixed(std::atomic<int>& total) {
  std::vector<std::jthread> workers;
  for (int i = 0; i < 4; ++i) workers.emplace_back([&, i] { total += i; });
}

void okElement(std::vector<int>& ids) {
  std::vector<std::thread> workers;
  for (int& id : ids) workers.emplace_back([&id] { ++id; });
  for (auto& worker : workers) worker.join();
}

void okArgument() {
  std::vector<std::thread> workers;
  for (int i = 0; i < 4; ++i) workers.emplace_back(use, i);
  for (auto& worker : workers) worker.join();
}

void okInitCapture(const std::vector<std::string>& names) {
  std::vector<std::thread> workers;
  for (std::string name : names) {
    workers.emplace_back([name = std::move(name)] { use(static_cast<int>(name.size())); });
  }
  for (auto& worker : workers) worker.join();
}

void okJoinedInTurn() {
  for (int i = 0; i < 4; ++i) {
    std::thread worker([&] { use(i); });
    worker.join();
  }
}

// The destructor of a jthread joins.
void okJthreadInTurn() {
  for (int i = 0; i < 4; ++i) {
    std::jthread worker([&i] { use(i); });
    use(-i);
  }
}

void okVectorInTurn() {
  for (int i = 0; i < 4; ++i) {
    std::vector<std::thread> workers;
    for (int part = 0; part < 2; ++part) workers.emplace_back([&i, part] { use(i + part); });
    for (auto& worker : workers) worker.join();
  }
}

void okFutureInTurn() {
  for (int i = 0; i < 4; ++i) {
    auto half = std::async(std::launch::async, [&] { use(i); });
    use(-i);
    half.get();
  }
}

// The destructor of a future of std::async waits for the task.
void okFutureDestroyedInTurn() {
  for (int i = 0; i < 4; ++i) {
    auto half = std::async(std::launch::async, [&] { use(i); });
    if (failed(i)) continue;
    use(-i);
  }
}

void okMovedOutAndJoined() {
  for (int i = 0; i < 4; ++i) {
    std::thread worker([&i] { use(i); });
    std::thread same = std::move(worker);
    same.join();
  }
}

void okPackagedTaskRunHere() {
  for (int i = 0; i < 4; ++i) {
    std::packaged_task<void()> task([&i] { use(i); });
    task();
  }
}

void okOwnerJoinedInTurn() {
  for (int i = 0; i < 4; ++i) {
    auto worker = std::make_unique<std::jthread>([&i] { use(i); });
    worker.reset();
  }
}

void okNolint() {
  for (int i = 0; i < 4; ++i) {
    std::thread([&i] { use(i); }).detach();  // NOLINT(fiber-loop-capture)
  }
}
