// Threads that main leaves behind.
#include <cstdio>
#include <thread>

static void badUpload(int part) { std::printf("part %d\n", part); }

int main() {
  std::thread first(badUpload, 1);  // expect: main ends without waiting for this fiber
  first.detach();
  std::thread(badUpload, 2).detach();  // expect: main ends without waiting for this fiber
  std::puts("all parts sent");
}
