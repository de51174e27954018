// Tickers without a handle, on csp.
#include <chrono>
#include <functional>
#include <memory>
#include <vector>

#include <csp/csp.h>

using namespace std::chrono_literals;

using Ticks = csp::chan<csp::time_point>;

bool isRunning();
void poll();
void use(int value);
void at(csp::time_point now);

// ---- Code that ends ----------------------------------------------------------------------------

int badBreak(int limit) {  // note: the ticker runs on when 'badBreak' is done
  int ticks = 0;
  for (auto now : csp::tick(1s))  // expect: nothing can stop the ticker that 'tick' makes
    if (++ticks == limit || now == csp::time_point()) break;
  return ticks;
}

void badReturn() {
  for (auto now : csp::tick(1s))  // expect: nothing can stop the ticker that 'tick' makes
    if (now == csp::time_point()) return;
}

void badThrow() {
  for (auto now : csp::tick(1s))  // expect: nothing can stop the ticker
    if (now == csp::time_point()) throw 1;
}

void badVariable() {
  Ticks ticks = csp::tick(1s);  // expect: nothing can stop the ticker
  while (isRunning()) ticks.recv();
}

void badSelect(csp::context ctx) {
  auto ticks = csp::tick(1s);  // expect: nothing can stop the ticker
  while (csp::select(csp::on_recv(ctx.done(), [] {}), csp::on_recv(ticks, poll)) == 1) {
  }
}

Ticks badReturned() {
  return csp::tick(1s);  // expect: nothing can stop the ticker
}

void badFiber() {
  csp::go([] {
    for (auto now : csp::tick(1s))  // expect: nothing can stop the ticker
      if (now == csp::time_point()) break;
  });
}

void badFunction() {
  std::function<void()> beat = [] {
    for (auto now : csp::tick(1s))  // expect: nothing can stop the ticker
      if (now == csp::time_point()) return;
  };
  beat();
}

#define EVERY_SECOND csp::tick(1s)

void badMacro() {
  for (auto now : EVERY_SECOND)  // expect: nothing can stop the ticker
    if (now == csp::time_point()) return;
}

template <class Done>
void badTemplate(Done done) {
  for (auto now : csp::tick(1s))  // expect: nothing can stop the ticker
    if (done(now)) return;
}
template void badTemplate(bool (*)(csp::time_point));

// ---- Again and again ---------------------------------------------------------------------------

void badLoop() {
  while (isRunning()) {                              // note: for each turn of this loop
    csp::select(csp::on_recv(csp::tick(1s), poll));  // expect: nothing can stop the ticker
  }
}

// ---- For each object ---------------------------------------------------------------------------

class Cache {
 public:
  Cache() : shelf_(std::make_shared<int>()) {  // note: one for each call of 'Cache'
    csp::go([shelf = shelf_] {
      for (auto now : csp::tick(30s)) at(now);  // expect: nothing can stop the ticker
    });
  }

  // Nobody who calls it is seen, but there is one for each cache.
  void badStart() {
    csp::go([this] {
      for (auto now : csp::tick(30s)) at(now);  // expect: nothing can stop the ticker
    });
  }

 private:
  std::shared_ptr<int> shelf_;
};

class Table {
 public:
  Table() {
    csp::go([this] { badExpire(); });
  }

  void badExpire() {
    for (auto now : csp::tick(30s)) at(now);  // expect: nothing can stop the ticker
  }

 private:
  int rows_ = 0;
};

class Member {
  // expect@+2: nothing can stop the ticker
  // note@+1: one for each 'ticks_'
  Ticks ticks_ = csp::tick(1s);

 public:
  Member() {}
};

class Initialized {
 public:
  Initialized() : ticks_(csp::tick(1s)) {}  // expect: nothing can stop the ticker
 private:
  Ticks ticks_;
};

// ---- For each request --------------------------------------------------------------------------

void badServe(int request) {
  csp::go([request] {
    for (auto now : csp::tick(1s)) at(now);  // expect: nothing can stop the ticker
  });
}

// Run for each session.
void badHeartbeat(int session) {
  for (auto now : csp::tick(1s)) at(now);  // expect: nothing can stop the ticker
}
void badSpawnsInLoop(const std::vector<int>& sessions) {
  for (int session : sessions) csp::go(badHeartbeat, session);
}

// ---- What is fine ------------------------------------------------------------------------------

// Nothing says how often it is run, and once is what it is for.
void okEndless(int shard) {
  for (auto now : csp::tick(1s)) at(now);
}

void okEndlessVariable() {
  auto ticks = csp::tick(1s);
  for (auto now : ticks) use(now == csp::time_point());
}

void okEndlessSelect(csp::chan<int> jobs) {
  auto ticks = csp::tick(1s);
  for (;;) csp::select(csp::on_recv(jobs, [] {}), csp::on_recv(ticks, poll));
}

void okBackground() {
  for (auto now : csp::tick(1s)) at(now);
}
void okStart() { csp::go(okBackground); }

// Without arguments: it is started once.
void okStartLambda() {
  csp::go([] {
    for (auto now : csp::tick(1s)) at(now);
  });
}

class Server {
 public:
  void run() {
    for (auto now : csp::tick(1s)) at(now);
  }

 private:
  int requests_ = 0;
};

void okWorker(int id) {
  for (auto now : csp::tick(1s)) at(now);
}

Ticks okGlobal = csp::tick(1s);

void okStaticLocal() {
  static Ticks ticks = csp::tick(1s);
  ticks.recv();
}

void okTicker() {
  csp::ticker every(1s);
  every.c().recv();
  every.stop();
}

void okAfter() { csp::after(1s).recv(); }

// Stopped by whoever is done.
void okTickerInLoop(const std::vector<int>& sessions) {
  for (int session : sessions) {
    csp::ticker every(1s);
    csp::defer stop{[&] { every.stop(); }};
    every.c().recv();
    use(session);
  }
}

class Sampler {
 public:
  Sampler() : every_(1s) {}
  ~Sampler() { every_.stop(); }
  void okWait() { every_.c().recv(); }

 private:
  csp::ticker every_;
};

// Never ends, and nobody who calls it is seen.
template <class T>
void okEndlessTemplate(T value) {
  for (auto now : csp::tick(1s)) use(value + (now == csp::time_point()));
}
template void okEndlessTemplate(int value);

#define EVERY(period) csp::tick(period)

void okEndlessMacro() {
  for (auto now : EVERY(1s)) at(now);
}

void okEndlessWhile(csp::chan<int> jobs) {
  auto ticks = csp::tick(1s);
  while (true) {
    ticks.recv();
    jobs.send(1);
  }
}

void okNotEvaluated() { use(sizeof(csp::tick(1s))); }

namespace other {
int tick(int value);
void okOtherTick() { use(tick(1)); }
}  // namespace other

int main() {
  okStart();
  okStartLambda();
  Server server;
  csp::go([&server] { server.run(); });
  csp::go(okWorker, 1);
  csp::go([] {
    for (auto now : csp::tick(1s)) at(now);
  });
  int ticks = 0;
  for (auto now : csp::tick(1s))
    if (++ticks > 3 && now != csp::time_point()) break;
}
