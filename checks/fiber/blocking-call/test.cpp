#include <condition_variable>
#include <functional>
#include <future>
#include <latch>
#include <mutex>
#include <shared_mutex>
#include <thread>

#include <csp/csp.h>
#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace std::chrono_literals;

void use(int);

// --- what blocks the thread

void badSleep(csp::chan<int> out) {
  csp::go([out] {                     // note: the fiber is spawned here
    std::this_thread::sleep_for(1s);  // expect: 'sleep_for' blocks the whole thread, and with it
    usleep(10);                       // expect: 'usleep' blocks the whole thread
    out.send(1);
  });
}

void badFuture(csp::chan<int> out) {
  auto answer = std::make_shared<std::future<int>>(std::async([] { return 42; }));
  csp::go([out, answer] {
    out.send(answer->get());  // expect: 'get' blocks the whole thread
  });
}

void badJoin() {
  csp::go([] {
    std::thread worker([] { usleep(10); });
    worker.join();  // expect: 'join' blocks the whole thread
  });
}

void badCondition(std::mutex& mu, std::condition_variable& changed, bool& ready) {
  csp::go([&] {
    std::unique_lock lock(mu);
    changed.wait(lock, [&] { return ready; });  // expect: 'wait' blocks the whole thread
  });
}

void badConditionWithLimit(std::mutex& mu, std::condition_variable& changed) {
  csp::go([&] {
    std::unique_lock lock(mu);
    changed.wait_for(lock, 1s);  // expect: 'wait_for' blocks the whole thread
  });
}

void badLatch(std::latch& ready) {
  csp::go([&] { ready.wait(); });  // expect: 'wait' blocks the whole thread
}

void badSystemCalls(int socket) {
  csp::go([socket] {
    char data[16];
    if (recv(socket, data, sizeof data, 0) > 0) use(1);  // expect: 'recv' blocks the whole thread
    addrinfo* found = nullptr;
    if (getaddrinfo("db", "80", nullptr, &found) == 0)  // expect: 'getaddrinfo' blocks the whole
      freeaddrinfo(found);
  });
}

// --- where it stands

static void rest() {
  sleep(1);  // expect: 'sleep' blocks the whole thread
}
static void turn() { rest(); }

void badHelpers(csp::wait_group& group) {
  group.go([] { turn(); });
  csp::go(turn);
}

struct Poller {
  explicit Poller(csp::chan<int> out) : out_(out) {
    csp::go([this] { run(); });
  }
  void run() {
    for (;;) {
      out_.send(1);
      step();
    }
  }

 private:
  void step() { std::this_thread::sleep_for(5ms); }  // expect: 'sleep_for' blocks the whole thread
  csp::chan<int> out_;
};

void badFunction(csp::chan<int> out) {
  std::function<void()> task = [out] {
    out.send(1);
    usleep(10);  // expect: 'usleep' blocks the whole thread
  };
  csp::go(task);
}

template <class F>
void inFiber(F task) {
  csp::go([task] { task(); });
}
void badTemplate() {
  inFiber([] { usleep(10); });  // expect: 'usleep' blocks the whole thread
}

#define IN_FIBER(...) csp::go([=] { __VA_ARGS__; })
void badMacro() {
  IN_FIBER(usleep(10));  // expect: blocks the whole thread
}

void badDeferred() {
  csp::go([] {
    csp::defer settle{[] { usleep(10); }};  // expect: 'usleep' blocks the whole thread
    use(1);
  });
}

void badGroup(csp::err_group& group) {
  group.go([]() -> csp::error {
    usleep(10);  // expect: 'usleep' blocks the whole thread
    return {};
  });
}

// --- locks

struct Store {
  void badSend(int value) {
    std::lock_guard guard(mu);  // expect: 'mu' is a lock of threads, and is held
    changes.send(value);        // note: the fiber waits here, with 'mu' held
  }
  void badPause() {
    mu.lock();  // expect: 'mu' is a lock of threads, and is held
    csp::sleep_for(1ms);
    mu.unlock();
  }
  void badYield() {
    std::scoped_lock guard(mu);  // expect: 'mu' is a lock of threads, and is held
    csp::yield();
  }
  void badHelper() {
    std::shared_lock guard(shared);  // expect: 'shared' is a lock of threads, and is held
    next();
  }
  void badOtherLock() {
    std::lock_guard guard(mu);  // expect: 'mu' is a lock of threads, and is held
    std::lock_guard other(ofFibers);
  }
  void badSelect() {
    std::lock_guard guard(mu);  // expect: 'mu' is a lock of threads, and is held
    csp::select(csp::on_recv(changes, [] {}), csp::on_recv(stop, [] {}));
  }
  void next() { changes.recv(); }
  void start() {
    csp::go([this] {
      badSend(1);
      badPause();
      badYield();
      badHelper();
      badOtherLock();
      badSelect();
    });
  }
  std::mutex mu;
  std::shared_mutex shared;
  csp::mutex ofFibers;
  csp::chan<int> changes{0};
  csp::chan<int> stop{0};
};

// --- silent

void okThread(csp::chan<int> out) {
  std::thread([out] {
    std::this_thread::sleep_for(1s);
    out.send(1);
  }).detach();
  std::jthread other([] { usleep(10); });
  auto answer = std::async([] { return sleep(1); });
  answer.get();
}

void okOwnSleep(csp::chan<int> out) {
  csp::go([out] {
    csp::sleep_for(1s);
    out.send(1);
  });
}

void okShortSection(std::mutex& mu, int& count, csp::chan<int> out) {
  csp::go([&, out] {
    {
      std::lock_guard guard(mu);
      ++count;
    }
    out.send(count);
    mu.lock();
    ++count;
    mu.unlock();
    csp::sleep_for(1s);
    std::unique_lock lock(mu);
    lock.unlock();
    out.send(1);
  });
}

void okLockOfFibers(csp::mutex& mu, csp::chan<int> out) {
  csp::go([&, out] {
    std::lock_guard guard(mu);
    out.send(1);
  });
}

// Threads run it too.
static void both() { usleep(10); }
void okBoth() {
  csp::go(both);
  std::thread(both).detach();
}

// So does whoever calls it.
static void waitAnywhere(bool inFiber) {
  if (inFiber)
    csp::sleep_for(1ms);
  else
    usleep(10);
}
void okDispatch() {
  csp::go([] { waitAnywhere(true); });
  waitAnywhere(false);
}

void okHandedOn() {
  csp::go([] {
    std::thread([] { usleep(10); }).detach();
    std::jthread worker(usleep, 10);
  });
}

void offload(std::function<void()> work);
void okOffloaded() {
  csp::go([] { offload([] { usleep(10); }); });
}

void okReady(std::shared_ptr<std::future<int>> answer) {
  csp::go([answer] {
    while (answer->wait_for(0s) != std::future_status::ready) csp::sleep_for(1ms);
    use(answer->get());
  });
}

void okTry(std::timed_mutex& mu) {
  csp::go([&] {
    if (mu.try_lock_for(1ms)) mu.unlock();
  });
}

// The spawner holds the lock, and gives it up on its own.
void okSpawner(std::mutex& mu, csp::chan<int> out) {
  csp::go([&mu, out] {
    std::unique_lock lock(mu);
    csp::go([out] { out.send(1); });
    lock.unlock();
    out.recv();
  });
}

struct Worker {
  explicit Worker(csp::chan<int> out) : out_(out), thread_([this] { okRun(); }) {}
  void okRun() {
    usleep(10);
    out_.send(1);
  }

 private:
  csp::chan<int> out_;
  std::thread thread_;
};

void okFunctionOfThread() {
  std::function<void()> task = [] { usleep(10); };
  std::thread(task).detach();
}

template <class F>
void inThread(F task) {
  std::thread([task] { task(); }).detach();
}
void okTemplateOfThread() {
  csp::go([] { inThread([] { usleep(10); }); });
}

void okUnlockedBeforeSelect(std::mutex& mu, csp::chan<int> in, csp::chan<int> stop) {
  csp::go([&mu, in, stop] {
    std::unique_lock lock(mu);
    lock.unlock();
    csp::select(csp::on_recv(in, [] {}), csp::on_recv(stop, [] {}));
    lock.lock();
  });
}

// The lock may not have been had.
void okTryLock(std::mutex& mu, csp::chan<int> out) {
  csp::go([&mu, out] {
    if (!mu.try_lock()) out.send(1);
  });
}

void okOnePathWaits(std::mutex& mu, bool& busy, csp::chan<int> out) {
  csp::go([&, out] {
    std::unique_lock lock(mu);
    if (busy) {
      lock.unlock();
      out.send(1);
    }
  });
}

void okTrySend(std::mutex& mu, csp::chan<int> out) {
  csp::go([&mu, out] {
    std::lock_guard guard(mu);
    if (!out.try_send(1)) use(1);
  });
}

// Nobody is seen to spawn it.
void okNotSpawned() { usleep(10); }

int main() {
  sleep(1);
  std::mutex mu;
  std::lock_guard guard(mu);
  csp::chan<int> out(1);
  out.send(1);
}
