#include <functional>
#include <optional>
#include <stdexcept>
#include <thread>

#include <csp/csp.h>

using namespace std::chrono_literals;

void handle(int job);

void run(std::optional<int> job) {
  if (job) handle(*job);
}

class Dispatcher {
 public:
  Dispatcher() {
    csp::go([this] { badRun(); });
  }  // note@-1: the fiber is started here
  void badHelper() {
    csp::go([this] { badTurns(); });
  }
  void okStart() {
    csp::go([this] { okRun(); });
  }
  void push(int job) { urgent_.send(job); }

 private:
  void badRun() {
    for (;;)  // note: the loop
      // expect@+1: no case of this select ends the loop: nothing can tell the fiber to stop
      csp::select(csp::on_recv(urgent_, run), csp::on_recv(normal_, run));
  }
  void badTurns() {
    while (true) turn();
  }
  void turn() {
    csp::select(csp::on_recv(urgent_, run),  // expect: no case of this select
                csp::on_recv(normal_, [this](std::optional<int> job) { last_ = job.value_or(0); }));
  }
  void okRun() {
    for (bool running = true; running;)
      csp::select(csp::on_recv(urgent_, run), csp::on_recv(stop_, [&] { running = false; }));
  }

  csp::chan<int> urgent_{0}, normal_{0};
  csp::chan<csp::unit> stop_{0};
  int last_ = 0;
};

void badContext(csp::context ctx, csp::chan<int> left, csp::chan<int> right) {
  if (ctx.err()) return;
  while (true)
    csp::select(csp::on_recv(left, run),  // expect: there is none for 'ctx'
                csp::on_recv(right, run));
}

void badTicker(csp::chan<int> jobs) {
  csp::go([jobs] {
    csp::ticker every(1s);
    for (;;)
      csp::select(csp::on_recv(jobs, run),  // expect: nothing can tell
                  csp::on_recv(every.c(), [] {}));
  });
}

void badTimeout(csp::chan<int> jobs) {
  csp::go([jobs] {
    for (;;)
      csp::select(csp::on_recv(jobs, run), csp::on_recv(csp::after(1s), [] {}));  // expect: nothing
  });
}

template <class T>
void badTemplate(csp::chan<T> left, csp::chan<T> right) {
  csp::go([=] {
    for (;;)
      csp::select(csp::on_recv(left, run), csp::on_recv(right, run));  // expect: nothing can tell
  });
}

#define SERVE(A, B) \
  for (;;) csp::select(csp::on_recv(A, run), csp::on_recv(B, run))

void badMacro(csp::chan<int> left, csp::chan<int> right) {
  csp::go([=] { SERVE(left, right); });  // expect: no case of this select ends the loop: nothing
}

void start(csp::context ctx, csp::chan<int> left, csp::chan<int> right) {
  csp::go(badContext, ctx, left, right);
  badTemplate(left, right);
}

// --- a case that ends it

void okReturns(csp::chan<int> jobs, csp::chan<csp::unit> stop) {
  csp::go([=] {
    for (;;)
      if (csp::select(csp::on_recv(jobs, run), csp::on_recv(stop, [] {})) == 1) return;
  });
}

void okSwitch(csp::chan<int> jobs, csp::context ctx) {
  csp::go([=] {
    for (;;) {
      switch (csp::select(csp::on_recv(jobs, run), csp::on_recv(ctx.done(), [] {}))) {
        case 1:
          return;
        default:
          break;
      }
    }
  });
}

void okThrows(csp::chan<int> jobs, csp::chan<csp::unit> stop) {
  csp::go([=] {
    for (;;)
      csp::select(csp::on_recv(jobs, run),
                  csp::on_recv(stop, [] { throw std::runtime_error("stopped"); }));
  });
}

void okPanics(csp::chan<int> jobs) {
  csp::go([=] {
    for (;;)
      csp::select(csp::on_recv(jobs,
                               [](std::optional<int> job) {
                                 if (!job) csp::panic("no jobs");
                               }),
                  csp::on_recv(csp::after(1s), [] {}));
  });
}

void okWhile(csp::chan<int> jobs, csp::context ctx) {
  csp::go([=] {
    while (!ctx.err()) csp::select(csp::on_recv(jobs, run), csp::on_recv(ctx.done(), [] {}));
  });
}

void okNil(csp::chan<int> left, csp::chan<int> right) {
  csp::go([left, right]() mutable {
    while (left || right)
      csp::select(csp::on_recv(left,
                               [&](std::optional<int> job) {
                                 if (!job) left = {};
                               }),
                  csp::on_recv(right, [&](std::optional<int> job) {
                    if (!job) right = {};
                  }));
  });
}

void okCatches(csp::chan<int> jobs, csp::chan<int> out) {
  csp::go([=] {
    try {
      for (;;) csp::select(csp::on_recv(jobs, run), csp::on_send(out, 1, [] {}));
    } catch (const csp::panic_error&) {
    }
  });
}

// --- what may be meant to run as long as the process

void okCalled(csp::chan<int> left, csp::chan<int> right) {
  for (;;) csp::select(csp::on_recv(left, run), csp::on_recv(right, run));
}

csp::chan<int> jobs(0), results(0);

void okService() {
  csp::go([] {
    for (;;) csp::select(csp::on_recv(jobs, run), csp::on_recv(results, run));
  });
}

void okOnce(csp::chan<int> left, csp::chan<int> right) {
  csp::go([=] { csp::select(csp::on_recv(left, run), csp::on_recv(right, run)); });
}

void okBounded(csp::chan<int> left, csp::chan<int> right) {
  csp::go([=] {
    for (int i = 0; i < 2; ++i) csp::select(csp::on_recv(left, run), csp::on_recv(right, run));
  });
}

class badServer {
 public:
  badServer() : worker_([this] { run(); }) {}
  ~badServer() { worker_.join(); }

 private:
  void run() {
    for (;;)
      csp::select(csp::on_recv(left_, ::run),  // expect: who waits for the fiber does so for ever
                  csp::on_recv(right_, ::run));
  }

  csp::chan<int> left_, right_;
  std::thread worker_;
};
