// A pool of workers that make thumbnails. The upload handler hands in jobs; when the disk is full
// the pool is shut down, but the handler goes on with the job it was about to hand in.
#include <iostream>
#include <string>
#include <vector>

#include <csp/csp.h>

struct Job {
  std::string image;
  int width = 0;
};

bool diskIsFull(const Job& job) { return job.width > 4096; }

void shutDown(const csp::chan<Job>& jobs) {
  std::cerr << "thumbnails: disk is full, no more jobs\n";
  // note@+1: closed here
  jobs.close();
}

void handOut(const std::vector<std::string>& uploads, csp::chan<Job> jobs) {
  for (const std::string& image : uploads) {
    Job job{image, image.ends_with(".raw") ? 8192 : 1024};
    if (diskIsFull(job)) {
      shutDown(jobs);
      // expect@+1: send on 'jobs' after it was closed
      jobs.send(Job{"placeholder.png", 64});
      return;
    }
    jobs.send(job);
  }
  jobs.close();
}

int main() {
  csp::chan<Job> jobs(4);
  csp::wait_group workers;
  for (int i = 0; i < 2; ++i) {
    workers.go([jobs] {
      for (const Job& job : jobs) std::cout << job.image << " -> " << job.width << '\n';
    });
  }
  handOut({"a.jpg", "b.png", "c.raw", "d.jpg"}, jobs);
  workers.wait();
}
