// Who closes is decided by atomics, on csp and std.
#include <atomic>
#include <memory>

#include <csp/csp.h>

int pick();

// Both fibers may have counted before the first one looks.
void badLooksLater() {
  csp::chan<int> rows(0);
  auto left = std::make_shared<std::atomic<int>>(2);
  for (int i = 0; i < 2; ++i)
    csp::go([rows, left] {
      --*left;
      if (*left == 0) rows.close();  // expect: 'rows' is closed twice
    });
}

void okLastOne() {
  csp::chan<int> rows(0);
  auto left = std::make_shared<std::atomic<int>>(2);
  for (int i = 0; i < 2; ++i)
    csp::go([rows, left] {
      if (left->fetch_sub(1) == 1) rows.close();
    });
}

void badTestThenSet() {
  csp::chan<int> rows(0);
  auto done = std::make_shared<csp::atomic_value<bool>>(false);
  for (int i = 0; i < 2; ++i)
    csp::go([rows, done] {
      if (done->load()) return;
      done->store(true);
      rows.close();  // expect: 'rows' is closed twice
    });
}

void okExchange() {
  csp::chan<int> rows(0);
  auto done = std::make_shared<csp::atomic_value<bool>>(false);
  for (int i = 0; i < 2; ++i)
    csp::go([rows, done] {
      if (!done->exchange(true)) rows.close();
    });
}

void okFlag() {
  csp::chan<int> rows(0);
  auto done = std::make_shared<std::atomic_flag>();
  for (int i = 0; i < 2; ++i)
    csp::go([rows, done] {
      if (!done->test_and_set()) rows.close();
    });
}

void okCompareExchange() {
  csp::chan<int> rows(0);
  auto owner = std::make_shared<std::atomic<int>>(0);
  for (int i = 0; i < 2; ++i)
    csp::go([rows, owner, i] {
      int nobody = 0;
      if (owner->compare_exchange_strong(nobody, i + 1)) rows.close();
    });
}

int main() {
  switch (pick()) {
    case 0:
      return badLooksLater(), 0;
    case 1:
      return okLastOne(), 0;
    case 2:
      return badTestThenSet(), 0;
    case 3:
      return okExchange(), 0;
    case 4:
      return okFlag(), 0;
    case 5:
      return okCompareExchange(), 0;
  }
}
