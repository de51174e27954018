// Lambdas that a constructor calls are no constructors: nothing is destroyed when they go.
#include <csp/csp.h>

class feed {
 public:
  feed() : lines_(0) {
    auto begin = [this](int first) { csp::go([this, first] { lines_.send(first); }); };
    begin(1);
    begin(2);
  }
  ~feed() { lines_.close(); }
  int next() { return lines_.recv().value_or(0); }

 private:
  csp::chan<int> lines_;
};

int okAllAreTaken() {
  feed lines;
  return lines.next() + lines.next();
}

class leaking_feed {
 public:
  leaking_feed() {
    auto begin = [this](int first) {
      csp::go([lines = lines_, first] {  // note: the fiber was started here
        lines.send(first);               // expect: send on 'lines' can block for ever
      });
    };
    begin(1);
    begin(2);
  }
  int next() { return lines_.recv().value_or(0); }

 private:
  csp::chan<int> lines_{0};
};

int badOneIsLeft() {
  leaking_feed lines;
  return lines.next();
}
