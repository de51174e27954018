#include <exception>
#include <functional>
#include <stdexcept>
#include <string>
#include <thread>

#include <csp/csp.h>

#include "Inputs/rules.h"

void use(int);
int unseen(int);

// --- an exception that leaves a body

void badLambda(int order) {
  csp::go([order] {                                       // note: the fiber is spawned here
    if (order < 0) throw std::runtime_error("no order");  // expect: nothing in the fiber catches
  });
}

static int parse(int field) {
  if (field > 2) throw std::out_of_range("field");  // expect: nothing in the fiber catches what is
  return field;
}
void badHelper(csp::chan<int> out, int field) {
  csp::go([=] { out.send(parse(field)); });
}

static void work(int job) {
  if (unseen(job) == 0) throw job;  // expect: nothing in the fiber catches
}
void badFunction() { csp::go(work, 3); }

struct Loop {
  Loop() : thread_([this] { badRun(); }) {}
  void badRun() {
    for (;;) {
      int next = unseen(1);
      if (next < 0) throw std::runtime_error("lost");  // expect: nothing in the fiber catches
      use(next);
    }
  }

 private:
  std::thread thread_;
};

void badOtherHandler() {
  csp::go([] {
    try {
      if (unseen(1)) throw std::runtime_error("no");  // expect: nothing in the fiber catches
    } catch (const std::logic_error& e) {
      use(1);
    }
  });
}

void badRethrown() {
  csp::go([] {
    try {
      if (unseen(1)) throw std::runtime_error("no");
    } catch (const std::exception& e) {
      use(1);
      throw;  // expect: nothing in the fiber catches
    }
  });
}

// What is thrown on is a std::exception, and no panic any more.
void badSliced() {
  csp::go([] {
    try {
      try {
        csp::panic("no route");
      } catch (const std::exception& e) {
        throw e;  // expect: nothing in the fiber catches
      }
    } catch (const csp::panic_error& e) {
      use(1);
    }
  });
}

void badCounted(csp::wait_group& group, csp::err_group& errors) {
  group.go([] {
    if (unseen(1)) throw 1;  // expect: nothing in the fiber catches
  });
  errors.go([]() -> csp::error {
    if (unseen(1)) throw 1;  // expect: nothing in the fiber catches
    return {};
  });
}

template <class F>
void spawn(F task) {
  csp::go([task] { task(); });
}
void badTemplate() {
  spawn([] {
    if (unseen(1)) throw 1;  // expect: nothing in the fiber catches
  });
}

void badTypeErased() {
  std::function<void()> task = [] {
    if (unseen(1)) throw 1;  // expect: nothing in the fiber catches
  };
  std::jthread worker(task);
}

#define FAIL_IF(condition) \
  if (condition) throw std::runtime_error(#condition)
void badMacro() {
  csp::go([] {
    FAIL_IF(unseen(1));  // expect: nothing in the fiber catches
  });
}

void badHandlerThrows() {
  csp::go([] {
    try {
      if (unseen(1)) throw 1;
    } catch (...) {
      if (unseen(2)) throw 2;  // expect: nothing in the fiber catches
    }
  });
}

// One body is told of once.
void badTwice() {
  csp::go([] {
    if (unseen(1)) throw 1;  // expect: nothing in the fiber catches
    if (unseen(2)) throw 2;
  });
}

// --- a panic that somebody meant to stop

int badHandlerOfSpawn(int order) {
  try {
    csp::go([order] {
      if (order < 0) csp::panic("no such order");  // expect: nothing in the fiber catches
    });
    // note@+1: this handler is for the spawn, and sees nothing that the fiber throws
  } catch (const csp::panic_error&) {
    return 500;
  }
  return 202;
}

void badDeferredRecover() {
  csp::go([] {
    csp::defer recover{[] {
      // note@+1: a deferred call can look at the exception, but does not stop it
      if (std::current_exception()) use(1);
    }};
    if (unseen(1)) csp::panic("out of range");  // expect: nothing in the fiber catches
  });
}

// --- silent

void okCaught() {
  csp::go([] {
    try {
      if (unseen(1)) throw std::runtime_error("no");
    } catch (const std::exception& e) {
      use(1);
    }
  });
}

void okEverythingCaught() {
  std::thread([] {
    try {
      parse(unseen(1));
    } catch (...) {
      use(1);
    }
  }).detach();
}

// It is meant to end the program.
void okPanic(int state) {
  csp::go([state] {
    if (state > 3) csp::panic("unreachable state");
  });
}

void okPanicCaught(int state) {
  try {
    csp::go([state] {
      try {
        if (state > 3) csp::panic("no such state");
      } catch (const csp::panic_error&) {
        use(state);
      }
    });
  } catch (...) {
    use(1);
  }
}

// The handler is for what comes before.
void okSpawnInHandler() {
  try {
    use(unseen(1));
  } catch (...) {
    csp::go([] { csp::panic("gave up"); });
  }
}

template <class F>
void goGuarded(F task) {
  csp::go([task] {
    try {
      task();
    } catch (const std::exception&) {
      use(1);
    }
  });
}
void okGuarded() {
  goGuarded([] {
    if (unseen(1)) throw std::runtime_error("no");
  });
}

void okNoexcept() {
  csp::go([]() noexcept {
    if (unseen(1)) throw 1;
  });
}

void okUnseen() {
  csp::go([] { use(unseen(1)); });
}

void okNotSpawned(int order) {
  auto check = [order] {
    if (order < 0) throw std::runtime_error("no order");
  };
  check();
}

void okNever(int mode) {
  csp::go([mode] {
    if (mode > 3) return;
    if (mode > 3) throw 1;
  });
}

void okFunctionTry() {
  struct Body {
    static void run() try {
      if (unseen(1)) throw 1;
    } catch (...) {
      use(1);
    }
  };
  csp::go(&Body::run);
}

void okBaseCaught() {
  csp::go([] {
    try {
      if (unseen(1)) throw std::out_of_range("field");
    } catch (const std::logic_error&) {
      use(1);
    }
  });
}

void okHelperCatches() {
  struct Body {
    static int tried() {
      try {
        return parse(unseen(1));
      } catch (const std::out_of_range&) {
        return 0;
      }
    }
  };
  csp::go([] { use(Body::tried()); });
}

void okSwallowedInLoop() {
  std::thread([] {
    for (;;) {
      try {
        if (unseen(1)) throw 1;
      } catch (int) {
        continue;
      }
    }
  }).detach();
}

void okExit(int code) {
  csp::go([code] { std::exit(code); });
}

// Who calls it handles it.
void okThrowBesideSpawn() {
  csp::go([] { use(1); });
  if (unseen(1)) throw 1;
}

// A deferred call that looks, where nothing panics.
void okDeferredLook() {
  csp::go([] {
    csp::defer log{[] {
      if (std::current_exception()) use(1);
    }};
    use(2);
  });
}

void okHandlerOfSpawnAndNoThrow() {
  try {
    csp::go([] { use(1); });
  } catch (...) {
    use(2);
  }
}

void okRuleOfOtherFile() {
  csp::go([] { use(checked(unseen(1))); });
}

int main() {
  if (unseen(0)) throw 1;
}
