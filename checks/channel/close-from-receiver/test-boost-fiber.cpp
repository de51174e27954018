// A send on a closed channel has a status there: closing from either side is how they are ended.
#include <boost/fiber/all.hpp>

namespace fibers = boost::fibers;

bool good(int value);

void okStatus() {
  fibers::buffered_channel<int> numbers(4);
  fibers::fiber sender([&numbers] {
    for (int n = 0;; ++n)
      if (numbers.push(n) != fibers::channel_op_status::success) return;
  });
  int value = 0;
  while (numbers.pop(value) == fibers::channel_op_status::success)
    if (good(value)) break;
  numbers.close();
  sender.join();
}
