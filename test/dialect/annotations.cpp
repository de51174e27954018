// A project's own classes and functions, marked in the source.
// RUN: %chanvet model %s -- -std=c++20 | FileCheck %s

template <class T>
class [[clang::annotate("chanvet::channel(handle=shared, on_send_closed=panic)")]] Pipe {
 public:
  explicit Pipe(int capacity);
  [[clang::annotate("chanvet::send")]] void put(T value);
  [[clang::annotate("chanvet::receive(result=optional)")]] bool take(T& value);
  [[clang::annotate("chanvet::close")]] void finish();
  void describe();
};

[[clang::annotate("chanvet::spawn")]] void launch(void (*body)());

[[clang::annotate("chanvet::close")]] void shut(Pipe<int>& pipe);

void work();

// CHECK-LABEL: function use(
// CHECK: make Pipe
// CHECK: channel.send(
// CHECK: channel.receive
// CHECK: call {{.*}}describe
// CHECK: channel.close(
// CHECK: channel.close(
// CHECK: spawn @work
void use() {
  Pipe<int> pipe(1);
  int value = 0;
  pipe.put(1);
  pipe.take(value);
  pipe.describe();
  pipe.finish();
  shut(pipe);
  launch(work);
}
