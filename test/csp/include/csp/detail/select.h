// select and its cases.
#pragma once

#include "csp/csp.h"
#include "csp/detail/channel.h"

namespace csp::detail {

// All members but run() are called with the runtime locked.
class select_case {
 public:
  explicit select_case(location w) : where(w) {}

  virtual bool ready() const { return false; }
  virtual bool is_otherwise() const { return false; }
  virtual void perform() {}  // the operation; only when ready
  virtual void* slot() { return nullptr; }
  virtual wait_queue* queue() { return nullptr; }  // where to wait; null: never ready
  virtual void resume(bool) {}  // the operation happened while waiting, or was closed
  virtual void run() = 0;       // the user's function

  const location where;

 protected:
  ~select_case() = default;
};

template <class T, class F>
class recv_case final : public select_case {
 public:
  recv_case(chan<T> ch, F f, location w)
      : select_case(w), state_(access::state(ch)), f_(std::move(f)) {}

  bool ready() const override { return state_ != nullptr && state_->can_receive(); }
  void perform() override { value_ = state_->receive(); }
  void* slot() override { return &value_; }
  wait_queue* queue() override { return state_ == nullptr ? nullptr : &state_->receivers; }
  void run() override {
    if constexpr (std::is_invocable_v<F&, std::optional<T>>) {
      static_cast<void>(f_(std::exchange(value_, std::nullopt)));
    } else {
      value_.reset();
      static_cast<void>(f_());
    }
  }

 private:
  std::shared_ptr<chan_state<T>> state_;
  F f_;
  std::optional<T> value_;
};

template <class T, class F>
class send_case final : public select_case {
 public:
  send_case(chan<T> ch, T value, F f, location w)
      : select_case(w), state_(access::state(ch)), value_(std::move(value)), f_(std::move(f)) {}

  bool ready() const override { return state_ != nullptr && state_->can_send(); }
  void perform() override { state_->send(value_); }
  void* slot() override { return &value_; }
  wait_queue* queue() override { return state_ == nullptr ? nullptr : &state_->senders; }
  void resume(bool closed) override {
    if (closed) throw panic_error("send on closed channel");
  }
  void run() override { static_cast<void>(f_()); }

 private:
  std::shared_ptr<chan_state<T>> state_;
  T value_;
  F f_;
};

template <class F>
class otherwise_case final : public select_case {
 public:
  otherwise_case(F f, location w) : select_case(w), f_(std::move(f)) {}

  bool is_otherwise() const override { return true; }
  void run() override { static_cast<void>(f_()); }

 private:
  F f_;
};

inline selection pick_case(const std::vector<select_case*>& cases) {
  std::vector<std::size_t> ready;
  std::optional<std::size_t> fallback;
  std::vector<wait_queue*> queues;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    if (cases[i]->ready()) ready.push_back(i);
    if (cases[i]->is_otherwise()) fallback = i;
    queues.push_back(cases[i]->queue());
  }
  return runtime::get().choose_case(ready, fallback, queues);
}

inline std::size_t wait_for_case(locked& l, const std::vector<select_case*>& cases) {
  std::vector<waiter> waiters;
  for (select_case* c : cases) waiters.push_back({c->slot(), c->queue()});
  runtime& rt = runtime::get();
  wait w(rt.current(), waiters.data(), waiters.size());
  const waiter& served = rt.block(l, {"select", cases.front()->where}, w);
  const auto index = static_cast<std::size_t>(&served - waiters.data());
  cases[index]->resume(served.closed);
  return index;
}

// The case that was performed; nullopt: the select has another turn.
inline std::optional<std::size_t> try_select(const std::vector<select_case*>& cases) {
  locked l = runtime::get().step({"select", cases.front()->where});
  const selection picked = pick_case(cases);
  switch (picked.what) {
    case selection::take:
      cases[picked.index]->perform();
      return picked.index;
    case selection::wait:
      return wait_for_case(l, cases);
    case selection::again:
      break;
  }
  return std::nullopt;
}

inline std::size_t run_select(const std::vector<select_case*>& cases) {
  std::optional<std::size_t> index;
  while (!index) index = try_select(cases);
  cases[*index]->run();
  return *index;
}

}  // namespace csp::detail

namespace csp {

template <class... Cases>
  requires(sizeof...(Cases) > 0 &&
           (std::derived_from<std::remove_cvref_t<Cases>, detail::select_case> && ...))
std::size_t select(Cases&&... cases) {
  return detail::run_select({&cases...});
}

inline std::size_t select(location where) {
  detail::runtime& rt = detail::runtime::get();
  detail::locked l = rt.step({"select (no cases)", where});
  rt.block_for_ever(l, {"select (no cases)", where});
  return 0;
}

template <class T, class F>
auto on_recv(chan<T> ch, F f, location where) {
  return detail::recv_case<T, F>(std::move(ch), std::move(f), where);
}

template <class T, class F>
auto on_send(chan<T> ch, std::type_identity_t<T> value, F f, location where) {
  return detail::send_case<T, F>(std::move(ch), std::move(value), std::move(f), where);
}

template <class F>
auto otherwise(F f, location where) {
  return detail::otherwise_case<F>(std::move(f), where);
}

}  // namespace csp
