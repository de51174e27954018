// Channels that two fibers close, on csp: each has a reason of its own, and under some schedules
// both do. Each ends the process: which one runs is not known.
#include <memory>
#include <mutex>

#include <csp/csp.h>

using namespace std::chrono_literals;

int pick();
bool failed(int id);

void badBothFind() {
  csp::chan<csp::unit> found(0);
  for (int shard = 0; shard < 2; ++shard) {
    csp::go([found, shard] {
      if (!failed(shard)) found.close();  // expect: 'found' is closed twice
    });
  }
  csp::sleep_for(1s);
}

// Both test before one of them has closed.
class stopper {
 public:
  void stop() {
    if (stopped_) return;
    stopped_ = true;
    quit_.close();  // expect: 'quit_' is closed twice
  }

 private:
  bool stopped_ = false;
  csp::chan<csp::unit> quit_{0};
};

void badFlagWithoutLock() {
  auto service = std::make_shared<stopper>();
  csp::wait_group both;
  both.go([service] { service->stop(); });
  both.go([service] { service->stop(); });
  both.wait();
}

// The lock is given up between the test and the close.
class session {
 public:
  void end() {
    {
      std::lock_guard guard(mu_);
      if (ended_) return;
    }
    out_.close();  // expect: 'out_' is closed twice
    std::lock_guard guard(mu_);
    ended_ = true;
  }

 private:
  csp::mutex mu_;
  bool ended_ = false;
  csp::chan<int> out_{1};
};

void badLockGivenUpBetween() {
  session peer;
  csp::wait_group both;
  both.go([&peer] { peer.end(); });
  both.go([&peer] { peer.end(); });
  both.wait();
}

// Looking whether it is closed and closing it are two steps.
void finish(csp::chan<int> out) {
  bool isOpen = false;
  csp::select(csp::on_recv(out, [&](std::optional<int> v) { isOpen = v.has_value(); }),
              csp::otherwise([&] { isOpen = true; }));
  if (isOpen) out.close();  // expect: 'out' is closed twice
}

void badLookThenClose() {
  csp::chan<int> out(0);
  csp::wait_group both;
  both.go([out] { finish(out); });
  both.go([out] { finish(out); });
  both.wait();
}

// The worker closes at its end; the owner does when it has waited long enough.
void release(csp::chan<int> rows) {
  rows.close();  // expect: 'rows' is closed twice  // note: closed here, in another fiber
}

void badOwnerAfterTimeout() {
  csp::chan<int> rows(1);
  csp::chan<csp::unit> done(1);
  csp::go([rows, done] {
    rows.send(1);
    done.send({});
    release(rows);
  });
  csp::select(csp::on_recv(done, [] {}), csp::on_recv(csp::after(1s), [rows] { release(rows); }));
  csp::sleep_for(1s);
}

int main() {
  switch (pick()) {
    case 0:
      badBothFind();
      break;
    case 1:
      badFlagWithoutLock();
      break;
    case 2:
      badLockGivenUpBetween();
      break;
    case 3:
      badLookThenClose();
      break;
    case 4:
      badOwnerAfterTimeout();
      break;
  }
}
