#include "explore/LetOut.h"

#include "model/Mentions.h"

namespace chanvet::explore {

using model::FunctionId;
using model::SymbolId;
using model::Value;

LetOut::LetOut(const model::Unit& unit)
    : unit_(unit), functions_(unit.functions.size()), globals_(unit.symbols.size()) {}

llvm::ArrayRef<SymbolId> LetOut::add(FunctionId function) {
  auto [known, isFirst] = known_.try_emplace(function);
  if (isFirst) {
    functions_.set(function);
    known->second = globalsNamedFrom(function);
    for (SymbolId global : known->second) globals_.set(global);
  }
  return known->second;
}

std::vector<SymbolId> LetOut::globalsNamedFrom(FunctionId function) const {
  llvm::BitVector found(unit_.functions.size()), globals(unit_.symbols.size());
  std::vector<FunctionId> work;
  auto add = [&](FunctionId id) {
    if (found[id]) return;
    found.set(id);
    work.push_back(id);
  };
  add(function);
  while (!work.empty()) {
    const model::Function& next = unit_.functions[work.back()];
    work.pop_back();
    for (FunctionId overrider : next.overriders) add(overrider);
    model::eachMentioned(next, [&](const Value& value) {
      if (value.kind == Value::FunctionRef) add(static_cast<FunctionId>(value.payload));
      if (value.kind == Value::GlobalSlot) globals.set(value.payload);
    });
  }
  auto members = globals.set_bits();
  return {members.begin(), members.end()};
}

}  // namespace chanvet::explore
