// std: std::call_once from inside its own task.
#include <mutex>
#include <thread>

class registry {
 public:
  int size() {
    std::call_once(loaded_, [this] { load(); });  // expect: it is called from inside its own task
    return size_;
  }

 private:
  void load() { size_ = size() + 1; }

  std::once_flag loaded_;
  int size_ = 0;
};

void badRecursive() {
  registry plugins;
  std::thread reader([&] { plugins.size(); });
  reader.join();
}

void okThreads() {
  std::once_flag loaded;
  int size = 0;
  std::thread first([&] { std::call_once(loaded, [&] { ++size; }); });
  std::thread second([&] { std::call_once(loaded, [&] { ++size; }); });
  first.join();
  second.join();
}

int main() {
  okThreads();
  badRecursive();
}
