// What orders two fibers, and what they do not share.
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <vector>

#include <csp/csp.h>

void okMutex() {
  int count = 0;
  csp::mutex guard;
  csp::wait_group workers;
  for (int i = 0; i < 2; ++i)
    workers.go([&] {
      std::lock_guard lock(guard);
      ++count;
    });
  workers.wait();
  ++count;
}

void okLockedByHand() {
  std::map<int, int> known;
  csp::mutex guard;
  csp::wait_group workers;
  for (int i = 0; i < 2; ++i)
    workers.go([&, i] {
      guard.lock();
      known[i] = i;
      guard.unlock();
    });
  workers.wait();
}

class Counter {
 public:
  void add() {
    std::lock_guard lock(guard_);
    addLocked();
  }
  int get() {
    std::lock_guard lock(guard_);
    return count_;
  }

 private:
  void addLocked() { ++count_; }
  csp::mutex guard_;
  int count_ = 0;
};

int okMember() {
  Counter counter;
  csp::wait_group workers;
  workers.go([&] { counter.add(); });
  workers.go([&] { counter.add(); });
  int early = counter.get();
  workers.wait();
  return early;
}

int okReadersAndWriter() {
  int shared = 0;
  csp::rw_mutex guard;
  csp::wait_group workers;
  workers.go([&] {
    std::shared_lock lock(guard);
    (void)(shared + 1);
  });
  workers.go([&] {
    std::lock_guard lock(guard);
    shared = 1;
  });
  workers.wait();
  return shared;
}

int okReadAfterWait() {
  int answer = 0;
  csp::wait_group computing;
  computing.go([&] { answer = 42; });
  computing.wait();
  return answer;
}

void okWriteBeforeSpawn() {
  int answer = 0;
  answer = 42;
  csp::wait_group reading;
  reading.go([&] { (void)(answer + 1); });
  reading.go([&] { (void)(answer + 2); });
  reading.wait();
}

int okMessage() {
  int answer = 0;
  csp::chan<int> done(0);
  csp::go([&answer, done] {
    answer = 42;
    done.send(1);
  });
  done.recv();
  return answer;
}

int okBufferedMessage() {
  int answer = 0;
  csp::chan<int> done(1);
  csp::go([&answer, done] {
    answer = 42;
    done.send(1);
  });
  done.recv();
  return answer;
}

int okClose() {
  int answer = 0;
  csp::chan<int> done(0);
  csp::go([&answer, done] {
    answer = 42;
    done.close();
  });
  for (int each : done) (void)each;
  return answer;
}

int okSelect() {
  int answer = 0;
  csp::chan<int> done(0), never(0);
  csp::go([&answer, done] {
    answer = 42;
    done.send(1);
  });
  csp::select(csp::on_recv(done, [&] { ++answer; }), csp::on_recv(never, [&] { --answer; }));
  return answer;
}

void okChannelAsLock() {
  int count = 0;
  csp::chan<int> turn(1);
  csp::wait_group workers;
  for (int i = 0; i < 3; ++i)
    workers.go([&count, turn] {
      turn.send(1);
      ++count;
      turn.recv();
    });
  workers.wait();
}

struct Job {
  int result = 0;
};

void okHandedOver() {
  csp::chan<std::shared_ptr<Job>> jobs(1);
  csp::wait_group workers;
  workers.go([jobs] {
    for (std::shared_ptr<Job> job : jobs) job->result = 1;
  });
  auto job = std::make_shared<Job>();
  job->result = 2;
  jobs.send(job);
  jobs.close();
  workers.wait();
}

int okOnce() {
  int made = 0;
  csp::once once;
  auto get = [&] {
    once.call([&] { made = 1; });
    return made;
  };
  csp::wait_group workers;
  workers.go([&] { (void)get(); });
  int mine = get();
  workers.wait();
  return mine;
}

int okCondition() {
  int answer = 0;
  bool ready = false;
  csp::mutex guard;
  csp::cond changed(guard);
  csp::wait_group computing;
  computing.go([&] {
    answer = 42;
    guard.lock();
    ready = true;
    guard.unlock();
    changed.signal();
  });
  guard.lock();
  while (!ready) changed.wait();
  guard.unlock();
  int found = answer;
  computing.wait();
  return found;
}

void okElementsOfTheirOwn() {
  std::vector<int> results(3);
  csp::wait_group workers;
  for (int i = 0; i < 3; ++i) workers.go([&results, i] { results[i] = i; });
  workers.wait();
  results.push_back(3);
}

struct Config {
  Job job;
  std::vector<Job> all;
  std::string name;
};

void okCopies() {
  Config config;
  config.all.push_back({});
  csp::wait_group workers;
  for (int i = 0; i < 2; ++i)
    workers.go([config]() mutable {
      config.job.result = 1;
      config.all[0].result = 1;
      config.name = "mine";
    });
  config.job.result = 2;
  workers.wait();
}

void okCopiedClosure() {
  auto count = [calls = 0]() mutable { ++calls; };
  csp::wait_group workers;
  workers.go(count);
  workers.go(count);
  workers.wait();
}

thread_local int depth = 0;

void okThreadLocal() {
  csp::wait_group workers;
  workers.go([] { ++depth; });
  ++depth;
  workers.wait();
}

static int& settings() {
  static int made = 5;
  return made;
}

int okStaticLocal() {
  csp::wait_group workers;
  workers.go([] { (void)settings(); });
  int mine = settings();
  workers.wait();
  return mine;
}

void lockTable();
void unlockTable();

void okUnseenLock() {
  int count = 0;
  csp::wait_group workers;
  for (int i = 0; i < 2; ++i)
    workers.go([&] {
      lockTable();
      ++count;
      unlockTable();
    });
  workers.wait();
}

bool isFirst();

// Nobody knows whether it is true for both.
void fnUnknownCondition() {
  int count = 0;
  csp::wait_group workers;
  for (int i = 0; i < 2; ++i)
    workers.go([&] {
      lockTable();
      if (isFirst()) ++count;
      unlockTable();
    });
  workers.wait();
}

void okOneAfterTheOther() {
  int count = 0;
  for (int i = 0; i < 2; ++i) {
    csp::wait_group worker;
    worker.go([&] { ++count; });
    worker.wait();
  }
}

// For fiber-loop-capture.
void okLoopVariable() {
  csp::wait_group workers;
  for (int i = 0; i < 2; ++i) workers.go([&] { (void)(i + 1); });
  workers.wait();
}

void fnElementUnknown(int left, int right) {
  std::vector<int> results(8);
  csp::wait_group workers;
  workers.go([&] { results[left] = 1; });
  workers.go([&] { results[right] = 1; });
  workers.wait();
}

// Copies of an optional share what it holds, in the model.
void fpCopiedOptional() {
  std::optional<Job> job = Job{};
  csp::wait_group workers;
  for (int i = 0; i < 2; ++i)
    workers.go([job]() mutable { job->result = 1; });  // expect: 'result' is written while
  workers.wait();
}

// They have locks of their own.
void okSharedMap() {
  csp::sync_map<std::string, int> sizes;
  csp::wait_group readers;
  readers.go([&] { sizes.store("a", 1); });
  readers.go([&] {
    sizes.store("b", 2);
    sizes.erase("a");
  });
  readers.wait();
}

void okPool() {
  csp::pool<int> buffers{[] { return 0; }};
  csp::wait_group users;
  for (int i = 0; i < 2; ++i)
    users.go([&] {
      int buffer = buffers.get();
      buffers.put(buffer + 1);
    });
  users.wait();
}
