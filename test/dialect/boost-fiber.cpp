// The names of Boost.Fiber are recognised in its real headers.
// REQUIRES: boost-fiber
// RUN: %chanvet model %s -- -std=c++20 | FileCheck %s
// RUN: %python %S/extract.py %source/docs/dialects/boost-fiber.md cpp "" > %t.cpp
// RUN: not %chanvet check --no-cache --format short %t.cpp -- -std=c++20 \
// RUN:   | FileCheck %s --check-prefix=PAGE
// PAGE: :9:3: error: join of 'consumer' can block for ever: this fiber and another wait for each other [fiber-deadlock]
#include <memory>
#include <mutex>

#include <boost/fiber/all.hpp>

namespace bf = boost::fibers;
using namespace std::chrono_literals;

template <class T>
using Jobs = bf::buffered_channel<T>;

// CHECK-LABEL: function channels(
// CHECK: make boost::fibers::buffered_channel(4)
// CHECK: make boost::fibers::unbuffered_channel
// CHECK: channel.send(
// CHECK: channel.send timed(
// CHECK: channel.try_send(
// CHECK: channel.receive(
// CHECK: channel.receive timed(
// CHECK: channel.try_receive(
// CHECK: channel.receive(
// CHECK: channel.close(
// CHECK: channel.query(
void channels() {
  Jobs<int> jobs{4};
  bf::unbuffered_channel<int> replies;
  int value = 0;
  jobs.push(1);
  replies.push_wait_for(1, 1s);
  jobs.try_push(1);
  jobs.pop(value);
  replies.pop_wait_for(value, 1s);
  jobs.try_pop(value);
  replies.value_pop();
  jobs.close();
  (void)replies.is_closed();
}

// CHECK-LABEL: function range(
// CHECK: channel.receive until closed(
void range(Jobs<int>& jobs) {
  for (int job : jobs) (void)job;
}

// A template is recognised as it stands, whether or not it is instantiated.
// CHECK-LABEL: function produce(
// CHECK: channel.send(
// CHECK: channel.close(
template <class T>
void produce(Jobs<T>& jobs, T value) {
  jobs.push(value);
  jobs.close();
}

struct Inbox : bf::unbuffered_channel<int> {
  int seen = 0;
};

// CHECK-LABEL: function derived(
// CHECK: channel.send(
// CHECK: channel.close(
void derived(Inbox& inbox, std::shared_ptr<Jobs<int>> jobs) {
  inbox.push(1);
  jobs->close();
}

// CHECK-LABEL: function fibers(
// CHECK: spawn
// CHECK: spawn
// CHECK: spawn
// CHECK: fiber.join(
// CHECK: fiber.detach(
// CHECK: = yield(
// CHECK: = sleep(
void fibers() {
  bf::fiber plain([] {});
  bf::fiber now(bf::launch::dispatch, [](int) {}, 1);
  bf::fiber allocated(std::allocator_arg, bf::fixedsize_stack(), [] {});
  plain.join();
  now.detach();
  boost::this_fiber::yield();
  boost::this_fiber::sleep_for(1s);
  allocated.join();
}

// CHECK-LABEL: function locks(
// CHECK: mutex.lock(
// CHECK: condition.condition_wait(
// CHECK: condition.broadcast(
// CHECK: barrier.wait
void locks(bf::mutex& mutex, bf::condition_variable& ready, bf::barrier& all) {
  std::unique_lock<bf::mutex> lock(mutex);
  ready.wait(lock);
  ready.notify_all();
  all.wait();
}

// CHECK-LABEL: function futures(
// CHECK: promise.future_of(
// CHECK: promise.set_value(
// CHECK: future.wait(
// CHECK: future.get(
// CHECK: spawn
// CHECK: future.get(
void futures() {
  bf::promise<int> promise;
  bf::future<int> future = promise.get_future();
  promise.set_value(1);
  future.wait();
  future.get();
  bf::async([] { return 1; }).get();
}
