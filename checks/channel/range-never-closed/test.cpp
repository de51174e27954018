// Loops that end only when their channel is closed, over channels that nothing closes, on csp.
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <future>
#include <map>
#include <memory>
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
void use(int value);
void write(const std::string& line);
void adopt(csp::chan<int> channel);
int accept();

// ---- The shapes of the loop --------------------------------------------------------------------

void badRangeInFiber() {
  auto jobs = csp::make_chan<int>();  // note: made here
  csp::go([jobs] {
    for (int job : jobs) use(job);  // expect: nothing closes 'jobs', so this loop never ends
  });
  for (int job = 0; job < 3; ++job) jobs.send(job);
}

int badRangeInParent() {
  csp::chan<int> rows(0);  // note: made here
  csp::go([rows] {
    for (int row = 0; row < 10; ++row) rows.send(row);
  });
  int sum = 0;
  for (int row : rows) sum += row;  // expect: nothing closes 'rows', so this loop never ends
  return sum;
}

void badWhileReceives() {
  csp::chan<int> rows(0);  // note: made here
  csp::go([rows] { rows.send(1); });
  while (auto row = rows.recv()) use(*row);  // expect: nothing closes 'rows'
}

void badReturnsWhenClosed() {
  csp::chan<int> rows(4);  // note: made here
  csp::go([rows] {
    for (;;) {  // expect: nothing closes 'rows'
      auto row = rows.recv();
      if (!row) return;
      use(*row);
    }
  });
  rows.send(1);
}

void badBreaksWhenClosed() {
  csp::chan<int> rows(4);  // note: made here
  csp::go([rows] { rows.send(1); });
  while (true) {  // expect: nothing closes 'rows'
    std::optional<int> row = rows.recv();
    if (!row.has_value()) break;
    use(*row);
  }
  write("end of rows");
}

void badForReceives() {
  csp::chan<int> rows(4);  // note: made here
  rows.send(1);
  for (auto row = rows.recv(); row; row = rows.recv()) use(*row);  // expect: nothing closes 'rows'
}

// The break leaves the switch, the return leaves the lambda: neither leaves the loop.
void badExitsOfSomethingElse() {
  csp::chan<int> commands(4);  // note: made here
  csp::go([commands] {
    for (int command : commands) {  // expect: nothing closes 'commands'
      switch (command) {
        case 0:
          break;
        default:
          use(command);
      }
      auto log = [](int id) {
        if (failed(id)) return;
        use(id);
      };
      log(command);
      for (int i = 0; i < command; ++i) {
        if (failed(i)) break;
      }
    }
  });
  commands.send(1);
}

// ---- Who was meant to close --------------------------------------------------------------------

void badClosesTheOtherOne() {
  csp::chan<int> jobs(4);  // note: made here
  csp::chan<csp::unit> done(0);
  csp::go([jobs, done] {
    for (int job : jobs) use(job);  // expect: nothing closes 'jobs'
    done.close();
  });
  jobs.send(1);
  done.recv();
}

int badNobodyCloses() {
  csp::chan<int> sums(0);  // note: made here
  csp::wait_group workers;
  for (int shard = 0; shard < 4; ++shard) {
    workers.go([sums, shard] { sums.send(fetch(shard)); });
  }
  int total = 0;
  for (int sum : sums) total += sum;  // expect: nothing closes 'sums'
  workers.wait();
  return total;
}

void badWaitsForTheLoop() {
  csp::chan<int> jobs(0);  // note: made here
  csp::wait_group workers;
  for (int i = 0; i < 4; ++i) {
    workers.go([jobs] {
      for (int job : jobs) use(job);  // expect: nothing closes 'jobs'
    });
  }
  for (int job = 0; job < 100; ++job) jobs.send(job);
  workers.wait();
}

void badThreadConsumer() {
  csp::chan<int> jobs(4);  // note: made here
  std::thread consumer([jobs] {
    for (int job : jobs) use(job);  // expect: nothing closes 'jobs'
  });
  jobs.send(1);
  consumer.join();
}

// stop() ends the ticks; it does not close their channel.
void badTickerStopDoesNotClose(std::atomic<int>& beats) {
  csp::ticker every(10ms);
  csp::go([every, &beats] {
    for (auto at : every.c()) beats += at > csp::time_point();  // expect: never ends
  });
  csp::sleep_for(100ms);
  every.stop();
}

// ---- Helper functions --------------------------------------------------------------------------

void work(csp::chan<int> jobs) {
  for (int job : jobs) use(job);  // expect: nothing closes 'jobs'
}

void badNamedBody() {
  auto jobs = csp::make_chan<int>(4);  // note: made here
  csp::go(work, jobs);
  jobs.send(1);
}

void drain(const csp::chan<int>& from, int depth) {
  if (depth > 0) return drain(from, depth - 1);
  while (auto value = from.recv()) use(*value);  // expect: nothing closes
}

void drainTwice(const csp::chan<int>& from) { drain(from, 2); }

void badDeepHelper() {
  csp::chan<int> input(4);  // note: made here
  input.send(1);
  drainTwice(input);
}

// One of the two channels that come here is closed, the other is not.
int sum(csp::chan<int> values) {
  int total = 0;
  for (int value : values) total += value;  // expect: so this loop never ends
  return total;
}

void badSharedHelper() {
  csp::chan<int> closed(4);
  csp::chan<int> open(4);  // note: made here
  closed.close();
  use(sum(closed));
  use(sum(open));
}

csp::chan<int> makeJobs() {
  return csp::make_chan<int>(4);  // note: made here
}

void badFactory() {
  auto jobs = makeJobs();
  csp::go([jobs] {
    for (int job : jobs) use(job);  // expect: nothing closes 'jobs'
  });
  jobs.send(1);
}

#define FOR_EACH(variable, channel) for (auto variable : (channel))

void badMacro() {
  csp::chan<int> jobs(4);  // note: made here
  jobs.send(1);
  FOR_EACH(job, jobs) { use(job); }  // expect: nothing closes 'jobs'
}

template <class T>
void forEach(csp::chan<T> from, const std::function<void(T)>& body) {
  for (T value : from) body(value);  // expect: nothing closes
}

void badFunctionTemplate() {
  csp::chan<int> jobs(4);  // note: made here
  jobs.send(1);
  forEach<int>(jobs, [](int job) { use(job); });
}

void badGenericLambda() {
  auto consume = [](auto from) {
    for (const auto& value : from) use(value);  // expect: nothing closes
  };
  csp::chan<int> jobs(4);  // note: made here
  jobs.send(1);
  consume(jobs);
}

void badStdFunction() {
  csp::chan<int> jobs(4);  // note: made here
  std::function<void()> consumer = [jobs] {
    for (int job : jobs) use(job);  // expect: nothing closes 'jobs'
  };
  csp::go(consumer);
  jobs.send(1);
}

// ---- Handles and members -----------------------------------------------------------------------

using job_queue = csp::chan<int>;

void badAliasAndReference() {
  job_queue jobs(4);  // note: made here
  const job_queue& in = jobs;
  in.send(1);
  for (int job : in) use(job);  // expect: so this loop never ends
}

class audit_log : public csp::chan<std::string> {
 public:
  using csp::chan<std::string>::chan;
};

void badDerivedChannel() {
  audit_log entries(4);  // note: made here
  entries.send("start");
  for (const auto& entry : entries) write(entry);  // expect: nothing closes 'entries'
}

void badSharedPointer() {
  auto jobs = std::make_shared<csp::chan<int>>(4);  // note: made here
  csp::go([jobs] {
    for (int job : *jobs) use(job);  // expect: so this loop never ends
  });
  jobs->send(1);
}

void badStructuredBinding() {
  auto [in, out] = std::pair(csp::make_chan<int>(4), csp::make_chan<int>(4));
  in.close();
  out.send(1);
  for (int value : in) use(value);
  for (int value : out) use(value);  // expect: nothing closes 'out'
}

class pool {
 public:
  pool() {
    for (int i = 0; i < 4; ++i) csp::go([this] { run(); });
  }
  ~pool() { done_.close(); }
  void submit(int job) { jobs_.send(job); }

 private:
  void run() {
    for (int job : jobs_) use(job);  // expect: nothing closes 'jobs_'
  }

  csp::chan<int> jobs_{16};  // note: made here
  csp::chan<csp::unit> done_{0};
};

void badPrivateMember() {
  pool workers;
  workers.submit(1);
}

template <class T>
class buffer {
 public:
  void put(T value) { values_.send(value); }
  void print() {
    for (const T& value : values_) use(value);  // expect: nothing closes 'values_'
  }

 private:
  csp::chan<T> values_{16};  // note: made here
};

void badClassTemplate() {
  buffer<int> numbers;
  numbers.put(1);
  numbers.print();
}

// ---- Fine: something closes --------------------------------------------------------------------

void okClosedAfterSends() {
  csp::chan<int> jobs(4);
  csp::go([jobs] {
    for (int job : jobs) use(job);
  });
  jobs.send(1);
  jobs.close();
}

int okSenderCloses() {
  csp::chan<int> rows(0);
  csp::go([rows] {
    csp::defer end{[rows] { rows.close(); }};
    for (int row = 0; row < 10; ++row) rows.send(fetch(row));
  });
  int total = 0;
  for (int row : rows) total += row;
  return total;
}

int okCloserFiber() {
  csp::chan<int> sums(0);
  csp::wait_group workers;
  for (int shard = 0; shard < 4; ++shard) {
    workers.go([sums, shard] { sums.send(fetch(shard)); });
  }
  csp::go([sums, &workers] {
    workers.wait();
    sums.close();
  });
  int total = 0;
  for (int sum : sums) total += sum;
  return total;
}

void badClosedOnSomePaths(int id) {
  csp::chan<int> jobs(4);
  csp::go([jobs] {
    for (int job : jobs) use(job);  // expect: under this schedule nobody closes it
  });
  if (failed(id)) return;
  jobs.close();
}

void finish(csp::chan<int> channel) { channel.close(); }

void okHelperCloses() {
  csp::chan<int> jobs(4);
  csp::go([jobs] {
    for (int job : jobs) use(job);
  });
  finish(jobs);
}

void okStdFunctionCloses() {
  csp::chan<int> jobs(4);
  std::function<void()> stop = [jobs] { jobs.close(); };
  csp::go([jobs] {
    for (int job : jobs) use(job);
  });
  jobs.send(1);
  stop();
}

void okBoundClose() {
  csp::chan<int> jobs(4);
  csp::defer end{std::bind(finish, jobs)};
  csp::go([jobs] {
    for (int job : jobs) use(job);
  });
  jobs.send(1);
}

void okClosedThroughCopy() {
  csp::chan<int> jobs(4);
  csp::chan<int> in = jobs;
  csp::go([jobs] {
    while (auto job = jobs.recv()) use(*job);
  });
  in.close();
}

void okClosedByTimer() {
  csp::chan<int> jobs(4);
  csp::after_func(1s, [jobs] { jobs.close(); });
  for (int job : jobs) use(job);
}

void okClosedOnce() {
  csp::chan<int> found(4);
  csp::once first;
  csp::wait_group searches;
  for (int shard = 0; shard < 4; ++shard) {
    searches.go([&, shard] {
      first.call([&] {
        found.send(shard);
        found.close();
      });
    });
  }
  for (int id : found) use(id);
  searches.wait();
}

void okClosedInCatch() {
  csp::chan<int> pages(4);
  csp::go([pages] {
    try {
      for (int page = 0;; ++page) pages.send(fetch(page));
    } catch (const std::exception&) {
      pages.close();
    }
  });
  for (int page : pages) use(page);
}

void okAllClosed(int count) {
  std::vector<csp::chan<int>> outs;
  for (int i = 0; i < count; ++i) {
    auto out = csp::make_chan<int>(4);
    outs.push_back(out);
    csp::go([out] {
      for (int value : out) use(value);
    });
  }
  for (const auto& out : outs) out.close();
}

class hub {
 public:
  void join(int id) {
    csp::chan<int> inbox(4);
    members_.emplace(id, inbox);
    csp::go([inbox] {
      for (int message : inbox) use(message);
    });
  }
  void leave(int id) {
    if (auto at = members_.find(id); at != members_.end()) at->second.close();
    members_.erase(id);
  }

 private:
  std::map<int, csp::chan<int>> members_;
};

void okHub() {
  hub chat;
  chat.join(1);
  chat.leave(1);
}

class crew {
 public:
  crew() {
    csp::go([this] { run(); });
  }
  ~crew() { jobs_.close(); }
  void submit(int job) { jobs_.send(job); }

 private:
  void run() {
    for (int job : jobs_) use(job);
  }

  csp::chan<int> jobs_{16};
};

void okDestructorCloses() {
  crew workers;
  workers.submit(1);
}

// ---- Fine: another way out ---------------------------------------------------------------------

void okSentinel() {
  csp::chan<int> jobs(4);
  csp::go([jobs] {
    for (int job : jobs) {
      if (job < 0) break;
      use(job);
    }
  });
  jobs.send(1);
  jobs.send(-1);
}

// All of them may be zero.
int badReturnsTheFirst() {
  csp::chan<int> replies(8);
  for (int mirror = 0; mirror < 3; ++mirror) {
    csp::go([replies, mirror] { replies.send(fetch(mirror)); });
  }
  for (int reply : replies) {  // expect: under this schedule nobody closes it
    if (reply > 0) return reply;
  }
  return 0;
}

void okThrows() {
  csp::chan<int> replies(8);
  csp::go([replies] { replies.send(fetch(1)); });
  while (auto reply = replies.recv()) {
    if (failed(*reply)) throw std::runtime_error("bad reply");
  }
}

void okCounted() {
  csp::chan<int> replies(8);
  for (int mirror = 0; mirror < 3; ++mirror) {
    csp::go([replies, mirror] { replies.send(fetch(mirror)); });
  }
  for (int i = 0; i < 3; ++i) use(replies.recv().value_or(0));
}

void okCountedInRange() {
  csp::chan<int> replies(8);
  for (int i = 0; i < 3; ++i) csp::go([replies, i] { replies.send(fetch(i)); });
  int left = 3;
  for (int reply : replies) {
    use(reply);
    if (--left == 0) break;
  }
}

void okEndsTheProcess() {
  csp::chan<int> commands(8);
  csp::go([commands] {
    for (int command : commands) {
      if (command == 0) std::exit(0);
      use(command);
    }
  });
  commands.send(0);
}

void okSelectsOnDone(csp::context ctx) {
  csp::chan<int> jobs(4);
  csp::go([jobs, ctx] {
    for (bool running = true; running;) {
      csp::select(csp::on_recv(ctx.done(), [&] { running = false; }),
                  csp::on_recv(jobs, [](std::optional<int> job) { use(job.value_or(0)); }));
    }
  });
  jobs.send(1);
}

void okStopsWhenEmpty() {
  csp::chan<int> jobs(4);
  jobs.send(1);
  while (auto job = jobs.try_recv()) use(*job);
}

void okLoopOnOtherCondition(const std::atomic<bool>& running) {
  csp::chan<int> jobs(4);
  jobs.send(1);
  while (running) use(jobs.recv().value_or(0));
}

// ---- Fine: seen by others ----------------------------------------------------------------------

// Whoever passes the channel closes it.
void okParameter(csp::chan<int> jobs) {
  for (int job : jobs) use(job);
}

void okGivenToUnseenCode() {
  csp::chan<int> jobs(4);
  adopt(jobs);
  for (int job : jobs) use(job);
}

csp::chan<int> okReturned() {
  csp::chan<int> jobs(4);
  csp::go([jobs] {
    for (int job : jobs) use(job);
  });
  return jobs;
}

void okOutParameter(csp::chan<int>& result) {
  csp::chan<int> jobs(4);
  csp::go([jobs] {
    for (int job : jobs) use(job);
  });
  result = jobs;
}

csp::chan<int> inbox(16);

void okGlobal() {
  for (int message : inbox) use(message);
}

csp::chan<int> current;

void okStoredInGlobal() {
  csp::chan<int> jobs(4);
  current = jobs;
  for (int job : jobs) use(job);
}

void okStaticLocal() {
  static csp::chan<int> jobs(4);
  for (int job : jobs) use(job);
}

// The server gets the reply channel with the request, and closes it after the last reply.
struct request {
  int from;
  csp::chan<int> replies;
};

void okSentInRequest(csp::chan<request> server) {
  csp::chan<int> replies(0);
  server.send({1, replies});
  for (int reply : replies) use(reply);
}

class listener {
 public:
  virtual ~listener() = default;
  virtual void opened(csp::chan<int> events) = 0;
};

void okGivenToVirtual(listener& screen) {
  csp::chan<int> events(4);
  screen.opened(events);
  for (int event : events) use(event);
}

struct open_queue {
  csp::chan<int> jobs{16};
  void run() {
    for (int job : jobs) use(job);  // expect: under this schedule nobody closes it
  }
};

// Anybody could close it, and nobody can while this runs.
void badPublicMember() {
  open_queue queue;
  queue.run();
}

class split_queue {
 public:
  void run() {
    for (int job : jobs_) use(job);
  }
  void stop();

 private:
  csp::chan<int> jobs_{16};
};

void okMethodElsewhere(split_queue& queue) { queue.run(); }

class queue_with_getter {
 public:
  csp::chan<int> in() const { return jobs_; }
  void run() {
    for (int job : jobs_) use(job);
  }

 private:
  csp::chan<int> jobs_{16};
};

class queue_with_friend {
 public:
  void run() {
    for (int job : jobs_) use(job);
  }

 private:
  friend class queue_owner;
  csp::chan<int> jobs_{16};
};

class queue_to_derive {
 public:
  virtual ~queue_to_derive() = default;
  void run() {
    for (int job : jobs_) use(job);
  }

 protected:
  csp::chan<int> jobs_{16};
};

// ---- Fine: meant to run for ever ---------------------------------------------------------------

[[noreturn]] void okServer() {
  csp::chan<int> connections(16);
  for (int i = 0; i < 4; ++i) {
    csp::go([connections] {
      for (int connection : connections) use(connection);
    });
  }
  for (;;) connections.send(accept());
}

void feedForEver(csp::chan<int> connections) {
  for (;;) connections.send(accept());
}

void drainAll(csp::chan<int> connections) {
  for (int connection : connections) use(connection);
}

// Serving is a function of its own; that it never comes back can be seen.
void okServesInAnother() {
  csp::chan<int> connections(16);
  csp::go([connections] { drainAll(connections); });
  feedForEver(connections);
}

void okServesInThread() {
  csp::chan<int> connections(16);
  std::thread feeder(feedForEver, connections);
  std::thread drainer(drainAll, connections);
  feeder.join();
  drainer.join();
}

void drainOnce(csp::chan<int> connections) {
  for (int connection : connections) use(connection);  // expect: nothing closes 'connections'
}

void badFeedsInThread() {
  csp::chan<int> connections(16);  // note: made here
  std::thread feeder([connections] {
    for (int i = 0; i < 3; ++i) connections.send(accept());
  });
  std::thread drainer(drainOnce, connections);
  feeder.join();
  drainer.join();
}

void drainAgain(csp::chan<int> connections) {
  for (int connection : connections) use(connection);  // expect: nothing closes 'connections'
}

void badFeederIsLeftBehind() {
  csp::chan<int> connections(16);  // note: made here
  std::thread(feedForEver, connections).detach();
  drainAgain(connections);
}

// What a packaged task runs belongs to the program, wherever the task is run.
void okClosedByPackagedTask() {
  csp::chan<int> jobs(4);
  std::packaged_task<void()> feeder([jobs] {
    jobs.send(1);
    jobs.close();
  });
  std::thread(std::move(feeder)).detach();
  for (int job : jobs) use(job);
}

class task_queue {
 public:
  template <class Task>
  void submit(Task task) {
    std::packaged_task<void()> packaged(std::move(task));
    tasks_.push_back(std::move(packaged));
  }
  void run() {
    for (auto& task : tasks_) task();
  }

 private:
  std::vector<std::packaged_task<void()>> tasks_;
};

void okClosedByQueuedTask() {
  csp::chan<int> jobs(4);
  task_queue queue;
  queue.submit([jobs] { jobs.close(); });
  queue.run();
  for (int job : jobs) use(job);
}

void badNotClosedByPackagedTask() {
  csp::chan<int> jobs(4);  // note: made here
  std::packaged_task<void()> feeder([jobs] { jobs.send(1); });
  std::thread(std::move(feeder)).detach();
  for (int job : jobs) use(job);  // expect: nothing closes 'jobs', so this loop never ends
}

// A heartbeat for as long as the process lives: nobody stops the ticker, nobody ends the loop.
void okHeartbeat() {
  csp::ticker every(1s);
  csp::go([every] {
    for (auto at : every.c()) use(static_cast<int>(at.time_since_epoch().count()));
  });
}

void okContextDone(csp::context parent) {
  auto [ctx, cancel] = csp::with_timeout(parent, 1s);
  csp::defer release{cancel};
  for (auto over : ctx.done()) (void)over;
}

// ---- Suppressed --------------------------------------------------------------------------------

void okNolint() {
  csp::chan<int> jobs(4);
  for (int job : jobs) use(job);  // NOLINT(channel-range-never-closed)
}

void okIgnored() {
  csp::chan<int> jobs(4);
  // chanvet: ignore[channel-range-never-closed] the deadlock report is tested with this loop
  for (int job : jobs) use(job);
}

// ---- Known misses ------------------------------------------------------------------------------

// The only case of the select that ends the loop is the end of the channel.
void fnSelectEndsOnClose(csp::chan<int> other) {
  csp::chan<int> jobs(4);
  csp::go([jobs, other] {
    for (bool running = true; running;) {
      csp::select(csp::on_recv(jobs, [&](std::optional<int> job) { running = job.has_value(); }),
                  csp::on_recv(other, [] {}));
    }
  });
  jobs.send(1);
}

// Only one of the elements is closed.
void badOneElementClosed() {
  std::vector<csp::chan<int>> outs(2, csp::make_chan<int>(4));
  outs[0] = csp::make_chan<int>(4);
  outs[0].close();
  for (int value : outs[1]) use(value);  // expect: under this schedule nobody closes it
}
