// Waits for wait groups that stay above zero, on csp.
#include <functional>
#include <memory>
#include <stdexcept>
#include <utility>

#include <csp/csp.h>

using namespace std::chrono_literals;

bool failed(int id);
void use(int value);

void badNoDone() {
  csp::wait_group tasks;  // note: 'tasks' made here
  tasks.add();
  csp::go([] { use(1); });
  tasks.wait();  // expect: wait for 'tasks' blocks for ever: its counter stays above zero
}

void badEarlyReturn() {
  csp::wait_group tasks;
  tasks.add();
  csp::go([&tasks] {
    if (failed(1)) return;
    tasks.done();
  });
  tasks.wait();  // expect: wait for 'tasks' blocks for ever
}

void badOneTooMany() {
  csp::wait_group tasks;
  tasks.add(3);
  for (int i = 0; i < 2; ++i) csp::go([&tasks] { tasks.done(); });
  tasks.wait();  // expect: wait for 'tasks' blocks for ever
}

void badException() {
  csp::wait_group tasks;
  tasks.add();
  csp::go([&tasks] {
    try {
      if (failed(1)) throw std::runtime_error("load");
      tasks.done();
    } catch (const std::exception&) {
      use(0);
    }
  });
  tasks.wait();  // expect: wait for 'tasks' blocks for ever
}

void badSkippedAfterAdd() {
  csp::wait_group tasks;
  for (int i = 0; i < 2; ++i) {
    tasks.add();
    if (failed(i)) continue;
    csp::go([&tasks] { tasks.done(); });
  }
  tasks.wait();  // expect: wait for 'tasks' blocks for ever
}

void badAddAndGo() {
  csp::wait_group tasks;
  tasks.add();
  tasks.go([] { use(1); });
  tasks.wait();  // expect: wait for 'tasks' blocks for ever
}

void badWaitsForItself() {
  csp::wait_group tasks;
  tasks.add();
  tasks.wait();  // expect: wait for 'tasks' blocks for ever
  tasks.done();
}

void join(csp::wait_group& group) {
  group.wait();  // expect: blocks for ever: its counter stays above zero
}

void badThroughHelper() {
  csp::wait_group tasks;
  tasks.add();
  join(tasks);
}

class pool {
 public:
  ~pool() {
    running_.wait();  // expect: wait for 'running_' blocks for ever
  }
  void start() {
    running_.add();
    csp::go([this] {
      if (failed(1)) return;
      running_.done();
    });
  }

 private:
  csp::wait_group running_;
};

void badDestructor() {
  pool workers;
  workers.start();
}

void badShared() {
  auto tasks = std::make_shared<csp::wait_group>();
  tasks->add(2);
  csp::go([tasks] { tasks->done(); });
  tasks->wait();  // expect: wait for 'tasks' blocks for ever
}

void badDeferred() {
  csp::wait_group tasks;
  csp::defer end{[&] { tasks.wait(); }};  // expect: wait for 'tasks' blocks for ever
  tasks.add();
}

// Each run is one scenario.
int main(int argc, char**) {
  switch (argc) {
    case 1:
      badNoDone();
      break;
    case 2:
      badEarlyReturn();
      break;
    case 3:
      badOneTooMany();
      break;
    case 4:
      badException();
      break;
    case 5:
      badSkippedAfterAdd();
      break;
    case 6:
      badAddAndGo();
      break;
    case 7:
      badWaitsForItself();
      break;
    case 8:
      badThroughHelper();
      break;
    case 9:
      badDestructor();
      break;
    case 10:
      badShared();
      break;
    case 11:
      badDeferred();
      break;
  }
}
