#include <array>
#include <chrono>
#include <string>

#include <csp/csp.h>

using namespace std::chrono_literals;

enum class status { ok, busy, refused };

struct backoff {
  std::chrono::milliseconds next{1};
  std::chrono::milliseconds operator()() { return std::exchange(next, next * 2); }
};

class uploader {
 public:
  explicit uploader(int at_once) : permits_(at_once) {}

  csp::error upload(csp::context ctx, int part) {
    backoff pause;
    for (int attempt = 0; attempt < 3; ++attempt) {
      bool ended = false;
      csp::select(csp::on_send(permits_, {}, [] {}),
                  csp::on_recv(ctx.done(), [&] { ended = true; }));
      if (ended) return ctx.err();
      status s = put(part, attempt);
      permits_.recv();
      if (s == status::busy) {
        csp::timer nap(pause());
        csp::select(csp::on_recv(nap.c(), [] {}), csp::on_recv(ctx.done(), [&] { ended = true; }));
        nap.stop();
        if (ended) return ctx.err();
        continue;
      }
      if (s == status::ok) return {};
      return csp::errorf("part " + std::to_string(part) + " refused");
    }
    return csp::errorf("part " + std::to_string(part) + ": too many attempts");
  }

 private:
  static status put(int part, int attempt) {
    csp::yield();
    if (part % 2 == 1 && attempt == 0) return status::busy;
    return part == 8 ? status::refused : status::ok;
  }

  csp::chan<csp::unit> permits_;
};

int main() {
  uploader up(2);
  csp::err_group parts(csp::background());
  for (int part : std::array{1, 2, 3, 5}) {
    parts.go([&up, part, ctx = parts.ctx()] { return up.upload(ctx, part); });
  }
  csp::error e = parts.wait();
  return e ? 1 : 0;
}
