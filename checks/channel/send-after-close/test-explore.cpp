// Sends, on csp, that another fiber's close can overtake. Each ends the process: which one runs is
// not known.
#include <memory>
#include <mutex>

#include <csp/csp.h>

using namespace std::chrono_literals;

int pick();
int fetch(int id);
bool failed(int id);

void badTwoFibers() {
  csp::chan<int> rows(1);
  csp::wait_group both;
  both.go([rows] {
    rows.send(1);  // expect: send on 'rows' after it was closed
  });
  both.go([rows] { rows.close(); });
  both.wait();
}

// The owner does not wait for the sender that is late.
void badOwnerClosesAfterTimeout() {
  csp::chan<int> answer(1);
  csp::go([answer] {
    answer.send(fetch(1));  // expect: send on 'answer' after it was closed
  });
  csp::select(csp::on_recv(answer, [] {}), csp::on_recv(csp::after(10ms), [] {}));
  answer.close();
  csp::sleep_for(1s);
}

void badSleepsInsteadOfWaiting() {
  csp::chan<int> rows(2);
  for (int table = 0; table < 2; ++table) {
    csp::go([rows, table] {
      rows.send(table);  // expect: send on 'rows' after it was closed
    });
  }
  csp::sleep_for(10ms);
  rows.close();
  csp::sleep_for(1s);
}

// The first to be done closes, while the other still has a row.
void badFirstOneCloses() {
  csp::chan<int> rows(4);
  csp::wait_group writers;
  for (int table = 0; table < 2; ++table) {
    writers.go([rows, table] {
      rows.send(table);  // expect: send on 'rows' after it was closed
      if (!failed(table)) rows.close();
    });
  }
  writers.wait();
}

// A sender that is blocked when the channel is closed panics as well.
void badBlockedSender() {
  csp::chan<int> rows(0);
  csp::go([rows] {
    rows.send(1);
    rows.send(2);  // expect: send on 'rows' after it was closed
  });
  rows.recv();
  rows.close();
  csp::sleep_for(1s);
}

class publisher {
 public:
  void publish(int value) {
    {
      std::lock_guard guard(mu_);
      if (closed_) return;
    }
    out_.send(value);  // expect: send on 'out_' after it was closed
  }
  void close() {
    std::lock_guard guard(mu_);
    closed_ = true;
    out_.close();
  }

 private:
  csp::mutex mu_;
  bool closed_ = false;
  csp::chan<int> out_{4};
};

void badLockGivenUpBetween() {
  auto news = std::make_shared<publisher>();
  csp::go([news] { news->publish(1); });
  news->close();
  csp::sleep_for(1s);
}

void badSelectSends() {
  csp::chan<int> rows(1);
  csp::chan<csp::unit> quit(1);
  csp::go([rows, quit] {
    // step@+1: select sends on 'rows'
    csp::select(csp::on_send(rows, 1, [] {}),  // expect: send on 'rows' after it was closed
                csp::on_recv(quit, [] {}));
  });
  quit.send({});
  rows.close();
  csp::sleep_for(1s);
}

int main() {
  switch (pick()) {
    case 0:
      badTwoFibers();
      break;
    case 1:
      badOwnerClosesAfterTimeout();
      break;
    case 2:
      badSleepsInsteadOfWaiting();
      break;
    case 3:
      badFirstOneCloses();
      break;
    case 4:
      badBlockedSender();
      break;
    case 5:
      badLockGivenUpBetween();
      break;
    case 6:
      badSelectSends();
      break;
  }
}
