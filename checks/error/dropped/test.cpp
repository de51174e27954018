// Errors that nobody looks at, on csp.
#include <cassert>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <tuple>
#include <utility>
#include <vector>

#include <csp/csp.h>

csp::error open(const std::string& path);
csp::error flush();
csp::error listen(int port);
csp::result<int> readCount(const std::string& path);
std::pair<int, csp::error> query(int id);
bool failed(int id);
void use(int value);
void write(const std::string& line);
void must(const csp::error& error);
void report(csp::error error);

class file {
 public:
  csp::error close();
  const csp::error& last() const { return last_; }

 private:
  csp::error last_;
};

// ---- Statements --------------------------------------------------------------------------------

void badStatement() {
  open("orders.db");  // expect: the error returned by 'open' is dropped
  use(1);
}

void badMethod(file& orders) {
  orders.close();  // expect: the error returned by 'close' is dropped
}

void badPointer(const std::unique_ptr<file>& orders) {
  orders->close();  // expect: the error returned by 'close' is dropped
}

void badResult() {
  readCount("count");  // expect: the error returned by 'readCount' is dropped
}

void badBranch(int id) {
  if (failed(id))
    flush();  // expect: the error returned by 'flush' is dropped
  else
    use(id);
}

void badForIncrement() {
  for (int i = 0; i < 3; flush()) ++i;  // expect: the error returned by 'flush' is dropped
}

int badComma() {
  return flush(), 1;  // expect: the error returned by 'flush' is dropped
}

// The author meant to return it.
csp::error badReturnForgotten(int id) {
  if (failed(id)) csp::errorf("no such id");  // expect: the error returned by 'errorf' is dropped
  return {};
}

csp::error badWrapForgotten() {
  csp::error failure = open("orders.db");
  if (failure) csp::wrap(failure, "open");  // expect: the error returned by 'wrap' is dropped
  return failure;
}

void badCatch(file& orders) {
  try {
    use(1);
  } catch (...) {
    orders.close();  // expect: the error returned by 'close' is dropped
    throw;
  }
}

void badDeferred(file& orders) {
  csp::defer end{[&] { orders.close(); }};  // expect: the error returned by 'close' is dropped
  use(1);
}

class log_file {
 public:
  ~log_file() {
    out_.close();  // expect: the error returned by 'close' is dropped
  }

 private:
  file out_;
};

void badDestructor() { log_file log; }

void badErrorGroup() {
  csp::err_group group;
  group.go([] { return listen(80); });
  group.wait();  // expect: the error returned by 'wait' is dropped
}

// ---- Thrown away by name -----------------------------------------------------------------------

void badCastToVoid() {
  (void)open("orders.db");
  // expect@-1: the error returned by 'open' is dropped
}

void badStaticCastToVoid() {
  static_cast<void>(flush());
  // expect@-1: the error returned by 'flush' is dropped
}

void badUnderscore() {
  auto _ = open("orders.db");
  // expect@-1: the error returned by 'open' is dropped
}

void badUnusedUnderscore() {
  [[maybe_unused]] csp::error _ = flush();
  // expect@-1: the error returned by 'flush' is dropped
}

void badIgnore() {
  std::ignore = open("orders.db");
  // expect@-1: the error returned by 'open' is dropped
}

int badStructuredBinding() {
  auto [rows, _] = query(1);
  // expect@-1: the error returned by 'query' is dropped
  return rows;
}

int badTie() {
  int rows = 0;
  std::tie(rows, std::ignore) = query(1);
  // expect@-1: the error returned by 'query' is dropped
  return rows;
}

void badCastOfChoice(int id) {
  (void)(failed(id) ? flush() : open("orders.db"));
  // expect@-1: the error returned by 'flush' is dropped
  // expect@-2: the error returned by 'open' is dropped
}

// A comment on what the call does is no reason to drop its error.
void badCommented(file& cache) {
  // The last use of the cache.
  cache.close();
  // expect@-1: the error returned by 'close' is dropped
}

void badCommentOfOther(file& cache) {
  use(1);         // ignored by the cache
  cache.close();  // expect: the error returned by 'close' is dropped
}

// ---- Statements in other statements ------------------------------------------------------------

void badAttributed(int id) {
  if (failed(id)) [[unlikely]]
    flush();  // expect: the error returned by 'flush' is dropped
}

void badInit(int id) {
  if (flush(); failed(id)) use(id);  // expect: the error returned by 'flush' is dropped
}

void badCase(int id) {
  switch (id) {
    case 1:
      flush();  // expect: the error returned by 'flush' is dropped
      break;
    default:
      open("orders.db");  // expect: the error returned by 'open' is dropped
  }
}

int badStatementExpression() {
  return __extension__({
    flush();  // expect: the error returned by 'flush' is dropped
    1;
  });
}

void badStatementExpressionDropped() {
  __extension__({
    use(1);
    flush();  // expect: the error returned by 'flush' is dropped
  });
}

// ---- How it is called --------------------------------------------------------------------------

void badLambda() {
  auto save = [](int id) -> csp::error { return failed(id) ? csp::errorf("save") : csp::error(); };
  save(1);  // expect: the error returned by 'save' is dropped
}

void badStdFunction(const std::function<csp::error(int)>& save) {
  save(1);  // expect: the error returned by 'save' is dropped
}

void badFunctionPointer(csp::error (*save)(int)) {
  save(1);  // expect: the error returned by 'save' is dropped
}

void badDereferencedPointer(csp::error (*save)(int)) {
  (*save)(1);  // expect: the error returned by 'save' is dropped
}

struct hooks {
  std::function<csp::error()> before;
  csp::error (*after)() = nullptr;
};

void badField(const hooks& run) {
  run.before();  // expect: the error returned by 'before' is dropped
  run.after();   // expect: the error returned by 'after' is dropped
}

void badCalledAtOnce() {
  [] { return flush(); }();  // expect: the error returned by this call is dropped
}

csp::error operator<<(hooks& run, int id);

void badOverloadedOperator(hooks& run) {
  run << 1;  // expect: the error returned by 'operator<<' is dropped
}

class store {
 public:
  virtual ~store() = default;
  virtual csp::error put(int id) = 0;
};

class memory_store : public store {
 public:
  csp::error put(int id) override { return failed(id) ? csp::errorf("full") : csp::error(); }
};

void badVirtual(store& orders) {
  orders.put(1);  // expect: the error returned by 'put' is dropped
}

void badOverride(memory_store orders) {
  orders.put(1);  // expect: the error returned by 'put' is dropped
}

template <class T>
csp::error save(const T& value) {
  return value == T() ? csp::errorf("nothing to save") : csp::error();
}

template <class T>
void saveAll(const std::vector<T>& values) {
  for (const T& value : values) save(value);  // expect: the error returned by 'save' is dropped
}

void badFunctionTemplate() {
  saveAll<int>({1, 2});
  saveAll<std::string>({"a"});
}

void badGenericLambda() {
  auto each = [](auto first, auto second) {
    save(first);  // expect: the error returned by 'save' is dropped
    must(save(second));
  };
  each(1, std::string("a"));
}

template <class T>
class cache {
 public:
  void put(const T& value) {
    save(value);  // expect: the error returned by 'save' is dropped
  }
};

void badClassTemplate() {
  cache<int> numbers;
  numbers.put(1);
}

// What does not depend on the arguments is wrong in every instance.
template <class T>
void neverInstantiated(const T& value) {
  use(value);
  flush();  // expect: the error returned by 'flush' is dropped
}

// Wrong in one of its instances.
template <class F>
void callTwice(F action) {
  action();  // expect: the error returned by 'action' is dropped
  action();  // expect: the error returned by 'action' is dropped
}

void badInstance() {
  callTwice([] { use(1); });
  callTwice(flush);
}

#define SAVE(path) open(path)

void badMacro() {
  SAVE("orders.db");  // expect: the error returned by 'open' is dropped
}

#define WITH_ID(id, statement) \
  if (failed(id)) statement

void badInMacroArgument() {
  WITH_ID(1, { flush(); });  // expect: the error returned by 'flush' is dropped
}

using status = csp::error;
status ping();

void badTypeAlias() {
  ping();  // expect: the error returned by 'ping' is dropped
}

class io_error : public csp::error {
 public:
  using csp::error::error;
};
io_error sync(int descriptor);

void badDerivedError() {
  sync(1);  // expect: the error returned by 'sync' is dropped
}

// ---- Lost in a fiber ---------------------------------------------------------------------------

void badSpawned() {
  csp::go(listen, 80);  // expect: the error of 'listen' is lost in the fiber
}

void badSpawnedLambda() {
  csp::go([] { return listen(80); });  // expect: is lost in the fiber
}

void badSpawnedLambdaWithType(int port) {
  csp::go([port]() -> csp::error {  // expect: is lost in the fiber
    if (port < 1024) return csp::errorf("permission denied");
    return listen(port);
  });
}

void badCounted() {
  csp::wait_group servers;
  servers.go([] { return listen(80); });  // expect: is lost in the fiber
  servers.wait();
}

void badThread() {
  std::thread server(listen, 80);  // expect: the error of 'listen' is lost in the fiber
  server.join();
}

void badSpawnedVariable() {
  auto serve = [] { return listen(80); };
  csp::go(serve);  // expect: the error of 'serve' is lost in the fiber
}

void badSpawnedStdFunction(const std::function<csp::error()>& serve) {
  csp::go(serve);  // expect: the error of 'serve' is lost in the fiber
}

void badSpawnedMethod(file& orders) {
  std::thread closer(&file::close, &orders);  // expect: the error of 'close' is lost in the fiber
  closer.join();
}

void badAfterFunc() {
  csp::after_func(std::chrono::seconds(1), flush);
  // expect@-1: the error of 'flush' is lost in the fiber
}

template <class F>
void start(F task) {
  csp::go(task);  // expect: the error of 'task' is lost in the fiber
}

void badSpawnedByTemplate() {
  start([] { return listen(80); });
}

void badDroppedInsideFiber(csp::chan<csp::unit> done) {
  csp::go([done] {
    listen(80);  // expect: the error returned by 'listen' is dropped
    done.close();
  });
}

// ---- Fine: looked at ---------------------------------------------------------------------------

csp::error okReturned() { return open("orders.db"); }

csp::error okWrapped() {
  if (csp::error failure = open("orders.db")) return csp::wrap(failure, "open orders");
  return {};
}

void okTested() {
  if (open("orders.db")) write("cannot open");
}

void okTestedWithInitializer() {
  if (auto failure = flush(); failure) write(failure.message());
}

void okNegated() {
  if (!flush()) use(1);
}

void okLoop() {
  while (flush()) use(1);
}

bool okConverted() { return static_cast<bool>(flush()); }

int okConditional() { return open("orders.db") ? 1 : 0; }

void okMessage() { write(flush().message()); }

void okPassedOn() {
  must(open("orders.db"));
  report(csp::wrap(flush(), "flush"));
}

void okPassedToConstructor(std::vector<csp::error>& failures) {
  failures.push_back(flush());
  failures.emplace_back(open("orders.db"));
}

bool okCompared(const csp::error& target) { return csp::is(flush(), target); }

void okAsserted() {
  const bool opened = !open("orders.db");
  assert(opened);
  use(opened);
}

void okResultTested() {
  auto count = readCount("count");
  if (count.ok()) use(count.value());
}

int okResultInCondition() {
  if (auto count = readCount("count"); count.ok()) return count.value();
  return 0;
}

void okRange() {
  for (const csp::error& failure : {flush(), open("orders.db")}) must(failure);
}

// Assigning keeps the error; whether anyone reads it is for error-overwritten.
csp::error okAssigned(int id) {
  csp::error failure;
  failure = open("orders.db");
  if (failed(id)) failure = flush();
  return failure;
}

void okStored() {
  csp::error failure = flush();
  use(failure ? 1 : 0);
}

void okBound() {
  const csp::error& failure = flush();
  must(failure);
}

void okOutParameter(csp::error* failure) { *failure = flush(); }

void okOptional(std::optional<csp::error>& failure) { failure = flush(); }

int okBindingTested() {
  auto [rows, failure] = query(1);
  return failure ? 0 : rows;
}

int okTieTested() {
  int rows = 0;
  csp::error failure;
  std::tie(rows, failure) = query(1);
  return failure ? 0 : rows;
}

class handle {
 public:
  explicit handle(const std::string& path) : failure_(open(path)) {}
  bool ok() const { return !failure_; }

 private:
  csp::error failure_;
};

bool okInitializer() { return handle("orders.db").ok(); }

void okCaptured() {
  auto later = [failure = flush()] { must(failure); };
  later();
}

// Returned by the lambda, looked at by whoever calls it.
std::function<csp::error()> okReturnedByLambda() {
  return [] { return flush(); };
}

#define RETURN_IF_ERROR(expression) \
  if (csp::error failure = (expression)) return failure

csp::error okMacro() {
  RETURN_IF_ERROR(open("orders.db"));
  RETURN_IF_ERROR(flush());
  return {};
}

// The value of the statement expression is what is returned.
csp::error okStatementExpression() {
  return __extension__({
    use(1);
    flush();
  });
}

// The macro looks at what it is given.
#define EXPECT_THROW(statement) \
  try {                         \
    statement;                  \
  } catch (...) {               \
  }

void okGivenToMacro() { EXPECT_THROW(open("orders.db")); }

void okGivenToMacroByMacro() { EXPECT_THROW(SAVE("orders.db")); }

// Stored in the argument as well.
csp::error tryOpen(const std::string& path, csp::error& failure);

csp::error okStoredInArgument() {
  csp::error failure;
  tryOpen("orders.db", failure);
  return failure;
}

template <class F>
csp::error retry(F attempt) {
  csp::error failure = attempt();
  for (int i = 0; failure && i < 3; ++i) failure = attempt();
  return failure;
}

csp::error okRetried() {
  return retry([] { return open("orders.db"); });
}

csp::error okErrorGroup() {
  csp::err_group group;
  group.go([] { return listen(80); });
  group.go([] { return flush(); });
  return group.wait();
}

void okErrorHandledInFiber() {
  csp::go([] {
    if (csp::error failure = listen(80)) write(failure.message());
  });
}

void okFiberOfVoidInstance() {
  start([] { use(1); });
}

void okErrorSent(csp::chan<csp::error> failures) {
  csp::go([failures] { failures.send(listen(80)); });
}

void okSpawnedVoid() { csp::go(use, 1); }

// ---- Fine: no error, or not run ----------------------------------------------------------------

void okNotEvaluated() {
  using type = decltype(open("orders.db"));
  using checked = decltype(flush(), 1);
  static_assert(requires { flush(); });
  static_assert(sizeof(checked) == sizeof(flush(), 1));
  static_assert(!noexcept(flush()));
  static_assert(sizeof(flush()) == sizeof(type));
}

void okVariableCastToVoid(const csp::error& failure) { (void)failure; }

void okUnderscoreOfOtherType(csp::mutex& mu) {
  auto _ = std::unique_lock<csp::mutex>(mu);
  use(1);
}

int okBindingOfOtherType() {
  auto [rows, _] = std::pair(1, 2);
  return rows;
}

void okUnderscoreTested() {
  if (auto _ = flush()) use(1);
}

int okUnderscoreUsed() {
  auto [rows, _] = query(1);
  return _ ? 0 : rows;
}

void okTieOfOtherPart() {
  csp::error failure;
  std::tie(std::ignore, failure) = query(1);
  must(failure);
}

void okVoidCall() { must(csp::error()); }

// ---- Fine: dropped for a reason ----------------------------------------------------------------

void okReasonOnTheLine(file& cache) {
  (void)cache.close();  // only read from, there is nothing to lose
}

void okReasonAbove(file& cache) {
  // The peer may be gone already, and then nobody is left to tell.
  (void)cache.close();
}

void okBlockComment(file& cache) { (void)cache.close(); /* best effort */ }

void okStaticCastWithReason(file& cache) {
  static_cast<void>(cache.close());  // only read from, there is nothing to lose
}

void okIgnoreWithReason(file& cache) {
  std::ignore = cache.close();  // only read from, there is nothing to lose
}

void okUnderscoreWithReason(file& cache) {
  // Only read from, there is nothing to lose.
  auto _ = cache.close();
}

int okBindingWithReason() {
  auto [rows, _] = query(1);  // no rows where it fails
  return rows;
}

void okSaidBehind(file& cache) {
  cache.close();  // Ignore errors: it was only read from.
}

void okSaidAbove(file& cache) {
  // Ignoring errors on purpose:
  // it was only read from.
  cache.close();
}

void okBlockSaidAbove(file& cache) {
  /* errors are ignored */
  cache.close();
}

void okNolint() {
  flush();  // NOLINT(error-dropped)
}

void okIgnored() {
  // chanvet: ignore[error-dropped] the buffer is empty here
  flush();
}

void okIgnoredWholeLine() {
  flush();  // chanvet: ignore[error-dropped] the buffer is empty here
}

// ---- Known misses ------------------------------------------------------------------------------

// The error is inside a type that need not be looked at.
void fnErrorInPair() { query(1); }

void fnErrorInOptional(std::optional<csp::error> (*next)()) { next(); }

// The deferred call returns it, to nobody.
void fnReturnedToDefer() {
  csp::defer end{[] { return flush(); }};
}

// Which function is called depends on the argument, and nobody calls with one.
template <class T>
void fnNeverInstantiated(const T& value) {
  save(value);
}

// Given to a macro, which drops it.
#define RUN(statement) statement

void fnGivenToMacro() { RUN(flush()); }
