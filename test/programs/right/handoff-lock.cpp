// A mutex locked by one fiber and unlocked by another: the document stays locked until the saver,
// to which it was handed over, is done.
#include <string>
#include <utility>

#include <csp/csp.h>

class document {
 public:
  // Ends at once; the text is saved in the background. Edits wait for that.
  void save_async(csp::wait_group& savers, csp::chan<std::string> disk) {
    mu_.lock();
    savers.go([this, disk] {
      disk.send(text_);
      mu_.unlock();
    });
  }

  void edit(const std::string& more) {
    mu_.lock();
    csp::defer unlock{[this] { mu_.unlock(); }};
    text_ += more;
  }

  bool edit_if_idle(const std::string& more) {
    if (!mu_.try_lock()) return false;
    text_ += more;
    mu_.unlock();
    return true;
  }

 private:
  csp::mutex mu_;
  std::string text_;
};

int main() {
  document doc;
  csp::chan<std::string> disk(0);
  csp::wait_group savers;
  csp::chan<std::size_t> written(1);
  csp::go([disk, written] {
    std::size_t bytes = 0;
    for (auto& t : disk) bytes += t.size();
    written.send(bytes);
  });
  for (int i = 0; i < 3; ++i) {
    doc.save_async(savers, disk);
    doc.edit_if_idle("maybe ");
    doc.edit("line ");
  }
  savers.wait();
  disk.close();
  return written.recv().value() >= 10 ? 0 : 1;
}
