// Wait groups that are added to while another fiber begins to wait, on csp.
#include <memory>
#include <mutex>

#include <csp/csp.h>

struct pool {
  void submit() {
    // expect@+1: 'running' is added to while its counter is zero and main begins to wait: the wait may not see it
    running.add(1);
    csp::go([this] { running.done(); });
  }

  csp::wait_group running;
};

void badMember() {
  pool workers;
  csp::go([&workers] { workers.submit(); });
  workers.running.wait();
  csp::sleep_for(std::chrono::seconds(1));
}

// The lock guards the add, not the wait.
struct guarded {
  void submit() {
    std::lock_guard guard(mu);
    running.add();  // expect: 'running' is added to while its counter is zero
    csp::go([this] { running.done(); });
  }

  void stop() {
    {
      std::lock_guard guard(mu);
      ++stops;
    }
    running.wait();
  }

  csp::mutex mu;
  int stops = 0;
  csp::wait_group running;
};

void badLocked() {
  auto workers = std::make_shared<guarded>();
  csp::go([workers] { workers->submit(); });
  workers->stop();
}

// The first round is over before the second begins, for who adds but not for who waits.
void badSecondRound() {
  csp::wait_group round;
  csp::chan<csp::unit> over(1);
  round.add(1);
  csp::go([&round, over] {
    round.done();
    over.send({});
  });
  csp::go([&round, over] {
    over.recv();
    round.add(1);  // expect: 'round' is added to while its counter is zero
    csp::go([&round] { round.done(); });
  });
  round.wait();
  csp::sleep_for(std::chrono::seconds(1));
}

// The group's own way to start a task adds as well.
void badOwnStart() {
  csp::wait_group tasks;
  csp::go([&tasks] {  // note: the fiber that adds was started here
    tasks.go([] {});  // expect: 'tasks' is added to while its counter is zero
  });
  tasks.wait();
  csp::sleep_for(std::chrono::seconds(1));
}

int main() {
  badMember();
  badLocked();
  badSecondRound();
  badOwnStart();
}
