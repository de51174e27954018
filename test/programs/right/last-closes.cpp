// The last of several producers to leave closes the queue; consumers hand back credits.
#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include <csp/csp.h>

class shared_outlet {
 public:
  class handle {
   public:
    explicit handle(std::shared_ptr<shared_outlet> of) : of_(std::move(of)) {
      of_->users_.fetch_add(1);
    }
    handle(const handle& other) : handle(other.of_) {}
    handle(handle&&) noexcept = default;
    handle& operator=(handle) = delete;
    ~handle() {
      if (of_ && of_->users_.fetch_sub(1) == 1) of_->out_.close();
    }
    void put(std::string s) const { of_->out_.send(std::move(s)); }

   private:
    std::shared_ptr<shared_outlet> of_;
  };

  explicit shared_outlet(std::size_t room) : out_(room) {}
  const csp::chan<std::string>& out() const { return out_; }

 private:
  csp::chan<std::string> out_;
  std::atomic<int> users_{0};
};

int main() {
  auto outlet = std::make_shared<shared_outlet>(2);
  {
    shared_outlet::handle first(outlet);
    for (int i = 0; i < 3; ++i) {
      csp::go([mine = first, i] {
        for (int k = 0; k <= i; ++k) mine.put(std::to_string(i) + "/" + std::to_string(k));
      });
    }
  }
  std::vector<std::string> seen;
  for (auto& s : outlet->out()) seen.push_back(s);
  return seen.size() == 6 ? 0 : 1;
}
