#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <csp/csp.h>

template <class T>
class future {
 public:
  explicit future(csp::chan<T> c) : c_(std::move(c)) {}
  // Nothing if the promise was broken.
  std::optional<T> get() const { return c_.recv(); }  // expect: receive from 'c_' blocks for ever

 private:
  csp::chan<T> c_;
};

template <class T>
class promise {
 public:
  promise() : c_(1) {}
  promise(promise&& other) noexcept : c_(std::exchange(other.c_, csp::chan<T>())) {}
  promise& operator=(promise&& other) noexcept {
    c_ = std::exchange(other.c_, csp::chan<T>());
    return *this;
  }

  future<T> get_future() const { return future<T>(c_); }
  void set(T value) {
    auto c = std::exchange(c_, csp::chan<T>());
    c.send(std::move(value));
    c.close();
  }

 private:
  csp::chan<T> c_;
};

struct job {
  std::string name;
  int weight;
  promise<int> done;
};

// Runs jobs one after the other; of two with the same name only the newer one.
class deduplicating_queue {
 public:
  future<int> push(std::string name, int weight) {
    promise<int> done;
    auto f = done.get_future();
    std::lock_guard hold(mu_);
    for (auto& j : jobs_) {
      if (j.name != name) continue;
      j.weight = weight;
      j.done = std::move(done);
      return f;
    }
    jobs_.push_back({std::move(name), weight, std::move(done)});
    return f;
  }

  void run_all() {
    std::vector<job> now;
    {
      std::lock_guard hold(mu_);
      now.swap(jobs_);
    }
    for (auto& j : now) j.done.set(j.weight * 2);
  }

 private:
  csp::mutex mu_;
  std::vector<job> jobs_;
};

int main() {
  deduplicating_queue queue;
  csp::wait_group clients;
  csp::wait_group pushed;
  csp::atomic_value<int> replaced;
  for (int i = 0; i < 3; ++i) {
    pushed.add();
    clients.go([&, i] {
      auto f = queue.push(i == 1 ? "index" : "thumbnails", i + 1);
      pushed.done();
      if (!f.get()) replaced.store(i + 1);
    });
  }
  pushed.wait();
  queue.run_all();
  clients.wait();
  return replaced.load() == 0 ? 1 : 0;
}
