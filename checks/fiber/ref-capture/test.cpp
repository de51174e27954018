// fixes: 8
// Locals that end while a fiber refers to them, on csp.
#include <atomic>
#include <chrono>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <csp/csp.h>

void use(int value);
bool failed(int id);
void submit(std::function<void()> task);
void waitForAll();

constexpr std::chrono::milliseconds kPatience(20);

struct Order {
  int id = 0;
  int cents = 0;
};

// ---- What is captured --------------------------------------------------------------------------

void badExplicit(csp::chan<int> receipts) {
  int total = 100;  // note: 'total' declared here
  csp::go(
      [&total, receipts] { receipts.send(total); });  // expect: 'total' is captured by reference
}

void badImplicit(csp::chan<int> receipts) {
  int total = 100;
  csp::go([&, receipts] {
    receipts.send(
        total);  // expect: 'total' is captured by reference by a fiber that can outlive it
  });
}

void badObject(int id, csp::chan<int> receipts) {
  Order placed{id, 100 * id};
  csp::go([&placed, receipts] {  // expect: 'placed' is captured by reference
    receipts.send(placed.cents);
  });
}

void badParameter(int id, csp::chan<int> receipts) {
  csp::go([&id, receipts] { receipts.send(id); });  // expect: 'id' is captured by reference
}

void badWritten() {
  int result = 0;
  csp::go([&result] { result = 1; });  // expect: 'result' is captured by reference
}

void badContainer(csp::chan<int> receipts) {
  std::vector<int> parts{1, 2};
  csp::go([&parts, receipts] { receipts.send(parts[0]); });  // expect: 'parts' is captured
}

class Job {
 public:
  void start() {
    csp::go([this] { result_ = 1; });  // expect: 'job' is captured by reference
  }

 private:
  int result_ = 0;
};

void badThis() {
  Job job;
  job.start();
}

// ---- How it is spawned -------------------------------------------------------------------------

void badVariable(csp::chan<int> receipts) {
  int total = 100;
  auto send = [&total, receipts] { receipts.send(total); };  // expect: 'total' is captured
  csp::go(send);
}

void badFunction(csp::chan<int> receipts) {
  int total = 100;
  std::function<void()> send = [&total, receipts] { receipts.send(total); };  // expect: 'total' is
  csp::go(send);
}

static void background(std::function<void()> task) { csp::go(task); }

void badHelper(csp::chan<int> receipts) {
  int total = 100;
  background([&total, receipts] { receipts.send(total); });  // expect: 'total' is captured
}

template <class T>
static void sendLater(T value, csp::chan<T> to) {
  csp::go([&value, to] { to.send(value); });  // expect: 'value' is captured by reference
}

void badTemplate(csp::chan<int> receipts) { sendLater(100, receipts); }

void badEarlyReturn(int id, csp::chan<int> done) {
  int total = 100;
  csp::go([&total, done] {  // expect: 'total' is captured by reference
    total = 1;
    done.send(1);
  });
  if (id == 0) return;
  done.recv();
}

void badScope(csp::chan<int> done) {
  {
    int total = 100;
    csp::go([&total, done] { done.send(total); });  // expect: 'total' is captured by reference
  }
  done.recv();
}

// ---- What is silent ----------------------------------------------------------------------------

void okByValue(csp::chan<int> receipts) {
  int total = 100;
  csp::go([total, receipts] { receipts.send(total); });
  csp::go([=] { receipts.send(total); });
  csp::go([mine = total, receipts] { receipts.send(mine); });
}

void okWaitGroup() {
  int total = 0;
  csp::wait_group adding;
  adding.go([&total] { total = 1; });
  adding.wait();
}

void okMessage() {
  int total = 100;
  csp::chan<int> done(0);
  csp::go([&total, done] { done.send(total); });
  done.recv();
}

void okDeferredWait() {
  int total = 0;
  csp::wait_group adding;
  csp::defer waiting{[&adding] { adding.wait(); }};
  adding.go([&total] { total = 1; });
}

class Waits {
 public:
  ~Waits() { group_.wait(); }
  void run(std::function<void()> task) { group_.go(task); }

 private:
  csp::wait_group group_;
};

void okDestructorWaits() {
  int total = 0;
  Waits waits;
  waits.run([&total] { total = 1; });
}

void okUnseenMayWait() {
  int total = 0;
  csp::go([&total] { total = 1; });
  waitForAll();
}

static void waitSomehow() { waitForAll(); }

void okSeenCallsUnseen() {
  int total = 0;
  csp::go([&total] { total = 1; });
  waitSomehow();
}

void okPolls() {
  int total = 0;
  std::atomic<bool> done = false;
  csp::go([&] {
    total = 1;
    done = true;
  });
  while (!done) csp::yield();
}

void okPollsUnderLock(csp::mutex& guard) {
  bool done = false;
  csp::go([&] {
    std::lock_guard lock(guard);
    done = true;
  });
  for (;;) {
    std::lock_guard lock(guard);
    if (done) return;
  }
}

void okSharedPointer(csp::chan<int> receipts) {
  auto order = std::make_shared<Order>();
  csp::go([order, receipts] { receipts.send(order->cents); });
}

std::shared_ptr<Order> okSharedReturned(csp::chan<int> receipts) {
  auto order = std::make_shared<Order>();
  csp::go([order, receipts] { receipts.send(order->cents); });
  return order;
}

void okMoved(csp::chan<int> receipts) {
  auto order = std::make_unique<Order>();
  csp::go([order = std::move(order), receipts] { receipts.send(order->cents); });
}

void okReferenceParameter(int& total, csp::chan<int> receipts) {
  csp::go([&total, receipts] { receipts.send(total); });
}

void okStatic(csp::chan<int> receipts) {
  static int total = 100;
  csp::go([&, receipts] { receipts.send(total); });
}

void okCalledHere() {
  int total = 0;
  auto add = [&total] { ++total; };
  add();
}

void okGivenAway() {
  int total = 0;
  submit([&total] { use(total); });
}

// For fiber-loop-capture.
void okLoop(csp::chan<int> receipts) {
  for (int i = 0; i < 2; ++i) csp::go([&i, receipts] { receipts.send(i); });
}

// ---- What refers to it -------------------------------------------------------------------------

void badPointer(csp::chan<int> receipts) {
  int total = 100;
  const int* at = &total;
  csp::go([at, receipts] {  // expect: 'at', which refers to 'total', is captured by a fiber that
    receipts.send(*at);
  });
}

void badIterator(csp::chan<int> receipts) {
  std::vector<int> parts{1, 2};
  auto first = parts.begin();
  csp::go([first, receipts] { receipts.send(*first); });  // expect: that can outlive 'parts'
}

void badView(csp::chan<std::size_t> lengths) {
  std::string text = "parts";
  std::string_view view = text;
  csp::go([view, lengths] {  // expect: 'view', which refers to 'text', is captured by a fiber that
    lengths.send(view.size());
  });
}

void badCharacters(csp::chan<char> initials) {
  std::string text = "parts";
  const char* name = text.c_str();
  csp::go([name, initials] { initials.send(*name); });  // expect: that can outlive 'text'
}

static void measure(std::string_view text, csp::chan<std::size_t> lengths) {
  csp::go(
      [text, lengths] { lengths.send(text.size()); });  // expect: 'text', which refers to 'name'
}

void badViewParameter(csp::chan<std::size_t> lengths) {
  std::string name = "parts";
  measure(name, lengths);
}

void okViewOfLiteral(csp::chan<std::size_t> lengths) {
  std::string_view view = "parts";
  csp::go([view, lengths] { lengths.send(view.size()); });
  measure("parts", lengths);
}

void okViewOfParameter(const std::string& text, csp::chan<std::size_t> lengths) {
  std::string_view view = text;
  csp::go([view, lengths] { lengths.send(view.size()); });
}

void okCopyOfView(csp::chan<std::size_t> lengths) {
  std::string text = "parts";
  std::string_view view = text;
  csp::go([copy = std::string(view), lengths] { lengths.send(copy.size()); });
}

void okViewMovedOn(csp::chan<std::size_t> lengths) {
  std::string text = "parts";
  std::string_view view = text;
  view = "whole";
  csp::go([view, lengths] { lengths.send(view.size()); });
}

// ---- Containers that move their elements, or lose them -----------------------------------------

void badGrows() {
  std::vector<int> parts{1};  // note: 'parts' declared here
  const int& first = parts.front();
  csp::chan<int> done(0);
  csp::go([&first, done] {  // expect: that may still use it when 'parts' grows
    done.send(first);
  });
  parts.push_back(2);  // note: 'parts' may move its elements here
  done.recv();
}

void badGrowsInLoop(csp::chan<int> done) {
  std::vector<int> parts;
  for (int i = 0; i < 3; ++i) {
    parts.push_back(i);
    int& last = parts.back();
    csp::go([&last, done] { done.send(last); });  // expect: 'last', which refers into 'parts'
  }
  for (int i = 0; i < 3; ++i) done.recv();
}

void badEmptied(csp::chan<int> done) {
  std::list<int> parts{1};
  int* first = &parts.front();
  csp::go([first, done] { done.send(*first); });  // expect: when 'parts' is emptied
  parts.clear();                                  // note: 'parts' is emptied here
  done.recv();
}

void okReserved(csp::chan<int> done) {
  std::vector<int> parts;
  parts.reserve(3);
  for (int i = 0; i < 3; ++i) {
    parts.push_back(i);
    int& last = parts.back();
    csp::go([&last, done] { done.send(last); });
  }
  for (int i = 0; i < 3; ++i) done.recv();
}

static void makeRoom(std::vector<int>& parts) { parts.reserve(8); }

void okReservedElsewhere() {
  std::vector<int> parts{1};
  makeRoom(parts);
  const int& first = parts.front();
  csp::chan<int> done(0);
  csp::go([&first, done] { done.send(first); });
  parts.push_back(2);
  done.recv();
}

void okListGrows() {
  std::list<int> parts{1};
  const int& first = parts.front();
  csp::chan<int> done(0);
  csp::go([&first, done] { done.send(first); });
  parts.push_back(2);
  done.recv();
}

void okGrowsAfterwards() {
  std::vector<int> parts{1};
  const int& first = parts.front();
  csp::chan<int> done(0);
  csp::go([&first, done] { done.send(first); });
  done.recv();
  parts.push_back(2);
}

// Erasing moves elements, too.
void fnErased() {
  std::vector<int> parts{1, 2};
  const int& second = parts.back();
  csp::chan<int> done(0);
  csp::go([&second, done] { done.send(second); });
  parts.erase(parts.begin());
  done.recv();
}

void fnSpan(csp::chan<int> done) {
  std::vector<int> parts{1, 2};
  std::span<int> all(parts);
  csp::go([all, done] { done.send(all[0]); });
}

// ---- Leaving early ----------------------------------------------------------------------------

int badTimeout() {
  int result = 0;
  csp::chan<int> done(1);
  csp::go([&result, done] {  // expect: 'result' is captured by reference
    result = 1;
    done.send(1);
  });
  switch (csp::select(csp::on_recv(done, [] {}), csp::on_recv(csp::after(kPatience), [] {}))) {
    case 0:
      return result;
    default:
      return -1;
  }
}

int okTimeoutThenWaits() {
  int result = 0;
  csp::chan<int> done(1);
  csp::go([&result, done] {
    result = 1;
    done.send(1);
  });
  bool isLate = false;
  csp::select(csp::on_recv(done, [] {}), csp::on_recv(csp::after(kPatience), [&] {
                isLate = true;
                done.recv();
              }));
  return isLate ? -1 : result;
}

int okCancelledElsewhere(csp::chan<int> cancelled) {
  int result = 0;
  csp::chan<int> done(1);
  csp::go([&result, done] {
    result = 1;
    done.send(1);
  });
  csp::select(csp::on_recv(done, [] {}), csp::on_recv(cancelled, [] {}));
  return result;
}

int main() {
  int total = 100;
  csp::go([&total] { use(total); });
}

// A template that nothing instantiates: std::bind copies what it calls there, too.
struct Server {
  template <class Handler>
  void okBoundParameter(Handler handler, int error) {
    csp::go(std::bind(handler, error));
  }
};
