// How programs end: deadlock, panic, misuse, and main returning while fibers exist.
// RUN: %cxx -std=c++20 -Wall -Wextra -Werror -pthread -I %csp %s -o %t
//
// RUN: sh -c '%t deadlock 2>%t.deadlock; test $? = 2'
// RUN: FileCheck --check-prefix=DEADLOCK %s < %t.deadlock
// DEADLOCK:      fatal error: all fibers are asleep - deadlock!
// DEADLOCK:      fiber 1 [wait_group wait, {{[0-9]+}} ms]:
// DEADLOCK:      fiber 2 [chan receive, {{[0-9]+}} ms]:
//
// RUN: sh -c 'CSP_SEED=1 %t deadlock 2>%t.seeded; test $? = 2'
// RUN: FileCheck --check-prefix=DEADLOCK %s < %t.seeded
// RUN: FileCheck --check-prefix=PLACES %s < %t.seeded
// PLACES:      blocked: fiber 0, wait_group wait, {{.*}}end.cpp:{{[0-9]+$}}
// PLACES-NEXT: blocked: fiber 1, chan receive, {{.*}}end.cpp:{{[0-9]+$}}
//
// RUN: sh -c '%t last-one-ends 2>/dev/null; test $? = 2'
// RUN: sh -c '%t last-timer-fires 2>/dev/null; test $? = 2'
// RUN: sh -c '%t nil-channel 2>/dev/null; test $? = 2'
// RUN: sh -c '%t empty-select 2>/dev/null; test $? = 2'
// RUN: sh -c '%t lock-twice 2>/dev/null; test $? = 2'
// RUN: sh -c '%t upgrade-lock 2>/dev/null; test $? = 2'
// RUN: sh -c '%t once-in-once 2>/dev/null; test $? = 2'
//
// RUN: sh -c 'ulimit -c 0; %t panic 2>%t.panic; test $? = 134'
// RUN: FileCheck --check-prefix=PANIC %s < %t.panic
// PANIC:      panic: out of range
// PANIC-EMPTY:
// PANIC-NEXT: fiber 2 [running]:
// PANIC-NEXT: last seen at {{.*}}end.cpp:[[#PANIC_LINE:]] (panic)
// PANIC-NEXT: started at {{.*}}end.cpp:[[#PANIC_LINE]] by fiber 1
//
// RUN: sh -c 'ulimit -c 0; %t exception 2>%t.exception; test $? = 134'
// RUN: FileCheck --check-prefix=EXCEPTION %s < %t.exception
// EXCEPTION: panic: not a panic_error
//
// RUN: sh -c 'ulimit -c 0; %t unlock 2>%t.unlock; test $? = 134'
// RUN: FileCheck --check-prefix=UNLOCK %s < %t.unlock
// UNLOCK:      fatal error: unlock of unlocked mutex
// UNLOCK:      last seen at {{.*}}end.cpp:{{[0-9]+}} (mutex unlock)
//
// RUN: sh -c 'ulimit -c 0; %t unlock-writer 2>/dev/null; test $? = 134'
// RUN: sh -c 'ulimit -c 0; %t unlock-reader 2>/dev/null; test $? = 134'
//
// RUN: sh -c '%t main-returns; test $? = 7'
// RUN: sh -c '%t main-returns; test $? = 7'
// RUN: sh -c 'CSP_SEED=3 %t main-returns; test $? = 7'
// RUN: sh -c '%t destructor-waits; test $? = 0'
// RUN: sh -c 'CSP_SEED=3 %t destructor-waits; test $? = 0'
#include <map>
#include <mutex>
#include <stdexcept>

#include "Inputs/check.h"

using namespace std::chrono_literals;

int deadlock() {
  csp::wait_group group;
  group.go([] { csp::chan<int>(0).recv(); });
  group.wait();
  return 0;
}

int last_one_ends() {
  csp::chan<int> ch(0);
  csp::go([ch] { csp::yield(); });
  ch.send(1);
  return 0;
}

int last_timer_fires() {
  csp::timer fires(1ms);
  csp::chan<int>(0).recv();
  return 0;
}

int nil_channel() {
  csp::chan<int>().send(1);
  return 0;
}

int empty_select() {
  csp::select();
  return 0;
}

int lock_twice() {
  csp::mutex mu;
  std::lock_guard first(mu);
  std::lock_guard second(mu);
  return 0;
}

int upgrade_lock() {
  csp::rw_mutex mu;
  mu.lock_shared();
  mu.lock();
  return 0;
}

int once_in_once() {
  csp::once first;
  first.call([&] { first.call([] {}); });
  return 0;
}

int panic() {
  csp::go([] { csp::panic("out of range"); });
  csp::sleep_for(1h);
  return 0;
}

int exception() {
  csp::go([] { throw std::runtime_error("not a panic_error"); });
  csp::sleep_for(1h);
  return 0;
}

int unlock() {
  csp::mutex().unlock();
  return 0;
}

int unlock_writer() {
  csp::rw_mutex mu;
  mu.lock_shared();
  mu.unlock();
  return 0;
}

int unlock_reader() {
  csp::rw_mutex mu;
  mu.lock();
  mu.unlock_shared();
  return 0;
}

csp::chan<std::string> global(1);
csp::mutex global_mutex;
std::map<int, std::string> global_map;

// Fibers that wait for ever, and fibers that use globals all the time.
int main_returns() {
  for (int i = 0; i < 3; ++i) {
    csp::go([] { csp::chan<int>(0).recv(); });
    csp::go([] { csp::sleep_for(1h); });
    csp::go([i] {
      for (;;) {
        global.try_send("a string that is too long for the small string optimisation");
        global.try_recv();
        std::lock_guard guard(global_mutex);
        global_map[i] += "x";
      }
    });
  }
  csp::after_func(1h, [] {});
  csp::sleep_for(2ms);
  return 7;
}

// An object that ends its fiber in its destructor may have static storage.
struct service {
  service() {
    running.go([this] { stop.recv(); });
  }
  ~service() {
    stop.close();
    running.wait();
  }
  csp::chan<int> stop{0};
  csp::wait_group running;
};

int destructor_waits() {
  static service s;
  return 0;
}

int main(int, char** argv) {
  const std::map<std::string, int (*)()> ends = {
      {"deadlock", deadlock},
      {"last-one-ends", last_one_ends},
      {"nil-channel", nil_channel},
      {"last-timer-fires", last_timer_fires},
      {"empty-select", empty_select},
      {"lock-twice", lock_twice},
      {"upgrade-lock", upgrade_lock},
      {"once-in-once", once_in_once},
      {"panic", panic},
      {"exception", exception},
      {"unlock", unlock},
      {"unlock-writer", unlock_writer},
      {"unlock-reader", unlock_reader},
      {"main-returns", main_returns},
      {"destructor-waits", destructor_waits},
  };
  return ends.at(argv[1])();
}
