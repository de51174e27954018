// The last owner of an object goes, and with it the objects that only it leads to, which its
// destructor still works on.
#include <memory>

#include <csp/csp.h>
struct Part {
  csp::chan<int> log{1};
};
struct Whole {
  explicit Whole(std::shared_ptr<Part> part) : part(part) {}
  ~Whole() { part->log.send(1); }
  std::shared_ptr<Part> part;
};
int main() {
  csp::chan<int> done(1);
  auto part = std::make_shared<Part>();
  auto whole = std::make_shared<Whole>(part);
  part = nullptr;
  whole = nullptr;
  done.send(1);
  done.recv();
}
