// Durations are numbers of nanoseconds, whatever their unit is.
#include <chrono>

#include <csp/csp.h>

using namespace std::chrono_literals;

// --- members, with and without a limit

class Client {
 public:
  Client() = default;
  explicit Client(std::chrono::milliseconds limit) : limit_(limit) {}

  void wait() {
    csp::chan<int> answer(1);
    if (limit_ == 0ms) {
      answer.recv();  // expect: receive from 'answer' blocks for ever
      return;
    }
    csp::select(csp::on_recv(answer, [] {}), csp::on_recv(csp::after(limit_), [] {}));
  }

 private:
  std::chrono::milliseconds limit_ = 0ms;
};

void badWithoutLimit() {
  Client client;
  client.wait();
}

void okWithLimit() {
  Client client(3s);
  client.wait();
}

// --- conversions, sums, assignments

void badConverted() {
  csp::chan<int> none(1);
  std::chrono::seconds limit = 2s;
  if (limit == 2000ms) none.recv();  // expect: receive from 'none' blocks for ever
}

void okConverted() {
  csp::chan<int> none(1);
  std::chrono::seconds limit = 2s;
  if (limit != 2000ms) none.recv();
  if (limit < 1min && limit > 1ms) return;
  none.recv();
}

void badChanged() {
  csp::chan<int> none(1);
  std::chrono::milliseconds limit = 1ms;
  limit = 2s;
  limit += 500ms;
  if (limit - 1s == 1500ms) none.recv();  // expect: receive from 'none' blocks for ever
}

void okChanged() {
  csp::chan<int> none(1);
  std::chrono::milliseconds limit = 1ms;
  limit = 2s;
  limit -= 500ms;
  if (limit <= 1ms) none.recv();
}

// --- what is not followed is not known

void okScaled(int factor) {
  csp::chan<int> none(1);
  none.send(1);
  std::chrono::milliseconds limit = 1ms;
  limit *= factor;
  if (limit == 1ms) none.recv();
  if (limit != 1ms) none.recv();
}

void okDoubled() {
  csp::chan<int> none(1);
  std::chrono::milliseconds limit = 1ms;
  limit = limit * 2;
  if (limit == 1ms) none.recv();
}

void okBackoff() {
  csp::chan<int> done(1);
  for (std::chrono::milliseconds pause = 1ms; pause < 1s; pause *= 2)
    if (done.len() == 0) done.send(1);
  done.recv();
}

void change(std::chrono::milliseconds& limit);

void okChangedByOthers() {
  csp::chan<int> none(1);
  std::chrono::milliseconds limit = 1ms;
  change(limit);
  if (limit == 1ms) none.recv();
}
