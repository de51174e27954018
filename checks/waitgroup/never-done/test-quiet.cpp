// Wait groups that come back to zero, or that others may count down.
#include <functional>
#include <memory>
#include <stdexcept>
#include <utility>
#include <vector>

#include <csp/csp.h>

using namespace std::chrono_literals;

bool failed(int id);
void use(int value);
void start(csp::wait_group& tasks);  // not seen: it may call done

void okDone() {
  csp::wait_group tasks;
  tasks.add();
  csp::go([&tasks] { tasks.done(); });
  tasks.wait();
}

void okNothingAdded() {
  csp::wait_group tasks;
  tasks.wait();
}

void okDeferred() {
  csp::wait_group tasks;
  tasks.add();
  csp::go([&tasks] {
    csp::defer done{[&] { tasks.done(); }};
    if (failed(1)) return;
    use(1);
  });
  tasks.wait();
}

void okGo() {
  csp::wait_group tasks;
  for (int i = 0; i < 3; ++i)
    tasks.go([i] {
      if (failed(i)) return;
      use(i);
    });
  tasks.wait();
}

void okAddTwo() {
  csp::wait_group tasks;
  tasks.add(2);
  for (int i = 0; i < 2; ++i) csp::go([&tasks] { tasks.done(); });
  tasks.wait();
}

void okBothPaths() {
  csp::wait_group tasks;
  tasks.add();
  csp::go([&tasks] {
    if (failed(1)) {
      tasks.done();
      return;
    }
    use(1);
    tasks.done();
  });
  tasks.wait();
}

void okHandler() {
  csp::wait_group tasks;
  tasks.add();
  csp::go([&tasks] {
    try {
      if (failed(1)) throw std::runtime_error("load");
    } catch (const std::exception&) {
      use(0);
    }
    tasks.done();
  });
  tasks.wait();
}

void okTakenBack() {
  csp::wait_group tasks;
  for (int i = 0; i < 2; ++i) {
    tasks.add();
    if (failed(i)) {
      tasks.done();
      continue;
    }
    csp::go([&tasks] { tasks.done(); });
  }
  tasks.wait();
}

void okNegativeAdd() {
  csp::wait_group tasks;
  tasks.add(2);
  tasks.add(-2);
  tasks.wait();
}

void okUnknownNumber(const std::vector<int>& ids) {
  csp::wait_group tasks;
  tasks.add(static_cast<int>(ids.size()));
  for (int id : ids) {
    csp::go([id, &tasks] {
      use(id);
      tasks.done();
    });
  }
  tasks.wait();
}

void okGivenAway() {
  csp::wait_group tasks;
  tasks.add();
  start(tasks);
  tasks.wait();
}

void okTwoRounds() {
  csp::wait_group tasks;
  for (int round = 0; round < 2; ++round) {
    tasks.go([] { use(1); });
    tasks.wait();
  }
}

void okTaskOfATask() {
  csp::wait_group tasks;
  tasks.go([&tasks] { tasks.go([] { use(1); }); });
  tasks.wait();
}

class pool {
 public:
  ~pool() { running_.wait(); }
  void start() {
    running_.add();
    csp::go([this] {
      csp::defer done{[this] { running_.done(); }};
      if (failed(1)) return;
      use(1);
    });
  }

 private:
  csp::wait_group running_;
};

void okDestructor() {
  pool workers;
  workers.start();
  workers.start();
}

void okShared() {
  auto tasks = std::make_shared<csp::wait_group>();
  tasks->add(2);
  for (int i = 0; i < 2; ++i) csp::go([tasks] { tasks->done(); });
  tasks->wait();
}

void okCallback() {
  csp::wait_group tasks;
  tasks.add();
  std::function<void()> finish = [&tasks] { tasks.done(); };
  csp::go([finish] { finish(); });
  tasks.wait();
}

// The program is run to its end: the silence above is not that of a bound that was hit.
void badAtTheEnd() {
  csp::wait_group tasks;
  tasks.add();
  tasks.wait();  // expect: wait for 'tasks' blocks for ever
}

// Each run is one scenario.
int main(int argc, char**) {
  switch (argc) {
    case 1:
      okDone();
      break;
    case 2:
      okNothingAdded();
      break;
    case 3:
      okDeferred();
      break;
    case 4:
      okGo();
      break;
    case 5:
      okAddTwo();
      break;
    case 6:
      okBothPaths();
      break;
    case 7:
      okHandler();
      break;
    case 8:
      okTakenBack();
      break;
    case 9:
      okNegativeAdd();
      break;
    case 10:
      okUnknownNumber({1, 2});
      break;
    case 11:
      okGivenAway();
      break;
    case 12:
      okTwoRounds();
      break;
    case 13:
      okTaskOfATask();
      break;
    case 14:
      okDestructor();
      break;
    case 15:
      okShared();
      break;
    case 16:
      okCallback();
      break;
    case 17:
      badAtTheEnd();
      break;
  }
}
