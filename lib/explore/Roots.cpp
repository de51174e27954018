#include "explore/Roots.h"

#include <llvm/ADT/BitVector.h>
#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/STLFunctionalExtras.h>

#include "explore/Entries.h"
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

// The functions that the instruction calls, starts, or makes a value of, but for those that
// override them.
void forEachNamed(const Instruction& instruction, llvm::function_ref<void(FunctionId)> use) {
  if (instruction.function != model::kNone) use(instruction.function);
  if (instruction.callee.function != model::kNone) use(instruction.callee.function);
  auto useValue = [&](const Value& value) {
    if (value.kind == Value::FunctionRef) use(value.payload);
  };
  useValue(instruction.callee.value);
  for (const Value& operand : instruction.operands) useValue(operand);
}

void forEachReferred(const model::Unit& unit, const Instruction& instruction,
                     llvm::function_ref<void(FunctionId)> use) {
  forEachNamed(instruction, use);
  forEachCalled(unit, instruction, use);
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

llvm::BitVector makersOf(const model::Unit& unit) {
  Makers makers;
  for (FunctionId id = 0; id < unit.functions.size(); ++id) {
    makers.add(id, unit.functions[id]);
    forEachInstruction(unit.functions[id], [&](const Instruction& instruction) {
      if (instruction.callee.function == model::kNone) return;
      for (FunctionId overrider : unit.functions[instruction.callee.function].overriders)
        makers.addUse(id, overrider);
    });
  }
  llvm::BitVector found = makers.find();
  found.resize(unit.functions.size());
  return found;
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

}  // namespace

void Makers::addUse(FunctionId user, FunctionId used) {
  if (used >= users_.size()) users_.resize(used + 1);
  users_[used].push_back(user);
}

void Makers::add(FunctionId id, const Function& function) {
  bool isDirect = false;
  forEachInstruction(function, [&](const Instruction& instruction) {
    forEachNamed(instruction, [&](FunctionId used) { addUse(id, used); });
    isDirect |= makes(instruction);
  });
  if (isDirect) direct_.push_back(id);
}

llvm::BitVector Makers::find() const {
  llvm::BitVector found;
  std::vector<FunctionId> work;
  auto mark = [&](FunctionId id) {
    if (id >= found.size()) found.resize(id + 1);
    if (found.test(id)) return;
    found.set(id);
    work.push_back(id);
  };
  for (FunctionId id : direct_) mark(id);
  while (!work.empty()) {
    FunctionId at = work.back();
    work.pop_back();
    if (at >= users_.size()) continue;
    for (FunctionId user : users_[at]) mark(user);
  }
  return found;
}

std::vector<FunctionId> entriesOf(const model::Unit& unit) {
  llvm::BitVector makers = makersOf(unit), referred = usedIn(unit, forEachReferred),
                  called = usedIn(unit, forEachCalled);
  std::vector<FunctionId> entries, given;
  for (FunctionId id = 0; id < unit.functions.size(); ++id) {
    if (!makers[id] || called[id] || id == unit.initializer || !canBegin(unit.functions[id]))
      continue;
    (referred[id] ? given : entries).push_back(id);
  }
  llvm::append_range(entries, given);
  return entries;
}

bool canBegin(const Function& function) {
  return function.hasBody() && !function.isMain && !function.isLambda && !isConstructor(function) &&
         !function.isDestructor();
}

void forEachCallee(const Function& function, llvm::function_ref<void(FunctionId)> use) {
  forEachInstruction(function, [&](const Instruction& instruction) {
    if (instruction.callee.function != model::kNone) use(instruction.callee.function);
  });
}

}  // namespace chanvet::explore
