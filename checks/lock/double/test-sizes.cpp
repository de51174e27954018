// As many elements as nobody knows before the program runs, on csp.
#include <deque>
#include <mutex>
#include <vector>

#include <csp/csp.h>

struct shard {
  csp::mutex mutex;
  int sum = 0;
};

void badLeftLocked(int n) {
  std::vector<csp::mutex> locks(n);
  for (int i = 0; i < n; ++i) locks[i].lock();
  for (int i = 0; i < n; ++i) locks[i].lock();  // expect: lock of 'locks[…]' blocks for ever
}

void badFilled(int n) {
  csp::mutex all;
  std::vector<bool> seen(n, false);
  std::vector<int> sums(n, 4);
  if (n < 1) return;
  all.lock();
  if (sums[0] == 4) all.lock();  // expect: lock of 'all' blocks for ever
}

void badResized() {
  std::deque<shard> shards;
  shards.resize(2);
  shards[1].mutex.lock();
  shards.resize(3);
  for (auto& each : shards) each.mutex.lock();  // expect: lock of 'mutex' blocks for ever
}

void badSameNumber(int n) {
  csp::mutex all;
  std::vector<int> a(n), b(n);
  all.lock();
  if (a.size() == b.size()) all.lock();  // expect: lock of 'all' blocks for ever
}

void okEachOnce(int n) {
  std::vector<csp::mutex> locks(n);
  for (auto& each : locks) each.lock();
  for (int i = 0; i < n; ++i) locks[i].unlock();
  for (auto& each : locks) std::lock_guard hold(each);
}

void okSameNumber(int n) {
  csp::mutex all;
  std::vector<int> a(n), b(n);
  std::vector<int> c = a;
  std::lock_guard hold(all);
  if (a.size() != b.size() || c.size() != b.size()) all.lock();
}

void okFilled(int n, int at) {
  csp::mutex all;
  std::vector<int> sums(n, 0);
  if (at < 0 || at >= n) return;
  std::lock_guard hold(all);
  if (sums[at] || sums.front() || sums.back()) all.lock();
}

// What comes on top makes one more.
void okGrown(int n) {
  csp::mutex all;
  std::vector<int> sums(n);
  std::lock_guard hold(all);
  sums.push_back(3);
  if (sums.size() == 0) all.lock();
  sums.pop_back();
  sums.resize(n + 1);
  sums[n] = 1;
  sums.clear();
  if (!sums.empty()) all.lock();
  sums.push_back(3);
  if (sums.size() != 1 || sums[0] != 3) all.lock();
}

void okKnownAfterAll(int n) {
  csp::mutex all;
  std::vector<int> sums(n);
  if (n != 2) return;
  std::lock_guard hold(all);
  sums.push_back(7);
  if (sums.size() != 3 || sums[2] != 7 || sums.back() != 7 || sums.front() != 0) all.lock();
}

void okResized() {
  std::deque<shard> shards;
  shards.resize(2);
  shards.resize(3);
  for (auto& each : shards) each.mutex.lock();
  for (auto& each : shards) each.mutex.unlock();
}

void okMany() {
  std::vector<shard> shards(1000);
  for (auto& each : shards) std::lock_guard hold(each.mutex);
}

int main(int count, char**) {
  switch (count) {
    case 2:
      return badLeftLocked(count), 0;
    case 3:
      return badFilled(count), 0;
    case 4:
      return badResized(), 0;
    case 5:
      return badSameNumber(count), 0;
  }
  okEachOnce(count);
  okSameNumber(count);
  okFilled(count, count - 1);
  okGrown(count);
  okKnownAfterAll(count);
  okResized();
  okMany();
}
