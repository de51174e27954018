// Fresh contexts where one is at hand, on csp.
// fixes: 10
#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include <csp/csp.h>

using namespace std::chrono_literals;

csp::error audit(csp::context ctx, const std::string& what);
csp::error save(const csp::context& ctx, int row);
void use(csp::context ctx);
bool isRunning();

// ---- What is reported --------------------------------------------------------------------------

csp::error badArgument(csp::context ctx, int id) {  // note: 'ctx' is at hand
  if (csp::error late = ctx.err()) return late;
  // expect@+1: 'background' starts afresh, and what ends 'ctx' does not reach the call
  return audit(csp::background(), "order " + std::to_string(id));
}

csp::error badTodo(csp::context ctx) {
  use(ctx);
  return audit(csp::todo(), "order");  // expect: 'todo' starts afresh, and what ends 'ctx' does not
}

csp::error badReference(const csp::context& parent) {
  return save(csp::background(), 1);  // expect: 'background' starts afresh, and what ends 'parent'
}

csp::error badTimeout(csp::context ctx) {
  auto [mine, cancel] = csp::with_timeout(csp::background(), 1s);  // expect: 'background' starts
  csp::defer release{cancel};
  return audit(mine, "order");
}

csp::error badValue(csp::context ctx) {
  // expect@+1: 'background' starts afresh
  return audit(csp::with_value(csp::background(), "id", 1), "order");
}

csp::error badVariable(csp::context ctx) {
  csp::context fresh = csp::background();  // expect: 'background' starts afresh
  return audit(fresh, "order");
}

csp::error badGroup(csp::context ctx) {
  csp::err_group group(csp::background());  // expect: 'background' starts afresh
  group.go([] { return csp::error(); });
  return group.wait();
}

// The group's tasks are part of the work.
csp::error badTask(csp::context ctx) {
  csp::err_group group(ctx);
  group.go([] { return audit(csp::background(), "order"); });  // expect: 'background' starts afresh
  return group.wait();
}

void badLambda() {
  auto handle = [](csp::context ctx, int row) {
    return save(csp::background(), row);  // expect: 'background' starts afresh, and what ends 'ctx'
  };
  use(csp::background());
  handle(csp::background(), 1).message();
}

class Orders {
 public:
  Orders(csp::context ctx, int row) {
    failed_ = save(csp::background(), row);  // expect: 'background' starts afresh
  }
  csp::error badMethod(csp::context ctx) {
    return save(csp::background(), 2);  // expect: 'background' starts afresh
  }

 private:
  csp::error failed_;
};

template <class T>
csp::error badTemplate(csp::context ctx, T row) {
  return save(csp::background(), row);  // expect: 'background' starts afresh
}
template csp::error badTemplate(csp::context ctx, int row);

#define NO_CONTEXT csp::background()

csp::error badMacro(csp::context ctx) {
  return save(NO_CONTEXT, 1);  // expect: 'background' starts afresh
}

// ---- What is fine ------------------------------------------------------------------------------

csp::error okPassedOn(csp::context ctx) {
  auto [mine, cancel] = csp::with_timeout(ctx, 1s);
  csp::defer release{cancel};
  return audit(csp::with_value(mine, "id", 1), "order");
}

// There is none at hand.
csp::error okNone(int row) { return save(csp::background(), row); }

csp::error okUnnamed(csp::context, int row) { return save(csp::background(), row); }

// Outlives the caller.
void okSpawned(csp::context ctx) {
  use(ctx);
  csp::go([] { audit(csp::background(), "order").message(); });
}

// Runs when the caller's context may have ended.
void okDeferred(csp::context ctx) {
  csp::defer release{[] { save(csp::background(), 0).message(); }};
  use(ctx);
}

void okAfterDone(csp::context ctx) {
  ctx.done().recv();
  auto [mine, cancel] = csp::with_timeout(csp::background(), 5s);
  csp::defer release{cancel};
  use(mine);
}

void okInHandler(csp::context ctx, csp::chan<int> rows) {
  csp::select(csp::on_recv(rows, [] {}),
              csp::on_recv(ctx.done(), [] { save(csp::background(), 0).message(); }));
}

void okWhenEnded(csp::context ctx) {
  if (ctx.err()) save(csp::background(), 0).message();
}

void okFallback(csp::context ctx) {
  use(ctx.err() ? csp::background() : ctx);
  if (!isRunning()) ctx = csp::background();
  use(ctx);
}

void okCleanup(csp::context ctx) {
  try {
    use(ctx);
  } catch (const csp::panic_error&) {
    save(csp::background(), 0).message();
    throw;
  }
}

void okDefault(csp::context ctx = csp::background()) { use(ctx); }

void okKept(csp::context ctx, std::vector<std::function<void()>>& later) {
  later.push_back([] { use(csp::background()); });
  use(ctx);
}

int main() {
  auto [ctx, cancel] = csp::with_timeout(csp::background(), 800ms);
  csp::defer release{cancel};
  use(ctx);
}
