// Handlers that do nothing with a panic, or with everything, on csp.
#include <cstdio>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include <csp/csp.h>

void work();
void report(const char* what);
void passed();
int parse(const std::string& text);
void log(const char* what);
bool isRunning();
[[noreturn]] void fail(const char* what);

struct RefusedPanic : csp::panic_error {
  using csp::panic_error::panic_error;
};

// ---- What is reported --------------------------------------------------------------------------

void badPanic() {
  try {
    work();
  } catch (const csp::panic_error& e) {  // expect: a panic is caught here, and nobody learns of it
  }
}

void badEverything() {
  try {
    work();
  } catch (...) {  // expect: every exception is caught here, and nobody learns of it
  }
}

void badStandard() {
  try {
    work();
  } catch (const std::exception&) {  // expect: every standard exception is caught here
  }
}

void badDerived() {
  try {
    work();
  } catch (const RefusedPanic&) {  // expect: a panic is caught here
  }
}

void badSecondHandler() {
  try {
    work();
  } catch (const std::runtime_error& e) {
    log(e.what());
  } catch (...) {  // expect: every exception is caught here
  }
}

void badNamedForNothing() {
  try {
    work();
  } catch (const csp::panic_error& e) {  // expect: a panic is caught here
    (void)e;
  }
}

void badReturns() {
  try {
    work();
  } catch (...) {  // expect: every exception is caught here
    return;
  }
  log("done");
}

void badGoesOn(csp::chan<std::string> texts) {
  for (const std::string& text : texts) {
    try {
      parse(text);
    } catch (...) {  // expect: every exception is caught here
      continue;
    }
  }
}

void badFiber() {
  csp::go([] {
    try {
      work();
    } catch (...) {  // expect: every exception is caught here
    }
  });
}

void badFunction() {
  std::function<void()> guarded = [] {
    try {
      work();
    } catch (...) {  // expect: every exception is caught here
      ;
    }
  };
  guarded();
}

void badFunctionTry() try {
  work();
} catch (const csp::panic_error&) {  // expect: a panic is caught here
}

class Worker {
 public:
  Worker() {
    try {
      work();
    } catch (...) {  // expect: every exception is caught here
    }
  }
  void badMethod() {
    try {
      work();
    } catch (const csp::panic_error&) {  // expect: a panic is caught here
      // the next one may work
    }
  }
};

template <class F>
void badTemplate(F task) {
  try {
    task();
  } catch (...) {  // expect: every exception is caught here
  }
}
template void badTemplate(void (*)());

// ---- What is fine ------------------------------------------------------------------------------

void okLogged() {
  try {
    work();
  } catch (const csp::panic_error& e) {
    log(e.what());
  } catch (...) {
    throw;
  }
}

csp::error okMadeError() {
  try {
    work();
  } catch (const csp::panic_error& e) {
    return csp::errorf(e.what());
  }
  return {};
}

bool okAnswer() {
  try {
    work();
  } catch (...) {
    return false;
  }
  return true;
}

// Something in particular, which the author knows.
void okParticular() {
  try {
    work();
  } catch (const std::out_of_range&) {
  } catch (int) {
  }
}

// What follows only runs when it went wrong.
int okFallback(const std::string& text) {
  try {
    return parse(text);
  } catch (...) {
  }
  return 0;
}

void okUntilItWorks() {
  for (;;) {
    try {
      work();
      break;
    } catch (const std::exception&) {
    }
  }
}

void okDefault(const std::string& text) {
  int number = -1;
  try {
    number = parse(text);
  } catch (...) {
  }
  std::printf("%d\n", number);
}

int okCounted() {
  int done = 0;
  for (int turn = 0; turn < 3; ++turn) try {
      work();
      ++done;
    } catch (const csp::panic_error&) {
    }
  return done;
}

void okMustThrow() {
  try {
    work();
    fail("did not panic");
  } catch (const csp::panic_error&) {
  }
}

void okReason() {
  try {
    work();
  } catch (...) {  // ignored: the cache is only a cache
  }
  try {
    work();
  } catch (...) {
    /* Best effort. */
  }
}

// Destructors must not throw.
struct Guard {
  ~Guard() {
    try {
      work();
    } catch (...) {
    }
  }
};

// The exception goes on by itself.
struct Member {
  explicit Member(const std::string& text);
};
struct Owner {
  Member member;
  explicit Owner(const std::string& text) try : member(text) { work(); } catch (...) {
  }
};

// The macro says by its name that errors do not matter.
#define TRY(statement) \
  try {                \
    statement;         \
  } catch (...) {      \
  }

void okMacro() { TRY(work()) }

void okNested() {
  try {
    try {
      work();
    } catch (...) {
      throw std::runtime_error("work");
    }
  } catch (const std::runtime_error& e) {
    log(e.what());
  }
}

template <class F>
bool okTemplate(F task) {
  try {
    task();
  } catch (...) {
    return false;
  }
  return true;
}
template bool okTemplate(void (*)());

void okSent(csp::chan<csp::error> failed) {
  csp::go([failed] {
    try {
      work();
    } catch (const csp::panic_error& e) {
      failed.send(csp::errorf(e.what()));
    }
  });
}

int okSearched(const std::string& text) {
  try {
    int number = parse(text);
    if (number > 0) return number;
  } catch (const std::exception&) {
  }
  return 0;
}

// There is nobody left to tell.
void okInHandler(csp::chan<csp::error> failed) {
  try {
    work();
  } catch (...) {
    try {
      failed.send(csp::errorf("work"));
    } catch (...) {
    }
  }
}

#define CHECK_THROWS(statement, type) \
  do {                                \
    try {                             \
      statement;                      \
      report("nothing was thrown");   \
    } catch (const type&) {           \
      passed();                       \
    }                                 \
  } while (false)

void okAssertion() {
  try {
    CHECK_THROWS(work(), std::runtime_error);
  } catch (...) {
  }
}

void badBesideAssertion() {
  try {
    work();
    CHECK_THROWS(work(), std::runtime_error);
  } catch (...) {  // expect: every exception is caught here, and nobody learns of it
  }
}
