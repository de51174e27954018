// The names of gocxx are recognised, in declarations like its own.
// RUN: %chanvet model %s -- -std=c++20 -I %S/Inputs/gocxx | FileCheck %s
// RUN: not %chanvet check --no-cache --format short %s -- -std=c++20 -I %S/Inputs/gocxx \
// RUN:   | FileCheck %s --check-prefix=FOUND '--implicit-check-not={{error|warning}}:'
// RUN: %python %S/extract.py %source/docs/dialects/gocxx.md cpp "" > %t.cpp
// RUN: not %chanvet check --no-cache --format short %t.cpp -- -std=c++20 -I %S/Inputs/gocxx \
// RUN:   | FileCheck %s --check-prefix=PAGE
// PAGE: :6:3: error: send on 'jobs' after it was closed: this throws [channel-send-after-close]
#include <thread>

#include <gocxx/gocxx.h>

using namespace gocxx;
using base::Chan;

// CHECK-LABEL: function channels(
// CHECK: make gocxx::base::Chan(2)
// CHECK: channel.send(
// CHECK: channel.send(
// CHECK: channel.receive(
// CHECK: channel.receive(
// CHECK: channel.try_send(
// CHECK: channel.try_receive(
// CHECK: channel.close(
// CHECK: make gocxx::base::Chan(1)
// CHECK: channel.send(
void channels() {
  Chan<int> jobs(2);
  int value = 0;
  jobs.send(1);
  jobs << 2;
  jobs >> value;
  jobs.recv();
  jobs.trySend(1);
  jobs.tryRecv();
  jobs.close();
  auto made = Chan<int>::Make(1);
  made->send(1);
}

// CHECK-LABEL: function others(
// CHECK: wait_group.add(
// CHECK: wait_group.wait(
// CHECK: once.call_once(
// CHECK: condition.condition_wait(
// CHECK: condition.broadcast(
// CHECK: make gocxx::time::Ticker
// CHECK: ticker.channel_of(
// CHECK: channel.receive(
// CHECK: ticker.stop(
// CHECK: = sleep
void others(sync::Once& once, sync::Cond& ready, std::mutex& mutex) {
  sync::WaitGroup group;
  group.Add(1);
  std::thread worker([&] { group.Done(); });
  group.Wait();
  worker.join();
  once.Do([] {});
  std::unique_lock<std::mutex> lock(mutex);
  ready.Wait(lock);
  ready.NotifyAll();
  auto ticker = time::NewTicker(time::Seconds(1));
  ticker->C()->recv();
  ticker->Stop();
  time::Sleep(time::Seconds(1));
}

// CHECK-LABEL: function okSelect(
// CHECK: select
void okSelect() {
  Chan<int> jobs, quit;
  std::thread producer([=]() mutable { jobs.send(1); });
  base::select(base::recv<int>(jobs, [](std::optional<int>) {}),
               base::recv<int>(quit, [](std::optional<int>) {}));
  producer.join();
}

void okDefault() {
  Chan<int> jobs;
  base::select(base::recv<int>(jobs, [](std::optional<int>) {}), base::defaultCase([] {}));
}

void okDeferredClose() {
  Chan<int> jobs(1);
  defer([&] { jobs.close(); });
  jobs.send(1);
  jobs.close();
}

// The ticker's destructor stops it.
void okTicker() { time::NewTicker(time::Seconds(1))->C()->recv(); }

void badSelect() {
  Chan<int> jobs;
  base::select(base::recv<int>(jobs, [](std::optional<int>) {}));
}  // FOUND: :[[@LINE-1]]:{{.*}}select can block for ever: the fiber leaks [fiber-leak]

void badSend() {
  auto jobs = Chan<int>::Make();
  jobs->send(1);  // FOUND: :[[@LINE]]:{{.*}}[channel-no-receiver]
}

void badCount() {
  sync::WaitGroup group;
  group.Done();  // FOUND: :[[@LINE]]:{{.*}}[waitgroup-negative]
}
