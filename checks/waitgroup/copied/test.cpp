// Classes that copy themselves without their wait group, on csp, whose own types cannot be copied.
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include <csp/csp.h>

void use(const std::string& text);

struct Progress {
  explicit Progress(std::string what) : task(std::move(what)) {}
  Progress(const Progress& other) : task(other.task) {}

  void finish() {
    task += " finished";
    finished();
  }
  void finished() { open.done(); }
  void runAll() {
    open.go([] {});
    open.wait();
  }

  std::string task;
  csp::wait_group open;
};

// ---- Captured ----------------------------------------------------------------------------------

void badCaptured() {
  Progress report("report");  // note: 'report' is declared here
  report.open.add();
  // expect@+1: 'report' is captured by value, and its wait group 'open' with it: who uses the
  csp::go([report]() mutable {
    report.task += " finished";
    report.open.done();
  });
  report.open.wait();
}

void badAll() {
  Progress report("report");
  report.open.add();
  csp::go([=]() mutable { report.open.done(); });  // expect: 'report' is captured by value, and its
  report.open.wait();
}

void badInitCapture() {
  Progress report("report");
  report.open.add();
  csp::go(
      [mine = report]() mutable { mine.open.done(); });  // expect: 'report' is captured by value
  report.open.wait();
}

void badMethod() {
  Progress report("report");
  report.open.add();
  csp::go([report]() mutable { report.finish(); });  // expect: 'report' is captured by value
  report.open.wait();
}

void badFunction() {
  Progress report("report");
  report.open.add();
  std::function<void()> work = [report]() mutable {  // expect: 'report' is captured by value
    report.open.done();
  };
  csp::go(work);
  report.open.wait();
}

void badWaits() {
  Progress report("report");
  report.open.go([] {});
  csp::go([report]() mutable { report.open.wait(); });  // expect: 'report' is captured by value
}

void badParameterOfLambda(Progress& report) {
  report.open.add();
  csp::go([report]() mutable { report.open.done(); });  // expect: 'report' is captured by value
}

class Batch {
 public:
  Batch() {
    Progress first("first");
    first.open.add();
    csp::go([first]() mutable { first.open.done(); });  // expect: 'first' is captured by value
    first.open.wait();
  }
};

template <class P>
void badTemplate(P report) {
  report.open.add();
  csp::go([report]() mutable { report.open.done(); });  // expect: 'report' is captured by value
  report.open.wait();
}
template void badTemplate(Progress report);

#define SPAWN(body) csp::go(body)

void badMacro() {
  Progress report("report");
  report.open.add();
  SPAWN([report]() mutable { report.open.done(); });  // expect: 'report' is captured by value
  report.open.wait();
}

// ---- Passed ------------------------------------------------------------------------------------

void badPassed(Progress report) {  // expect: 'report' is passed by value, and its wait group 'open'
  report.task += " finished";
  report.open.done();
}

void badPassedLambda(Progress& report) {
  auto finish = [](Progress mine) { mine.open.done(); };  // expect: 'mine' is passed by value
  finish(report);
}

// ---- What is fine ------------------------------------------------------------------------------

void okReference() {
  Progress report("report");
  report.open.add();
  csp::go([&report] { report.open.done(); });
  report.open.wait();
}

void okPointer() {
  auto report = std::make_shared<Progress>("report");
  report->open.add();
  csp::go([report] { report->open.done(); });
  report->open.wait();
}

void okPassedByReference(Progress& report) { report.open.done(); }

// What the copy is for has nothing to do with the group.
void okOnlyText() {
  Progress report("report");
  report.open.go([] {});
  csp::go([report] { use(report.task); });
  report.open.wait();
}

// The copy is a group of its own, and complete.
void okOwnGroup() {
  Progress report("report");
  csp::go([report]() mutable {
    report.open.add();
    csp::go([&report] { report.open.done(); });
    report.open.wait();
  });
}

void okOwnGroupInMethod() {
  Progress report("report");
  csp::go([report]() mutable { report.runAll(); });
}

void okPassedWhole(Progress report) {
  report.open.go([] {});
  report.open.wait();
}

// A value that guards itself: the copy has a lock of its own.
class Counter {
 public:
  Counter() = default;
  Counter(const Counter& other) : value_(other.value()) {}
  int value() const {
    std::lock_guard guard(mutex_);
    return value_;
  }
  void increment() {
    std::lock_guard guard(mutex_);
    ++value_;
  }

 private:
  mutable csp::mutex mutex_;
  int value_ = 0;
};

void okValue(Counter counter) { counter.increment(); }

void okValueCaptured() {
  Counter counter;
  csp::go([counter]() mutable { counter.increment(); });
  Counter other = counter;
  other.increment();
}

// Handles: copies stand for one primitive.
void okHandles(csp::chan<int> jobs, csp::ticker every) {
  csp::chan<int> same = jobs;
  csp::go([=]() mutable {
    jobs.send(1);
    every.stop();
  });
  same.close();
}

// A member that refers to the group.
struct Task {
  csp::wait_group& open;
  csp::wait_group* other;
  void run() { open.done(); }
};

void okReferenceMember(Task task) {
  csp::go([task]() mutable { task.open.done(); });
}

// The original is waited for, and the copy is text.
void okPassedText(Progress report) { use(report.task); }

void okMoved(std::unique_ptr<Progress> report) {
  csp::go([report = std::move(report)] { report->open.wait(); });
}

void okSharedPointer(const std::shared_ptr<Progress>& report) {
  auto same = report;
  same->open.add();
  csp::go([same] { same->finish(); });
}

void okLocalCopy(const Progress& report) {
  Progress mine = report;
  mine.open.go([] {});
  mine.open.wait();
}

template <class P>
void okTemplate(P& report) {
  report.open.add();
  csp::go([&report] { report.open.done(); });
  report.open.wait();
}
template void okTemplate(Progress& report);

void okVector(const std::vector<Progress>& reports) {
  for (const Progress& report : reports) use(report.task);
  std::vector<Progress> copy = reports;
  use(copy.empty() ? "" : copy.front().task);
}

#define FINISH(report) (report).open.done()

void okMacro(Progress& report) { FINISH(report); }

void okErrors(csp::err_group& group) {
  group.go([] { return csp::error(); });
  csp::error failed = group.wait();
  csp::go([failed] { use(failed.message()); });
}
