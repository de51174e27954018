// Conditions that are waited for in a loop, under the lock under which they change, on csp.
#include <deque>
#include <memory>
#include <mutex>

#include <csp/csp.h>

bool failed(int id);
void notifyElsewhere(csp::cond& changed);

void okLoop() {
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

void okSignalAfterUnlock() {
  csp::mutex mu;
  csp::cond changed(mu);
  bool ready = false;
  csp::wait_group setter;
  setter.go([&] {
    mu.lock();
    ready = true;
    mu.unlock();
    changed.signal();
  });
  mu.lock();
  while (!ready) changed.wait();
  mu.unlock();
  setter.wait();
}

void okBroadcast() {
  csp::mutex mu;
  csp::cond changed(mu);
  bool started = false;
  csp::wait_group runners;
  for (int i = 0; i < 2; ++i) {
    runners.go([&] {
      std::lock_guard guard(mu);
      while (!started) changed.wait();
    });
  }
  {
    std::lock_guard guard(mu);
    started = true;
    changed.broadcast();
  }
  runners.wait();
}

// The one that was woken wakes the next.
void okPassedOn() {
  csp::mutex mu;
  csp::cond changed(mu);
  bool started = false;
  csp::wait_group runners;
  for (int i = 0; i < 2; ++i) {
    runners.go([&] {
      std::lock_guard guard(mu);
      while (!started) changed.wait();
      changed.signal();
    });
  }
  {
    std::lock_guard guard(mu);
    started = true;
    changed.signal();
  }
  runners.wait();
}

class mailbox {
 public:
  void put(int letter) {
    std::lock_guard guard(mu_);
    count_ += letter > 0 ? 1 : 1;
    filled_.signal();
  }
  void take() {
    std::lock_guard guard(mu_);
    while (count_ == 0) filled_.wait();
    --count_;
  }

 private:
  csp::mutex mu_;
  csp::cond filled_{mu_};
  int count_ = 0;
};

void okMember() {
  auto letters = std::make_shared<mailbox>();
  csp::go([letters] { letters->put(1); });
  letters->take();
}

void okReadyBefore() {
  csp::mutex mu;
  csp::cond changed(mu);
  bool ready = true;
  std::lock_guard guard(mu);
  while (!ready) changed.wait();
}

void okEveryPathSignals() {
  csp::mutex mu;
  csp::cond changed(mu);
  int state = 0;
  csp::go([&] {
    std::lock_guard guard(mu);
    csp::defer end{[&] { changed.broadcast(); }};
    state = 1;
    if (failed(1)) return;
    state = 2;
  });
  std::lock_guard guard(mu);
  while (state == 0) changed.wait();
}

void okSignalledElsewhere() {
  csp::mutex mu;
  csp::cond changed(mu);
  notifyElsewhere(changed);
  std::lock_guard guard(mu);
  changed.wait();
}

void okReadersAndWriters() {
  csp::rw_mutex table;
  csp::cond changed(table);
  bool loaded = false;
  csp::go([&] {
    std::lock_guard writing(table);
    loaded = true;
    changed.broadcast();
  });
  std::unique_lock writing(table);
  while (!loaded) changed.wait();
}

int main() {
  okLoop();
  okSignalAfterUnlock();
  okBroadcast();
  okPassedOn();
  okMember();
  okReadyBefore();
  okEveryPathSignals();
  okReadersAndWriters();
  okSignalledElsewhere();
}
