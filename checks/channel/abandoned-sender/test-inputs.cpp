// Receivers that leave because of two numbers which come from outside.
#include <cstdlib>
#include <string>

#include <csp/csp.h>

struct progress {
  std::string id;
  int current = 0;
};

void badDifferent() {
  csp::chan<int> numbers(0);
  csp::go([numbers] {
    for (int got : numbers)
      if (got != std::rand() % 2) return;
  });
  for (int i = 0; i < 2; ++i) numbers.send(std::rand() % 2);  // expect: the receiver has left
  numbers.close();
}

// What is received by reference is what was sent.
void badSums() {
  csp::chan<progress> reports(0);
  csp::go([reports] {
    for (const progress& report : reports)
      if (report.current != std::rand()) return;
  });
  progress last;
  for (int i = 0; i < 3; ++i) {
    last.current += std::rand();
    reports.send(last);  // expect: the receiver has left
  }
  reports.close();
}

void badLess() {
  csp::chan<int> numbers(0);
  csp::go([numbers] {
    int limit = std::rand();
    while (auto got = numbers.recv())
      if (*got > limit) return;
  });
  numbers.send(std::rand());
  numbers.send(0);  // expect: send on 'numbers' can block for ever
  numbers.close();
}

// Something is known of what is sent, and nothing of what it is compared to.
void badKnown() {
  csp::chan<int> numbers(0);
  csp::go([numbers] {
    int wanted = std::rand();
    while (auto got = numbers.recv())
      if (*got != wanted) return;
  });
  int number = std::rand();
  if (number > 0) numbers.send(number);
  numbers.send(1);  // expect: send on 'numbers' can block for ever
  numbers.close();
}

// A number is what it is, however often it is looked at.
void okSame() {
  csp::chan<int> numbers(0);
  int number = std::rand();
  csp::go([numbers, number] {
    while (auto got = numbers.recv())
      if (*got != number) return;
  });
  numbers.send(number);
  numbers.send(number);
  numbers.close();
}

void okDecidedAlready() {
  csp::chan<int> numbers(0);
  int a = std::rand(), b = std::rand();
  if (a != b) return;
  csp::go([=] {
    numbers.recv();
    if (a != b) return;
    numbers.recv();
  });
  numbers.send(1);
  numbers.send(2);
}

void okOtherWayRound() {
  csp::chan<int> numbers(0);
  int a = std::rand(), b = std::rand();
  if (a < b) {
    csp::go([=] {
      numbers.recv();
      if (b <= a) return;
      numbers.recv();
    });
    numbers.send(1);
    numbers.send(2);
  }
}

// Both are known, so their sum is: it is not another input.
void okSumOfKnown() {
  csp::chan<int> numbers(0);
  int a = std::rand(), b = std::rand();
  int sum = a + b;
  if (a == 1 && b == 2) {
    csp::go([=] {
      numbers.recv();
      if (sum != 3) return;
      numbers.recv();
    });
    numbers.send(1);
    numbers.send(2);
  }
}

// A remainder of what is known.
void okRemainder() {
  csp::chan<int> numbers(0);
  int a = std::rand();
  int rest = a % 2;
  if (a == 4) {
    csp::go([=] {
      numbers.recv();
      if (rest != 0) return;
      numbers.recv();
    });
    numbers.send(1);
    numbers.send(2);
  }
}

// One scenario at a time.
int main(int argc, char**) {
  switch (argc) {
    case 1:
      return badDifferent(), 0;
    case 2:
      return badSums(), 0;
    case 3:
      return badLess(), 0;
    case 4:
      return okSame(), 0;
    case 5:
      return okDecidedAlready(), 0;
    case 6:
      return okOtherWayRound(), 0;
    case 7:
      return okSumOfKnown(), 0;
    case 8:
      return okRemainder(), 0;
    case 9:
      return badKnown(), 0;
  }
}
