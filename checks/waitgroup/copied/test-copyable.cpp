// Types that can be copied although each object stands for itself, marked by annotations.
#include <functional>
#include <utility>
#include <vector>

#include <csp/csp.h>

class [[clang::annotate("chanvet::wait_group")]] Pending {
 public:
  [[clang::annotate("chanvet::add")]] void add(int count);
  [[clang::annotate("chanvet::done")]] void done();
  [[clang::annotate("chanvet::wait")]] void wait();

 private:
  int count_ = 0;
};

class [[clang::annotate("chanvet::mutex")]] Spin {
 public:
  [[clang::annotate("chanvet::lock")]] void lock();
  [[clang::annotate("chanvet::unlock")]] void unlock();

 private:
  int state_ = 0;
};

class [[clang::annotate("chanvet::wait_group(handle=shared)")]] Tasks {
 public:
  [[clang::annotate("chanvet::done")]] void done();

 private:
  int* count_ = nullptr;
};

struct Job {
  int id = 0;
  Pending open;
};

struct Account {
  Spin guard;
  int cents = 0;
};

struct Nested {
  Job job;
};

struct Derived : Job {};

void work(Pending pending);
void work(Job job);
void keep(const Pending& pending);

// ---- What is reported --------------------------------------------------------------------------

void badPassed() {
  Pending jobs;  // note: 'jobs' is declared here
  jobs.add(1);
  // expect@+1: wait group 'jobs' is passed by value: who uses the original does not see what happens to the copy
  work(jobs);
  jobs.wait();
}

void badSpawned() {
  Pending jobs;
  jobs.add(1);
  csp::go([jobs]() mutable { jobs.done(); });  // expect: wait group 'jobs' is captured by value
  csp::go([=]() mutable { jobs.done(); });     // expect: wait group 'jobs' is captured by value
  jobs.wait();
}

void badInitCapture() {
  Pending jobs;
  csp::go(
      [mine = jobs]() mutable { mine.done(); });  // expect: wait group 'jobs' is captured by value
}

void badCopied(const std::vector<Pending>& groups) {
  Pending jobs;
  Pending other = jobs;           // expect: wait group 'jobs' is copied
  for (Pending group : groups) {  // expect: is copied
    group.wait();
  }
  other.wait();
}

Pending badReturned(const Job& job) {
  return job.open;  // expect: wait group 'open' is returned by value
}

void badLock(Account& account) {
  Spin mine = account.guard;  // expect: mutex 'guard' is copied
  mine.lock();
  ++account.cents;
  mine.unlock();
}

void badMember(const Job& job) {
  Job mine = job;  // expect: 'job' is copied, and its wait group 'open' with it
  work(mine);      // expect: 'mine' is passed by value, and its wait group 'open' with it
}

void badAccount(const Account& account) {
  Account mine(account);  // expect: 'account' is copied, and its mutex 'guard' with it
  ++mine.cents;
}

void badDeep(const Nested& nested, const Derived& derived) {
  Nested mine = nested;    // expect: 'nested' is copied, and its wait group 'open' with it
  Derived also = derived;  // expect: 'derived' is copied, and its wait group 'open' with it
  mine.job.open.wait();
  also.open.wait();
}

class Server {
 public:
  void badThroughMember() { work(open_); }  // expect: wait group 'open_' is passed by value

 private:
  Pending open_;
};

template <class Group>
void badTemplate(const Group& group) {
  Group mine = group;  // expect: wait group 'group' is copied
  mine.wait();
}
template void badTemplate(const Pending& group);

#define COPY(group) Pending copy = group

void badMacro(const Pending& jobs) {
  COPY(jobs);  // expect: wait group 'jobs' is copied
  copy.wait();
}

// ---- What is fine ------------------------------------------------------------------------------

void okReference(Pending& jobs) {
  csp::go([&jobs] { jobs.done(); });
  keep(jobs);
  Pending& same = jobs;
  same.wait();
}

Pending make();

// Nothing is copied.
void okMade() {
  Pending jobs = make();
  work(Pending());
  work(make());
  Pending moved = std::move(jobs);
  moved.wait();
}

void okShared(Tasks tasks) {
  Tasks same = tasks;
  csp::go([tasks]() mutable { tasks.done(); });
  same.done();
}

// What a class does when it is copied is its own business.
class Snapshot {
 public:
  Snapshot() = default;
  Snapshot(const Snapshot& other) : open_(other.open_) {}
  Snapshot& operator=(const Snapshot& other) {
    Pending copy = other.open_;
    open_ = std::move(copy);
    return *this;
  }

 private:
  Pending open_;
};

void okSnapshot(const Snapshot& snapshot) {
  Snapshot mine = snapshot;
  csp::go([mine] {});
}

struct View {
  Pending& open;
  Pending* other;
};

void okView(View view) {
  View same = view;
  same.open.done();
}
