// The names of TooManyCooks are recognised, in declarations like its own.
// RUN: %chanvet model %s -- -std=c++20 -I %S/Inputs/tmc | FileCheck %s
// RUN: not %chanvet check --no-cache --format short %s -- -std=c++20 -I %S/Inputs/tmc \
// RUN:   | FileCheck %s --check-prefix=FOUND '--implicit-check-not={{error|warning}}:'
// RUN: %python %S/extract.py %source/docs/dialects/tmc.md cpp "" > %t.cpp
// RUN: not %chanvet check --no-cache --format short %t.cpp -- -std=c++20 -I %S/Inputs/tmc \
// RUN:   | FileCheck %s --check-prefix=PAGE
// PAGE: :12:3: error: wait for 'done' can block for ever: the fiber leaks [fiber-leak]
#include <tmc/all_headers.hpp>

// CHECK-LABEL: function channels(
// CHECK: make tmc::chan_tok
// CHECK: channel.send(
// CHECK: channel.send(
// CHECK: channel.receive(
// CHECK: channel.close(
// CHECK: channel.close(
tmc::task<void> channels() {
  auto jobs = tmc::make_channel<int>();
  jobs.post(1);
  co_await jobs.push(1);
  co_await jobs.pull();
  jobs.close();
  co_await jobs.drain();
}

// CHECK-LABEL: function locks(
// CHECK: mutex.lock(
// CHECK: mutex.unlock(
// CHECK: semaphore.wait(
// CHECK: semaphore.add(
// CHECK: latch.done(
// CHECK: latch.wait(
// CHECK: barrier.wait arriving(
// CHECK: latch.done(
// CHECK: latch.wait(
tmc::task<void> locks(tmc::mutex& mutex, tmc::semaphore& free, tmc::latch& done,
                      tmc::barrier& together, tmc::manual_reset_event& ready) {
  co_await mutex;
  mutex.unlock();
  co_await free;
  free.release();
  done.count_down();
  co_await done;
  co_await together;
  ready.set();
  co_await ready;
}

tmc::task<void> work(tmc::latch& done) {
  done.count_down();
  co_return;
}

tmc::task<int> program() {
  tmc::latch done(1);
  tmc::post(tmc::cpu_executor(), work(done));
  co_await done;
  co_return 0;
}

// CHECK-LABEL: function program(
// CHECK: spawn @work

// CHECK-LABEL: function runs(
// CHECK: call @program
int runs() { return tmc::async_main(program()); }

tmc::task<void> okChannel() {
  auto jobs = tmc::make_channel<int>();
  tmc::latch done(1);
  tmc::post(tmc::cpu_executor(), [](tmc::chan_tok<int> from, tmc::latch& end) -> tmc::task<void> {
    while (auto job = co_await from.pull()) (void)*job;
    end.count_down();
  }(jobs.new_token(), done));
  jobs.post(1);
  jobs.close();
  co_await done;
}

tmc::task<void> okBarrier() {
  tmc::barrier together(2);
  tmc::post(tmc::cpu_executor(),
            [](tmc::barrier& barrier) -> tmc::task<void> { co_await barrier; }(together));
  co_await together;
}

tmc::task<void> badPull() {
  auto jobs = tmc::make_channel<int>();
  co_await jobs.pull();  // FOUND: :[[@LINE]]:{{.*}}[channel-no-sender]
}

tmc::task<void> badRelock() {
  tmc::mutex mutex;
  co_await mutex;
  co_await mutex;  // FOUND: :[[@LINE]]:{{.*}}[lock-double]
}

tmc::task<void> badTask(tmc::latch& done) {
  (void)done.is_ready();
  work(done);  // FOUND: :[[@LINE]]:{{.*}}[error-dropped]
  co_return;
}
