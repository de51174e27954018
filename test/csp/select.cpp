// select: which case runs, with what, and when it blocks.
// RUN: %cxx -std=c++20 -Wall -Wextra -Werror -pthread -I %csp %s -o %t
// RUN: %t
// RUN: env CSP_SEED=1 %t
// RUN: env CSP_SEED=2 %t
#include "Inputs/check.h"

void ready_case_runs() {
  csp::chan<int> full(1), empty(1), nil;
  full.send(3);
  int got = 0;
  auto index = csp::select(csp::on_recv(empty, [] { CHECK(false); }),
                           csp::on_recv(nil, [] { CHECK(false); }),
                           csp::on_recv(full, [&](std::optional<int> v) { got = *v; }),
                           csp::on_send(nil, 1, [] { CHECK(false); }));
  CHECK(index == 2);
  CHECK(got == 3);
  CHECK(csp::select(csp::on_recv(full, [] {}), csp::on_send(full, 4, [] {})) == 1);
  CHECK(full.recv() == 4);
}

void otherwise_when_none_is_ready() {
  csp::chan<int> ch(0), nil;
  int ran = 0;
  CHECK(csp::select(csp::on_recv(ch, [] {}), csp::otherwise([&] { ++ran; }),
                    csp::on_send(ch, 1, [] {})) == 1);
  CHECK(ran == 1);
  CHECK(csp::select(csp::on_recv(nil, [] {}), csp::otherwise([] {})) == 1);
  ch.close();
  CHECK(csp::select(csp::on_recv(ch, [] {}), csp::otherwise([] {})) == 0);
}

void closed_channel_is_ready() {
  csp::chan<int> ch(0);
  ch.close();
  bool closed = false;
  csp::select(csp::on_recv(ch, [&](auto v) { closed = !v.has_value(); }));
  CHECK(closed);
  CHECK(panic_of([&] { csp::select(csp::on_send(ch, 1, [] {})); }) == "send on closed channel");
}

void blocks_until_one_is_ready() {
  csp::chan<int> in(0), out(0);
  csp::chan<csp::unit> stop(0);
  csp::chan<std::size_t> ran(0);
  for (int round = 0; round < 3; ++round) {
    csp::go([=] {
      int got = -1;
      auto index =
          csp::select(csp::on_recv(in, [&](std::optional<int> v) { got = v.value_or(0); }),
                      csp::on_send(out, 9, [&] { got = 9; }), csp::on_recv(stop, [&] { got = 0; }));
      ran.send(index * 10 + static_cast<std::size_t>(got));
    });
    await_blocked("select");
    if (round == 0) in.send(5);
    if (round == 1) CHECK(out.recv() == 9);
    if (round == 2) stop.close();
    CHECK(ran.recv() == (round == 0 ? 5u : round == 1 ? 19u : 20u));
  }
  // None of the other cases is left behind in a queue.
  CHECK(!in.try_send(1));
  CHECK(!out.try_recv());
  await_all();
}

void close_makes_blocked_send_case_panic() {
  csp::chan<int> ch(0);
  csp::go([ch] {
    CHECK(panic_of([&] { csp::select(csp::on_send(ch, 1, [] {})); }) == "send on closed channel");
  });
  await_blocked("select");
  ch.close();
  await_all();
}

void two_selects_meet() {
  csp::chan<int> a(0), b(0);
  csp::go([=] { csp::select(csp::on_send(a, 1, [] {}), csp::on_recv(b, [] {})); });
  csp::select(csp::on_recv(a, [] {}), csp::on_send(b, 2, [] {}));
  await_all();
}

void own_cases_do_not_meet() {
  csp::chan<int> ch(0);
  csp::go([ch] { csp::select(csp::on_send(ch, 1, [] {}), csp::on_recv(ch, [] {})); });
  await_blocked("select");
  CHECK(ch.recv() == 1);
  await_all();
}

void every_ready_case_has_a_chance() {
  csp::chan<int> a(1), b(1);
  a.close();
  b.close();
  int ran[2] = {0, 0};
  for (int i = 0; i < 200; ++i) ++ran[csp::select(csp::on_recv(a, [] {}), csp::on_recv(b, [] {}))];
  CHECK(ran[0] > 20 && ran[1] > 20);
}

void values_move() {
  csp::chan<std::unique_ptr<int>> ch(1);
  csp::select(csp::on_send(ch, std::make_unique<int>(6), [] {}));
  csp::select(csp::on_recv(ch, [](std::optional<std::unique_ptr<int>> v) { CHECK(**v == 6); }));
  csp::chan<std::string> words(1);
  csp::select(csp::on_send(words, "converted", [] {}));
  CHECK(words.recv() == "converted");
}

void case_objects_can_be_used_again() {
  csp::chan<int> ch(2);
  ch.send(1);
  ch.send(2);
  int sum = 0;
  auto take = csp::on_recv(ch, [&](std::optional<int> v) { sum += *v; });
  csp::select(take);
  csp::select(take);
  CHECK(sum == 3);
}

void without_ready_cases_blocks_for_ever() {
  csp::go([] { csp::select(); });
  csp::go([] { csp::select(csp::on_recv(csp::chan<int>(), [] {})); });
  await_blocked("select (no cases)");
  await_blocked("select");
}

int main() {
  ready_case_runs();
  otherwise_when_none_is_ready();
  closed_channel_is_ready();
  blocks_until_one_is_ready();
  close_makes_blocked_send_case_panic();
  two_selects_meet();
  own_cases_do_not_meet();
  every_ready_case_has_a_chance();
  values_move();
  case_objects_can_be_used_again();
  without_ready_cases_blocks_for_ever();
}
