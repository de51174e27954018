// Errors, results, contexts, err_group.
// RUN: %cxx -std=c++20 -Wall -Wextra -Werror -pthread -I %csp %s -o %t
// RUN: %t
#include "Inputs/check.h"

using namespace std::chrono_literals;

// ---- errors -----------------------------------------------------------------------------------

void errors_compare_by_identity() {
  const csp::error nil;
  CHECK(!nil);
  CHECK(nil.message().empty());
  CHECK(!nil.unwrap());
  const csp::error e("disk full");
  CHECK(e);
  CHECK(e.message() == "disk full");
  const csp::error copy = e;
  CHECK(csp::is(copy, e));
  CHECK(copy == e);
  CHECK(!csp::is(csp::errorf("disk full"), e));
  CHECK(csp::is(nil, csp::error()));
  CHECK(!csp::is(e, nil) && !csp::is(nil, e));
}

void wrapped_errors_know_their_cause() {
  const csp::error e("disk full"), other("disk full");
  const csp::error saved = csp::wrap(csp::wrap(e, "write"), "save");
  CHECK(saved.message() == "save: write: disk full");
  CHECK(saved.unwrap().message() == "write: disk full");
  CHECK(csp::is(saved, e));
  CHECK(!csp::is(saved, other));
  CHECK(!csp::is(e, saved));
}

csp::result<std::string> read(bool works) {
  if (!works) return csp::errorf("no such file");
  return std::string("text");
}

void result_is_a_value_or_an_error() {
  auto good = read(true);
  CHECK(good.ok() && !good.err());
  good.value() += "!";
  CHECK(good.value() == "text!");
  auto bad = read(false);
  CHECK(!bad.ok());
  CHECK(bad.err().message() == "no such file");
  CHECK(panic_of([&] { bad.value(); }) == "value() of an error: no such file");
}

// ---- contexts ---------------------------------------------------------------------------------

void background_is_never_done() {
  for (const csp::context& ctx : {csp::background(), csp::todo()}) {
    CHECK(!ctx.done());
    CHECK(!ctx.err());
    CHECK(!ctx.deadline());
    CHECK(!ctx.value("any").has_value());
  }
}

void cancel_reaches_all_children() {
  auto [parent, cancel_parent] = csp::with_cancel(csp::background());
  auto [child, cancel_child] = csp::with_cancel(csp::with_value(parent, "k", 1));
  auto [late_child, cancel_late] = csp::with_timeout(child, 1000h);
  auto [sibling, cancel_sibling] = csp::with_cancel(parent);
  CHECK(!child.err() && !child.done().try_recv());
  cancel_child();
  CHECK(child.err().message() == "context canceled");
  CHECK(csp::is(late_child.err(), child.err()));
  CHECK(!parent.err() && !sibling.err());
  child.done().recv();
  late_child.done().recv();
  cancel_parent();
  cancel_parent();
  cancel_child();
  cancel_late();
  sibling.done().recv();
  CHECK(csp::is(sibling.err(), parent.err()));
  auto [too_late, cancel_too_late] = csp::with_cancel(parent);
  CHECK(csp::is(too_late.err(), parent.err()));
}

void cancel_wakes_who_waits() {
  auto [ctx, cancel] = csp::with_cancel(csp::background());
  csp::go([ctx = ctx] { ctx.done().recv(); });
  await_blocked("chan receive");
  cancel();
  await_all();
}

// Nobody holds the context any more, only its channel.
void done_channel_outlives_its_context() {
  auto [parent, cancel] = csp::with_cancel(csp::background());
  auto by_parent = csp::with_cancel(parent).first.done();
  auto by_time = csp::with_timeout(csp::background(), 1ms).first.done();
  cancel();
  by_parent.recv();
  by_time.recv();
}

void deadlines() {
  const auto start = csp::now();
  auto [ctx, cancel] = csp::with_timeout(csp::background(), 2ms);
  CHECK(*ctx.deadline() >= start + 2ms);
  ctx.done().recv();
  CHECK(csp::now() >= *ctx.deadline());
  CHECK(ctx.err().message() == "context deadline exceeded");
  cancel();
  CHECK(ctx.err().message() == "context deadline exceeded");

  auto [past, cancel_past] = csp::with_deadline(csp::background(), start);
  CHECK(past.err().message() == "context deadline exceeded");

  auto [soon, cancel_soon] = csp::with_timeout(csp::background(), 1000h);
  auto [later, cancel_later] = csp::with_timeout(soon, 2000h);
  CHECK(later.deadline() == soon.deadline());
  auto [sooner, cancel_sooner] = csp::with_timeout(soon, 10h);
  CHECK(sooner.deadline() < soon.deadline());
  cancel_soon();
  CHECK(sooner.err().message() == "context canceled");
}

void values_are_inherited() {
  auto outer = csp::with_value(csp::background(), "user", std::string("ann"));
  auto [middle, cancel] = csp::with_cancel(outer);
  auto inner = csp::with_value(middle, "order", 7);
  CHECK(std::any_cast<std::string>(inner.value("user")) == "ann");
  CHECK(std::any_cast<int>(inner.value("order")) == 7);
  CHECK(!outer.value("order").has_value());
  CHECK(std::any_cast<int>(csp::with_value(inner, "order", 8).value("order")) == 8);
  CHECK(inner.done() == middle.done());
  cancel();
  CHECK(inner.err());
  CHECK(!outer.err());
}

// ---- err_group --------------------------------------------------------------------------------

void group_without_errors() {
  csp::err_group group;
  int ran[2] = {};
  for (int& r : ran) {
    group.go([&r] {
      r = 1;
      return csp::error();
    });
  }
  CHECK(!group.wait());
  CHECK(ran[0] == 1 && ran[1] == 1);
  CHECK(!group.ctx().done());
}

void first_error_cancels_the_others() {
  const csp::error broken("broken");
  csp::err_group group(csp::background());
  const csp::context ctx = group.ctx();
  group.go([ctx] {
    ctx.done().recv();
    return ctx.err();
  });
  group.go([=] { return broken; });
  CHECK(csp::is(group.wait(), broken));
}

void wait_cancels() {
  auto [parent, cancel] = csp::with_cancel(csp::background());
  csp::err_group group(parent);
  group.go([] { return csp::error(); });
  CHECK(!group.wait());
  CHECK(group.ctx().err().message() == "context canceled");
  CHECK(!parent.err());
  cancel();
}

void parent_cancels_the_group() {
  auto [parent, cancel] = csp::with_cancel(csp::background());
  csp::err_group group(parent);
  group.go([ctx = group.ctx()] {
    ctx.done().recv();
    return ctx.err();
  });
  cancel();
  CHECK(csp::is(group.wait(), parent.err()));
}

int main() {
  errors_compare_by_identity();
  wrapped_errors_know_their_cause();
  result_is_a_value_or_an_error();
  background_is_never_done();
  cancel_reaches_all_children();
  cancel_wakes_who_waits();
  done_channel_outlives_its_context();
  deadlines();
  values_are_inherited();
  group_without_errors();
  first_error_cancels_the_others();
  wait_cancels();
  parent_cancels_the_group();
}
