// Loops over channels, on csp, that are closed under every schedule.
#include <memory>
#include <mutex>

#include <csp/csp.h>

using namespace std::chrono_literals;

bool failed(int id);

void okClosedOnEveryPath() {
  csp::chan<int> rows(0);
  csp::go([rows] {
    csp::defer end{[rows] { rows.close(); }};
    rows.send(1);
    if (failed(1)) return;
    rows.send(2);
  });
  for (int row : rows) failed(row);
}

void okLastOneCloses() {
  csp::chan<int> rows(2);
  csp::mutex mu;
  int left = 2;
  csp::wait_group writers;
  for (int i = 0; i < 2; ++i) {
    writers.go([&, rows] {
      std::lock_guard guard(mu);
      if (--left == 0) rows.close();
    });
  }
  for (int row : rows) failed(row);
  writers.wait();
}

void okEitherCaseCloses() {
  csp::chan<int> rows(1);
  csp::chan<csp::unit> done(0);
  csp::go([rows, done] {
    csp::select(csp::on_recv(done, [rows] { rows.close(); }),
                csp::on_recv(csp::after(1s), [rows] { rows.close(); }));
  });
  csp::go([done] { done.close(); });
  for (int row : rows) failed(row);
}

// The break comes, or the close does.
void okLeavesByItself() {
  csp::chan<int> rows(2);
  csp::go([rows] {
    rows.send(1);
    if (failed(1))
      rows.close();
    else
      rows.send(0);
  });
  for (int row : rows) {
    if (row == 0) break;
  }
}

void okClosedOnPanic() {
  csp::chan<int> rows(0);
  csp::go([rows] {
    csp::defer end{[rows] { rows.close(); }};
    try {
      rows.send(1);
      if (failed(1)) throw 1;
    } catch (int) {
      return;
    }
  });
  for (int row : rows) failed(row);
}

int main() {
  okClosedOnEveryPath();
  okLastOneCloses();
  okEitherCaseCloses();
  okLeavesByItself();
  okClosedOnPanic();
}
