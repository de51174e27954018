// Cancel functions that nobody calls, or not on every path, on csp.
// fixes: 9
#include <cstdlib>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <csp/csp.h>

using namespace std::chrono_literals;

bool failed(int id);
void use(int value);
void fetch(csp::context ctx);
void keep(csp::cancel_func cancel);
void keepBoth(std::pair<csp::context, csp::cancel_func> both);

// ---- Dropped -----------------------------------------------------------------------------------

void badNeverCalled(csp::context parent) {
  auto [ctx, cancel] = csp::with_cancel(parent);  // expect: nothing calls 'cancel'
  fetch(ctx);
}

void badFirstOnly(csp::context parent) {
  csp::context ctx = csp::with_timeout(parent, 1s).first;  // expect: cancels 'ctx' is dropped
  fetch(ctx);
}

void badArgument(csp::context parent) {
  fetch(csp::with_timeout(parent, 1s).first);  // expect: is dropped
}

void badUnderscore(csp::context parent) {
  auto [ctx, _] = csp::with_cancel(parent);  // expect: nothing calls '_'
  fetch(ctx);
}

void badIgnored(csp::context ctx) {
  std::tie(ctx, std::ignore) = csp::with_cancel(ctx);  // expect: is dropped
  fetch(ctx);
}

void badStatement(csp::context parent) {
  csp::with_deadline(parent, csp::now() + 1s);  // expect: is dropped
}

void badCastToVoid(csp::context parent) {
  auto [ctx, cancel] = csp::with_cancel(parent);  // expect: nothing calls 'cancel'
  (void)cancel;
  fetch(ctx);
}

void badPair(csp::context parent) {
  auto both = csp::with_cancel(parent);  // expect: the function that cancels the context is dropped
  fetch(both.first);
}

// The fiber has the context, but not the function that cancels it.
void badFiberHasContext(csp::context parent, csp::chan<int> answers) {
  auto [ctx, cancel] = csp::with_cancel(parent);  // expect: nothing calls 'cancel'
  csp::go([ctx = ctx, answers] {
    csp::select(csp::on_send(answers, 1, [] {}), csp::on_recv(ctx.done(), [] {}));
  });
}

void badShadowed(csp::context parent, bool quick) {
  csp::cancel_func cancel;
  if (quick) {
    auto [ctx, cancel] = csp::with_timeout(parent, 1s);  // expect: nothing calls 'cancel'
    fetch(ctx);
  }
  if (cancel) cancel();
}

void badOverwritten(csp::context parent) {
  csp::context ctx = parent;
  csp::cancel_func cancel;
  std::tie(ctx, cancel) = csp::with_cancel(parent);  // expect: nothing calls 'cancel'
  std::tie(ctx, cancel) = csp::with_timeout(parent, 1s);
  fetch(ctx);
  cancel();
}

// ---- Not on every path -------------------------------------------------------------------------

void badEarlyReturn(csp::context parent, int id) {
  // expect@+2: 'cancel' is not called on this path
  // fix@+1: defer the call of 'cancel'
  auto [ctx, cancel] = csp::with_cancel(parent);
  if (failed(id)) return;  // note: leaves here, before 'cancel' is called
  fetch(ctx);
  cancel();
}

csp::error badErrorReturn(csp::context parent, int id) {
  auto [ctx, cancel] =
      csp::with_timeout(parent, 1s);  // expect: 'cancel' is not called on this path
  fetch(ctx);
  if (failed(id)) return csp::errorf("gave up");  // note: leaves here
  cancel();
  return {};
}

void badThrow(csp::context parent, int id) {
  auto [ctx, cancel] = csp::with_cancel(parent);  // expect: 'cancel' is not called on this path
  fetch(ctx);
  if (failed(id)) throw std::runtime_error("gave up");  // note: the exception leaves here
  cancel();
}

void check(int id) {
  if (failed(id)) throw std::runtime_error("gave up");
}

void badHelperThrows(csp::context parent, int id) {
  auto [ctx, cancel] = csp::with_cancel(parent);  // expect: 'cancel' is not called on this path
  check(id);
  fetch(ctx);
  cancel();
}

void badOneBranch(csp::context parent, bool quick) {
  auto [ctx, cancel] = csp::with_cancel(parent);  // expect: 'cancel' is not called on this path
  if (quick) {
    cancel();
  } else {
    fetch(ctx);
  }
}

void badContinue(csp::context parent) {
  for (int id = 0; id < 10; ++id) {
    auto [ctx, cancel] = csp::with_timeout(parent, 1s);  // expect: 'cancel' is not called on this
    if (failed(id)) continue;
    fetch(ctx);
    cancel();
  }
}

void badCatchReturns(csp::context parent) {
  auto [ctx, cancel] = csp::with_cancel(parent);  // expect: 'cancel' is not called on this path
  try {
    fetch(ctx);
  } catch (const std::exception&) {
    return;  // note: leaves here
  }
  cancel();
}

void cancelIfFailed(const csp::cancel_func& cancel, int id) {
  if (failed(id)) cancel();
}

void badHelperCallsSometimes(csp::context parent, int id) {
  auto [ctx, cancel] = csp::with_cancel(parent);  // expect: 'cancel' is not called on this path
  fetch(ctx);
  cancelIfFailed(cancel, id);
}

void badInFiber(csp::context parent) {
  csp::go([parent] {
    auto [ctx, cancel] = csp::with_cancel(parent);  // expect: nothing calls 'cancel'
    fetch(ctx);
  });
}

void badStdFunction(csp::context parent) {
  std::function<void(int)> request = [parent](int id) {
    auto [ctx, cancel] = csp::with_cancel(parent);  // expect: 'cancel' is not called on this path
    if (failed(id)) return;
    fetch(ctx);
    cancel();
  };
  request(1);
}

template <class T>
void badTemplate(csp::context parent, T id) {
  auto [ctx, cancel] = csp::with_cancel(parent);  // expect: 'cancel' is not called on this path
  if (failed(id)) return;
  fetch(ctx);
  cancel();
}

template void badTemplate<int>(csp::context, int);

#define BOUNDED(parent) csp::with_timeout(parent, 1s)

void badMacro(csp::context parent) {
  auto [ctx, cancel] = BOUNDED(parent);  // expect: nothing calls 'cancel'
  fetch(ctx);
}

class client {
 public:
  explicit client(csp::context parent) {
    auto [ctx, cancel] = csp::with_cancel(parent);  // expect: nothing calls 'cancel'
    ctx_ = std::make_unique<csp::context>(ctx);
  }

 private:
  std::unique_ptr<csp::context> ctx_;
};

// ---- Fine: called on every path ----------------------------------------------------------------

void okCalled(csp::context parent) {
  auto [ctx, cancel] = csp::with_cancel(parent);
  fetch(ctx);
  cancel();
}

void okDeferred(csp::context parent, int id) {
  auto [ctx, cancel] = csp::with_timeout(parent, 1s);
  csp::defer release{cancel};
  if (failed(id)) return;
  if (failed(id + 1)) throw std::runtime_error("gave up");
  fetch(ctx);
}

void okDeferredLambda(csp::context parent, int id) {
  auto both = csp::with_timeout(parent, 1s);
  csp::defer release{[&] { both.second(); }};
  if (failed(id)) return;
  fetch(both.first);
}

void okEveryReturn(csp::context parent, int id) {
  auto [ctx, cancel] = csp::with_cancel(parent);
  if (failed(id)) {
    cancel();
    return;
  }
  fetch(ctx);
  cancel();
}

void okTie(csp::context ctx) {
  csp::cancel_func cancel;
  std::tie(ctx, cancel) = csp::with_cancel(ctx);
  fetch(ctx);
  cancel();
}

void okGuard(csp::context parent, int id) {
  struct guard {
    csp::cancel_func cancel;
    ~guard() { cancel(); }
  };
  auto [ctx, cancel] = csp::with_cancel(parent);
  guard release{cancel};
  if (failed(id)) return;
  fetch(ctx);
}

void okOnlyWhenMade(csp::context parent, bool bounded) {
  csp::context ctx = parent;
  csp::cancel_func cancel;
  if (bounded) std::tie(ctx, cancel) = csp::with_timeout(parent, 1s);
  fetch(ctx);
  if (cancel) cancel();
}

void okSameFlag(csp::context parent, bool bounded) {
  csp::context ctx = parent;
  csp::cancel_func cancel;
  if (bounded) std::tie(ctx, cancel) = csp::with_timeout(parent, 1s);
  fetch(ctx);
  if (bounded) cancel();
}

void okCatchCancels(csp::context parent) {
  auto [ctx, cancel] = csp::with_cancel(parent);
  try {
    fetch(ctx);
  } catch (...) {
    cancel();
    throw;
  }
  cancel();
}

void okInLoop(csp::context parent) {
  for (int id = 0; id < 10; ++id) {
    auto [ctx, cancel] = csp::with_timeout(parent, 1s);
    csp::defer release{cancel};
    if (failed(id)) continue;
    fetch(ctx);
  }
}

// ---- Fine: handed on ---------------------------------------------------------------------------

std::pair<csp::context, csp::cancel_func> okReturned(csp::context parent) {
  return csp::with_cancel(parent);
}

csp::cancel_func okReturnedAlone(csp::context parent) {
  auto [ctx, cancel] = csp::with_cancel(parent);
  csp::go([ctx = ctx] { fetch(ctx); });
  return cancel;
}

std::function<void()> okReturnedInClosure(csp::context parent) {
  auto [ctx, cancel] = csp::with_cancel(parent);
  csp::go([ctx = ctx] { fetch(ctx); });
  return [cancel = cancel] { cancel(); };
}

void okFiberCancels(csp::context parent) {
  auto [ctx, cancel] = csp::with_cancel(parent);
  csp::go([ctx = ctx, cancel = cancel] {
    csp::defer release{cancel};
    fetch(ctx);
  });
}

void okTimerCancels(csp::context parent) {
  auto [ctx, cancel] = csp::with_cancel(parent);
  csp::after_func(1s, cancel);
  fetch(ctx);
}

void okGivenToUnseenCode(csp::context parent) {
  auto [ctx, cancel] = csp::with_cancel(parent);
  keep(cancel);
  fetch(ctx);
}

void okPairGivenToUnseenCode(csp::context parent) { keepBoth(csp::with_cancel(parent)); }

void okOutArgument(csp::context parent, csp::cancel_func& cancel) {
  csp::context ctx = parent;
  std::tie(ctx, cancel) = csp::with_cancel(parent);
  fetch(ctx);
}

std::map<int, csp::cancel_func> running;

void okStoredInGlobal(csp::context parent, int id) {
  auto [ctx, cancel] = csp::with_cancel(parent);
  running[id] = cancel;
  fetch(ctx);
}

void okSent(csp::context parent, csp::chan<csp::cancel_func> cancels) {
  auto [ctx, cancel] = csp::with_cancel(parent);
  cancels.send(cancel);
  fetch(ctx);
}

class session {
 public:
  explicit session(csp::context parent) : session(csp::with_cancel(parent)) {}
  ~session() { cancel_(); }

 private:
  explicit session(std::pair<csp::context, csp::cancel_func> both)
      : ctx_(both.first), cancel_(both.second) {}
  csp::context ctx_;
  csp::cancel_func cancel_;
};

void okMember(csp::context parent) { session one(parent); }

void okSharedMember(csp::context parent) {
  auto one = std::make_shared<session>(parent);
  csp::go([one] { use(1); });
}

void okSharedOwner(csp::context parent) {
  auto one = std::make_shared<session>(parent);
  use(1);
}

class server {
 public:
  void start(csp::context parent) {
    auto [ctx, cancel] = csp::with_cancel(parent);
    cancel_ = std::move(cancel);
    csp::go([ctx = ctx] { fetch(ctx); });
  }
  void stop() {
    if (cancel_) cancel_();
  }

 private:
  csp::cancel_func cancel_;
};

void okOtherMethod(server& one, csp::context parent) { one.start(parent); }

void okCancels(csp::context parent, int count) {
  std::vector<csp::cancel_func> cancels;
  for (int i = 0; i < count; ++i) {
    auto [ctx, cancel] = csp::with_cancel(parent);
    csp::go([ctx = ctx] { fetch(ctx); });
    cancels.push_back(cancel);
  }
  for (auto& cancel : cancels) cancel();
}

csp::context bounded(csp::context parent, csp::cancel_func& cancel) {
  auto [ctx, stop] = csp::with_timeout(parent, 1s);
  cancel = stop;
  return ctx;
}

void okHelperMakes(csp::context parent) {
  csp::cancel_func cancel;
  csp::context ctx = bounded(parent, cancel);
  fetch(ctx);
  cancel();
}

// ---- Fine: the process ends --------------------------------------------------------------------

void okEndsTheProcess(csp::context parent, int id) {
  auto [ctx, cancel] = csp::with_cancel(parent);
  if (failed(id)) std::exit(1);
  if (failed(id + 1)) csp::panic("gave up");
  fetch(ctx);
  cancel();
}

void okForEver(csp::context parent) {
  auto [ctx, cancel] = csp::with_cancel(parent);
  for (;;) fetch(ctx);
}

// Nothing to cancel.
void okBackground() {
  fetch(csp::background());
  fetch(csp::with_value(csp::background(), "user", 1));
}

// ---- Suppressed --------------------------------------------------------------------------------

void okIgnored(csp::context parent) {
  // chanvet: ignore[context-lost-cancel] the deadline is short
  auto [ctx, cancel] = csp::with_timeout(parent, 1ms);
  fetch(ctx);
}

// ---- Known misses ------------------------------------------------------------------------------

// A member of an object that nobody cancels.
struct request {
  csp::context ctx;
  csp::cancel_func cancel;
};

void fnMemberNeverCalled(csp::context parent) {
  auto [ctx, cancel] = csp::with_cancel(parent);
  request one{ctx, cancel};
  fetch(one.ctx);
}

// The end of main ends everything, but a function that nothing calls is a mistake there too.
int main(int argc, char**) {
  auto [root, stop] = csp::with_cancel(csp::background());
  if (argc > 1) return 1;
  auto [ctx, cancel] = csp::with_timeout(root, 1s);  // expect: nothing calls 'cancel'
  fetch(ctx);
  stop();
}
