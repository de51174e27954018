// The names of PhotonLibOS are recognised, in declarations like its own.
// RUN: %chanvet model %s -- -std=c++17 -I %S/Inputs/photon | FileCheck %s
// RUN: not %chanvet check --no-cache --format short %s -- -std=c++17 -I %S/Inputs/photon \
// RUN:   | FileCheck %s --check-prefix=FOUND '--implicit-check-not={{error|warning}}:'
// RUN: %python %S/extract.py %source/docs/dialects/photon.md cpp "" > %t.cpp
// RUN: not %chanvet check --no-cache --format short %t.cpp -- -std=c++17 -I %S/Inputs/photon \
// RUN:   | FileCheck %s --check-prefix=PAGE
// PAGE: :7:3: error: send on 'jobs' blocks for ever: nobody receives [channel-no-receiver]
#include <photon/thread/go.h>

// CHECK-LABEL: function channels(
// CHECK: make photon::channel(4)
// CHECK: channel.send(
// CHECK: channel.send timed(
// CHECK: channel.send(
// CHECK: channel.receive(
// CHECK: channel.receive(
// CHECK: channel.try_send(
// CHECK: channel.try_receive(
// CHECK: channel.close(
void channels() {
  photon::channel<int> jobs(4);
  int job = 0;
  jobs.send(1);
  jobs.send(1, 1000);
  jobs << 1;
  jobs.recv();
  jobs >> job;
  jobs.try_send(1);
  jobs.try_recv(job);
  jobs.close();
}

// CHECK-LABEL: function threads(
// CHECK: spawn
// CHECK: spawn
// CHECK: spawn
// CHECK: = sleep
// CHECK: = yield
// CHECK: mutex.lock(
// CHECK: condition.condition_wait(
// CHECK: condition.condition_wait timed(
// CHECK: condition.broadcast(
// CHECK: semaphore.add(
void threads(photon::mutex& mutex, photon::condition_variable& ready, photon::semaphore& free,
             void* (*start)(void*)) {
  photon::go([] {});
  photon::thread_create11([](int) {}, 1);
  photon::thread_create(start, nullptr);
  photon::thread_usleep(1000);
  photon::thread_yield();
  photon::scoped_lock lock(mutex);
  ready.wait(lock);
  ready.wait(lock, 1000);
  ready.notify_all();
  free.signal(1);
}

void okPair() {
  photon::channel<int> jobs, done(1);
  photon::go([&] {
    for (;;) {
      auto [job, ok] = jobs.recv();
      if (!ok) break;
    }
    done.close();
  });
  jobs.send(1);
  jobs.close();
  int nothing = 0;
  done.recv(nothing);
}

void okDefer() {
  photon::mutex mutex;
  {
    mutex.lock();
    DEFER(mutex.unlock());
  }
  SCOPED_LOCK(mutex);
}

void badReceive() {
  photon::channel<int> jobs(1);
  int job = 0;
  jobs.recv(job);  // FOUND: :[[@LINE]]:{{.*}}[channel-no-sender]
}

void badRelock() {
  photon::mutex mutex;
  SCOPED_LOCK(mutex);
  mutex.lock();  // FOUND: :[[@LINE]]:{{.*}}[lock-double]
}
