// What a program sees of bthread, as far as the tests use it.
#pragma once
#include <cstdint>
#include <ctime>
#include <mutex>

typedef uint64_t bthread_t;
struct bthread_attr_t {};
struct bthread_mutexattr_t {};
struct bthread_condattr_t {};
typedef struct bthread_mutex_t {
  unsigned* butex;
} bthread_mutex_t;
typedef struct bthread_cond_t {
  bthread_mutex_t* m;
} bthread_cond_t;

extern "C" {
int bthread_start_urgent(bthread_t*, const bthread_attr_t*, void* (*)(void*), void*);
int bthread_start_background(bthread_t*, const bthread_attr_t*, void* (*)(void*), void*);
int bthread_join(bthread_t, void**);
int bthread_usleep(uint64_t);
int bthread_yield(void);
int bthread_mutex_init(bthread_mutex_t*, const bthread_mutexattr_t*);
int bthread_mutex_destroy(bthread_mutex_t*);
int bthread_mutex_lock(bthread_mutex_t*);
int bthread_mutex_trylock(bthread_mutex_t*);
int bthread_mutex_unlock(bthread_mutex_t*);
int bthread_cond_init(bthread_cond_t*, const bthread_condattr_t*);
int bthread_cond_wait(bthread_cond_t*, bthread_mutex_t*);
int bthread_cond_timedwait(bthread_cond_t*, bthread_mutex_t*, const timespec*);
int bthread_cond_signal(bthread_cond_t*);
int bthread_cond_broadcast(bthread_cond_t*);
}

namespace bthread {
class Mutex {
 public:
  void lock();
  bool try_lock();
  void unlock();
};
class ConditionVariable {
 public:
  void wait(std::unique_lock<Mutex>& lock);
  int wait_for(std::unique_lock<Mutex>& lock, long microseconds);
  void notify_one();
  void notify_all();
};
class RWLock {
 public:
  void rdlock();
  void wrlock();
  void unlock();
};
class CountdownEvent {
 public:
  CountdownEvent(int count = 1);
  ~CountdownEvent();
  void add_count(int n = 1);
  void reset(int n = 1);
  void signal(int n = 1, bool flush = false);
  int wait();
  int timed_wait(const timespec& time);
};
}  // namespace bthread
