// Boost.Fiber: a push on a closed channel returns a status; unless somebody looks at it, the value
// is lost. The check warns there.
#include <chrono>
#include <memory>
#include <utility>
#include <vector>

#include <boost/fiber/all.hpp>

namespace bf = boost::fibers;
using namespace std::chrono_literals;

int fetch(int id);
bool failed(int id);
void use(int value);

// ---- Bad ---------------------------------------------------------------------------------------

void badPush() {
  bf::buffered_channel<int> jobs(8);
  jobs.close();  // note: 'jobs' closed here
  jobs.push(1);  // expect: send on 'jobs' after it was closed: the value is lost
}

void badUnbuffered(bf::unbuffered_channel<int>& jobs) {
  jobs.close();  // note: 'jobs' closed here
  jobs.push(1);  // expect: send on 'jobs' after it was closed: the value is lost
}

void badTimedPush(bf::buffered_channel<int>& jobs) {
  jobs.close();                  // note: 'jobs' closed here
  jobs.push_wait_for(1, 100ms);  // expect: send on 'jobs' after it was closed
}

void badStatusCastAway(bf::buffered_channel<int>& jobs) {
  jobs.close();        // note: 'jobs' closed here
  (void)jobs.push(1);  // expect: send on 'jobs' after it was closed
}

void badNextTurn(bf::buffered_channel<int>& pages, const std::vector<int>& ids) {
  for (int id : ids) {
    pages.push(id);                 // expect: send on 'pages' after it was closed
    if (failed(id)) pages.close();  // note: 'pages' closed here
  }
}

void publish(bf::buffered_channel<int>& out, int value) {
  out.push(value);  // expect: after it was closed
}

void badHelperSends() {
  bf::buffered_channel<int> results(8);
  results.close();  // note: 'results' closed here
  publish(results, 1);
}

void badSharedChannel() {
  auto jobs = std::make_shared<bf::buffered_channel<int>>(8);
  bf::fiber worker([jobs] {
    for (int job : *jobs) use(job);
  });
  jobs->close();  // note: closed here
  jobs->push(1);  // expect: after it was closed
  worker.join();
}

class pool {
 public:
  ~pool() {
    jobs_.push(-1);  // expect: send on 'jobs_' after it was closed
  }
  void stop() {
    jobs_.close();  // note: 'jobs_' closed here
  }

 private:
  bf::buffered_channel<int> jobs_{16};
};

void badMembers() {
  pool workers;
  workers.stop();
}

void badCloseRightAfterSpawn() {
  bf::buffered_channel<int> rows(8);
  bf::fiber writer([&rows] {
    rows.push(fetch(1));  // expect: send on 'rows' after it was closed
  });
  rows.close();  // note: 'rows' closed here
  writer.join();
}

// ---- Fine --------------------------------------------------------------------------------------

void okPushThenClose() {
  bf::buffered_channel<int> jobs(8);
  jobs.push(1);
  jobs.close();
}

// The status ends the loop: closing is how the producer is told to stop.
void okStatusEndsTheLoop(bf::buffered_channel<int>& rows) {
  for (int row = 0;; ++row) {
    if (rows.push(row) == bf::channel_op_status::closed) return;
    if (failed(row)) rows.close();
  }
}

void okStatusInCondition(bf::unbuffered_channel<int>& rows) {
  int row = 0;
  while (rows.push(row++) == bf::channel_op_status::success) {
    if (failed(row)) rows.close();
  }
}

bool okStatusReturned(bf::buffered_channel<int>& jobs, int job) {
  if (failed(job)) jobs.close();
  return jobs.push(job) == bf::channel_op_status::success;
}

void okStatusSwitched(bf::buffered_channel<int>& jobs) {
  jobs.close();
  switch (jobs.push(1)) {
    case bf::channel_op_status::closed:
      return;
    default:
      use(1);
  }
}

void okStatusStored(bf::buffered_channel<int>& jobs) {
  jobs.close();
  const bf::channel_op_status status = jobs.push(1);
  if (status != bf::channel_op_status::success) use(0);
}

// try_push in a shutdown is best effort: nobody minds when it is too late.
void okBestEffort(bf::buffered_channel<int>& events) {
  events.close();
  events.try_push(0);
}

void okPopsAfterClose(bf::buffered_channel<int>& jobs) {
  jobs.close();
  int job = 0;
  while (jobs.pop(job) == bf::channel_op_status::success) use(job);
}

void okJoinsFirst() {
  bf::buffered_channel<int> rows(8);
  bf::fiber writer([&rows] { rows.push(fetch(1)); });
  writer.join();
  rows.close();
}

void okWriterCloses() {
  bf::buffered_channel<int> rows(8);
  bf::fiber writer([&rows] {
    for (int row = 0; row < 10; ++row) rows.push(row);
    rows.close();
  });
  for (int row : rows) use(row);
  writer.join();
}

void okBarrierFirst(std::shared_ptr<bf::barrier> sent) {
  auto rows = std::make_shared<bf::buffered_channel<int>>(8);
  bf::fiber([rows, sent] {
    rows->push(1);
    sent->wait();
  }).detach();
  sent->wait();
  rows->close();
}

void okFutureFirst() {
  bf::buffered_channel<int> rows(8);
  bf::future<void> written = bf::async([&rows] { rows.push(1); });
  written.get();
  rows.close();
}

void okReplaced() {
  auto jobs = std::make_unique<bf::buffered_channel<int>>(8);
  jobs->close();
  jobs = std::make_unique<bf::buffered_channel<int>>(8);
  jobs->push(1);
}

void okOtherChannel(bf::buffered_channel<int>& in, bf::buffered_channel<int>& out) {
  in.close();
  out.push(1);
}

class queue {
 public:
  bool put(int job) { return jobs_.push(job) == bf::channel_op_status::success; }
  void stop() { jobs_.close(); }

 private:
  bf::buffered_channel<int> jobs_{16};
};

void okStatusLeavesTheMember() {
  queue work;
  work.stop();
  if (!work.put(1)) use(0);
}

void okNolint(bf::buffered_channel<int>& jobs) {
  jobs.close();
  jobs.push(1);  // NOLINT(channel-send-after-close): proves that late jobs are dropped
}
