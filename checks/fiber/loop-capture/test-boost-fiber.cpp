// Boost.Fiber: loop variables captured by reference by fibers. A fiber starts when its thread
// yields, so it nearly always sees the last value.
#include <functional>
#include <utility>
#include <vector>

#include <boost/fiber/all.hpp>

namespace bf = boost::fibers;

void use(int value);
bool failed(int id);

// ---- Bad ---------------------------------------------------------------------------------------

void badDetached() {
  for (int i = 0; i < 3; ++i) {
    bf::fiber([&] {
      boost::this_fiber::yield();
      use(i);  // expect: 'i' is captured by reference by a fiber that can outlive this turn
    }).detach();
  }
}

void badEmplaced(const std::vector<int>& ids) {
  std::vector<bf::fiber> fibers;
  for (int id : ids) {
    fibers.emplace_back([&id] { use(id); });  // expect: 'id' is captured by reference
  }
  for (auto& fiber : fibers) fiber.join();
}

// It starts at once, but it can be suspended before it is done.
void badDispatched() {
  for (int i = 0; i < 3; ++i) {
    bf::fiber(bf::launch::dispatch, [&i] { use(i); }).detach();  // expect: 'i' is captured
  }
}

// Unlike that of std::async, this future does not wait when it is destroyed.
void badFutureDropped() {
  for (int i = 0; i < 3; ++i) {
    auto result = bf::async([&i] { use(i); });  // expect: 'i' is captured by reference
  }
}

void badFutures() {
  std::vector<bf::future<void>> results;
  for (int i = 0; i < 3; ++i) {
    results.push_back(bf::async([&] { use(i); }));  // expect: 'i' is captured by reference
  }
  for (auto& result : results) result.get();
}

void badJoinedOnOnePath() {
  for (int i = 0; i < 3; ++i) {
    bf::fiber worker([&i] { use(i); });  // expect: 'i' is captured by reference
    if (failed(i)) {
      worker.detach();
    } else {
      worker.join();
    }
  }
}

// ---- Fine --------------------------------------------------------------------------------------

void okByValue() {
  for (int i = 0; i < 3; ++i) bf::fiber([i] { use(i); }).detach();
}

void okArgument() {
  for (int i = 0; i < 3; ++i) bf::fiber(use, i).detach();
}

void okElement(std::vector<int>& ids) {
  std::vector<bf::fiber> fibers;
  for (int& id : ids) fibers.emplace_back([&id] { ++id; });
  for (auto& fiber : fibers) fiber.join();
}

void okJoinedInTurn() {
  for (int i = 0; i < 3; ++i) {
    bf::fiber worker([&] { use(i); });
    worker.join();
  }
}

void okJoinedTemporary() {
  for (int i = 0; i < 3; ++i) bf::fiber([&] { use(i); }).join();
}

void okFutureInTurn() {
  for (int i = 0; i < 3; ++i) bf::async([&] { use(i); }).get();
}

void okFutureWaited() {
  for (int i = 0; i < 3; ++i) {
    bf::future<void> result = bf::async([&i] { use(i); });
    use(-i);
    result.wait();
  }
}

void okBarrierInTurn() {
  for (int i = 0; i < 3; ++i) {
    bf::barrier both(2);
    bf::fiber worker([&] {
      use(i);
      both.wait();
    });
    both.wait();
    worker.join();
  }
}

void okOuterVariable() {
  for (int shard = 0; shard < 3; ++shard) {
    std::vector<bf::fiber> fibers;
    for (int row = 0; row < 3; ++row) fibers.emplace_back([&shard, row] { use(shard + row); });
    for (auto& fiber : fibers) fiber.join();
  }
}

void okNolint() {
  for (int i = 0; i < 3; ++i) {
    bf::fiber([&i] { use(i); }).detach();  // NOLINT(fiber-loop-capture)
  }
}

// The receive that writes to the variable is also taken for one that may wait for the fiber.
void fnReceivedInto(bf::buffered_channel<int>& jobs) {
  for (int job = 0; jobs.pop(job) == bf::channel_op_status::success;) {
    bf::fiber([&job] { use(job); }).detach();
  }
}
