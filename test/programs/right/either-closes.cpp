// Both ends of a session may end it; whoever is first closes, once.
#include <atomic>
#include <memory>
#include <string>

#include <csp/csp.h>

class session {
 public:
  void end() {
    bool open = true;
    if (open_.compare_exchange_strong(open, false)) ended_.close();
  }
  bool write(std::string s) {
    bool written = false;
    csp::select(csp::on_send(lines_, std::move(s), [&] { written = true; }),
                csp::on_recv(ended_, [] {}));
    return written;
  }
  std::optional<std::string> read() {
    std::optional<std::string> line;
    csp::select(csp::on_recv(lines_, [&](std::optional<std::string> l) { line = l; }),
                csp::on_recv(ended_, [] {}));
    return line;
  }

 private:
  std::atomic<bool> open_{true};
  csp::chan<std::string> lines_{0};
  csp::chan<csp::unit> ended_{0};
};

int main() {
  auto s = std::make_shared<session>();
  csp::wait_group ends;
  ends.go([s] {
    for (int i = 0; i < 4; ++i) {
      if (!s->write("line " + std::to_string(i))) break;
    }
    s->end();
  });
  ends.go([s] {
    int seen = 0;
    while (auto line = s->read()) {
      if (line->ends_with("2") || ++seen == 3) break;
    }
    s->end();
  });
  ends.wait();
  return s->read() ? 1 : 0;
}
