// Channels that are closed while a loop goes on receiving from them.
#include <atomic>
#include <optional>

#include <csp/csp.h>

using namespace std::chrono_literals;

void handle(int job);

// --- cases of a select

void badTwo() {
  csp::chan<int> left(0), right(0);
  csp::go([left] {
    left.send(1);
    left.close();  // note: 'left' closed here
  });
  csp::go([right] {
    right.send(2);
    right.close();
  });
  bool leftOpen = true, rightOpen = true;
  while (leftOpen || rightOpen) {
    csp::select(            // note: in this select
        csp::on_recv(left,  // expect: this case is ready in every turn once 'left' is closed
                     [&](std::optional<int> v) {
                       if (v)
                         handle(*v);
                       else
                         leftOpen = false;
                     }),
        csp::on_recv(right, [&](std::optional<int> v) {  // expect: once 'right' is closed
          if (v)
            handle(*v);
          else
            rightOpen = false;
        }));
  }
}

void badIgnored(csp::chan<csp::unit> stop) {
  csp::chan<int> jobs(0);
  csp::go([jobs] {
    jobs.send(1);
    jobs.close();
  });
  for (bool running = true; running;)
    csp::select(csp::on_recv(jobs,  // expect: once 'jobs' is closed
                             [](std::optional<int> v) {
                               if (v) handle(*v);
                             }),
                csp::on_recv(stop, [&] { running = false; }));
}

void badContext(csp::context ctx, csp::chan<int> jobs) {
  for (;;)
    csp::select(csp::on_recv(ctx.done(), [] {}),  // expect: in every turn once 'ctx' is done
                csp::on_recv(jobs, [](std::optional<int> v) {
                  if (v) handle(*v);
                }));
}

void badContextBreak(csp::context ctx, csp::chan<int> jobs) {
  for (;;) {
    switch (csp::select(csp::on_recv(ctx.done(), [] {}),  // expect: once 'ctx' is done
                        csp::on_recv(jobs, [] {}))) {
      case 0:
        break;  // leaves the switch, not the loop
      case 1:
        handle(1);
    }
  }
}

void badKeptDone(csp::context ctx, csp::chan<int> jobs) {
  for (;;) {
    auto done = ctx.done();
    csp::select(csp::on_recv(done, [] {}),  // expect: once 'ctx' is done
                csp::on_recv(jobs, [] {}));
  }
}

class Sampler {
 public:
  Sampler() {
    csp::go([this] { badRun(); });
  }
  ~Sampler() { samples_.close(); }  // note: 'samples_' closed here

 private:
  void badRun() {
    for (;;)
      csp::select(csp::on_recv(samples_,  // expect: once 'samples_' is closed
                               [this](std::optional<int> v) { last_ = v.value_or(0); }),
                  csp::on_recv(resets_, [this] { last_ = 0; }));
  }

  csp::chan<int> samples_{1}, resets_{0};
  int last_ = 0;
};

// --- receives

void badReceive() {
  csp::chan<int> jobs(0);
  csp::go([jobs] {
    for (;;) {
      auto job = jobs.recv();  // expect: this receive returns at once in every turn once 'jobs'
      if (!job) continue;
      handle(*job);
    }
  });
  jobs.send(1);
  jobs.close();
}

void badReceiveValue() {
  csp::chan<int> jobs(1);
  csp::go([jobs] {
    int last = 0;
    for (;;) last = jobs.recv().value_or(last);  // expect: closed, and the loop spins
  });
  jobs.close();
}

// --- what ends, or waits

void okNil() {
  csp::chan<int> left(0), right(0);
  csp::go([left] { left.close(); });
  csp::go([right] { right.close(); });
  while (left || right)
    csp::select(csp::on_recv(left,
                             [&](std::optional<int> v) {
                               if (!v) left = csp::chan<int>();
                             }),
                csp::on_recv(right, [&](std::optional<int> v) {
                  if (!v) right = {};
                }));
}

void okReplaced(csp::chan<csp::unit> stop) {
  csp::chan<int> jobs(0);
  csp::go([jobs] { jobs.close(); });
  for (bool running = true; running;)
    csp::select(csp::on_recv(jobs,
                             [&](std::optional<int> v) {
                               if (!v) jobs = csp::make_chan<int>(0);
                             }),
                csp::on_recv(stop, [&] { running = false; }));
}

void okEnds() {
  csp::chan<int> jobs(0);
  csp::chan<csp::unit> stop(0);
  csp::go([=] {
    for (bool running = true; running;)
      csp::select(csp::on_recv(jobs,
                               [&](std::optional<int> v) {
                                 running = v.has_value();
                                 if (v) handle(*v);
                               }),
                  csp::on_recv(stop, [&] { running = false; }));
  });
  jobs.close();
}

void badEitherContext(csp::context& outer, csp::context& inner, bool isInner, csp::chan<int> jobs) {
  csp::chan<csp::unit> done = (isInner ? inner : outer).done();
  while (true)
    csp::select(csp::on_recv(jobs, [](std::optional<int> v) { handle(v.value_or(0)); }),
                csp::on_recv(done, [] {}));  // expect: ready in every turn once the context is done
}

void okReturns(csp::context ctx, csp::chan<int> jobs) {
  for (;;) {
    switch (csp::select(csp::on_recv(ctx.done(), [] {}), csp::on_recv(jobs, [] {}))) {
      case 0:
        return;
      case 1:
        handle(1);
    }
  }
}

void okCondition(csp::context ctx, csp::chan<int> jobs) {
  while (csp::select(csp::on_recv(jobs, [] {}), csp::on_recv(ctx.done(), [] {})) == 0) handle(1);
}

void okSleeps(csp::context ctx, csp::chan<int> jobs) {
  for (;;)
    csp::select(csp::on_recv(ctx.done(), [] { csp::sleep_for(1s); }), csp::on_recv(jobs, [] {}));
}

void okNeverClosed(csp::chan<csp::unit> stop) {
  csp::chan<int> jobs(0);
  csp::go([jobs] { jobs.send(1); });
  for (bool running = true; running;)
    csp::select(csp::on_recv(jobs, [](std::optional<int> v) { handle(v.value_or(0)); }),
                csp::on_recv(stop, [&] { running = false; }));
}

// Nobody who is seen closes it.
void okForeign(csp::chan<int> jobs, csp::chan<csp::unit> stop) {
  for (bool running = true; running;)
    csp::select(csp::on_recv(jobs,
                             [](std::optional<int> v) {
                               if (v) handle(*v);
                             }),
                csp::on_recv(stop, [&] { running = false; }));
}

// Both end at the same time.
void okTogether() {
  csp::chan<int> jobs(0);
  csp::chan<csp::unit> stop(0);
  csp::go([=] {
    for (bool running = true; running;)
      csp::select(csp::on_recv(jobs,
                               [](std::optional<int> v) {
                                 if (v) handle(*v);
                               }),
                  csp::on_recv(stop, [&] { running = false; }));
  });
  jobs.send(1);
  jobs.close();
  stop.close();
}

void okCounted() {
  csp::chan<int> jobs(0);
  csp::go([jobs] {
    jobs.send(1);
    jobs.close();
  });
  int sum = 0;
  for (int i = 0; i < 3; ++i) sum += jobs.recv().value_or(0);
  handle(sum);
}

void okRange() {
  csp::chan<int> jobs(0);
  csp::go([jobs] { jobs.close(); });
  for (int job : jobs) handle(job);
}

void okAwaited(csp::chan<int> replies) {
  csp::chan<int> jobs(0);
  csp::go([jobs] { jobs.close(); });
  for (;;) {
    auto job = jobs.recv();
    if (!job) replies.recv();
  }
}

// What handles the end of the channel is not seen, and may wait.
void fnUnseen() {
  csp::chan<int> jobs(0);
  csp::go([jobs] {
    for (;;) handle(jobs.recv().value_or(0));
  });
  jobs.close();
}

// Each turn waits for the channel that is there by then.
class OkWakeup {
 public:
  void wait() {
    mu_.lock();
    while (busy_) {
      csp::chan<csp::unit> wakeup = wakeup_;
      mu_.unlock();
      wakeup.recv();
      mu_.lock();
    }
    mu_.unlock();
  }
  void spin() {
    while (busy_) wakeup_.recv();
  }
  void wake() {
    wakeup_.close();
    wakeup_ = csp::make_chan<csp::unit>(0);
  }

 private:
  csp::mutex mu_;
  bool busy_ = true;
  csp::chan<csp::unit> wakeup_{0};
};

void use(OkWakeup& wakeup) {
  wakeup.wait();
  wakeup.spin();
  wakeup.wake();
}
