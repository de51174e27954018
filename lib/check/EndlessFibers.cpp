#include "check/EndlessFibers.h"

#include <llvm/ADT/STLExtras.h>

#include "flow/Analysis.h"
#include "flow/Queries.h"
#include "model/Origin.h"

namespace chanvet::check {

namespace {

using flow::EndlessFiber;
using flow::Site;
using model::ClassKind;
using model::Function;
using model::Instruction;
using model::kNone;
using model::Opcode;
using model::OpKind;

// The parameter of a function that tells it to stop.
const model::Local* signalOf(const model::Unit& unit, const Function& function) {
  for (uint32_t i = 0; i < function.parameters; ++i) {
    const model::Local& parameter = function.locals[i];
    if (parameter.type == kNone || parameter.name.empty()) continue;
    ClassKind kind = unit.types[parameter.type].kind;
    if (kind == ClassKind::Context || kind == ClassKind::StopToken) return &parameter;
  }
  return nullptr;
}

// Where another function than the one that starts the fiber waits for it. Who starts a fiber and
// then waits for it has nothing else to do as long as it runs.
Place awaitedAt(const UnitContext& context, const Site& spawn) {
  for (const flow::Use& use : spawn.uses) {
    bool waits = use.kind == OpKind::Join || use.kind == OpKind::Get || use.kind == OpKind::Wait;
    if (waits && use.point.function != spawn.point.function)
      return context.unit.place(context.flow.pointsTo().at(use.point).location);
  }
  return {};
}

// Whether the fiber gets anything of the function that starts it: arguments, or captures.
bool isGivenAnything(const model::Unit& unit, const Site& spawn) {
  const Function& spawner = unit.functions[spawn.point.function];
  const Instruction& at = spawner.blocks[spawn.point.block].instructions[spawn.point.index];
  if (!at.operands.empty()) return true;
  const Instruction* closure = model::originOf(spawner, at.callee.value);
  if (!closure) return false;
  return llvm::any_of(spawner.blocks, [&](const model::Block& block) {
    return llvm::any_of(block.instructions, [&](const Instruction& each) {
      return each.opcode == Opcode::Field && each.operands[0] == model::Value::reg(closure->result);
    });
  });
}

}  // namespace

WhyEnd whyEnd(const UnitContext& context, const EndlessFiber& fiber) {
  const model::Unit& unit = context.unit;
  for (model::FunctionId function : {fiber.loop.function, fiber.body})
    if (const model::Local* signal = signalOf(unit, unit.functions[function]))
      return {WhyEnd::Signal, signal->name, unit.place(signal->location)};
  const Function& spawner = unit.functions[fiber.spawn->point.function];
  if (spawner.isMain) return {};
  if (Place wait = awaitedAt(context, *fiber.spawn); wait.isValid())
    return {WhyEnd::Awaited, "", wait};
  // Who never returns needs its fibers as long.
  if (!context.flow.facts().graph(fiber.spawn->point.function).canReturn(fiber.spawn->point.block))
    return {};
  if (isGivenAnything(unit, *fiber.spawn)) return {WhyEnd::Serves, "", {}};
  return {};
}

void relateFiber(const UnitContext& context, const EndlessFiber& fiber, const WhyEnd& why,
                 Finding& finding) {
  const flow::PointsTo& pointsTo = context.flow.pointsTo();
  Place head = context.unit.place(fiber.loop.head);
  if (head != finding.place) finding.related.push_back({head, "the loop"});
  finding.related.push_back(
      {context.unit.place(pointsTo.at(fiber.spawn->point).location), "the fiber is started here"});
  if (why.reason == WhyEnd::Signal) {
    finding.primitives.push_back(why.name);
    finding.related.push_back({why.place, "'" + why.name + "' would say when to end"});
  }
  if (why.reason == WhyEnd::Awaited)
    finding.related.push_back({why.place, "its end is waited for here"});
}

}  // namespace chanvet::check
