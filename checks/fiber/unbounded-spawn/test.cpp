#include <algorithm>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include <csp/csp.h>

using namespace std::chrono_literals;

void serve(int connection);
int accept();
bool wanted(int job);

// --- a fiber for each message

void badRange(csp::chan<int> connections) {
  for (int connection : connections)  // note: the loop
    csp::go(serve, connection);  // expect: a fiber for each message from 'connections': nothing
}

void badReceive(csp::chan<int> jobs) {
  while (auto job = jobs.recv()) csp::go([job] { serve(*job); });  // expect: message from 'jobs'
}

void badBreak(csp::chan<int> jobs) {
  for (;;) {
    auto job = jobs.recv();
    if (!job) break;
    csp::go(serve, *job);  // expect: a fiber for each message from 'jobs'
  }
}

struct Server {
  void badRun() {
    for (int connection : connections)
      csp::go([this, connection] { handle(connection); });  // expect: message from 'connections'
  }
  void handle(int connection) { last = connection; }
  csp::chan<int> connections{0};
  int last = 0;
};

// --- for each element

void badElements(const std::vector<int>& jobs) {
  csp::wait_group running;
  for (int job : jobs) running.go([job] { serve(job); });  // expect: a fiber for each element of a
  running.wait();
}

void badIterator(std::vector<std::string>& names) {
  for (auto at = names.begin(); at != names.end(); ++at)
    csp::go([name = *at] { serve(name.size()); });  // expect: a fiber for each element
}

void badMap(const std::map<int, int>& jobs) {
  for (const auto& [key, job] : jobs) csp::go(serve, job);  // expect: a fiber for each element
}

template <class C>
void badTemplate(const C& jobs) {
  for (const auto& job : jobs) csp::go(serve, job);  // expect: a fiber for each element
}

#define FOR_EACH_JOB(JOBS) \
  for (int job : JOBS) csp::go(serve, job)

void badMacro(const std::vector<int>& jobs) {
  FOR_EACH_JOB(jobs);  // expect: a fiber for each element
  badTemplate(jobs);
}

void badGroup(const std::vector<int>& jobs) {
  csp::err_group group;
  for (int job : jobs)
    group.go([job] {  // expect: a fiber for each element
      serve(job);
      return csp::error();
    });
  if (group.wait()) return;
}

// --- turns that wait

void okPlaces(csp::chan<int> connections) {
  csp::chan<csp::unit> places(8);
  for (int connection : connections) {
    places.send({});
    csp::go([connection, places] {
      serve(connection);
      places.recv();
    });
  }
}

void okBatches(const std::vector<int>& jobs) {
  csp::wait_group running;
  for (int job : jobs) {
    running.go([job] { serve(job); });
    if (wanted(job)) running.wait();
  }
}

void okPaced(const std::vector<int>& jobs) {
  for (int job : jobs) {
    csp::sleep_for(10ms);
    csp::go(serve, job);
  }
}

struct Places {
  void enter() { free.recv(); }
  csp::chan<csp::unit> free{8};
};

void okHelper(Places& places, const std::vector<int>& jobs) {
  for (int job : jobs) {
    places.enter();
    csp::go(serve, job);
  }
}

void okTicks(csp::ticker every, csp::chan<int> jobs) {
  for (int job : jobs) {
    every.c().recv();
    csp::go(serve, job);
  }
}

void okResult(const std::vector<int>& jobs) {
  for (int job : jobs) {
    csp::chan<int> result(0);
    csp::go([job, result] { result.send(job); });
    serve(result.recv().value_or(0));
  }
}

// --- as many as somebody chose

void okWorkers(int workers, csp::chan<int> jobs) {
  for (int i = 0; i < workers; ++i)
    csp::go([i, jobs] {
      for (int job : jobs) serve(job + i);
    });
}

void okFour() {
  for (int i = 0; i < 4; ++i) csp::go(serve, i);
}

void okSame(const std::vector<int>& shards, csp::chan<int> jobs) {
  for (int shard : shards) {
    (void)shard;
    csp::go([jobs] {
      for (int job : jobs) serve(job);
    });
  }
}

// --- a condition that may be the bound

void okSome(csp::chan<int> jobs) {
  int running = 0;
  for (int job : jobs) {
    if (++running > 8)
      serve(job);
    else
      csp::go(serve, job);
  }
}

void okOnce(csp::chan<int> jobs) {
  if (auto job = jobs.recv()) csp::go(serve, *job);
}

// Each fiber has its element by the index.
void fnIndex(const std::vector<int>& jobs) {
  for (size_t i = 0; i < jobs.size(); ++i) csp::go([i, &jobs] { serve(jobs[i]); });
}
