#include "link/Store.h"

#include <array>
#include <map>
#include <tuple>

#include <llvm/ADT/DenseMap.h>
#include <llvm/ADT/STLExtras.h>

namespace chanvet::link {

using model::kNone;

// Numbers what is referred to when it is for the first time.
class Numbering : public Encoding {
 public:
  uint32_t idOf(Table table, uint32_t id) final {
    auto [at, isNew] = known_[static_cast<size_t>(table)].try_emplace(id, kNone);
    if (!isNew) return at->second;
    uint32_t added = add(table, id);
    return known_[static_cast<size_t>(table)][id] = added;
  }
  using Encoding::idOf;

 protected:
  bool isReferredTo(Table table, uint32_t id) const {
    return known_[static_cast<size_t>(table)].contains(id);
  }

 private:
  virtual uint32_t add(Table table, uint32_t id) = 0;

  std::array<llvm::DenseMap<uint32_t, uint32_t>, 7> known_;
};

// Takes over a unit of its own numbers.
class Import : public Numbering {
 public:
  Import(Store& store, const model::Unit& unit) : store_(store), unit_(unit) {
    numberFunctions();
    describeSymbols();
  }

  using Numbering::idOf;
  uint32_t idOf(llvm::StringRef text) override { return store_.texts_.add(text); }

  UnitRecord record(const Sources& sources) {
    UnitRecord record;
    record.name = unit_.mainFile;
    addDefinitions(record);
    record.initializer = unit_.initializer;
    record.initializers = unit_.initializers;
    record.fields = unit_.fields;
    record.omissions = unit_.omissions;
    record.files = sources.files;
    record.comments = sources.comments;
    return record;
  }

 private:
  uint32_t add(Table table, uint32_t id) override {
    switch (table) {
      case Table::File:
        return store_.texts_.add(unit_.files[id]);
      case Table::Function:
        return addKey(id);
      case Table::Symbol:
        return store_.symbols_.add(pack(encode(symbols_[id], *this)));
      case Table::Type:
        return store_.types_.add(pack(encode(unit_.types[id], *this)));
      case Table::Operation:
        return store_.operations_.add(pack(encode(unit_.operations[id], *this)));
      case Table::Text:
      case Table::Definition:
        return id;
    }
    llvm_unreachable("all tables are listed");
  }

  void numberFunctions() {
    std::map<std::pair<std::string, bool>, uint32_t> ordinals;
    for (const model::Function& function : unit_.functions)
      ordinals_.push_back(ordinals[{function.usr, function.isLocal}]++);
  }

  uint32_t addKey(model::FunctionId id) {
    const model::Function& function = unit_.functions[id];
    Key key{function.usr, ordinals_[id], function.isLocal};
    return store_.keys_.add(pack(encode(key, *this)));
  }

  void describeSymbols() {
    for (const std::string& name : unit_.symbols) symbols_.push_back({name});
    for (model::SymbolId symbol : unit_.localSymbols) symbols_[symbol].isLocal = true;
    for (const model::FieldInfo& field : unit_.fields) {
      Symbol& symbol = symbols_[field.symbol];
      symbol.isLocal |= field.isLocal;
      if (field.closure == kNone) continue;
      symbol.closure = field.closure;
      symbol.isLocal = unit_.functions[field.closure].isLocal;
      symbol.name = captureOf(symbol.name).str();
    }
  }

  static llvm::StringRef captureOf(llvm::StringRef name) {
    return name.drop_front(name.find("::") + 2);
  }

  // A declaration that nothing refers to leaves a gap.
  void addDefinitions(UnitRecord& record) {
    record.functions.resize(unit_.functions.size());
    for (model::FunctionId id = 0; id < unit_.functions.size(); ++id)
      if (unit_.functions[id].hasBody()) addDefinition(id, record);
    addOverriders(record);
    for (model::FunctionId id = 0; id < unit_.functions.size(); ++id)
      if (isReferredTo(Table::Function, id) && !unit_.functions[id].hasBody())
        addDefinition(id, record);
  }

  void addDefinition(model::FunctionId id, UnitRecord& record) {
    const model::Function& function = unit_.functions[id];
    record.functions[id] = {id, store_.definitions_.add(pack(encode(function, *this))),
                            function.isVisible};
    if (function.isMain && function.hasBody()) record.main = id;
    if (function.isDestructor() && function.hasBody() && function.owner != kNone)
      record.destructors.push_back({function.owner, id});
  }

  void addOverriders(UnitRecord& record) {
    for (model::FunctionId id = 0; id < unit_.functions.size(); ++id)
      for (model::FunctionId overrider : unit_.functions[id].overriders)
        record.overriders.push_back({id, overrider});
    for (const model::AbsentOverrider& absent : unit_.absentOverriders)
      record.overriders.push_back({absent.method, absent.overrider, /*isAbsent=*/true});
    for (const UnitRecord::Overrider& each : record.overriders) {
      idOf(Table::Function, each.method);
      idOf(Table::Function, each.overrider);
    }
  }

  Store& store_;
  const model::Unit& unit_;
  std::vector<Symbol> symbols_;
  std::vector<uint32_t> ordinals_;
};

std::optional<uint32_t> SameIds::idOf(Table table, uint64_t number) {
  const Pool* pools[] = {&store_.texts_, &store_.texts_,      &store_.keys_,       &store_.symbols_,
                         &store_.types_, &store_.operations_, &store_.definitions_};
  if (number >= pools[static_cast<size_t>(table)]->size()) return std::nullopt;
  return static_cast<uint32_t>(number);
}

std::optional<llvm::StringRef> SameIds::textOf(uint64_t number) {
  if (number >= store_.texts_.size()) return std::nullopt;
  return store_.texts_[number];
}

// Takes over units of another store.
class Merge : public Numbering {
 public:
  Merge(Store& to, const Store& from) : to_(to), from_(from), same_(from) {}

  void add(UnitId unit) { to_.units_.add(pack(encode(from_.unit(unit), *this))); }
  void add(const Failure& failure) { to_.failures_.add(pack(encode(failure, *this))); }

  using Numbering::idOf;
  uint32_t idOf(llvm::StringRef text) override { return to_.texts_.add(text); }

 private:
  uint32_t add(Table table, uint32_t id) override {
    switch (table) {
      case Table::Text:
      case Table::File:
        return to_.texts_.add(from_.texts_[id]);
      case Table::Function:
        return to_.keys_.add(pack(encode(from_.key(id), *this)));
      case Table::Symbol:
        return to_.symbols_.add(pack(encode(from_.symbol(id), *this)));
      case Table::Type:
        return to_.types_.add(pack(encode(from_.type(id), *this)));
      case Table::Operation:
        return to_.operations_.add(pack(encode(from_.operation(id, same_), *this)));
      case Table::Definition:
        return to_.definitions_.add(pack(encode(from_.definition(id, same_), *this)));
    }
    llvm_unreachable("all tables are listed");
  }

  Store& to_;
  const Store& from_;
  SameIds same_;
};

void Store::add(const model::Unit& unit, const Sources& sources) {
  Import import(*this, unit);
  units_.add(pack(encode(import.record(sources), import)));
}

void Store::add(const Store& other) {
  Merge merge(*this, other);
  for (UnitId id = 0; id < other.size(); ++id) merge.add(id);
  for (const Failure& failure : other.failures()) merge.add(failure);
}

void Store::add(const Failure& failure) { Merge(*this, *this).add(failure); }

std::string Store::contents() const {
  std::string contents;
  for (const Pool* pool :
       {&texts_, &keys_, &symbols_, &types_, &operations_, &definitions_, &units_, &failures_})
    for (uint32_t i = 0; i < pool->size(); ++i)
      contents += std::to_string((*pool)[i].size()) + ":" + (*pool)[i].str();
  return contents;
}

// All that a unit consists of, whatever the store it is in.
std::string Store::contentsOf(UnitId id) const {
  Store single;
  Merge(single, *this).add(id);
  return single.contents();
}

Store Store::canonical() const {
  std::map<std::string, std::vector<UnitId>> byName;
  for (UnitId id = 0; id < size(); ++id) byName[unit(id).name].push_back(id);
  Store sorted;
  Merge merge(sorted, *this);
  for (const auto& [name, units] : byName) {
    // A file can be compiled in several ways.
    std::map<std::string, UnitId> byContents;
    for (UnitId id : units) byContents[units.size() > 1 ? contentsOf(id) : name] = id;
    for (const auto& [contents, id] : byContents) merge.add(id);
  }
  std::vector<Failure> failed = failures();
  llvm::sort(failed);
  for (const Failure& failure : failed) merge.add(failure);
  return sorted;
}

// What is in the pools was encoded, or has been decoded before.
UnitRecord Store::unit(UnitId id) const {
  SameIds same(*this);
  return *decodeUnit(unpack(units_[id]), same);
}

std::vector<Failure> Store::failures() const {
  SameIds same(*this);
  std::vector<Failure> failures;
  for (uint32_t id = 0; id < failures_.size(); ++id)
    failures.push_back(*decodeFailure(unpack(failures_[id]), same));
  return failures;
}

Key Store::key(model::FunctionId id) const {
  SameIds same(*this);
  return *decodeKey(unpack(keys_[id]), same);
}

Symbol Store::symbol(model::SymbolId id) const {
  SameIds same(*this);
  return *decodeSymbol(unpack(symbols_[id]), same);
}

std::vector<Key> Store::keys() const {
  std::vector<Key> keys;
  for (model::FunctionId id = 0; id < keys_.size(); ++id) keys.push_back(key(id));
  return keys;
}

std::vector<Symbol> Store::symbols() const {
  std::vector<Symbol> symbols;
  for (model::SymbolId id = 0; id < symbols_.size(); ++id) symbols.push_back(symbol(id));
  return symbols;
}

model::Type Store::type(model::TypeId id) const {
  SameIds same(*this);
  return *decodeType(unpack(types_[id]), same);
}

model::Operation Store::operation(uint32_t id, Decoding& ids) const {
  return *decodeOperation(unpack(operations_[id]), ids);
}

model::Function Store::definition(uint32_t id, Decoding& ids) const {
  return *decodeFunction(unpack(definitions_[id]), ids);
}

}  // namespace chanvet::link
