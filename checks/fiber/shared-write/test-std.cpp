#include <atomic>
#include <condition_variable>
#include <future>
#include <map>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <thread>
#include <vector>

void badThreads() {
  int count = 0;
  std::thread one([&] { ++count; });
  std::thread other([&] { ++count; });  // expect: 'count' is written while
  one.join();
  other.join();
}

int badBeforeJoin() {
  int answer = 0;
  std::jthread computing([&] { answer = 42; });  // expect: 'answer' is written while
  return answer;                                 // note: 'answer' is read here
}

int badAsync() {
  int answer = 0;
  std::future<void> done =
      std::async(std::launch::async, [&] { answer = 42; });  // expect: 'answer'
  int early = answer;
  done.get();
  return early;
}

void badVectorOfThreads() {
  std::vector<int> results;
  std::vector<std::thread> threads;
  for (int i = 0; i < 2; ++i)
    threads.emplace_back([&results, i] { results.push_back(i); });  // expect: 'results' is written
  for (std::thread& thread : threads) thread.join();
}

static void store(std::map<int, int>& table, int key) { table[key] = key; }  // expect: 'table' is

void badReferenceArgument() {
  std::map<int, int> table;
  std::thread one(store, std::ref(table), 1), other(store, std::ref(table), 2);
  one.join();
  other.join();
}

class Server {
 public:
  void start() {
    running_ = true;
    thread_ = std::thread([this] {
      while (running_) serve();  // note: 'running_' is read here
    });
  }
  void run() {
    start();
    running_ = false;  // expect: 'running_' is written while
    thread_.join();
  }

 private:
  void serve() { ++served_; }
  bool running_ = false;
  int served_ = 0;
  std::thread thread_;
};

void badStopFlag() {
  Server server;
  server.run();
}

void okAtomics() {
  std::atomic<int> count{0};
  std::thread one([&] { ++count; }), other([&] { count += 2; });
  one.join();
  other.join();
}

int okAtomicFlag() {
  int answer = 0;
  std::atomic<bool> ready{false};
  std::thread computing([&] {
    answer = 42;
    ready = true;
  });
  while (!ready) std::this_thread::yield();
  int found = answer;
  computing.join();
  return found;
}

void okJoined() {
  int count = 0;
  std::thread one([&] { ++count; });
  one.join();
  std::thread other([&] { ++count; });
  other.join();
  ++count;
}

int okFuture() {
  int answer = 0;
  std::future<void> done = std::async(std::launch::async, [&] { answer = 42; });
  done.get();
  return answer;
}

int okPromise() {
  int answer = 0;
  std::promise<void> ready;
  std::thread computing([&] {
    answer = 42;
    ready.set_value();
  });
  ready.get_future().wait();
  int found = answer;
  computing.join();
  return found;
}

int okCondition() {
  int answer = 0;
  bool ready = false;
  std::mutex guard;
  std::condition_variable changed;
  std::thread computing([&] {
    answer = 42;
    {
      std::lock_guard lock(guard);
      ready = true;
    }
    changed.notify_one();
  });
  {
    std::unique_lock lock(guard);
    changed.wait(lock, [&] { return ready; });
  }
  int found = answer;
  computing.join();
  return found;
}

void okSharedMutex() {
  std::shared_mutex guard;
  std::string name;
  std::thread writing([&] {
    std::unique_lock lock(guard);
    name = "new";
  });
  std::thread reading([&] {
    std::shared_lock lock(guard);
    std::string mine = name;
  });
  writing.join();
  reading.join();
}

int okCallOnce() {
  int made = 0;
  std::once_flag flag;
  auto get = [&] {
    std::call_once(flag, [&] { made = 1; });
    return made;
  };
  std::thread other([&] { (void)get(); });
  int mine = get();
  other.join();
  return mine;
}

void okCopiedArgument() {
  std::map<int, int> table;
  auto work = [](std::map<int, int> mine) { mine[1] = 1; };
  std::thread one(work, table), other(work, table);
  one.join();
  other.join();
}
