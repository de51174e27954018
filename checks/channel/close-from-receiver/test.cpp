#include <optional>
#include <vector>

#include <csp/csp.h>

using namespace std::chrono_literals;

int search(int shard);
bool good(int value);

// --- the receiver has enough, and closes

void badFirst(int shards) {
  csp::chan<int> found(0);
  for (int shard = 0; shard < shards; ++shard)
    csp::go([found, shard] { found.send(search(shard)); });  // note: sent here, by another fiber
  auto first = found.recv();                                 // note: received here
  // expect@+1: 'found' is closed by the side that receives, while another fiber may still send
  found.close();
  search(first.value_or(0));
}

void badEnough() {
  csp::chan<int> numbers(0);
  csp::go([numbers] {
    for (int n = 1; n <= 10; ++n) numbers.send(n);
  });
  int sum = 0;
  while (sum < 6) sum += numbers.recv().value_or(6);
  numbers.close();  // expect: 'numbers' is closed by the side that receives
}

void badBreak() {
  csp::chan<int> numbers(4);
  csp::go([numbers] {
    for (int n = 0;; ++n) numbers.send(n);
  });
  for (;;) {
    auto n = numbers.recv();
    if (!n || good(*n)) break;
  }
  numbers.close();  // expect: 'numbers' is closed by the side that receives
}

void badTimeout(std::vector<int> shards) {
  csp::chan<int> found(0);
  csp::go([found, shards] {
    for (int shard : shards) found.send(search(shard));
  });
  csp::select(csp::on_recv(found, [] {}), csp::on_recv(csp::after(1s), [] {}));
  found.close();  // expect: 'found' is closed by the side that receives
}

class Feed {
 public:
  Feed() {
    csp::go([this] { produce(); });
    csp::go([this] { badConsume(); });
  }

 private:
  void produce() {
    for (int n = 0;; ++n) values_.send(n);
  }
  void badConsume() {
    while (auto value = values_.recv())
      if (good(*value)) break;
    values_.close();  // expect: 'values_' is closed by the side that receives
  }

  csp::chan<int> values_{0};
};

void badTry() {
  csp::chan<int> numbers(4);
  csp::go([numbers] {
    for (int n = 0;; ++n) numbers.try_send(n);
  });
  numbers.recv();
  numbers.close();  // expect: 'numbers' is closed by the side that receives
}

// --- the sender closes, or has ended

void okSenderCloses() {
  csp::chan<int> numbers(0);
  csp::go([numbers] {
    for (int n = 0; n < 10; ++n) numbers.send(n);
    numbers.close();
  });
  for (int n : numbers) search(n);
}

void okStopChannel() {
  csp::chan<int> numbers(0);
  csp::chan<csp::unit> enough(0);
  csp::go([=] {
    for (bool wanted = true; wanted;)
      csp::select(csp::on_send(numbers, 1, [] {}), csp::on_recv(enough, [&] { wanted = false; }));
  });
  numbers.recv();
  enough.close();
}

void okWaits() {
  csp::chan<int> numbers(16);
  csp::wait_group senders;
  for (int i = 0; i < 4; ++i) senders.go([numbers, i] { numbers.send(i); });
  numbers.recv();
  senders.wait();
  numbers.close();
}

void okEnded() {
  csp::chan<int> numbers(16);
  csp::chan<csp::unit> ended(0);
  csp::go([=] {
    for (int n = 0; n < 10; ++n) numbers.send(n);
    ended.close();
  });
  numbers.recv();
  ended.recv();
  numbers.close();
}

void okOnce() {
  csp::chan<int> answer(0);
  csp::go([answer] { answer.send(search(1)); });
  answer.recv();
  answer.close();
}

void okCounts() {
  csp::chan<int> numbers(0);
  csp::go([numbers] {
    for (int n = 0; n < 10; ++n) numbers.send(n);
  });
  for (int i = 0; i < 10; ++i) search(numbers.recv().value_or(0));
  numbers.close();
}

void okExpected() {
  csp::chan<int> numbers(0);
  csp::go([numbers] {
    try {
      for (int n = 0;; ++n) numbers.send(n);
    } catch (const csp::panic_error&) {
    }
  });
  numbers.recv();
  numbers.close();
}

// The one that closes sends as well.
void okBoth() {
  csp::chan<int> numbers(8);
  csp::go([numbers] {
    for (int n = 0;; ++n) numbers.send(n);
  });
  numbers.send(1);
  numbers.recv();
  numbers.close();
}

void okSameFiber() {
  csp::chan<int> numbers(8);
  csp::go([numbers] {
    for (int n = 0; n < 8; ++n) numbers.send(n);
    numbers.recv();
    numbers.close();
  });
}

// It is not seen who sends.
void fnForeign(csp::chan<int> numbers) {
  numbers.recv();
  numbers.close();
}
