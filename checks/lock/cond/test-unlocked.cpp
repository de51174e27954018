// A predicate that is changed without the lock, on csp: the signal falls between test and wait.
#include <csp/csp.h>

class gate {
 public:
  void open() {
    isOpen_ = true;
    changed_.broadcast();
  }
  void pass() {
    mu_.lock();
    while (!isOpen_) changed_.wait();  // expect: wait on 'changed_' can last for ever
    mu_.unlock();
  }

 private:
  csp::mutex mu_;
  csp::cond changed_{mu_};
  bool isOpen_ = false;
};

void badChangedWithoutTheLock() {
  gate door;
  csp::go([&door] { door.open(); });
  door.pass();
}

int main() { badChangedWithoutTheLock(); }
