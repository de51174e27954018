// What the explorer knows of numbers, classes and what unseen code may do, on csp.
#include <cstdlib>
#include <memory>

#include <csp/csp.h>

int pick();
void fill(int* count);
void look(const int& count);
void use(int n);

void badRemainderOfAnInput() {
  csp::chan<int> rows(0);
  if (std::rand() % 2) rows.send(1);  // expect: send on 'rows' blocks for ever
}

void badProductOfConstants() {
  csp::chan<int> rows(0);
  int page = 3;
  if (page * 10 - 30 == 0) rows.send(1);  // expect: send on 'rows' blocks for ever
}

void okProductOfConstants() {
  csp::chan<int> rows(0);
  int page = 3;
  if ((page << 2) + 1 == 12) rows.send(1);
}

void okSameRemainder() {
  csp::chan<int> rows(0);
  int n = pick();
  if (n % 2 == 0) csp::go([rows] { use(rows.recv().value_or(0)); });
  if (n % 2 == 0) rows.send(1);
}

struct shape {
  virtual ~shape() = default;
};
struct circle : shape {
  csp::chan<int> radius{0};
};
struct square : shape {
  csp::chan<int> side{0};
};

void badOfTheClass() {
  std::shared_ptr<shape> drawn = std::make_shared<circle>();
  if (auto round = std::dynamic_pointer_cast<circle>(drawn))
    round->radius.send(1);  // expect: send on 'radius' blocks for ever
}

void okOfAnotherClass() {
  std::shared_ptr<shape> drawn = std::make_shared<circle>();
  if (auto even = std::dynamic_pointer_cast<square>(drawn)) even->side.send(1);
  if (auto* even = dynamic_cast<square*>(drawn.get())) even->side.send(2);
}

void badCounted() {
  csp::chan<int> rows(0);
  int count = 0;
  look(count);
  if (count == 0) rows.send(1);  // expect: send on 'rows' blocks for ever
}

void okCountedElsewhere() {
  csp::chan<int> rows(1);
  int count = 0;
  fill(&count);
  if (count > 1) csp::go([rows] { use(rows.recv().value_or(0)); });
  rows.send(1);
  if (count > 1) rows.send(2);
}

int main() {
  switch (pick()) {
    case 0:
      return badRemainderOfAnInput(), 0;
    case 1:
      return badProductOfConstants(), 0;
    case 2:
      return okProductOfConstants(), 0;
    case 3:
      return okSameRemainder(), 0;
    case 4:
      return badOfTheClass(), 0;
    case 5:
      return okOfAnotherClass(), 0;
    case 6:
      return badCounted(), 0;
    case 7:
      return okCountedElsewhere(), 0;
  }
}
