// std: threads that refer to locals.
#include <algorithm>
#include <atomic>
#include <functional>
#include <future>
#include <stdexcept>
#include <string>
#include <string_view>
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

void badReference() {
  int total = 0;
  std::thread(increment, std::ref(total)).detach();  // expect: 'total' is passed by reference
}

static void count(const int* value) { (void)*value; }

void badPointer() {
  int total = 0;
  std::thread(count, &total).detach();  // expect: 'total' is passed by reference
}

static void print(std::string_view text) { (void)text.size(); }

void badViewArgument() {
  std::string text = "totals";
  std::thread(print, std::string_view(text)).detach();  // expect: 'text' is passed by reference
}

class Worker {
 public:
  void start() {
    std::thread(&Worker::run, this).detach();  // expect: 'worker' is passed by reference
  }

 private:
  void run() { ++turns_; }
  int turns_ = 0;
};

void badMember() {
  Worker worker;
  worker.start();
}

class StartsItself {
 public:
  StartsItself() {
    std::thread([this] { ++turns_; }).detach();  // expect: 'worker' is captured by reference
  }

 private:
  int turns_ = 0;
};

void badConstructor() { StartsItself worker; }

class JoinsItself {
 public:
  JoinsItself() : thread_([this] { ++turns_; }) {}
  ~JoinsItself() { thread_.join(); }

 private:
  int turns_ = 0;
  std::thread thread_;
};

void okConstructor() { JoinsItself worker; }

class Job {
 public:
  void operator()() { ++turns_; }

 private:
  int turns_ = 0;
};

void okCopiedFunctionObject() {
  Job job;
  std::thread(job).detach();
}

static void copy(int value) { (void)value; }
static void keep(std::string text) { (void)text.size(); }

void okCopiedArguments() {
  int total = 0;
  std::string text = "totals";
  std::thread(copy, total).detach();
  std::thread(keep, text).detach();
}

void badGrows() {
  std::vector<std::string> names{"ada"};
  std::string_view first = names[0];
  std::thread greeting(print, first);  // expect: an element of 'names' is passed
  names.push_back("grace");            // note: may move its elements here
  greeting.join();
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
int okJoinedByContainer(const std::vector<int>& sizes) {
  std::atomic<int> sum{0};
  std::vector<std::jthread> threads;
  for (int size : sizes) {
    int good = checked(size);
    threads.emplace_back([&sum, good] { sum += good; });
  }
  for (std::jthread& each : threads) each.join();
  return sum;
}

// What joins them is not seen.
int okForEach(const std::vector<int>& sizes) {
  int sum = 0;
  std::vector<std::thread> threads(sizes.size());
  for (std::thread& each : threads) each = std::thread([&sum] { sum = 1; });
  std::for_each(threads.begin(), threads.end(), std::mem_fn(&std::thread::join));
  return sum;
}

// --- objects that keep the handles of their threads

// A pool that ends with threads that can be joined ends the program: no thread outlives it.
class Pool {
 public:
  explicit Pool(int size) {
    for (int i = 0; i < size; ++i) threads_.emplace_back(std::thread([this] { work(); }));
  }
  void shutDown() {
    for (std::thread& each : threads_) each.join();
  }

 private:
  void work() { ++done_; }
  std::atomic<int> done_{0};
  std::vector<std::thread> threads_;
};

void okEndsTheProgram() { Pool pool(2); }

void okShutDown() {
  Pool pool(2);
  pool.shutDown();
}

// A pool that waits for them where it ends, before the members that they use.
class Joined {
 public:
  Joined() : worker_([this] { ++done_; }) {}

 private:
  std::atomic<int> done_{0};
  std::jthread worker_;
};

void okJoinedByMember() { Joined pool; }

class Loose {
 public:
  void start() {
    std::thread worker([this] { ++done_; });  // expect: 'loose' is captured by reference
    worker.detach();
  }

 private:
  std::atomic<int> done_{0};
};

void badNotKept() {
  Loose loose;  // note: 'loose' declared here
  loose.start();
}
