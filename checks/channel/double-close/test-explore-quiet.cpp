// Channels that any of several fibers may close, on csp, and only one does under every schedule.
#include <atomic>
#include <memory>
#include <mutex>

#include <csp/csp.h>

using namespace std::chrono_literals;

bool failed(int id);

class stopper {
 public:
  void stop() {
    std::lock_guard guard(mu_);
    if (stopped_) return;
    stopped_ = true;
    quit_.close();
  }

 private:
  csp::mutex mu_;
  bool stopped_ = false;
  csp::chan<csp::unit> quit_{0};
};

void okFlagUnderLock() {
  auto service = std::make_shared<stopper>();
  csp::wait_group both;
  both.go([service] { service->stop(); });
  both.go([service] { service->stop(); });
  both.wait();
}

void okOnce() {
  csp::chan<csp::unit> found(0);
  csp::once first;
  csp::wait_group shards;
  for (int shard = 0; shard < 2; ++shard) {
    shards.go([&, shard] {
      if (!failed(shard)) first.call([found] { found.close(); });
    });
  }
  shards.wait();
}

void okAtomicExchange() {
  csp::chan<csp::unit> found(0);
  std::atomic<bool> over = false;
  csp::wait_group shards;
  for (int shard = 0; shard < 2; ++shard) {
    shards.go([&] {
      if (!over.exchange(true)) found.close();
    });
  }
  shards.wait();
}

// Who takes the token closes.
void okToken() {
  csp::chan<csp::unit> found(0);
  csp::chan<csp::unit> token(1);
  token.send({});
  csp::wait_group shards;
  for (int shard = 0; shard < 2; ++shard) {
    shards.go([found, token] {
      csp::select(csp::on_recv(token, [found] { found.close(); }), csp::otherwise([] {}));
    });
  }
  shards.wait();
}

void okOneOfTwo() {
  csp::chan<int> rows(1);
  const bool late = failed(1);
  csp::wait_group both;
  both.go([rows, late] {
    if (late) rows.close();
  });
  both.go([rows, late] {
    if (!late) rows.close();
  });
  both.wait();
}

void okLastOneCloses() {
  csp::chan<int> rows(2);
  csp::mutex mu;
  int left = 2;
  csp::wait_group writers;
  for (int table = 0; table < 2; ++table) {
    writers.go([&, rows] {
      rows.send(1);
      std::lock_guard guard(mu);
      if (--left == 0) rows.close();
    });
  }
  writers.wait();
}

void okCloserWaits() {
  csp::chan<int> rows(0);
  csp::wait_group writers;
  for (int table = 0; table < 2; ++table) {
    writers.go([rows, table] { rows.send(table); });
  }
  csp::go([rows, &writers] {
    writers.wait();
    rows.close();
  });
  for (int row : rows) failed(row);
}

int main() {
  okFlagUnderLock();
  okOnce();
  okAtomicExchange();
  okToken();
  okOneOfTwo();
  okLastOneCloses();
  okCloserWaits();
}
