// Each task waits for the group that it belongs to.
#include <atomic>
#include <memory>
#include <vector>

#include <csp/csp.h>

struct Folder {
  int files = 0;
  std::vector<std::unique_ptr<Folder>> inner;
};

std::unique_ptr<Folder> makeFolder(int depth) {
  auto folder = std::make_unique<Folder>();
  for (int i = 0; depth > 0 && i < 2; ++i) folder->inner.push_back(makeFolder(depth - 1));
  return folder;
}

class Counter {
 public:
  void visit(const Folder& folder) {
    files_ += folder.files;
    if (folder.inner.empty()) return;
    for (const auto& inner : folder.inner) {
      tasks_.go([this, next = inner.get()] { visit(*next); });
    }
    // Ends only in the innermost, which have started none.
    tasks_.wait();
  }

 private:
  csp::wait_group tasks_;
  std::atomic<int> files_{0};
};

int main() {
  auto folder = makeFolder(3);
  Counter counter;
  counter.visit(*folder);
}
