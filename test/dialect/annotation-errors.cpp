// Annotations that cannot be understood are said, each at its place; the others count.
// RUN: %chanvet check %s -- -std=c++20 2>&1 | FileCheck %s

class [[clang::annotate("chanvet::chanel")]] Pipe {
 public:
  [[clang::annotate("chanvet::send(on_close=panic)")]] void put(int value);
  [[clang::annotate("chanvet::close(")]] void finish();
  [[clang::annotate("another tool's")]] void other();
};

void use(Pipe& pipe) {
  pipe.put(1);
  pipe.finish();
  pipe.other();
}

// Each is said where a check first asks for it.
// CHECK-DAG: errors.cpp:4:9: annotation 'chanvet::chanel': unknown word 'chanel' for 'kind'; did you mean 'channel'?
// CHECK-DAG: errors.cpp:6:5: annotation 'chanvet::send(on_close=panic)': unknown key 'on_close' in the annotation; did you mean 'on_closed'?
// CHECK-DAG: errors.cpp:7:5: annotation 'chanvet::close(': missing ')' after the options of 'close'
// CHECK-NOT: annotation
