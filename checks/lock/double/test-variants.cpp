// What a variant holds decides, on csp.
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include <csp/csp.h>

template <class... Parts>
struct overloaded : Parts... {
  using Parts::operator()...;
};
template <class... Parts>
overloaded(Parts...) -> overloaded<Parts...>;

struct idle {};
struct busy {
  int job = 0;
};
struct failed {
  std::string why;
};
using state = std::variant<idle, busy, failed>;

csp::mutex all;

class machine {
 public:
  void start(int job) {
    std::lock_guard hold(mutex_);
    state_ = busy{job};
  }
  bool stop() {
    mutex_.lock();  // expect: lock of 'mutex_' blocks for ever
    auto* job = std::get_if<busy>(&state_);
    if (!job) return false;
    state_ = job->job > 3 ? state(failed{"too big"}) : state(idle{});
    mutex_.unlock();
    return true;
  }
  bool hasFailed() const { return std::holds_alternative<failed>(state_); }
  std::size_t index() const { return state_.index(); }

 private:
  csp::mutex mutex_;
  state state_;
};

void badStoppedTwice() {
  machine one;
  one.start(4);
  one.stop();
  one.stop();
  one.stop();
}

void badOtherAlternative() {
  state now = busy{3};
  try {
    all.lock();
    std::get<idle>(now);
    all.unlock();
  } catch (const std::bad_variant_access&) {
    all.lock();  // expect: lock of 'all' blocks for ever
  }
}

void badVisited() {
  state now = failed{"no"};
  all.lock();
  std::visit(overloaded{[](idle&) {}, [](busy& job) { job.job = 0; },
                        [](auto& other) {
                          if (!other.why.empty()) all.lock();  // expect: lock of 'all' blocks
                        }},
             now);
}

void badGeneric() {
  struct first {
    void run() {}
  };
  struct second {
    void run() { all.lock(); }  // expect: lock of 'all' blocks for ever
  };
  std::variant<first, second> task;
  auto run = [&] { std::visit([](auto& each) { each.run(); }, task); };
  run();
  task.emplace<second>();
  run();
  run();
}

// Of the two cases that call it, one.
void badChosen(bool asBusy) {
  state now = asBusy ? state(busy{1}) : state(idle{});
  all.lock();
  if (now.index() == 1) all.lock();  // expect: lock of 'all' blocks for ever
}

void okOnce() {
  machine one;
  if (one.index() != 0) all.lock();
  one.start(4);
  if (!one.stop() || !one.hasFailed()) all.lock();
  one.start(2);
  if (!one.stop() || one.hasFailed()) all.lock();
}

void okVisited() {
  std::lock_guard hold(all);
  std::variant<std::monostate, int, std::string, std::function<int()>> any;
  auto number = [](auto& of) {
    return std::visit(overloaded{[](std::monostate) { return 0; }, [](int n) { return n; },
                                 [](const std::string& text) { return text == "one" ? 1 : -1; },
                                 [](const std::function<int()>& make) { return make(); }},
                      of);
  };
  if (number(any) != 0) all.lock();
  any = 5;
  if (number(any) != 5) all.lock();
  any = "one";
  if (number(any) != 1) all.lock();
  any = [] { return 7; };
  if (number(any) != 7) all.lock();
  any.emplace<1>(8);
  if (std::get<1>(any) != 8 || std::get_if<2>(&any)) all.lock();
}

struct counter {
  int& sum;
  void operator()(idle) const { ++sum; }
  void operator()(const busy& job) const { sum += job.job; }
  void operator()(const failed&) const { all.lock(); }
};

void okVisitor() {
  int sum = 0;
  std::lock_guard hold(all);
  for (const state& each : {state(idle{}), state(busy{4})}) std::visit(counter{sum}, each);
  if (sum != 5) all.lock();
}

void okCopied() {
  std::lock_guard hold(all);
  state first = busy{1}, second = first;
  first = idle{};
  if (second.index() != 1 || std::get<busy>(second).job != 1) all.lock();
  second = std::move(first);
  if (second.index() != 0) all.lock();
  state third{std::in_place_type<failed>, "late"}, fourth{std::in_place_index<1>};
  if (!std::holds_alternative<failed>(third) || fourth.index() != 1) all.lock();
}

// One thing is not another, whatever it is.
void okUnknown(const state& given) {
  std::lock_guard hold(all);
  if (std::holds_alternative<idle>(given) && std::get_if<busy>(&given)) all.lock();
  if (given.index() == 1 && !std::holds_alternative<busy>(given)) all.lock();
}

struct closer {
  explicit closer(csp::chan<int> c) : c(std::move(c)) {}
  closer(closer&&) = delete;
  ~closer() { c.close(); }
  csp::chan<int> c;
};

// Who owns what a variant holds is not followed.
void okOwner() {
  csp::chan<int> c(1);
  std::variant<std::monostate, std::unique_ptr<closer>> owner;
  owner = std::make_unique<closer>(c);
  auto next = std::move(owner);
  std::lock_guard hold(all);
  if (next.index() == 0) all.lock();
}

int main(int count, char**) {
  switch (count) {
    case 2:
      return badStoppedTwice(), 0;
    case 3:
      return badOtherAlternative(), 0;
    case 4:
      return badVisited(), 0;
    case 5:
      return badGeneric(), 0;
    case 6:
      return badChosen(count % 2), 0;
    case 7:
      return badChosen(count % 2), 0;
  }
  okOnce();
  okVisited();
  okVisitor();
  okCopied();
  okUnknown(count > 9 ? state(idle{}) : state(busy{}));
  okOwner();
}
