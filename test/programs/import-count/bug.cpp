#include <algorithm>
#include <memory>
#include <optional>
#include <ranges>
#include <string>
#include <vector>

#include <csp/csp.h>

struct record {
  int id;
  std::optional<std::string> mail;
};

class validator {
 public:
  virtual ~validator() = default;
  virtual bool accepts(const record& r) const = 0;
};

class has_mail : public validator {
 public:
  bool accepts(const record& r) const override {
    return r.mail && r.mail->find('@') != std::string::npos;
  }
};

class importer {
 public:
  explicit importer(std::unique_ptr<validator> rule) : rule_(std::move(rule)) {}

  int run(const std::vector<record>& batch) {
    csp::wait_group writes;
    csp::atomic_value<int> last;
    writes.add(static_cast<int>(batch.size()));
    for (const record& r : batch) {
      if (!rule_->accepts(r)) continue;
      csp::go([&, id = r.id] {
        csp::defer end{[&] { writes.done(); }};
        last.store(id);
      });
    }
    writes.wait();  // expect: wait for 'writes' blocks for ever
    return last.load();
  }

 private:
  std::unique_ptr<validator> rule_;
};

int main() {
  importer in(std::make_unique<has_mail>());
  return in.run({{1, "a@x.org"}, {2, "b@x.org"}, {3, std::nullopt}, {4, "d@x.org"}}) > 0 ? 0 : 1;
}
