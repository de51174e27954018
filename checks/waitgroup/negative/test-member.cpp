// Wait groups whose counter goes below zero, on csp: a member, and a go() that counts by itself.
#include <memory>
#include <vector>

#include <csp/csp.h>

void index(int shard);

class indexer {
 public:
  void start(int shard) {
    running_.go([this, shard] {
      index(shard);
      running_.done();  // go() is done for it again
    });
  }
  void wait() { running_.wait(); }

 private:
  csp::wait_group running_;
};

void fnDoneInCountedFiber() {
  auto all = std::make_shared<indexer>();
  all->start(1);
  all->wait();
}

int main() { fnDoneInCountedFiber(); }
