// Two locks at a time, ordered by id; an audit takes all of them in the same order.
#include <algorithm>
#include <deque>
#include <mutex>
#include <numeric>
#include <utility>
#include <vector>

#include <csp/csp.h>

struct account {
  explicit account(int number, long start) : id(number), balance(start) {}
  const int id;
  csp::mutex mu;
  long balance;
};

bool transfer(account& from, account& to, long amount) {
  if (&from == &to) return true;
  account* first = &from;
  account* second = &to;
  if (second->id < first->id) std::swap(first, second);
  std::unique_lock a(first->mu);
  std::unique_lock b(second->mu);
  if (from.balance < amount) return false;
  from.balance -= amount;
  to.balance += amount;
  return true;
}

long total(std::deque<account>& all) {
  std::vector<std::unique_lock<csp::mutex>> locks;
  for (auto& a : all) locks.emplace_back(a.mu);
  return std::accumulate(all.begin(), all.end(), 0L,
                         [](long sum, const account& a) { return sum + a.balance; });
}

int main() {
  std::deque<account> bank;
  for (int i = 0; i < 3; ++i) bank.emplace_back(i, 100);
  csp::wait_group tellers;
  csp::atomic_value<bool> wrong(false);
  for (auto [from, to] : {std::pair{0, 1}, {1, 0}, {2, 1}, {0, 2}, {1, 1}}) {
    tellers.go([&bank, from = from, to = to] { transfer(bank[from], bank[to], 30); });
  }
  tellers.go([&] {
    if (total(bank) != 300) wrong.store(true);
  });
  tellers.wait();
  return wrong.load() || total(bank) != 300 ? 1 : 0;
}
