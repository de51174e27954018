// The names of C++ Workflow are recognised, in declarations like its own.
// RUN: %chanvet model %s -- -std=c++17 -I %S/Inputs/workflow | FileCheck %s
// RUN: not %chanvet check --no-cache --format short %s -- -std=c++17 -I %S/Inputs/workflow \
// RUN:   | FileCheck %s --check-prefix=FOUND '--implicit-check-not={{error|warning}}:'
// RUN: %python %S/extract.py %source/docs/dialects/workflow.md cpp "" > %t.cpp
// RUN: not %chanvet check --no-cache --format short %t.cpp -- -std=c++17 -I %S/Inputs/workflow \
// RUN:   | FileCheck %s --check-prefix=PAGE
// PAGE: :11:3: error: wait for 'done' blocks for ever: its counter stays above zero [waitgroup-never-done]
#include <csignal>

#include <workflow/WFFacilities.h>
#include <workflow/msgqueue.h>

using WaitGroup = WFFacilities::WaitGroup;

// CHECK-LABEL: function groups(
// CHECK: make WFFacilities::WaitGroup(2)
// CHECK: wait_group.add(
// CHECK: spawn
// CHECK: wait_group.done(
// CHECK: wait_group.wait(
// CHECK: wait_group.wait timed
// CHECK: = sleep
void groups() {
  WaitGroup done(2);
  done.add(1);
  WFFacilities::go("work", [](WaitGroup* group) { group->done(); }, &done);
  done.done();
  done.done();
  done.wait();
  done.wait(10);
  WFFacilities::usleep(1);
}

// CHECK-LABEL: function futures(
// CHECK: make WFPromise
// CHECK: promise.future_of(
// CHECK: promise.set_value(
// CHECK: future.wait(
// CHECK: future.wait timed
// CHECK: future.get(
int futures() {
  WFPromise<int> promise;
  WFFuture<int> future = promise.get_future();
  promise.set_value(1);
  future.wait();
  future.wait_for(std::chrono::seconds(1));
  return future.get();
}

// CHECK-LABEL: function queues(
// CHECK: make __msgqueue
// CHECK: channel.send(
// CHECK: channel.send(
// CHECK: channel.receive(
// CHECK: channel.close(
// CHECK: channel.reopen(
void queues(void* first, void* second) {
  msgqueue_t* queue = msgqueue_create(10, 0);
  msgqueue_put(first, queue);
  msgqueue_put_head(second, queue);
  msgqueue_get(queue);
  msgqueue_set_nonblock(queue);
  msgqueue_set_block(queue);
  msgqueue_destroy(queue);
}

struct Message {
  Message* next;
};

int okGo() {
  WaitGroup done(2);
  int first = 0, second = 0;
  WFFacilities::go("work", [&] {
    first = 1;
    done.done();
  });
  WFFacilities::go("work", [&] {
    second = 2;
    done.done();
  });
  done.wait();
  return first + second;
}

// Below zero nothing happens.
void okBelow() {
  WaitGroup done(1);
  done.done();
  done.done();
  done.wait();
}

int okFuture() {
  WFPromise<int> promise;
  WFFuture<int> future = promise.get_future();
  WFFacilities::go("work", [](WFPromise<int>& result) { result.set_value(1); }, std::ref(promise));
  return future.get();
}

// What does not block lets the receiver leave, and may be said again.
void okQueue() {
  msgqueue_t* queue = msgqueue_create(10, 0);
  WaitGroup done(1);
  WFFacilities::go("work", [&] {
    while (auto* message = static_cast<Message*>(msgqueue_get(queue))) (void)message->next;
    done.done();
  });
  Message message;
  msgqueue_put(&message, queue);
  msgqueue_set_nonblock(queue);
  msgqueue_put(&message, queue);
  msgqueue_set_nonblock(queue);
  done.wait();
  msgqueue_destroy(queue);
}

int okCallback() {
  WaitGroup done(1);
  int result = 0;
  auto* timer = WFTaskFactory::create_timer_task(10, [&](WFTimerTask*) {
    result = 1;
    done.done();
  });
  timer->start();
  done.wait();
  return result;
}

// When a series ends is not followed.
int okSeries() {
  WaitGroup done(1);
  int result = 0;
  auto* timer = WFTaskFactory::create_timer_task(10, [&](WFTimerTask*) { result = 1; });
  Workflow::start_series_work(timer, [&](const SeriesWork*) { done.done(); });
  done.wait();
  return result;
}

void badCount() {
  WaitGroup done(2);
  WFFacilities::go("work", [&] { done.done(); });
  done.wait();  // FOUND: :[[@LINE]]:{{.*}}[waitgroup-never-done]
}

void badAdd() {
  WaitGroup done(1);
  WFFacilities::go("work", [&] {
    WFFacilities::go("more", [&] {
      done.add(1);  // FOUND: :[[@LINE]]:{{.*}}[waitgroup-add-in-task]
      done.done();
    });
    done.done();
  });
  done.wait();
}

int badFuture() {
  WFPromise<int> promise;
  WFFuture<int> future = promise.get_future();
  return future.get();  // FOUND: :[[@LINE]]:{{.*}}[fiber-leak]
}

void badReceive() {
  msgqueue_t* queue = msgqueue_create(10, 0);
  msgqueue_get(queue);  // FOUND: :[[@LINE]]:{{.*}}[channel-no-sender]
  msgqueue_destroy(queue);
}

void badException() {
  WaitGroup done(1);
  WFFacilities::go("work", [&] {
    done.done();
    throw 1;  // FOUND: :[[@LINE]]:{{.*}}[fiber-escaping-exception]
  });
  done.wait();
}

// The wait of main is let go by the handler of a signal, and by the callback of a task.
WaitGroup running(1);
WaitGroup graph(1);
void stop(int) { running.done(); }
int main() {
  signal(SIGINT, stop);
  WFTaskFactory::create_graph_task([](WFGraphTask*) { graph.done(); })->start();
  graph.wait();
  running.wait();
}
