// The names of the reference dialect are recognised: methods, functions, guards of std on its
// mutexes, templates that are never instantiated, handles behind pointers and in members.
// RUN: %chanvet model %s -- %csp_flags | FileCheck %s
// RUN: %python %S/extract.py %source/docs/dialects/csp.md cpp "" > %t.cpp
// RUN: not %chanvet check --no-cache --format short %t.cpp -- %csp_flags \
// RUN:   | FileCheck %s --check-prefix=PAGE
// PAGE: :5:3: error: send on 'jobs' blocks for ever: nobody receives [channel-no-receiver]
#include <memory>
#include <mutex>

#include <csp/csp.h>

using namespace std::chrono_literals;

// CHECK-LABEL: function channels(
// CHECK: make csp::chan(2)
// CHECK: channel.send(
// CHECK: channel.try_send(
// CHECK: channel.receive(
// CHECK: channel.try_receive(
// CHECK: channel.close(
// CHECK: make csp::chan(
// CHECK: make csp::chan(
void channels() {
  auto jobs = csp::make_chan<int>(2);
  jobs.send(1);
  jobs.try_send(1);
  jobs.recv();
  jobs.try_recv();
  jobs.close();
  auto once = csp::after(1s);
  auto often = csp::tick(1s);
}

// CHECK-LABEL: function fill(
// CHECK: channel.send(
// CHECK: channel.close(
template <class T>
void fill(csp::chan<T>& jobs, T value) {
  jobs.send(value);
  jobs.close();
}

// CHECK-LABEL: function groups(
// CHECK: wait_group.add(
// CHECK: spawn
// CHECK: spawn
// CHECK: wait_group.done(
// CHECK: wait_group.wait(
void groups() {
  csp::wait_group group;
  group.add(1);
  csp::go([] {});
  group.go([] {});
  group.done();
  group.wait();
}

struct Server {
  csp::mutex mutex;
  std::unique_ptr<csp::ticker> ticker;
};

// CHECK-LABEL: function members(
// CHECK: mutex.lock(
// CHECK: ticker.channel_of(
// CHECK: ticker.stop(
// CHECK: mutex.unlock(
void members(Server& server) {
  std::lock_guard lock(server.mutex);
  auto ticks = server.ticker->c();
  server.ticker->stop();
}

// CHECK-LABEL: function contexts(
// CHECK: make_context
// CHECK: context.channel_of(
void contexts(csp::context parent) {
  auto [context, cancel] = csp::with_cancel(parent);
  context.done();
}
