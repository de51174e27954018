// Loops over channels, on csp, that somebody closes, but not under every schedule.
#include <memory>
#include <mutex>

#include <csp/csp.h>

using namespace std::chrono_literals;

bool failed(int id);

// The error path returns before the close.
void badErrorPathDoesNotClose() {
  csp::chan<int> rows(0);
  csp::go([rows] {
    rows.send(1);
    if (failed(1)) return;
    rows.close();
  });
  for (int row : rows) failed(row);  // expect: 'rows'
}

// Whoever sees the count at zero closes; both may have seen one.
class countdown {
 public:
  explicit countdown(csp::chan<int> rows) : rows_(rows) {}
  void leave() {
    int left;
    {
      std::lock_guard guard(mu_);
      left = left_;
    }
    if (left == 1) rows_.close();
    std::lock_guard guard(mu_);
    left_ -= 1;
  }

 private:
  csp::mutex mu_;
  csp::chan<int> rows_;
  int left_ = 2;
};

void badNobodySeesTheEnd() {
  csp::chan<int> rows(2);
  auto writers = std::make_shared<countdown>(rows);
  for (int i = 0; i < 2; ++i) {
    csp::go([writers] { writers->leave(); });
  }
  for (int row : rows) failed(row);  // expect: 'rows'
}

// The closer leaves when the timeout comes first.
void badTimeoutInsteadOfClose() {
  csp::chan<int> rows(1);
  csp::chan<csp::unit> done(0);
  csp::go([rows, done] {
    csp::select(csp::on_recv(done, [rows] { rows.close(); }), csp::on_recv(csp::after(1s), [] {}));
  });
  csp::go([done] { done.close(); });
  for (int row : rows) failed(row);  // expect: 'rows'
}

int main() {
  csp::go(badErrorPathDoesNotClose);
  csp::go(badNobodySeesTheEnd);
  csp::go(badTimeoutInsteadOfClose);
  csp::sleep_for(1s);
}
