// Tasks that are counted and not done on some path, on csp.
#include <atomic>
#include <cstdlib>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include <csp/csp.h>

bool failed(int id);
void use(int value);
void finish(csp::wait_group& tasks);

// ---- One task ----------------------------------------------------------------------------------

void badEarlyReturn(const std::vector<int>& ids) {
  csp::wait_group tasks;
  for (int id : ids) {
    tasks.add();  // note: the task is counted here
    csp::go([id, &tasks] {
      if (failed(id)) return;  // expect: this path leaves the task without done on 'tasks'
      use(id);
      tasks.done();  // note: another path is done here
    });
  }
  tasks.wait();
}

void badBulk(const std::vector<int>& ids) {
  csp::wait_group tasks;
  tasks.add(static_cast<int>(ids.size()));
  for (int id : ids) {
    csp::go([id, &tasks] {
      if (failed(id)) return;  // expect: this path leaves the task without done on 'tasks'
      use(id);
      tasks.done();
    });
  }
  tasks.wait();
}

void badTwoReturns(int id) {
  csp::wait_group tasks;
  tasks.add();
  csp::go([id, &tasks] {
    if (failed(id)) return;      // expect: without done on 'tasks'
    if (failed(id + 1)) return;  // expect: without done on 'tasks'
    tasks.done();
  });
  tasks.wait();
}

void badOneBranch(int id) {
  csp::wait_group tasks;
  tasks.add();
  csp::go([id, &tasks] {
    if (!failed(id)) {
      use(id);
      tasks.done();
    }
  });  // expect: without done on 'tasks'
  tasks.wait();
}

void badCatchReturns(int id) {
  csp::wait_group tasks;
  tasks.add();
  csp::go([id, &tasks] {
    try {
      use(id);
    } catch (const std::exception&) {
      return;  // expect: without done on 'tasks'
    }
    tasks.done();
  });
  tasks.wait();
}

void badContext(csp::context ctx, csp::chan<int> jobs) {
  csp::wait_group tasks;
  tasks.add();
  csp::go([ctx, jobs, &tasks] {
    for (;;) {
      const auto ready = csp::select(csp::on_recv(ctx.done(), [] {}), csp::on_recv(jobs, [] {}));
      if (ready == 0) return;  // expect: without done on 'tasks'
      if (!jobs.recv()) break;
    }
    tasks.done();
  });
  tasks.wait();
}

void work(int id, csp::wait_group& tasks) {
  if (failed(id)) return;  // expect: without done on 'tasks'
  use(id);
  tasks.done();
}

void badFunction(int id) {
  csp::wait_group tasks;
  tasks.add();
  csp::go(work, id, std::ref(tasks));
  tasks.wait();
}

class crew {
 public:
  void badMember(int id) {
    tasks_.add();
    csp::go([this, id] { run(id); });  // expect: without done on 'tasks_'
  }
  void wait() { tasks_.wait(); }

 private:
  void run(int id) {
    if (failed(id)) return;
    tasks_.done();
  }
  csp::wait_group tasks_;
};

class pool {
 public:
  void badReturnsInMember(int id) {
    tasks_.add();
    csp::go([this, id] {
      if (failed(id)) return;  // expect: without done on 'tasks_'
      use(id);
      tasks_.done();
    });
  }

 private:
  csp::wait_group tasks_;
};

void badParameter(csp::wait_group& tasks, int id) {
  tasks.add();
  csp::go([id, &tasks] {
    if (failed(id)) return;  // expect: without done on 'tasks'
    tasks.done();
  });
}

void badStdFunction(int id) {
  csp::wait_group tasks;
  std::function<void()> task = [id, &tasks] {
    if (failed(id)) return;  // expect: without done on 'tasks'
    tasks.done();
  };
  tasks.add();
  csp::go(task);
  tasks.wait();
}

template <class T>
void badTemplate(T id) {
  csp::wait_group tasks;
  tasks.add();
  csp::go([id, &tasks] {
    if (failed(static_cast<int>(id))) return;  // expect: without done on 'tasks'
    tasks.done();
  });
  tasks.wait();
}

template void badTemplate<long>(long);

// ---- Fine --------------------------------------------------------------------------------------

void okDeferred(const std::vector<int>& ids) {
  csp::wait_group tasks;
  for (int id : ids) {
    tasks.add();
    csp::go([id, &tasks] {
      csp::defer finished{[&tasks] { tasks.done(); }};
      if (failed(id)) return;
      use(id);
    });
  }
  tasks.wait();
}

void okEveryReturn(int id) {
  csp::wait_group tasks;
  tasks.add();
  csp::go([id, &tasks] {
    if (failed(id)) {
      tasks.done();
      return;
    }
    use(id);
    tasks.done();
  });
  tasks.wait();
}

void okCounted(int id) {
  csp::wait_group tasks;
  tasks.go([id] {
    if (failed(id)) return;
    use(id);
  });
  tasks.wait();
}

struct done_guard {
  csp::wait_group& tasks;
  ~done_guard() { tasks.done(); }
};

void okGuard(int id) {
  csp::wait_group tasks;
  tasks.add();
  csp::go([id, &tasks] {
    done_guard finished{tasks};
    if (failed(id)) return;
    use(id);
  });
  tasks.wait();
}

void okHelper(int id) {
  csp::wait_group tasks;
  tasks.add();
  csp::go([id, &tasks] {
    if (failed(id)) {
      finish(tasks);
      return;
    }
    tasks.done();
  });
  tasks.wait();
}

// The next task takes over what this one is counted for.
void okHandsOn(int id) {
  csp::wait_group tasks;
  tasks.add();
  csp::go([id, &tasks] {
    if (failed(id)) {
      csp::go([&tasks] { tasks.done(); });
      return;
    }
    tasks.done();
  });
  tasks.wait();
}

// One of the tasks is done for all.
void okLastOne(const std::vector<int>& ids) {
  csp::wait_group all;
  std::atomic<int> left = static_cast<int>(ids.size());
  all.add();
  for (int id : ids) {
    csp::go([id, &all, &left] {
      use(id);
      if (--left == 0) all.done();
    });
  }
  all.wait();
}

// The task is not what is counted.
void okOnlyTold(int id, csp::wait_group& others) {
  csp::go([id, &others] {
    if (failed(id)) return;
    others.done();
  });
}

void okEndsTheProcess(int id) {
  csp::wait_group tasks;
  tasks.add();
  csp::go([id, &tasks] {
    if (failed(id)) std::abort();
    if (failed(id + 1)) csp::panic("gave up");
    tasks.done();
  });
  tasks.wait();
}

void okForEver(csp::wait_group& tasks, csp::chan<int> jobs) {
  tasks.add();
  csp::go([&tasks, jobs] {
    for (;;) {
      if (!jobs.recv()) {
        tasks.done();
        return;
      }
    }
  });
}

void okCatchIsDone(int id) {
  csp::wait_group tasks;
  tasks.add();
  csp::go([id, &tasks] {
    try {
      use(id);
    } catch (const std::exception&) {
      use(0);
    }
    tasks.done();
  });
  tasks.wait();
}

void okSameCondition(int id, bool counted) {
  csp::wait_group tasks;
  if (counted) tasks.add();
  csp::go([id, counted, &tasks] {
    use(id);
    if (counted) tasks.done();
  });
  tasks.wait();
}

void okLoopThenDone(csp::wait_group& tasks, const std::vector<int>& ids) {
  tasks.add();
  csp::go([&tasks, ids] {
    for (int id : ids) {
      if (failed(id)) continue;
      if (id == 0) break;
      use(id);
    }
    tasks.done();
  });
}

void okDoneFirst(int id, csp::wait_group& tasks) {
  tasks.add();
  csp::go([id, &tasks] {
    tasks.done();
    if (failed(id)) return;
    use(id);
  });
}

// Not spawned.
void okPlainFunction(csp::wait_group& tasks, int id) {
  if (failed(id)) return;
  tasks.done();
}

void okSuppressed(int id) {
  csp::wait_group tasks;
  tasks.add();
  csp::go([id, &tasks] {
    if (failed(id)) return;  // NOLINT(waitgroup-missing-done)
    tasks.done();
  });
  tasks.wait();
}

// ---- Known misses ------------------------------------------------------------------------------

// No path is done at all: waitgroup-never-done follows the schedules.
void fnNeverDone(int id) {
  csp::wait_group tasks;
  tasks.add();
  csp::go([id, &tasks] { use(id + static_cast<int>(sizeof(tasks))); });
  tasks.wait();
}

// A path that is done twice, where another is not.
void fnDoneInLoop(int id) {
  csp::wait_group tasks;
  tasks.add(2);
  csp::go([id, &tasks] {
    tasks.done();
    if (failed(id)) return;
    tasks.done();
  });
  tasks.wait();
}
