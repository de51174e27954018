// Channels: all operations on open, closed and nil ones.
// RUN: %cxx -std=c++20 -Wall -Wextra -Werror -pthread -I %csp %s -o %t
// RUN: %t
// RUN: env CSP_SEED=1 %t
// RUN: env CSP_SEED=2 %t
#include "Inputs/check.h"

void unbuffered_hands_over() {
  csp::chan<int> ch(0);
  CHECK(ch.cap() == 0);
  CHECK(!ch.try_send(1));
  CHECK(!ch.try_recv());
  csp::go([ch] { ch.send(7); });
  await_blocked("chan send");
  CHECK(ch.len() == 0);
  CHECK(ch.recv() == 7);
  csp::go([ch] { CHECK(ch.recv() == 8); });
  await_blocked("chan receive");
  CHECK(ch.try_send(8));
  await_all();
}

void buffered_keeps_order() {
  auto ch = csp::make_chan<int>(3);
  CHECK(ch.cap() == 3);
  for (int i = 1; i <= 3; ++i) CHECK(ch.try_send(i));
  CHECK(ch.len() == 3);
  CHECK(!ch.try_send(4));
  csp::go([ch] { ch.send(4); });
  await_blocked("chan send");
  for (int i = 1; i <= 4; ++i) CHECK(ch.recv() == i);
  CHECK(!ch.try_recv());
  CHECK(ch.len() == 0);
  await_all();
}

void close_lets_drain() {
  csp::chan<int> ch(2);
  ch.send(1);
  ch.send(2);
  ch.close();
  CHECK(ch.recv() == 1);
  CHECK(ch.try_recv() == 2);
  CHECK(!ch.recv());
  CHECK(!ch.try_recv());
}

void close_wakes_receivers() {
  csp::chan<int> ch(0);
  for (int i = 0; i < 3; ++i) csp::go([ch] { CHECK(!ch.recv()); });
  await_blocked("chan receive", 3);
  ch.close();
  await_all();
}

void close_makes_blocked_senders_panic() {
  csp::chan<int> ch(0);
  for (int i = 0; i < 2; ++i) {
    csp::go([ch] { CHECK(panic_of([&] { ch.send(1); }) == "send on closed channel"); });
  }
  await_blocked("chan send", 2);
  ch.close();
  CHECK(!ch.recv());
  await_all();
}

void misuse_panics() {
  csp::chan<int> ch(1);
  ch.close();
  CHECK(panic_of([&] { ch.send(1); }) == "send on closed channel");
  CHECK(panic_of([&] { ch.try_send(1); }) == "send on closed channel");
  CHECK(panic_of([&] { ch.close(); }) == "close of closed channel");
  CHECK(panic_of([] { csp::chan<int>().close(); }) == "close of nil channel");
}

void nil_is_never_ready() {
  csp::chan<int> nil;
  CHECK(!nil);
  CHECK(csp::chan<int>(0));
  CHECK(!nil.try_send(1));
  CHECK(!nil.try_recv());
  CHECK(nil.len() == 0 && nil.cap() == 0);
  csp::go([nil] { nil.send(1); });
  csp::go([nil] { nil.recv(); });
  await_blocked("chan send (nil chan)");
  await_blocked("chan receive (nil chan)");
}

void copies_are_the_same_channel() {
  csp::chan<int> one(1), other(1);
  const csp::chan<int> copy = one;
  copy.send(5);
  CHECK(one.recv() == 5);
  CHECK(one == copy);
  CHECK(one != other);
  CHECK(csp::chan<int>() == csp::chan<int>());
}

void range_for_ends_with_close() {
  csp::chan<std::string> words(1);
  csp::go([words] {
    for (const char* w : {"a", "b", "c"}) words.send(w);
    words.close();
  });
  std::string all;
  for (auto& word : words) all += word;
  CHECK(all == "abc");
  for (auto word : words) CHECK(word.empty() && false);
}

// Values that can only be moved, that are bool, that have no default.
struct no_default {
  explicit no_default(int v) : value(v) {}
  int value;
};

void any_movable_value() {
  csp::chan<std::unique_ptr<int>> owners(0);
  csp::go([owners] { owners.send(std::make_unique<int>(3)); });
  CHECK(**owners.recv() == 3);
  csp::chan<bool> flags(1);
  flags.send(false);
  CHECK(flags.recv() == false);
  csp::chan<no_default> plain(1);
  plain.send(no_default(4));
  CHECK(plain.recv()->value == 4);
  csp::chan<csp::unit> signals(1);
  signals.send({});
  CHECK(signals.recv().has_value());
  await_all();
}

// A value's destructor may use channels itself.
struct reporter {
  csp::chan<int> to;
  ~reporter() {
    if (to) to.send(1);
  }
};

void values_are_destroyed_unlocked() {
  csp::chan<int> reports(8);
  {
    csp::chan<std::shared_ptr<reporter>> ch(1);
    ch.send(std::make_shared<reporter>(reports));
    ch.recv();
    ch.send(std::make_shared<reporter>(reports));
  }
  CHECK(reports.len() == 2);
}

int main() {
  unbuffered_hands_over();
  buffered_keeps_order();
  close_lets_drain();
  close_wakes_receivers();
  close_makes_blocked_senders_panic();
  misuse_panics();
  copies_are_the_same_channel();
  range_for_ends_with_close();
  any_movable_value();
  values_are_destroyed_unlocked();
  nil_is_never_ready();
}
