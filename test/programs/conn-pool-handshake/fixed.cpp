#include <memory>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <csp/csp.h>

struct endpoint {
  std::string host;
  int port;
};

class handshake_failed : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class connection {
 public:
  connection(const endpoint& to, int serial) : serial_(serial) {
    if (to.port <= 0 || serial < 2) throw handshake_failed("refused by " + to.host);
  }
  int query(int x) const { return x * 10 + serial_; }

 private:
  int serial_;
};

// At most `limit` connections at a time; idle ones are kept for reuse.
class connection_pool {
 public:
  connection_pool(endpoint to, std::size_t limit) : to_(std::move(to)), slots_(limit) {}

  class lease {
   public:
    lease(connection_pool& home, std::unique_ptr<connection> c)
        : home_(&home), conn_(std::move(c)) {}
    lease(lease&& other) noexcept
        : home_(std::exchange(other.home_, nullptr)), conn_(std::move(other.conn_)) {}
    lease& operator=(lease&&) = delete;
    ~lease() {
      if (home_ != nullptr) home_->give_back(std::move(conn_));
    }
    connection* operator->() const { return conn_.get(); }

   private:
    connection_pool* home_;
    std::unique_ptr<connection> conn_;
  };

  lease acquire() {
    slots_.send({});
    int serial = 0;
    {
      std::lock_guard hold(mu_);
      if (!idle_.empty()) {
        auto c = std::move(idle_.back());
        idle_.pop_back();
        return lease(*this, std::move(c));
      }
      serial = next_serial_++;
    }
    try {
      return lease(*this, std::make_unique<connection>(to_, serial));
    } catch (...) {
      slots_.recv();
      throw;
    }
  }

 private:
  void give_back(std::unique_ptr<connection> c) {
    {
      std::lock_guard hold(mu_);
      idle_.push_back(std::move(c));
    }
    slots_.recv();
  }

  endpoint to_;
  csp::chan<csp::unit> slots_;
  csp::mutex mu_;
  std::vector<std::unique_ptr<connection>> idle_;
  int next_serial_ = 0;
};

csp::result<int> ask(connection_pool& pool, int x) {
  try {
    auto conn = pool.acquire();
    return conn->query(x);
  } catch (const handshake_failed& e) {
    return csp::errorf(e.what());
  }
}

int main() {
  connection_pool pool({"db.local", 5432}, 2);
  csp::wait_group clients;
  csp::atomic_value<int> failures;
  for (int i = 0; i < 8; ++i) {
    clients.go([&pool, &failures, i] {
      for (int tries = 0; tries < 2; ++tries) {
        if (ask(pool, i).ok()) return;
      }
      failures.store(i);
    });
  }
  clients.wait();
}
