// Sends, on csp, that come before the close under every schedule.
#include <memory>
#include <mutex>

#include <csp/csp.h>

using namespace std::chrono_literals;

int fetch(int id);
bool failed(int id);

void okOwnerWaits() {
  csp::chan<int> rows(2);
  csp::wait_group writers;
  for (int table = 0; table < 2; ++table) {
    writers.go([rows, table] { rows.send(table); });
  }
  writers.wait();
  rows.close();
}

void okOwnerReceivesAll() {
  csp::chan<int> rows(0);
  for (int table = 0; table < 2; ++table) {
    csp::go([rows, table] { rows.send(table); });
  }
  for (int i = 0; i < 2; ++i) rows.recv();
  rows.close();
}

// The channel stays open when the owner leaves early.
void okLeftOpenAfterTimeout() {
  csp::chan<int> answer(1);
  csp::go([answer] { answer.send(fetch(1)); });
  bool isThere = false;
  csp::select(csp::on_recv(answer, [&] { isThere = true; }), csp::on_recv(csp::after(10ms), [] {}));
  if (isThere) answer.close();
}

class publisher {
 public:
  void publish(int value) {
    std::lock_guard guard(mu_);
    if (!closed_) out_.try_send(value);
  }
  void close() {
    std::lock_guard guard(mu_);
    if (closed_) return;
    closed_ = true;
    out_.close();
  }

 private:
  csp::mutex mu_;
  bool closed_ = false;
  csp::chan<int> out_{4};
};

void okTestedUnderTheLock() {
  auto news = std::make_shared<publisher>();
  csp::wait_group both;
  both.go([news] { news->publish(1); });
  both.go([news] { news->close(); });
  both.wait();
}

// Another channel says that it is over; the one that is sent on is never closed.
void okQuitChannel() {
  csp::chan<int> rows(0);
  csp::chan<csp::unit> quit(0);
  csp::wait_group writer;
  writer.go([rows, quit] { csp::select(csp::on_send(rows, 1, [] {}), csp::on_recv(quit, [] {})); });
  quit.close();
  writer.wait();
}

void okOrderedByChannel() {
  csp::chan<int> rows(1);
  csp::chan<csp::unit> sent(0);
  csp::go([rows, sent] {
    rows.send(1);
    sent.close();
  });
  sent.recv();
  rows.close();
}

void okSenderCloses() {
  csp::chan<int> rows(0);
  csp::go([rows] {
    csp::defer end{[rows] { rows.close(); }};
    for (int row = 0; row < 2; ++row) rows.send(row);
  });
  for (int row : rows) failed(row);
}

int main() {
  okOwnerWaits();
  okOwnerReceivesAll();
  okLeftOpenAfterTimeout();
  okTestedUnderTheLock();
  okQuitChannel();
  okOrderedByChannel();
  okSenderCloses();
}
