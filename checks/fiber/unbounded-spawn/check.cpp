// Loops that start a fiber for each element, message or request: as many run at once as there
// happen to be.
//
// Left out: fibers that are given nothing of their own in each turn (a fixed number of workers),
// what a pool runs, spawns that a condition guards, and turns in which anything waits.

#include "check/Check.h"

#include <set>

#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/StringSet.h>

#include "check/OptionValues.h"
#include "explore/Names.h"
#include "flow/Analysis.h"
#include "flow/Describe.h"
#include "flow/Endless.h"
#include "flow/Queries.h"
#include "model/Origin.h"

namespace chanvet::checks {
namespace {

using flow::Loop;
using flow::Point;
using model::BlockId;
using model::Callee;
using model::ClassKind;
using model::Function;
using model::FunctionId;
using model::Instruction;
using model::kNone;
using model::Opcode;
using model::OpKind;
using model::Unit;
using model::Value;

constexpr llvm::StringLiteral kElements = "elements";
constexpr llvm::StringLiteral kLimits = "limits";

// The instructions of a loop that work on what is another thing in each turn.
class Turn {
 public:
  Turn(const Unit& unit, const Function& function, const Loop& loop)
      : unit_(unit), function_(function), loop_(loop) {
    for (const Instruction* each : instructions()) find(*each);
    if (counts_) requests_.clear();
  }

  std::vector<const Instruction*> instructions() const {
    std::vector<const Instruction*> found;
    for (unsigned block : loop_.blocks.set_bits())
      for (const Instruction& each : function_.blocks[block].instructions) found.push_back(&each);
    return found;
  }

  // The receive that gives each turn its message; null when there is none.
  const Instruction* receive() const { return receive_; }
  const std::set<const Instruction*>& elements() const { return elements_; }
  const std::set<const Instruction*>& requests() const { return requests_; }

  // Whether the spawn hands on what one of `sources` gives.
  bool hands(const Instruction& spawn, const std::set<const Instruction*>& sources) const {
    std::set<std::pair<Value::Kind, int64_t>> from;
    auto has = [&](const Value& value) { return from.contains({value.kind, value.payload}); };
    auto add = [&](const Value& value) { return from.insert({value.kind, value.payload}).second; };
    for (const Instruction* source : sources) {
      if (source->result != kNone) add(Value::reg(source->result));
      if (source->received != kNone) add(Value::reg(source->received));
    }
    for (bool changed = true; changed;) {
      changed = false;
      for (const Instruction* each : instructions()) {
        if (each == &spawn || !llvm::any_of(each->operands, has)) continue;
        if (each->result != kNone) changed |= add(Value::reg(each->result));
        bool stores = each->opcode == Opcode::Store || each->opcode == Opcode::Havoc ||
                      each->opcode == Opcode::Copy;
        if (!stores) continue;
        changed |= add(each->operands[0]);
        // What is in a part is in the whole: a capture in its closure.
        const Instruction* field = model::definitionOf(function_, each->operands[0]);
        if (field && field->opcode == Opcode::Field) changed |= add(field->operands[0]);
      }
    }
    return llvm::any_of(spawn.operands, has) || has(spawn.callee.value);
  }

 private:
  void find(const Instruction& each) {
    if (each.opcode == Opcode::Element || each.opcode == Opcode::Next) elements_.insert(&each);
    if (each.opcode == Opcode::Call && isUnseen(each.callee)) requests_.insert(&each);
    if (each.opcode == Opcode::Compute) counts_ = true;
    if (each.opcode != Opcode::Operation) return;
    const model::Operation& operation = unit_.operation(each);
    if (operation.kind == OpKind::Receive && operation.on == ClassKind::Channel) receive_ = &each;
  }

  bool isUnseen(const Callee& callee) const {
    return callee.kind == Callee::Unseen ||
           (callee.kind == Callee::Direct && !unit_.functions[callee.function].hasBody());
  }

  const Unit& unit_;
  const Function& function_;
  const Loop& loop_;
  const Instruction* receive_ = nullptr;
  std::set<const Instruction*> elements_;
  std::set<const Instruction*> requests_;  // calls of what is not seen, where nothing is counted
  bool counts_ = false;
};

class UnboundedSpawn : public check::Check {
 public:
  Severity severity() const override { return Severity::Warning; }
  check::Layer layer() const override { return check::Layer::Flow; }
  // A fiber for each connection is how many good servers work.
  bool onByDefault() const override { return false; }
  std::vector<check::OptionSpec> options() const override {
    return {{kElements.str(), "true", "also a fiber for each element of a container"},
            {kLimits.str(), "",
             "names of functions, with commas in between, that wait for a free place when they are "
             "called"}};
  }

  llvm::Error configure(const check::Options& options) override {
    limits_ = check::namesIn(options.at(kLimits.str()));
    return check::readFlag(options, kElements, elements_);
  }

  void checkUnit(const check::UnitContext& context, check::FindingSink& sink) override {
    for (FunctionId id = 0; id < context.unit.functions.size(); ++id) {
      if (!context.flow.facts().summaries[id].operates) continue;
      const Function& function = context.unit.functions[id];
      for (BlockId block = 0; block < function.blocks.size(); ++block) {
        const Loop* loop = context.flow.facts().graph(id).innermostLoop(block);
        const auto& instructions = function.blocks[block].instructions;
        for (uint32_t i = 0; loop && i < instructions.size(); ++i)
          if (instructions[i].opcode == Opcode::Spawn)
            checkSpawn(context, {id, block, i}, *loop, sink);
      }
    }
  }

 private:
  void checkSpawn(const check::UnitContext& context, const Point& point, const Loop& loop,
                  check::FindingSink& sink) const {
    const Function& function = context.unit.functions[point.function];
    const Instruction& spawn = context.flow.pointsTo().at(point);
    bool isPooled =
        spawn.operation != kNone && context.unit.operation(spawn).on == ClassKind::Executor;
    if (isPooled || !runsInEachTurn(function, loop, point.block)) return;
    Turn turn(context.unit, function, loop);
    bool isOfMessage = turn.receive() && turn.hands(spawn, {turn.receive()});
    std::string per =
        isOfMessage ? messageOf(context.unit, function, *turn.receive()) : whatFor(turn, spawn);
    const Instruction* source = isOfMessage ? turn.receive() : nullptr;
    if (per.empty() || isBounded(context, point.function, loop, source)) return;
    report(context, point, loop, per, sink);
  }

  static std::string messageOf(const Unit& unit, const Function& function,
                               const Instruction& receive) {
    std::string name = explore::nameOf(unit, function, receive.operands[0]);
    return "message from " + flow::quoted(name, ClassKind::Channel);
  }

  // What each fiber is started for; empty when they are not told apart.
  std::string whatFor(const Turn& turn, const Instruction& spawn) const {
    if (elements_ && turn.hands(spawn, turn.elements())) return "element of a container";
    if (turn.hands(spawn, turn.requests())) return "turn of an open loop";
    return "";
  }

  // Whether no way through a turn leaves the spawn out.
  static bool runsInEachTurn(const Function& function, const Loop& loop, BlockId spawn) {
    if (spawn == loop.head) return true;
    std::set<BlockId> seen{loop.head};
    std::vector<BlockId> work{loop.head};
    while (!work.empty()) {
      BlockId at = work.back();
      work.pop_back();
      for (BlockId next : flow::successors(function.blocks[at])) {
        if (next == loop.head) return false;
        if (next == spawn || !loop.blocks.test(next)) continue;
        if (seen.insert(next).second) work.push_back(next);
      }
    }
    return true;
  }

  // Whether anything in the turn waits, but for the receive that gives it its message.
  bool isBounded(const check::UnitContext& context, FunctionId id, const Loop& loop,
                 const Instruction* source) const {
    const Function& function = context.unit.functions[id];
    const flow::PointsTo& pointsTo = context.flow.pointsTo();
    std::set<FunctionId> called;
    for (unsigned block : loop.blocks.set_bits()) {
      const auto& instructions = function.blocks[block].instructions;
      for (uint32_t i = 0; i < instructions.size(); ++i) {
        const Instruction& each = instructions[i];
        if (waits(context.unit, each) && &each != source) return true;
        if (each.opcode != Opcode::Call) continue;
        if (each.callee.kind == Callee::Direct) called.insert(each.callee.function);
        const std::set<FunctionId>& callees = pointsTo.callees({id, block, i});
        called.insert(callees.begin(), callees.end());
      }
    }
    flow::Endless reach(context.flow.facts(), pointsTo);
    return llvm::any_of(reach.reachedFrom(called), [&](FunctionId callee) {
      return isLimit(context.unit.functions[callee]) ||
             llvm::any_of(context.unit.functions[callee].blocks, [&](const model::Block& block) {
               return llvm::any_of(block.instructions, [&](const Instruction& each) {
                 return waits(context.unit, each);
               });
             });
    });
  }

  // By its whole name, or the end of it.
  bool isLimit(const Function& function) const {
    return llvm::any_of(limits_.keys(), [&](llvm::StringRef limit) {
      llvm::StringRef scope = function.name;
      return scope.consume_back(limit) && (scope.empty() || scope.ends_with("::"));
    });
  }

  static bool waits(const Unit& unit, const Instruction& instruction) {
    if (instruction.opcode == Opcode::Select) return true;
    if (instruction.opcode == Opcode::Destroy)
      return unit.types[instruction.type].onDestroy == model::OnDestroy::Join;
    if (instruction.opcode != Opcode::Operation) return false;
    switch (unit.operation(instruction).kind) {
      case OpKind::Send:
      case OpKind::TrySend:
      case OpKind::Receive:
      case OpKind::Join:
      case OpKind::Wait:
      case OpKind::TryWait:
      case OpKind::Get:
      case OpKind::ConditionWait:
      case OpKind::Sleep:
        return true;
      default:
        return false;
    }
  }

  void report(const check::UnitContext& context, const Point& point, const Loop& loop,
              const std::string& per, check::FindingSink& sink) const {
    const Function& function = context.unit.functions[point.function];
    Finding found = finding("a fiber for each " + per + ": nothing bounds how many run at once",
                            context.unit.place(context.flow.pointsTo().at(point).location));
    found.function = function.name;
    model::Location head = flow::headOf(function, context.flow.facts().graph(point.function), loop);
    if (head.isValid()) found.related.push_back({context.unit.place(head), "the loop"});
    sink.add(std::move(found));
  }

  bool elements_ = true;
  llvm::StringSet<> limits_;
};

CHANVET_CHECK(UnboundedSpawn);

}  // namespace
}  // namespace chanvet::checks
