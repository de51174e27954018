// Sends that run after the channel was closed, on csp: the send panics.
#include <exception>
#include <functional>
#include <future>
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
  jobs.close();  // note: 'jobs' closed here
  jobs.send(2);  // expect: send on 'jobs' after it was closed: this panics
}

void badOnOneBranch(csp::chan<int> pages, int last) {
  if (failed(last)) pages.close();  // note: 'pages' closed here
  pages.send(last);                 // expect: send on 'pages' after it was closed
}

void badNextTurn(csp::chan<std::string> lines, const std::vector<std::string>& file) {
  for (const std::string& line : file) {
    lines.send(line);                  // expect: send on 'lines' after it was closed
    if (line == "END") lines.close();  // note: 'lines' closed here
  }
}

void badTrySend(csp::chan<int> jobs) {
  jobs.close();                                // note: 'jobs' closed here
  if (!jobs.try_send(1)) write("queue full");  // expect: send on 'jobs' after it was closed
}

void badSelectCase(csp::chan<int> out, csp::chan<csp::unit> stop) {
  out.close();                              // note: 'out' closed here
  csp::select(csp::on_send(out, 1, [] {}),  // expect: send on 'out' after it was closed
              csp::on_recv(stop, [] {}));
}

void badAfterCatch(csp::chan<int> pages) {
  try {
    pages.send(fetch(1));
  } catch (const std::exception& e) {
    write(e.what());
    pages.close();  // note: 'pages' closed here
  }
  pages.send(0);  // expect: send on 'pages' after it was closed
}

void badDeferOrder(csp::chan<int> totals, int sum) {
  csp::defer report{[&] { totals.send(sum); }};  // expect: send on 'totals' after it was closed
  csp::defer finish{[&] { totals.close(); }};    // note: 'totals' closed here
  sum += fetch(sum);
}

void badSwitchFallsThrough(csp::chan<int> out, int command) {
  switch (command) {
    case 0:
      out.close();  // note: 'out' closed here
      [[fallthrough]];
    default:
      out.send(command);  // expect: send on 'out' after it was closed
  }
}

// ---- Aliases of the handle ---------------------------------------------------------------------

void badCopyOfTheHandle() {
  csp::chan<int> jobs(1);
  csp::chan<int> input = jobs;
  input.close();  // note: closed here
  jobs.send(1);   // expect: after it was closed
}

void badThroughPointer(csp::chan<int>* jobs) {
  jobs->close();  // note: closed here
  jobs->send(1);  // expect: after it was closed
}

void badReference() {
  csp::chan<int> jobs(1);
  const csp::chan<int>& view = jobs;
  view.close();  // note: closed here
  jobs.send(1);  // expect: send on 'jobs' after it was closed
}

struct stream {
  csp::chan<int> out{1};
};

void badSharedStream() {
  auto first = std::make_shared<stream>();
  auto second = first;
  first->out.close();   // note: closed here
  second->out.send(1);  // expect: after it was closed
}

std::pair<csp::chan<int>, csp::chan<int>> makePipe() {
  return {csp::make_chan<int>(1), csp::make_chan<int>(1)};
}

void badStructuredBinding() {
  auto [in, out] = makePipe();
  out.close();  // note: 'out' closed here
  out.send(1);  // expect: send on 'out' after it was closed
}

using job_queue = csp::chan<int>;

void badTypeAlias(const job_queue& jobs) {
  jobs.close();  // note: 'jobs' closed here
  jobs.send(1);  // expect: send on 'jobs' after it was closed
}

class audit_log : public csp::chan<std::string> {
 public:
  using csp::chan<std::string>::chan;
};

void badDerivedChannel() {
  audit_log entries(4);
  entries.close();      // note: 'entries' closed here
  entries.send("bye");  // expect: send on 'entries' after it was closed
}

// ---- Helper functions --------------------------------------------------------------------------

void publish(const csp::chan<int>& out, int value) {
  out.send(value);  // expect: after it was closed
}

void badHelperSends() {
  csp::chan<int> results(4);
  publish(results, 1);
  results.close();  // note: 'results' closed here
  publish(results, 2);
}

void finish(csp::chan<int> out) {
  out.close();  // note: closed here
}

void finishAll(csp::chan<int> out) {
  write("done");
  finish(out);
}

void badHelperCloses() {
  csp::chan<int> results(4);
  finishAll(results);
  results.send(1);  // expect: send on 'results' after it was closed
}

// The leaf closes; every caller above it sends on its way back.
void visit(csp::chan<int> found, int depth) {
  if (depth == 0) {
    found.close();  // note: 'found' closed here
    return;
  }
  visit(found, depth - 1);
  found.send(depth);  // expect: send on 'found' after it was closed
}

void badRecursion() {
  csp::chan<int> found(8);
  visit(found, 3);
}

bool closeIfFailed(const csp::chan<int>& out, int id) {
  if (!failed(id)) return false;
  out.close();  // note: closed here
  return true;
}

void badResultOfHelperIgnored(csp::chan<int> out) {
  closeIfFailed(out, 1);
  out.send(1);  // expect: send on 'out' after it was closed
}

#define FINISH(channel) (channel).close()
#define PUT(channel, value) (channel).send(value)

void badMacro(csp::chan<int> jobs) {
  FINISH(jobs);  // note: 'jobs' closed here
  PUT(jobs, 1);  // expect: send on 'jobs' after it was closed
}

template <class T>
void sendLast(const csp::chan<T>& out, T last) {
  out.close();     // note: 'out' closed here
  out.send(last);  // expect: send on 'out' after it was closed
}

void badFunctionTemplate() {
  sendLast(csp::make_chan<int>(1), 1);
  sendLast(csp::make_chan<std::string>(1), std::string("last"));
}

void badGenericLambda() {
  auto put = [](auto& out, auto value) {
    out.send(value);  // expect: after it was closed
  };
  csp::chan<int> jobs(1);
  jobs.close();  // note: 'jobs' closed here
  put(jobs, 1);
}

void badStdFunction() {
  csp::chan<int> jobs(1);
  std::function<void()> stop = [jobs] { jobs.close(); };  // note: 'jobs' closed here
  stop();
  jobs.send(1);  // expect: send on 'jobs' after it was closed
}

void badSameElement(std::vector<csp::chan<int>>& shards, std::size_t from, std::size_t to) {
  for (std::size_t i = from; i < to; ++i) shards[i].close();
  shards[from].send(1);  // expect: after it was closed
}

// ---- Members -----------------------------------------------------------------------------------

class dispatcher {
 public:
  void submit(int job) {
    queue_.send(job);  // expect: send on 'queue_' after it was closed
  }
  void shutdown() {
    queue_.close();  // note: 'queue_' closed here
  }

 private:
  csp::chan<int> queue_{16};
};

void badMethodsInOrder() {
  dispatcher work;
  work.submit(1);
  work.shutdown();
  work.submit(2);
}

class session {
 public:
  ~session() {
    events_.send("gone");  // expect: send on 'events_' after it was closed
  }
  void hangUp() {
    events_.close();  // note: 'events_' closed here
  }

 private:
  csp::chan<std::string> events_{4};
};

void badDestructorSends() {
  session call;
  call.hangUp();
}

class source {
 public:
  virtual ~source() = default;
  virtual void stop() {
    items_.close();  // note: 'items_' closed here
  }

 protected:
  csp::chan<int> items_{4};
};

class counting_source : public source {
 public:
  void stop() override {
    source::stop();
    items_.send(-1);  // expect: send on 'items_' after it was closed
  }
};

void badOverride() {
  counting_source numbers;
  numbers.stop();
}

template <class T>
class sink {
 public:
  void end(T last) {
    out_.close();     // note: 'out_' closed here
    out_.send(last);  // expect: send on 'out_' after it was closed
  }

 private:
  csp::chan<T> out_{1};
};

void badClassTemplate() {
  sink<int> numbers;
  numbers.end(1);
}

// ---- Other fibers ------------------------------------------------------------------------------

void badSpawnedAfterClose() {
  csp::chan<int> jobs(1);
  jobs.close();  // note: 'jobs' closed here
  csp::go([jobs] {
    jobs.send(1);  // expect: send on 'jobs' after it was closed
  });
}

void badCloseRightAfterSpawn() {
  csp::chan<int> jobs(1);
  csp::go([jobs] {
    jobs.send(1);  // expect: send on 'jobs' after it was closed
  });
  jobs.close();  // note: 'jobs' closed here
}

void produce(csp::chan<int> rows, int table) {
  for (int row = 0; row < 10; ++row) {
    rows.send(table + row);  // expect: after it was closed
  }
}

void badNamedBody() {
  csp::chan<int> rows(0);
  csp::go(produce, rows, 100);
  rows.close();  // note: 'rows' closed here
}

int badWaitTooLate() {
  csp::chan<int> sums(8);
  csp::wait_group workers;
  for (int shard = 0; shard < 4; ++shard) {
    workers.go([sums, shard] {
      sums.send(fetch(shard));  // expect: send on 'sums' after it was closed
    });
  }
  sums.close();  // note: 'sums' closed here
  workers.wait();
  int total = 0;
  for (int sum : sums) total += sum;
  return total;
}

// The destructor that waits runs after the one that closes.
void badDeferredWaitTooLate(csp::chan<int> sums) {
  csp::wait_group workers;
  csp::defer join{[&] { workers.wait(); }};
  csp::defer end{[&] { sums.close(); }};  // note: 'sums' closed here
  workers.go([sums] {
    sums.send(fetch(1));  // expect: send on 'sums' after it was closed
  });
}

void badAfterPackagedTask() {
  csp::chan<int> jobs(4);
  std::packaged_task<void()> task([&] { jobs.close(); });  // note: closed here
  task();
  jobs.send(1);  // expect: send on 'jobs' after it was closed: this panics
}

// ---- Fine: not the same path -------------------------------------------------------------------

void okSendThenClose() {
  csp::chan<int> jobs(2);
  jobs.send(1);
  jobs.send(2);
  jobs.close();
}

void okReturnsAfterClose(csp::chan<int> pages, int last) {
  if (failed(last)) {
    pages.close();
    return;
  }
  pages.send(last);
  pages.close();
}

void okLeavesTheLoop(csp::chan<std::string> lines, const std::vector<std::string>& file) {
  for (const std::string& line : file) {
    if (line == "END") {
      lines.close();
      break;
    }
    lines.send(line);
  }
}

void okSameCondition(csp::chan<int> out, int id) {
  const bool over = failed(id);
  if (over) out.close();
  write("looked at " + std::to_string(id));
  if (!over) out.send(id);
}

void okComparedWithOtherAddress(csp::chan<int> out, const int* at) {
  int first = 0;
  int second = 0;
  if (at == &first) out.close();
  if (at == &second) out.send(1);
}

void okComparedWithOtherObject(csp::chan<int> out, const std::string* at) {
  std::string first;
  std::string second;
  if (at == &first) out.close();
  if (at == &second) out.send(1);
}

void okOppositeOrder(csp::chan<int> out, int from, int to) {
  if (from < to) out.close();
  if (to <= from) out.send(1);
}

void okOppositeEquality(csp::chan<int> out, int step) {
  if (step != 2) out.close();
  if (2 == step) out.send(1);
}

void okNoCaseMatched(csp::chan<int> out, int command) {
  switch (command) {
    case 1:
      break;
    default:
      out.close();
  }
  if (command == 1) out.send(1);
}

void okSwitchBreaks(csp::chan<int> out, int command) {
  switch (command) {
    case 0:
      out.close();
      break;
    default:
      out.send(command);
  }
}

void okCatchClosesAndRethrows(csp::chan<int> pages) {
  try {
    pages.send(fetch(1));
  } catch (...) {
    pages.close();
    throw;
  }
  pages.send(fetch(2));
  pages.close();
}

void okCatchReturns(csp::chan<int> pages) {
  try {
    if (failed(1)) throw std::runtime_error("page 1");
  } catch (const std::runtime_error&) {
    pages.close();
    return;
  }
  pages.send(1);
}

void okResultOfHelperTested(csp::chan<int> out) {
  if (closeIfFailed(out, 2)) return;
  out.send(1);
}

template <bool Last>
void step(const csp::chan<int>& out, int value) {
  if constexpr (Last) {
    out.close();
  } else {
    out.send(value);
  }
}

void okDecidedAtCompileTime(csp::chan<int> out) {
  step<false>(out, 1);
  step<true>(out, 2);
}

void okDeferredClose(csp::chan<int> out) {
  csp::defer end{[&] { out.close(); }};
  out.send(1);
  if (failed(1)) return;
  out.send(2);
}

void okDeferOrder(csp::chan<int> totals, int sum) {
  csp::defer end{[&] { totals.close(); }};
  csp::defer report{[&] { totals.send(sum); }};
  sum += fetch(sum);
}

// What a packaged task throws goes to its future.
void okPackagedTaskThrows() {
  csp::chan<int> jobs(4);
  std::packaged_task<void()> task([&] {
    if (failed(1)) throw std::runtime_error("failed");
  });
  task();
  jobs.send(1);
  jobs.close();
}

void okPackagedTaskNotRun(bool run) {
  csp::chan<int> jobs(4);
  std::packaged_task<void()> task([&] { jobs.close(); });
  if (run) {
    task();
    return;
  }
  jobs.send(1);
}

// ---- Fine: not the same channel ----------------------------------------------------------------

void okOtherChannel(csp::chan<int> in, csp::chan<int> out) {
  in.close();
  out.send(1);
}

void okNewChannel() {
  csp::chan<int> current(1);
  current.close();
  current = csp::make_chan<int>(1);
  current.send(1);
}

// Rotates the channel: whoever holds the old one sees its end.
class broadcast {
 public:
  void rotate() {
    csp::chan<int> old = std::exchange(current_, csp::make_chan<int>(1));
    old.close();
    current_.send(0);
  }

 private:
  csp::chan<int> current_{1};
};

void okExchanged() {
  broadcast news;
  news.rotate();
  news.rotate();
}

void okSwapped(csp::chan<int> active, csp::chan<int> spare) {
  std::swap(active, spare);
  spare.close();
  active.send(1);
}

void okOnePerTurn() {
  for (int batch = 0; batch < 3; ++batch) {
    csp::chan<int> rows(1);
    rows.send(batch);
    rows.close();
  }
}

void okElements(std::vector<csp::chan<int>>& shards) {
  shards[0].close();
  shards[1].send(1);
}

// A hub takes a subscriber out before it closes it, then sends to those that are left.
class hub {
 public:
  void leave(int id) {
    auto at = subscribers_.find(id);
    if (at == subscribers_.end()) return;
    csp::chan<int> gone = at->second;
    subscribers_.erase(at);
    gone.close();
    for (auto& [other, channel] : subscribers_) channel.send(id);
  }

 private:
  std::map<int, csp::chan<int>> subscribers_;
};

void okHub() {
  hub chat;
  chat.leave(1);
  chat.leave(2);
}

struct lanes {
  csp::chan<int> in;
  csp::chan<int> out;
};

void okReplacedByCopy(const lanes& other) {
  lanes mine{csp::make_chan<int>(1), csp::make_chan<int>(1)};
  mine.in.close();
  mine = other;
  mine.in.send(1);
}

class relay {
 public:
  void put(int value) { out_.send(value); }
  void stop() { out_.close(); }

 private:
  csp::chan<int> out_{4};
};

void okOtherObject() {
  relay left;
  relay right;
  left.put(1);
  left.stop();
  right.put(1);
  right.stop();
}

void okInnerVariable(csp::chan<int> out) {
  {
    csp::chan<int> out(1);
    out.close();
  }
  out.send(1);
}

void okReplacedByUnseenCode(csp::chan<int> out) {
  out.close();
  reopen(out);
  out.send(1);
}

void okOptionalHandle() {
  std::optional<csp::chan<int>> out = csp::make_chan<int>(1);
  out->close();
  out.emplace(1);
  out->send(1);
}

// ---- Fine: guarded or ordered ------------------------------------------------------------------

void okReceivesAfterClose() {
  csp::chan<int> jobs(2);
  jobs.send(1);
  jobs.close();
  for (int job : jobs) write(std::to_string(job));
  jobs.recv();
}

class mailbox {
 public:
  bool put(std::string letter) {
    std::lock_guard guard(mu_);
    if (closed_) return false;
    letters_.send(std::move(letter));
    return true;
  }
  void close() {
    std::lock_guard guard(mu_);
    if (closed_) return;
    closed_ = true;
    letters_.close();
  }

 private:
  csp::mutex mu_;
  bool closed_ = false;
  csp::chan<std::string> letters_{16};
};

void okClosedFlag() {
  mailbox box;
  box.put("first");
  box.close();
  box.put("too late");
}

void okHandleIsNilAfterClose(csp::chan<int> out, const std::vector<int>& pages) {
  for (int page : pages) {
    if (out) out.send(page);
    if (out && failed(page)) {
      out.close();
      out = {};
    }
  }
}

// A test of the library itself expects the panic.
bool okPanicIsExpected() {
  csp::chan<int> jobs(1);
  jobs.close();
  try {
    jobs.send(1);
  } catch (const csp::panic_error&) {
    return true;
  }
  return false;
}

int okWaitsForSenders() {
  csp::chan<int> sums(4);
  csp::wait_group workers;
  for (int shard = 0; shard < 4; ++shard) {
    workers.go([sums, shard] { sums.send(fetch(shard)); });
  }
  workers.wait();
  sums.close();
  int total = 0;
  for (int sum : sums) total += sum;
  return total;
}

int okCloserFiber() {
  csp::chan<int> sums(0);
  csp::wait_group workers;
  for (int shard = 0; shard < 4; ++shard) {
    workers.add();
    csp::go([sums, shard, &workers] {
      csp::defer done{[&] { workers.done(); }};
      sums.send(fetch(shard));
    });
  }
  csp::go([sums, &workers] {
    workers.wait();
    sums.close();
  });
  int total = 0;
  for (int sum : sums) total += sum;
  return total;
}

void okDeferredWaitFirst(csp::chan<int> sums) {
  csp::wait_group workers;
  csp::defer end{[&] { sums.close(); }};
  csp::defer join{[&] { workers.wait(); }};
  workers.go([sums] { sums.send(fetch(1)); });
}

// Time does not order fibers for the explorer.
void fpClosesLater() {
  csp::chan<int> rows(5);
  csp::go([&] {
    csp::sleep_for(50ms);
    rows.close();
  });
  csp::go([&] { rows.send(1); });  // expect: send on 'rows' after it was closed
  csp::sleep_for(200ms);
}

void fpClosesLaterInThread() {
  csp::chan<int> rows(5);
  std::thread closer([&] {
    std::this_thread::sleep_for(50ms);
    rows.close();
  });
  std::thread sender([&] { rows.send(1); });  // expect: send on 'rows' after it was closed
  sender.join();
  closer.join();
}

void okJoinsThreads() {
  csp::chan<int> rows(16);
  std::vector<std::thread> writers;
  for (int table = 0; table < 4; ++table) {
    writers.emplace_back([rows, table] { rows.send(table); });
  }
  for (std::thread& writer : writers) writer.join();
  rows.close();
}

void okDoneChannel() {
  csp::chan<int> rows(16);
  csp::chan<csp::unit> done(0);
  csp::go([rows, done] {
    rows.send(1);
    done.send({});
  });
  done.recv();
  rows.close();
}

void okReceivesAllThenCloses() {
  csp::chan<int> replies(0);
  for (int mirror = 0; mirror < 3; ++mirror) {
    csp::go([replies, mirror] { replies.send(mirror); });
  }
  for (int i = 0; i < 3; ++i) replies.recv();
  replies.close();
}

csp::error okErrorGroup() {
  csp::chan<int> pages(8);
  csp::err_group group;
  group.go([pages]() -> csp::error {
    pages.send(fetch(1));
    return {};
  });
  csp::error result = group.wait();
  pages.close();
  return result;
}

int okSenderCloses() {
  csp::chan<int> numbers(0);
  csp::go([numbers] {
    for (int n = 0; n < 10; ++n) numbers.send(n);
    numbers.close();
  });
  int sum = 0;
  for (int n : numbers) sum += n;
  return sum;
}

void okReceiverSpawned() {
  csp::chan<int> jobs(4);
  jobs.send(1);
  csp::go([jobs] {
    for (int job : jobs) write(std::to_string(job));
  });
  jobs.close();
}

// ---- Suppressed --------------------------------------------------------------------------------

void okNolint(csp::chan<int> jobs) {
  jobs.close();
  jobs.send(1);  // NOLINT(channel-send-after-close)
}

void okIgnored(csp::chan<int> jobs) {
  jobs.close();
  // chanvet: ignore[channel-send-after-close] the crash reporter is tested with this panic
  jobs.send(1);
}

// ---- Which fiber is first depends on the schedule ----------------------------------------------

// Sleeping orders nothing.
void badSleepsInsteadOfWaiting() {
  csp::chan<int> rows(1);
  csp::go([rows] { rows.send(fetch(1)); });  // expect: send on 'rows' after it was closed
  csp::sleep_for(10ms);
  rows.close();
}

void badClosedByAnotherFiber() {
  csp::chan<int> rows(1);
  csp::wait_group both;
  both.go([rows] { rows.send(1); });  // expect: send on 'rows' after it was closed
  both.go([rows] { rows.close(); });
  both.wait();
}
