// fixes: 2
#include <string>
#include <vector>

#include <csp/csp.h>

void use(int value);
void use(const std::string& value);

void badNamed() {
  for (int i = 0; i < 3; ++i) {
    csp::go([&i] { use(i); });  // expect: 'i' is captured by reference // fix: capture 'i' by value
  }
}

void badElement(const std::vector<int>& ids) {
  for (int id : ids) csp::go([&id] { use(id); });  // expect: 'id' is captured by reference
}

// A copy of what is no number is left to the author.
void badAmongOthers(const std::vector<std::string>& names) {
  int found = 0;
  for (std::string name : names) {
    csp::go([found, &name] {  // expect: 'name' is captured by reference
      use(found);
      use(name);
    });
  }
}

void okCopied(const std::vector<int>& ids) {
  for (int id : ids) csp::go([id] { use(id); });
}

void okElementItself(std::vector<int>& ids) {
  csp::wait_group done;
  for (int& id : ids) done.go([&id] { use(id); });
  done.wait();
}

void okWaits() {
  for (int i = 0; i < 3; ++i) {
    csp::wait_group done;
    done.go([&i] { use(i); });
    done.wait();
  }
}
