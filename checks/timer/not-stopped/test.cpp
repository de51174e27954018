// Timers that stay armed, on csp: no destructor stops them.
#include <cstdlib>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

#include <csp/csp.h>

using namespace std::chrono_literals;

bool failed(int id);
void use(int value);
void keep(csp::timer timer);

// ---- Nothing can stop it -----------------------------------------------------------------------

class cache {
 public:
  void badThis(const std::string& user) {
    // expect@+1: nothing can stop this timer, and its callback uses 'this' whenever it fires
    csp::after_func(1h, [this, user] { drop(user); });
  }

  void badThisByDefault(const std::string& user) {
    csp::after_func(1h, [=, this] { drop(user); });  // expect: nothing can stop this timer
  }

  void badInLoop() {
    for (const auto& [user, token] : tokens_)
      csp::after_func(1h, [this, user = user] { drop(user); });  // expect: nothing can stop
  }

  void badCastToVoid(const std::string& user) {
    (void)csp::after_func(1h, [this, user] { drop(user); });  // expect: nothing can stop
  }

  void okKept(const std::string& user) {
    expiry_.insert_or_assign(user, csp::after_func(1h, [this, user] { drop(user); }));
  }

  void okCopies(const std::string& user) {
    csp::after_func(1h, [user] { use(static_cast<int>(user.size())); });
  }

  void okCopyOfThis(const std::string& user) {
    csp::after_func(1h, [*this, user]() mutable { drop(user); });
  }

  csp::timer okReturned(const std::string& user) {
    return csp::after_func(1h, [this, user] { drop(user); });
  }

 private:
  void drop(const std::string& user) { tokens_.erase(user); }

  std::map<std::string, int> tokens_;
  std::map<std::string, csp::timer> expiry_;
};

void badReference(csp::chan<int> jobs) {
  int count = 0;
  csp::after_func(1s, [&count] { use(count); });  // expect: its callback uses 'count'
  while (jobs.recv()) ++count;
}

void badDefaultReference(int id) {
  csp::after_func(1s, [&] { use(id); });  // expect: its callback uses 'id'
}

template <class T>
void badTemplate(T& value) {
  csp::after_func(1s, [&value] { use(static_cast<int>(value)); });  // expect: uses 'value'
}

template void badTemplate<long>(long&);

#define LATER(callback) csp::after_func(1s, callback)

void badMacro(int id) {
  LATER([&id] { use(id); });  // expect: nothing can stop this timer
}

class session : public std::enable_shared_from_this<session> {
 public:
  // The callback keeps its object alive.
  void okKeepsItself() {
    auto self = shared_from_this();
    csp::after_func(1s, [this, self] { close(); });
    csp::after_func(1s, [this, self = shared_from_this()] { close(); });
  }

 private:
  void close() { use(1); }
};

void shutDown();

void okFunction() { csp::after_func(1s, shutDown); }

void okChannel(csp::chan<csp::unit> done) {
  csp::after_func(1s, [done]() mutable { done.close(); });
}

// ---- Not on every path -------------------------------------------------------------------------

void badEarlyReturn(int id) {
  csp::timer limit =
      csp::after_func(1s, [id] { use(id); });  // expect: 'limit' is not stopped on this
  if (failed(id)) return;                      // note: leaves here, with 'limit' running
  limit.stop();
}

void badThrow(int id) {
  auto limit = csp::after_func(1s, [id] { use(id); });  // expect: 'limit' is not stopped
  if (failed(id)) throw std::runtime_error("gave up");  // note: the exception leaves here
  limit.stop();
}

void badChannel(csp::chan<int> answers, int id) {
  csp::timer limit(10s);   // expect: 'limit' is not stopped on this path
  if (failed(id)) return;  // note: leaves here
  csp::select(csp::on_recv(answers, [] {}), csp::on_recv(limit.c(), [] {}));
  limit.stop();
}

void badOneBranch(int id) {
  auto limit = csp::after_func(1s, [id] { use(id); });  // expect: 'limit' is not stopped
  if (failed(id)) limit.stop();
}

void badRestarted(int id) {
  csp::timer limit(10s);  // a first run that is stopped
  limit.stop();
  limit.reset(1s);  // expect: 'limit' is not stopped on this path
  if (failed(id)) return;
  limit.stop();
}

void badLambda(int id) {
  auto call = [](int of) {
    csp::timer limit = csp::after_func(1s, [of] { use(of); });  // expect: 'limit' is not stopped
    if (failed(of)) return;
    limit.stop();
  };
  call(id);
}

// ---- Fine --------------------------------------------------------------------------------------

void okStopped(int id) {
  auto limit = csp::after_func(1s, [id] { use(id); });
  use(id);
  limit.stop();
}

void okDeferred(int id) {
  auto limit = csp::after_func(1s, [&id] { use(id); });
  csp::defer stop{[&] { limit.stop(); }};
  if (failed(id)) return;
  use(id);
}

void okEveryReturn(int id) {
  auto limit = csp::after_func(1s, [id] { use(id); });
  if (failed(id)) {
    limit.stop();
    return;
  }
  limit.stop();
}

// It has fired where it is not stopped.
bool okFired(csp::chan<int> answers) {
  csp::timer limit(10s);
  if (csp::select(csp::on_recv(answers, [] {}), csp::on_recv(limit.c(), [] {})) == 1) return false;
  limit.stop();
  return true;
}

void okWaited(int id) {
  csp::timer pause(1s);
  if (failed(id)) {
    pause.c().recv();
    return;
  }
  pause.stop();
}

// Fires once, and is gone.
void okNeverStopped() {
  csp::timer pause(1s);
  pause.c().recv();
}

void okLeftToFire(int id) {
  auto limit = csp::after_func(1s, [id] { use(id); });
  if (failed(id)) return;
  use(id);
}

void okHandedOn(int id) {
  auto limit = csp::after_func(1s, [id] { use(id); });
  if (failed(id)) {
    keep(limit);
    return;
  }
  limit.stop();
}

csp::timer okReturnedOnOnePath(int id) {
  auto limit = csp::after_func(1s, [id] { use(id); });
  if (failed(id)) return limit;
  limit.stop();
  return csp::timer(1s);
}

class watchdog {
 public:
  void start() {
    timer_ = std::make_unique<csp::timer>(csp::after_func(1s, [this] { bark(); }));
  }
  void stop() { timer_->stop(); }

 private:
  void bark() { use(1); }
  std::unique_ptr<csp::timer> timer_;
};

void okMember(watchdog& dog, int id) {
  dog.start();
  if (failed(id)) return;
  dog.stop();
}

void okEndsTheProcess(int id) {
  auto limit = csp::after_func(1s, [id] { use(id); });
  if (failed(id)) std::exit(1);
  if (failed(id + 1)) csp::panic("gave up");
  limit.stop();
}

void okIgnored(int id) {
  auto limit = csp::after_func(1s, [id] { use(id); });  // NOLINT(timer-not-stopped)
  if (failed(id)) return;
  limit.stop();
}

// ---- Known misses ------------------------------------------------------------------------------

// The callback is no lambda that stands there.
class meter {
 public:
  void fnStored() {
    std::function<void()> tick = [this] { ++count_; };
    csp::after_func(1s, tick);
  }

 private:
  int count_ = 0;
};

// ---- Known false alarms ------------------------------------------------------------------------

// The object is there as long as the process.
class statistics {
 public:
  static statistics& instance() {
    static statistics only;
    return only;
  }
  void fpForEver() {
    csp::after_func(1s, [this] { ++count_; });  // expect: nothing can stop this timer
  }

 private:
  int count_ = 0;
};

// Nobody closes the channel, so that who has no answer was woken by the timer.
std::optional<int> fpAnswered() {
  csp::chan<int> answer(1);
  csp::go([answer] { answer.send(1); });
  csp::timer limit(1s);  // expect: 'limit' is not stopped on this path
  std::optional<int> got;
  csp::select(csp::on_recv(answer, [&](std::optional<int> one) { got = one; }),
              csp::on_recv(limit.c(), [] {}));
  if (!got) return got;
  limit.stop();
  return got;
}

int main(int argc, char**) {
  auto limit = csp::after_func(1s, [argc] { use(argc); });
  if (argc > 1) return 1;
  limit.stop();
}
