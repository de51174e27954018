// Wait groups whose counter stays above zero or at it, on csp.
#include <memory>
#include <stdexcept>
#include <vector>

#include <csp/csp.h>

int size(int page);
void enlist(csp::wait_group& group);
int configured();

void okDefer(int page, csp::wait_group& pages) {
  csp::defer end{[&] { pages.done(); }};
  if (size(page) == 0) return;
  size(page);
}

void okHelper() {
  csp::wait_group pages;
  for (int page = 0; page < 3; ++page) {
    pages.add();
    csp::go([page, &pages] { okDefer(page, pages); });
  }
  pages.wait();
}

void okEitherWay() {
  csp::wait_group pages;
  pages.add(1);
  csp::go([&] {
    if (size(1) == 0) {
      pages.done();
      return;
    }
    size(2);
    pages.done();
  });
  pages.wait();
}

void okExceptions() {
  csp::wait_group pages;
  pages.add(1);
  csp::go([&] {
    try {
      if (size(1) == 0) throw std::runtime_error("empty");
    } catch (const std::exception&) {
      pages.done();
      return;
    }
    pages.done();
  });
  pages.wait();
}

void okCounted() {
  csp::wait_group pages;
  for (int page = 0; page < 2; ++page) {
    pages.go([page] { size(page); });
  }
  pages.wait();
}

void okAddNegative() {
  csp::wait_group pages;
  pages.add(3);
  pages.add(-3);
  pages.wait();
}

void okReused() {
  csp::wait_group turn;
  for (int i = 0; i < 2; ++i) {
    turn.add(2);
    csp::go([&turn] { turn.done(); });
    csp::go([&turn] { turn.done(); });
    turn.wait();
  }
}

void okAddedBeforeTheNext() {
  csp::wait_group tree;
  tree.add();
  csp::go([&tree] {
    tree.add();
    csp::go([&tree] { tree.done(); });
    tree.done();
  });
  tree.wait();
}

// Code that is not seen may add as well.
void okEnlistedElsewhere() {
  csp::wait_group group;
  enlist(group);
  group.done();
  group.wait();
}

// As many as there are; the number is not known.
void okUnknownCount() {
  const int count = configured();
  csp::wait_group group;
  group.add(count);
  for (int i = 0; i < count; ++i) {
    csp::go([&group] { group.done(); });
  }
  group.wait();
}

void okAsManyAsElements(const std::vector<int>& pages) {
  csp::wait_group group;
  group.add(static_cast<int>(pages.size()));
  for (int page : pages) {
    csp::go([page, &group] {
      size(page);
      group.done();
    });
  }
  group.wait();
}

class pool {
 public:
  ~pool() { running_.wait(); }
  void start() {
    running_.add();
    csp::go([this] {
      csp::defer end{[this] { running_.done(); }};
      size(1);
    });
  }

 private:
  csp::wait_group running_;
};

void okMember() {
  pool workers;
  workers.start();
  workers.start();
}

// Whoever is first is done; the other sees the flag.
void okOnce() {
  csp::wait_group answer;
  csp::once first;
  answer.add();
  for (int i = 0; i < 2; ++i) {
    csp::go([&] { first.call([&] { answer.done(); }); });
  }
  answer.wait();
  csp::sleep_for(std::chrono::seconds(1));
}

// The panic is caught.
void okPanicIsExpected() {
  csp::wait_group group;
  try {
    group.done();
  } catch (const csp::panic_error&) {
  }
}

int main() {
  okHelper();
  okEitherWay();
  okExceptions();
  okCounted();
  okAddNegative();
  okReused();
  okAddedBeforeTheNext();
  okEnlistedElsewhere();
  okUnknownCount();
  okAsManyAsElements({1, 2});
  okMember();
  okOnce();
  okPanicIsExpected();
}
