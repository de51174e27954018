#include <memory>
#include <string>
#include <utility>

#include <csp/csp.h>

class transport {
 public:
  virtual ~transport() = default;
  virtual csp::result<std::string> next() = 0;
};

class short_file : public transport {
 public:
  explicit short_file(int lines) : left_(lines) {}
  csp::result<std::string> next() override {
    if (left_-- == 0) return csp::errorf("end of file");
    return std::string("line");
  }

 private:
  int left_;
};

// Reads from a transport until that fails or stop() is called.
class feed {
 public:
  explicit feed(std::unique_ptr<transport> from) : from_(std::move(from)) {
    csp::go([this] { pump(); });
  }
  ~feed() { ended_.recv(); }

  csp::chan<std::string> lines() const { return lines_; }
  void stop() {
    if (!stopped()) stop_.close();  // expect: 'stop_' is closed twice
  }
  bool stopped() const {
    bool yes = false;
    csp::select(csp::on_recv(stop_, [&yes] { yes = true; }), csp::otherwise([] {}));
    return yes;
  }

 private:
  void pump() {
    csp::defer end{[this] {
      lines_.close();
      ended_.close();
    }};
    while (!stopped()) {
      auto line = from_->next();
      if (!line.ok()) {
        stop();
        return;
      }
      csp::select(csp::on_send(lines_, line.value(), [] {}), csp::on_recv(stop_, [] {}));
    }
  }

  std::unique_ptr<transport> from_;
  csp::chan<std::string> lines_{0};
  csp::chan<csp::unit> stop_{0};
  csp::chan<csp::unit> ended_{0};
};

int main() {
  feed f(std::make_unique<short_file>(3));
  std::size_t read = 0;
  for (auto& l : f.lines()) {
    read += l.size();
    if (read >= 12) f.stop();
  }
  f.stop();
}
