// The names of eo are recognised, in declarations like its own.
// RUN: %chanvet model %s -- -std=c++20 -I %S/Inputs/eo | FileCheck %s
// RUN: not %chanvet check --no-cache --format short %s -- -std=c++20 -I %S/Inputs/eo \
// RUN:   | FileCheck %s --check-prefix=FOUND '--implicit-check-not={{error|warning}}:'
// RUN: %python %S/extract.py %source/docs/dialects/eo.md cpp "" > %t.cpp
// RUN: not %chanvet check --no-cache --format short %t.cpp -- -std=c++20 -I %S/Inputs/eo \
// RUN:   | FileCheck %s --check-prefix=PAGE
// PAGE: :7:13: error: send on 'jobs' blocks for ever: nobody receives [channel-no-receiver]
#include <eo/core.h>

using namespace eo;

// CHECK-LABEL: function channels(
// CHECK: make eo::chan(2)
// CHECK: channel.send(
// CHECK: channel.receive(
// CHECK: channel.close(
func<> channels() {
  auto jobs = make_chan<int>(2);
  co_await (jobs << 1);
  co_await *jobs;
  jobs.close();
}

func<> work(sync::WaitGroup& group) {
  group.done();
  co_return;
}

// CHECK-LABEL: function goroutines(
// CHECK: make eo::sync::WaitGroup
// CHECK: wait_group.add(
// CHECK: spawn %
// CHECK: spawn @work
// CHECK: call @work
// CHECK: = sleep
// CHECK: wait_group.wait(
// CHECK: ticker.stop(
func<> goroutines(std::shared_ptr<time::Ticker> ticker) {
  sync::WaitGroup group;
  group.add(3);
  go([&]() -> func<> {
    eo_defer([&] { group.done(); });
    co_return;
  });
  go(work(group));
  invoke(work(group));
  co_await time::sleep(std::chrono::milliseconds(1));
  group.wait();
  ticker->stop();
}

func<> okPingPong() {
  auto jobs = make_chan<int>();
  go([&]() -> func<> { co_await (jobs << 1); });
  co_await *jobs;
}

// A channel that is given to a select is not followed.
func<> okSelect() {
  auto jobs = make_chan<int>();
  auto stop = make_chan<int>();
  go([&]() -> func<> { co_await (stop << 1); });
  auto select = Select{*jobs, *stop};
  co_await select.index();
}

func<> badReceive() {
  auto jobs = make_chan<int>();
  co_await *jobs;  // FOUND: :[[@LINE]]:{{.*}}[channel-no-sender]
}

func<> badSend() {
  auto jobs = make_chan<int>(1);
  jobs.close();
  co_await (jobs << 1);  // FOUND: :[[@LINE]]:{{.*}}[channel-send-after-close]
}

func<> badAdd() {
  auto group = std::make_shared<sync::WaitGroup>();
  for (int i = 0; i < 3; ++i)
    go([group]() -> func<> {
      group->add(1);  // FOUND: :[[@LINE]]:{{.*}}[waitgroup-add-in-task]
      group->done();
      co_return;
    });
  group->wait();
  co_return;
}
