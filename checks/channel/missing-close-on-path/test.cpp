// Channels that stay open on some path, with a loop that waits for their end, on csp.
#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <vector>

#include <csp/csp.h>

bool failed(int id);
void use(int value);
void finish(csp::chan<int> jobs);

// ---- The function is a fiber -------------------------------------------------------------------

void badEarlyReturn(const std::vector<int>& ids) {
  csp::chan<int> jobs(8);
  csp::go([ids, jobs] {
    for (int id : ids) {
      if (failed(id)) return;  // expect: this path leaves 'jobs' open
      jobs.send(id);
    }
    jobs.close();  // note: another path closes 'jobs' here
  });
  for (int job : jobs) use(job);  // note: received from here until it is closed
}

void badOneBranch(int id) {
  csp::chan<int> jobs(1);
  csp::go([id, jobs] {
    if (!failed(id)) {
      jobs.send(id);
      jobs.close();
    }
  });  // expect: this path leaves 'jobs' open
  for (int job : jobs) use(job);
}

void badCatchReturns(int id) {
  csp::chan<int> jobs(1);
  csp::go([id, jobs] {
    try {
      use(id);
    } catch (const std::exception&) {
      return;  // expect: this path leaves 'jobs' open
    }
    jobs.close();
  });
  for (int job : jobs) use(job);
}

static void produce(int count, csp::chan<int> jobs) {
  for (int id = 0; id < count; ++id) {
    if (failed(id)) return;  // expect: this path leaves 'jobs' open
    jobs.send(id);
  }
  jobs.close();
}

void badFunction() {
  csp::chan<int> jobs(1);
  csp::go(produce, 3, jobs);
  while (auto job = jobs.recv()) use(*job);
}

void badContext(csp::context ctx) {
  csp::chan<int> jobs(1);
  csp::go([ctx, jobs] {
    for (int id = 0; id < 3; ++id) {
      const auto sent = csp::select(csp::on_send(jobs, id, [] {}), csp::on_recv(ctx.done(), [] {}));
      if (sent == 1) return;  // expect: this path leaves 'jobs' open
    }
    jobs.close();
  });
  for (int job : jobs) use(job);
}

// ---- The receiver is a fiber -------------------------------------------------------------------

void badReceiverInFiber(const std::vector<int>& ids) {
  csp::chan<int> jobs(8);
  csp::go([jobs] {
    for (int job : jobs) use(job);
  });
  for (int id : ids) {
    if (failed(id)) return;  // expect: this path leaves 'jobs' open
    jobs.send(id);
  }
  jobs.close();
}

void badThrow(const std::vector<int>& ids) {
  csp::chan<int> jobs(8);
  csp::go([jobs] {
    for (int job : jobs) use(job);
  });
  for (int id : ids) {
    if (failed(id)) throw std::runtime_error("gave up");  // expect: this path leaves 'jobs' open
    jobs.send(id);
  }
  jobs.close();
}

csp::error badErrorReturn(int id) {
  csp::chan<int> jobs(8);
  csp::go([jobs] {
    for (int job : jobs) use(job);
  });
  if (failed(id)) return csp::errorf("gave up");  // expect: this path leaves 'jobs' open
  jobs.close();
  return {};
}

void badStdFunction(int id) {
  csp::chan<int> jobs(8);
  std::function<void()> task = [id, jobs] {
    if (failed(id)) return;  // expect: this path leaves 'jobs' open
    jobs.close();
  };
  csp::go(task);
  for (int job : jobs) use(job);
}

template <class T>
void badTemplate(T id) {
  csp::chan<T> jobs(1);
  csp::go([id, jobs] {
    if (failed(static_cast<int>(id))) return;  // expect: this path leaves 'jobs' open
    jobs.close();
  });
  for (T job : jobs) use(static_cast<int>(job));
}

template void badTemplate<long>(long);

// ---- Fine --------------------------------------------------------------------------------------

void okDeferred(const std::vector<int>& ids) {
  csp::chan<int> jobs(8);
  csp::go([ids, jobs] {
    csp::defer end{[jobs] { jobs.close(); }};
    for (int id : ids) {
      if (failed(id)) return;
      jobs.send(id);
    }
  });
  for (int job : jobs) use(job);
}

void okEveryReturn(int id) {
  csp::chan<int> jobs(1);
  csp::go([id, jobs] {
    if (failed(id)) {
      jobs.close();
      return;
    }
    jobs.send(id);
    jobs.close();
  });
  for (int job : jobs) use(job);
}

// The loop is not there yet.
void okBeforeReceiver(int id) {
  csp::chan<int> jobs(1);
  if (failed(id)) return;
  csp::go([jobs] {
    for (int job : jobs) use(job);
  });
  jobs.close();
}

// Nobody waits for the end.
void okNoLoop(int id) {
  csp::chan<int> jobs(1);
  csp::go([id, jobs] {
    if (failed(id)) return;
    jobs.send(id);
    jobs.close();
  });
  use(jobs.recv().value_or(0));
}

// The loop has another way out.
void okOtherExit(int id) {
  csp::chan<int> jobs(1);
  csp::go([id, jobs] {
    jobs.send(0);
    if (failed(id)) return;
    jobs.close();
  });
  for (int job : jobs)
    if (job == 0) break;
}

// Somebody else closes it then.
void okOtherCloses(int id) {
  csp::chan<int> jobs(1);
  csp::chan<int> failures(1);
  csp::go([id, jobs, failures] {
    if (failed(id)) {
      failures.send(id);
      return;
    }
    jobs.close();
  });
  csp::go([jobs, failures] {
    if (failures.recv()) jobs.close();
  });
  for (int job : jobs) use(job);
}

void okUnseenCloses(int id) {
  csp::chan<int> jobs(1);
  csp::go([id, jobs] {
    if (failed(id)) return finish(jobs);
    jobs.close();
  });
  for (int job : jobs) use(job);
}

// Others can have the channel.
void okParameter(csp::chan<int> jobs, int id) {
  csp::go([jobs] {
    for (int job : jobs) use(job);
  });
  if (failed(id)) return;
  jobs.close();
}

// The last of several closes it.
void okLastOne(const std::vector<int>& ids) {
  csp::chan<int> jobs(4);
  auto left = std::make_shared<std::atomic<size_t>>(ids.size());
  for (int id : ids)
    csp::go([jobs, left, id] {
      jobs.send(id);
      if (left->fetch_sub(1) == 1) jobs.close();
    });
  for (int job : jobs) use(job);
}

void okLastOfTwo() {
  csp::chan<int> jobs(4);
  csp::mutex mu;
  bool oneIsDone = false;
  auto task = [&] {
    std::lock_guard hold(mu);
    if (oneIsDone) jobs.close();
    oneIsDone = true;
  };
  csp::go(task);
  csp::go(task);
  for (int job : jobs) use(job);
}

// A later call closes it.
class pipe_of_jobs {
 public:
  void okPut(int id) {
    if (failed(id)) return jobs_.close();
    jobs_.send(id);
  }
  void drain() {
    for (int job : jobs_) use(job);
  }

 private:
  csp::chan<int> jobs_{4};
};

void okUser() {
  pipe_of_jobs pipe;
  csp::go([&] {
    pipe.okPut(1);
    pipe.okPut(2);
  });
  pipe.drain();
}

class queue {
 public:
  void okMember(int id) {
    csp::go([this] {
      for (int job : jobs_) use(job);
    });
    if (failed(id)) return;
    jobs_.close();
  }
  ~queue() { jobs_.close(); }

 private:
  csp::chan<int> jobs_{1};
};

void okPanics(int id) {
  csp::chan<int> jobs(1);
  csp::go([id, jobs] {
    if (failed(id)) csp::panic("gave up");
    jobs.close();
  });
  for (int job : jobs) use(job);
}

void okSuppressed(int id) {
  csp::chan<int> jobs(1);
  csp::go([id, jobs] {
    if (failed(id)) return;  // NOLINT(channel-missing-close-on-path)
    jobs.close();
  });
  for (int job : jobs) use(job);
}

// ---- Known misses ------------------------------------------------------------------------------

// Each of two fibers closes it under the same condition: which one does is not asked.
void fnTwoClosers(int id) {
  csp::chan<int> jobs(1);
  for (int i = 0; i < 1; ++i) {
    csp::go([id, jobs] {
      if (failed(id)) return;
      jobs.close();
    });
    csp::go([id, jobs] {
      if (id < 0) jobs.close();
    });
  }
  for (int job : jobs) use(job);
}
