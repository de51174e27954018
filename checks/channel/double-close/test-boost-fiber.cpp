// Boost.Fiber: a second close does nothing, so there is nothing to report.
#include <memory>

#include <boost/fiber/all.hpp>

namespace bf = boost::fibers;

bool failed(int id);

void okTwice(bf::buffered_channel<int>& jobs) {
  jobs.close();
  jobs.close();
}

void okUnbuffered(bf::unbuffered_channel<int>& jobs) {
  jobs.close();
  jobs.close();
}

void okOnSomePath(bf::buffered_channel<int>& jobs, int id) {
  if (failed(id)) jobs.close();
  jobs.close();
}

void okLoop(bf::buffered_channel<int>& jobs) {
  for (int id = 0; id < 4; ++id) {
    if (failed(id)) jobs.close();
  }
}

// close() in stop() and again in the destructor is how pools are made safe to stop early.
class pool {
 public:
  ~pool() {
    stop();
    worker_.join();
  }
  void stop() { jobs_.close(); }

 private:
  bf::buffered_channel<int> jobs_{16};
  bf::fiber worker_{[this] {
    for (int job : jobs_) (void)job;
  }};
};

void okStopThenDestructor() {
  pool workers;
  workers.stop();
}

void okEveryFiberCloses() {
  auto over = std::make_shared<bf::unbuffered_channel<int>>();
  for (int i = 0; i < 4; ++i) {
    bf::fiber([over] { over->close(); }).detach();
  }
  over->close();
}
