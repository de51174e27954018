// Boost.Fiber on its real headers.
// REQUIRES: boost-fiber
// RUN: %chanvet model %s -- -std=c++20 | FileCheck %s
#include <boost/fiber/all.hpp>

// CHECK-LABEL: function run()
// CHECK: make boost::fibers::buffered_channel(4)
// CHECK: [[HANDLE:%[0-9]+]] = spawn {{%[0-9]+}}()
// CHECK-NEXT: fiber.yield([[HANDLE]])
// CHECK-NEXT: store &f, [[HANDLE]]
// CHECK: [[STATUS:%[0-9]+]] = channel.receive({{%[0-9]+}}) -> [[VALUE:%[0-9]+]] ok=0 closed=3 unwind [[UNWIND:b[0-9]+]]
// CHECK-NEXT: havoc &v, [[VALUE]]
// CHECK: [[SUCCESS:%[0-9]+]] = [[STATUS]] == 0
// CHECK: [[UNWIND]]:
// CHECK-NEXT: [[F:%[0-9]+]] = load &f
// CHECK-NEXT: destroy boost::fibers::fiber [[F]]
// CHECK: destroy boost::fibers::buffered_channel
// CHECK: channel.receive until closed
// CHECK: fiber.join
// CHECK: [[FUTURE:%[0-9]+]] = spawn
// CHECK: store &result, [[FUTURE]]
// CHECK: future.get
void run() {
  boost::fibers::buffered_channel<int> ch(4);
  boost::fibers::fiber f(boost::fibers::launch::dispatch, [&] {
    ch.push(1);
    ch.close();
  });
  int v;
  while (ch.pop(v) == boost::fibers::channel_op_status::success) {
  }
  for (int x : ch) (void)x;
  f.join();
  auto result = boost::fibers::async([] { return 1; });
  result.get();
}

// A temporary is one object, whatever it is used as.
// CHECK-LABEL: function detached(
// CHECK: [[HANDLE:%[0-9]+]] = spawn
// CHECK-NEXT: [[SLOT:%[0-9]+]] = new
// CHECK-NEXT: store [[SLOT]], [[HANDLE]]
// CHECK-NEXT: [[F:%[0-9]+]] = load [[SLOT]]
// CHECK-NEXT: fiber.detach([[F]])
// CHECK-NEXT: [[GONE:%[0-9]+]] = load [[SLOT]]
// CHECK-NEXT: destroy boost::fibers::fiber [[GONE]]
void detached() {
  boost::fibers::fiber([] {}).detach();
}
