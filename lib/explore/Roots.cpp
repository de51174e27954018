#include "explore/Roots.h"

#include <llvm/ADT/BitVector.h>
#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/STLFunctionalExtras.h>

#include "explore/Names.h"

namespace chanvet::explore {

using model::Function;
using model::FunctionId;
using model::Instruction;
using model::Opcode;
using model::Value;

namespace {

// The functions that the instruction calls or starts.
void forEachCalled(const model::Unit& unit, const Instruction& instruction,
                   llvm::function_ref<void(FunctionId)> use) {
  if (instruction.callee.function == model::kNone) return;
  use(instruction.callee.function);
  for (FunctionId overrider : unit.functions[instruction.callee.function].overriders)
    use(overrider);
}

// The functions that the instruction calls, starts, or makes a value of.
void forEachReferred(const model::Unit& unit, const Instruction& instruction,
                     llvm::function_ref<void(FunctionId)> use) {
  if (instruction.function != model::kNone) use(instruction.function);
  forEachCalled(unit, instruction, use);
  auto useValue = [&](const Value& value) {
    if (value.kind == Value::FunctionRef) use(value.payload);
  };
  useValue(instruction.callee.value);
  for (const Value& operand : instruction.operands) useValue(operand);
}

template <class Visit>
void forEachInstruction(const Function& function, Visit visit) {
  for (const model::Block& block : function.blocks)
    for (const Instruction& instruction : block.instructions) visit(instruction);
}

// A handle of a fiber is a primitive, too.
bool makes(const Instruction& instruction) {
  bool startsWithHandle = instruction.opcode == Opcode::Spawn && instruction.type != model::kNone;
  return instruction.opcode == Opcode::Make || startsWithHandle;
}

// The functions that make primitives, themselves or in what they refer to.
llvm::BitVector makersOf(const model::Unit& unit) {
  llvm::BitVector makers(unit.functions.size());
  std::vector<std::vector<FunctionId>> users(unit.functions.size());
  std::vector<FunctionId> work;
  for (FunctionId id = 0; id < unit.functions.size(); ++id) {
    forEachInstruction(unit.functions[id], [&](const Instruction& instruction) {
      forEachReferred(unit, instruction, [&](FunctionId used) { users[used].push_back(id); });
      if (!makes(instruction) || makers[id]) return;
      makers.set(id);
      work.push_back(id);
    });
  }
  while (!work.empty()) {
    FunctionId at = work.back();
    work.pop_back();
    for (FunctionId user : users[at]) {
      if (makers[user]) continue;
      makers.set(user);
      work.push_back(user);
    }
  }
  return makers;
}

using ForEach = void (*)(const model::Unit&, const Instruction&,
                         llvm::function_ref<void(FunctionId)>);

// The functions that others use.
llvm::BitVector usedIn(const model::Unit& unit, ForEach forEachUsed) {
  llvm::BitVector all(unit.functions.size());
  for (FunctionId id = 0; id < unit.functions.size(); ++id)
    forEachInstruction(unit.functions[id], [&](const Instruction& instruction) {
      forEachUsed(unit, instruction, [&](FunctionId used) {
        if (used != id) all.set(used);
      });
    });
  return all;
}

bool isEntry(const Function& function) {
  return function.hasBody() && !function.isMain && !function.isLambda && !isConstructor(function) &&
         !function.isDestructor();
}

}  // namespace

std::vector<FunctionId> mainsOf(const model::Unit& unit) {
  std::vector<FunctionId> mains;
  for (FunctionId id = 0; id < unit.functions.size(); ++id)
    if (unit.functions[id].isMain && unit.functions[id].hasBody()) mains.push_back(id);
  return mains;
}

std::vector<FunctionId> entriesOf(const model::Unit& unit) {
  llvm::BitVector makers = makersOf(unit), referred = usedIn(unit, forEachReferred),
                  called = usedIn(unit, forEachCalled);
  std::vector<FunctionId> entries, given;
  for (FunctionId id = 0; id < unit.functions.size(); ++id) {
    if (!makers[id] || called[id] || id == unit.initializer || !isEntry(unit.functions[id]))
      continue;
    (referred[id] ? given : entries).push_back(id);
  }
  llvm::append_range(entries, given);
  return entries;
}

}  // namespace chanvet::explore
