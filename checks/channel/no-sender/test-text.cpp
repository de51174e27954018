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

void badEachCharacter() {
  int letters = 0;
  for (char each : "ab"s) letters += each != 0;
  if (letters == 2) never.recv();  // expect: receive from 'never' blocks for ever
}

void badLength(const std::string& line) {
  if (line.size() > 40) never.recv();  // expect: receive from 'never' blocks for ever
}

void okEachCharacter() {
  std::string word = "abc";
  std::size_t letters = 0;
  for (const char& each : word) letters += each < 'd';
  if (letters != word.size() || word[0] != 'a' || word.at(1) == 'a') never.recv();
  for (char& each : word) each = 'z';
  for (char each : word)
    if (each == 'a') never.recv();
}

// It is one number, however often it is asked for.
void okLength(const std::string& line) {
  csp::chan<char> characters(0);
  csp::go([characters, line] {
    for (char each : line) characters.send(each);
  });
  for (std::size_t i = 0; i < line.size(); ++i) characters.recv();
  if (line.size() > 4 && line.length() < 3) never.recv();
  if (line.empty())
    for ([[maybe_unused]] char each : line) never.recv();
}

void badNotFound(const std::string& names) {
  csp::chan<int> answers(0);
  if (names.find('x') == std::string::npos) return;
  answers.recv();  // expect: receive from 'answers' blocks for ever
}

int main(int count, char** words) {
  switch (count) {
    case 1:
      return badFoundByName(), 0;
    case 2:
      return badMode(), 0;
    case 3:
      return badInput(words[1]), 0;
    case 4:
      return badChanged(), 0;
    case 5:
      return badOptional(), 0;
    case 6:
      return badEachCharacter(), 0;
    case 7:
      return badLength(words[1]), 0;
    case 8:
      return badNotFound(words[1]), 0;
  }
  okOtherName();
  okMode();
  okValid();
  okEachOf();
  okOptional();
  okEachCharacter();
  okInput(words[0]);
  okLength(words[0]);
}
