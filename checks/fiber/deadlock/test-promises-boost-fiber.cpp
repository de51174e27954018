// Boost.Fiber: a promise that dies without a value lets who waits for it go on.
#include <functional>
#include <thread>
#include <utility>

#include <boost/fiber/all.hpp>

namespace bf = boost::fibers;

void use(int value);

// The future has been another promise's.
void okBroken() {
  bf::promise<int> first;
  first.set_value(7);
  bf::future<int> wanted = first.get_future();
  use(wanted.get());
  {
    bf::promise<int> second;
    wanted = second.get_future();
  }
  try {
    use(wanted.get());
  } catch (bf::broken_promise const&) {
  }
}

// The exception is looked at, not thrown.
void okLookedAt() {
  bf::future<int> wanted;
  {
    bf::promise<int> answer;
    wanted = answer.get_future();
  }
  bf::buffered_channel<int> done(2);
  if (wanted.get_exception_ptr()) done.push(1);
  done.close();
}

void okShared() {
  bf::shared_future<int> wanted;
  {
    bf::promise<int> answer;
    wanted = answer.get_future().share();
  }
  use(wanted.get());
}

void okNeverRun() {
  bf::future<int> wanted;
  {
    bf::packaged_task<int()> task([] { return 1; });
    wanted = task.get_future();
  }
  use(wanted.get());
}

void okTaskRuns() {
  bf::packaged_task<int()> task([] { return 1; });
  bf::future<int> wanted = task.get_future();
  bf::fiber worker(bf::launch::dispatch, std::move(task));
  use(wanted.get());
  worker.join();
}

void okTaskBound() {
  bf::packaged_task<int(int)> task([](int id) { return id; });
  bf::future<int> wanted(task.get_future());
  std::thread worker(std::bind(
      [](bf::packaged_task<int(int)>& bound) {
        bf::fiber(bf::launch::dispatch, std::move(bound), 3).join();
      },
      std::move(task)));
  use(wanted.get());
  worker.join();
}

void badKept() {
  bf::promise<int> answer;
  bf::future<int> wanted = answer.get_future();
  use(wanted.get());  // expect: wait for 'wanted' can block for ever
}

// The second one is not set.
void badAssigned() {
  bf::promise<int> first, second;
  first.set_value(7);  // step: value for 'first'
  bf::future<int> wanted = first.get_future();
  wanted = second.get_future();
  wanted.wait();  // expect: wait for 'wanted' can block for ever
}

// The fiber holds the task, and waits for what comes after it.
void badTaskWaits() {
  bf::promise<int> order;
  bf::packaged_task<int()> task([&order] {
    return order.get_future().get();  // note: blocks for ever
  });
  bf::future<int> wanted = task.get_future();
  bf::fiber worker(bf::launch::dispatch, std::move(task));
  use(wanted.get());  // expect: wait for 'wanted' can block for ever
  order.set_value(1);
  worker.join();
}

// One scenario at a time.
int main(int argc, char**) {
  switch (argc) {
    case 1:
      return okBroken(), 0;
    case 2:
      return okLookedAt(), 0;
    case 3:
      return okShared(), 0;
    case 4:
      return okNeverRun(), 0;
    case 5:
      return okTaskRuns(), 0;
    case 6:
      return okTaskBound(), 0;
    case 7:
      return badKept(), 0;
    case 8:
      return badAssigned(), 0;
    case 9:
      return badTaskWaits(), 0;
  }
}
