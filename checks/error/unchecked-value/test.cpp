#include <cassert>
#include <string>
#include <utility>

#include <csp/csp.h>

csp::result<int> get(int key);
csp::result<std::string> name(int key);
bool failed(const csp::result<int>& result);
void use(int);

// --- used without a look

void bad() {
  csp::result<int> answer = get(1);  // note: 'answer' comes from here
  // expect@+1: 'answer' may be an error: nobody has looked before its value is used
  use(answer.value());
}

void badAuto() {
  auto answer = name(1);
  use(answer.value().size());  // expect: 'answer' may be an error
}

void badOnce() {
  auto answer = get(1);
  use(answer.value());  // expect: 'answer' may be an error
  use(answer.value());
}

void badTooLate() {
  auto answer = get(1);
  use(answer.value());  // expect: 'answer' may be an error
  if (!answer.ok()) use(0);
}

void badInLoop() {
  for (int key = 0; key < 3; ++key) {
    auto answer = get(key);
    use(answer.value());  // expect: 'answer' may be an error
  }
}

void badInLambda() {
  csp::go([] {
    auto answer = get(1);
    use(answer.value());  // expect: 'answer' may be an error
  });
}

template <class T>
void badTemplate(T key) {
  auto answer = get(key);
  use(answer.value());  // expect: 'answer' may be an error
}
template void badTemplate(int);

#define VALUE(result) (result).value()
void badMacro() {
  auto answer = get(1);
  use(VALUE(answer));  // expect: 'answer' may be an error
}

int badReturned() {
  const csp::result<int> other = get(1);
  auto answer = get(2);
  return other.ok() ? answer.value() : 0;  // expect: 'answer' may be an error
}

struct Cache {
  Cache() {
    auto answer = get(1);
    held_ = answer.value();  // expect: 'answer' may be an error
  }
  int held_ = 0;
};

// --- silent

void ok() {
  auto answer = get(1);
  if (!answer.ok()) return;
  use(answer.value());
}

void okError() {
  auto answer = get(1);
  if (answer.err()) return;
  use(answer.value());
}

void okHelper() {
  auto answer = get(1);
  if (failed(answer)) return;
  use(answer.value());
}

void okAsserted() {
  auto answer = get(1);
  assert(answer.ok());
  use(answer.value());
}

void okTry() {
  try {
    auto answer = get(1);
    use(answer.value());
  } catch (const csp::panic_error&) {
    use(0);
  }
}

void okCondition() {
  if (auto answer = get(1); answer.ok()) use(answer.value());
}

void okComesBack() {
  auto answer = get(0);
  for (int key = 0; key < 3; ++key) {
    if (key > 0) use(answer.value());
    answer = get(key);
    if (!answer.ok()) return;
  }
}

void okParameter(csp::result<int>& answer) { use(answer.value()); }

void okCaptured() {
  auto answer = get(1);
  auto look = [&answer] { return answer.ok(); };
  if (look()) use(answer.value());
}

void okMade() {
  csp::result<int> answer(3);
  use(answer.value());
}

void okMoved(csp::result<int> given) {
  auto answer = std::move(given);
  use(answer.value());
}

void okTemporary() { use(get(1).value()); }

void okReceived(csp::chan<int> in) { use(in.recv().value()); }

void okUnused() { auto answer = get(1); }

void okShortCircuit() {
  auto answer = get(1);
  use(answer.ok() && answer.value() > 3);
}

struct Holder {
  void okMember() { use(answer_.value()); }
  csp::result<int> answer_ = get(1);
};

int main() {
  auto answer = get(1);
  return answer.ok() ? answer.value() : 1;
}
