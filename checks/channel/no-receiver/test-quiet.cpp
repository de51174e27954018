// Sends that somebody receives, that do not block, or whose channel is known elsewhere.
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <csp/csp.h>

using namespace std::chrono_literals;

bool failed(int id);
void use(int value);
void subscribe(csp::chan<int> events);         // not seen: it may start a receiver
std::unique_ptr<csp::chan<int>> registered();  // not seen: others may have it

csp::chan<int> metrics(0);
void publish(csp::chan<int>& channel);

void okReceiverInAFiber() {
  csp::chan<int> jobs(0);
  csp::go([jobs] { use(*jobs.recv()); });
  jobs.send(1);
}

void okSenderInAFiber() {
  csp::chan<int> jobs(0);
  csp::go([jobs] { jobs.send(1); });
  use(*jobs.recv());
}

void okFits() {
  csp::chan<int> jobs(2);
  jobs.send(1);
  jobs.send(2);
}

void okLoopFits() {
  csp::chan<int> jobs(4);
  for (int i = 0; i < 4; ++i) jobs.send(i);
}

void okAsManyReceives() {
  csp::chan<int> jobs(0);
  csp::go([jobs] {
    for (int i = 0; i < 3; ++i) jobs.send(i);
  });
  for (int i = 0; i < 3; ++i) use(*jobs.recv());
}

void okRange() {
  csp::chan<int> jobs(0);
  csp::go([jobs] {
    csp::defer end{[&] { jobs.close(); }};
    for (int i = 0; i < 3; ++i) jobs.send(i);
  });
  for (int job : jobs) use(job);
}

void okTrySend() {
  csp::chan<int> jobs(0);
  if (!jobs.try_send(1)) use(0);
}

void okSelectWithDefault() {
  csp::chan<int> jobs(0);
  csp::select(csp::on_send(jobs, 1, [] {}), csp::otherwise([] {}));
}

void okSelectWithTimeout() {
  csp::chan<int> jobs(0);
  csp::select(csp::on_send(jobs, 1, [] {}), csp::on_recv(csp::after(1ms), [] {}));
}

void okSelectWithContext() {
  auto [ctx, cancel] = csp::with_timeout(csp::background(), 1ms);
  csp::chan<int> jobs(0);
  csp::select(csp::on_send(jobs, 1, [] {}), csp::on_recv(ctx.done(), [] {}));
  cancel();
}

void okReceivedInASelect() {
  csp::chan<int> left(0), right(0);
  csp::go([left] { left.send(1); });
  csp::go([right] { right.send(1); });
  for (int i = 0; i < 2; ++i) {
    csp::select(csp::on_recv(left, [&](std::optional<int> v) { use(*v), left = {}; }),
                csp::on_recv(right, [&](std::optional<int> v) { use(*v), right = {}; }));
  }
}

void okGivenAway() {
  csp::chan<int> jobs(0);
  subscribe(jobs);
  csp::go([jobs] { jobs.send(1); });
}

void okGivenAwayInACopy() {
  csp::chan<int> jobs(0);
  auto copy = jobs;
  subscribe(copy);
  csp::go([jobs] { jobs.send(1); });
}

void okFromElsewhere() {
  auto jobs = registered();
  csp::go([jobs = std::move(jobs)] { jobs->send(1); });
}

void okGlobalThatOthersSee() {
  publish(metrics);
  csp::go([] { metrics.send(1); });
}

void okSentOverAChannel() {
  csp::chan<csp::chan<int>> requests(0);
  csp::go([requests] {
    csp::chan<int> reply = *requests.recv();
    reply.send(1);
  });
  csp::chan<int> reply(0);
  requests.send(reply);
  use(*reply.recv());
}

void okInAVector() {
  std::vector<csp::chan<int>> shards;
  for (int i = 0; i < 2; ++i) shards.emplace_back(0);
  for (const auto& shard : shards) csp::go([shard] { shard.send(1); });
  for (const auto& shard : shards) use(*shard.recv());
}

class inbox {
 public:
  inbox() {
    csp::go([jobs = jobs_, done = done_] {
      for (int job : jobs) use(job);
      done.close();
    });
  }
  ~inbox() {
    jobs_.close();
    done_.recv();
  }
  void put(int job) { jobs_.send(job); }

 private:
  csp::chan<int> jobs_{0};
  csp::chan<csp::unit> done_{0};
};

void okMemberWithWorker() {
  inbox mail;
  mail.put(1);
  mail.put(2);
}

void okEmitter() {
  csp::chan<int> jobs(0);
  csp::wait_group done;
  done.go([jobs] { use(*jobs.recv()); });
  std::function<void(int)> emit = [jobs](int id) { jobs.send(id); };
  emit(1);
  done.wait();
}

void okIgnored() {
  csp::chan<int> jobs(0);
  csp::go([jobs] {
    // chanvet: ignore[channel-no-receiver] the test wants a fiber that never ends
    jobs.send(1);
  });
}

// The program is run to here: the silence above is not that of a bound that was hit.
void badAtTheEnd() {
  csp::chan<int> jobs(0);
  csp::go([jobs] {
    jobs.send(1);  // expect: send on 'jobs' blocks for ever
  });
}

// Each run is one scenario.
int main(int argc, char**) {
  switch (argc) {
    case 1:
      okReceiverInAFiber();
      break;
    case 2:
      okSenderInAFiber();
      break;
    case 3:
      okFits();
      break;
    case 4:
      okLoopFits();
      break;
    case 5:
      okAsManyReceives();
      break;
    case 6:
      okRange();
      break;
    case 7:
      okTrySend();
      break;
    case 8:
      okSelectWithDefault();
      break;
    case 9:
      okSelectWithTimeout();
      break;
    case 10:
      okSelectWithContext();
      break;
    case 11:
      okReceivedInASelect();
      break;
    case 12:
      okGivenAway();
      break;
    case 13:
      okGivenAwayInACopy();
      break;
    case 14:
      okFromElsewhere();
      break;
    case 15:
      okGlobalThatOthersSee();
      break;
    case 16:
      okSentOverAChannel();
      break;
    case 17:
      okInAVector();
      break;
    case 18:
      okMemberWithWorker();
      break;
    case 19:
      okEmitter();
      break;
    case 20:
      okIgnored();
      break;
    case 21:
      badAtTheEnd();
      break;
  }
}
