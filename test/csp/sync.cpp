// wait_group, mutex, rw_mutex, cond, once.
// RUN: %cxx -std=c++20 -Wall -Wextra -Werror -pthread -I %csp %s -o %t
// RUN: %t
// RUN: env CSP_SEED=1 %t
// RUN: env CSP_SEED=2 %t
#include <mutex>
#include <shared_mutex>

#include "Inputs/check.h"

static_assert(!std::is_copy_constructible_v<csp::wait_group>);
static_assert(!std::is_move_constructible_v<csp::wait_group>);
static_assert(!std::is_copy_assignable_v<csp::wait_group>);
static_assert(!std::is_move_assignable_v<csp::wait_group>);

// ---- wait_group -------------------------------------------------------------------------------

void wait_group_waits() {
  csp::wait_group group;
  group.wait();
  int done[3] = {};
  group.add(2);
  for (int i = 0; i < 2; ++i) {
    csp::go([&, i] {
      csp::yield();
      done[i] = 1;
      group.done();
    });
  }
  group.go([&] {
    csp::yield();
    done[2] = 1;
  });
  group.wait();
  CHECK(done[0] + done[1] + done[2] == 3);
  await_all();
}

void wait_group_wakes_all() {
  csp::wait_group group;
  group.add(2);
  for (int i = 0; i < 3; ++i) csp::go([&] { group.wait(); });
  await_blocked("wait_group wait", 3);
  group.add(-2);
  await_all();
}

void wait_group_below_zero_panics() {
  csp::wait_group group;
  CHECK(panic_of([&] { group.done(); }) == "negative wait_group counter");
  group.add(1);
  CHECK(panic_of([&] { group.add(-2); }) == "negative wait_group counter");
}

// ---- mutex ------------------------------------------------------------------------------------

void mutex_excludes() {
  csp::mutex mu;
  int count = 0;
  csp::wait_group group;
  for (int i = 0; i < 4; ++i) {
    group.go([&] {
      for (int n = 0; n < 50; ++n) {
        std::lock_guard guard(mu);
        const int before = count;
        csp::yield();
        count = before + 1;
      }
    });
  }
  group.wait();
  CHECK(count == 200);
}

void mutex_with_the_guards_of_std() {
  csp::mutex a, b;
  {
    std::scoped_lock both(a, b);
    CHECK(!a.try_lock() && !b.try_lock());
  }
  std::unique_lock late(a, std::defer_lock);
  CHECK(late.try_lock());
  late.unlock();
  late.lock();
  csp::wait_group other;
  other.go([&] { a.unlock(); });  // by another fiber than the one that locked it
  other.wait();
  late.release();
  CHECK(a.try_lock());
  a.unlock();
}

void mutex_blocks() {
  csp::mutex mu;
  mu.lock();
  csp::go([&] {
    mu.lock();
    mu.unlock();
  });
  await_blocked("mutex lock");
  mu.unlock();
  await_all();
}

// ---- rw_mutex ---------------------------------------------------------------------------------

void readers_share() {
  csp::rw_mutex mu;
  std::shared_lock one(mu);
  std::shared_lock two(mu);
  CHECK(mu.try_lock_shared());
  mu.unlock_shared();
  CHECK(!mu.try_lock());
}

void writer_excludes() {
  csp::rw_mutex mu;
  std::lock_guard writing(mu);
  CHECK(!mu.try_lock());
  CHECK(!mu.try_lock_shared());
}

// The writer that waits holds back the second reader; when it is done the reader comes first,
// before the second writer.
void waiting_writer_holds_back_readers() {
  csp::rw_mutex mu;
  csp::mutex text;
  std::string order;
  auto note = [&](const char* what) {
    std::lock_guard guard(text);
    order += what;
  };
  mu.lock_shared();
  csp::go([&] {
    std::lock_guard guard(mu);
    note("w");
  });
  await_blocked("rw_mutex lock");
  CHECK(!mu.try_lock_shared());
  csp::go([&] {
    std::shared_lock guard(mu);
    note("r");
  });
  await_blocked("rw_mutex lock_shared");
  csp::go([&] {
    std::lock_guard guard(mu);
    note("W");
  });
  await_blocked("rw_mutex lock", 2);
  mu.unlock_shared();
  await_all();
  CHECK(order == "wrW");
}

// ---- cond -------------------------------------------------------------------------------------

void signal_wakes_one_broadcast_all() {
  csp::mutex mu;
  csp::cond changed(mu);
  int awake = 0;
  changed.signal();  // nobody waits: lost
  for (int i = 0; i < 3; ++i) {
    csp::go([&] {
      std::lock_guard guard(mu);
      changed.wait();
      ++awake;
    });
  }
  await_blocked("cond wait", 3);
  changed.signal();
  while (csp::live_fibers() > 2) csp::yield();
  CHECK(awake == 1);
  changed.broadcast();
  await_all();
  CHECK(awake == 3);
}

void wait_takes_the_lock_again() {
  csp::rw_mutex mu;
  csp::cond changed(mu);
  bool ready = false;
  csp::go([&] {
    mu.lock();
    while (!ready) changed.wait();
    CHECK(!mu.try_lock());
    mu.unlock();
  });
  await_blocked("cond wait");
  mu.lock();
  ready = true;
  changed.signal();
  mu.unlock();
  await_all();
}

// ---- once -------------------------------------------------------------------------------------

void once_runs_once_and_all_wait_for_it() {
  csp::once first;
  csp::chan<csp::unit> go_on(0);
  int ran = 0;
  csp::go([&] {
    first.call([&] {
      go_on.recv();
      ++ran;
    });
  });
  await_blocked("chan receive");
  csp::go([&] {
    first.call([&] { ran += 100; });
    CHECK(ran == 1);
  });
  await_blocked("once call");
  go_on.close();
  await_all();
  first.call([] { CHECK(false); });
}

void once_is_over_after_a_panic() {
  csp::once first;
  CHECK(panic_of([&] { first.call([] { csp::panic("first"); }); }) == "first");
  first.call([] { CHECK(false); });
}

int main() {
  wait_group_waits();
  wait_group_wakes_all();
  wait_group_below_zero_panics();
  mutex_excludes();
  mutex_with_the_guards_of_std();
  mutex_blocks();
  readers_share();
  writer_excludes();
  waiting_writer_holds_back_readers();
  signal_wakes_one_broadcast_all();
  wait_takes_the_lock_again();
  once_runs_once_and_all_wait_for_it();
  once_is_over_after_a_panic();
}
