#include "explore/Races.h"

#include <vector>

#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/StringMap.h>

#include "explore/FieldSlots.h"

namespace chanvet::explore {

using model::Instruction;
using model::Value;

ChangingSlots::ChangingSlots(const model::Unit& unit, const UnitFacts& facts)
    : unit_(unit), facts_(facts), symbols_(facts.stored) {
  leaveOutInitialised();
}

bool ChangingSlots::contains(const Object& object, int64_t key) {
  if (key < 0) return false;
  auto isIn = [&](const llvm::BitVector& changing) {
    return key < static_cast<int64_t>(changing.size()) && changing[key];
  };
  if (object.frameOf == model::kNone) return isIn(symbols_);
  auto [known, isFirst] = locals_.try_emplace(object.frameOf);
  if (isFirst) known->second = localsOf(object.frameOf);
  return isIn(known->second);
}

llvm::BitVector ChangingSlots::localsOf(model::FunctionId id) const {
  const model::Function& function = unit_.functions[id];
  FieldSlots fields(function);
  llvm::BitVector captured(function.locals.size()), changing(function.locals.size());
  std::vector<unsigned> writes(function.locals.size());
  for (const model::Block& block : function.blocks) {
    for (const Instruction& instruction : block.instructions) {
      if (!isWrite(instruction)) continue;
      const Value &target = instruction.operands[0], &value = instruction.operands.back();
      if (target.kind == Value::LocalSlot) ++writes[target.payload];
      model::SymbolId capture = fields.at(target);
      if (value.kind != Value::LocalSlot || capture == model::kNone) continue;
      captured.set(value.payload);
      if (facts_.writtenThrough[capture]) changing.set(value.payload);
    }
  }
  for (unsigned local : captured.set_bits())
    if (writes[local] > 1) changing.set(local);
  return changing;
}

// Captures, pairs and guards are filled where they are made; static locals are initialised once,
// whoever comes first.
void ChangingSlots::leaveOutInitialised() {
  constexpr llvm::StringRef kMade[] = {"lambda#", "std::", "guard::", "cancel::", "initialized "};
  llvm::StringMap<model::SymbolId> byName;
  for (const auto& [id, symbol] : llvm::enumerate(unit_.symbols)) {
    byName.try_emplace(symbol, id);
    auto begins = [&](llvm::StringRef with) { return llvm::StringRef(symbol).starts_with(with); };
    if (llvm::any_of(kMade, begins)) symbols_.reset(id);
  }
  for (llvm::StringRef symbol : unit_.symbols)
    if (symbol.consume_front("initialized "))
      if (auto at = byName.find(symbol); at != byName.end()) symbols_.reset(at->second);
}

}  // namespace chanvet::explore
