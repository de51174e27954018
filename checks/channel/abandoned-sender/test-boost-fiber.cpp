// Boost.Fiber: a push whose receiver has given up.
#include <chrono>
#include <memory>

#include <boost/fiber/all.hpp>

namespace bf = boost::fibers;
using namespace std::chrono_literals;

using replies = bf::unbuffered_channel<int>;

int fetch(int id);
void use(int value);
bool failed(int id);

void badTimeout() {
  auto answer = std::make_shared<replies>();  // note: made here
  bf::fiber([answer] {
    answer->push(fetch(1));  // expect: can block for ever: the receiver has left
  }).detach();
  int value = 0;
  // note@+1: 'answer' was last received from here
  if (answer->pop_wait_for(value, 1s) == bf::channel_op_status::success) use(value);
}

void badEarlyReturn() {
  auto answer = std::make_shared<replies>();
  bf::fiber([answer] {
    answer->push(fetch(1));  // expect: can block for ever: the receiver has left
  }).detach();
  if (failed(2)) return;
  use(answer->value_pop());
}

void okClosedByTheReceiver() {
  auto answer = std::make_shared<replies>();
  bf::fiber([answer] { answer->push(fetch(1)); }).detach();
  int value = 0;
  answer->pop_wait_for(value, 1s);
  answer->close();
}

void okRoom() {
  auto answer = std::make_shared<bf::buffered_channel<int>>(2);
  bf::fiber([answer] { answer->push(fetch(1)); }).detach();
  int value = 0;
  answer->pop_wait_for(value, 1s);
}

void okSenderGivesUpToo() {
  auto answer = std::make_shared<replies>();
  bf::fiber([answer] { answer->push_wait_for(fetch(1), 1s); }).detach();
  int value = 0;
  answer->pop_wait_for(value, 1s);
}

void okReceivesOnEveryPath() {
  auto answer = std::make_shared<replies>();
  bf::fiber([answer] { answer->push(fetch(1)); }).detach();
  if (failed(2)) use(0);
  use(answer->value_pop());
}

int main() {
  okClosedByTheReceiver();
  okRoom();
  okSenderGivesUpToo();
  okReceivesOnEveryPath();
  badTimeout();
  badEarlyReturn();
}
