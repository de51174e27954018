// What is taken out of a map is not there any more, on csp.
#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>

#include <csp/csp.h>

struct request {
  csp::chan<int> reply{1};
};

class pending {
 public:
  csp::chan<int> add(int id) { return waiting_[id] = csp::chan<int>(0); }
  bool answer(int id) {
    auto node = waiting_.extract(id);
    if (node.empty()) return false;
    node.mapped().send(id);
    return true;
  }
  bool isEmpty() const { return waiting_.empty(); }

 private:
  std::map<int, csp::chan<int>> waiting_;
};

void badTaken() {
  csp::chan<int> c(1);
  std::unordered_map<int, csp::chan<int>> all{{3, c}};
  auto node = all.extract(3);
  if (node && all.empty()) node.mapped().send(1);
  if (!all.extract(3)) c.send(2);  // expect: send on 'c' blocks for ever
}

void badObject() {
  std::map<std::string, request> all;
  all["one"];
  auto node = all.extract(all.begin());
  node.mapped().reply.send(1);
  auto kept = std::move(node);
  if (!node) kept.mapped().reply.send(2);  // expect: send on 'reply' blocks for ever
}

// Of what was moved to another map.
void badMoved() {
  csp::chan<int> c(1);
  std::map<int, csp::chan<int>> from{{3, c}}, to{{4, csp::chan<int>(1)}};
  to.insert(from.extract(3));
  to.insert(from.extract(4));
  if (from.empty() && to.size() == 2) to[3].send(1);
  c.send(2);  // expect: send on 'c' blocks for ever
}

void okAnswered() {
  pending all;
  csp::chan<int> first = all.add(1), second = all.add(2);
  csp::go([&all] {
    all.answer(2);
    all.answer(1);
    all.answer(1);
  });
  second.recv();
  first.recv();
}

void okTakenOnce() {
  csp::chan<int> c(1);
  std::map<int, csp::chan<int>> all{{3, c}};
  if (auto node = all.extract(4); !node.empty()) c.send(1);
  auto node = all.extract(3);
  auto again = all.extract(3);
  if (!again.empty() || !all.empty()) c.send(1);
  if (!node.empty()) node.mapped().send(1);
}

void okSet() {
  csp::chan<int> c(1);
  std::set<int> numbers{1, 2};
  auto node = numbers.extract(2);
  if (node.value() != 2 || numbers.contains(2) || !numbers.contains(1)) c.send(1);
  c.send(1);
}

void okMoved() {
  csp::chan<int> c(1), other(1);
  std::map<int, csp::chan<int>> from{{3, c}}, to{{3, other}};
  to.insert(from.extract(3));
  to[3].send(1);
  c.send(1);
  auto node = to.extract(to.begin());
  from.insert(std::move(node));
  for (auto& [id, each] : from) each.recv();
  other.send(1);
}

void okMovedObject() {
  std::map<std::string, request> from, to;
  from["a"];
  to["b"];
  to.insert(from.extract("a"));
  for (auto& [name, each] : to) each.reply.send(1);
}

void okUnknownKey(int key) {
  csp::chan<int> c(1);
  std::map<int, csp::chan<int>> all{{3, c}};
  auto node = all.extract(key);
  if (!node.empty()) node.mapped().send(1);
}

int main(int count, char**) {
  switch (count) {
    case 2:
      return badTaken(), 0;
    case 3:
      return badObject(), 0;
    case 4:
      return badMoved(), 0;
  }
  okMoved();
  okMovedObject();
  okAnswered();
  okTakenOnce();
  okSet();
  okUnknownKey(count);
}
