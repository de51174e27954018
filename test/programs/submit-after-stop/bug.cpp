#include <atomic>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <utility>

#include <csp/csp.h>

struct log_line {
  int severity;
  std::string text;
};

class async_log {
 public:
  async_log() {
    csp::go([this] { write(); });
  }

  bool log(log_line l) {
    if (closing_.load()) return false;
    lines_.send(std::move(l));  // expect: send on 'lines_' after it was closed
    return true;
  }

  // All that was logged is written.
  std::size_t close() {
    if (!closing_.exchange(true)) lines_.close();
    written_.recv();
    return bytes_;
  }

 private:
  void write() {
    for (auto& [severity, text] : lines_) {
      if (severity > 0) bytes_ += text.size();
    }
    written_.close();
  }

  std::atomic<bool> closing_{false};
  csp::chan<log_line> lines_{1};
  csp::chan<csp::unit> written_{0};
  std::size_t bytes_ = 0;
};

int main() {
  async_log log;
  csp::wait_group services;
  for (int i = 0; i < 2; ++i) {
    services.go([&log, i] {
      for (int k = 0; k < 2; ++k) {
        if (!log.log({k, "service " + std::to_string(i)})) return;
      }
    });
  }
  csp::yield();
  log.close();
  services.wait();
}
