#include <atomic>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <csp/csp.h>

using namespace std::chrono_literals;

void flush();
bool wanted();
void ping(const std::string& peer);

// --- a stop signal that the loop does not ask

void badContext(csp::context ctx, csp::chan<int> out) {
  if (ctx.err()) return;
  for (int version = 1;; ++version) {  // expect: nothing in it asks 'ctx' whether to
    out.try_send(version);
    csp::sleep_for(1s);
  }
}

void badTicks(csp::context ctx, csp::ticker every) {  // note: 'ctx' would say when to end
  while (true) {                                      // expect: nothing in it asks 'ctx' whether to
    every.c().recv();
    flush();
  }
}

void start(csp::context ctx, csp::chan<int> out, csp::ticker every) {
  csp::go(badContext, ctx, out);
  csp::go(badTicks, ctx, every);  // note: the fiber is started here
}

// --- a fiber that works for what its spawner has

class Cache {
 public:
  Cache() {
    csp::go([this] {  // note: the fiber is started here
      for (;;) {      // expect: the fiber outlives what it was started for
        csp::sleep_for(30s);
        entries_.clear();
      }
    });
  }
  void okStart() {
    csp::go([this] { okRun(); });
  }
  void badStart() {
    csp::go([this] { badRun(); });
  }
  void badFunction() {
    std::function<void()> body = [this] { badKept(); };
    csp::go(body);
  }
  void badBind() { csp::go(std::bind(&Cache::badBound, this)); }

 private:
  void badRun() {
    do {
      csp::sleep_for(30s);
      sweep();
    } while (true);  // expect: the fiber outlives what it was started for
  }
  void badKept() {
    for (;;) wait();  // expect: the fiber outlives what it was started for
  }
  void badBound() {
    for (;;) wait();  // expect: this loop never ends: the fiber
  }
  void okRun() {
    while (!stopped_) {
      csp::sleep_for(30s);
      sweep();
    }
  }
  void sweep() { entries_.clear(); }
  static void wait() { csp::sleep_for(1s); }

  std::vector<int> entries_;
  std::atomic<bool> stopped_ = false;
};

void badConnection(const std::string& peer) {
  csp::go([peer] {
    for (;;) {  // expect: the fiber outlives what it was started for
      ping(peer);
      csp::sleep_for(10s);
    }
  });
}

void badPolls(csp::chan<int> jobs) {
  csp::go([jobs] {
    while (true) {  // expect: this loop never ends: the fiber
      if (auto job = jobs.try_recv()) ping(std::to_string(*job));
      csp::sleep_for(10ms);
    }
  });
}

void badCounted(csp::wait_group& group, std::string peer) {
  group.go([peer] {
    for (;;) {  // expect: this loop never ends
      ping(peer);
      csp::sleep_for(10s);
    }
  });
}

void badGoto(std::string peer) {
  csp::go([peer] {
    again:  // expect@+1: this loop never ends
      ping(peer);
      csp::sleep_for(1s);
      goto again;
  });
}

template <class T>
void badTemplate(T value) {
  csp::go([value] {
    for (;;) {  // expect: this loop never ends
      ping(std::to_string(value));
      csp::sleep_for(1s);
    }
  });
}

#define FOREVER for (;;)

void badMacro(std::string peer) {
  csp::go([peer] {
    FOREVER {  // expect: this loop never ends
      ping(peer);
      csp::sleep_for(1s);
    }
  });
  badTemplate(1);
}

// --- loops that end

void okAsks(csp::context ctx) {
  while (!ctx.err()) csp::sleep_for(1s);
}

void okAsksInside(csp::context ctx) {
  for (;;) {
    csp::sleep_for(1s);
    if (ctx.err()) break;
  }
}

bool ended(csp::context ctx) { return static_cast<bool>(ctx.err()); }

void okAsksInHelper(csp::context ctx) {
  for (;;) {
    if (ended(ctx)) return;
    csp::sleep_for(1s);
  }
}

void okThrows(csp::context ctx) {
  for (;;) {
    if (ctx.err()) throw std::runtime_error("ended");
    csp::sleep_for(1s);
  }
}

void check(csp::context ctx) {
  if (ctx.err()) throw std::runtime_error("ended");
}

void okThrowsInHelper(csp::context ctx) {
  for (;;) {
    check(ctx);
    csp::sleep_for(1s);
  }
}

void okCatches(csp::context ctx, std::string peer) {
  try {
    for (;;) {
      ping(peer);
      csp::sleep_for(1s);
    }
  } catch (const std::exception&) {
  }
  ctx.err();
}

void okPanics(csp::context ctx) {
  for (;;) {
    if (ctx.err()) csp::panic("ended");
    csp::sleep_for(1s);
  }
}

void okCounts(csp::context) {
  for (int i = 0; i < 10; ++i) csp::sleep_for(1s);
}

void startOk(csp::context ctx, std::string peer, const std::vector<int>& pauses) {
  csp::go(okAsks, ctx);
  csp::go(okAsksInside, ctx);
  csp::go(okAsksInHelper, ctx);
  csp::go(okThrows, ctx);
  csp::go(okThrowsInHelper, ctx);
  csp::go(okCatches, ctx, peer);
  csp::go(okPanics, ctx);
  csp::go(okCounts, ctx);
  csp::go([peer] {
    while (wanted()) csp::sleep_for(1s);
  });
  csp::go([pauses] {
    for (int pause : pauses) csp::sleep_for(std::chrono::seconds(pause));
  });
}

// --- what may be meant to run as long as the process

void okService() {
  csp::go([] {
    for (;;) {
      csp::sleep_for(60s);
      flush();
    }
  });
}

void okServes(std::string peer) {
  csp::go([peer] {
    for (;;) {
      ping(peer);
      csp::sleep_for(1s);
    }
  });
  for (;;) csp::sleep_for(1s);
}

// --- what waits for other fibers

void okRange(csp::chan<int> jobs) {
  csp::go([jobs] {
    for (int job : jobs) ping(std::to_string(job));
  });
}

void okWorker(csp::chan<int> jobs) {
  csp::go([jobs] {
    for (;;) ping(std::to_string(jobs.recv().value_or(0)));
  });
}

// --- not spawned

void okCalled(csp::context ctx) {
  for (;;) csp::sleep_for(1s);
  ctx.err();
}

// A loop that is told to go on, but by nobody.
void fnFlag(std::string peer) {
  auto running = std::make_shared<bool>(true);
  csp::go([running, peer] {
    while (*running) {
      ping(peer);
      csp::sleep_for(1s);
    }
  });
}
