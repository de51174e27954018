#include "explore/Facts.h"

#include <llvm/ADT/SetVector.h>

#include "explore/FieldSlots.h"
#include "explore/Names.h"

namespace chanvet::explore {

using model::Function;
using model::FunctionId;
using model::Instruction;
using model::kNone;
using model::Opcode;
using model::SymbolId;
using model::Value;

namespace {

class Reader {
 public:
  explicit Reader(const Function& function) : function_(function), fields_(function) {}

  FunctionFacts read() {
    std::vector<SymbolId> referents = referentsOf();
    bool makes = isConstructor(function_);
    forEachInstruction([&](const Instruction& instruction) {
      facts_.startsFibers |= instruction.opcode == Opcode::Spawn;
      if (!isWrite(instruction)) return;
      const Value& target = instruction.operands[0];
      if (!makes) addStore(target);
      if (target.kind == Value::Reg) add(writesThrough_, referents[target.payload]);
    });
    facts_.isMain = function_.isMain;
    if (function_.isDestructor()) facts_.destroys = function_.owner;
    facts_.stores = stores_.takeVector();
    facts_.writesThrough = writesThrough_.takeVector();
    return std::move(facts_);
  }

 private:
  template <class Visit>
  void forEachInstruction(Visit visit) const {
    for (const model::Block& block : function_.blocks)
      for (const Instruction& instruction : block.instructions) visit(instruction);
  }

  // The fields that registers were loaded from.
  std::vector<SymbolId> referentsOf() const {
    std::vector<SymbolId> referents(function_.registers, kNone);
    forEachInstruction([&](const Instruction& instruction) {
      if (instruction.opcode == Opcode::Load && instruction.result != kNone)
        referents[instruction.result] = fields_.at(instruction.operands[0]);
    });
    return referents;
  }

  void addStore(const Value& target) {
    if (target.kind == Value::GlobalSlot) add(stores_, target.payload);
    add(stores_, fields_.at(target));
  }

  using Symbols = llvm::SetVector<SymbolId, std::vector<SymbolId>>;
  static void add(Symbols& symbols, SymbolId symbol) {
    if (symbol != kNone) symbols.insert(symbol);
  }

  const Function& function_;
  FieldSlots fields_;
  Symbols stores_, writesThrough_;
  FunctionFacts facts_;
};

}  // namespace

FunctionFacts factsOf(const Function& function) {
  return function.hasBody() ? Reader(function).read() : FunctionFacts();
}

void UnitFacts::add(FunctionId id, const FunctionFacts& facts, bool isInitializer) {
  if (facts.isMain) mains.push_back(id);
  startsFibers |= facts.startsFibers;
  if (facts.destroys != kNone) destructors[facts.destroys].push_back(id);
  if (!isInitializer)
    for (SymbolId symbol : facts.stores) stored.set(symbol);
  for (SymbolId symbol : facts.writesThrough) writtenThrough.set(symbol);
}

UnitFacts factsOf(const model::Unit& unit) {
  UnitFacts facts(unit.symbols.size());
  for (FunctionId id = 0; id < unit.functions.size(); ++id)
    facts.add(id, factsOf(unit.functions[id]), id == unit.initializer);
  return facts;
}

}  // namespace chanvet::explore
