// std: a future that is thrown away takes the exception of its task with it. (And its destructor
// waits for the task, so nothing runs side by side.)
#include <functional>
#include <future>
#include <string>
#include <thread>
#include <utility>
#include <vector>

int compute(int id);
void use(int value);
void keep(std::future<int> result);

// ---- Bad ---------------------------------------------------------------------------------------

void badAsync() {
  std::async(compute, 1);  // expect: 'async'
}

void badAsyncPolicy() {
  std::async(std::launch::async, [] { use(compute(1)); });  // expect: 'async'
}

void badCastToVoid() {
  (void)std::async(std::launch::async, compute, 1);
  // expect@-1: 'async'
}

void badInLoop(const std::vector<int>& ids) {
  for (int id : ids) std::async(std::launch::async, compute, id);  // expect: 'async'
}

void badUnderscore() {
  auto _ = std::async(std::launch::async, compute, 1);
  // expect@-1: 'async'
}

template <class F>
void runLater(F task) {
  std::async(std::launch::async, std::move(task));  // expect: 'async'
}

void badFunctionTemplate() {
  runLater([] { use(1); });
}

// ---- Fine --------------------------------------------------------------------------------------

int okGet() { return std::async(compute, 1).get(); }

int okStored() {
  std::future<int> left = std::async(std::launch::async, compute, 1);
  auto right = std::async(std::launch::async, compute, 2);
  return left.get() + right.get();
}

std::future<int> okReturned() { return std::async(std::launch::async, compute, 1); }

void okPassedOn() { keep(std::async(std::launch::async, compute, 1)); }

void okCollected(const std::vector<int>& ids) {
  std::vector<std::future<int>> results;
  for (int id : ids) results.push_back(std::async(std::launch::async, compute, id));
  for (auto& result : results) use(result.get());
}

class loader {
 public:
  explicit loader(int id) : result_(std::async(std::launch::async, compute, id)) {}
  int get() { return result_.get(); }

 private:
  std::future<int> result_;
};

int okMember() { return loader(1).get(); }

void okThread() {
  std::thread worker(compute, 1);
  worker.join();
}

void okPackagedTask() {
  std::packaged_task<int(int)> task(compute);
  std::future<int> result = task.get_future();
  std::thread(std::move(task), 1).detach();
  use(result.get());
}

// Pools return futures that many callers have no use for.
std::future<int> enqueue(int id);

void okOwnFunction() { enqueue(1); }

void okFutureOfPromise(std::promise<int>& answer) { (void)answer.get_future(); }

void okReason() {
  (void)std::async(std::launch::async, use, 1);  // use() reports its own failures
}

void okNolint() {
  std::async(std::launch::async, compute, 1);  // NOLINT(error-dropped)
}
