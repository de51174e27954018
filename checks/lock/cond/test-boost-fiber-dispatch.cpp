// Boost.Fiber: a fiber that is dispatched runs before the one that has started it goes on, up to
// where it waits.
#include <boost/fiber/all.hpp>

namespace bf = boost::fibers;

void okWaitsFirst() {
  bf::mutex mu;
  bf::condition_variable_any changed;
  bf::fiber waiter(bf::launch::dispatch, [&] {
    mu.lock();
    changed.wait(mu);
    mu.unlock();
  });
  changed.notify_one();  // step: signal of 'changed'
  waiter.join();
}

// The signal comes when both wait.
void okTwoWait() {
  bf::mutex mu;
  bf::condition_variable changed;
  auto wait = [&] {
    std::unique_lock<bf::mutex> lock(mu);
    changed.wait(lock);
  };
  bf::fiber first(bf::launch::dispatch, wait);
  bf::fiber second(bf::launch::dispatch, wait);
  changed.notify_all();  // step: broadcast of 'changed'
  first.join();
  second.join();
}

// The inner one, too, runs first.
void okStartsAnother() {
  bf::mutex mu;
  bf::condition_variable changed;
  bf::fiber outer(bf::launch::dispatch, [&] {
    bf::fiber inner(bf::launch::dispatch, [&] {
      std::unique_lock<bf::mutex> lock(mu);
      changed.wait(lock);
    });
    inner.join();
  });
  changed.notify_all();
  outer.join();
}

void okAsync() {
  bf::mutex mu;
  bf::condition_variable changed;
  bf::future<void> waiting = bf::async(bf::launch::dispatch, [&] {
    std::unique_lock<bf::mutex> lock(mu);
    changed.wait(lock);
  });
  changed.notify_one();
  waiting.get();
}

void badPosted() {
  bf::mutex mu;
  bf::condition_variable_any changed;
  bf::fiber waiter(bf::launch::post, [&] {
    mu.lock();
    changed.wait(mu);  // expect: wait on 'changed' can last for ever
    mu.unlock();
  });
  changed.notify_one();
  waiter.join();
}

// It gives way before it waits.
void badYields() {
  bf::mutex mu;
  bf::condition_variable_any changed;
  bf::fiber waiter(bf::launch::dispatch, [&] {
    mu.lock();
    boost::this_fiber::yield();
    changed.wait(mu);  // expect: wait on 'changed' can last for ever
    mu.unlock();
  });
  changed.notify_one();
  waiter.join();
}

// It waits for something else first.
void badWaitsForAnother() {
  bf::mutex mu;
  bf::condition_variable_any changed;
  bf::buffered_channel<int> go(2);
  bf::fiber waiter(bf::launch::dispatch, [&] {
    go.value_pop();
    mu.lock();
    changed.wait(mu);  // expect: wait on 'changed' can last for ever
    mu.unlock();
  });
  go.push(1);
  changed.notify_one();
  waiter.join();
}

// It has signalled before anybody waits.
void badSignalsFirst() {
  bf::mutex mu;
  bf::condition_variable_any changed;
  bf::fiber signaller(bf::launch::dispatch, [&] { changed.notify_one(); });
  mu.lock();
  changed.wait(mu);  // expect: wait on 'changed' can last for ever
  mu.unlock();
  signaller.join();
}

int main() {
  okWaitsFirst();
  okTwoWait();
  okStartsAnother();
  okAsync();
  badPosted();
  badYields();
  badWaitsForAnother();
  badSignalsFirst();
}
