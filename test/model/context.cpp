// A context comes with the function that cancels it: a closure over the context.
// RUN: %chanvet model %s -- %csp_flags | FileCheck %s
#include <csp/csp.h>

using namespace std::chrono_literals;

// CHECK-LABEL: function bound(
// CHECK: [[CONTEXT:%[0-9]+]] = make_context(?, {{%[0-9]+}})
// CHECK: [[CANCEL:%[0-9]+]] = closure @cancel function
// CHECK-NEXT: [[FIELD:%[0-9]+]] = field [[CANCEL]], cancel::context
// CHECK-NEXT: store [[FIELD]], [[CONTEXT]]
// CHECK-NEXT: [[PAIR:%[0-9]+]] = new
// CHECK: store {{%[0-9]+}}, [[CONTEXT]]
// CHECK: store {{%[0-9]+}}, [[CANCEL]]
// CHECK: store &later, [[DEFERRED:%[0-9]+]]
// CHECK: context.channel_of
// CHECK: [[LATER:%[0-9]+]] = load &later
// CHECK-NEXT: call [[LATER]]()
void bound() {
  auto [ctx, cancel] = csp::with_cancel(csp::background());
  csp::defer later{cancel};
  ctx.done().recv();
}

// CHECK-LABEL: function member(parent: csp::context)
// CHECK: make_context timed(?, {{%[0-9]+}})
// CHECK: [[SECOND:%[0-9]+]] = field [[T:%[0-9]+]], std::pair<{{.*}}>::second
// CHECK: store &t,
// CHECK: [[SLOT:%[0-9]+]] = field {{%[0-9]+}}, std::pair<{{.*}}>::second
// CHECK-NEXT: [[CANCEL:%[0-9]+]] = load [[SLOT]]
// CHECK-NEXT: call [[CANCEL]]()
void member(csp::context parent) {
  auto t = csp::with_timeout(parent, 1s);
  t.second();
}

// CHECK-LABEL: function tied(parent: csp::context)
// CHECK: store {{%[0-9]+}}, &ctx
// CHECK: store {{%[0-9]+}}, &cancel
// CHECK: make_context(
// CHECK: [[CANCEL:%[0-9]+]] = load &cancel
// CHECK-NEXT: call [[CANCEL]]()
void tied(csp::context parent) {
  csp::context ctx = parent;
  csp::cancel_func cancel;
  std::tie(ctx, cancel) = csp::with_cancel(parent);
  cancel();
}

// CHECK-LABEL: function cancel function(this) internal
// CHECK: [[THIS:%[0-9]+]] = load &this
// CHECK-NEXT: [[FIELD:%[0-9]+]] = field [[THIS]], cancel::context
// CHECK-NEXT: [[CONTEXT:%[0-9]+]] = load [[FIELD]]
// CHECK-NEXT: context.cancel([[CONTEXT]])
