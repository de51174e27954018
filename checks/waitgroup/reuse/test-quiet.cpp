// Wait groups whose waits see all that is added, on csp.
#include <memory>
#include <mutex>

#include <csp/csp.h>

int size();
void enlist(csp::wait_group& group);  // not seen

void okBefore() {
  csp::wait_group tasks;
  tasks.add(2);
  for (int i = 0; i < 2; ++i) csp::go([&tasks] { tasks.done(); });
  tasks.wait();
}

// What is counted adds for its own tasks.
void okWhileCounted() {
  csp::wait_group tasks;
  tasks.add(1);
  csp::go([&tasks] {
    tasks.add(1);
    csp::go([&tasks] { tasks.done(); });
    tasks.done();
  });
  tasks.wait();
}

void okHeard() {
  csp::wait_group tasks;
  csp::chan<csp::unit> added(0);
  csp::go([&tasks, added] {
    tasks.add(1);
    added.send({});
    tasks.done();
  });
  added.recv();
  tasks.wait();
}

void okRounds() {
  csp::wait_group round;
  for (int i = 0; i < 2; ++i) {
    round.add(1);
    csp::go([&round] { round.done(); });
    round.wait();
  }
}

void okLockAndFlag() {
  csp::mutex mu;
  csp::wait_group running;
  bool stopped = false;
  csp::go([&] {
    std::lock_guard guard(mu);
    if (stopped) return;
    running.add(1);
    csp::go([&running] { running.done(); });
  });
  {
    std::lock_guard guard(mu);
    stopped = true;
  }
  running.wait();
}

// Two that add, of whom none waits.
void okTwoAdd() {
  csp::wait_group tasks;
  csp::chan<csp::unit> added(2);
  for (int i = 0; i < 2; ++i)
    csp::go([&tasks, added] {
      tasks.add(1);
      added.send({});
      tasks.done();
    });
  added.recv();
  added.recv();
  tasks.wait();
}

void okNothingIsKnown() {
  csp::wait_group tasks;
  enlist(tasks);
  csp::go([&tasks] {
    tasks.add(size());
    tasks.add(-size());
  });
  tasks.wait();
}

// The other's own group.
void okOther() {
  csp::wait_group mine, others;
  csp::chan<csp::unit> ended(0);
  csp::go([&others, ended] {
    others.add(1);
    others.done();
    ended.close();
  });
  mine.wait();
  ended.recv();
}

// Tasks that start others while they are counted themselves.
void okOwnStart() {
  csp::wait_group tasks;
  for (int i = 0; i < 2; ++i) tasks.go([&tasks] { tasks.go([] {}); });
  tasks.wait();
}

// Who starts more has told so.
void okOwnStartHeard() {
  csp::wait_group tasks;
  csp::chan<csp::unit> started(0);
  csp::go([&tasks, started] {
    tasks.go([] {});
    started.close();
  });
  started.recv();
  tasks.wait();
}

int main() {
  okBefore();
  okWhileCounted();
  okHeard();
  okRounds();
  okLockAndFlag();
  okTwoAdd();
  okNothingIsKnown();
  okOther();
  okOwnStart();
  okOwnStartHeard();
}
