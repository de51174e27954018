// Sends on csp whose answer nobody takes: only try_send has one.
#include <functional>
#include <string>
#include <tuple>
#include <vector>

#include <csp/csp.h>

bool isRunning();
void use(bool sent);

// ---- What is reported --------------------------------------------------------------------------

void badStatement(csp::chan<int> jobs) {
  // expect@+1: the value is lost when 'try_send' does not send it, and nobody looks whether it did
  jobs.try_send(1);
}

void badBranch(csp::chan<int> jobs, bool ready) {
  if (ready) jobs.try_send(1);  // expect: the value is lost when 'try_send' does not send it
  for (int job = 0; job < 3; ++job) jobs.try_send(job);  // expect: the value is lost
}

void badComma(csp::chan<int> jobs) {
  jobs.try_send(1), use(true);  // expect: the value is lost
}

void badFiber(csp::chan<std::string> lines) {
  csp::go([lines] { lines.try_send("end"); });  // expect: the value is lost
}

class Log {
 public:
  explicit Log(csp::chan<std::string> lines) : lines_(lines) {
    lines_.try_send("start");  // expect: the value is lost
  }
  ~Log() {
    lines_.try_send("end");  // expect: the value is lost
  }

 private:
  csp::chan<std::string> lines_;
};

template <class T>
void badTemplate(csp::chan<T> jobs, T value) {
  jobs.try_send(value);  // expect: the value is lost
}
template void badTemplate(csp::chan<int> jobs, int value);

#define PUT(channel, value) (channel).try_send(value)

void badMacro(csp::chan<int> jobs) {
  PUT(jobs, 1);  // expect: the value is lost
}

// ---- What is fine ------------------------------------------------------------------------------

bool okUsed(csp::chan<int> jobs) {
  if (!jobs.try_send(1)) return false;
  bool sent = jobs.try_send(2);
  use(jobs.try_send(3));
  while (!jobs.try_send(4) && isRunning()) csp::yield();
  return sent && jobs.try_send(5);
}

// Thrown away by name: when there is no room, the value is not needed.
void okByName(csp::chan<int> jobs) {
  (void)jobs.try_send(1);
  static_cast<void>(jobs.try_send(2));
  std::ignore = jobs.try_send(3);
  [[maybe_unused]] bool sent = jobs.try_send(4);
}

// A wake-up that waits already does not have to be sent again.
void okSignal(csp::chan<csp::unit> wake) { wake.try_send({}); }

// Panics when the channel is closed.
void okSend(csp::chan<int> jobs) { jobs.send(1); }

// Waits for something to come, or throws away what is there.
void okReceive(csp::chan<int> jobs) {
  jobs.recv();
  while (jobs.len() > 0) jobs.try_recv();
}

void okReturned(csp::chan<int> jobs) {
  auto put = [jobs](int job) { return jobs.try_send(job); };
  use(put(1));
  std::function<bool()> later = [jobs] { return jobs.try_send(1); };
}

void okLocks(csp::mutex& lock) { lock.try_lock(); }
