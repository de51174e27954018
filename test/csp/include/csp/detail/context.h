// Errors, contexts, err_group.
#pragma once

#include "csp/csp.h"
#include "csp/detail/channel.h"
#include "csp/detail/fiber.h"

namespace csp::detail {

struct error_state {
  std::string message;
  error cause;
};

inline const error& canceled() {
  static const error* const e = new error("context canceled");
  return *e;
}

inline const error& deadline_exceeded() {
  static const error* const e = new error("context deadline exceeded");
  return *e;
}

// err and children are guarded by the runtime's lock; the rest does not change.
struct context_state {
  std::shared_ptr<context_state> parent{};
  context_state* root = nullptr;  // itself or the ancestor that it is done with; null: never done
  chan<unit> done{};
  std::optional<time_point> deadline{};
  std::string key{};
  std::any value{};
  std::weak_ptr<timer_state> timer{};  // pending timers own the context, not the other way round

  error err{};
  std::vector<std::shared_ptr<context_state>> children{};
};

// Ends it and all below it. Called with the runtime locked.
inline void cancel(const std::shared_ptr<context_state>& top, const error& why) {
  if (top->err) return;
  if (context_state* above = top->parent->root) std::erase(above->children, top);
  runtime& rt = runtime::get();
  std::vector<std::shared_ptr<context_state>> family{top};
  for (std::size_t i = 0; i < family.size(); ++i) {
    context_state& one = *family[i];
    one.err = why;
    access::state(one.done)->close();
    if (auto timer = one.timer.lock()) rt.disarm(*timer);
    for (auto& child : std::exchange(one.children, {})) family.push_back(std::move(child));
  }
  for (auto& one : family) rt.retire(std::move(one));
}

// A child that can be done, and is if the parent is. Called with the runtime locked.
inline std::shared_ptr<context_state> add_child(const std::shared_ptr<context_state>& parent) {
  auto child = std::make_shared<context_state>(
      context_state{.parent = parent, .done = chan<unit>(0), .deadline = parent->deadline});
  child->root = child.get();
  context_state* above = parent->root;
  if (above == nullptr) return child;
  if (above->err) {
    cancel(child, above->err);
  } else {
    above->children.push_back(child);
  }
  return child;
}

inline std::pair<context, cancel_func> with_its_cancel(std::shared_ptr<context_state> state,
                                                       location where) {
  cancel_func stop = [state, where] {
    locked l = runtime::get().step({"context cancel", where});
    cancel(state, canceled());
  };
  return {context(std::move(state)), std::move(stop)};
}

}  // namespace csp::detail

namespace csp {

// ---- errors -------------------------------------------------------------------------------------

inline error::error(std::string message)
    : state_(new detail::error_state{std::move(message), error()}) {}

inline std::string error::message() const { return state_ == nullptr ? "" : state_->message; }

inline error error::unwrap() const { return state_ == nullptr ? error() : state_->cause; }

inline error errorf(std::string message) { return error(std::move(message)); }

inline error wrap(error cause, std::string message) {
  error e;
  message += ": " + cause.message();
  e.state_.reset(new detail::error_state{std::move(message), std::move(cause)});
  return e;
}

inline bool is(const error& e, const error& target) {
  for (error at = e; at; at = at.unwrap()) {
    if (at == target) return true;
  }
  return e == target;  // both nil
}

template <class T>
T& result<T>::value() {
  if (!ok()) panic("value() of an error: " + err_.message());
  return *value_;
}

// ---- contexts -----------------------------------------------------------------------------------

inline chan<unit> context::done() const { return state_->done; }

inline error context::err(location where) const {
  detail::locked l = detail::runtime::get().step({"context err", where});
  return state_->root == nullptr ? error() : state_->root->err;
}

inline std::optional<time_point> context::deadline() const { return state_->deadline; }

inline std::any context::value(const std::string& key) const {
  for (const detail::context_state* at = state_.get(); at != nullptr; at = at->parent.get()) {
    if (at->value.has_value() && at->key == key) return at->value;
  }
  return {};
}

inline context background() {
  static const auto* const state = new auto(std::make_shared<detail::context_state>());
  return context(*state);
}

inline context todo() { return background(); }

inline std::pair<context, cancel_func> with_cancel(context parent, location where) {
  detail::locked l = detail::runtime::get().step({"with_cancel", where});
  return detail::with_its_cancel(detail::add_child(detail::access::state(parent)), where);
}

inline std::pair<context, cancel_func> with_timeout(context parent, std::chrono::nanoseconds d,
                                                    location where) {
  return with_deadline(std::move(parent), detail::runtime::get().in(d), where);
}

inline std::pair<context, cancel_func> with_deadline(context parent, time_point at,
                                                     location where) {
  if (parent.deadline() && *parent.deadline() <= at) return with_cancel(std::move(parent), where);
  detail::runtime& rt = detail::runtime::get();
  detail::locked l = rt.step({"with_deadline", where});
  auto child = detail::add_child(detail::access::state(parent));
  child->deadline = at;
  if (at <= rt.now()) {
    detail::cancel(child, detail::deadline_exceeded());
  } else if (!child->err) {
    auto expire = [child] { detail::cancel(child, detail::deadline_exceeded()); };
    auto timer = std::make_shared<detail::timer_state>(detail::timer_state{
        .fire = expire, .serves = &detail::access::state(child->done)->receivers});
    child->timer = timer;
    rt.arm(timer, at);
  }
  return detail::with_its_cancel(std::move(child), where);
}

inline context with_value(context parent, std::string key, std::any value) {
  const auto& above = detail::access::state(parent);
  return context(
      std::make_shared<detail::context_state>(detail::context_state{.parent = above,
                                                                    .root = above->root,
                                                                    .done = above->done,
                                                                    .deadline = above->deadline,
                                                                    .key = std::move(key),
                                                                    .value = std::move(value)}));
}

// ---- err_group ----------------------------------------------------------------------------------

struct detail::group_state {
  context ctx;
  cancel_func cancel;
  wait_group open{};
  std::mutex mutex{};
  error first{};

  void fail(error e) {
    {
      std::lock_guard guard(mutex);
      if (first) return;
      first = std::move(e);
    }
    cancel();
  }
};

inline err_group::err_group() : state_(new detail::group_state{background(), [] {}}) {}

inline err_group::err_group(context parent, location where) {
  auto [ctx, cancel] = with_cancel(std::move(parent), where);
  state_.reset(new detail::group_state{std::move(ctx), std::move(cancel)});
}

template <class F>
void err_group::go(F f, location where) {
  state_->open.go(
      [state = state_, f = std::move(f)]() mutable {
        if (error e = f()) state->fail(std::move(e));
      },
      where);
}

inline error err_group::wait(location where) {
  state_->open.wait(where);
  state_->cancel();
  std::lock_guard guard(state_->mutex);
  return state_->first;
}

inline context err_group::ctx() const { return state_->ctx; }

}  // namespace csp
