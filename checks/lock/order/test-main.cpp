// Locks in opposite orders, on csp: one of the two is main, and the locks are members.
#include <memory>
#include <mutex>

#include <csp/csp.h>

class index {
 public:
  void add(int word) {
    std::lock_guard words(wordsMu_);
    std::lock_guard pages(pagesMu_);  // expect: the fibers take their locks in different orders
    words_ += word;
    pages_ += 1;
  }
  void drop(int page) {
    pagesMu_.lock();
    forget(page);
    pagesMu_.unlock();
  }

 private:
  void forget(int page) {
    std::lock_guard words(wordsMu_);  // note: lock of 'wordsMu_'
    words_ -= page;
  }

  csp::mutex wordsMu_, pagesMu_;
  int words_ = 0, pages_ = 0;
};

void badMethodsDisagree() {
  auto all = std::make_shared<index>();
  csp::go([all] { all->drop(1); });
  all->add(2);
}

int main() { badMethodsDisagree(); }
