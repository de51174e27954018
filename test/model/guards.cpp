// A guard is an object with the mutexes it was given and whether it owns them; what it owns when it
// goes away is unlocked, on every way out.
// RUN: %chanvet model %s -- %csp_flags | FileCheck %s
#include <mutex>
#include <shared_mutex>

#include <csp/csp.h>

bool ask();

// CHECK-LABEL: function plain(mu: csp::mutex, b)
// CHECK: [[GUARD:%[0-9]+]] = new
// CHECK: [[MUTEX:%[0-9]+]] = load {{%[0-9]+}}
// CHECK: [[FIELD:%[0-9]+]] = field [[GUARD]], guard::mutex0
// CHECK-NEXT: store [[FIELD]], [[MUTEX]]
// CHECK-NEXT: mutex.lock([[MUTEX]])
// CHECK-NEXT: [[OWNS:%[0-9]+]] = field [[GUARD]], guard::owns
// CHECK-NEXT: store [[OWNS]], 1
// CHECK-NEXT: store &lock, [[GUARD]]
// CHECK: branch {{%[0-9]+}}, [[RETURN:b[0-9]+]],
// CHECK: [[RETURN]]:
// CHECK: field {{%[0-9]+}}, guard::owns
// CHECK: call @ask() unwind [[UNWIND:b[0-9]+]]
// CHECK: field {{%[0-9]+}}, guard::owns
// CHECK: [[UNWIND]]:
// CHECK-NEXT: [[HELD:%[0-9]+]] = load &lock
// CHECK-NEXT: [[SLOT:%[0-9]+]] = field [[HELD]], guard::owns
// CHECK-NEXT: [[STILL:%[0-9]+]] = load [[SLOT]]
// CHECK-NEXT: branch [[STILL]], [[YES:b[0-9]+]], [[NO:b[0-9]+]]
// CHECK: [[YES]]:
// CHECK-NEXT: [[WHICH:%[0-9]+]] = field [[HELD]], guard::mutex0
// CHECK-NEXT: [[ITS:%[0-9]+]] = load [[WHICH]]
// CHECK-NEXT: mutex.unlock([[ITS]])
// CHECK: resume
void plain(csp::mutex& mu, bool b) {
  std::lock_guard lock(mu);
  if (b) return;
  ask();
}

// CHECK-LABEL: function unlocked(
// CHECK: mutex.lock
// CHECK: mutex.unlock
// CHECK-NEXT: store {{%[0-9]+}}, 0
// CHECK: call @ask()
// CHECK: mutex.lock
// CHECK-NEXT: store {{%[0-9]+}}, 1
void unlocked(std::mutex& mu) {
  std::unique_lock<std::mutex> lock(mu);
  lock.unlock();
  ask();
  lock.lock();
}

// Deferred, tried, asked, released.
// CHECK-LABEL: function attempts(
// CHECK-NOT: mutex.lock
// CHECK: store {{%[0-9]+}}, 0
// CHECK: store &late
// CHECK: [[GOT:%[0-9]+]] = mutex.try_lock
// CHECK-NEXT: store {{%[0-9]+}}, [[GOT]]
// CHECK-NEXT: branch [[GOT]],
// CHECK: [[TRIED:%[0-9]+]] = mutex.try_lock
// CHECK-NEXT: [[OWNS:%[0-9]+]] = field [[GUARD:%[0-9]+]], guard::owns
// CHECK-NEXT: store [[OWNS]], [[TRIED]]
// CHECK-NEXT: store &early, [[GUARD]]
// CHECK: [[EARLY:%[0-9]+]] = load &early
// CHECK-NEXT: [[SLOT:%[0-9]+]] = field [[EARLY]], guard::owns
// CHECK-NEXT: [[HOLDS:%[0-9]+]] = load [[SLOT]]
// CHECK-NEXT: branch [[HOLDS]],
// CHECK: [[AGAIN:%[0-9]+]] = load &early
// CHECK-NEXT: [[OWNED:%[0-9]+]] = field [[AGAIN]], guard::owns
// CHECK-NEXT: store [[OWNED]], 0
void attempts(std::mutex& mu) {
  std::unique_lock late(mu, std::defer_lock);
  if (late.try_lock()) ask();
  std::unique_lock early(mu, std::try_to_lock);
  if (early) early.release();
}

// Several mutexes are locked by one operation, and unlocked in reverse order.
// CHECK-LABEL: function several(
// CHECK: mutex.lock([[A:%[0-9]+]], [[B:%[0-9]+]])
// CHECK: store &both
// CHECK: field {{%[0-9]+}}, guard::mutex1
// CHECK: mutex.unlock
// CHECK: field {{%[0-9]+}}, guard::mutex0
// CHECK: mutex.unlock
void several(std::mutex& a, csp::mutex& b) { std::scoped_lock both(a, b); }

// CHECK-LABEL: function adopted(
// CHECK-COUNT-1: mutex.lock(
// CHECK-NOT: mutex.lock(
// CHECK: store {{%[0-9]+}}, 1
// CHECK: store &guard
// CHECK: mutex.unlock
void adopted(std::mutex& a) {
  a.lock();
  std::lock_guard guard(a, std::adopt_lock);
}

// CHECK-LABEL: function shared(
// CHECK: mutex.lock_shared
// CHECK-NOT: mutex.unlock(
// CHECK: mutex.unlock_shared(
void shared(std::shared_mutex& s) { std::shared_lock lock(s); }

// A guard that was moved from knows its mutex, and does not own it.
// CHECK-LABEL: function moved(
// CHECK: [[FROM:%[0-9]+]] = load &first
// CHECK-NEXT: [[TO:%[0-9]+]] = new
// CHECK-NEXT: copy [[TO]], [[FROM]]
// CHECK-NEXT: [[OWNS:%[0-9]+]] = field [[FROM]], guard::owns
// CHECK-NEXT: store [[OWNS]], 0
// CHECK-NEXT: store &second, [[TO]]
void moved(std::mutex& mu) {
  std::unique_lock first(mu);
  std::unique_lock second = std::move(first);
}

// Assignment unlocks what the guard had.
// CHECK-LABEL: function assigned(
// CHECK: mutex.lock
// CHECK: mutex.lock
// CHECK: branch {{%[0-9]+}}, [[OLD:b[0-9]+]], [[NEW:b[0-9]+]]
// CHECK: [[OLD]]:
// CHECK: mutex.unlock
// CHECK: [[NEW]]:
// CHECK-NEXT: store &lock, {{%[0-9]+}}
void assigned(std::mutex& a, std::mutex& b) {
  std::unique_lock lock(a);
  lock = std::unique_lock(b);
}
