// Sends that nobody ever receives, on csp: each in a fiber of its own, which stays for ever.
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include <csp/csp.h>

using namespace std::chrono_literals;

bool failed(int id);

// ---- Bad ---------------------------------------------------------------------------------------

void badUnbuffered() {
  csp::chan<int> jobs(0);  // note: 'jobs' made here
  csp::go([jobs] {         // note: the fiber was started here
    jobs.send(1);          // expect: send on 'jobs' blocks for ever: nobody receives
  });
}

void badMoreThanFits() {
  csp::chan<int> jobs(2);
  csp::go([jobs] {
    jobs.send(1);
    jobs.send(2);
    jobs.send(3);  // expect: send on 'jobs' blocks for ever: nobody receives
  });
}

void badLoopFillsBuffer() {
  csp::chan<int> jobs(3);
  csp::go([jobs] {
    for (int i = 0; i < 4; ++i) jobs.send(i);  // expect: send on 'jobs' blocks for ever
  });
}

void deliver(const csp::chan<std::string>& out, std::string text) {
  out.send(std::move(text));  // expect: blocks for ever: nobody receives
}

void badThroughHelper() {
  csp::chan<std::string> news(0);  // note: made here
  csp::go([news] { deliver(news, "up"); });
}

class audit {
 public:
  void note(int id) {
    entries_.send(id);  // expect: blocks for ever: nobody receives
  }

 private:
  csp::chan<int> entries_{0};  // note: made here
};

void badMember() {
  csp::go([] {
    audit trail;
    trail.note(1);
  });
}

void badSharedState() {
  auto trail = std::make_shared<csp::chan<int>>(0);
  csp::go([trail] {
    trail->send(1);  // expect: blocks for ever: nobody receives
  });
}

void badDeferred() {
  csp::chan<csp::unit> done(0);
  csp::go([done] {
    csp::defer tell{[&] { done.send({}); }};  // expect: send on 'done' blocks for ever
  });
}

void badInCatch() {
  csp::chan<int> errors(0);
  csp::go([errors] {
    try {
      throw std::runtime_error("disk");
    } catch (const std::exception&) {
      errors.send(1);  // expect: send on 'errors' blocks for ever
    }
  });
}

void badOnlyOnError() {
  csp::chan<int> errors(0);
  csp::go([errors] {
    if (failed(1)) errors.send(1);  // expect: send on 'errors'
  });
}

// The reader gets the other channel.
void badWrongChannel() {
  csp::chan<int> in(0), out(0);
  csp::go([in] { in.recv(); });
  csp::go([=] {
    in.send(1);
    out.send(1);  // expect: send on 'out' blocks for ever
  });
}

void badStdFunction() {
  csp::chan<int> jobs(0);
  std::function<void(int)> emit = [jobs](int id) {
    jobs.send(id);  // expect: send on 'jobs' blocks for ever
  };
  csp::go([emit] { emit(1); });
}

template <class T>
void push(csp::chan<T> out, T value) {
  out.send(value);  // expect: blocks for ever: nobody receives
}

void badTemplate() {
  csp::chan<int> jobs(0);
  csp::go([jobs] { push(jobs, 7); });
}

// A close does not receive.
void badSentBeforeClose() {
  csp::chan<int> jobs(0);
  csp::go([jobs] {
    jobs.send(1);  // expect: send on 'jobs' blocks for ever
    jobs.close();
  });
}

int main() {
  badUnbuffered();
  badMoreThanFits();
  badLoopFillsBuffer();
  badThroughHelper();
  badMember();
  badSharedState();
  badDeferred();
  badInCatch();
  badOnlyOnError();
  badWrongChannel();
  badStdFunction();
  badTemplate();
  badSentBeforeClose();
}
