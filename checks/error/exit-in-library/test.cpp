// Calls that end the process in what fibers run, on csp.
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include <csp/csp.h>
#include <unistd.h>

using namespace std::chrono_literals;

bool isRunning();
void fatal(const char* what);
void log(const char* what);

// ---- In the fiber itself -----------------------------------------------------------------------

void badFiber() {
  csp::go([] { std::exit(1); });  // expect: 'exit' ends the whole process from inside a fiber
}

void badC() {
  csp::go([] { exit(1); });  // expect: 'exit' ends the whole process from inside a fiber
}

void badThread() {
  std::thread worker([] {
    if (!isRunning()) std::exit(1);  // expect: 'exit' ends the whole process from inside a fiber
  });
  worker.join();
}

void badCounted(csp::wait_group& open) {
  open.go([] { std::quick_exit(1); });  // expect: 'quick_exit' ends the whole process
}

void badTimer() {
  csp::after_func(1s, [] { std::exit(1); });  // expect: 'exit' ends the whole process
}

void badVariable() {
  auto work = [] { std::exit(1); };  // expect: 'exit' ends the whole process
  csp::go(work);
}

void badFunctionObject() {
  std::function<void()> work = [] { std::exit(1); };  // expect: 'exit' ends the whole process
  csp::go(work);
}

void badNested() {
  csp::go([] {
    auto check = [](bool good) {
      if (!good) std::exit(1);  // expect: 'exit' ends the whole process
    };
    check(isRunning());
  });
}

#define DIE() std::exit(1)

void badMacro() {
  csp::go([] { DIE(); });  // expect: 'exit' ends the whole process
}

// ---- In what the fiber calls -------------------------------------------------------------------

namespace billing {

void refuse() {
  std::exit(1);  // expect: 'exit' ends the whole process from inside a fiber
}

void charge(int cents) {
  if (cents < 0) refuse();
}

}  // namespace billing

void badCalled() {
  csp::go([] { billing::charge(250); });
}

void worker(int id) {
  if (id < 0) std::exit(id);  // expect: 'exit' ends the whole process
}

void badFunctionSpawned() {
  csp::go(worker, 1);
  csp::go(&worker, 2);
}

class Server {
 public:
  Server() {
    csp::go([this] { run(); });
  }

 private:
  void run() {
    if (!isRunning()) std::exit(1);  // expect: 'exit' ends the whole process
  }
};

struct Config {
  explicit Config(const std::string& path) {
    if (path.empty()) std::exit(1);  // expect: 'exit' ends the whole process
  }
};

void badConstructor() {
  csp::go([] { Config config("service.yaml"); });
}

template <class T>
void badTemplate(T value) {
  csp::go([value] {
    if (!value) std::exit(1);  // expect: 'exit' ends the whole process
  });
}
template void badTemplate(int value);

template <class T>
void handle(T value) {
  if (!value) std::exit(1);  // expect: 'exit' ends the whole process
}
void badTemplateCalled() {
  csp::go([] { handle(1); });
}

// ---- What is fine ------------------------------------------------------------------------------

// Not in a fiber, as far as can be seen.
void okUsage() {
  std::puts("usage: ...");
  std::exit(2);
}

// The program is broken, and says so.
void okInvariant(int value) {
  csp::go([value] {
    if (value < 0) std::abort();
    if (value > 9) std::terminate();
  });
}

// A child process ends itself.
void okChild() {
  csp::go([] {
    if (fork() == 0) _exit(0);
  });
}

// Another process is meant.
struct Process {
  void exit(int status);
};
void okOther(Process& child) {
  csp::go([&child] { child.exit(1); });
}

void okRunInPlace() {
  auto check = [](bool good) {
    if (!good) std::exit(1);
  };
  check(isRunning());
}

// A function that is not known to end the process; see test-functions.cpp.
void okUnknown() {
  csp::go([] { fatal("no rows"); });
}

// Only main and what it calls end the process.
void okHelperOfMain(int status) {
  if (status != 0) std::exit(status);
}

class Options {
 public:
  Options(int count, char**) {
    if (count > 9) std::exit(2);
  }
  void okMethod() {
    if (!isRunning()) std::exit(0);
  }
};

template <class T>
void okTemplate(T value) {
  if (!value) std::exit(1);
}
template void okTemplate(int value);

#define QUIT() std::exit(0)

void okMacro() {
  if (!isRunning()) QUIT();
}

// Registered, not called: it runs when the process ends anyway.
void okAtExit() {
  csp::go([] { std::atexit([] { log("bye"); }); });
}

// The fiber says what went wrong, and somebody else decides.
void okError(csp::chan<csp::error> failed) {
  csp::go([failed] { failed.send(csp::errorf("no rows")); });
  if (failed.recv()) std::exit(1);
}

void okPanic() {
  csp::go([] { csp::panic("broken"); });
}

// A lambda that nobody spawns.
void okKept(std::function<void()>& atEnd) {
  atEnd = [] { std::exit(0); };
}

void okDeferred() {
  csp::defer done{[] {
    if (!isRunning()) std::exit(0);
  }};
}

void okBeforeSpawn() {
  if (!isRunning()) std::exit(1);
  csp::go([] { log("running"); });
}

int main() {
  csp::chan<csp::error> failed(1);
  csp::go([failed] { failed.send(csp::errorf("no rows")); });
  if (csp::error e = failed.recv().value_or(csp::error())) {
    std::fputs(e.message().c_str(), stderr);
    std::exit(1);
  }
}
