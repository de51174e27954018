#include <chrono>
#include <memory>
#include <string>

#include <csp/csp.h>

using namespace std::chrono_literals;

// A bucket of tokens which is filled up at a steady rate.
class rate_limiter {
 public:
  rate_limiter(std::chrono::milliseconds every, std::size_t burst)
      : bucket_(burst), refill_(every) {
    while (bucket_.try_send({})) {
    }
    csp::go([bucket = bucket_, refill = refill_] {
      // expect@+1: nothing closes the channel, so this loop never ends
      for ([[maybe_unused]] auto at : refill.c()) bucket.try_send({});
    });
  }
  rate_limiter(const rate_limiter&) = delete;
  rate_limiter& operator=(const rate_limiter&) = delete;
  ~rate_limiter() { refill_.stop(); }

  csp::error wait(csp::context ctx) {
    csp::error e;
    csp::select(csp::on_recv(bucket_, [] {}), csp::on_recv(ctx.done(), [&] { e = ctx.err(); }));
    return e;
  }

 private:
  csp::chan<csp::unit> bucket_;
  csp::ticker refill_;
};

class api {
 public:
  explicit api(std::unique_ptr<rate_limiter> limit) : limit_(std::move(limit)) {}

  csp::result<std::string> get(csp::context ctx, const std::string& path) {
    if (csp::error e = limit_->wait(ctx)) return csp::wrap(e, "get " + path);
    return "<" + path + ">";
  }

 private:
  std::unique_ptr<rate_limiter> limit_;
};

int main() {
  auto [ctx, cancel] = csp::with_timeout(csp::background(), 80ms);
  csp::defer release{cancel};
  api service(std::make_unique<rate_limiter>(10ms, 2));
  csp::wait_group users;
  for (int i = 0; i < 3; ++i) {
    users.go([&service, ctx = ctx, i] {
      for (int k = 0; k < 2; ++k) {
        if (!service.get(ctx, "/u/" + std::to_string(i)).ok()) return;
      }
    });
  }
  users.wait();
}
