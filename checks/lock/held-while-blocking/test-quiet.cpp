// Blocking operations under a lock, on csp, where the other side goes on without the lock.
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <stdexcept>

#include <csp/csp.h>

bool failed(int id);

void okUnlockedBeforeTheSend() {
  csp::mutex mu;
  csp::chan<int> changes(0);
  int total = 0;
  csp::go([&mu, &total, changes] {
    std::unique_lock lock(mu);
    int now = ++total;
    lock.unlock();
    changes.send(now);
  });
  {
    std::lock_guard guard(mu);
    ++total;
  }
  changes.recv();
}

void okReceiverNeedsNoLock() {
  csp::mutex mu;
  csp::chan<int> changes(0);
  csp::go([changes] { changes.recv(); });
  std::lock_guard guard(mu);
  changes.send(1);
}

void okRoomInTheBuffer() {
  csp::mutex mu;
  csp::chan<int> changes(1);
  csp::go([&mu, changes] {
    std::lock_guard guard(mu);
    changes.send(1);
  });
  {
    std::lock_guard guard(mu);
  }
  changes.recv();
}

void okTriesToSend() {
  csp::mutex mu;
  csp::chan<int> changes(0);
  csp::go([&mu, changes] {
    csp::select(csp::on_recv(changes, [] {}),
                csp::on_recv(csp::after(std::chrono::seconds(1)), [] {}));
    std::lock_guard guard(mu);
  });
  std::lock_guard guard(mu);
  changes.try_send(1);
}

void okDefaultCase() {
  csp::mutex mu;
  csp::chan<int> changes(0);
  csp::wait_group reader;
  reader.go([&mu, changes] {
    std::lock_guard guard(mu);
    changes.try_recv();
  });
  {
    std::lock_guard guard(mu);
    csp::select(csp::on_send(changes, 1, [] {}), csp::otherwise([] {}));
  }
  reader.wait();
}

void okTimeout() {
  csp::mutex mu;
  csp::chan<int> answer(1);
  csp::go([&mu, answer] {
    std::lock_guard guard(mu);
    answer.send(1);
  });
  std::lock_guard guard(mu);
  csp::select(csp::on_recv(answer, [] {}),
              csp::on_recv(csp::after(std::chrono::milliseconds(10)), [] {}));
}

void okContextEndsIt() {
  csp::mutex mu;
  csp::chan<int> answer(1);
  auto [ctx, cancel] = csp::with_timeout(csp::background(), std::chrono::milliseconds(10));
  csp::defer end{cancel};
  csp::go([&mu, answer] {
    std::lock_guard guard(mu);
    answer.send(1);
  });
  std::lock_guard guard(mu);
  csp::select(csp::on_recv(answer, [] {}), csp::on_recv(ctx.done(), [] {}));
}

void okWaitAfterTheBlock() {
  csp::mutex mu;
  csp::wait_group tasks;
  {
    std::lock_guard guard(mu);
    tasks.go([&mu] { std::lock_guard guard(mu); });
  }
  tasks.wait();
}

void okTasksHaveTheirOwnLock() {
  csp::mutex all, one;
  csp::wait_group tasks;
  std::lock_guard guard(all);
  for (int i = 0; i < 2; ++i) {
    tasks.go([&one] { std::lock_guard guard(one); });
  }
  tasks.wait();
}

void okReadersTogether() {
  csp::rw_mutex table;
  csp::chan<int> rows(0);
  csp::go([&table, rows] {
    std::shared_lock reading(table);
    rows.send(1);
  });
  std::shared_lock reading(table);
  rows.recv();
}

void okConditionGivesItUp() {
  csp::mutex mu;
  csp::cond changed(mu);
  bool ready = false;
  csp::go([&] {
    std::lock_guard guard(mu);
    ready = true;
    changed.signal();
  });
  std::lock_guard guard(mu);
  while (!ready) changed.wait();
}

void okSleepUnderTheLock() {
  csp::mutex mu;
  csp::wait_group both;
  for (int i = 0; i < 2; ++i) {
    both.go([&mu] {
      std::lock_guard guard(mu);
      csp::sleep_for(std::chrono::milliseconds(1));
    });
  }
  both.wait();
}

void okExceptionUnlocks() {
  csp::mutex mu;
  csp::chan<int> answer(1);
  try {
    std::lock_guard guard(mu);
    csp::go([&mu, answer] {
      std::lock_guard guard(mu);
      answer.send(1);
    });
    if (failed(1)) throw std::runtime_error("no answer");
  } catch (const std::exception&) {
  }
  answer.recv();
}

int main() {
  okUnlockedBeforeTheSend();
  okReceiverNeedsNoLock();
  okRoomInTheBuffer();
  okTriesToSend();
  okDefaultCase();
  okTimeout();
  okContextEndsIt();
  okWaitAfterTheBlock();
  okTasksHaveTheirOwnLock();
  okReadersTogether();
  okConditionGivesItUp();
  okSleepUnderTheLock();
  okExceptionUnlocks();
}
