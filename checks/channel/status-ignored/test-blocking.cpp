// With the option 'blocking', also what waits and fails only on a closed channel.
// config: blocking.yaml
#include <boost/fiber/all.hpp>

using boost::fibers::channel_op_status;
using Channel = boost::fibers::buffered_channel<int>;

void use(int value);

void badPush(Channel& jobs) {
  jobs.push(1);  // expect: the value is lost when 'push' does not send it, and nobody looks
}

void badPop(Channel& jobs) {
  int job = 0;
  jobs.pop(job);  // expect: whether 'pop' has received a value is not looked at
  use(job);
}

void okUsed(Channel& jobs) {
  int job = 0;
  while (jobs.pop(job) == channel_op_status::success) use(job);
  if (jobs.push(1) == channel_op_status::closed) use(1);
}

void okByName(Channel& jobs) { (void)jobs.push(1); }
