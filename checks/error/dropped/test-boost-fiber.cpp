// Boost.Fiber: a future that is thrown away takes the exception of its task with it.
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <boost/fiber/all.hpp>

namespace bf = boost::fibers;

int compute(int id);
void use(int value);
void keep(bf::future<int> result);

// ---- Bad ---------------------------------------------------------------------------------------

void badAsync() {
  bf::async([] { return compute(1); });  // expect: 'async'
}

void badAsyncVoid() {
  bf::async([] { use(compute(1)); });  // expect: 'async'
}

void badAsyncFunction() {
  bf::async(compute, 1);  // expect: 'async'
}

void badAsyncPolicy() {
  bf::async(bf::launch::dispatch, compute, 1);  // expect: 'async'
}

void badCastToVoid() {
  (void)bf::async(compute, 1);
  // expect@-1: 'async'
}

void badInLoop(const std::vector<int>& ids) {
  for (int id : ids) bf::async(compute, id);  // expect: 'async'
}

// ---- Fine --------------------------------------------------------------------------------------

int okGet() { return bf::async(compute, 1).get(); }

int okStored() {
  bf::future<int> result = bf::async(compute, 1);
  return result.get();
}

bf::future<int> okReturned() { return bf::async(compute, 1); }

void okPassedOn() { keep(bf::async(compute, 1)); }

void okCollected(const std::vector<int>& ids) {
  std::vector<bf::future<int>> results;
  for (int id : ids) results.push_back(bf::async(compute, id));
  for (auto& result : results) use(result.get());
}

void okShared() {
  bf::shared_future<int> result = bf::async(compute, 1).share();
  use(result.get());
}

// The status of a channel operation is for channel-status-ignored.
void okStatus(bf::buffered_channel<int>& jobs) {
  int job = 0;
  jobs.push(1);
  jobs.pop(job);
  use(job);
}

void okFiber() {
  bf::fiber(compute, 1).detach();
  bf::fiber worker(use, 1);
  worker.join();
}

void okReason() {
  (void)bf::async(use, 1);  // use() reports its own failures
}

void okNolint() {
  bf::async(compute, 1);  // NOLINT(error-dropped)
}
