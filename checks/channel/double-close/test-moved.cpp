// Objects that close a channel when they die, and are moved, on csp.
#include <string>
#include <utility>
#include <vector>

#include <csp/csp.h>

class answer {
 public:
  answer() : channel_(1) {}
  answer(answer&& other) noexcept : channel_(std::exchange(other.channel_, csp::chan<int>())) {}
  answer& operator=(answer&& other) noexcept {
    answer taken(std::move(other));
    std::swap(channel_, taken.channel_);
    return *this;
  }
  ~answer() {
    if (channel_) channel_.close();
  }

 private:
  csp::chan<int> channel_;
};

// The compiler moves its members.
struct job {
  std::string name;
  answer done;
};

// Its handle stays where it was moved from.
class careless {
 public:
  careless() : channel_(1) {}
  careless(careless&& other) noexcept : channel_(other.channel_) {}
  ~careless() {
    channel_.close();  // expect: 'channel_' is closed twice: the second close panics
  }

 private:
  csp::chan<int> channel_;
};

struct task {
  careless done;
};

void badMember() {
  task first;
  task second(std::move(first));
}

void okPushed() {
  std::vector<job> jobs;
  jobs.push_back({"a", answer()});
  answer done;
  jobs.push_back({"b", std::move(done)});
}

void okMember() {
  job first;
  job second(std::move(first));
}

void okAssigned() {
  job first, second;
  second = std::move(first);
}

int main() {
  okPushed();
  okMember();
  okAssigned();
  badMember();
}
