#include "link/Program.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <tuple>
#include <utility>

#include <llvm/ADT/STLExtras.h>
#include <llvm/Support/Path.h>

#include "link/Initialisers.h"
#include "link/UnitTables.h"

namespace chanvet::link {

using model::Function;
using model::FunctionId;
using model::kNone;
using model::SymbolId;

namespace {

// How many folders the paths of two files share, from the root on.
size_t closeness(llvm::StringRef a, llvm::StringRef b) {
  namespace path = llvm::sys::path;
  a = path::parent_path(a);
  b = path::parent_path(b);
  auto [end, other] = std::mismatch(path::begin(a), path::end(a), path::begin(b), path::end(b));
  return std::distance(path::begin(a), end);
}

Function makeFunction(const Store& store, const Key& key, const UnitRecord::Entry& entry,
                      UnitDecoding& ids) {
  Function function = store.definition(entry.definition, ids);
  function.usr = key.usr;
  function.isLocal = key.isLocal;
  function.isVisible = entry.isVisible;
  return function;
}

}  // namespace

model::Unit modelOf(const Store& store, UnitId id) {
  UnitRecord record = store.unit(id);
  std::vector<Key> keys = store.keys();
  std::vector<Symbol> symbols = store.symbols();
  model::Unit unit;
  unit.mainFile = record.name;
  UnitTables tables(store, symbols, unit);
  llvm::DenseMap<FunctionId, FunctionId> numbers;
  for (FunctionId i = 0; i < record.functions.size(); ++i)
    if (FunctionId key = record.functions[i].function; key != kNone) numbers.try_emplace(key, i);
  auto functionOf = [&](FunctionId key) {
    auto at = numbers.find(key);
    return at == numbers.end() ? kNone : at->second;
  };
  UnitDecoding ids(tables, id, functionOf);
  for (const UnitRecord::Entry& entry : record.functions) {
    Function& function = unit.functions.emplace_back();
    if (entry.function != kNone) function = makeFunction(store, keys[entry.function], entry, ids);
  }
  for (const UnitRecord::Overrider& each : record.overriders) {
    FunctionId method = functionOf(each.method), overrider = functionOf(each.overrider);
    if (each.isAbsent)
      unit.absentOverriders.push_back({method, overrider});
    else
      unit.functions[method].overriders.push_back(overrider);
  }
  unit.initializer = functionOf(record.initializer);
  for (model::GlobalInitializer part : record.initializers) {
    part.global = tables.symbol(part.global, id, kNone);
    unit.initializers.push_back(part);
  }
  for (model::Omission omission : record.omissions) {
    if (omission.location.isValid()) omission.location.file = tables.file(omission.location.file);
    unit.omissions.push_back(std::move(omission));
  }
  tables.describeSymbols(record, id, functionOf);
  return unit;
}

Linker::Linker(const Store& store)
    : store_(store), keys_(store.keys()), symbols_(store.symbols()), entries_(store.size()) {
  for (UnitId id = 0; id < store.size(); ++id) {
    units_.push_back(store.unit(id));
    index(id);
  }
}

void Linker::index(UnitId id) {
  const UnitRecord& unit = units_[id];
  if (unit.main != kNone) mains_.push_back(id);
  for (uint32_t i = 0; i < unit.functions.size(); ++i) {
    const UnitRecord::Entry& entry = unit.functions[i];
    if (entry.function == kNone) continue;
    entries_[id].try_emplace(entry.function, i);
    if (!keys_[entry.function].isLocal && store_.hasBody(entry.definition))
      definers_[entry.function].push_back({id, entry.definition});
  }
  for (const UnitRecord::Overrider& each : unit.overriders)
    overriders_[each.method].push_back({id, each.overrider});
  for (const UnitRecord::Destructor& each : unit.destructors)
    destructors_[each.of].push_back({id, each.function});
  for (const model::GlobalInitializer& part : unit.initializers)
    if (!symbols_[part.global].isLocal) initialisers_[part.global].push_back(id);
}

// The making of one program.
class Linking {
 public:
  Linking(const Linker& linker, UnitId root)
      : linker_(linker), root_(root), tables_(linker.store_, linker.symbols_, program_.unit) {}

  Program run() {
    program_.unit.mainFile = linker_.units_[root_].name;
    join(root_);
    const UnitRecord& root = linker_.units_[root_];
    if (root.main != kNone) request(root.main, root_);
    for (const UnitRecord::Entry& entry : root.functions)
      if (entry.function != kNone && linker_.store_.hasBody(entry.definition))
        request(entry.function, root_);
    if (root.main != kNone && linker_.mains_.size() == 1)
      for (UnitId unit = 0; unit < linker_.units_.size(); ++unit) join(unit);
    while (takeOver() || followSymbols() || addOverriders()) continue;
    addInitializer();
    for (UnitId unit : members_)
      tables_.describeSymbols(linker_.units_[unit], unit,
                              [&](FunctionId key) { return request(key, unit); });
    return std::move(program_);
  }

 private:
  // A function of the program, and whose it is.
  struct Instance {
    FunctionId key = kNone;
    UnitId unit = kNone;
  };

  bool isMember(UnitId unit) const { return members_.contains(unit); }
  bool hasOtherMain(UnitId unit) const {
    return unit != root_ && linker_.units_[unit].main != kNone;
  }

  void join(UnitId unit) {
    if (!members_.insert(unit).second) return;
    program_.members.push_back(unit);
    if (FunctionId initializer = linker_.units_[unit].initializer; initializer != kNone)
      request(initializer, unit);
  }

  // The program's number of the function that a key means in a unit.
  FunctionId request(FunctionId key, UnitId scope) {
    bool isLocal = linker_.keys_[key].isLocal;
    auto [at, isNew] = numbers_.try_emplace({key, isLocal ? scope : kNone}, instances_.size());
    if (!isNew) return at->second;
    instances_.push_back({key, isLocal ? scope : choose(key, scope)});
    program_.unit.functions.emplace_back();
    return at->second;
  }

  // The unit whose function it is.
  UnitId choose(FunctionId key, UnitId scope) {
    auto definers = linker_.definers_.find(key);
    if (definers == linker_.definers_.end()) return scope;
    UnitId best = kNone;
    for (UnitId likely : {root_, scope})
      if (best == kNone && hasBody(key, likely)) best = likely;
    if (best == kNone) best = chooseAmong(definers->second);
    if (best == kNone) return scope;
    noteConflict(key, best, definers->second);
    return best;
  }

  UnitId chooseAmong(llvm::ArrayRef<Linker::Definer> definers) const {
    UnitId best = kNone;
    std::pair<bool, size_t> bestRank;
    for (const Linker::Definer& definer : definers) {
      if (hasOtherMain(definer.unit)) continue;
      std::pair<bool, size_t> rank(isMember(definer.unit), closenessOf(definer.unit));
      if (best != kNone && rank <= bestRank) continue;
      best = definer.unit;
      bestRank = rank;
    }
    return best;
  }

  size_t closenessOf(UnitId unit) const {
    return closeness(linker_.units_[unit].name, linker_.units_[root_].name);
  }

  const UnitRecord::Entry* entryOf(FunctionId key, UnitId unit) const {
    auto at = linker_.entries_[unit].find(key);
    if (at == linker_.entries_[unit].end()) return nullptr;
    return &linker_.units_[unit].functions[at->second];
  }

  bool hasBody(FunctionId key, UnitId unit) const {
    const UnitRecord::Entry* entry = entryOf(key, unit);
    return entry && linker_.store_.hasBody(entry->definition);
  }

  // A function of a header can differ without being another: its unit knows more or less of what it
  // calls.
  void noteConflict(FunctionId key, UnitId taken, llvm::ArrayRef<Linker::Definer> definers) {
    uint32_t definition = entryOf(key, taken)->definition;
    if (llvm::all_of(definers, [&](const auto& each) { return each.definition == definition; }))
      return;
    SameIds same(linker_.store_);
    Function mine = linker_.store_.definition(definition, same);
    for (const Linker::Definer& other : definers) {
      if (other.definition == definition || hasOtherMain(other.unit)) continue;
      if (linker_.store_.definition(other.definition, same).location == mine.location) continue;
      program_.conflicts.push_back("'" + mine.name + "' is defined differently in '" +
                                   linker_.units_[taken].name + "' and '" +
                                   linker_.units_[other.unit].name + "'; the program of '" +
                                   linker_.units_[root_].name + "' has the first");
      return;
    }
  }

  // Takes over the functions that were asked for. False: there were none.
  bool takeOver() {
    bool isAny = taken_ < instances_.size();
    for (; taken_ < instances_.size(); ++taken_) {
      Function function = make(instances_[taken_]);
      program_.unit.functions[taken_] = std::move(function);
    }
    return isAny;
  }

  Function make(Instance instance) {
    const Key& key = linker_.keys_[instance.key];
    const UnitRecord::Entry* entry = entryOf(instance.key, instance.unit);
    if (!entry) {
      Function unknown;
      unknown.usr = unknown.name = key.usr;
      return unknown;
    }
    auto functionOf = [&](FunctionId other) { return request(other, instance.unit); };
    UnitDecoding ids(tables_, instance.unit, functionOf);
    Function function = makeFunction(linker_.store_, key, *entry, ids);
    for (SymbolId symbol : ids.symbols) used_.push_back({symbol, instance.unit});
    if (function.hasBody()) join(instance.unit);
    return function;
  }

  // The globals that the program uses have to be initialised, and objects of its classes have
  // destructors, which run where the last owner goes. False: there is nothing new.
  bool followSymbols() {
    size_t members = members_.size(), instances = instances_.size();
    for (auto [symbol, unit] : std::exchange(used_, {})) {
      joinForGlobal(symbol);
      addDestructors(symbol, unit);
    }
    return members_.size() > members || instances_.size() > instances;
  }

  void joinForGlobal(SymbolId symbol) {
    auto at = linker_.initialisers_.find(symbol);
    if (at == linker_.initialisers_.end()) return;
    if (llvm::any_of(at->second, [&](UnitId unit) { return isMember(unit); })) return;
    UnitId best = kNone;
    for (UnitId unit : at->second)
      if (!hasOtherMain(unit) && (best == kNone || closenessOf(unit) > closenessOf(best)))
        best = unit;
    if (best != kNone) join(best);
  }

  void addDestructors(SymbolId symbol, UnitId scope) {
    auto at = linker_.destructors_.find(symbol);
    if (at == linker_.destructors_.end()) return;
    bool isLocal = linker_.symbols_[symbol].isLocal;
    for (const Linker::Member& each : at->second)
      if (isLocal ? each.unit == scope : !hasOtherMain(each.unit)) request(each.function, scope);
  }

  // What overrides the program's methods in its units. False: there is nothing new.
  bool addOverriders() {
    bool isAny = false;
    for (FunctionId method = 0; method < instances_.size(); ++method) {
      auto at = linker_.overriders_.find(instances_[method].key);
      if (at == linker_.overriders_.end()) continue;
      bool isLocal = linker_.keys_[instances_[method].key].isLocal;
      for (const Linker::Member& each : at->second) {
        if (isLocal ? each.unit != instances_[method].unit : !isMember(each.unit)) continue;
        FunctionId overrider = request(each.function, each.unit);
        std::vector<FunctionId>& known = program_.unit.functions[method].overriders;
        if (llvm::is_contained(known, overrider)) continue;
        known.push_back(overrider);
        isAny = true;
      }
    }
    return isAny;
  }

  void addInitializer() {
    std::set<SymbolId> initialised;
    Function* whole = nullptr;
    for (UnitId unit : members_) {
      const UnitRecord& record = linker_.units_[unit];
      if (record.initializer == kNone) continue;
      FunctionId id = request(record.initializer, unit);
      Function& own = program_.unit.functions[id];
      if (!own.hasBody()) continue;
      keepFirst(own, record.initializers, initialised);
      if (!whole) {
        whole = &own;
        program_.unit.initializer = id;
        continue;
      }
      whole->name = "initializers of the program";
      append(*whole, std::exchange(own, Function()));
      own.usr = linker_.keys_[record.initializer].usr;
      own.name = "initializers of " + llvm::sys::path::filename(record.name).str();
    }
  }

  // A global of a header is initialised once.
  void keepFirst(Function& function, const std::vector<model::GlobalInitializer>& parts,
                 std::set<SymbolId>& initialised) const {
    std::vector<bool> kept;
    for (const model::GlobalInitializer& part : parts)
      kept.push_back(linker_.symbols_[part.global].isLocal ||
                     initialised.insert(part.global).second);
    if (llvm::is_contained(kept, false)) keepParts(function, parts, kept);
  }

  const Linker& linker_;
  UnitId root_;
  Program program_;
  UnitTables tables_;
  std::set<UnitId> members_;
  llvm::DenseMap<std::pair<FunctionId, UnitId>, FunctionId> numbers_;
  std::vector<Instance> instances_;                // by the program's number
  size_t taken_ = 0;                               // so many of them have been taken over
  std::vector<std::pair<SymbolId, UnitId>> used_;  // and who uses it
};

std::vector<UnitId> Linker::libraries() const {
  std::vector<UnitId> libraries;
  for (UnitId id = 0; id < units_.size(); ++id)
    if (units_[id].main == kNone) libraries.push_back(id);
  return libraries;
}

Program Linker::link(UnitId root) const { return Linking(*this, root).run(); }

}  // namespace chanvet::link
