// A coroutine that is given to a function object is started by that, and not by its own call.
// RUN: %chanvet model --dialect %S/Inputs/starters.yaml %s -- -std=c++20 | FileCheck %s
#include <coroutine>

namespace starters {

struct task {
  struct promise_type {
    task get_return_object();
    std::suspend_always initial_suspend();
    std::suspend_always final_suspend() noexcept;
    void return_void();
    void unhandled_exception();
  };
};

inline constexpr struct spawn_fn {
  void operator()(task work) const;
} spawn;
inline constexpr struct run_fn {
  void operator()(task work) const;
} run;

}  // namespace starters

starters::task work(int) { co_return; }

// CHECK-LABEL: function main()
// CHECK-NOT: call @
// CHECK: spawn @work(1)
// CHECK-NOT: spawn
// CHECK: call @work(2)
// CHECK: return
int main() {
  starters::spawn(work(1));
  starters::run(work(2));
}
