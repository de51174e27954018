#include <chrono>
#include <functional>
#include <utility>
#include <vector>

#include <csp/csp.h>

using namespace std::chrono_literals;

template <class Row>
class batcher {
 public:
  using sink = std::function<csp::error(const std::vector<Row>&)>;

  batcher(std::size_t size, std::chrono::milliseconds linger, sink write)
      : size_(size), linger_(linger), write_(std::move(write)) {
    csp::go([this] { run(); });
  }

  // Returns when the row has been written.
  csp::error add(Row row) {
    csp::chan<csp::error> written(1);
    in_.send({std::move(row), written});
    return written.recv().value_or(csp::errorf("batcher: lost"));
  }

  // No add() may begin after this.
  void stop() {
    quit_.close();
    ended_.recv();
  }

 private:
  struct item {
    Row row;
    csp::chan<csp::error> written;
  };

  void run() {
    csp::defer end{[this] { ended_.close(); }};
    std::vector<item> pending;
    csp::ticker linger(linger_);
    csp::defer calm{[&] { linger.stop(); }};
    for (bool on = true; on;) {
      csp::select(csp::on_recv(in_,
                               [&](std::optional<item> i) {
                                 pending.push_back(std::move(*i));
                                 if (pending.size() >= size_) flush(pending);
                               }),
                  csp::on_recv(linger.c(), [&] { flush(pending); }),
                  csp::on_recv(quit_, [&] { on = false; }));
    }
    while (auto late = in_.try_recv()) pending.push_back(std::move(*late));
    flush(pending);
  }

  void flush(std::vector<item>& pending) {
    if (pending.empty()) return;
    std::vector<Row> rows;
    for (auto& i : pending) rows.push_back(i.row);
    csp::error e = write_(rows);
    for (auto& i : pending) i.written.send(e);
    pending.clear();
  }

  const std::size_t size_;
  const std::chrono::milliseconds linger_;
  const sink write_;
  csp::chan<item> in_{4};
  csp::chan<csp::unit> quit_{0};
  csp::chan<csp::unit> ended_{0};
};

int main() {
  int rows = 0;
  batcher<int> b(3, 5ms, [&rows](const std::vector<int>& batch) {
    rows += static_cast<int>(batch.size());
    return rows > 100 ? csp::errorf("disk full") : csp::error();
  });
  csp::wait_group begun;
  csp::wait_group writers;
  for (int i = 0; i < 4; ++i) {
    writers.go([&, i] {
      if (csp::error e = b.add(i)) csp::panic(e.message());
    });
  }
  writers.wait();
  b.stop();
}
