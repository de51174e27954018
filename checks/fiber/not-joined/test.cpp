// Threads of the standard library that are destroyed or replaced while they can be joined.
#include <cstdlib>
#include <functional>
#include <future>
#include <iostream>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

bool failed(int id);
void run(int id);
void keep(std::thread thread);

// ---- Destroyed ---------------------------------------------------------------------------------

void badEarlyReturn(int id) {
  std::thread worker(run, id);  // expect: 'worker' is neither joined nor detached on this path
  if (failed(id)) return;       // note: 'worker' is destroyed on the way out from here
  worker.join();
}

void badThrow(int id) {
  std::thread worker(run, id);  // expect: 'worker' is neither joined nor detached on this path
  if (failed(id)) throw std::runtime_error("gave up");  // note: on the way out from here
  worker.join();
}

void badNeverJoined(int id) {
  std::thread worker(run, id);  // expect: 'worker' is neither joined nor detached
  run(id);
}

void badOneBranch(int id) {
  std::thread worker([id] { run(id); });  // expect: 'worker' is neither joined nor detached
  if (failed(id))
    worker.detach();
  else
    run(id);
}

void badTemporary(int id) {
  std::thread(run, id);  // expect: is neither joined nor detached
}

void badContinue() {
  for (int id = 0; id < 3; ++id) {
    std::thread worker(run, id);  // expect: 'worker' is neither joined nor detached
    if (failed(id)) continue;
    worker.join();
  }
}

int badReturnInTry(int id) {
  std::thread worker(run, id);  // expect: 'worker' is neither joined nor detached
  try {
    run(id);
  } catch (const std::exception&) {
    return 1;  // note: on the way out from here
  }
  worker.join();
  return 0;
}

void check(int id) {
  if (failed(id)) throw std::runtime_error("gave up");
}

void badUniquePointer(int id) {
  auto worker = std::make_unique<std::thread>(run, id);  // expect: is neither joined nor detached
  if (failed(id)) return;
  worker->join();
}

void badLambda(int id) {
  auto once = [](int of) {
    std::thread worker(run, of);  // expect: 'worker' is neither joined nor detached
    if (failed(of)) return;
    worker.join();
  };
  once(id);
}

void badStdFunction(int id) {
  std::function<void()> once = [id] {
    std::thread worker(run, id);  // expect: 'worker' is neither joined nor detached
  };
  once();
}

template <class T>
void badTemplate(T id) {
  std::thread worker(run, static_cast<int>(id));  // expect: 'worker' is neither joined nor
  if (failed(static_cast<int>(id))) return;
  worker.join();
}

template void badTemplate<long>(long);

#define START(name, id) std::thread name(run, id)

void badMacro(int id) {
  START(worker, id);  // expect: 'worker' is neither joined nor detached
  if (failed(id)) return;
  worker.join();
}

struct job {
  std::thread worker;
};

void badMember(int id) {
  job one{std::thread(run, id)};  // expect: is neither joined nor detached
  if (failed(id)) return;
  one.worker.join();
}

void badMoved(int id) {
  std::thread first(run, id);  // expect: 'first' is neither joined nor detached
  std::thread second = std::move(first);
  if (failed(id)) return;
  second.join();
}

// ---- Replaced ----------------------------------------------------------------------------------

void badAssigned(int id) {
  std::thread worker(run, id);  // expect: 'worker' is neither joined nor detached before it gets
  worker = std::thread(run, id + 1);  // note: another fiber is assigned here
  worker.join();
}

void badCleared(int id) {
  std::thread worker(run, id);  // expect: 'worker' is neither joined nor detached before it gets
  worker = std::thread();
}

void badMoveAssigned(int id) {
  std::thread one(run, id), two(run, id);  // expect: before it gets another fiber
  one = std::move(two);                    // note: another fiber is assigned here
  one.join();
}

// ---- Fine --------------------------------------------------------------------------------------

void okJoined(int id) {
  std::thread worker(run, id);
  run(id);
  worker.join();
}

void okDetached(int id) { std::thread(run, id).detach(); }

void okEveryReturn(int id) {
  std::thread worker(run, id);
  if (failed(id)) {
    worker.detach();
    return;
  }
  worker.join();
}

void okJoinable(int id) {
  std::thread worker;
  if (!failed(id)) worker = std::thread(run, id);
  if (worker.joinable()) worker.join();
}

void okAssignedAfterJoin(int id) {
  std::thread worker(run, id);
  worker.join();
  worker = std::thread(run, id + 1);
  worker.join();
}

void okSameFlag(int id, bool parallel) {
  std::thread worker;
  if (parallel) worker = std::thread(run, id);
  run(id);
  if (parallel) worker.join();
}

void okMoved(int id) {
  std::thread worker(run, id);
  keep(std::move(worker));
}

std::thread okReturned(int id) {
  std::thread worker(run, id);
  return worker;
}

void okSwapped(int id) {
  std::thread one(run, id), two(run, id);
  std::swap(one, two);
  one.swap(two);
  one.join();
  two.join();
}

void okJthread(int id) {
  std::jthread worker(run, id);
  if (failed(id)) return;
  run(id);
}

void okAsync(int id) {
  auto answer = std::async(std::launch::async, run, id);
  if (failed(id)) return;
  answer.get();
}

void okVector(int count) {
  std::vector<std::thread> workers;
  for (int id = 0; id < count; ++id) workers.emplace_back(run, id);
  for (auto& worker : workers) worker.join();
}

void okArray(int id) {
  std::thread workers[2];
  workers[0] = std::thread(run, id);
  workers[1] = std::thread(run, id);
  for (auto& worker : workers) worker.join();
}

class guard {
 public:
  explicit guard(std::thread& thread) : thread_(thread) {}
  ~guard() { thread_.join(); }

 private:
  std::thread& thread_;
};

void okGuard(int id) {
  std::thread worker(run, id);
  guard join(worker);
  if (failed(id)) return;
  run(id);
}

class owner {
 public:
  explicit owner(std::thread thread) : thread_(std::move(thread)) {}
  ~owner() { thread_.join(); }

 private:
  std::thread thread_;
};

void okOwner(int id) {
  owner join{std::thread(run, id)};
  if (failed(id)) return;
  run(id);
}

class server {
 public:
  void start(int id) { worker_ = std::thread(run, id); }
  void stop() { worker_.join(); }

 private:
  std::thread worker_;
};

void okMember(server& one, int id) {
  one.start(id);
  run(id);
  one.stop();
}

void okCatchJoins(int id) {
  std::thread worker(run, id);
  try {
    check(id);
  } catch (...) {
    worker.join();
    throw;
  }
  worker.join();
}

// run() could throw, but nothing here says that it does.
void okCallMayThrow(int id) {
  std::thread worker(run, id);
  run(id);
  worker.join();
}

void okEndsTheProcess(int id) {
  std::thread worker(run, id);
  if (failed(id)) std::exit(1);
  worker.join();
}

void okHeap(int id) {
  auto* worker = new std::thread(run, id);
  if (failed(id)) return;
  worker->join();
  delete worker;
}

void okOptional(int id) {
  std::optional<std::thread> worker;
  if (!failed(id)) worker.emplace(run, id);
  if (worker) worker->join();
}

// ---- Suppressed --------------------------------------------------------------------------------

void okIgnored(int id) {
  std::thread worker(run, id);  // NOLINT(fiber-not-joined)
  if (failed(id)) return;
  worker.join();
}

// ---- Known misses ------------------------------------------------------------------------------

// What a called function throws may be what it throws for misuse.
void fnHelperThrows(int id) {
  std::thread worker(run, id);
  check(id);
  worker.join();
}

// Which of the elements are joined is not followed.
void fnVector(int count) {
  std::vector<std::thread> workers;
  for (int id = 0; id < count; ++id) workers.emplace_back(run, id);
}

// The end of main destroys it, too.
int main(int argc, char**) {
  std::thread worker(run, argc);  // expect: 'worker' is neither joined nor detached
  if (argc > 1) return 1;
  worker.join();
}

// Output does not throw.
void okPrints(int id) {
  try {
    std::thread worker(run, id);
    std::cout << "worker " << worker.get_id() << std::endl;
    worker.join();
  } catch (const std::exception&) {
    run(0);
  }
}
