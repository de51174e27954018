// What hangs because of a task that is not done is told with the task, and with its schedule.
// checks: waitgroup-missing-done,waitgroup-never-done
#include <csp/csp.h>

bool failed(int id) { return id == 2; }

void badMissing() {
  csp::wait_group tasks;
  for (int id = 0; id < 3; ++id) {
    tasks.add();
    csp::go([id, &tasks] {  // note: the task is started here
      // expect@+1: this path leaves the task without done on 'tasks', so wait() does not return
      if (failed(id)) return;
      tasks.done();
    });
  }
  tasks.wait();  // note: blocks for ever: its counter stays above zero
}

void badNever() {
  csp::wait_group others;
  others.add();
  csp::go([] { csp::yield(); });
  others.wait();  // expect: blocks for ever: its counter stays above zero
}

int main(int argc, char**) {
  if (argc > 1) badNever();
  badMissing();
}
