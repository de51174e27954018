// Wait groups whose counter goes below zero, on csp: a member, and a go() that counts by itself.
#include <memory>
#include <vector>

#include <csp/csp.h>

void index(int shard);

class indexer {
 public:
  void start(int shard) {
    // expect@+1: the counter of 'running_' goes below zero: the end of this fiber counts down once more
    running_.go([this, shard] {
      index(shard);
      running_.done();  // note: counted down here already
    });
  }
  void wait() { running_.wait(); }

 private:
  csp::wait_group running_;
};

void badDoneInCountedFiber() {
  auto all = std::make_shared<indexer>();
  all->start(1);
  all->wait();
}

int main() { badDoneInCountedFiber(); }
