// A reader that reads again while a writer waits for it, and another writer for that one.
#include <csp/csp.h>

int main() {
  csp::rw_mutex table;
  csp::wait_group writers;
  for (int i = 0; i < 2; ++i) {
    writers.go([&] {
      table.lock();
      table.unlock();
    });
  }
  table.lock_shared();
  table.lock_shared();
  table.unlock_shared();
  table.unlock_shared();
  writers.wait();
}
