// Boost.Fiber, where every operation but value_pop answers with a status.
#include <chrono>
#include <string>

#include <boost/fiber/all.hpp>

using namespace std::chrono_literals;
using boost::fibers::channel_op_status;
using Channel = boost::fibers::buffered_channel<int>;
using Meeting = boost::fibers::unbuffered_channel<int>;

void use(int value);

// ---- What is reported --------------------------------------------------------------------------

void badTry(Channel& jobs) {
  jobs.try_push(1);  // expect: the value is lost when 'try_push' does not send it
  int job = 0;
  jobs.try_pop(job);  // expect: whether 'try_pop' has received a value is not looked at
  use(job);
}

void badTimed(Channel& jobs, Meeting& meeting) {
  int job = 0;
  jobs.pop_wait_for(job, 1s);      // expect: whether 'pop_wait_for' has received a value
  meeting.push_wait_for(2, 10ms);  // expect: the value is lost when 'push_wait_for'
  use(job);
}

void badFiber(Channel& jobs) {
  boost::fibers::fiber([&jobs] { jobs.try_push(1); }).join();  // expect: the value is lost
}

// ---- What is fine ------------------------------------------------------------------------------

void okUsed(Channel& jobs) {
  int job = 0;
  while (jobs.try_pop(job) == channel_op_status::success) use(job);
  if (jobs.pop_wait_for(job, 1s) != channel_op_status::success) return;
  channel_op_status status = jobs.try_push(job);
  use(static_cast<int>(status));
}

// Only a closed channel makes them fail; with the option 'blocking' these are reported too.
void okBlocking(Channel& jobs, Meeting& meeting) {
  int job = 0;
  jobs.push(1);
  meeting.push(1);
  jobs.pop(job);
  use(job);
}

// Throws when the channel is closed.
void okValue(Channel& jobs) { jobs.value_pop(); }
