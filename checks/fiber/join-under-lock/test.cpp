#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <thread>
#include <vector>

#include <csp/csp.h>

void flush();

// Whoever calls stop() waits for a worker that waits for the lock.
class Pump {
 public:
  void start() {
    worker_ = std::thread([this] {  // note: the fiber is started here
      for (;;) {
        std::lock_guard guard(mu_);  // note: the fiber locks 'mu_' here
        if (stopped_) return;
        flush();
      }
    });
  }
  void badStop() {
    std::lock_guard guard(mu_);  // note: 'mu_' is locked here
    stopped_ = true;
    worker_.join();  // expect: waits with 'mu_' locked for a fiber that locks 'mu_' as well
  }
  void badByHand() {
    mu_.lock();
    worker_.join();  // expect: waits with 'mu_' locked
    mu_.unlock();
  }
  void badHelper() {
    std::lock_guard guard(mu_);
    finish();
  }
  void badEarly(bool quick) {
    std::unique_lock guard(mu_);
    if (!quick) guard.unlock();
    if (worker_.joinable()) worker_.join();  // expect: waits with 'mu_' locked
  }
  void okScope() {
    {
      std::lock_guard guard(mu_);
      stopped_ = true;
    }
    worker_.join();
  }
  void okUnlocked() {
    std::unique_lock guard(mu_);
    stopped_ = true;
    guard.unlock();
    worker_.join();
  }
  void okOther() {
    std::lock_guard guard(other_);
    worker_.join();
  }
  void okDetach() {
    std::lock_guard guard(mu_);
    worker_.detach();
  }
  void okMoved() {
    std::thread worker;
    {
      std::lock_guard guard(mu_);
      worker = std::move(worker_);
    }
    worker.join();
  }

 private:
  void finish() {
    worker_.join();  // expect: waits with 'mu_' locked
  }

  std::mutex mu_, other_;
  std::thread worker_;
  bool stopped_ = false;
};

// The worker locks in what it calls.
class Indirect {
 public:
  Indirect() : worker_(&Indirect::run, this) {}
  ~Indirect() {
    std::scoped_lock guard(mu_);
    worker_.join();  // expect: waits with 'mu_' locked
  }

 private:
  void run() {
    while (!stopped()) flush();
  }
  bool stopped() {
    std::lock_guard guard(mu_);
    return stopped_;
  }

  std::mutex mu_;
  bool stopped_ = false;
  std::thread worker_;
};

class Workers {
 public:
  void start() {
    for (int i = 0; i < 4; ++i) workers_.emplace_back([this] { run(); });
  }
  void badStop() {
    std::lock_guard guard(mu_);
    for (std::thread& worker : workers_) worker.join();  // expect: waits with 'mu_' locked
  }
  void okStop() {
    for (std::thread& worker : workers_) worker.join();
    std::lock_guard guard(mu_);
    workers_.clear();
  }

 private:
  void run() {
    std::lock_guard guard(mu_);
    flush();
  }

  std::mutex mu_;
  std::vector<std::thread> workers_;
};

// Readers do not keep each other waiting.
class Readers {
 public:
  void start() {
    reader_ = std::thread([this] {
      std::shared_lock guard(mu_);
      flush();
    });
    writer_ = std::thread([this] {
      std::unique_lock guard(mu_);
      flush();
    });
  }
  void okShared() {
    std::shared_lock guard(mu_);
    reader_.join();
  }
  void badShared() {
    std::shared_lock guard(mu_);
    writer_.join();  // expect: waits with 'mu_' locked
  }
  void badReader() {
    std::unique_lock guard(mu_);
    reader_.join();  // expect: waits with 'mu_' locked
  }

 private:
  std::shared_mutex mu_;
  std::thread reader_, writer_;
};

// --- fibers that do not need the lock, or do not wait for it

class Quiet {
 public:
  void start() {
    plain_ = std::thread([] { flush(); });
    tries_ = std::thread([this] {
      if (!mu_.try_lock()) return;
      flush();
      mu_.unlock();
    });
    own_ = std::thread([this] {
      std::lock_guard guard(own_mu_);
      flush();
    });
  }
  void okPlain() {
    std::lock_guard guard(mu_);
    plain_.join();
  }
  void okTries() {
    std::lock_guard guard(mu_);
    tries_.join();
  }
  void okOwn() {
    std::lock_guard guard(mu_);
    own_.join();
  }

 private:
  std::mutex mu_, own_mu_;
  std::thread plain_, tries_, own_;
};

// A worker with the lock of its own object, not of the one that waits.
class Other {
 public:
  void start(std::thread& thread) {
    thread = std::thread([this] {
      std::lock_guard guard(mu_);
      flush();
    });
  }

 private:
  std::mutex mu_;
};

void okForeign(Other& other, std::mutex& mu) {
  std::thread thread;
  other.start(thread);
  std::lock_guard guard(mu);
  thread.join();
}

std::mutex registry;

void badGlobal() {
  std::thread thread([] {
    std::lock_guard guard(registry);
    flush();
  });
  std::lock_guard guard(registry);
  thread.join();  // expect: waits with 'registry' locked
}

void use(Pump& pump, Workers& workers, Readers& readers, Quiet& quiet) {
  pump.start();
  workers.start();
  readers.start();
  quiet.start();
}

// Workers that clear away those which have ended.
class OkSiblings {
 public:
  OkSiblings() {
    first_ = std::thread([this] { run(); });
  }

 private:
  void run() {
    std::lock_guard guard(mu_);
    if (ended_) first_.join();
    ended_ = true;
  }

  std::mutex mu_;
  std::thread first_;
  bool ended_ = false;
};

void useSiblings() { OkSiblings siblings; }

// Those in `ended_` have nothing left to do.
class OkEnded {
 public:
  void start() {
    std::unique_lock<std::mutex> lock(mutex_);
    for (auto& t : ended_) t.join();
    ended_.clear();
    running_.emplace_back([this] { work(); });
  }

 private:
  void leave() {
    for (auto it = running_.begin(); it != running_.end(); ++it)
      if (it->get_id() == std::this_thread::get_id()) {
        ended_.push_back(std::move(*it));
        running_.erase(it);
        return;
      }
  }
  void work() {
    std::unique_lock<std::mutex> lock(mutex_);
    ++jobs_;
    leave();
  }
  std::mutex mutex_;
  int jobs_ = 0;
  std::list<std::thread> running_, ended_;
};

void okJoinsEnded() { OkEnded().start(); }
