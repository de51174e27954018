// Channels: their state, and the members of csp::chan.
#pragma once

#include "csp/csp.h"

namespace csp::detail {

// The states behind handles that only the library may see.
struct access {
  template <class T>
  static const std::shared_ptr<chan_state<T>>& state(const chan<T>& ch) {
    return ch.state_;
  }
  static const std::shared_ptr<context_state>& state(const context& ctx) { return ctx.state_; }
  static timer make_timer(std::shared_ptr<timer_state> state) { return timer(std::move(state)); }
};

// All members are called with the runtime locked. A receiver's slot is a std::optional<T>, a
// sender's a T. Senders wait only while the buffer is full, receivers only while it is empty.
template <class T>
struct chan_state {
  const std::size_t capacity;
  std::deque<T> buffer{};
  bool closed = false;
  wait_queue senders{};
  wait_queue receivers{};

  bool can_send() const { return closed || !receivers.empty() || buffer.size() < capacity; }
  bool can_receive() const { return closed || !senders.empty() || !buffer.empty(); }

  // Only when can_send(). Panics when closed.
  void send(T& value) {
    if (closed) throw panic_error("send on closed channel");
    if (receivers.empty()) {
      buffer.push_back(std::move(value));
      return;
    }
    waiter& receiver = *receivers.front();
    static_cast<std::optional<T>*>(receiver.slot)->emplace(std::move(value));
    runtime::get().serve(receiver);
  }

  // Only when can_receive(). Nothing when closed and drained.
  std::optional<T> receive() {
    if (!senders.empty()) {
      waiter& sender = *senders.front();
      buffer.push_back(std::move(*static_cast<T*>(sender.slot)));
      runtime::get().serve(sender);
    }
    if (buffer.empty()) return std::nullopt;
    std::optional<T> value(std::move(buffer.front()));
    buffer.pop_front();
    return value;
  }

  void close() {
    if (closed) throw panic_error("close of closed channel");
    closed = true;
    for (waiter* sender : senders) sender->closed = true;
    runtime::get().serve_all(senders);
    runtime::get().serve_all(receivers);
  }
};

}  // namespace csp::detail

namespace csp {

template <class T>
chan<T>::chan(std::size_t capacity) : state_(new detail::chan_state<T>{capacity}) {}

template <class T>
void chan<T>::send(T value, location where) const {
  detail::runtime& rt = detail::runtime::get();
  const auto state = state_;  // this handle may be gone when a blocked send goes on
  detail::locked l = rt.step({"chan send", where});
  if (state == nullptr) rt.block_for_ever(l, {"chan send (nil chan)", where});
  if (state->can_send()) return state->send(value);
  if (!rt.wait_in(l, {"chan send", where}, state->senders, &value)) {
    throw panic_error("send on closed channel");
  }
}

template <class T>
std::optional<T> chan<T>::recv(location where) const {
  detail::runtime& rt = detail::runtime::get();
  const auto state = state_;
  detail::locked l = rt.step({"chan receive", where});
  if (state == nullptr) rt.block_for_ever(l, {"chan receive (nil chan)", where});
  if (state->can_receive()) return state->receive();
  std::optional<T> value;
  rt.wait_in(l, {"chan receive", where}, state->receivers, &value);
  return value;
}

template <class T>
bool chan<T>::try_send(T value, location where) const {
  detail::locked l = detail::runtime::get().step({"chan try_send", where});
  if (state_ == nullptr || !state_->can_send()) return false;
  state_->send(value);
  return true;
}

template <class T>
std::optional<T> chan<T>::try_recv(location where) const {
  detail::locked l = detail::runtime::get().step({"chan try_recv", where});
  if (state_ == nullptr || !state_->can_receive()) return std::nullopt;
  return state_->receive();
}

template <class T>
void chan<T>::close(location where) const {
  detail::locked l = detail::runtime::get().step({"chan close", where});
  if (state_ == nullptr) throw panic_error("close of nil channel");
  state_->close();
}

template <class T>
std::size_t chan<T>::len(location where) const {
  detail::locked l = detail::runtime::get().step({"chan len", where});
  return state_ == nullptr ? 0 : state_->buffer.size();
}

template <class T>
std::size_t chan<T>::cap() const {
  return state_ == nullptr ? 0 : state_->capacity;
}

template <class T>
class chan<T>::iterator {
 public:
  iterator(chan ch, location where) : ch_(std::move(ch)), where_(where), value_(ch_.recv(where_)) {}

  T& operator*() { return *value_; }
  iterator& operator++() {
    value_ = ch_.recv(where_);
    return *this;
  }
  bool operator==(sentinel) const { return !value_.has_value(); }

 private:
  chan ch_;
  location where_;
  std::optional<T> value_;
};

}  // namespace csp
