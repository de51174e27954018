// What the standard library throws when it is asked for what is not there, on csp.
#include <array>
#include <map>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <csp/csp.h>

csp::mutex all;
std::optional<int> parse(const char* word);

void badIndex() {
  std::vector<int> numbers{1, 2};
  try {
    all.lock();
    numbers.at(numbers.size()) = 3;
    all.unlock();
  } catch (const std::out_of_range&) {
    all.lock();  // expect: lock of 'all' blocks for ever
  }
}

void badKey() {
  std::map<std::string, int> ages{{"ann", 30}};
  auto age = [&](const std::string& name) {
    all.lock();  // expect: lock of 'all' blocks for ever
    int found = ages.at(name);
    all.unlock();
    return found;
  };
  try {
    age("bob");
  } catch (const std::logic_error&) {
  }
  age("ann");
}

void badCharacter(bool given) {
  std::string word = given ? "yes" : "";
  try {
    all.lock();
    if (word.at(0) == 'y') all.unlock();
  } catch (...) {
    all.lock();  // expect: lock of 'all' blocks for ever
  }
}

void badEmpty() {
  csp::chan<int> numbers(1);
  numbers.close();
  try {
    all.lock();
    numbers.recv().value();
    all.unlock();
  } catch (const std::exception&) {
    all.lock();  // expect: lock of 'all' blocks for ever
  }
}

void okThere() {
  std::vector<int> numbers{1, 2};
  std::array<int, 3> three{};
  std::map<std::string, int> ages{{"ann", 30}};
  std::optional<int> some = 4;
  const std::string word = "yes";
  all.lock();
  try {
    numbers.at(1) += ages.at("ann") + some.value() + word.at(2) + three.at(2);
    all.unlock();
  } catch (const std::exception&) {
  }
  std::lock_guard hold(all);
}

// Where nobody knows, it is there.
void okUnknown(const std::string& name, unsigned at, std::optional<int> some) {
  std::vector<int> numbers{1, 2};
  std::map<std::string, int> ages{{"ann", 30}};
  all.lock();
  try {
    numbers.at(at) += ages.at(name) + some.value() + name.at(at);
    all.unlock();
  } catch (const std::exception&) {
  }
  std::lock_guard hold(all);
}

// A key that is an input may be the one that is asked for.
void okKeyOfInput(const std::string& name) {
  std::map<std::string, int> ages;
  ages[name] = 4;
  all.lock();
  try {
    ages.at("ann") += 1;
    all.unlock();
  } catch (const std::exception&) {
  }
  std::lock_guard hold(all);
}

void okUnlocked() {
  std::vector<int> numbers;
  try {
    std::lock_guard hold(all);
    numbers.at(0) = 3;
  } catch (const std::out_of_range&) {
    std::lock_guard hold(all);
  }
}

void okOtherHandler() {
  std::map<int, int> ages;
  all.lock();
  try {
    try {
      ages.at(3) = 1;
    } catch (const std::bad_optional_access&) {
      all.lock();
    }
  } catch (const std::out_of_range&) {
  }
  all.unlock();
}

int main(int count, char** words) {
  switch (count) {
    case 2:
      return badIndex(), 0;
    case 3:
      return badKey(), 0;
    case 4:
      return badCharacter(count > 9), 0;
    case 5:
      return badEmpty(), 0;
  }
  okThere();
  unsigned at = std::stoul(words[0]);
  okUnknown(words[0], at, parse(words[0]));
  okKeyOfInput(words[0]);
  okUnlocked();
  okOtherHandler();
}
