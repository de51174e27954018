// What strings say decides, on csp.
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <csp/csp.h>

using namespace std::string_literals;

csp::chan<int> never(0);

struct subscriber {
  explicit subscriber(std::string of) : topic(std::move(of)), inbox(1) {}
  std::string topic;
  csp::chan<int> inbox;
};

class directory {
 public:
  void add(std::shared_ptr<subscriber> s) { by_topic_[s->topic] = std::move(s); }
  std::shared_ptr<subscriber> find(const std::string& topic) const {
    auto at = by_topic_.find(topic);
    return at == by_topic_.end() ? nullptr : at->second;
  }

 private:
  std::map<std::string, std::shared_ptr<subscriber>> by_topic_;
};

csp::error validate(const std::string& url) {
  if (url.empty()) return csp::errorf("no URL");
  return {};
}

bool isStop(std::string_view word) { return word == "stop"; }

void badFoundByName() {
  directory all;
  all.add(std::make_shared<subscriber>("news"));
  all.add(std::make_shared<subscriber>("sports"));
  all.find("news")->inbox.send(1);
  all.find("sports")->inbox.recv();  // expect: receive from 'inbox' blocks for ever
}

void badMode() {
  std::string mode = "slow";
  if (mode != "fast") never.recv();  // expect: receive from 'never' blocks for ever
}

void badInput(const std::string& line) {
  if (line == "wait" || line == "stay") never.recv();  // expect: receive from 'never' blocks
}

void badChanged() {
  std::string word = "st";
  word += "op";
  if (isStop(word)) never.recv();  // expect: receive from 'never' blocks for ever
}

void badOptional() {
  std::optional<std::string> leader;
  leader = "a"s;
  if (leader == "a") never.recv();  // expect: receive from 'never' blocks for ever
}

void okOtherName() {
  directory all;
  all.add(std::make_shared<subscriber>("news"));
  all.add(std::make_shared<subscriber>("sports"));
  all.find("news")->inbox.send(1);
  all.find("news")->inbox.recv();
  if (all.find("weather")) never.recv();
}

void okMode() {
  std::string mode = "fast";
  if (mode != "fast") never.recv();
  mode.clear();
  if (!mode.empty()) never.recv();
}

void okValid() {
  if (validate("http://example.org")) never.recv();
}

// One string is not two.
void okInput(const std::string& line) {
  if (line == "wait" && line == "stay") never.recv();
}

void okEachOf() {
  std::vector<std::string> words{"go", "on"};
  for (const auto& word : words)
    if (isStop(word)) never.recv();
}

void okOptional() {
  std::optional<std::string> leader;
  if (leader == "a") never.recv();
  leader = "b"s;
  if (leader == "a") never.recv();
}

// How often the loop turns is not known.
void fnEachCharacter() {
  int letters = 0;
  for (char each : "ab"s) letters += each != 0;
  if (letters == 2) never.recv();
}

int main(int count, char** words) {
  okOtherName();
  okMode();
  okValid();
  okEachOf();
  okOptional();
  switch (count) {
    case 1:
      return badFoundByName(), 0;
    case 2:
      return badMode(), 0;
    case 3:
      return okInput(words[1]), badInput(words[1]), 0;
    case 4:
      return badChanged(), 0;
    case 5:
      return badOptional(), 0;
    case 6:
      return fnEachCharacter(), 0;
  }
}
