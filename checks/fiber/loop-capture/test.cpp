// Loop variables captured by reference by fibers that outlive the turn of the loop, on csp.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <csp/csp.h>

using namespace std::chrono_literals;

void use(int value);
void use(const std::string& value);
bool failed(int id);
void submit(std::function<void()> task);

// ---- The variable ------------------------------------------------------------------------------

void badCounter() {
  for (int i = 0; i < 3; ++i) {  // note: 'i'
    csp::go([&i] {               // expect: 'i' is captured by reference by a fiber that can outlive
      use(i);
    });
  }
}

void badImplicit() {
  for (int i = 0; i < 3; ++i) {
    csp::go([&] {
      csp::yield();
      use(i);  // expect: 'i' is captured by reference by a fiber that can outlive this turn
      use(i + 1);
    });
  }
}

void badRangeByValue(const std::vector<std::string>& urls) {
  for (std::string url : urls) {    // note: 'url'
    csp::go([&url] { use(url); });  // expect: 'url' is captured by reference
  }
}

// Of a copy of the pair.
void badStructuredBinding(const std::map<int, std::string>& pages) {
  for (auto [id, url] : pages) {
    csp::go([&url] { use(url); });  // expect: 'url' is captured by reference
  }
}

void badConstRangeByValue(const std::vector<int>& ids) {
  for (const int id : ids) {
    csp::go([&] { use(id); });  // expect: 'id' is captured by reference
  }
}

void badWhile(csp::chan<int> jobs) {
  while (auto job = jobs.recv()) {
    csp::go([&job] { use(*job); });  // expect: 'job' is captured by reference
  }
}

void badIterator(const std::vector<int>& ids) {
  for (auto at = ids.begin(); at != ids.end(); ++at) {
    csp::go([&at] { use(*at); });  // expect: 'at' is captured by reference
  }
}

void badPointerToVariable() {
  for (int i = 0; i < 3; ++i) {
    csp::go([at = &i] { use(*at); });  // expect: 'at', which refers to 'i', is captured by a fiber
  }
}

// It never changes, but it dies with the loop.
void badLimit(const std::vector<int>& ids) {
  for (std::size_t i = 0, count = ids.size(); i < count; ++i) {
    csp::go([&count, i] { use(static_cast<int>(count - i)); });  // expect: 'count' is captured
  }
}

void badMessageOfChannel(csp::chan<int> jobs) {
  for (int job : jobs) {
    csp::go([&] { use(job); });  // expect: 'job' is captured by reference
  }
}

// ---- The capture -------------------------------------------------------------------------------

void badAmongOthers(std::atomic<int>& total) {
  for (int i = 0; i < 3; ++i) {
    csp::go([&total, &i] { total += i; });  // expect: 'i' is captured by reference
  }
}

void badReferenceInitCapture() {
  for (int i = 0; i < 3; ++i) {
    csp::go([&id = i] { use(id); });  // expect: 'id', which refers to 'i', is captured by a fiber
  }
}

void badNestedLambda() {
  for (int i = 0; i < 3; ++i) {
    csp::go([&] {
      auto twice = [&] { use(2 * i); };  // expect: 'i' is captured by reference
      twice();
    });
  }
}

void badBodyChangesIt() {
  for (int i = 0; i < 3; ++i) {
    csp::go([&i] { ++i; });  // expect: 'i' is captured by reference
  }
}

// ---- The spawn ---------------------------------------------------------------------------------

// The group waits for the fibers, but only after the last turn.
void badWaitAfterLoop() {
  csp::wait_group group;
  for (int i = 0; i < 3; ++i) {
    group.go([&] { use(i); });  // expect: 'i' is captured by reference
  }
  group.wait();
}

csp::error badErrorGroup(const std::vector<int>& ids) {
  csp::err_group group;
  for (int id : ids) {
    group.go([&id]() -> csp::error {  // expect: 'id' is captured by reference
      return failed(id) ? csp::errorf("failed") : csp::error();
    });
  }
  return group.wait();
}

void badAfter() {
  for (int i = 0; i < 3; ++i) {
    csp::after_func(1s, [&] { use(i); });  // expect: 'i' is captured by reference
  }
}

void badNamedLambda() {
  for (int i = 0; i < 3; ++i) {
    auto task = [&i] { use(i); };  // expect: 'i' is captured by reference
    csp::go(task);                 // note: spawned here
  }
}

void badStdFunction() {
  for (int i = 0; i < 3; ++i) {
    std::function<void()> task = [&i] { use(i); };  // expect: 'i' is captured by reference
    csp::go(task);                                  // note: spawned here
  }
}

template <class F>
void background(F task) {
  csp::go(std::move(task));  // note: spawned here
}

void badHelperSpawns() {
  for (int i = 0; i < 3; ++i) {
    background([&] { use(i); });  // expect: 'i' is captured by reference
  }
}

void badGenericLambda() {
  for (int i = 0; i < 3; ++i) {
    csp::go([&i](auto step) { use(i + step); }, 1);  // expect: 'i' is captured by reference
  }
}

void badBreakAfterSpawn(const std::vector<int>& ids) {
  for (int id : ids) {
    if (failed(id)) continue;
    csp::go([&id] { use(id); });  // expect: 'id' is captured by reference
    break;
  }
}

void badWaitOnOnePath(csp::chan<csp::unit> done, bool patient) {
  for (int i = 0; i < 3; ++i) {
    csp::go([&i, done] {  // expect: 'i' is captured by reference
      use(i);
      done.send({});
    });
    if (patient) done.recv();
  }
}

void badThrowSkipsTheWait() {
  for (int i = 0; i < 3; ++i) {
    csp::wait_group group;
    group.go([&i] { use(i); });  // expect: 'i' is captured by reference
    if (failed(i)) throw std::runtime_error("failed");
    group.wait();
  }
}

// The wait is in the turn of the outer loop, not of the inner one.
void badInnerVariable(const std::vector<std::vector<int>>& shards) {
  for (const auto& shard : shards) {
    csp::wait_group group;
    for (int row : shard) {
      group.go([&] { use(row); });  // expect: 'row' is captured by reference
    }
    group.wait();
  }
}

// ---- Members, templates, macros ----------------------------------------------------------------

class fleet {
 public:
  void start(int count) {
    for (int i = 0; i < count; ++i) {
      tasks_.go([this, &i] { run(i); });  // expect: 'i' is captured by reference
    }
  }
  ~fleet() { tasks_.wait(); }

 private:
  void run(int id) { use(id); }
  csp::wait_group tasks_;
};

void badMember() {
  fleet ships;
  ships.start(3);
}

template <class T>
void spawnAll(const std::vector<T>& values) {
  for (T value : values) {
    csp::go([&] { use(value); });  // expect: 'value' is captured by reference
  }
}

void badFunctionTemplate() {
  spawnAll<int>({1, 2});
  spawnAll<std::string>({"a"});
}

template <class T>
class crew {
 public:
  explicit crew(const std::vector<T>& values) {
    for (T value : values) csp::go([&value] { use(value); });  // expect: 'value' is captured
  }
};

void badClassTemplate() { crew<int> workers({1, 2}); }

#define IN_BACKGROUND(code) csp::go([&] { code; })

void badMacro() {
  for (int i = 0; i < 3; ++i) {
    IN_BACKGROUND(use(i));  // expect: 'i' is captured by reference
  }
}

// ---- Fine: by value ----------------------------------------------------------------------------

void okJoinsAfterCallOfItself(int depth) {
  if (depth == 0) return;
  for (int i = 0; i < 2; ++i) {
    std::thread worker([&] { use(i); });
    okJoinsAfterCallOfItself(depth - 1);
    worker.join();
  }
}

void okByValue() {
  for (int i = 0; i < 3; ++i) csp::go([i] { use(i); });
}

void okAllByValue() {
  for (int i = 0; i < 3; ++i) csp::go([=] { use(i); });
}

void okMixed(std::atomic<int>& total) {
  for (int i = 0; i < 3; ++i) csp::go([&, i] { total += i; });
}

void okInitCapture(const std::vector<std::string>& urls) {
  for (std::string url : urls) csp::go([url = std::move(url)] { use(url); });
}

void okArgument() {
  for (int i = 0; i < 3; ++i) csp::go([](int id) { use(id); }, i);
}

void okPointerByValue(const int* begin, const int* end) {
  for (const int* at = begin; at != end; ++at) csp::go([at] { use(*at); });
}

void okMadeByFunction() {
  auto task = [](int id) { return [id] { use(id); }; };
  for (int i = 0; i < 3; ++i) csp::go(task(i));
}

// ---- Fine: the element, or something outside ---------------------------------------------------

void okElement(std::vector<std::string>& urls) {
  for (std::string& url : urls) csp::go([&url] { use(url); });
}

void okConstElement(const std::vector<std::string>& urls) {
  for (const auto& url : urls) csp::go([&] { use(url); });
}

void okForwardedElement(std::vector<std::string>& urls) {
  for (auto&& url : urls) csp::go([&url] { use(url); });
}

void okBindingToElement(std::map<int, std::string>& pages) {
  for (auto& [id, url] : pages) csp::go([&url] { use(url); });
}

void okOutside(std::atomic<int>& total) {
  int limit = 3;
  for (int i = 0; i < limit; ++i) csp::go([&total, &limit] { total += limit; });
}

void okNotUsed(std::atomic<int>& total) {
  for (int i = 0; i < 3; ++i) csp::go([&] { ++total; });
}

void okNotEvaluated() {
  for (long i = 0; i < 3; ++i) csp::go([&] { use(static_cast<int>(sizeof(i))); });
}

void okShadowed() {
  for (int i = 0; i < 3; ++i) {
    csp::go([&] {
      for (int i = 0; i < 2; ++i) use(i);
    });
  }
}

// ---- Fine: waited for in the same turn ---------------------------------------------------------

void okWaitInTurn() {
  for (int i = 0; i < 3; ++i) {
    csp::wait_group group;
    group.go([&] { use(i); });
    group.go([&i] { use(-i); });
    group.wait();
  }
}

csp::error okErrorGroupInTurn() {
  for (int i = 0; i < 3; ++i) {
    csp::err_group group;
    group.go([&i]() -> csp::error { return failed(i) ? csp::errorf("failed") : csp::error(); });
    if (csp::error failure = group.wait()) return failure;
  }
  return {};
}

void okReceivesInTurn(csp::chan<csp::unit> done) {
  for (int i = 0; i < 3; ++i) {
    csp::go([&i, done] {
      use(i);
      done.send({});
    });
    done.recv();
  }
}

void okDeferredWait() {
  for (int i = 0; i < 3; ++i) {
    csp::wait_group group;
    csp::defer join{[&] { group.wait(); }};
    group.go([&] { use(i); });
    if (failed(i)) continue;
    use(i);
  }
}

void okWaitAlsoWhenThrown() {
  for (int i = 0; i < 3; ++i) {
    csp::wait_group group;
    group.go([&i] { use(i); });
    try {
      if (failed(i)) throw std::runtime_error("failed");
    } catch (...) {
      group.wait();
      throw;
    }
    group.wait();
  }
}

void okReturnsAfterWait() {
  for (int i = 0; i < 3; ++i) {
    csp::wait_group group;
    group.go([&i] { use(i); });
    group.wait();
    if (failed(i)) return;
  }
}

// The fibers of one shard are waited for before the next shard.
void okOuterVariable() {
  for (int shard = 0; shard < 3; ++shard) {
    csp::wait_group group;
    for (int row = 0; row < 10; ++row) {
      group.go([&shard, row] { use(shard * 10 + row); });
    }
    group.wait();
  }
}

// Spawns, and waits before it returns.
template <class F>
void runAndWait(F task) {
  csp::wait_group group;
  group.go([&task] { task(); });
  group.wait();
}

void okHelperWaits() {
  for (int i = 0; i < 3; ++i) runAndWait([&] { use(i); });
}

// ---- Fine: no fiber ----------------------------------------------------------------------------

void okAlgorithm(const std::vector<int>& ids) {
  for (int limit = 0; limit < 3; ++limit) {
    use(static_cast<int>(
        std::count_if(ids.begin(), ids.end(), [&](int id) { return id < limit; })));
  }
}

void okCalledHere() {
  for (int i = 0; i < 3; ++i) {
    auto print = [&] { use(i); };
    print();
  }
}

void okDeferred() {
  for (int i = 0; i < 3; ++i) {
    csp::defer print{[&] { use(i); }};
    use(-i);
  }
}

void okSelectHandler(csp::chan<int> out) {
  for (int i = 0; i < 3; ++i) {
    csp::select(csp::on_send(out, i, [&] { use(i); }), csp::otherwise([&] { use(-i); }));
  }
}

void okInsideFiber() {
  csp::go([] {
    for (int i = 0; i < 3; ++i) {
      auto print = [&i] { use(i); };
      print();
    }
  });
}

// Unseen code may call the task before it returns.
void okGivenToUnseenCode() {
  for (int i = 0; i < 3; ++i) submit([&i] { use(i); });
}

// The variable belongs to the function; that it is shared is another matter.
void okDeclaredBefore() {
  int i = 0;
  csp::wait_group group;
  for (; i < 3; ++i) group.go([&i] { use(i); });
  group.wait();
}

// ---- Suppressed --------------------------------------------------------------------------------

void okNolint() {
  for (int i = 0; i < 3; ++i) {
    csp::go([&i] { use(i); });  // NOLINT(fiber-loop-capture)
  }
}

void okIgnored() {
  for (int i = 0; i < 3; ++i) {
    // chanvet: ignore[fiber-loop-capture] the scheduler of this program runs a fiber at once
    csp::go([&i] { use(i); });
  }
}

static void visit(int& id) { use(id); }

void badReferenceArgument() {
  for (int i = 0; i < 3; ++i) {
    csp::go(visit, std::ref(i));  // expect: 'i' is passed by reference to a fiber
  }
}

// ---- Known misses ------------------------------------------------------------------------------

// A variable of the body is for fiber-ref-capture.
void fnVariableOfTheBody() {
  for (int i = 0; i < 3; ++i) {
    int square = i * i;
    csp::go([&square] { use(square); });
  }
}

// The iterator of a channel holds the value it refers to, and overwrites it on the next turn.
void fnReferenceIntoIterator(csp::chan<int> jobs) {
  for (const int& job : jobs) csp::go([&job] { use(job); });
}

// Another fiber takes the task out of the channel and runs it.
void fnTaskThroughChannel(csp::chan<std::function<void()>> tasks) {
  for (int i = 0; i < 3; ++i) tasks.send([&i] { use(i); });
}
