// Without a main: functions that make a channel and that nothing calls which is seen, on csp.
#include <memory>
#include <vector>

#include <csp/csp.h>

bool failed(int id);
void use(int n);

void badHandler(int id) {
  csp::chan<int> rows(0);
  csp::go([rows, id] { rows.send(id); });  // expect: blocks for ever: nobody receives
}

class pool {
 public:
  explicit pool(int size) : size_(size) {}

  void badRun() {
    csp::chan<int> rows(0);
    helper(rows);
  }

  // How many workers there are is for the caller to say.
  void okRun() {
    csp::chan<int> rows(0);
    for (int i = 0; i < size_; ++i) csp::go([rows] { use(rows.recv().value_or(0)); });
    rows.send(1);
  }

 private:
  void helper(csp::chan<int>& rows) {
    rows.send(1);  // expect: send on 'rows' blocks for ever: nobody receives
  }

  int size_;
};

void okGivenWorkers(int workers) {
  csp::chan<int> rows(0);
  for (int i = 0; i < workers; ++i) csp::go([rows] { use(rows.recv().value_or(0)); });
  rows.send(1);
}

void okGivenChannel(csp::chan<int> rows) { rows.send(1); }

csp::chan<int> okReturned() {
  csp::chan<int> rows(0);
  csp::go([rows] { rows.send(1); });
  return rows;
}

void okStored(std::vector<csp::chan<int>>& all) {
  csp::chan<int> rows(0);
  all.push_back(rows);
  rows.send(1);
}

void okAsked(bool wanted) {
  csp::chan<int> rows(0);
  if (wanted) csp::go([rows] { use(rows.recv().value_or(0)); });
  rows.send(1);
}
