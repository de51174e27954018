#include "link/UnitTables.h"

namespace chanvet::link {

using model::kNone;

uint32_t UnitTables::file(uint32_t text) {
  auto [at, isNew] = files_.try_emplace(text, unit_.files.size());
  if (isNew) unit_.files.push_back(store_.text(text).str());
  return at->second;
}

model::TypeId UnitTables::type(model::TypeId id) {
  auto [at, isNew] = types_.try_emplace(id, unit_.types.size());
  if (isNew) unit_.types.push_back(store_.type(id));
  return at->second;
}

uint32_t UnitTables::operation(uint32_t id) {
  auto [at, isNew] = operations_.try_emplace(id, unit_.operations.size());
  uint32_t number = at->second;
  if (!isNew) return number;
  UnitDecoding ids(*this, kNone, [](model::FunctionId) { return kNone; });
  unit_.operations.push_back(store_.operation(id, ids));
  return number;
}

model::SymbolId UnitTables::symbol(model::SymbolId id, UnitId scope, model::FunctionId closure) {
  if (model::SymbolId known = this->known(id, scope); known != kNone) return known;
  const Symbol& symbol = storeSymbols_[id];
  const model::SymbolId number = unit_.symbols.size();
  (symbol.isLocal ? localSymbols_[{id, scope}] : symbols_[id]) = number;
  unit_.symbols.push_back(
      closure == kNone ? symbol.name : "lambda#" + std::to_string(closure) + "::" + symbol.name);
  return number;
}

model::SymbolId UnitTables::known(model::SymbolId id, UnitId scope) const {
  if (!storeSymbols_[id].isLocal) return symbols_[id];
  auto at = localSymbols_.find({id, scope});
  return at == localSymbols_.end() ? kNone : at->second;
}

void UnitTables::describeSymbols(const UnitRecord& record, UnitId scope,
                                 UnitDecoding::FunctionOf functionOf) {
  for (const model::FieldInfo& stored : record.fields) {
    model::SymbolId number = known(stored.symbol, scope);
    if (number == kNone) continue;
    const Symbol& symbol = storeSymbols_[stored.symbol];
    auto [at, isNew] = fields_.try_emplace(number, unit_.fields.size());
    if (isNew) unit_.fields.emplace_back();
    model::FieldInfo& field = unit_.fields[at->second];
    field.symbol = number;
    field.isPrivate = stored.isPrivate;
    field.isView = stored.isView;
    field.classIsComplete |= stored.classIsComplete;
    field.isLocal = symbol.isLocal;
    if (symbol.closure != kNone) field.closure = functionOf(symbol.closure);
  }
}

std::optional<uint32_t> UnitDecoding::idOf(Table table, uint64_t number) {
  uint32_t id = static_cast<uint32_t>(number);
  switch (table) {
    case Table::File:
      return tables_.file(id);
    case Table::Function:
      return functionOf_(id);
    case Table::Symbol: {
      symbols.push_back(id);
      model::FunctionId closure = tables_.storeSymbols()[id].closure;
      return tables_.symbol(id, scope_, closure == kNone ? kNone : functionOf_(closure));
    }
    case Table::Type:
      return tables_.type(id);
    case Table::Operation:
      return tables_.operation(id);
    case Table::Text:
    case Table::Definition:
      return id;
  }
  llvm_unreachable("all tables are listed");
}

std::optional<llvm::StringRef> UnitDecoding::textOf(uint64_t number) {
  return tables_.store().text(static_cast<uint32_t>(number));
}

}  // namespace chanvet::link
