// Writers that wait for a lock: any of them can be the next to hold it.
#include <csp/csp.h>

int main() {
  csp::rw_mutex table;
  csp::chan<int> rows(0), started(0);
  csp::wait_group writers;
  table.lock();
  writers.go([&] {
    table.lock();
    table.unlock();
    rows.send(1);
  });
  writers.go([&] {
    started.send(1);
    table.lock();
    rows.recv();
    table.unlock();
  });
  started.recv();
  table.unlock();
  writers.wait();
}
