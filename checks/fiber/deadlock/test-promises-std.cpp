// std: a promise that dies without a value lets who waits for it go on.
#include <functional>
#include <future>
#include <memory>
#include <thread>
#include <utility>

bool failed(int id);
void use(int value);
void work(std::promise<int> answer) {
  if (failed(2)) return;
  answer.set_value(1);
}

void okBroken() {
  std::future<int> wanted;
  {
    std::promise<int> answer;
    wanted = answer.get_future();
  }
  try {
    use(wanted.get());
  } catch (std::future_error const&) {
  }
}

void okWaitForBroken() {
  std::future<int> wanted;
  {
    std::promise<int> answer;
    wanted = answer.get_future();
  }
  wanted.wait();
}

void okAssignedOver() {
  std::promise<int> answer;
  std::future<int> wanted = answer.get_future();
  answer = std::promise<int>();
  use(wanted.get());
}

void okNeverRun() {
  std::future<int> wanted;
  {
    std::packaged_task<int()> task([] { return 1; });
    wanted = task.get_future();
  }
  use(wanted.get());
}

void okGivenToThread() {
  std::promise<int> answer;
  std::future<int> wanted = answer.get_future();
  std::thread worker(work, std::move(answer));
  use(wanted.get());
  worker.join();
}

void okCaptured() {
  std::promise<int> answer;
  std::future<int> wanted = answer.get_future();
  std::thread worker([answer = std::move(answer)]() mutable {
    if (failed(3)) return;
    answer.set_value(1);
  });
  use(wanted.get());
  worker.join();
}

void okShared() {
  auto answer = std::make_shared<std::promise<int>>();
  std::future<int> wanted = answer->get_future();
  std::thread worker([answer] {
    if (!failed(4)) answer->set_value(1);
  });
  answer.reset();
  use(wanted.get());
  worker.join();
}

struct Request {
  std::promise<int> answer;
};

void okMember() {
  std::future<int> wanted;
  {
    Request request;
    wanted = request.answer.get_future();
  }
  use(wanted.get());
}

void okUnwound() {
  std::future<int> wanted;
  try {
    std::promise<int> answer;
    wanted = answer.get_future();
    throw 1;
  } catch (int) {
  }
  use(wanted.get());
}

void okTaskRuns() {
  std::packaged_task<int()> task([] { return 1; });
  std::future<int> wanted = task.get_future();
  std::thread worker(std::move(task));
  use(wanted.get());
  worker.join();
}

void okTaskThrows() {
  std::packaged_task<int(int)> task([](int id) {
    if (failed(id)) throw 1;
    return id;
  });
  std::future<int> wanted = task.get_future();
  std::thread worker(std::move(task), 5);
  use(wanted.get());
  worker.join();
}

void okTaskBound() {
  std::packaged_task<int(int)> task([](int id) { return id; });
  std::future<int> wanted = task.get_future();
  std::thread worker(std::bind(
      [](std::packaged_task<int(int)>& bound) { std::thread(std::move(bound), 3).join(); },
      std::move(task)));
  use(wanted.get());
  worker.join();
}

void badKept() {
  std::promise<int> answer;
  std::future<int> wanted = answer.get_future();
  use(wanted.get());  // expect: wait for 'wanted' can block for ever
}

// The other one is dead; this one is not.
void badMovedAway() {
  std::promise<int> kept;
  std::future<int> wanted;
  {
    std::promise<int> answer;
    wanted = answer.get_future();
    kept = std::move(answer);
  }
  use(wanted.get());  // expect: wait for 'wanted' can block for ever
}

void badWait() {
  std::promise<int> answer;
  std::future<int> wanted = answer.get_future();
  wanted.wait();  // expect: wait for 'wanted' can block for ever
}

void badMember() {
  Request request;
  std::future<int> wanted = request.answer.get_future();
  use(wanted.get());  // expect: wait for 'wanted' can block for ever
}

void badTaskNotRun() {
  std::packaged_task<int()> task([] { return 1; });
  std::future<int> wanted = task.get_future();
  use(wanted.get());  // expect: wait for 'wanted' can block for ever
}

// The task waits for what comes after it.
void badTaskWaits() {
  std::promise<int> order;
  std::packaged_task<int()> task([&order] {
    return order.get_future().get();  // note: blocks for ever
  });
  std::future<int> wanted = task.get_future();
  std::thread worker(std::move(task));
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
      return okWaitForBroken(), 0;
    case 3:
      return okAssignedOver(), 0;
    case 4:
      return okNeverRun(), 0;
    case 5:
      return okGivenToThread(), 0;
    case 6:
      return okCaptured(), 0;
    case 7:
      return okShared(), 0;
    case 8:
      return okMember(), 0;
    case 9:
      return okUnwound(), 0;
    case 10:
      return okTaskRuns(), 0;
    case 11:
      return okTaskThrows(), 0;
    case 12:
      return okTaskBound(), 0;
    case 13:
      return badKept(), 0;
    case 14:
      return badMovedAway(), 0;
    case 15:
      return badWait(), 0;
    case 16:
      return badMember(), 0;
    case 17:
      return badTaskNotRun(), 0;
    case 18:
      return badTaskWaits(), 0;
  }
}
