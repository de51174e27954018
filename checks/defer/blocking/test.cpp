#include <string>

#include <csp/csp.h>

csp::chan<std::string> unbuffered(0);
csp::chan<std::string> buffered(8);
void use(int);
void risky();

void badHandler(csp::chan<std::string> log) {
  try {
    risky();
  } catch (const csp::panic_error& e) {
    // expect@+1: 'send' can wait in the handler of an exception, and the function does not end meanwhile
    log.send(e.what());
  }
}

void badEverything() {
  try {
    risky();
  } catch (...) {
    unbuffered.send("failed");  // expect: 'send' can wait in the handler of an exception
  }
}

void badReceive(csp::chan<csp::unit> token) {
  try {
    risky();
  } catch (...) {
    token.recv();  // expect: 'recv' can wait in the handler
  }
}

void badSleep() {
  try {
    risky();
  } catch (...) {
    csp::sleep_for(std::chrono::seconds(1));  // expect: 'sleep_for' can wait in the handler
  }
}

void badDeferred(csp::chan<csp::unit> done) {
  csp::defer finish{[done] { done.send({}); }};  // expect: 'send' can wait in a deferred call
  risky();
}

void badDeferredInFiber(csp::chan<csp::unit> done) {
  csp::go([done] {
    csp::defer finish([done] { done.send({}); });  // expect: 'send' can wait in a deferred call
    risky();
  });
}

template <class T>
void badTemplate(csp::chan<T> done) {
  csp::defer finish{[done] { done.send(T()); }};  // expect: 'send' can wait in a deferred call
  risky();
}
template void badTemplate(csp::chan<int>);

// --- silent

void okTried(csp::chan<std::string> log) {
  try {
    risky();
  } catch (const csp::panic_error& e) {
    if (!log.try_send(e.what())) use(1);
  }
}

void okRoom() {
  try {
    risky();
  } catch (const csp::panic_error& e) {
    buffered.send(e.what());
  }
}

void okOwnRoom(int workers) {
  csp::chan<int> done(workers);
  csp::defer finish{[done] { done.send(1); }};
  risky();
}

void okClosed(csp::chan<csp::unit> done) {
  csp::defer finish{[done] { done.close(); }};
  risky();
}

void okElsewhere(csp::chan<std::string> log) {
  try {
    risky();
  } catch (const csp::panic_error& e) {
    csp::go([log, what = std::string(e.what())] { log.send(what); });
  }
}

void okSelect(csp::chan<std::string> log) {
  try {
    risky();
  } catch (const csp::panic_error& e) {
    csp::select(csp::on_send(log, std::string(e.what()), [] {}), csp::otherwise([] {}));
  }
}

void okWaits(csp::wait_group& group) {
  csp::defer finish{[&] { group.wait(); }};
  risky();
}

void okTryBlock(csp::chan<int> out) {
  try {
    out.send(1);
  } catch (...) {
    use(1);
  }
}

void okLambda(csp::chan<int> out) {
  auto task = [out] { out.send(1); };
  task();
}

int main() { use(1); }
