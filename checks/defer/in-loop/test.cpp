// Deferred calls that a loop collects until the function ends, on csp.
#include <deque>
#include <functional>
#include <list>
#include <memory>
#include <string>
#include <vector>

#include <csp/csp.h>

using Deferred = csp::defer<std::function<void()>>;

int openFile(const std::string& path);
void closeFile(int file);
void use(int file);
bool isRunning();
void keep(std::list<Deferred> deferred);

// ---- What is reported --------------------------------------------------------------------------

void badList(const std::vector<std::string>& paths) {
  std::list<Deferred> atEnd;        // note: 'atEnd' collects the deferred calls of all turns
  for (const auto& path : paths) {  // note: for each turn of this loop
    int file = openFile(path);
    // expect@+1: what is deferred here runs at the end of 'atEnd', not at the end of the turn of the loop
    atEnd.emplace_back([file] { closeFile(file); });
    use(file);
  }
}

void badWhile() {
  std::deque<Deferred> atEnd;
  while (isRunning()) {
    int file = openFile("log");
    atEnd.emplace_front([file] { closeFile(file); });  // expect: runs at the end of 'atEnd'
  }
}

void badPointers(const std::vector<std::string>& paths) {
  std::vector<std::unique_ptr<Deferred>> atEnd;
  atEnd.reserve(paths.size());
  for (size_t i = 0; i < paths.size(); ++i) {
    int file = openFile(paths[i]);
    auto done = std::make_unique<Deferred>([file] { closeFile(file); });
    atEnd.push_back(std::move(done));  // expect: runs at the end of 'atEnd'
  }
}

void badFiber(const std::vector<std::string>& paths) {
  csp::go([paths] {
    std::list<Deferred> atEnd;
    for (const auto& path : paths) {
      int file = openFile(path);
      atEnd.emplace_back([file] { closeFile(file); });  // expect: runs at the end of 'atEnd'
    }
  });
}

void badOuterLoop(const std::vector<std::vector<std::string>>& folders) {
  for (const auto& folder : folders) {
    std::list<Deferred> atEnd;
    for (const auto& path : folder) {
      int file = openFile(path);
      atEnd.emplace_back([file] { closeFile(file); });  // expect: runs at the end of 'atEnd'
    }
  }
}

#define LATER(list, file) (list).emplace_back([file] { closeFile(file); })

void badMacro(const std::vector<std::string>& paths) {
  std::list<Deferred> atEnd;
  for (const auto& path : paths) {
    int file = openFile(path);
    LATER(atEnd, file);  // expect: runs at the end of 'atEnd'
  }
}

template <class Paths>
void badTemplate(const Paths& paths) {
  std::list<Deferred> atEnd;
  for (const auto& path : paths) {
    int file = openFile(path);
    atEnd.emplace_back([file] { closeFile(file); });  // expect: runs at the end of 'atEnd'
  }
}
template void badTemplate(const std::vector<std::string>& paths);

struct Import {
  explicit Import(const std::vector<std::string>& paths) {
    std::list<Deferred> atEnd;
    for (const auto& path : paths) {
      int file = openFile(path);
      atEnd.emplace_back([file] { closeFile(file); });  // expect: runs at the end of 'atEnd'
    }
  }
};

// ---- What is fine ------------------------------------------------------------------------------

// Its scope is the turn.
void okTurn(const std::vector<std::string>& paths) {
  for (const auto& path : paths) {
    int file = openFile(path);
    csp::defer done{[file] { closeFile(file); }};
    use(file);
  }
}

void okTurnList(const std::vector<std::string>& paths) {
  for (const auto& path : paths) {
    std::list<Deferred> atEnd;
    int file = openFile(path);
    atEnd.emplace_back([file] { closeFile(file); });
  }
}

void okNoLoop() {
  std::list<Deferred> atEnd;
  int file = openFile("one");
  atEnd.emplace_back([file] { closeFile(file); });
}

// Each turn empties it.
void okCleared(const std::vector<std::string>& paths) {
  std::list<Deferred> atEnd;
  for (const auto& path : paths) {
    int file = openFile(path);
    atEnd.emplace_back([file] { closeFile(file); });
    atEnd.clear();
  }
}

void okBounded(const std::vector<std::string>& paths) {
  std::list<Deferred> window;
  for (const auto& path : paths) {
    int file = openFile(path);
    window.emplace_back([file] { closeFile(file); });
    if (window.size() > 4) window.pop_front();
  }
}

// Whoever takes it decides when they run.
void okHandedOn(const std::vector<std::string>& paths) {
  std::list<Deferred> atEnd;
  for (const auto& path : paths) {
    int file = openFile(path);
    atEnd.emplace_back([file] { closeFile(file); });
  }
  keep(std::move(atEnd));
}

std::list<Deferred> okReturned(const std::vector<std::string>& paths) {
  std::list<Deferred> atEnd;
  for (const auto& path : paths) {
    int file = openFile(path);
    atEnd.emplace_back([file] { closeFile(file); });
  }
  return atEnd;
}

void okParameter(const std::vector<std::string>& paths, std::list<Deferred>& atEnd) {
  for (const auto& path : paths) {
    int file = openFile(path);
    atEnd.emplace_back([file] { closeFile(file); });
  }
}

class Transaction {
 public:
  void okMember(const std::vector<std::string>& paths) {
    for (const auto& path : paths) {
      int file = openFile(path);
      undo_.emplace_back([file] { closeFile(file); });
    }
  }

 private:
  std::list<Deferred> undo_;
};

// Not deferred calls.
void okOthers(const std::vector<std::string>& paths) {
  std::vector<std::function<void()>> tasks;
  std::vector<int> files;
  for (const auto& path : paths) {
    files.push_back(openFile(path));
    tasks.emplace_back([] {});
  }
}

// There is no second turn.
void okLeaves(const std::vector<std::string>& paths) {
  std::list<Deferred> atEnd;
  for (const auto& path : paths) {
    int file = openFile(path);
    atEnd.emplace_back([file] { closeFile(file); });
    break;
  }
}
