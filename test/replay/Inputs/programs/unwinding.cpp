// What a program dies of comes before the destructors that run on its way out.
#include <mutex>

#include <csp/csp.h>

int main() {
  csp::mutex list;
  csp::chan<int> jobs(1);
  csp::go([&] {
    std::lock_guard guard(list);
    jobs.send(1);
  });
  jobs.close();
  csp::chan<int>(0).recv();
}
