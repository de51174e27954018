// Follows the locks that a path holds to where it waits for a fiber, and asks whether that fiber
// takes one of them.
//
// The lock of the one and of the other are the same when they are the same field or global, or made
// at the same place. Left out: tries and timed locks, and readers that wait for readers.

#include "check/Check.h"

#include <map>
#include <set>

#include <llvm/ADT/STLExtras.h>

#include "flow/Analysis.h"
#include "flow/Describe.h"
#include "flow/Endless.h"
#include "flow/Queries.h"

namespace chanvet::checks {
namespace {

using flow::Event;
using flow::PathContext;
using flow::Point;
using flow::Site;
using flow::Use;
using model::BlockId;
using model::ClassKind;
using model::Function;
using model::FunctionId;
using model::Instruction;
using model::kNone;
using model::Opcode;
using model::OpKind;

bool isExclusive(OpKind kind) { return kind == OpKind::Lock; }

bool takesLock(const model::Operation& operation) {
  bool locks = operation.kind == OpKind::Lock || operation.kind == OpKind::LockShared;
  return locks && !operation.timed &&
         (operation.on == ClassKind::Mutex || operation.on == ClassKind::RwMutex);
}

bool isWait(OpKind kind) {
  return kind == OpKind::Join || kind == OpKind::Get || kind == OpKind::Wait;
}

// The fields, globals and places where they are made that primitives are told apart by.
struct Identity {
  model::SymbolId holder = kNone;
  std::set<Point> made;

  bool mayBe(const Identity& other) const {
    if (holder != kNone && holder == other.holder) return true;
    return llvm::any_of(made, [&](const Point& each) { return other.made.contains(each); });
  }
};

// A lock that a fiber takes.
struct Taking {
  Point point;
  OpKind kind;
  Identity identity;
};

class JoinUnderLock : public check::Check {
 public:
  Severity severity() const override { return Severity::Warning; }
  check::Layer layer() const override { return check::Layer::Flow; }
  bool isRefutable() const override { return true; }
  std::vector<std::string> toldBy() const override {
    return {"lock-held-while-blocking", "lock-order", "lock-double", "fiber-deadlock",
            "fiber-leak"};
  }
  std::unique_ptr<flow::PathObserver> observePaths(const check::UnitContext&,
                                                   check::FindingSink& sink) override;

  void report(PathContext& context, const Event& wait, flow::EntityId lock,
              const flow::Mark& locked, const Place& taken, const Place& spawned,
              check::FindingSink& sink) const {
    std::string name = flow::quoted(context.name(lock), ClassKind::Mutex);
    Finding found = finding(
        "waits with " + name + " locked for a fiber that locks " + name + " as well", wait.place);
    found.function = context.root().name;
    found.primitives = {context.name(lock)};
    found.related.push_back({context.place(locked), name + " is locked here"});
    found.related.push_back({taken, "the fiber locks " + name + " here"});
    found.related.push_back({spawned, "the fiber is started here"});
    found.trace = context.trace({lock, wait.entity});
    sink.add(std::move(found));
  }
};

class Observer : public flow::PathObserver {
 public:
  Observer(const JoinUnderLock& check, const check::UnitContext& context, check::FindingSink& sink)
      : check_(check), context_(context), sink_(sink) {}

  void onOperation(PathContext& path, const Event& event) override {
    if (!event.operation) return;
    if (takesLock(*event.operation)) {
      path.setMark(event.entity, isExclusive(event.kind) ? kLocked : kShared);
      locks_[event.entity].insert(pointOf(event));
    } else if (event.kind == OpKind::Unlock || event.kind == OpKind::UnlockShared) {
      path.clearMark(event.entity);
    } else if (isWait(event.kind) && !event.operation->timed && !path.isDoubtful()) {
      onWait(path, event);
    }
  }

 private:
  static constexpr int kLocked = 1;
  static constexpr int kShared = 2;

  // Who waits on a condition gives the lock up meanwhile, for what a fiber does with it.
  bool waitsOnCondition(const Function& function) const {
    return llvm::any_of(function.blocks, [&](const model::Block& block) {
      return llvm::any_of(block.instructions, [&](const Instruction& each) {
        return each.opcode == Opcode::Operation &&
               context_.unit.operation(each).kind == OpKind::ConditionWait;
      });
    });
  }

  void onWait(PathContext& path, const Event& wait) {
    if (waitsOnCondition(path.root()) || waitsOnCondition(context_.unit.functions[wait.function]))
      return;
    for (const auto& [lock, mark] : path.marks()) {
      if (path.isOtherFiber(mark) || reported_.contains(wait.place)) continue;
      Identity held = identityOfLock(lock);
      for (const Site* fiber : awaitedBy(pointOf(wait))) {
        // A fiber that clears away others of its kind asks which of them have ended.
        if (runs(*fiber, wait.function) || leavesItself(*fiber, pointOf(wait))) continue;
        for (const Taking& taking : takingsOf(*fiber)) {
          bool excludes = mark.state == kLocked || isExclusive(taking.kind);
          if (!excludes || !taking.identity.mayBe(held)) continue;
          if (reported_.insert(wait.place).second)
            check_.report(path, wait, lock, mark, placeOf(taking.point), placeOf(fiber->point),
                          sink_);
        }
      }
    }
  }

  std::vector<FunctionId> functionsOf(const Site& fiber) const {
    flow::Endless reach(context_.flow.facts(), context_.flow.pointsTo());
    return reach.reachedFrom(context_.flow.pointsTo().callees(fiber.point));
  }

  bool runs(const Site& fiber, FunctionId function) const {
    return llvm::is_contained(functionsOf(fiber), function);
  }

  // Whether the container that is waited for is one that the fibers put themselves into, as the
  // last thing that they do with the lock.
  bool leavesItself(const Site& fiber, const Point& wait) const {
    model::SymbolId from = flow::keptIn(context_.unit.functions[wait.function],
                                        context_.flow.pointsTo().at(wait).operands[0]);
    if (from == kNone) return false;
    return llvm::any_of(functionsOf(fiber), [&](FunctionId id) {
      const Function& function = context_.unit.functions[id];
      return llvm::any_of(function.blocks, [&](const model::Block& block) {
        return llvm::any_of(block.instructions, [&](const Instruction& each) {
          return each.opcode == Opcode::Append && flow::keptIn(function, each.operands[0]) == from;
        });
      });
    });
  }

  // The spawns whose fibers it can wait for: their handle gets to it, or is kept in the same field.
  std::vector<const Site*> awaitedBy(const Point& wait) const {
    const flow::PointsTo& pointsTo = context_.flow.pointsTo();
    model::SymbolId from =
        flow::keptIn(context_.unit.functions[wait.function], pointsTo.at(wait).operands[0]);
    std::vector<const Site*> found;
    for (const Site& site : pointsTo.sites()) {
      if (pointsTo.at(site.point).opcode != Opcode::Spawn) continue;
      bool getsThere = llvm::any_of(site.uses, [&](const Use& use) { return use.point == wait; });
      if (getsThere || (from != kNone && keeperOf(site) == from)) found.push_back(&site);
    }
    return found;
  }

  // The field or global that the handle is put into where the fiber is started.
  model::SymbolId keeperOf(const Site& spawn) const {
    const Function& function = context_.unit.functions[spawn.point.function];
    model::Value handle = model::Value::reg(context_.flow.pointsTo().at(spawn.point).result);
    for (const model::Block& block : function.blocks)
      for (const Instruction& each : block.instructions) {
        if (each.opcode != Opcode::Store || each.operands[1] != handle) continue;
        if (model::SymbolId keeper = flow::keptIn(function, each.operands[0]); keeper != kNone)
          return keeper;
      }
    return kNone;
  }

  const std::vector<Taking>& takingsOf(const Site& fiber) {
    auto [known, isNew] = takings_.try_emplace(fiber.point);
    if (!isNew) return known->second;
    for (FunctionId id : functionsOf(fiber)) {
      const Function& function = context_.unit.functions[id];
      for (BlockId block = 0; block < function.blocks.size(); ++block) {
        const auto& instructions = function.blocks[block].instructions;
        for (uint32_t i = 0; i < instructions.size(); ++i) {
          if (instructions[i].opcode != Opcode::Operation) continue;
          const model::Operation& operation = context_.unit.operation(instructions[i]);
          if (takesLock(operation))
            known->second.push_back(
                {{id, block, i}, operation.kind, identityAt({id, block, i}, operation.kind)});
        }
      }
    }
    return known->second;
  }

  Identity identityOfLock(flow::EntityId lock) const {
    Identity identity;
    for (const Point& point : locks_.at(lock)) {
      OpKind kind = context_.unit.operation(context_.flow.pointsTo().at(point)).kind;
      Identity one = identityAt(point, kind);
      identity.holder = one.holder;
      identity.made.merge(one.made);
    }
    return identity;
  }

  Identity identityAt(const Point& point, OpKind kind) const {
    const flow::PointsTo& pointsTo = context_.flow.pointsTo();
    Identity identity;
    identity.holder = flow::heldBy(context_.unit.functions[point.function], pointsTo.at(point));
    for (const Site* site : pointsTo.sitesOf({point, kind})) identity.made.insert(site->point);
    return identity;
  }

  Point pointOf(const Event& event) const {
    const Function& function = context_.unit.functions[event.function];
    for (BlockId block = 0; block < function.blocks.size(); ++block) {
      const auto& instructions = function.blocks[block].instructions;
      if (!instructions.empty() && event.instruction >= &instructions.front() &&
          event.instruction <= &instructions.back())
        return {event.function, block,
                static_cast<uint32_t>(event.instruction - &instructions.front())};
    }
    return {};
  }

  Place placeOf(const Point& point) const {
    return context_.unit.place(context_.flow.pointsTo().at(point).location);
  }

  const JoinUnderLock& check_;
  const check::UnitContext& context_;
  check::FindingSink& sink_;
  std::map<flow::EntityId, std::set<Point>> locks_;  // where each lock was seen to be locked
  std::map<Point, std::vector<Taking>> takings_;     // by spawn
  std::set<Place> reported_;
};

std::unique_ptr<flow::PathObserver> JoinUnderLock::observePaths(const check::UnitContext& context,
                                                                check::FindingSink& sink) {
  return std::make_unique<Observer>(*this, context, sink);
}

CHANVET_CHECK(JoinUnderLock);

}  // namespace
}  // namespace chanvet::checks
