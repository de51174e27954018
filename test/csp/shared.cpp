// sync_map, pool, atomic_value; and many fibers at once.
// RUN: %cxx -std=c++20 -Wall -Wextra -Werror -pthread -I %csp %s -o %t
// RUN: %t
// RUN: env CSP_SEED=1 %t
#include "Inputs/check.h"

void map_stores() {
  csp::sync_map<std::string, int> ages;
  CHECK(!ages.load("ann"));
  ages.store("ann", 30);
  ages.store("ann", 31);
  CHECK(ages.load("ann") == 31);
  CHECK(ages.load_or_store("ann", 0) == std::pair(31, true));
  CHECK(ages.load_or_store("bob", 8) == std::pair(8, false));
  ages.erase("ann");
  ages.erase("nobody");
  CHECK(!ages.load("ann") && ages.load("bob") == 8);
}

void one_of_many_stores() {
  csp::sync_map<int, int> owners;
  csp::atomic_value<int> winners;
  csp::wait_group group;
  for (int i = 0; i < 8; ++i) {
    group.go([&, i] {
      if (owners.load_or_store(1, i).second) return;
      for (int seen = winners.load(); !winners.compare_exchange(seen, seen + 1);) {
      }
    });
  }
  group.wait();
  CHECK(winners.load() == 1);
}

void pool_gives_back_what_was_put() {
  int made = 0;
  csp::pool<std::unique_ptr<int>> numbers([&] { return std::make_unique<int>(++made); });
  auto first = numbers.get();
  auto second = numbers.get();
  CHECK(*first == 1 && *second == 2);
  numbers.put(std::move(first));
  CHECK(*numbers.get() == 1);
  CHECK(*numbers.get() == 3);
}

void atomic_value_exchanges() {
  csp::atomic_value<std::string> name("a");
  CHECK(name.load() == "a");
  name.store("b");
  CHECK(name.exchange("c") == "b");
  std::string expected = "x";
  CHECK(!name.compare_exchange(expected, "d"));
  CHECK(expected == "c");
  CHECK(name.compare_exchange(expected, "d"));
  CHECK(name.load() == "d");
  CHECK(csp::atomic_value<int>().load() == 0);
}

// Producers, workers and a collector on shared channels: nothing is lost, nothing comes twice.
void many_fibers() {
  constexpr int producers = 8, workers = 5, each = 200;
  csp::chan<int> jobs(3), results(0);
  csp::wait_group producing, working;
  for (int p = 0; p < producers; ++p) {
    producing.go([=] {
      for (int i = 0; i < each; ++i) jobs.send(p * each + i);
    });
  }
  for (int w = 0; w < workers; ++w) {
    working.go([=] {
      csp::chan<int> nil;
      for (bool more = true; more;) {
        csp::select(csp::on_recv(jobs,
                                 [&](std::optional<int> job) {
                                   more = job.has_value();
                                   if (more) results.send(*job);
                                 }),
                    csp::on_recv(nil, [] {}));
      }
    });
  }
  csp::go([&] {
    producing.wait();
    jobs.close();
    working.wait();
    results.close();
  });
  std::vector<int> seen(producers * each);
  for (int result : results) ++seen[static_cast<std::size_t>(result)];
  for (int times : seen) CHECK(times == 1);
  await_all();
}

int main() {
  map_stores();
  one_of_many_stores();
  pool_gives_back_what_was_put();
  atomic_value_exchanges();
  many_fibers();
}
