// dump_fibers(): the form of a block, every thing that can be waited for, and the places.
// RUN: %cxx -std=c++20 -Wall -Wextra -Werror -pthread -I %csp %s -o %t
// RUN: %t | FileCheck %s
#include <iostream>
#include <mutex>

#include "Inputs/check.h"

void worker(csp::chan<int> jobs) {
  for (int job : jobs) CHECK(job);
}

int main() {
  csp::chan<int> ch(0), nil;
  csp::mutex mu;
  csp::rw_mutex rw;
  csp::cond changed(mu);
  csp::once first;
  csp::wait_group group;
  std::lock_guard keep(mu);
  std::lock_guard keep_too(rw);
  group.add(1);

  // CHECK:      fiber 1 [running]:
  // CHECK-NEXT:     last seen at {{.*}}dump.cpp:{{[0-9]+}} (yield)
  // CHECK-NEXT:     started as main
  // CHECK-EMPTY:
  // CHECK-NEXT: fiber 2 [chan receive, {{[0-9]+}} ms]:
  // CHECK-NEXT:     waits at {{.*}}dump.cpp:[[#@LINE-19]]{{$}}
  // CHECK-NEXT:     started at {{.*}}dump.cpp:[[#@LINE+2]] by fiber 1
  // CHECK-EMPTY:
  csp::go(worker, ch);
  await_blocked("chan receive");

  // CHECK-NEXT: fiber 3 [select, {{[0-9]+}} ms]:
  // CHECK-NEXT:     waits at {{.*}}dump.cpp:[[#@LINE+3]]{{$}}
  // CHECK-NEXT:     started at {{.*}}dump.cpp:[[#@LINE+2]] by fiber 1
  // CHECK-EMPTY:
  csp::go([=] { csp::select(csp::on_recv(ch, [] {}), csp::on_recv(nil, [] {})); });
  await_blocked("select");

  // CHECK-NEXT: fiber 4 [mutex lock, {{[0-9]+}} ms]:
  // CHECK-NEXT:     waits at {{.*}}dump.cpp:[[#@LINE+3]]{{$}}
  // CHECK-NEXT:     started at {{.*}}dump.cpp:[[#@LINE+2]] by fiber 1
  // CHECK-EMPTY:
  csp::go([&] { mu.lock(); });
  await_blocked("mutex lock");

  // CHECK-NEXT: fiber 5 [sleep, {{[0-9]+}} ms]:
  // CHECK-NEXT:     waits at {{.*}}dump.cpp:[[#@LINE+3]]{{$}}
  // CHECK-NEXT:     started at {{.*}}dump.cpp:[[#@LINE+2]] by fiber 1
  // CHECK-EMPTY:
  csp::go([] { csp::sleep_for(std::chrono::hours(1)); });
  await_blocked("sleep");

  // A fiber of a fiber.
  // CHECK-NEXT: fiber 7 [wait_group wait, {{[0-9]+}} ms]:
  // CHECK-NEXT:     waits at {{.*}}dump.cpp:[[#@LINE+3]]{{$}}
  // CHECK-NEXT:     started at {{.*}}dump.cpp:[[#@LINE+2]] by fiber 6
  // CHECK-EMPTY:
  csp::go([&] { csp::go([&] { group.wait(); }); });
  await_blocked("wait_group wait");

  // CHECK-NEXT: fiber 8 [chan send (nil chan), {{[0-9]+}} ms]:
  csp::go([=] { nil.send(1); });
  await_blocked("chan send (nil chan)");

  // CHECK: fiber 9 [chan receive (nil chan), {{[0-9]+}} ms]:
  csp::go([=] { nil.recv(); });
  await_blocked("chan receive (nil chan)");

  // CHECK: fiber 10 [rw_mutex lock, {{[0-9]+}} ms]:
  csp::go([&] { rw.lock(); });
  await_blocked("rw_mutex lock");

  // CHECK: fiber 11 [rw_mutex lock_shared, {{[0-9]+}} ms]:
  csp::go([&] { rw.lock_shared(); });
  await_blocked("rw_mutex lock_shared");

  // CHECK: fiber 12 [chan send, {{[0-9]+}} ms]:
  csp::go([] { csp::chan<int>(0).send(1); });
  await_blocked("chan send");

  // CHECK: fiber 13 [once call, {{[0-9]+}} ms]:
  csp::go([&] { first.call([&] { first.call([] {}); }); });
  await_blocked("once call");

  // CHECK: fiber 14 [select (no cases), {{[0-9]+}} ms]:
  csp::go([] { csp::select(); });
  await_blocked("select (no cases)");

  // Started by a timer: by no fiber.
  // CHECK: fiber 15 [cond wait, {{[0-9]+}} ms]:
  // CHECK-NEXT:     waits at {{.*}}dump.cpp:[[#@LINE+6]]{{$}}
  // CHECK-NEXT:     started at {{.*}}dump.cpp:[[#@LINE+2]]{{$}}
  // CHECK-NOT: {{.}}
  csp::after_func(std::chrono::seconds(0), [] {
    static csp::mutex own;
    own.lock();
    csp::cond(own).wait();
  });
  await_blocked("cond wait");

  csp::yield();
  csp::dump_fibers(std::cout);
}
