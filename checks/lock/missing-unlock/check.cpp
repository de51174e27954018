// A mutex that a function locks by hand and unlocks on one path, but not on another: a return or
// throw leaves it locked.
//
// That some path of the function unlocks it says that the function means to: one that never does
// locks for others. So does one whose lock another function takes back, or a fiber that it starts.
// A function that returns a value can tell its caller that it holds the lock; it is reported only
// where all code that could unlock is seen.
//
// Left out: locks of guards, locks that are only tried, mutexes that code which is not seen got
// hold of while they were locked, paths that end in a panic, and main, whose end is the program's.

#include "check/Check.h"

#include <map>
#include <set>
#include <utility>

#include <clang/AST/ASTContext.h>
#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/StringExtras.h>

#include "check/SourceText.h"
#include "dialect/Resolver.h"
#include "flow/Describe.h"
#include "flow/Obligations.h"
#include "flow/Queries.h"

namespace chanvet::checks {
namespace {

using flow::PathContext;
using model::OpKind;

bool isUnlock(OpKind kind) { return kind == OpKind::Unlock || kind == OpKind::UnlockShared; }

// The standard guard that locks one mutex as long as it lives, as it is spelled, where the unit has
// its header and its template arguments can be left out; empty otherwise.
std::string plainGuard(const check::UnitContext& unit) {
  if (!unit.ast || !unit.resolver || !unit.ast->getLangOpts().CPlusPlus17) return "";
  for (const dialect::ClassSpec* guard : unit.resolver->declaredClasses(model::ClassKind::Guard)) {
    if (guard->nilByDefault || !llvm::StringRef(guard->name).starts_with("std::")) continue;
    bool locksOne = llvm::any_of(guard->constructors, [](const dialect::OperationSpec& op) {
      return op.kind == OpKind::Lock && !op.object.andFollowing;
    });
    if (locksOne) return guard->name;
  }
  return "";
}

// The fix: a guard where the mutex is locked, and none of the unlocks. It is right when the guard
// gives the mutex back where they do: each unlock is the last statement of the block that locks, or
// stands before a return without an expression that does anything.
class GuardInstead {
 public:
  GuardInstead(Place lock, const std::set<Place>& unlocks) : lock_(lock), unlocks_(unlocks) {}

  std::optional<Fix> fix(const std::string& guard) {
    std::string mutex = source_.text(lock_);
    if (guard.empty() || !source_.isWholeStatement(lock_)) return std::nullopt;
    if (!llvm::StringRef(mutex).ends_with(".lock()")) return std::nullopt;
    mutex.resize(mutex.size() - llvm::StringRef(".lock()").size());
    Fix fix;
    fix.description = "let a guard hold '" + mutex + "'";
    fix.edits.push_back({lock_, guard + " " + kName + "(" + mutex + ")"});
    for (const Place& unlock : unlocks_) {
      if (!leavesWith(unlock, mutex + ".unlock()")) return std::nullopt;
      fix.edits.push_back({{unlock.file, unlock.line, 1, unlock.line + 1, 1}, ""});
    }
    return fix;
  }

 private:
  static constexpr const char* kName = "guard";

  llvm::StringRef textOfLine(unsigned line) { return source_.line(lock_.file, line).trim(); }

  size_t indentOf(unsigned line) { return source_.line(lock_.file, line).find_first_not_of(" \t"); }

  bool leavesWith(const Place& unlock, const std::string& statement) {
    if (unlock.file != lock_.file || source_.text(unlock) != statement) return false;
    if (!source_.isWholeStatement(unlock)) return false;
    for (unsigned line = lock_.line; line <= unlock.line; ++line)
      if (textOfLine(line).contains(kName)) return false;
    llvm::StringRef next = textOfLine(unlock.line + 1);
    bool endsBlock = next == "}" && indentOf(unlock.line) == indentOf(lock_.line) &&
                     indentOf(unlock.line + 1) < indentOf(lock_.line);
    return endsBlock || (next.consume_front("return") && next.consume_back(";") &&
                         llvm::all_of(next.trim(), [](char c) { return llvm::isAlnum(c); }));
  }

  check::SourceText source_;
  Place lock_;
  const std::set<Place>& unlocks_;
};

class MissingUnlock : public check::Check {
 public:
  Severity severity() const override { return Severity::Error; }
  check::Layer layer() const override { return check::Layer::Flow; }
  std::vector<std::string> toldBy() const override {
    return {"lock-double", "lock-order", "fiber-deadlock", "fiber-leak"};
  }
  std::unique_ptr<flow::PathObserver> observePaths(const check::UnitContext& context,
                                                   check::FindingSink& sink) override;

  Finding findingOnPath(PathContext& context, flow::EntityId mutex, const Place& locked,
                        flow::PathEnd end) const {
    std::string name = flow::quoted(context.name(mutex), model::ClassKind::Mutex);
    Finding found = finding(name + " is still locked when this path leaves the function", locked);
    found.function = context.root().name;
    found.primitives = {context.name(mutex)};
    std::string leaves = end == flow::PathEnd::Throw ? "the exception leaves here" : "leaves here";
    if (Place here = context.here(); here.isValid())
      found.related.push_back({here, leaves + ", with " + name + " locked"});
    found.trace = context.trace({mutex});
    return found;
  }
};

class Observer : public flow::Obligations {
 public:
  Observer(const MissingUnlock& check, const check::UnitContext& context, check::FindingSink& sink)
      : check_(check), context_(context), unit_(context.unit), sink_(sink) {}

 protected:
  flow::Duty dutyOf(PathContext& context, const flow::Event& event) override {
    const model::Function& function = unit_.functions[event.function];
    if (event.kind == OpKind::Lock || event.kind == OpKind::LockShared) {
      if (isOpen(context, event.entity) || flow::isGuards(unit_, function, *event.instruction))
        return flow::Duty::None;
      if (event.kind == OpKind::LockShared) isShared_.insert(event.place);
      lockedIn_[event.place] = event.function;
      heldBy_[event.place] = flow::heldBy(function, *event.instruction);
      if (flow::isWhollySeen(unit_, function, *event.instruction)) whollySeen_.insert(event.place);
      return flow::Duty::Begins;
    }
    if (!isUnlock(event.kind)) return flow::Duty::None;
    if (isOpen(context, event.entity)) noteUnlock(context, *context.mark(event.entity), event);
    bool isOthers =
        !context.mark(event.entity) && !flow::isGuards(unit_, function, *event.instruction);
    if (isOthers) entersLocked_.insert({&context.root(), event.entity});
    // What a closure or destructor unlocks belongs to the function around it, or its constructor.
    if (isOthers && !context.root().isLambda && !context.root().isDestructor())
      unlockedForOthers_.insert(flow::heldBy(function, *event.instruction));
    return flow::Duty::Ends;
  }

  std::optional<Finding> left(PathContext& context, flow::EntityId mutex, const Place& locked,
                              flow::PathEnd end) override {
    if (end == flow::PathEnd::Panic || context.root().isMain) return std::nullopt;
    if (entersLocked_.contains({&context.root(), mutex})) return std::nullopt;
    // What it returns can tell the caller.
    bool tellsCaller = end == flow::PathEnd::Return && flow::returnsValue(context.root());
    bool isOwn = context.made(mutex).isValid() && !context.escapes(mutex);
    if (tellsCaller && !isOwn && !whollySeen_.contains(locked)) return std::nullopt;
    return check_.findingOnPath(context, mutex, locked, end);
  }

  bool settle(Finding found, const Place& locked, const model::Function& root) override {
    bool isUnlocked = isMet(locked, root) && !unlocks_[locked].empty();
    if (!isUnlocked || handedOn_.contains(locked)) return false;
    auto holder = heldBy_.find(locked);
    if (holder == heldBy_.end()) return false;
    if (holder->second != model::kNone && unlockedForOthers_.contains(holder->second)) return false;
    if (!isShared_.contains(locked) && !sharesUnlocks(locked))
      found.fix = GuardInstead(locked, unlocks_[locked]).fix(plainGuard(context_));
    sink_.add(std::move(found));
    return true;
  }

 private:
  // A helper's unlock is no place that a fix of the function can change.
  void noteUnlock(PathContext& context, const flow::Mark& mark, const flow::Event& event) {
    Place locked = context.place(mark);
    if (context.isOtherFiber(mark)) handedOn_.insert(locked);
    auto lockedIn = lockedIn_.find(locked);
    bool isHere = lockedIn != lockedIn_.end() && lockedIn->second == event.function;
    unlocks_[locked].insert(isHere ? event.place : Place{});
  }

  // Whether an unlock is that of another lock, too.
  bool sharesUnlocks(const Place& locked) {
    const std::set<Place>& own = unlocks_[locked];
    return llvm::any_of(unlocks_, [&](const auto& other) {
      return other.first != locked &&
             llvm::any_of(other.second, [&](const Place& unlock) { return own.contains(unlock); });
    });
  }

  const MissingUnlock& check_;
  const check::UnitContext& context_;
  const model::Unit& unit_;
  check::FindingSink& sink_;
  std::set<Place> whollySeen_;  // locks of mutexes that only code which is seen can get at
  std::map<Place, model::SymbolId> heldBy_;  // the mutex of each lock
  // Functions that unlock what their caller has locked: they lock it again for that one.
  std::set<std::pair<const model::Function*, flow::EntityId>> entersLocked_;
  std::map<Place, model::FunctionId> lockedIn_;
  std::map<Place, std::set<Place>> unlocks_;     // by lock
  std::set<Place> handedOn_;                     // locks that another fiber unlocks
  std::set<Place> isShared_;                     // locks of readers
  std::set<model::SymbolId> unlockedForOthers_;  // by functions that have not locked them
};

std::unique_ptr<flow::PathObserver> MissingUnlock::observePaths(const check::UnitContext& context,
                                                                check::FindingSink& sink) {
  return std::make_unique<Observer>(*this, context, sink);
}

CHANVET_CHECK(MissingUnlock);

}  // namespace
}  // namespace chanvet::checks
