// Stacks of execution that one thread switches between: what fibers are when a run is
// deterministic.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include <cxxabi.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unistd.h>

namespace csp::detail {

// Memory for stacks. They are used again, since programs are run many times over.
class stack_pool {
 public:
  static constexpr std::size_t size = 256 * 1024;

  static stack_pool& get() {
    static stack_pool* const the_pool = new stack_pool;
    return *the_pool;
  }

  // The lowest page of a stack cannot be written: a fiber that runs out of it crashes.
  void* take() {
    if (!free_.empty()) {
      void* stack = free_.back();
      free_.pop_back();
      return stack;
    }
    void* stack = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (stack == MAP_FAILED) {
      std::fputs("fatal error: no memory for the stack of a fiber\n", stderr);
      std::abort();
    }
    mprotect(stack, static_cast<std::size_t>(sysconf(_SC_PAGESIZE)), PROT_NONE);
    return stack;
  }
  void put(void* stack) { free_.push_back(stack); }

 private:
  std::vector<void*> free_;
};

class coroutine {
 public:
  // The stack that the calling thread has already.
  coroutine() = default;

  // A new one. body(argument) runs on it at the first switch, and must not return.
  coroutine(void (*body)(void*), void* argument)
      : stack_(stack_pool::get().take()), body_(body), argument_(argument) {
    getcontext(&context_);
    context_.uc_stack.ss_sp = stack_;
    context_.uc_stack.ss_size = stack_pool::size;
    const auto self = reinterpret_cast<std::uintptr_t>(this);
    makecontext(&context_, reinterpret_cast<void (*)()>(&start), 2, static_cast<unsigned>(self),
                static_cast<unsigned>(self >> 32));
  }

  coroutine(const coroutine&) = delete;
  coroutine& operator=(const coroutine&) = delete;

  // What is still on the stack is given up, not destroyed.
  ~coroutine() {
    if (stack_ != nullptr) stack_pool::get().put(stack_);
  }

  // Returns when somebody switches back to `from`, on whose stack the caller is.
  static void switch_between(coroutine& from, coroutine& to) {
    exceptions& now = *reinterpret_cast<exceptions*>(abi::__cxa_get_globals());
    from.exceptions_ = now;
    now = to.exceptions_;
    swapcontext(&from.context_, &to.context_);
  }

 private:
  // The exceptions that are being handled belong to a stack: __cxa_eh_globals of the Itanium C++
  // ABI for exception handling, 2.2.2.
  struct exceptions {
    void* caught = nullptr;
    unsigned uncaught = 0;
  };

  static void start(unsigned low, unsigned high) {
    const auto self = reinterpret_cast<coroutine*>((static_cast<std::uintptr_t>(high) << 32) | low);
    self->body_(self->argument_);
    std::abort();
  }

  ucontext_t context_{};
  exceptions exceptions_{};
  void* stack_ = nullptr;
  void (*body_)(void*) = nullptr;
  void* argument_ = nullptr;
};

}  // namespace csp::detail
