#include <functional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <csp/csp.h>

using task = std::function<void()>;

class worker_pool {
 public:
  explicit worker_pool(int n) : size_(n) {
    for (int i = 0; i < n; ++i) csp::go([this] { work(); });
  }

  void submit(task t) { tasks_.send(std::move(t)); }

  // The tasks that were submitted before are done first.
  int shutdown() {
    for (int i = 0; i < size_; ++i) quit_.send({});  // expect: send on 'quit_' can block for ever
    for (int i = 0; i < size_; ++i) gone_.recv();
    return failures_.load();
  }

 private:
  void work() {
    csp::defer leave{[this] { gone_.send({}); }};
    try {
      for (bool on = true; on;) {
        csp::select(csp::on_recv(tasks_, [](std::optional<task> t) { (*t)(); }),
                    csp::on_recv(quit_, [&on] { on = false; }));
      }
      while (auto t = tasks_.try_recv()) (*t)();
    } catch (const std::exception&) {
      failures_.store(failures_.load() + 1);
      return;
    }
  }

  const int size_;
  csp::chan<task> tasks_{8};
  csp::chan<csp::unit> quit_{0};
  csp::chan<csp::unit> gone_{8};
  csp::atomic_value<int> failures_;
};

int main() {
  worker_pool pool(3);
  std::vector<std::string> pages{"a.html", "", "c.html", "d.html"};
  for (auto& p : pages) {
    pool.submit([p] {
      if (p.at(0) == 'd') csp::yield();
    });
  }
  pool.shutdown();
}
