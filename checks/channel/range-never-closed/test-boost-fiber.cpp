// Boost.Fiber: loops over channels that nothing closes. Who joins such a fiber hangs; a detached
// one hangs the end of its thread.
#include <chrono>
#include <functional>
#include <memory>
#include <vector>

#include <boost/fiber/all.hpp>

namespace bf = boost::fibers;
using status = bf::channel_op_status;
using namespace std::chrono_literals;

void use(int value);
bool failed(int id);
void adopt(bf::buffered_channel<int>& channel);

// ---- Bad ---------------------------------------------------------------------------------------

void badRange() {
  bf::buffered_channel<int> jobs(8);  // note: made here
  bf::fiber worker([&jobs] {
    for (int job : jobs) use(job);  // expect: nothing closes 'jobs', so this loop never ends
  });
  for (int job = 0; job < 3; ++job) jobs.push(job);
  worker.join();
}

void badPopUntilNoSuccess() {
  bf::unbuffered_channel<int> jobs;  // note: made here
  bf::fiber worker([&jobs] {
    int job = 0;
    while (jobs.pop(job) == status::success) use(job);  // expect: nothing closes 'jobs'
  });
  jobs.push(1);
  worker.join();
}

void badReturnsWhenClosed() {
  bf::buffered_channel<int> jobs(8);  // note: made here
  bf::fiber worker([&jobs] {
    for (;;) {  // expect: nothing closes 'jobs'
      int job = 0;
      if (jobs.pop(job) == bf::channel_op_status::closed) return;
      use(job);
    }
  });
  jobs.push(1);
  worker.join();
}

void badBreaksWhenNoSuccess() {
  bf::buffered_channel<int> jobs(8);  // note: made here
  bf::fiber writer([&jobs] { jobs.push(1); });
  while (true) {  // expect: nothing closes 'jobs'
    int job = 0;
    const status popped = jobs.pop(job);
    if (popped != status::success) break;
    use(job);
  }
  writer.join();
}

// The loop itself keeps the channel alive, so its destructor never closes it.
void badSharedAndDetached() {
  auto jobs = std::make_shared<bf::buffered_channel<int>>(8);  // note: made here
  bf::fiber([jobs] {
    for (int job : *jobs) use(job);  // expect: so this loop never ends
  }).detach();
  jobs->push(1);
}

void work(bf::buffered_channel<int>& jobs) {
  for (int job : jobs) use(job);  // expect: nothing closes 'jobs'
}

void badNamedBody() {
  bf::buffered_channel<int> jobs(8);  // note: made here
  bf::fiber worker(work, std::ref(jobs));
  jobs.push(1);
  worker.join();
}

// The destructor of the channel would close it, but first the destructor of the pool joins.
class pool {
 public:
  ~pool() { worker_.join(); }
  void submit(int job) { jobs_.push(job); }

 private:
  void run() {
    for (int job : jobs_) use(job);  // expect: nothing closes 'jobs_'
  }

  bf::buffered_channel<int> jobs_{16};  // note: made here
  bf::fiber worker_{[this] { run(); }};
};

void badPrivateMember() {
  pool workers;
  workers.submit(1);
}

// ---- Fine --------------------------------------------------------------------------------------

void okClosed() {
  bf::buffered_channel<int> jobs(8);
  bf::fiber worker([&jobs] {
    for (int job : jobs) use(job);
  });
  jobs.push(1);
  jobs.close();
  worker.join();
}

void okWriterCloses() {
  bf::unbuffered_channel<int> rows;
  bf::fiber writer([&rows] {
    for (int row = 0; row < 10; ++row) rows.push(row);
    rows.close();
  });
  int row = 0;
  while (rows.pop(row) == bf::channel_op_status::success) use(row);
  writer.join();
}

void okTimesOut() {
  bf::buffered_channel<int> jobs(8);
  bf::fiber worker([&jobs] {
    int job = 0;
    while (jobs.pop_wait_for(job, 1s) == bf::channel_op_status::success) use(job);
  });
  jobs.push(1);
  worker.join();
}

void okTriesOnly() {
  bf::buffered_channel<int> jobs(8);
  jobs.push(1);
  int job = 0;
  while (jobs.try_pop(job) == bf::channel_op_status::success) use(job);
}

void okSentinel() {
  bf::buffered_channel<int> jobs(8);
  bf::fiber worker([&jobs] {
    for (int job : jobs) {
      if (job < 0) return;
      use(job);
    }
  });
  jobs.push(-1);
  worker.join();
}

void okCounted() {
  bf::buffered_channel<int> replies(8);
  bf::fiber([&replies] { replies.push(1); }).join();
  for (int i = 0; i < 1; ++i) use(replies.value_pop());
}

void okGivenToUnseenCode() {
  bf::buffered_channel<int> jobs(8);
  adopt(jobs);
  for (int job : jobs) use(job);
}

void okParameter(bf::buffered_channel<int>& jobs) {
  for (int job : jobs) use(job);
}

std::shared_ptr<bf::buffered_channel<int>> okReturned() {
  auto jobs = std::make_shared<bf::buffered_channel<int>>(8);
  bf::fiber([jobs] {
    for (int job : *jobs) use(job);
  }).detach();
  return jobs;
}

// Workers are detached on purpose: the destructor's close ends them.
class detached_pool {
 public:
  detached_pool() : jobs_(std::make_shared<bf::buffered_channel<int>>(16)) {
    for (int i = 0; i < 4; ++i) {
      bf::fiber([jobs = jobs_] {
        for (int job : *jobs) use(job);
      }).detach();
    }
  }
  ~detached_pool() { jobs_->close(); }
  void submit(int job) { jobs_->push(job); }

 private:
  std::shared_ptr<bf::buffered_channel<int>> jobs_;
};

void okDestructorCloses() {
  detached_pool workers;
  workers.submit(1);
}

bf::buffered_channel<int> inbox{16};

void okGlobal() {
  for (int message : inbox) use(message);
}

void okNolint() {
  bf::buffered_channel<int> jobs(8);
  for (int job : jobs) use(job);  // NOLINT(channel-range-never-closed)
}
