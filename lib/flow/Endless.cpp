#include "flow/Endless.h"

#include <llvm/ADT/STLExtras.h>

#include "flow/Queries.h"
#include "model/Origin.h"

namespace chanvet::flow {

using model::ClassKind;
using model::Function;
using model::FunctionId;
using model::Instruction;
using model::kNone;
using model::Opcode;
using model::OpKind;
using model::Terminator;
using model::Unit;

namespace {

bool endsProcess(const Unit& unit, const Instruction& instruction) {
  if (instruction.opcode != Opcode::Operation) return false;
  OpKind kind = unit.operation(instruction).kind;
  return kind == OpKind::Exit || kind == OpKind::Panic;
}

// Control does not get to a block that only says so: the case of a select that there is not.
bool isNowhere(const model::Block& block) {
  return block.terminator.kind == Terminator::Unreachable && block.instructions.empty();
}

// Whether an operation is on the channel of a ticker or timer.
bool isOfTime(const Unit& unit, const Function& function, const Instruction& instruction) {
  if (instruction.operands.empty()) return false;
  const Instruction* origin = originOf(function, instruction.operands[0]);
  if (!origin) return false;
  if (origin->opcode == Opcode::Make) return unit.types[origin->type].periodic;
  if (origin->opcode != Opcode::Operation) return false;
  const model::Operation& operation = unit.operation(*origin);
  return operation.kind == OpKind::ChannelOf &&
         (operation.on == ClassKind::Ticker || operation.on == ClassKind::Timer);
}

bool waitsForOthers(OpKind kind) {
  switch (kind) {
    case OpKind::Send:
    case OpKind::Receive:
    case OpKind::Join:
    case OpKind::Wait:
    case OpKind::Get:
    case OpKind::ConditionWait:
      return true;
    default:
      return false;
  }
}

}  // namespace

const EndlessLoop* Endless::loopOf(FunctionId id) {
  auto [known, isNew] = loops_.try_emplace(id);
  if (isNew && facts_.unit.functions[id].hasBody()) {
    for (const Loop& loop : facts_.graph(id).loops()) {
      if (!isEndless(id, loop)) continue;
      known->second = describe(id, loop);
      break;
    }
  }
  return known->second ? &*known->second : nullptr;
}

std::vector<EndlessFiber> Endless::fibers() {
  std::vector<EndlessFiber> found;
  for (const Site& site : pointsTo_.sites()) {
    if (pointsTo_.at(site.point).opcode != Opcode::Spawn) continue;
    for (FunctionId body : pointsTo_.callees(site.point))
      for (FunctionId function : reachedFrom({body}))
        if (const EndlessLoop* loop = loopOf(function)) {
          found.push_back({&site, body, *loop});
          break;
        }
  }
  return found;
}

std::vector<FunctionId> Endless::reachedFrom(const std::set<FunctionId>& functions) const {
  std::vector<FunctionId> reached(functions.begin(), functions.end());
  std::set<FunctionId> seen = functions;
  for (size_t i = 0; i < reached.size(); ++i) {
    for (const auto& [point, callees] : pointsTo_.calleesIn(reached[i])) {
      if (pointsTo_.at(point).opcode != Opcode::Call) continue;
      for (FunctionId callee : callees)
        if (seen.insert(callee).second) reached.push_back(callee);
    }
  }
  return reached;
}

bool Endless::isEndless(FunctionId id, const Loop& loop) const {
  const Function& function = facts_.unit.functions[id];
  // An exception that a handler of the function takes ends the loop as well.
  if (function.isCoroutine || facts_.graph(id).canReturn(loop.head)) return false;
  if (isLeft(function, loop)) return false;
  return llvm::none_of(calledIn(id, loop), [&](FunctionId callee) { return mayEnd(callee); });
}

// Whether control gets out of the loop, or the process ends in it.
bool Endless::isLeft(const Function& function, const Loop& loop) const {
  for (unsigned block : loop.blocks.set_bits())
    for (const Instruction& instruction : function.blocks[block].instructions)
      if (endsProcess(facts_.unit, instruction)) return true;
  return llvm::any_of(loop.exits,
                      [&](const auto& exit) { return !isNowhere(function.blocks[exit.second]); });
}

std::vector<FunctionId> Endless::calledIn(FunctionId id, const Loop& loop) const {
  std::set<FunctionId> called;
  const Function& function = facts_.unit.functions[id];
  for (unsigned block : loop.blocks.set_bits()) {
    const auto& instructions = function.blocks[block].instructions;
    for (uint32_t i = 0; i < instructions.size(); ++i)
      if (instructions[i].opcode == Opcode::Call)
        for (FunctionId callee : pointsTo_.callees({id, block, i})) called.insert(callee);
  }
  return reachedFrom(called);
}

bool Endless::mayEnd(FunctionId id) const {
  const Function& function = facts_.unit.functions[id];
  if (facts_.summaries[id].mayThrow || !facts_.summaries[id].mayReturn) return true;
  return llvm::any_of(function.blocks, [&](const model::Block& block) {
    return llvm::any_of(block.instructions,
                        [&](const Instruction& each) { return endsProcess(facts_.unit, each); });
  });
}

EndlessLoop Endless::describe(FunctionId id, const Loop& loop) const {
  const Function& function = facts_.unit.functions[id];
  EndlessLoop found{id, &loop, headOf(function, facts_.graph(id), loop), {}};
  auto addAll = [&](FunctionId in, BlockId block) {
    for (uint32_t i = 0; i < facts_.unit.functions[in].blocks[block].instructions.size(); ++i)
      addWaits({in, block, i}, found.waits);
  };
  for (unsigned block : loop.blocks.set_bits()) {
    addAll(id, block);
    const auto& instructions = function.blocks[block].instructions;
    if (!found.head.isValid() && !instructions.empty()) found.head = instructions[0].location;
  }
  for (FunctionId callee : calledIn(id, loop))
    for (BlockId block = 0; block < facts_.unit.functions[callee].blocks.size(); ++block)
      addAll(callee, block);
  return found;
}

void Endless::addWaits(const Point& point, TurnWaits& waits) const {
  const Instruction& instruction = pointsTo_.at(point);
  if (instruction.opcode == Opcode::Select) {
    bool hasDefault = llvm::any_of(instruction.cases, [](const model::SelectCase& each) {
      return each.kind == OpKind::CaseDefault;
    });
    if (hasDefault)
      waits.polls = true;
    else
      waits.selects.push_back(point);
  }
  if (instruction.opcode != Opcode::Operation) return;
  const model::Operation& operation = facts_.unit.operation(instruction);
  bool isTry = operation.kind == OpKind::TryReceive || operation.kind == OpKind::TrySend;
  const Function& function = facts_.unit.functions[point.function];
  if (operation.kind == OpKind::Sleep || operation.timed ||
      (operation.kind == OpKind::Receive && isOfTime(facts_.unit, function, instruction)))
    waits.forTime = true;
  else if (isTry && operation.on == ClassKind::Channel)
    waits.polls = true;
  else if (waitsForOthers(operation.kind))
    waits.forOthers = true;
}

}  // namespace chanvet::flow
