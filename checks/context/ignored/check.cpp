// Functions that are given a context or a stop token, wait for something, and never so much as look
// at what they were given.
//
// Left out: signatures that others impose (overriding methods, functions whose address is taken),
// parameters without a name, and loops that fiber-endless and select-no-exit tell of.

#include "check/Check.h"

#include <optional>
#include <set>

#include <llvm/ADT/STLExtras.h>

#include "explore/Names.h"
#include "flow/Analysis.h"
#include "flow/Endless.h"

namespace chanvet::checks {
namespace {

using flow::Point;
using model::ClassKind;
using model::Function;
using model::FunctionId;
using model::Instruction;
using model::kNone;
using model::Opcode;
using model::OpKind;
using model::Unit;
using model::Value;

bool waits(const Unit& unit, const Instruction& instruction) {
  if (instruction.opcode == Opcode::Select)
    return llvm::none_of(instruction.cases, [](const model::SelectCase& each) {
      return each.kind == OpKind::CaseDefault;
    });
  if (instruction.opcode != Opcode::Operation) return false;
  const model::Operation& operation = unit.operation(instruction);
  if (operation.timed) return false;
  switch (operation.kind) {
    case OpKind::Send:
    case OpKind::Receive:
      return operation.on == ClassKind::Channel;
    case OpKind::Wait:
    case OpKind::Join:
    case OpKind::Get:
    case OpKind::ConditionWait:
    case OpKind::Sleep:
      return true;
    default:
      return false;
  }
}

bool names(const Instruction& instruction, const Value& slot) {
  if (instruction.opcode == Opcode::EndScope) return false;
  return llvm::is_contained(instruction.operands, slot) || instruction.callee.value == slot;
}

bool isNamed(const Function& function, const Value& slot) {
  return llvm::any_of(function.blocks, [&](const model::Block& block) {
    return llvm::any_of(block.instructions,
                        [&](const Instruction& each) { return names(each, slot); });
  });
}

// Functions that are values somewhere, or that override another: others say what they are given.
std::set<FunctionId> imposed(const Unit& unit) {
  std::set<FunctionId> found;
  for (const Function& function : unit.functions) {
    found.insert(function.overriders.begin(), function.overriders.end());
    for (const model::Block& block : function.blocks)
      for (const Instruction& instruction : block.instructions)
        for (const Value& operand : instruction.operands)
          if (operand.kind == Value::FunctionRef) found.insert(operand.payload);
  }
  return found;
}

class Ignored : public check::Check {
 public:
  Severity severity() const override { return Severity::Warning; }
  check::Layer layer() const override { return check::Layer::Flow; }
  std::vector<std::string> toldBy() const override {
    return {"fiber-endless",  "select-no-exit",    "select-busy-loop",   "fiber-leak",
            "fiber-deadlock", "channel-no-sender", "channel-no-receiver"};
  }

  void checkUnit(const check::UnitContext& context, check::FindingSink& sink) override {
    const Unit& unit = context.unit;
    std::set<FunctionId> others = imposed(unit);
    std::set<FunctionId> spawned = spawnedBodies(context);
    for (FunctionId id = 0; id < unit.functions.size(); ++id) {
      const Function& function = unit.functions[id];
      // A lambda that is handed to code which is not seen has the parameters that it is given.
      bool isOwn = !others.contains(id) && (!function.isLambda || spawned.contains(id));
      if (function.hasBody() && isOwn) checkFunction(context, id, sink);
    }
  }

 private:
  static std::set<FunctionId> spawnedBodies(const check::UnitContext& context) {
    std::set<FunctionId> found;
    const flow::PointsTo& pointsTo = context.flow.pointsTo();
    for (const flow::Site& site : pointsTo.sites()) {
      if (pointsTo.at(site.point).opcode != Opcode::Spawn) continue;
      const std::set<FunctionId>& callees = pointsTo.callees(site.point);
      found.insert(callees.begin(), callees.end());
    }
    return found;
  }

  void checkFunction(const check::UnitContext& context, FunctionId id,
                     check::FindingSink& sink) const {
    const Unit& unit = context.unit;
    const Function& function = unit.functions[id];
    for (uint32_t i = 0; i < function.parameters; ++i) {
      const model::Local& parameter = function.locals[i];
      if (parameter.type == kNone || parameter.name.empty()) continue;
      ClassKind kind = unit.types[parameter.type].kind;
      if (kind != ClassKind::Context && kind != ClassKind::StopToken) continue;
      const Instruction* wait = firstWait(unit, function);
      if (wait && !isNamed(function, Value::local(i)))
        report(context, function, parameter, *wait, sink);
    }
  }

  static const Instruction* firstWait(const Unit& unit, const Function& function) {
    for (const model::Block& block : function.blocks)
      for (const Instruction& instruction : block.instructions)
        if (waits(unit, instruction)) return &instruction;
    return nullptr;
  }

  void report(const check::UnitContext& context, const Function& function,
              const model::Local& parameter, const Instruction& wait,
              check::FindingSink& sink) const {
    std::string name = "'" + parameter.name + "'";
    Finding found = finding("this waits, and " + name + " does not end it: nothing asks " + name,
                            context.unit.place(wait.location));
    found.function = function.name;
    found.primitives = {parameter.name};
    if (!wait.operands.empty())
      found.primitives.push_back(explore::nameOf(context.unit, function, wait.operands[0]));
    for (const model::SelectCase& each : wait.cases)
      found.primitives.push_back(explore::nameOf(context.unit, function, each.channel));
    found.related.push_back({context.unit.place(parameter.location), name + " is given here"});
    sink.add(std::move(found));
  }
};

CHANVET_CHECK(Ignored);

}  // namespace
}  // namespace chanvet::checks
