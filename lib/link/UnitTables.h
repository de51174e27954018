// The tables of a unit that is made out of a store. Internal to the room.
#pragma once

#include <utility>
#include <vector>

#include <llvm/ADT/DenseMap.h>
#include <llvm/ADT/STLFunctionalExtras.h>

#include "link/Store.h"
#include "model/Model.h"

namespace chanvet::link {

// Adds to the unit's tables what its functions need, once each.
class UnitTables {
 public:
  // `symbols`: those of the store.
  UnitTables(const Store& store, const std::vector<Symbol>& symbols, model::Unit& unit)
      : store_(store),
        storeSymbols_(symbols),
        unit_(unit),
        symbols_(symbols.size(), model::kNone) {}

  const Store& store() const { return store_; }
  const std::vector<Symbol>& storeSymbols() const { return storeSymbols_; }

  uint32_t file(uint32_t text);
  model::TypeId type(model::TypeId id);
  uint32_t operation(uint32_t id);
  // `scope`: whose symbol it is, if it is local. `closure`: the number of its function in the unit.
  model::SymbolId symbol(model::SymbolId id, UnitId scope, model::FunctionId closure);
  // The same for one that has been met; kNone for others.
  model::SymbolId known(model::SymbolId id, UnitId scope) const;

  // Says of the symbols what the unit says of them. `functionOf`: as for UnitDecoding.
  void describeSymbols(const UnitRecord& record, UnitId scope,
                       llvm::function_ref<model::FunctionId(model::FunctionId)> functionOf);

 private:
  const Store& store_;
  const std::vector<Symbol>& storeSymbols_;
  model::Unit& unit_;
  llvm::DenseMap<uint32_t, uint32_t> files_, types_, operations_;
  std::vector<model::SymbolId> symbols_;  // those that all units share
  llvm::DenseMap<std::pair<model::SymbolId, UnitId>, model::SymbolId> localSymbols_;
  llvm::DenseMap<model::SymbolId, size_t> fields_;  // where they are in the unit's
};

// Ids of a store as those of a unit that is made out of it.
class UnitDecoding : public Decoding {
 public:
  using FunctionOf = llvm::function_ref<model::FunctionId(model::FunctionId)>;

  // `functionOf`: the number in the unit of the function of a key.
  UnitDecoding(UnitTables& tables, UnitId scope, FunctionOf functionOf)
      : tables_(tables), scope_(scope), functionOf_(functionOf) {}

  std::optional<uint32_t> idOf(Table table, uint64_t number) override;
  std::optional<llvm::StringRef> textOf(uint64_t number) override;

  // The symbols that were met, as the store numbers them.
  std::vector<model::SymbolId> symbols;

 private:
  UnitTables& tables_;
  UnitId scope_;
  FunctionOf functionOf_;
};

}  // namespace chanvet::link
