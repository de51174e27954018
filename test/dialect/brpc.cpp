// The names of bthread are recognised, in declarations like its own.
// RUN: %chanvet model %s -- -std=c++17 -I %S/Inputs/brpc | FileCheck %s
// RUN: not %chanvet check --no-cache --format short %s -- -std=c++17 -I %S/Inputs/brpc \
// RUN:   | FileCheck %s --check-prefix=FOUND '--implicit-check-not={{error|warning}}:'
// RUN: %python %S/extract.py %source/docs/dialects/brpc.md cpp "" > %t.cpp
// RUN: not %chanvet check --no-cache --format short %t.cpp -- -std=c++17 -I %S/Inputs/brpc \
// RUN:   | FileCheck %s --check-prefix=PAGE
// PAGE: :16:3: error: wait for 'done' blocks for ever: its counter stays above zero [waitgroup-never-done]
#include <vector>

#include <bthread/bthread.h>

using bthread::CountdownEvent;

void* signalDone(void* event) {
  static_cast<CountdownEvent*>(event)->signal();
  return nullptr;
}

// CHECK-LABEL: function events(
// CHECK: make bthread::CountdownEvent(1)
// CHECK: wait_group.add(
// CHECK: spawn
// CHECK: spawn
// CHECK: wait_group.wait(
// CHECK: wait_group.wait timed
// CHECK: = sleep
// CHECK: = yield
void events(const timespec& time) {
  CountdownEvent done;
  done.add_count(1);
  bthread_t first, second;
  bthread_start_background(&first, nullptr, signalDone, &done);
  bthread_start_urgent(&second, nullptr, signalDone, &done);
  done.wait();
  done.timed_wait(time);
  bthread_usleep(10);
  bthread_yield();
  bthread_join(first, nullptr);
  bthread_join(second, nullptr);
}

// CHECK-LABEL: function locks(
// CHECK: mutex.lock(
// CHECK: condition.condition_wait(
// CHECK: condition.condition_wait timed(
// CHECK: condition.broadcast(
// CHECK: rw_mutex.lock_shared(
// CHECK: mutex.lock(
// CHECK: condition.condition_wait(
// CHECK: condition.signal(
// CHECK: mutex.unlock(
void locks(bthread::Mutex& mutex, bthread::ConditionVariable& ready, bthread::RWLock& shared,
           bthread_mutex_t& plain, bthread_cond_t& go) {
  {
    std::unique_lock<bthread::Mutex> lock(mutex);
    ready.wait(lock);
    ready.wait_for(lock, 1000);
    ready.notify_all();
  }
  shared.rdlock();
  shared.unlock();
  bthread_mutex_lock(&plain);
  bthread_cond_wait(&go, &plain);
  bthread_cond_signal(&go);
  bthread_mutex_unlock(&plain);
}

struct Flag {
  bthread::Mutex mutex;
  bthread::ConditionVariable ready;
  bool isSet = false;
  void set() {
    std::lock_guard<bthread::Mutex> lock(mutex);
    isSet = true;
    ready.notify_one();
  }
  void wait() {
    std::unique_lock<bthread::Mutex> lock(mutex);
    while (!isSet) ready.wait(lock);
  }
};

void* setFlag(void* flag) {
  static_cast<Flag*>(flag)->set();
  return nullptr;
}

void okFlag() {
  Flag flag;
  bthread_t setter;
  bthread_start_background(&setter, nullptr, setFlag, &flag);
  flag.wait();
  bthread_join(setter, nullptr);
}

void* addLate(void* argument) {
  auto* event = static_cast<CountdownEvent*>(argument);
  event->add_count();  // FOUND: :[[@LINE]]:{{.*}}[waitgroup-add-in-task]
  event->signal();
  return nullptr;
}

void badAdd() {
  CountdownEvent done(0);
  bthread_t worker;
  bthread_start_background(&worker, nullptr, addLate, &done);
  done.wait();
  bthread_join(worker, nullptr);
}

void badCount() {
  CountdownEvent done(2);
  bthread_t worker;
  bthread_start_background(&worker, nullptr, signalDone, &done);
  done.wait();  // FOUND: :[[@LINE]]:{{.*}}[waitgroup-never-done]
  bthread_join(worker, nullptr);
}

// The number by which the fiber is waited for is not followed: what orders the two is not known.
std::vector<int> answers(2, 0);
void* addAnswer(void* argument) {
  auto* mutex = static_cast<bthread::Mutex*>(argument);
  answers.push_back(1);
  mutex->lock();
  answers.push_back(2);
  mutex->unlock();
  return nullptr;
}

int okJoinedByNumber() {
  bthread::Mutex mutex;
  bthread_t worker;
  mutex.lock();
  bthread_start_urgent(&worker, nullptr, addAnswer, &mutex);
  mutex.unlock();
  bthread_join(worker, nullptr);
  return answers[0];
}

void badRelock() {
  bthread_mutex_t mutex;
  bthread_mutex_init(&mutex, nullptr);
  bthread_mutex_lock(&mutex);
  bthread_mutex_lock(&mutex);  // FOUND: :[[@LINE]]:{{.*}}[lock-double]
}
