// What other checks tell with better evidence is theirs.
// checks: -*,select-no-exit,fiber-leak,select-busy-loop
#include <optional>

#include <csp/csp.h>

void handle(int job);

void badLeak(csp::context ctx, csp::chan<int> urgent, csp::chan<int> normal) {
  if (ctx.err()) return;  // step: operation on 'ctx'
  auto run = [](std::optional<int> job) { (void)job; };
  for (;;) csp::select(csp::on_recv(urgent, run), csp::on_recv(normal, run));  // expect: select
}

class Sampler {
 public:
  Sampler() {
    csp::go([this] { badRun(); });
  }
  ~Sampler() { samples_.close(); }

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

int main() {
  auto [ctx, cancel] = csp::with_cancel(csp::background());
  csp::chan<int> urgent(0), normal(0);
  csp::go(badLeak, ctx, urgent, normal);
  normal.send(1);
  urgent.send(2);
  cancel();
}
