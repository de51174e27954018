// add() inside the task it counts, on csp: wait() can see a counter of zero before the task ran.
#include <functional>
#include <future>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <csp/csp.h>

int fetch(int id);
bool failed(int id);
void use(int value);
void submit(const std::function<void()>& task);

// ---- Bodies ------------------------------------------------------------------------------------

void badInLoop() {
  csp::wait_group fetches;
  for (int id = 0; id < 4; ++id) {
    csp::go([id, &fetches] {  // note: the task is spawned here
      // expect@+1: 'fetches' is incremented inside the task it counts, so wait() can return before it
      fetches.add();
      use(fetch(id));
      fetches.done();
    });
  }
  fetches.wait();
}

void badWithDefer() {
  csp::wait_group writes;
  csp::go([&] {  // note: spawned here
    // expect@+2: so wait() can return before it
    // fix@+1: count the task before it is spawned
    writes.add(1);
    csp::defer done{[&] { writes.done(); }};
    if (failed(1)) return;
    use(1);
  });
  writes.wait();
}

void badPackagedTask() {
  csp::wait_group fetches;
  std::packaged_task<void()> task([&] {
    fetches.add();  // expect: 'fetches' is incremented inside the task it counts
    use(fetch(1));
    fetches.done();
  });
  std::thread(std::move(task)).detach();  // note: spawned here
  fetches.wait();
}

void badNegativeAdd() {
  csp::wait_group writes;
  csp::go([&] {     // note: spawned here
    writes.add(1);  // expect: 'writes' is incremented inside the task it counts
    use(1);
    writes.add(-1);
  });
  writes.wait();
}

void copyTable(csp::wait_group& copies, int table) {
  copies.add();  // expect: 'copies' is incremented inside the task it counts
  csp::defer done{[&] { copies.done(); }};
  use(table);
}

void badNamedBody() {
  csp::wait_group copies;
  csp::go(copyTable, std::ref(copies), 1);  // note: spawned here
  copies.wait();
}

void enter(csp::wait_group* group) {
  group->add();  // expect: is incremented inside the task it counts
}

void badHelperAdds() {
  csp::wait_group group;
  csp::go([&group] {  // note: spawned here
    enter(&group);
    use(1);
    group.done();
  });
  group.wait();  // note: 'group' is waited for here
}

// Guards that count themselves are fine in the parent, not in the task.
class visit {
 public:
  explicit visit(csp::wait_group& group) : group_(group) {
    group_.add();  // expect: is incremented inside the task it counts
  }
  ~visit() { group_.done(); }

 private:
  csp::wait_group& group_;
};

void badConstructorAdds() {
  csp::wait_group group;
  csp::go([&group] {  // note: spawned here
    visit counted(group);
    use(1);
  });
  group.wait();  // step: wait for 'group' is next
}

void badStdFunction() {
  csp::wait_group group;
  std::function<void()> task = [&group] {
    group.add();  // expect: 'group' is incremented inside the task it counts
    use(1);
    group.done();
  };
  csp::go(task);  // note: spawned here
  group.wait();
}

void badGenericLambda() {
  auto task = [](auto* group, auto id) {
    group->add();  // expect: is incremented inside the task it counts
    use(id);
    group->done();
  };
  csp::wait_group fetches;
  csp::go(task, &fetches, 7);  // note: spawned here
  fetches.wait();
}

struct crew {
  csp::wait_group group;
  std::string name;
};

void badStructuredBinding() {
  crew workers;
  auto& [group, name] = workers;
  csp::go([&group] {  // note: spawned here
    group.add();      // expect: is incremented inside the task it counts
    use(1);
    group.done();
  });
  group.wait();
}

#define COUNT(group) (group).add(1)

void badMacro() {
  csp::wait_group group;
  csp::go([&group] {  // note: spawned here
    COUNT(group);     // expect: 'group' is incremented inside the task it counts
    use(1);
    group.done();
  });
  group.wait();
}

void badOnThread() {
  csp::wait_group group;
  std::thread([&group] {  // note: spawned here
    group.add();          // expect: 'group' is incremented inside the task it counts
    use(1);
    group.done();
  })
      .detach();
  group.wait();
}

void badAfterEarlyReturn(int id) {
  csp::wait_group group;
  csp::go([&group, id] {  // note: spawned here
    if (failed(id)) return;
    group.add();  // expect: 'group' is incremented inside the task it counts
    try {
      use(fetch(id));
    } catch (const std::exception&) {
      use(0);
    }
    group.done();
  });
  group.wait();
}

// ---- Members and templates ---------------------------------------------------------------------

class crawler {
 public:
  void start(int page) {
    csp::go([this, page] { visitPage(page); });  // note: spawned here
  }
  void wait() { pages_.wait(); }

 private:
  void visitPage(int page) {
    pages_.add();  // expect: 'pages_' is incremented inside the task it counts
    csp::defer done{[this] { pages_.done(); }};
    use(page);
  }

  csp::wait_group pages_;
};

void badMember() {
  crawler web;
  web.start(1);
  web.wait();
}

template <class Task>
class runner {
 public:
  void run(Task task) {
    csp::go([this, task] {  // note: spawned here
      tasks_.add();         // expect: 'tasks_' is incremented inside the task it counts
      task();
      tasks_.done();
    });
  }
  ~runner() { tasks_.wait(); }

 private:
  csp::wait_group tasks_;
};

void badClassTemplate() {
  runner<std::function<void()>> tasks;
  tasks.run([] { use(1); });
}

template <class T>
void forEach(const std::vector<T>& values, void (*body)(T)) {
  csp::wait_group group;
  for (T value : values) {
    csp::go([&group, value, body] {  // note: spawned here
      group.add();                   // expect: 'group' is incremented inside the task it counts
      body(value);
      group.done();
    });
  }
  group.wait();
}

void badFunctionTemplate() { forEach<int>({1, 2, 3}, use); }

class pending : public csp::wait_group {};
using pending_writes = pending;

void badDerivedBehindAlias() {
  auto writes = std::make_shared<pending_writes>();
  csp::go([writes] {  // note: spawned here
    writes->add();    // expect: is incremented inside the task it counts
    use(1);
    writes->done();
  });
  writes->wait();
}

// ---- Fine: counted before the spawn ------------------------------------------------------------

void okAddBeforeSpawn() {
  csp::wait_group fetches;
  for (int id = 0; id < 4; ++id) {
    fetches.add();
    csp::go([id, &fetches] {
      csp::defer done{[&] { fetches.done(); }};
      use(fetch(id));
    });
  }
  fetches.wait();
}

void okAddAllAtOnce(const std::vector<int>& ids) {
  csp::wait_group fetches;
  fetches.add(static_cast<int>(ids.size()));
  for (int id : ids) {
    csp::go([id, &fetches] {
      use(fetch(id));
      fetches.done();
    });
  }
  fetches.wait();
}

void okGo() {
  csp::wait_group fetches;
  for (int id = 0; id < 4; ++id) fetches.go([id] { use(fetch(id)); });
  fetches.wait();
}

void okGuardInParent() {
  csp::wait_group group;
  auto counted = std::make_shared<visit>(group);
  csp::go([counted] { use(1); });
  counted.reset();
  group.wait();
}

// ---- Fine: the task adds for others ------------------------------------------------------------

// Counted by its parent, the task counts its own children before it is done itself.
void okNestedSpawn() {
  csp::wait_group pages;
  pages.add();
  csp::go([&pages] {
    csp::defer done{[&] { pages.done(); }};
    for (int link = 0; link < 3; ++link) {
      pages.add();
      csp::go([&pages, link] {
        use(fetch(link));
        pages.done();
      });
    }
  });
  pages.wait();
}

void crawl(csp::wait_group& pages, int depth) {
  csp::defer done{[&] { pages.done(); }};
  if (depth == 0) return;
  pages.add(2);
  csp::go(crawl, std::ref(pages), depth - 1);
  csp::go(crawl, std::ref(pages), depth - 1);
}

void okRecursiveTasks() {
  csp::wait_group pages;
  pages.add();
  csp::go(crawl, std::ref(pages), 3);
  pages.wait();
}

void okGoFromTask() {
  csp::wait_group pages;
  pages.go([&pages] {
    for (int link = 0; link < 3; ++link) pages.go([link] { use(fetch(link)); });
  });
  pages.wait();
}

// The task is the one that waits: it adds as a parent does.
void okTaskIsTheParent(csp::chan<int> ids, csp::chan<csp::unit> over) {
  csp::wait_group fetches;
  csp::go([ids, over, group = std::make_shared<csp::wait_group>()] {
    for (int id : ids) {
      group->add();
      csp::go([group, id] {
        use(fetch(id));
        group->done();
      });
    }
    group->wait();
    over.close();
  });
  over.recv();
}

void okGroupMadeInTask() {
  csp::chan<csp::unit> over(0);
  csp::go([over] {
    csp::wait_group writes;
    writes.add();
    csp::go([&writes] { writes.done(); });
    writes.wait();
    over.close();
  });
  over.recv();
}

void okAddAndDoneWithoutSpawn() {
  csp::wait_group group;
  group.add();
  use(1);
  group.done();
  group.wait();
}

class server {
 public:
  ~server() { connections_.wait(); }
  // The accept loop runs in a fiber and counts each connection before it spawns it.
  void start(csp::chan<int> accepted) {
    connections_.add();
    csp::go([this, accepted] {
      csp::defer done{[this] { connections_.done(); }};
      for (int connection : accepted) serve(connection);
    });
  }

 private:
  void serve(int connection) {
    connections_.add();
    csp::go([this, connection] {
      csp::defer done{[this] { connections_.done(); }};
      use(connection);
    });
  }

  csp::wait_group connections_;
};

void okAcceptLoop(csp::chan<int> accepted) {
  server web;
  web.start(accepted);
}

// Another group: the one that counts the task was incremented by the parent.
void okOtherGroup(csp::wait_group& active) {
  csp::wait_group all;
  all.add();
  csp::go([&all, &active] {
    csp::defer done{[&] { all.done(); }};
    active.add();
    use(1);
    active.done();
  });
  all.wait();
  active.wait();
}

// Counted twice on purpose: once by the parent, once for a phase of its own.
void okParentCountedIt() {
  csp::wait_group group;
  group.add();
  csp::go([&group] {
    csp::defer done{[&] { group.done(); }};
    group.add();
    use(1);
    group.done();
  });
  group.wait();
}

void okPhaseInsideGo() {
  csp::wait_group group;
  group.go([&group] {
    group.add();
    use(1);
    group.done();
  });
  group.wait();
}

// The parent does not wait until the task has told that it has counted itself.
void okHandshake() {
  csp::wait_group group;
  csp::chan<csp::unit> counted(0);
  csp::go([&group, counted] {
    group.add();
    counted.close();
    use(1);
    group.done();
  });
  counted.recv();
  group.wait();
}

// Runs in this fiber.
void okCalledHere() {
  csp::wait_group group;
  auto start = [&group](int id) {
    group.add();
    csp::go([&group, id] {
      use(id);
      group.done();
    });
  };
  start(1);
  start(2);
  group.wait();
}

// Unseen code may well run the task before it returns.
void okGivenToUnseenCode() {
  csp::wait_group group;
  submit([&group] {
    group.add();
    use(1);
    group.done();
  });
  group.wait();
}

template <class F>
void spawnCounted(csp::wait_group& group, F task) {
  group.add();
  csp::go([&group, task = std::move(task)] {
    csp::defer done{[&] { group.done(); }};
    task();
  });
}

void okSpawnHelper() {
  csp::wait_group group;
  spawnCounted(group, [] { use(1); });
  spawnCounted(group, [] { use(2); });
  group.wait();
}

// ---- Suppressed --------------------------------------------------------------------------------

void okNolint() {
  csp::wait_group group;
  csp::go([&group] {
    group.add();  // NOLINT(waitgroup-add-in-task)
    group.done();
  });
  group.wait();
}

void okIgnored() {
  csp::wait_group group;
  csp::go([&group] {
    // chanvet: ignore[waitgroup-add-in-task] late visitors are not waited for
    group.add();
    use(1);
    group.done();
  });
  group.wait();
}

// ---- Known misses ------------------------------------------------------------------------------

// A task that nobody counts hands its own add to the child it spawns.
void fnNestedInUncountedTask() {
  csp::wait_group group;
  csp::go([&group] {
    group.add();
    csp::go([&group] {
      use(1);
      group.done();
    });
  });
  group.wait();
}
