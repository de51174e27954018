#include "driver/Recovery.h"

#include <csignal>

#include <llvm/Support/CrashRecoveryContext.h>

namespace chanvet::driver {

namespace {

// A stack for signal handlers of this thread: after an overflow there is no room left on its own.
class SignalStack {
 public:
  SignalStack() {
    stack_t stack = {};
    stack.ss_sp = memory_;
    stack.ss_size = sizeof(memory_);
    sigaltstack(&stack, nullptr);
  }
  ~SignalStack() {
    stack_t none = {};
    none.ss_flags = SS_DISABLE;
    sigaltstack(&none, nullptr);
  }

 private:
  char memory_[64 << 10];
};

// LLVM's recovery from crashes, made to work for stack overflows too.
bool enableRecovery() {
  llvm::CrashRecoveryContext::Enable();
  for (int signal : {SIGSEGV, SIGBUS}) {
    struct sigaction action;
    sigaction(signal, nullptr, &action);
    action.sa_flags |= SA_ONSTACK;
    sigaction(signal, &action, nullptr);
  }
  return true;
}

}  // namespace

bool runSafely(llvm::function_ref<void()> work) {
  [[maybe_unused]] static const bool isEnabled = enableRecovery();
  llvm::CrashRecoveryContext recovery;
  return recovery.RunSafelyOnThread(
      [&] {
        SignalStack signalStack;
        work();
      },
      kStackSize);
}

void crashForReal() { llvm::CrashRecoveryContext::Disable(); }

}  // namespace chanvet::driver
