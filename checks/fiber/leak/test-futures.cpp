// Waits with a limit for futures: they say whether the value is there.
#include <chrono>
#include <future>

#include <csp/csp.h>

using namespace std::chrono_literals;

void badServesWhoIsReady() {
  csp::chan<int> jobs;
  std::future<void> taken = std::async(std::launch::async, [jobs] { jobs.recv(); });
  if (taken.wait_for(50ms) == std::future_status::ready) jobs.send(1);
}

void okServesWhoWaits() {
  csp::chan<int> jobs;
  std::future<void> taken = std::async(std::launch::async, [jobs] { jobs.recv(); });
  if (taken.wait_for(50ms) == std::future_status::timeout) jobs.send(1);
}

void okServesWhoIsNotReady() {
  csp::chan<int> jobs;
  std::future<void> taken = std::async(std::launch::async, [jobs] { jobs.recv(); });
  while (taken.wait_for(50ms) != std::future_status::ready) jobs.send(1);
}

int main(int argc, char**) {
  switch (argc) {
    case 1:
      return badServesWhoIsReady(), 0;
    case 2:
      return okServesWhoWaits(), 0;
    case 3:
      return okServesWhoIsNotReady(), 0;
  }
}
