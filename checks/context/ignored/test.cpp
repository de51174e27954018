#include <functional>
#include <string>

#include <csp/csp.h>

using namespace std::chrono_literals;

void handle(int job);
void forward(csp::context ctx, int job);

void badReceive(csp::context ctx, csp::chan<int> jobs) {  // note: 'ctx' is given here
  if (auto job = jobs.recv()) handle(*job);  // expect: this waits, and 'ctx' does not end it
}

void badRange(const csp::context& ctx, csp::chan<int> jobs) {
  for (int job : jobs) handle(job);  // expect: nothing asks 'ctx'
}

void badSend(csp::context ctx, csp::chan<int> out) {
  out.send(1);  // expect: nothing asks 'ctx'
}

void badSelect(csp::context ctx, csp::chan<int> left, csp::chan<int> right) {
  csp::select(csp::on_recv(left, [] {}), csp::on_recv(right, [] {}));  // expect: nothing asks 'ctx'
}

void badSleep(csp::context ctx, int attempts) {
  for (int i = 0; i < attempts; ++i) csp::sleep_for(1s);  // expect: nothing asks 'ctx'
}

void badWait(csp::context ctx, csp::wait_group& group) {
  group.wait();  // expect: nothing asks 'ctx'
}

struct Worker {
  void badRun(csp::context ctx) {
    while (auto job = jobs.recv()) handle(*job);  // expect: nothing asks 'ctx'
  }
  csp::chan<int> jobs{0};
};

template <class T>
void badTemplate(csp::context ctx, csp::chan<T> from) {
  from.recv();  // expect: nothing asks 'ctx'
}

void badLambda(csp::context outer, csp::chan<int> jobs) {
  csp::go(
      [jobs](csp::context ctx) {
        for (int job : jobs) handle(job);  // expect: nothing asks 'ctx'
      },
      outer);
}

void start(csp::context ctx, csp::chan<int> jobs) {
  csp::go(badReceive, ctx, jobs);
  badTemplate(ctx, jobs);
}

// --- looked at, or handed on

void okErr(csp::context ctx, csp::chan<int> jobs) {
  if (ctx.err()) return;
  jobs.recv();
}

void okDone(csp::context ctx, csp::chan<int> jobs) {
  csp::select(csp::on_recv(ctx.done(), [] {}), csp::on_recv(jobs, [] {}));
}

void okHandedOn(csp::context ctx, csp::chan<int> jobs) { forward(ctx, jobs.recv().value_or(0)); }

void okCaptured(csp::context ctx, csp::chan<int> jobs) {
  csp::go([ctx, jobs] {
    if (!ctx.err()) jobs.close();
  });
  jobs.recv();
}

void okReferred(csp::context ctx, csp::chan<int> jobs) {
  auto ended = [&] { return static_cast<bool>(ctx.err()); };
  while (!ended()) jobs.recv();
}

void okChild(csp::context parent, csp::chan<int> jobs) {
  auto [ctx, cancel] = csp::with_cancel(parent);
  csp::select(csp::on_recv(ctx.done(), [] {}), csp::on_recv(jobs, [] {}));
  cancel();
}

void okKept(csp::context& kept, csp::context ctx, csp::chan<int> jobs) {
  kept = ctx;
  jobs.recv();
}

// --- nothing that waits

void okTry(csp::context ctx, csp::chan<int> jobs) { jobs.try_recv(); }

void okComputes(csp::context ctx, int job) { handle(job); }

void okSelectDefault(csp::context ctx, csp::chan<int> jobs) {
  csp::select(csp::on_recv(jobs, [] {}), csp::otherwise([] {}));
}

// --- signatures that others impose

void okUnnamed(csp::context, csp::chan<int> jobs) { jobs.recv(); }

struct Step {
  virtual ~Step() = default;
  virtual void run(csp::context ctx, csp::chan<int> jobs) = 0;
};

struct OkStep : Step {
  void run(csp::context ctx, csp::chan<int> jobs) override { jobs.recv(); }
};

void okHandler(csp::context ctx, csp::chan<int> jobs) { jobs.recv(); }
void use(std::function<void(csp::context, csp::chan<int>)> handler);

void okRegistered() {
  use(okHandler);
  use([](csp::context ctx, csp::chan<int> jobs) { jobs.recv(); });
}

// Asked once, before it waits for long.
void fnBefore(csp::context ctx, csp::chan<int> jobs) {
  if (ctx.err()) return;
  for (int job : jobs) handle(job);
}

// What it calls waits.
void fnHelper(csp::context ctx, Worker& worker) { worker.badRun(csp::background()); }
