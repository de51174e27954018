#include <atomic>
#include <chrono>
#include <cstdio>
#include <functional>
#include <mutex>
#include <optional>
#include <vector>

#include <csp/csp.h>

using namespace std::chrono_literals;

void refill();
void handle(int job);
bool wanted();

// --- a default case, and nothing that waits

void badDefault(csp::chan<int> jobs, csp::chan<csp::unit> stop) {
  bool running = true;
  while (running)  // note: the loop
    // expect@+1: the loop spins while no case of this select is ready: its default never waits
    csp::select(csp::on_recv(jobs,
                             [](std::optional<int> job) {
                               if (job) handle(*job);
                             }),
                csp::on_recv(stop, [&] { running = false; }), csp::otherwise([] {}));
}

void badYield(csp::chan<int> jobs) {
  for (;;)
    csp::select(csp::on_recv(jobs,  // expect: to yield is not to wait
                             [](std::optional<int> job) { handle(job.value_or(0)); }),
                csp::otherwise([] { csp::yield(); }));
}

void badIndex(csp::chan<int> jobs, csp::chan<csp::unit> stop) {
  for (;;) {
    switch (csp::select(csp::on_recv(jobs, [] {}),  // expect: spins while
                        csp::on_recv(stop, [] {}), csp::otherwise([] {}))) {
      case 0:
        handle(0);
        break;
      case 1:
        return;
      default:
        continue;
    }
  }
}

void badSend(csp::chan<int> out) {
  for (int version = 1;; ++version)
    csp::select(csp::on_send(out, version, [] {}), csp::otherwise([] {}));  // expect: spins while
}

void badTryReceive(csp::chan<int> jobs, std::atomic<bool>& stop) {
  while (!stop) {
    if (auto job = jobs.try_recv())  // expect: the loop spins while 'jobs' is empty
      handle(*job);
    else
      csp::yield();
  }
}

void badUntilThere(csp::chan<int> answer) {
  std::optional<int> value;
  while (!value) value = answer.try_recv();  // expect: the loop spins while 'answer' is empty
  handle(*value);
}

void badTrySend(csp::chan<int> out, int value) {
  while (!out.try_send(value)) csp::yield();  // expect: the loop spins while 'out' is full
}

void badDoWhile(csp::chan<int> out) {
  bool sent = false;
  do {
    sent = out.try_send(1);  // expect: the loop spins while 'out' is full
  } while (!sent);
}

void badGoto(csp::chan<int> out) {
again:
  if (!out.try_send(1)) goto again;  // expect: the loop spins while 'out' is full
}

void badMany(csp::chan<int> left, csp::chan<int> right) {
  for (;;) {
    if (auto job = left.try_recv()) handle(*job);   // expect: the loop spins while 'left' is empty
    if (auto job = right.try_recv()) handle(*job);  // note: asked in the same turn
  }
}

void badDrain(csp::chan<int> jobs) {
  for (;;)
    while (auto job = jobs.try_recv())  // expect: the loop spins while 'jobs' is empty
      handle(*job);
}

void badCounts(csp::chan<int> jobs) {
  long misses = 0;
  for (;;)
    if (auto job = jobs.try_recv())  // expect: the loop spins while 'jobs' is empty
      handle(*job);
    else
      ++misses;
}

void badLocked(csp::chan<int> jobs, csp::mutex& mu) {
  for (;;) {
    std::lock_guard guard(mu);
    if (auto job = jobs.try_recv()) handle(*job);  // expect: the loop spins while 'jobs' is empty
  }
}

// --- behind helpers, in lambdas, members, templates and macros

std::optional<int> next(csp::chan<int> jobs) {
  return jobs.try_recv();  // expect: the loop spins while 'jobs' is empty
}

void badHelper(csp::chan<int> jobs) {
  for (;;)
    if (auto job = next(jobs)) handle(*job);
}

void badLambda(csp::chan<int> jobs) {
  auto idle = [] { csp::yield(); };
  csp::go([jobs, idle] {
    for (;;)
      csp::select(  // expect: spins
          csp::on_recv(jobs, [](std::optional<int> job) { handle(*job); }), csp::otherwise([] {}));
  });
  idle();
}

void badLocalLambda(csp::chan<int> jobs) {
  auto take = [&] {
    auto job = jobs.try_recv();  // expect: the loop spins while
    if (job) handle(*job);
    return job.has_value();
  };
  while (!take()) {
  }
}

class Worker {
 public:
  void badRun() {
    while (!stopped_)
      if (auto job = jobs_.try_recv())  // expect: the loop spins while 'jobs_' is empty
        handle(*job);
  }
  void okRun() {
    while (!stopped_) {
      if (auto job = jobs_.try_recv()) handle(*job);
      csp::sleep_for(10ms);
    }
  }
  void stop() { stopped_ = true; }

 private:
  csp::chan<int> jobs_{4};
  bool stopped_ = false;
};

template <class T>
void badTemplate(csp::chan<T> from) {
  for (;;)
    if (from.try_recv()) return;  // expect: the loop spins while 'from' is empty
}

#define POLL(CHANNEL, VALUE) \
  while (!(VALUE)) (VALUE) = (CHANNEL).try_recv()

void badMacro(csp::chan<int> answer) {
  std::optional<int> value;
  POLL(answer, value);  // expect: the loop spins while 'answer' is empty
  badTemplate(answer);
}

// --- what waits

void okNoDefault(csp::chan<int> jobs, csp::chan<csp::unit> stop) {
  for (bool running = true; running;)
    csp::select(csp::on_recv(jobs, [](std::optional<int> job) { handle(job.value_or(0)); }),
                csp::on_recv(stop, [&] { running = false; }));
}

void okSleepInDefault(csp::chan<int> jobs) {
  for (;;)
    csp::select(csp::on_recv(jobs, [](std::optional<int> job) { handle(job.value_or(0)); }),
                csp::otherwise([] { csp::sleep_for(1ms); }));
}

void okSleepBehind(csp::chan<int> jobs) {
  for (;;) {
    while (auto job = jobs.try_recv()) handle(*job);
    csp::sleep_for(1ms);
  }
}

void okReceivesElse(csp::chan<int> urgent, csp::chan<int> normal) {
  for (;;) {
    if (auto job = urgent.try_recv())
      handle(*job);
    else if (auto other = normal.recv())
      handle(*other);
    else
      return;
  }
}

void okTicks(csp::chan<int> jobs, csp::ticker every) {
  for (auto now : every.c()) {
    (void)now;
    if (auto job = jobs.try_recv()) handle(*job);
  }
}

void okBackoff(csp::chan<int> jobs) {
  auto pause = 1ms;
  for (;;) {
    if (auto job = jobs.try_recv()) {
      handle(*job);
      continue;
    }
    csp::sleep_for(pause);
    pause *= 2;
  }
}

void okSpinsThenSleeps(csp::chan<int> jobs) {
  int misses = 0;
  for (;;) {
    if (auto job = jobs.try_recv()) {
      handle(*job);
      misses = 0;
    } else if (++misses > 100) {
      csp::sleep_for(1ms);
    } else {
      csp::yield();
    }
  }
}

void rest() { csp::sleep_for(1ms); }

void okSleepsInHelper(csp::chan<int> jobs) {
  while (!jobs.try_recv()) rest();
}

void okSleepsInFunction(csp::chan<int> jobs) {
  std::function<void()> idle = rest;
  while (!jobs.try_recv()) idle();
}

// --- what ends by itself

void okDrains(csp::chan<int> jobs) {
  while (auto job = jobs.try_recv()) handle(*job);
}

void okDrainsSelect(csp::chan<int> jobs) {
  for (bool more = true; more;)
    csp::select(csp::on_recv(jobs, [](std::optional<int> job) { handle(job.value_or(0)); }),
                csp::otherwise([&] { more = false; }));
}

void okBroken(csp::chan<int> jobs) {
  for (;;) {
    auto job = jobs.try_recv();
    if (!job) break;
    handle(*job);
  }
}

void okTries(csp::chan<int> out) {
  for (int attempt = 0; attempt < 3; ++attempt)
    if (out.try_send(attempt)) return;
}

void okEach(csp::chan<int> out, const std::vector<int>& values) {
  for (int value : values) out.try_send(value);
}

void okDeadline(csp::chan<int> jobs) {
  auto end = std::chrono::steady_clock::now() + 1s;
  while (std::chrono::steady_clock::now() < end)
    if (auto job = jobs.try_recv()) handle(*job);
}

void okThrows(csp::chan<int> jobs) {
  for (;;) {
    if (auto job = jobs.try_recv())
      handle(*job);
    else
      throw std::runtime_error("empty");
  }
}

// --- what works meanwhile

void okWorks(csp::chan<csp::unit> stop) {
  for (bool running = true; running;) {
    csp::select(csp::on_recv(stop, [&] { running = false; }), csp::otherwise([] {}));
    handle(1);
  }
}

int mix(int value) { return value * 31 + 7; }

void okComputes(csp::chan<csp::unit> stop, csp::chan<int> out) {
  int value = 1;
  while (!stop.try_recv()) value = mix(value);
  out.send(value);
}

void okFills(csp::chan<csp::unit> stop, std::vector<int>& values) {
  while (!stop.try_recv()) values.push_back(1);
}

void okAsks(csp::chan<int> jobs) {
  while (wanted())
    if (auto job = jobs.try_recv()) handle(*job);
}

void okWithoutPoll(std::atomic<bool>& ready) {
  while (!ready) csp::yield();
}

// A computation that is no counter is taken for work.
void fnComputes(csp::chan<int> jobs) {
  unsigned turns = 1;
  for (;;) {
    turns *= 3;
    if (auto job = jobs.try_recv()) handle(*job + turns);
  }
}

void badFlushes(csp::chan<int> jobs) {
  for (;;) {
    if (auto job = jobs.try_recv()) handle(*job);  // expect: the loop spins while 'jobs' is empty
    std::fflush(stdout);
  }
}

// What is only declared may wait.
void fnUnseen(csp::chan<int> jobs) {
  for (;;) {
    if (auto job = jobs.try_recv()) handle(*job);
    refill();
  }
}
