// Runs programs of the differential test on many schedules, without compiling them.
//
//   run SCHEDULES FIRST_SEED < PROGRAMS
//
// reads one program a line, in the notation of program.py, and prints the tally of each (tally.h).
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

#include <csp/csp.h>

#include "tally.h"

namespace {

// ---- reading --------------------------------------------------------------------------------

// A list with its head, or a word or number, which is a list of nothing.
struct Node {
  std::string head;
  std::vector<Node> kids;

  int number() const { return std::stoi(head); }
};

class Reader {
 public:
  explicit Reader(const std::string& text) : text_(text) {}

  Node read() {
    skipSpace();
    if (text_.at(at_) != '(') return {word(), {}};
    ++at_;
    Node node;
    skipSpace();
    if (text_.at(at_) != '(' && text_.at(at_) != ')') node.head = word();
    for (skipSpace(); text_.at(at_) != ')'; skipSpace()) node.kids.push_back(read());
    ++at_;
    return node;
  }

 private:
  void skipSpace() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
  }
  std::string word() {
    const std::size_t begin = at_;
    at_ = text_.find_first_of(" ()", at_);
    if (at_ == std::string::npos) at_ = text_.size();
    return text_.substr(begin, at_ - begin);
  }

  const std::string& text_;
  std::size_t at_ = 0;
};

// ---- objects --------------------------------------------------------------------------------

struct Context {
  csp::context context;
  csp::cancel_func cancel;
};

using Object =
    std::variant<csp::chan<int>, std::unique_ptr<csp::mutex>, std::unique_ptr<csp::rw_mutex>,
                 std::unique_ptr<csp::wait_group>, std::unique_ptr<csp::once>,
                 std::unique_ptr<csp::atomic_value<int>>, std::unique_ptr<csp::cond>, Context>;

Context makeContext(std::pair<csp::context, csp::cancel_func> made) {
  return {std::move(made.first), std::move(made.second)};
}

Object makeObject(const Node& node, const std::vector<Object>& others) {
  const std::string& kind = node.head;
  if (kind == "chan") return csp::chan<int>(node.kids[0].number());
  if (kind == "nil") return csp::chan<int>();
  if (kind == "mutex") return std::make_unique<csp::mutex>();
  if (kind == "rw") return std::make_unique<csp::rw_mutex>();
  if (kind == "wg") return std::make_unique<csp::wait_group>();
  if (kind == "once") return std::make_unique<csp::once>();
  if (kind == "flag") return std::make_unique<csp::atomic_value<int>>(0);
  if (kind == "ctx") return makeContext(csp::with_cancel(csp::background()));
  if (kind == "timed")
    return makeContext(csp::with_timeout(csp::background(), std::chrono::seconds(1)));
  if (kind == "cond")
    return std::make_unique<csp::cond>(
        *std::get<std::unique_ptr<csp::mutex>>(others.at(node.kids[0].number())));
  throw std::invalid_argument("no such object: " + kind);
}

// ---- running --------------------------------------------------------------------------------

// The program and its objects: fibers that are still there keep both.
struct World {
  const Node& program;
  std::vector<Object> objects;
};

enum class Flow { Next, Break, Continue, Return };

class Frame {
 public:
  Frame(std::shared_ptr<World> world, std::vector<int> arguments)
      : world_(std::move(world)), arguments_(std::move(arguments)) {}

  Flow run(const std::vector<Node>& statements, std::size_t from = 0) {
    for (std::size_t i = from; i < statements.size(); ++i) {
      if (statements[i].head == "defer") {
        csp::defer at_end{[&] { run(statements[i].kids); }};
        return run(statements, i + 1);
      }
      const Flow flow = run(statements[i]);
      if (flow != Flow::Next) return flow;
    }
    return Flow::Next;
  }

 private:
  template <class T>
  T& object(const Node& reference) {
    const int index = std::stoi(reference.head.substr(1));
    return std::get<T>(world_->objects.at(reference.head[0] == 'p' ? arguments_.at(index) : index));
  }
  csp::chan<int>& channel(const Node& n) { return object<csp::chan<int>>(n); }
  csp::mutex& mutex(const Node& n) { return *object<std::unique_ptr<csp::mutex>>(n); }
  csp::rw_mutex& rw(const Node& n) { return *object<std::unique_ptr<csp::rw_mutex>>(n); }
  csp::wait_group& group(const Node& n) { return *object<std::unique_ptr<csp::wait_group>>(n); }
  csp::once& once(const Node& n) { return *object<std::unique_ptr<csp::once>>(n); }
  csp::cond& condition(const Node& n) { return *object<std::unique_ptr<csp::cond>>(n); }
  csp::atomic_value<int>& flag(const Node& n) {
    return *object<std::unique_ptr<csp::atomic_value<int>>>(n);
  }

  Flow choose(bool condition, const Node& node) {
    return run(node.kids.at(node.kids.size() - (condition ? 2 : 1)).kids);
  }

  Flow run(const Node& node) {
    static const std::map<std::string, Flow (Frame::*)(const Node&)> statements = {
        {"send", &Frame::send},
        {"recv", &Frame::recv},
        {"recvif", &Frame::recvIf},
        {"recveq", &Frame::recvEqual},
        {"close", &Frame::close},
        {"trysend", &Frame::trySend},
        {"tryrecv", &Frame::tryRecv},
        {"select", &Frame::select},
        {"lock", &Frame::lock},
        {"unlock", &Frame::unlock},
        {"guard", &Frame::guard},
        {"trylock", &Frame::tryLock},
        {"wlock", &Frame::writeLock},
        {"wunlock", &Frame::writeUnlock},
        {"wguard", &Frame::writeGuard},
        {"rlock", &Frame::readLock},
        {"runlock", &Frame::readUnlock},
        {"rguard", &Frame::readGuard},
        {"add", &Frame::add},
        {"done", &Frame::done},
        {"wait", &Frame::wait},
        {"wggo", &Frame::groupGo},
        {"once", &Frame::callOnce},
        {"cancel", &Frame::cancel},
        {"recvdone", &Frame::recvDone},
        {"iferr", &Frame::ifError},
        {"set", &Frame::set},
        {"ifflag", &Frame::ifFlag},
        {"await", &Frame::await},
        {"signal", &Frame::signal},
        {"broadcast", &Frame::broadcast},
        {"ifconst", &Frame::ifConstant},
        {"for", &Frame::loop},
        {"ifloop", &Frame::ifLoop},
        {"range", &Frame::range},
        {"break", &Frame::leaveLoop},
        {"continue", &Frame::nextTurn},
        {"return", &Frame::leave},
        {"yield", &Frame::yield},
        {"sleep", &Frame::sleep},
        {"go", &Frame::go},
        {"call", &Frame::call},
        {"panic", &Frame::panic},
        {"try", &Frame::tryBlock},
        {"block", &Frame::block},
    };
    return (this->*statements.at(node.head))(node);
  }

  // -- channels

  Flow send(const Node& n) {
    channel(n.kids[0]).send(n.kids[1].number());
    return Flow::Next;
  }
  Flow recv(const Node& n) {
    channel(n.kids[0]).recv();
    return Flow::Next;
  }
  Flow recvIf(const Node& n) { return choose(channel(n.kids[0]).recv().has_value(), n); }
  Flow recvEqual(const Node& n) {
    const std::optional<int> value = channel(n.kids[0]).recv();
    return choose(value && *value == n.kids[1].number(), n);
  }
  Flow close(const Node& n) {
    channel(n.kids[0]).close();
    return Flow::Next;
  }
  Flow trySend(const Node& n) { return choose(channel(n.kids[0]).try_send(n.kids[1].number()), n); }
  Flow tryRecv(const Node& n) { return choose(channel(n.kids[0]).try_recv().has_value(), n); }

  Flow range(const Node& n) {
    for (int value : channel(n.kids[0])) {
      static_cast<void>(value);
      const Flow flow = run(n.kids[1].kids);
      if (flow == Flow::Break) break;
      if (flow == Flow::Return) return flow;
    }
    return Flow::Next;
  }

  struct Cases {
    std::vector<csp::detail::select_case*> all;
    std::vector<std::shared_ptr<void>> owned;

    template <class C>
    void add(C one) {
      auto kept = std::make_shared<C>(std::move(one));
      all.push_back(kept.get());
      owned.push_back(std::move(kept));
    }
  };

  // The cases stay, as in source, until the one that was chosen has run.
  Flow select(const Node& n) {
    Cases cases;
    for (const Node& one : n.kids) addCase(one, cases);
    const std::size_t chosen = csp::detail::run_select(cases.all);
    const Node& body = n.kids[chosen];
    return run(body.kids.back().kids);
  }
  void addCase(const Node& one, Cases& cases) {
    const auto nothing = [] {};
    if (one.head == "recv") return cases.add(csp::on_recv(channel(one.kids[0]), nothing));
    if (one.head == "send")
      return cases.add(csp::on_send(channel(one.kids[0]), one.kids[1].number(), nothing));
    if (one.head == "done")
      return cases.add(csp::on_recv(object<Context>(one.kids[0]).context.done(), nothing));
    if (one.head == "after")
      return cases.add(csp::on_recv(csp::after(std::chrono::seconds(1)), nothing));
    cases.add(csp::otherwise(nothing));
  }

  // -- locks

  Flow lock(const Node& n) {
    mutex(n.kids[0]).lock();
    return Flow::Next;
  }
  Flow unlock(const Node& n) {
    mutex(n.kids[0]).unlock();
    return Flow::Next;
  }
  Flow guard(const Node& n) {
    std::lock_guard guard(mutex(n.kids[0]));
    return run(n.kids[1].kids);
  }
  Flow tryLock(const Node& n) { return choose(mutex(n.kids[0]).try_lock(), n); }
  Flow writeLock(const Node& n) {
    rw(n.kids[0]).lock();
    return Flow::Next;
  }
  Flow writeUnlock(const Node& n) {
    rw(n.kids[0]).unlock();
    return Flow::Next;
  }
  Flow writeGuard(const Node& n) {
    std::lock_guard guard(rw(n.kids[0]));
    return run(n.kids[1].kids);
  }
  Flow readLock(const Node& n) {
    rw(n.kids[0]).lock_shared();
    return Flow::Next;
  }
  Flow readUnlock(const Node& n) {
    rw(n.kids[0]).unlock_shared();
    return Flow::Next;
  }
  Flow readGuard(const Node& n) {
    std::shared_lock guard(rw(n.kids[0]));
    return run(n.kids[1].kids);
  }

  // -- wait groups, once, conditions, flags

  Flow add(const Node& n) {
    group(n.kids[0]).add(n.kids[1].number());
    return Flow::Next;
  }
  Flow done(const Node& n) {
    group(n.kids[0]).done();
    return Flow::Next;
  }
  Flow wait(const Node& n) {
    group(n.kids[0]).wait();
    return Flow::Next;
  }
  Flow groupGo(const Node& n) {
    group(n.kids[0]).go([frame = *this, &n]() mutable { frame.run(n.kids[1].kids); });
    return Flow::Next;
  }
  Flow callOnce(const Node& n) {
    once(n.kids[0]).call([&] { run(n.kids[1].kids); });
    return Flow::Next;
  }
  Flow set(const Node& n) {
    flag(n.kids[0]).store(n.kids[1].number());
    return Flow::Next;
  }
  Flow ifFlag(const Node& n) { return choose(flag(n.kids[0]).load() == n.kids[1].number(), n); }
  Flow await(const Node& n) {
    while (flag(n.kids[1]).load() != n.kids[2].number()) condition(n.kids[0]).wait();
    return Flow::Next;
  }
  Flow signal(const Node& n) {
    condition(n.kids[0]).signal();
    return Flow::Next;
  }
  Flow broadcast(const Node& n) {
    condition(n.kids[0]).broadcast();
    return Flow::Next;
  }

  // -- contexts

  Flow cancel(const Node& n) {
    object<Context>(n.kids[0]).cancel();
    return Flow::Next;
  }
  Flow recvDone(const Node& n) {
    object<Context>(n.kids[0]).context.done().recv();
    return Flow::Next;
  }
  Flow ifError(const Node& n) {
    return choose(static_cast<bool>(object<Context>(n.kids[0]).context.err()), n);
  }

  // -- control

  Flow ifConstant(const Node& n) { return choose(n.kids[0].number() != 0, n); }
  Flow loop(const Node& n) {
    const int turns = n.kids[0].number();
    turns_.push_back(0);
    Flow flow = Flow::Next;
    for (; turns_.back() < turns; ++turns_.back()) {
      flow = run(n.kids[1].kids);
      if (flow == Flow::Break || flow == Flow::Return) break;
    }
    turns_.pop_back();
    return flow == Flow::Return ? flow : Flow::Next;
  }
  // The innermost loop.
  Flow ifLoop(const Node& n) { return choose(turns_.back() == n.kids[0].number(), n); }
  Flow leaveLoop(const Node&) { return Flow::Break; }
  Flow nextTurn(const Node&) { return Flow::Continue; }
  Flow leave(const Node&) { return Flow::Return; }
  Flow block(const Node& n) { return run(n.kids); }
  Flow yield(const Node&) {
    csp::yield();
    return Flow::Next;
  }
  Flow sleep(const Node&) {
    csp::sleep_for(std::chrono::milliseconds(1));
    return Flow::Next;
  }
  Flow go(const Node& n) {
    csp::go([frame = *this, &n]() mutable { frame.run(n.kids); });
    return Flow::Next;
  }
  Flow call(const Node& n) {
    std::vector<int> arguments;
    for (std::size_t i = 1; i < n.kids.size(); ++i) {
      const std::string& reference = n.kids[i].head;
      const int index = std::stoi(reference.substr(1));
      arguments.push_back(reference[0] == 'p' ? arguments_.at(index) : index);
    }
    const Node& helper = world_->program.kids[1].kids.at(n.kids[0].number());
    Frame(world_, std::move(arguments)).run(helper.kids[1].kids);
    return Flow::Next;
  }
  Flow panic(const Node&) { csp::panic("asked for"); }
  Flow tryBlock(const Node& n) {
    try {
      return run(n.kids[0].kids);
    } catch (const csp::panic_error&) {
    }
    return run(n.kids[1].kids);
  }

  std::shared_ptr<World> world_;
  std::vector<int> arguments_;
  std::vector<int> turns_;  // of the loops around
};

void runProgram(const Node& program) {
  auto world = std::make_shared<World>(World{program, {}});
  for (const Node& object : program.kids[0].kids)
    world->objects.push_back(makeObject(object, world->objects));
  Frame(world, {}).run(program.kids[2].kids);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fputs("usage: run SCHEDULES FIRST_SEED < PROGRAMS\n", stderr);
    return 2;
  }
  const std::uint64_t schedules = std::strtoull(argv[1], nullptr, 10);
  const std::uint64_t firstSeed = std::strtoull(argv[2], nullptr, 10);
  for (std::string line; std::getline(std::cin, line);) {
    const Node program = Reader(line).read();
    tallyOf([&program] { runProgram(program); }, firstSeed, schedules).print();
  }
}
