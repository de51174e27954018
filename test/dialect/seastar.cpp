// The names of seastar are recognised, in declarations like its own.
// RUN: %chanvet model %s -- -std=c++20 -I %S/Inputs/seastar | FileCheck %s
// RUN: not %chanvet check --no-cache --format short %s -- -std=c++20 -I %S/Inputs/seastar \
// RUN:   | FileCheck %s --check-prefix=FOUND '--implicit-check-not={{error|warning}}:'
// RUN: %python %S/extract.py %source/docs/dialects/seastar.md cpp "" > %t.cpp
// RUN: not %chanvet check --no-cache --format short %t.cpp -- -std=c++20 -I %S/Inputs/seastar \
// RUN:   | FileCheck %s --check-prefix=PAGE
// PAGE: :8:12: error: wait for 'free' can block for ever: the fiber leaks [fiber-leak]
#include <seastar/core/seastar.hh>

namespace ss = seastar;

// CHECK-LABEL: function operations(
// CHECK: make seastar::queue(2)
// CHECK: channel.send(
// CHECK: channel.receive(
// CHECK: channel.try_send(
// CHECK: channel.close(
// CHECK: wait_group.add(
// CHECK: wait_group.done(
// CHECK: wait_group.wait(
// CHECK: semaphore.wait(
// CHECK: semaphore.add(
// CHECK: rw_mutex.lock_shared(
// CHECK: rw_mutex.unlock_shared(
// CHECK: timer.restart(
// CHECK: timer.stop(
// CHECK: stop_source.request_stop(
// CHECK: = sleep
ss::future<> operations(ss::gate& gate, ss::semaphore& free, ss::shared_mutex& map,
                        ss::timer<>& timer, ss::abort_source& abort) {
  ss::queue<int> jobs(2);
  co_await jobs.push_eventually(1);
  co_await jobs.pop_eventually();
  (void)jobs.push(1);
  jobs.abort(std::exception_ptr());
  gate.enter();
  gate.leave();
  co_await gate.close();
  co_await free.wait();
  free.signal();
  co_await map.lock_shared();
  map.unlock_shared();
  timer.arm(std::chrono::seconds(1));
  timer.cancel();
  abort.request_abort();
  co_await ss::sleep(std::chrono::milliseconds(1));
}

ss::future<> produce(ss::queue<int>& jobs) {
  co_await jobs.push_eventually(1);
  co_await jobs.push_eventually(2);
}

// A coroutine goes on by itself from where it is called.
ss::future<> okBackground() {
  ss::queue<int> jobs(1);
  auto producing = produce(jobs);
  co_await jobs.pop_eventually();
  co_await jobs.pop_eventually();
  co_await std::move(producing);
}

// What is chained goes on unseen.
ss::future<> okThen() {
  ss::semaphore free(0);
  auto waited = free.wait().then([] {});
  free.signal();
  co_await std::move(waited);
}

ss::future<> okGate() {
  ss::gate gate;
  gate.enter();
  auto working = ss::sleep(std::chrono::milliseconds(1)).then([&] { gate.leave(); });
  co_await gate.close();
  co_await std::move(working);
}

ss::future<> badPush() {
  ss::queue<int> jobs(1);
  co_await jobs.push_eventually(1);
  co_await jobs.push_eventually(2);  // FOUND: :[[@LINE]]:{{.*}}[channel-no-receiver]
}

ss::future<> badGate() {
  ss::gate gate;
  gate.enter();
  co_await gate.close();  // FOUND: :[[@LINE]]:{{.*}}[waitgroup-never-done]
}
