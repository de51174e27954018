// The names of Boost.Cobalt are recognised, in declarations like its own.
// RUN: %chanvet model %s -- -std=c++20 -I %S/Inputs/cobalt | FileCheck %s
// RUN: not %chanvet check --no-cache --format short %s -- -std=c++20 -I %S/Inputs/cobalt \
// RUN:   | FileCheck %s --check-prefix=FOUND '--implicit-check-not={{error|warning}}:'
// RUN: %python %S/extract.py %source/docs/dialects/cobalt.md cpp "" > %t.cpp
// RUN: not %chanvet check --no-cache --format short %t.cpp -- -std=c++20 -I %S/Inputs/cobalt \
// RUN:   | FileCheck %s --check-prefix=PAGE
// PAGE: :8:12: error: send on 'jobs' after it was closed: this throws [channel-send-after-close]
#include <boost/cobalt.hpp>

namespace cobalt = boost::cobalt;

// CHECK-LABEL: function channels(
// CHECK: make boost::cobalt::channel(2)
// CHECK: channel.send(
// CHECK: channel.receive(
// CHECK: channel.close(
cobalt::task<void> channels() {
  cobalt::channel<int> jobs(2);
  co_await jobs.write(1);
  co_await jobs.read();
  jobs.close();
}

cobalt::promise<void> produce(cobalt::channel<int>& jobs) {
  co_await jobs.write(1);
  jobs.close();
}

// CHECK-LABEL: function starts(
// CHECK: spawn @channels
// CHECK: call @channels
void starts() {
  cobalt::spawn(cobalt::executor(), channels(), cobalt::use_op);
  cobalt::run(channels());
}

// A promise goes on by itself from where it is made.
cobalt::task<void> okPromise() {
  cobalt::channel<int> jobs;
  auto producer = produce(jobs);
  while (jobs.is_open()) co_await jobs.read();
  co_await producer;
}

// What a race is given is not followed.
cobalt::task<void> okRace(cobalt::channel<int>& other) {
  cobalt::channel<int> jobs;
  co_await cobalt::race(jobs.read(), other.read());
}

cobalt::task<void> badWrite() {
  cobalt::channel<int> jobs;
  co_await jobs.write(1);  // FOUND: :[[@LINE]]:{{.*}}[channel-no-receiver]
}

cobalt::task<void> badTask() {
  channels();  // FOUND: :[[@LINE]]:{{.*}}'channels' is not awaited, so it never runs [error-dropped]
  co_return;
}
