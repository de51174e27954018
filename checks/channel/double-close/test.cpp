// Channels that are closed twice, on csp: the second close panics.
#include <atomic>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <csp/csp.h>

using namespace std::chrono_literals;

int fetch(int id);
bool failed(int id);
void write(const std::string& line);
void reopen(csp::chan<int>& out);

// ---- One function ------------------------------------------------------------------------------

void badStraightLine() {
  csp::chan<int> jobs(4);
  jobs.send(1);
  jobs.close();  // note: first closed here
  jobs.close();  // expect: 'jobs' is closed twice
}

void badErrorPathFallsThrough(csp::chan<int> pages, int last) {
  if (failed(last)) {
    write("giving up");
    pages.close();  // note: first closed here
  }
  pages.close();  // expect: 'pages' is closed twice
}

void badDeferAndExplicit(csp::chan<int> out) {
  csp::defer end{[&] { out.close(); }};  // expect: 'out' is closed twice
  out.send(1);
  if (failed(1)) {
    out.close();  // note: first closed here
    return;
  }
  out.send(2);
}

void badTwoDefers(csp::chan<int> out) {
  csp::defer end{[out] { out.close(); }};    // expect: 'out' is closed twice
  csp::defer again{[out] { out.close(); }};  // note: first closed here
  out.send(1);
}

void badCatchAndAfter(csp::chan<int> pages) {
  try {
    pages.send(fetch(1));
  } catch (const std::exception& e) {
    write(e.what());
    pages.close();  // note: first closed here
  }
  pages.close();  // expect: 'pages' is closed twice
}

void badUnrelatedConditions(csp::chan<int> out, int left, int right) {
  if (failed(left)) out.close();   // note: first closed here
  if (failed(right)) out.close();  // expect: 'out' is closed twice
}

// `quit` stays ready after it was closed, so its case runs again.
void badSelectCaseRunsAgain(csp::chan<int> in, csp::chan<csp::unit> quit, csp::chan<int> out) {
  for (;;) {
    csp::select(csp::on_recv(quit, [&] { out.close(); }),  // expect: 'out' is closed twice
                csp::on_recv(in, [](std::optional<int> v) { write(std::to_string(*v)); }));
  }
}

// ---- Aliases of the handle ---------------------------------------------------------------------

void badCopyOfTheHandle() {
  csp::chan<int> jobs(1);
  auto input = jobs;
  jobs.close();   // note: first closed here
  input.close();  // expect: closed twice
}

void badPointer(csp::chan<int>* jobs) {
  csp::chan<int>& same = *jobs;
  same.close();   // note: first closed here
  jobs->close();  // expect: closed twice
}

std::pair<csp::chan<int>, csp::chan<int>> makePipe() {
  return {csp::make_chan<int>(1), csp::make_chan<int>(1)};
}

void badStructuredBinding() {
  auto [in, out] = makePipe();
  in.close();
  out.close();  // note: first closed here
  out.close();  // expect: 'out' is closed twice
}

class audit_log : public csp::chan<std::string> {
 public:
  using csp::chan<std::string>::chan;
};

using audit_trail = audit_log;

void badDerivedChannelBehindAlias() {
  audit_trail entries(4);
  entries.close();  // note: first closed here
  entries.close();  // expect: 'entries' is closed twice
}

// ---- Helper functions --------------------------------------------------------------------------

void finish(csp::chan<int> out) {
  out.close();  // note: first closed here
}

void badHelperClosesFirst() {
  csp::chan<int> results(4);
  finish(results);
  results.close();  // expect: 'results' is closed twice
}

void finishAgain(const csp::chan<int>& out) {
  out.close();  // expect: closed twice
}

void badHelperClosesSecond() {
  csp::chan<int> results(4);
  results.close();  // note: first closed here
  finishAgain(results);
}

// Every level closes on its way back.
void visit(csp::chan<int> found, int depth) {
  if (depth > 0) visit(found, depth - 1);
  found.close();  // expect: 'found' is closed twice
}

void badRecursion() {
  csp::chan<int> found(8);
  visit(found, 3);
}

#define FINISH(channel) (channel).close()

void badMacro(csp::chan<int> jobs) {
  FINISH(jobs);  // note: first closed here
  FINISH(jobs);  // expect: 'jobs' is closed twice
}

template <class T>
void closeBoth(const csp::chan<T>& left, const csp::chan<T>& right) {
  left.close();   // note: first closed here
  right.close();  // expect: closed twice
}

void badFunctionTemplate() {
  auto numbers = csp::make_chan<int>(1);
  closeBoth(numbers, numbers);
  auto words = csp::make_chan<std::string>(1);
  closeBoth(words, words);
}

void badStdFunctionCalledTwice() {
  csp::chan<int> jobs(1);
  std::function<void()> stop = [jobs] {
    jobs.close();  // expect: 'jobs' is closed twice
  };
  stop();
  stop();
}

void badGenericLambdaCalledTwice() {
  auto stop = [](auto& channel) {
    channel.close();  // expect: closed twice
  };
  csp::chan<int> jobs(1);
  stop(jobs);
  stop(jobs);
}

// ---- Members -----------------------------------------------------------------------------------

class dispatcher {
 public:
  ~dispatcher() {
    queue_.close();  // expect: 'queue_' is closed twice
  }
  void shutdown() {
    queue_.close();  // note: first closed here
  }

 private:
  csp::chan<int> queue_{16};
};

void badStopThenDestructor() {
  dispatcher work;
  work.shutdown();
}

class source {
 public:
  virtual ~source() = default;
  virtual void stop() {
    items_.close();  // note: first closed here
  }

 protected:
  csp::chan<int> items_{4};
};

class counting_source : public source {
 public:
  void stop() override {
    source::stop();
    items_.close();  // expect: 'items_' is closed twice
  }
};

void badOverride() {
  counting_source numbers;
  numbers.stop();
}

template <class T>
class sink {
 public:
  void end() {
    out_.close();  // expect: 'out_' is closed twice
  }

 private:
  csp::chan<T> out_{1};
};

void badClassTemplate() {
  sink<int> numbers;
  numbers.end();
  numbers.end();
}

struct stream {
  csp::chan<int> out{1};
};

void badSharedOwner() {
  auto first = std::make_shared<stream>();
  auto second = first;
  first->out.close();   // note: first closed here
  second->out.close();  // expect: closed twice
}

// ---- Other fibers ------------------------------------------------------------------------------

void badEveryFiberCloses(csp::chan<int> rows) {
  for (int table = 0; table < 4; ++table) {
    csp::go([rows, table] {
      rows.send(table);
      rows.close();  // expect: 'rows' is closed twice
    });
  }
}

void badEveryCountedFiberCloses() {
  csp::chan<csp::unit> over(0);
  csp::wait_group watchers;
  for (int i = 0; i < 3; ++i) {
    watchers.go([over, i] {
      fetch(i);
      over.close();  // expect: 'over' is closed twice
    });
  }
  watchers.wait();
}

void badFiberAndParent() {
  csp::chan<int> rows(0);
  csp::go([rows] {
    rows.send(1);
    rows.close();  // note: closed here
  });
  rows.recv();
  rows.close();  // expect: 'rows' is closed twice
}

void copyRows(csp::chan<int> rows) {
  csp::defer end{[rows] { rows.close(); }};  // note: closed here
  rows.send(1);
}

void badNamedBodyAndParent() {
  csp::chan<int> rows(4);
  csp::wait_group copies;
  copies.add();
  csp::go([rows, &copies] {
    csp::defer done{[&] { copies.done(); }};
    copyRows(rows);
  });
  copies.wait();
  rows.close();  // expect: 'rows' is closed twice
}

// ---- Fine: once on each path -------------------------------------------------------------------

void okOnce(csp::chan<int> jobs) {
  jobs.send(1);
  jobs.close();
}

void okEitherBranch(csp::chan<int> out, int id) {
  if (failed(id)) {
    out.close();
  } else {
    out.send(id);
    out.close();
  }
}

void okReturnsAfterClose(csp::chan<int> out, int id) {
  if (failed(id)) {
    out.close();
    return;
  }
  out.close();
}

void okSameCondition(csp::chan<int> out, int id) {
  const bool over = failed(id);
  if (over) out.close();
  write("looked at " + std::to_string(id));
  if (!over) out.close();
}

void okLeavesTheLoop(csp::chan<std::string> lines, const std::vector<std::string>& file) {
  for (const std::string& line : file) {
    if (line.empty()) {
      lines.close();
      return;
    }
    lines.send(line);
  }
  lines.close();
}

void okLocalFlag(csp::chan<int> out, const std::vector<int>& ids) {
  bool closed = false;
  for (int id : ids) {
    if (failed(id) && !closed) {
      out.close();
      closed = true;
    }
  }
  if (!closed) out.close();
}

void okDeferOnly(csp::chan<int> out) {
  csp::defer end{[&] { out.close(); }};
  if (failed(1)) return;
  out.send(1);
}

void okCatchRethrows(csp::chan<int> pages) {
  try {
    pages.send(fetch(1));
  } catch (...) {
    pages.close();
    throw;
  }
  pages.close();
}

void okThrowsAfterClose(csp::chan<int> out, int id) {
  if (failed(id)) {
    out.close();
    throw std::runtime_error("no page " + std::to_string(id));
  }
  out.close();
}

void okOnceInAnyCase(csp::chan<int> out) {
  do {
    out.close();
  } while (false);
}

// ---- Fine: not the same channel ----------------------------------------------------------------

void okTwoChannels(csp::chan<int> in, csp::chan<int> out) {
  in.close();
  out.close();
}

void okOnePerTurn() {
  for (int batch = 0; batch < 3; ++batch) {
    csp::chan<int> rows(1);
    csp::go([rows] {
      rows.send(1);
      rows.close();
    });
    rows.recv();
  }
}

void okNewChannel(int turns) {
  csp::chan<int> current(1);
  for (int i = 0; i < turns; ++i) {
    current.close();
    current = csp::make_chan<int>(1);
  }
  current.close();
}

class broadcast {
 public:
  void wake() {
    csp::chan<csp::unit> old = std::exchange(waiting_, csp::make_chan<csp::unit>());
    old.close();
  }

 private:
  csp::chan<csp::unit> waiting_{0};
};

void okExchanged() {
  broadcast news;
  news.wake();
  news.wake();
}

void okElements(const std::vector<csp::chan<int>>& shards) {
  for (const auto& shard : shards) shard.close();
}

void okIndexedElements(csp::chan<int> (&shards)[4]) {
  for (int i = 0; i < 4; ++i) shards[i].close();
}

class hub {
 public:
  void leave(int id) {
    auto at = subscribers_.find(id);
    if (at == subscribers_.end()) return;
    at->second.close();
    subscribers_.erase(at);
  }
  ~hub() {
    for (auto& [id, subscriber] : subscribers_) subscriber.close();
  }

 private:
  std::map<int, csp::chan<int>> subscribers_;
};

void okHub() {
  hub chat;
  chat.leave(1);
  chat.leave(1);
}

void okEachWorkerItsOwn(const std::vector<int>& tables) {
  std::vector<csp::chan<int>> outs;
  for (int table : tables) {
    csp::chan<int> out(0);
    outs.push_back(out);
    csp::go([out, table] {
      csp::defer end{[out] { out.close(); }};
      out.send(table);
    });
  }
  for (const auto& out : outs) {
    for (int row : out) write(std::to_string(row));
  }
}

void okReplacedByUnseenCode(csp::chan<int> out) {
  out.close();
  reopen(out);
  out.close();
}

class relay {
 public:
  ~relay() { out_.close(); }
  void put(int value) { out_.send(value); }

 private:
  csp::chan<int> out_{4};
};

void okOneDestructorEach() {
  relay left;
  relay right;
  left.put(1);
}

// ---- Fine: guarded -----------------------------------------------------------------------------

void okNilAfterClose(csp::chan<csp::unit> done, const std::vector<int>& ids) {
  csp::defer end{[&] {
    if (done) done.close();
  }};
  for (int id : ids) {
    if (!failed(id) && done) {
      done.close();
      done = {};
    }
  }
}

class server {
 public:
  ~server() { stop(); }
  void stop() {
    std::lock_guard guard(mu_);
    if (stopped_) return;
    stopped_ = true;
    quit_.close();
  }

 private:
  csp::mutex mu_;
  bool stopped_ = false;
  csp::chan<csp::unit> quit_{0};
};

void okFlagMember() {
  server web;
  web.stop();
  web.stop();
}

class watcher {
 public:
  ~watcher() { stop(); }
  void stop() {
    if (stopped_.exchange(true)) return;
    quit_.close();
  }

 private:
  std::atomic<bool> stopped_ = false;
  csp::chan<csp::unit> quit_{0};
};

void okAtomicExchange() {
  watcher files;
  files.stop();
  files.stop();
}

class latch {
 public:
  void open() {
    once_.call([this] { opened_.close(); });
  }
  void wait() { opened_.recv(); }

 private:
  csp::once once_;
  csp::chan<csp::unit> opened_{0};
};

void okCalledOnce() {
  latch start;
  start.open();
  start.open();
  start.wait();
}

void okStdCallOnce(csp::chan<int> out) {
  std::once_flag closed;
  auto end = [&] { std::call_once(closed, [&] { out.close(); }); };
  end();
  end();
}

class connection {
 public:
  void hangUp() {
    auto bytes = std::exchange(bytes_, std::nullopt);
    if (bytes) bytes->close();
  }

 private:
  std::optional<csp::chan<int>> bytes_ = csp::make_chan<int>(4);
};

void okTakenOut() {
  connection peer;
  peer.hangUp();
  peer.hangUp();
}

// The panic is what this function asks for.
bool okPanicIsExpected() {
  csp::chan<int> jobs(1);
  jobs.close();
  try {
    jobs.close();
  } catch (const csp::panic_error&) {
    return true;
  }
  return false;
}

// ---- Fine: other fibers ------------------------------------------------------------------------

void okLastWorkerCloses() {
  csp::chan<int> rows(8);
  auto left = std::make_shared<std::atomic<int>>(4);
  for (int table = 0; table < 4; ++table) {
    csp::go([rows, table, left] {
      rows.send(table);
      if (--*left == 0) rows.close();
    });
  }
  for (int row : rows) write(std::to_string(row));
}

void okFirstWorkerCloses() {
  csp::chan<csp::unit> found(0);
  csp::once first;
  csp::wait_group searches;
  for (int shard = 0; shard < 4; ++shard) {
    searches.go([&, shard] {
      if (failed(shard)) return;
      first.call([&] { found.close(); });
    });
  }
  searches.wait();
}

void okOneWorkerOfThem(csp::chan<int> rows) {
  for (int table = 0; table < 4; ++table) {
    csp::go([rows, table] {
      write(std::to_string(table));
      if (table == 3) rows.close();
    });
  }
}

void okCloserFiber() {
  csp::chan<int> rows(0);
  csp::wait_group writers;
  for (int table = 0; table < 4; ++table) {
    writers.go([rows, table] { rows.send(table); });
  }
  csp::go([rows, &writers] {
    writers.wait();
    rows.close();
  });
  for (int row : rows) write(std::to_string(row));
}

void okSpawnedOnEitherPath(csp::chan<int> rows, int table) {
  if (failed(table)) {
    rows.close();
    return;
  }
  csp::go([rows, table] {
    rows.send(table);
    rows.close();
  });
}

void okSpawnedOnce(csp::chan<int> rows, const std::vector<int>& tables) {
  for (int table : tables) {
    if (failed(table)) continue;
    csp::go([rows, table] {
      rows.send(table);
      rows.close();
    });
    break;
  }
}

// ---- Suppressed --------------------------------------------------------------------------------

void okNolint(csp::chan<int> jobs) {
  jobs.close();
  jobs.close();  // NOLINT(channel-double-close)
}

void okIgnored(csp::chan<int> jobs) {
  jobs.close();
  // chanvet: ignore[channel-double-close] the crash reporter is tested with this panic
  jobs.close();
}

// ---- Known misses ------------------------------------------------------------------------------

// Two elements may both fulfil the condition; most often only one does.
void fnConditionInLoop(csp::chan<std::string> lines, const std::vector<std::string>& file) {
  for (const std::string& line : file) {
    if (line.empty()) lines.close();
  }
}

// The last of the workers closes, and so does the parent.
void badLastWorkerAndParent() {
  csp::chan<int> rows(8);
  std::atomic<int> left = 2;
  csp::wait_group writers;
  for (int table = 0; table < 2; ++table) {
    writers.go([rows, table, &left] {
      rows.send(table);
      if (--left == 0) rows.close();  // note: first closed here
    });
  }
  writers.wait();
  rows.close();  // expect: 'rows' is closed twice
}

// Both may find their shard; only the schedule tells.
void fnTwoFibersOnCondition(csp::chan<csp::unit> found) {
  csp::go([found] {
    if (!failed(1)) found.close();
  });
  csp::go([found] {
    if (!failed(2)) found.close();
  });
}

void fnSameElement(const std::vector<csp::chan<int>>& shards) {
  for (const auto& shard : shards) shard.close();
  shards.front().close();
}

// The size of a container is not known where paths are followed.
void fpOfTwo() {
  std::vector<int> numbers(2);
  csp::chan<int> done(1);
  if (numbers.size() > 5) done.close();  // note: first closed here
  done.close();                          // expect: 'done' is closed twice
}
