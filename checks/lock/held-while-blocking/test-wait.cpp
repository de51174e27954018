// Waits under a lock that the tasks need, on csp; each in a fiber of its own.
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>

#include <csp/csp.h>

bool failed(int id);

void badWaitForTasks() {
  csp::mutex mu;
  csp::wait_group tasks;
  int sum = 0;
  std::lock_guard guard(mu);
  for (int i = 0; i < 2; ++i) {
    tasks.go([&] {
      std::lock_guard guard(mu);
      ++sum;
    });
  }
  tasks.wait();  // expect: wait for 'tasks' blocks for ever while it holds
}

void badReceiveTheAnswer() {
  auto mu = std::make_shared<csp::mutex>();
  csp::chan<int> answer(1);
  csp::go([mu, answer] {
    mu->lock();
    answer.send(1);
    mu->unlock();
  });
  std::unique_lock lock(*mu);
  answer.recv();  // expect: receive from 'answer' blocks for ever while it holds
}

// Whoever has the lock first waits for the other.
void badOnTheErrorPath() {
  csp::rw_mutex table;
  csp::chan<csp::unit> flushed(0);
  csp::go([&table, flushed] {
    std::shared_lock reading(table);
    flushed.send({});  // expect: send on 'flushed' blocks for ever while it holds
  });
  table.lock();
  if (failed(1)) {
    flushed.recv();  // expect: receive from 'flushed' blocks for ever while it holds
  }
  table.unlock();
  csp::select(csp::on_recv(flushed, [] {}),
              csp::on_recv(csp::after(std::chrono::seconds(1)), [] {}));
}

int main() {
  csp::go(badWaitForTasks);
  csp::go(badReceiveTheAnswer);
  csp::go(badOnTheErrorPath);
  csp::sleep_for(std::chrono::seconds(2));
}
