#include <vector>

#include <csp/csp.h>

csp::error save(int row);
csp::result<int> load(int row);
bool is_last(const csp::error& failed);
void use(int);
void note(const csp::error& failed);

// --- one after the other

csp::error bad() {
  // expect@+1: the error in 'failed' is overwritten before anybody has looked at it
  csp::error failed = save(1);
  failed = save(2);  // note: it is overwritten here
  return failed;
}

csp::error badAssigned() {
  csp::error failed;
  failed = save(1);  // expect: the error in 'failed' is overwritten before
  use(1);
  failed = save(2);
  return failed;
}

int badResult() {
  auto row = load(1);  // expect: the error in 'row' is overwritten before
  row = load(2);
  return row.ok() ? row.value() : 0;
}

csp::error badReset() {
  csp::error failed = save(1);  // expect: the error in 'failed' is overwritten before
  failed = csp::error();
  return failed;
}

void badInFiber(csp::chan<csp::error> out) {
  csp::go([out] {
    csp::error failed = save(1);  // expect: the error in 'failed' is overwritten before
    failed = save(2);
    out.send(failed);
  });
}

csp::error badGroup(csp::err_group& first, csp::err_group& second) {
  csp::error failed = first.wait();  // expect: the error in 'failed' is overwritten before
  failed = second.wait();
  return failed;
}

template <class T>
csp::error badTemplate(T row) {
  csp::error failed = save(row);  // expect: the error in 'failed' is overwritten before
  failed = save(row + 1);
  return failed;
}
template csp::error badTemplate(int);

// --- in a loop

csp::error badLoop(const std::vector<int>& rows) {
  csp::error failed;
  for (int row : rows)
    // expect@+1: the error in 'failed' is overwritten by the next turn of the loop before anybody has looked at it
    failed = save(row);
  return failed;
}

csp::error badCounted() {
  csp::error failed;
  for (int row = 0; row < 3; ++row) {  // note: the loop is here
    use(row);
    failed = save(row);  // expect: the error in 'failed' is overwritten by the next turn
  }
  return failed;
}

csp::error badFibers(csp::wait_group& group) {
  csp::error failed;
  for (int row = 0; row < 3; ++row) {
    group.go([row, &failed] {
      failed = save(row);  // expect: the error in 'failed' is overwritten by the next turn
    });
  }
  group.wait();
  return failed;
}

// --- in a deferred call

csp::result<int> badDeferred(int cents) {
  csp::error failed;
  csp::defer finish{[&] {
    // expect@+1: the error in 'failed' is assigned in a deferred call, when what it held has been returned
    failed = save(cents);
  }};
  if (failed) return failed;
  return cents;
}

// --- silent

csp::error ok() {
  csp::error failed = save(1);
  if (failed) return failed;
  failed = save(2);
  return failed;
}

csp::error okPassed() {
  csp::error failed = save(1);
  note(failed);
  failed = save(2);
  return failed;
}

csp::error okWrapped() {
  csp::error failed = save(1);
  failed = csp::wrap(failed, "first");
  return failed;
}

csp::error okDefault() {
  csp::error failed = csp::errorf("not done");
  failed = save(1);
  return failed;
}

csp::error okBranch(bool again) {
  csp::error failed = save(1);
  if (again) failed = save(2);
  return failed;
}

csp::error okNil() {
  csp::error failed;
  failed = save(1);
  return failed;
}

csp::error okClosure() {
  csp::error failed = save(1);
  csp::defer log{[&] { note(failed); }};
  failed = save(2);
  return failed;
}

csp::error okPointer(csp::error*& outside) {
  csp::error failed;
  outside = &failed;
  failed = save(1);
  failed = save(2);
  return failed;
}

csp::error okReference() {
  csp::error failed;
  csp::error& seen = failed;
  failed = save(1);
  note(seen);
  failed = save(2);
  return failed;
}

csp::error okLoop(const std::vector<int>& rows) {
  csp::error failed;
  for (int row : rows) {
    failed = save(row);
    if (failed) break;
  }
  return failed;
}

csp::error okUntil(const std::vector<int>& rows) {
  csp::error failed;
  for (size_t at = 0; at < rows.size() && !failed; ++at) failed = save(rows[at]);
  return failed;
}

csp::error okLeft(const std::vector<int>& rows) {
  csp::error failed;
  for (int row : rows) {
    if (row < 0) {
      failed = save(row);
      break;
    }
  }
  return failed;
}

csp::error okFirst(csp::wait_group& group, csp::mutex& mu) {
  csp::error first;
  for (int row = 0; row < 3; ++row) {
    group.go([row, &first, &mu] {
      csp::error failed = save(row);
      std::lock_guard guard(mu);
      if (failed && !first) first = failed;
    });
  }
  group.wait();
  return first;
}

void okInside(const std::vector<int>& rows) {
  for (int row : rows) {
    csp::error failed;
    failed = save(row);
    note(failed);
  }
}

csp::result<int> okDeferredForCaller(int cents, csp::error& failed) {
  csp::defer finish{[&] { failed = save(cents); }};
  return cents;
}

int okDeferredInBlock(int cents) {
  csp::error failed;
  {
    csp::defer finish{[&] { failed = save(cents); }};
    use(cents);
  }
  return failed ? 1 : 0;
}

csp::error okReturnedInPlace(int cents) {
  csp::error failed;
  csp::defer finish{[&] { failed = save(cents); }};
  return failed;
}

int okDeferredLooks(int cents) {
  csp::error failed;
  csp::defer log{[&] { note(failed); }};
  csp::defer finish{[&] { failed = save(cents); }};
  return cents;
}

csp::error okSwitch(int row) {
  csp::error failed;
  switch (row) {
    case 1:
      failed = save(1);
      break;
    default:
      failed = save(2);
      break;
  }
  return failed;
}

int main() { return 0; }
