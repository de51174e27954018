// once called from inside its own task, on csp; each in a fiber of its own.
#include <functional>
#include <memory>

#include <csp/csp.h>

bool failed(int id);

class config {
 public:
  int timeout() {
    load_.call([this] {  // expect: call of 'load_' blocks for ever: it is called from inside
      timeout_ = retries() * 10;
    });
    return timeout_;
  }
  int retries() { return timeout() > 0 ? 3 : 1; }

 private:
  csp::once load_;
  int timeout_ = 0;
};

void badThroughMethods() {
  config settings;
  settings.timeout();
}

void badDirect() {
  csp::once first;
  first.call([&] {
    first.call([] {});  // expect: call of 'first' blocks for ever
  });
}

void badOnTheErrorPath() {
  auto open = std::make_shared<csp::once>();
  std::function<void()> retry = [open] {
    open->call([] {});  // expect: blocks for ever: it is called from inside its own task
  };
  open->call([&] {
    if (failed(1)) retry();
  });
}

int main() {
  csp::go(badThroughMethods);
  csp::go(badDirect);
  csp::go(badOnTheErrorPath);
  csp::sleep_for(std::chrono::seconds(1));
}
