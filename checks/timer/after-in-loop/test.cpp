// Timers without a handle that a loop makes outside of its selects, on csp.
#include <algorithm>
#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <csp/csp.h>

using namespace std::chrono_literals;

using Late = csp::chan<csp::time_point>;

bool isRunning();
void use(std::optional<int> value);
bool answered(int request, Late late);
void remember(int request, Late late);

// ---- What is reported --------------------------------------------------------------------------

void badArgument(const std::vector<int>& requests) {
  for (int request : requests)  // note: for each turn of this loop
    answered(request,
             // expect@+1: 'after' makes a timer on every turn of the loop, which nothing can stop
             csp::after(1s));
}

void badWhile() {
  int request = 0;
  while (isRunning()) remember(++request, csp::after(1s));  // expect: 'after' makes a timer
}

void badCounted(int count) {
  for (int request = 0; request < count; ++request)
    answered(request, csp::after(1s));  // expect: timer
}

void badStored(std::vector<Late>& timers) {
  do timers.push_back(csp::after(1s));  // expect: 'after' makes a timer
  while (isRunning());
}

void badVariable(const std::vector<int>& requests) {
  for (int request : requests) {
    Late late = csp::after(1s);  // expect: 'after' makes a timer
    if (!answered(request, late)) return;
  }
}

void badTried(const std::vector<int>& requests) {
  for (int request : requests) {
    auto late = csp::after(1s);  // expect: 'after' makes a timer
    while (!late.try_recv()) use(request);
  }
}

void badNested(const std::vector<std::vector<int>>& rows) {
  for (const auto& row : rows)
    for (int attempt = 0; attempt < 3; ++attempt)
      answered(attempt, csp::after(1s));  // expect: timer
}

void badAlgorithm(const std::vector<std::vector<int>>& rows) {
  for (const auto& row : rows)
    std::for_each(row.begin(), row.end(),
                  [](int request) { answered(request, csp::after(1s)); });  // expect: 'after' makes
}

class Client {
 public:
  explicit Client(const std::vector<int>& requests) {
    for (int request : requests) late_[request] = csp::after(1s);  // expect: 'after' makes a timer
  }

 private:
  std::map<int, Late> late_;
};

Late inAMinute() { return csp::after(1min); }
Late soon() { return inAMinute(); }

void badHelper(const std::vector<int>& requests) {
  for (int request : requests) answered(request, soon());  // expect: 'soon' makes a timer
}

#define IN_A_SECOND csp::after(1s)

void badMacro(const std::vector<int>& requests) {
  for (int request : requests) answered(request, IN_A_SECOND);  // expect: 'after' makes a timer
}

template <class Requests>
void badTemplate(const Requests& requests) {
  for (auto request : requests) answered(request, csp::after(1s));  // expect: 'after' makes a timer
}
template void badTemplate(const std::vector<int>& requests);

void badFunction(const std::vector<int>& requests) {
  std::function<void()> all = [&] {
    for (int request : requests)
      answered(request, csp::after(1s));  // expect: 'after' makes a timer
  };
  all();
}

// ---- What is fine ------------------------------------------------------------------------------

void okOnce(int request) { answered(request, csp::after(1s)); }

// A pause: the timer has fired before the next one is made.
void okPause() {
  while (isRunning()) csp::after(1s).recv();
}

void okPauseVariable() {
  while (isRunning()) {
    Late next = csp::after(1s);
    use(1);
    next.recv();
  }
}

void okBeforeLoop(const std::vector<int>& requests) {
  Late late = csp::after(1s);
  for (int request : requests)
    if (!answered(request, late)) break;
}

// Waits for ever, but makes one timer.
void okRangeOnce() {
  for (csp::time_point late : csp::after(1s)) use(late.time_since_epoch().count() > 0);
}

void okFew() {
  for (int request = 3; request > 0; --request) answered(request, csp::after(1s));
  for (int request : {1, 2, 3}) answered(request, csp::after(1s));
  const int known[] = {1, 2};
  for (int request : known) answered(request, csp::after(1s));
}

bool okLeaves(const std::vector<int>& requests) {
  for (int request : requests) return answered(request, csp::after(1s));
  return false;
}

void badThrowsSometimes(const std::vector<int>& requests) {
  for (int request : requests)
    if (answered(request, csp::after(1s))) throw request;  // expect: 'after' makes a timer
}

void okThrows(const std::vector<int>& requests) {
  for (int request : requests) throw answered(request, csp::after(1s));
}

void okFiberPerTurn(const std::vector<int>& requests) {
  for (int request : requests) csp::go([request] { answered(request, csp::after(1s)); });
}

void okStoppable(const std::vector<int>& requests) {
  for (int request : requests) {
    csp::timer late(1s);
    answered(request, late.c());
    late.stop();
  }
}

// Handlers of their own, with handles that stop them.
void okAfterFunc(const std::vector<int>& requests, std::vector<csp::timer>& timers) {
  for (int request : requests) timers.push_back(csp::after_func(1s, [request] { use(request); }));
}

// In a select: select-timer-in-loop asks about that.
void okSelect(csp::chan<int> packets) {
  while (isRunning()) csp::select(csp::on_recv(packets, use), csp::on_recv(csp::after(1s), [] {}));
}

void okNotEvaluated(const std::vector<int>& requests) {
  for (int request : requests) use(request + static_cast<int>(sizeof(csp::after(1s))));
}

void okSuppressed(const std::vector<int>& requests) {
  for (int request : requests)
    answered(request, csp::after(1s));  // NOLINT(timer-after-in-loop): at most a handful
}

namespace other {
int after(int value);
void okOtherAfter() {
  while (isRunning()) use(after(1));
}
}  // namespace other
