#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <vector>

#include <csp/csp.h>

void badCounter() {
  int count = 0;  // note: 'count' declared here
  csp::wait_group workers;
  for (int i = 0; i < 2; ++i) workers.go([&] { ++count; });  // expect: 'count' is written while
  workers.wait();
}

void badReadBeforeWait() {
  int answer = 0;
  csp::wait_group computing;
  computing.go([&] { answer = 42; });  // expect: 'answer' is written while
  int early = answer;                  // note: 'answer' is read here
  computing.wait();
  (void)early;
}

void badWriteByParent() {
  bool stop = false;
  csp::wait_group polling;
  polling.go([&] {
    if (stop) return;  // note: 'stop' is read here, in fiber 1
  });
  stop = true;  // expect: 'stop' is written while fiber 1 can read it
  polling.wait();
}

void badMap() {
  std::map<std::string, int> hits;
  csp::wait_group requests;
  requests.go([&] { hits["/"] = 1; });       // note: is written here
  requests.go([&] { hits["/about"] = 1; });  // expect: 'hits' is written while
  requests.wait();
}

void badAppend() {
  std::vector<int> results;
  csp::wait_group workers;
  for (int i = 0; i < 2; ++i)
    workers.go([&results, i] { results.push_back(i); });  // expect: 'results' is written while
  workers.wait();
}

void badLookupWhileInserting() {
  std::map<int, int> known;
  csp::wait_group workers;
  workers.go([&] { known.emplace(1, 1); });  // expect: 'known' is written while
  bool isKnown = known.contains(2);          // note: 'known' is read here
  workers.wait();
  (void)isKnown;
}

void badElement() {
  std::vector<int> slots(2);
  csp::wait_group workers;
  workers.go([&] { slots[1] = 1; });  // note: is written here
  workers.go([&] { slots[1] = 2; });  // expect: 'slots' is written while
  workers.wait();
}

class Account {
 public:
  void deposit(int amount) { balance_ += amount; }  // expect: 'balance_' is written while
  void run() {
    csp::wait_group tellers;
    tellers.go([this] { deposit(1); });
    tellers.go([this] { deposit(2); });
    tellers.wait();
  }

 private:
  int balance_ = 0;
};

void badMember() { Account().run(); }

static int total = 0;
static void addToTotal(int by) { total += by; }  // expect: 'total' is written while

void badHelperAndGlobal() {
  csp::wait_group adding;
  adding.go([] { addToTotal(1); });
  adding.go([] { addToTotal(2); });
  adding.wait();
}

void badOneSideLocks() {
  int shared = 0;
  csp::mutex guard;
  csp::wait_group workers;
  workers.go([&] {
    std::lock_guard lock(guard);
    shared = 1;  // expect: 'shared' is written while
  });
  workers.go([&] { (void)(shared + 1); });  // note: 'shared' is read here
  workers.wait();
}

void badTwoLocks() {
  int shared = 0;
  csp::mutex mine, yours;
  csp::wait_group workers;
  workers.go([&] {
    std::lock_guard lock(mine);
    shared = 1;  // expect: 'shared' is written while
  });
  workers.go([&] {
    std::lock_guard lock(yours);
    shared = 2;  // note: 'shared' is written here
  });
  workers.wait();
}

void badWriteUnderSharedLock() {
  int shared = 0;
  csp::rw_mutex guard;
  csp::wait_group workers;
  for (int i = 0; i < 2; ++i)
    workers.go([&] {
      std::shared_lock lock(guard);
      ++shared;  // expect: 'shared' is written while
    });
  workers.wait();
}

struct Job {
  int result = 0;
  int retries = 0;
};

void badSharedPointer() {
  auto job = std::make_shared<Job>();
  csp::wait_group workers;
  workers.go([job] { job->result = 1; });          // expect: 'result' is written while
  workers.go([job] { (void)(job->result + 1); });  // note: 'result' is read here
  workers.wait();
}

void badAfterSend() {
  auto job = std::make_shared<Job>();
  csp::chan<std::shared_ptr<Job>> jobs(1);
  csp::wait_group workers;
  workers.go([jobs] {
    std::optional<std::shared_ptr<Job>> got = jobs.recv();
    if (got) (*got)->retries = 1;  // note: 'retries' is written here
  });
  jobs.send(job);
  job->retries = 2;  // expect: 'retries' is written while
  workers.wait();
}

void badCheckedOutsideOfLock() {
  std::unique_ptr<Job> only;
  csp::mutex guard;
  auto get = [&] {
    if (only == nullptr) {  // note: 'only' is read here
      std::lock_guard lock(guard);
      only = std::make_unique<Job>();  // expect: 'only' is written while
    }
  };
  csp::wait_group workers;
  workers.go([&] { get(); });
  workers.go([&] { get(); });
  workers.wait();
}

template <class T>
T raceFor() {
  T sum{};
  csp::wait_group workers;
  workers.go([&] { sum = 1; });  // expect: 'sum' is written while
  T early = sum;
  workers.wait();
  return early;
}

int badTemplate() { return raceFor<int>(); }

#define SPAWN(group, ...) (group).go([&] { __VA_ARGS__; })

void badMacro() {
  int count = 0;
  csp::wait_group workers;
  SPAWN(workers, ++count);
  SPAWN(workers, ++count);  // expect: 'count' is written while
  workers.wait();
}

void badText() {
  std::string text;
  csp::wait_group workers;
  workers.go([&] { text = "one"; });  // expect: 'text' is written while
  std::string early = text;           // note: 'text' is read here
  workers.wait();
}
