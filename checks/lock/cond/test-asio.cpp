// The callback of a timer can be what signals a condition.
// flags: -std=c++20 -pthread
#include <condition_variable>
#include <mutex>

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

class Gate {
 public:
  void wait() {
    std::unique_lock<std::mutex> lock(mutex_);
    opened_.wait(lock, [this] { return isOpen_; });
  }
  void open() {
    std::lock_guard<std::mutex> lock(mutex_);
    isOpen_ = true;
    opened_.notify_one();
  }

 private:
  std::mutex mutex_;
  std::condition_variable opened_;
  bool isOpen_ = false;
};

void okOpenedByTimer(boost::asio::io_context& io) {
  Gate gate;
  boost::asio::steady_timer timer(io);
  timer.async_wait([&](const boost::system::error_code&) { gate.open(); });
  gate.wait();
}

// It is this fiber that waits for the timer.
void badWaitedFor(boost::asio::io_context& io) {
  boost::asio::steady_timer timer(io);
  timer.wait();
  std::mutex mutex;
  std::condition_variable never;
  std::unique_lock<std::mutex> lock(mutex);
  // expect@+1: wait on 'never' can last for ever: the signal comes before the wait, or never
  never.wait(lock);
}

int main() {}
