// What channels hold and can hold, and timers that have run their task, on csp.
#include <csp/csp.h>

using namespace std::chrono_literals;

csp::chan<int> never(0);

void badFull() {
  csp::chan<int> queue(2);
  queue.send(1);
  queue.send(2);
  if (queue.len() == queue.cap()) never.recv();  // expect: receive from 'never' blocks for ever
}

void badTooLate() {
  csp::timer timer = csp::after_func(1ns, [] {});
  if (!timer.stop()) never.recv();  // expect: receive from 'never' blocks for ever
}

void okRoom() {
  csp::chan<int> queue(2);
  queue.send(1);
  if (queue.len() == queue.cap()) never.recv();  // step: length of 'queue'
  if (queue.cap() == 0) never.recv();
}

void okPolled() {
  csp::chan<int> queue(1);
  csp::go([queue] { queue.send(1); });
  while (queue.len() != 1) csp::sleep_for(1ms);
  if (!queue.try_recv()) never.recv();
}

// Either the task counts down, or who has stopped it.
void okStoppedOrDone() {
  csp::wait_group tasks;
  tasks.add(1);
  csp::timer timer = csp::after_func(1ms, [&tasks] { tasks.done(); });
  if (timer.stop()) tasks.done();
  tasks.wait();
}

void okAnswered() {
  csp::chan<int> answer(0);
  csp::timer timer = csp::after_func(1ns, [answer] { answer.recv(); });
  if (!timer.stop()) answer.send(1);
}

int main(int count, char**) {
  okRoom();
  okPolled();
  okStoppedOrDone();
  okAnswered();
  if (count == 1) badFull();
  if (count == 2) badTooLate();
}
