// Receives that are served, that do not block, or whose channel is known elsewhere.
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

#include <csp/csp.h>

using namespace std::chrono_literals;

bool failed(int id);
int fetch(int id);
void use(int value);
void publish(csp::chan<int> events);    // not seen: it may send
csp::chan<csp::unit> shutdownSignal();  // not seen: others have it

void okSenderInAFiber() {
  csp::chan<int> jobs(0);
  csp::go([jobs] { jobs.send(1); });
  use(*jobs.recv());
}

void okBuffered() {
  csp::chan<int> jobs(1);
  jobs.send(1);
  use(*jobs.recv());
}

void okClosed() {
  csp::chan<csp::unit> done(0);
  csp::go([done] { done.close(); });
  done.recv();
}

void okClosedBefore() {
  csp::chan<csp::unit> done(0);
  done.close();
  done.recv();
  done.recv();
}

void okEarlyReturnCloses() {
  csp::chan<int> size(0);
  csp::go([size] {
    csp::defer end{[&] { size.close(); }};
    if (failed(1)) return;
    size.send(fetch(1));
  });
  use(size.recv().value_or(0));
}

void okEveryPathSends() {
  csp::chan<int> size(0);
  csp::go([size] {
    if (failed(1)) {
      size.send(-1);
      return;
    }
    size.send(fetch(1));
  });
  use(*size.recv());
}

void okHandlerSends() {
  csp::chan<int> size(0);
  csp::go([size] {
    int bytes = -1;
    try {
      if (failed(1)) throw std::runtime_error("load");
      bytes = fetch(1);
    } catch (const std::exception&) {
      use(0);
    }
    size.send(bytes);
  });
  use(*size.recv());
}

void okTryReceive() {
  csp::chan<int> jobs(0);
  if (auto job = jobs.try_recv()) use(*job);
}

void okDefault() {
  csp::chan<int> jobs(0);
  csp::select(csp::on_recv(jobs, [] {}), csp::otherwise([] {}));
}

void okTimeout() {
  csp::chan<int> jobs(0);
  csp::select(csp::on_recv(jobs, [] {}), csp::on_recv(csp::after(1s), [] {}));
}

void okTimers() {
  csp::after(1ms).recv();
  csp::timer once(1ms);
  once.c().recv();
  csp::ticker often(1ms);
  csp::defer stop{[&] { often.stop(); }};
  often.c().recv();
  often.c().recv();
}

void okContextWithTimeout() {
  auto [ctx, cancel] = csp::with_timeout(csp::background(), 1ms);
  csp::defer end{cancel};
  ctx.done().recv();
}

void okCancelled() {
  auto [ctx, cancel] = csp::with_cancel(csp::background());
  csp::go([ctx = ctx] { ctx.done().recv(); });
  if (failed(1)) use(0);
  cancel();
}

void okAllResults() {
  csp::chan<int> rows(0);
  for (int i = 0; i < 3; ++i) csp::go([rows, i] { rows.send(i); });
  for (int i = 0; i < 3; ++i) use(*rows.recv());
}

void okOneSignalForAll() {
  csp::chan<csp::unit> stop(0);
  for (int i = 0; i < 2; ++i) csp::go([stop] { stop.recv(); });
  stop.close();
}

void okGivenAway() {
  csp::chan<int> jobs(0);
  publish(jobs);
  use(*jobs.recv());
}

void okFromElsewhere() { shutdownSignal().recv(); }

void okReplyOverAChannel() {
  csp::chan<csp::chan<int>> requests(0);
  csp::go([requests] {
    while (auto reply = requests.recv()) reply->send(1);
  });
  csp::chan<int> reply(0);
  requests.send(reply);
  use(*reply.recv());
  requests.close();
}

void okAgreeingConditions(bool wanted) {
  csp::chan<int> answer(0);
  if (wanted) csp::go([answer] { answer.send(fetch(1)); });
  use(0);
  if (wanted) use(*answer.recv());
}

void okCallback() {
  csp::chan<int> answer(0);
  std::function<void(int)> reply = [answer](int value) { answer.send(value); };
  csp::go([reply] { reply(1); });
  use(*answer.recv());
}

void okTimerCallback() {
  csp::chan<csp::unit> fired(0);
  csp::timer alarm = csp::after_func(1ms, [fired] { fired.close(); });
  fired.recv();
}

class worker {
 public:
  worker() {
    csp::go([this] {
      for (int job : jobs_) use(job);
      done_.close();
    });
  }
  ~worker() {
    jobs_.close();
    done_.recv();
  }
  void put(int job) { jobs_.send(job); }

 private:
  csp::chan<int> jobs_{0};
  csp::chan<csp::unit> done_{0};
};

void okJoinedInDestructor() {
  worker one;
  one.put(1);
}

void okIgnored() {
  csp::chan<csp::unit> forever(0);
  // chanvet: ignore[channel-no-sender] the process ends by a signal
  forever.recv();
}

// The program is run to its end: the silence above is not that of a bound that was hit.
void badAtTheEnd() {
  csp::chan<int> jobs(0);
  use(*jobs.recv());  // expect: receive from 'jobs' blocks for ever
}

// Each run is one scenario.
int main(int argc, char**) {
  switch (argc) {
    case 1:
      okSenderInAFiber();
      break;
    case 2:
      okBuffered();
      break;
    case 3:
      okClosed();
      break;
    case 4:
      okClosedBefore();
      break;
    case 5:
      okEarlyReturnCloses();
      break;
    case 6:
      okEveryPathSends();
      break;
    case 7:
      okHandlerSends();
      break;
    case 8:
      okTryReceive();
      break;
    case 9:
      okDefault();
      break;
    case 10:
      okTimeout();
      break;
    case 11:
      okTimers();
      break;
    case 12:
      okContextWithTimeout();
      break;
    case 13:
      okCancelled();
      break;
    case 14:
      okAllResults();
      break;
    case 15:
      okOneSignalForAll();
      break;
    case 16:
      okGivenAway();
      break;
    case 17:
      okFromElsewhere();
      break;
    case 18:
      okReplyOverAChannel();
      break;
    case 19:
      okAgreeingConditions(failed(3));
      break;
    case 20:
      okCallback();
      break;
    case 21:
      okTimerCallback();
      break;
    case 22:
      okJoinedInDestructor();
      break;
    case 23:
      okIgnored();
      break;
    case 24:
      badAtTheEnd();
      break;
  }
}
