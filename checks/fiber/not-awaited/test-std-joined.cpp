// Threads that main waits for.
#include <cstdio>
#include <thread>

static void okUpload(int part) { std::printf("part %d\n", part); }

int main() {
  std::thread first(okUpload, 1);
  std::jthread second(okUpload, 2);
  std::thread third(okUpload, 3);
  third.detach();
  first.join();
}
