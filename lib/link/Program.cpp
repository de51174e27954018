#include "link/Program.h"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

#include <llvm/ADT/BitVector.h>
#include <llvm/ADT/DenseSet.h>
#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/SetVector.h>
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

std::vector<UnitRecord> unitsOf(const Store& store) {
  std::vector<UnitRecord> units;
  for (UnitId id = 0; id < store.size(); ++id) units.push_back(store.unit(id));
  return units;
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

Linker::Linker(const Store& store, Use use)
    : store_(store),
      keys_(store.keys()),
      symbols_(store.symbols()),
      units_(unitsOf(store)),
      entries_(store.size()),
      definers_(keys_.size()),
      overriders_(keys_.size()),
      destructors_(symbols_.size()),
      initialisers_(symbols_.size()),
      outlines_(store, [&, keys = keysOfBodies()](uint32_t definition, const Function& function) {
        for (FunctionId key : keys[definition]) use(key, definition, function);
      }) {
  for (UnitId id = 0; id < store.size(); ++id) index(id);
  for (Definers& definers : definers_) definers.areApart = areApart(definers.all);
}

// By definition: the functions that have it.
std::vector<std::vector<FunctionId>> Linker::keysOfBodies() const {
  std::vector<std::vector<FunctionId>> keys(store_.definitions());
  for (const UnitRecord& unit : units_)
    for (const UnitRecord::Entry& entry : unit.functions)
      if (hasBody(entry) && !llvm::is_contained(keys[entry.definition], entry.function))
        keys[entry.definition].push_back(entry.function);
  return keys;
}

void Linker::index(UnitId id) {
  const UnitRecord& unit = units_[id];
  if (unit.main != kNone) mains_.push_back(id);
  for (uint32_t i = 0; i < unit.functions.size(); ++i) {
    const UnitRecord::Entry& entry = unit.functions[i];
    if (entry.function == kNone) continue;
    entries_[id].try_emplace(entry.function, i);
    if (!keys_[entry.function].isLocal && hasBody(entry))
      definers_[entry.function].all.push_back({id, entry.definition});
  }
  for (const UnitRecord::Overrider& each : unit.overriders)
    overriders_[each.method].push_back({id, each.overrider});
  for (const UnitRecord::Destructor& each : unit.destructors)
    destructors_[each.of].push_back({id, each.function});
  for (const model::GlobalInitializer& part : unit.initializers)
    if (!symbols_[part.global].isLocal) initialisers_[part.global].push_back(id);
}

// A function of a header can differ without being another: its unit knows more or less of what it
// calls.
bool Linker::areApart(llvm::ArrayRef<Definer> definers) const {
  return llvm::any_of(definers, [&](const Definer& each) {
    return outlines_.location(each.definition) != outlines_.location(definers.front().definition);
  });
}

bool Linker::hasBody(const UnitRecord::Entry& entry) const {
  return entry.function != kNone && store_.hasBody(entry.definition);
}

// The making of one program.
class Linking {
 public:
  Linking(const Linker& linker, UnitId root, Program& program)
      : linker_(linker),
        root_(root),
        program_(program),
        tables_(linker.store_, linker.symbols_, program_.unit),
        numbers_(linker.keys_.size(), kNone),
        isMember_(linker.units()) {}

  void run() {
    program_.unit.mainFile = linker_.units_[root_].name;
    join(root_);
    const UnitRecord& root = linker_.units_[root_];
    if (root.main != kNone) request(root.main, root_);
    for (const UnitRecord::Entry& entry : root.functions)
      if (linker_.hasBody(entry)) request(entry.function, root_);
    if (root.main != kNone && linker_.mains_.size() == 1)
      for (UnitId unit = 0; unit < linker_.units_.size(); ++unit) join(unit);
    while (followFunctions() || followSymbols() || followOverriders()) continue;
    for (UnitId unit : isMember_.set_bits())
      tables_.describeSymbols(linker_.units_[unit], unit,
                              [&](FunctionId key) { return request(key, unit); });
    nameOverriders();
    program_.unit.functions =
        model::Functions(instances_.size(), [this](FunctionId id) { return bring(id); });
    addInitializers();
  }

  Program::Origin origin(FunctionId function) const {
    const Instance& instance = instances_[function];
    bool hasBody = instance.entry && linker_.hasBody(*instance.entry);
    return {instance.key, instance.unit, hasBody ? instance.entry->definition : kNone};
  }

  SymbolId symbol(SymbolId id, UnitId scope) const { return tables_.known(id, scope); }

  std::string digest() const {
    std::string bytes = program_.unit.mainFile;
    auto add = [&](auto... numbers) {
      for (uint64_t number : {static_cast<uint64_t>(numbers)...})
        bytes.append(reinterpret_cast<const char*>(&number), sizeof number);
    };
    auto addDigest = [&](const Digest& digest) { add(digest.first, digest.second); };
    llvm::DenseMap<UnitId, size_t> positions;
    for (UnitId unit : program_.members) positions.try_emplace(unit, positions.size());
    for (UnitId unit : isMember_.set_bits()) {
      add(positions[unit]);
      addParts(unit, add);
    }
    for (FunctionId id = 0; id < instances_.size(); ++id) {
      const Instance& instance = instances_[id];
      addDigest(linker_.outlines_.digest({Table::Function, instance.key}));
      auto position = positions.try_emplace(instance.unit, positions.size()).first;
      add(position->second, instance.entry && instance.entry->isVisible);
      if (instance.entry) addDigest(linker_.outlines_.digest(instance.entry->definition));
      add(overriders_[id].size());
      for (FunctionId overrider : overriders_[id]) add(overrider);
    }
    for (const model::FieldInfo& field : program_.unit.fields)
      add(field.symbol, field.closure, field.isPrivate, field.isView, field.classIsComplete,
          field.isLocal);
    return bytes;
  }

 private:
  // A function of the program, and whose it is.
  struct Instance {
    FunctionId key = kNone;
    UnitId unit = kNone;
    const UnitRecord::Entry* entry = nullptr;  // null: the unit only names it
  };

  bool isMember(UnitId unit) const { return isMember_[unit]; }
  bool hasOtherMain(UnitId unit) const {
    return unit != root_ && linker_.units_[unit].main != kNone;
  }

  void join(UnitId unit) {
    if (isMember(unit)) return;
    isMember_.set(unit);
    program_.members.push_back(unit);
    if (FunctionId initializer = linker_.units_[unit].initializer; initializer != kNone)
      request(initializer, unit);
  }

  // The program's number of the function that a key means in a unit; kNone: it has none.
  FunctionId function(FunctionId key, UnitId scope) const {
    if (!linker_.keys_[key].isLocal) return numbers_[key];
    auto at = localNumbers_.find({key, scope});
    return at == localNumbers_.end() ? kNone : at->second;
  }

  // The same; where it has none, it gets one.
  FunctionId request(FunctionId key, UnitId scope) {
    if (FunctionId known = function(key, scope); known != kNone) return known;
    const FunctionId number = instances_.size();
    const bool isLocal = linker_.keys_[key].isLocal;
    (isLocal ? localNumbers_[{key, scope}] : numbers_[key]) = number;
    UnitId unit = isLocal ? scope : choose(key, scope);
    if (!linker_.overriders_[key].empty()) methods_.push_back(number);
    instances_.push_back({key, unit, entryOf(key, unit)});
    return number;
  }

  // The unit whose function it is.
  UnitId choose(FunctionId key, UnitId scope) {
    const Linker::Definers& definers = linker_.definers_[key];
    if (definers.all.empty()) return scope;
    UnitId best = kNone;
    for (UnitId likely : {root_, scope})
      if (best == kNone && hasBody(key, likely)) best = likely;
    if (best == kNone) best = chooseAmong(definers.all);
    if (best == kNone) return scope;
    if (definers.areApart) noteConflict(key, best, definers.all);
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

  void noteConflict(FunctionId key, UnitId taken, llvm::ArrayRef<Linker::Definer> definers) {
    uint32_t definition = entryOf(key, taken)->definition;
    const Outlines& outlines = linker_.outlines_;
    for (const Linker::Definer& other : definers) {
      if (hasOtherMain(other.unit)) continue;
      if (outlines.location(other.definition) == outlines.location(definition)) continue;
      SameIds same(linker_.store_);
      program_.conflicts.push_back(
          "'" + linker_.store_.definition(definition, same).name + "' is defined differently in '" +
          linker_.units_[taken].name + "' and '" + linker_.units_[other.unit].name +
          "'; the program of '" + linker_.units_[root_].name + "' has the first");
      return;
    }
  }

  // Follows the functions that were asked for. False: there were none.
  bool followFunctions() {
    bool isAny = followed_ < instances_.size();
    while (followed_ < instances_.size()) follow(instances_[followed_++]);
    return isAny;
  }

  // Asks for all that the function refers to, as reading it would.
  void follow(Instance instance) {
    if (!instance.entry) return;
    auto functionOf = [&](FunctionId other) { return request(other, instance.unit); };
    UnitDecoding ids(tables_, instance.unit, functionOf);
    for (Reference each : linker_.outlines_.references(instance.entry->definition))
      ids.idOf(each.table, each.id);
    for (SymbolId symbol : ids.symbols) used_.push_back({symbol, instance.unit});
    if (linker_.hasBody(*instance.entry)) join(instance.unit);
  }

  Function bring(FunctionId id) {
    const Instance& instance = instances_[id];
    const Key& key = linker_.keys_[instance.key];
    Function function;
    function.usr = function.name = key.usr;
    if (instance.entry) {
      auto functionOf = [&](FunctionId other) { return this->function(other, instance.unit); };
      UnitDecoding ids(tables_, instance.unit, functionOf);
      function = makeFunction(linker_.store_, key, *instance.entry, ids);
    }
    if (auto kept = keptParts_.find(id); kept != keptParts_.end())
      keepParts(function, linker_.units_[instance.unit].initializers, kept->second);
    function.overriders = overriders_[id];
    return function;
  }

  // The globals that the program uses have to be initialised, and objects of its classes have
  // destructors, which run where the last owner goes. False: there is nothing new.
  bool followSymbols() {
    size_t members = program_.members.size(), instances = instances_.size();
    for (auto [symbol, unit] : std::exchange(used_, {})) {
      joinForGlobal(symbol);
      addDestructors(symbol, unit);
    }
    return program_.members.size() > members || instances_.size() > instances;
  }

  void joinForGlobal(SymbolId symbol) {
    const std::vector<UnitId>& units = linker_.initialisers_[symbol];
    if (llvm::any_of(units, [&](UnitId unit) { return isMember(unit); })) return;
    UnitId best = kNone;
    for (UnitId unit : units)
      if (!hasOtherMain(unit) && (best == kNone || closenessOf(unit) > closenessOf(best)))
        best = unit;
    if (best != kNone) join(best);
  }

  void addDestructors(SymbolId symbol, UnitId scope) {
    bool isLocal = linker_.symbols_[symbol].isLocal;
    for (const Linker::Member& each : linker_.destructors_[symbol])
      if (isLocal ? each.unit == scope : !hasOtherMain(each.unit)) request(each.function, scope);
  }

  // Asks for what overrides the program's methods in its units: of methods that are new, in all of
  // these, and in units that are new, of all methods. False: there is nothing new.
  bool followOverriders() {
    size_t instances = instances_.size();
    while (followedMethods_ < methods_.size() || followedMembers_ < program_.members.size()) {
      while (followedMethods_ < methods_.size())
        forEachOverrider(methods_[followedMethods_++], [](FunctionId) {});
      while (followedMembers_ < program_.members.size())
        requestOverriders(program_.members[followedMembers_++]);
    }
    return instances_.size() > instances;
  }

  void forEachOverrider(FunctionId method, llvm::function_ref<void(FunctionId)> use) {
    const Instance instance = instances_[method];
    bool isLocal = linker_.keys_[instance.key].isLocal;
    for (const Linker::Member& each : linker_.overriders_[instance.key])
      if (isLocal ? each.unit == instance.unit : isMember(each.unit))
        use(request(each.function, each.unit));
  }

  void requestOverriders(UnitId unit) {
    for (const UnitRecord::Overrider& each : linker_.units_[unit].overriders)
      if (function(each.method, unit) != kNone) request(each.overrider, unit);
  }

  // In the order of the units.
  void nameOverriders() {
    overriders_.resize(instances_.size());
    for (FunctionId method : methods_) {
      llvm::SetVector<FunctionId, std::vector<FunctionId>> overriders;
      forEachOverrider(method, [&](FunctionId overrider) { overriders.insert(overrider); });
      overriders_[method] = overriders.takeVector();
    }
  }

  // A global of a header is initialised once.
  void addInitializers() {
    llvm::DenseSet<SymbolId> initialised;
    for (UnitId unit : isMember_.set_bits()) {
      const UnitRecord& record = linker_.units_[unit];
      if (record.initializer == kNone) continue;
      FunctionId id = request(record.initializer, unit);
      program_.unit.unitInitializers.push_back(id);
      std::vector<bool> kept;
      for (const model::GlobalInitializer& part : record.initializers)
        kept.push_back(linker_.symbols_[part.global].isLocal ||
                       initialised.insert(part.global).second);
      if (llvm::is_contained(kept, false)) keptParts_.try_emplace(id, std::move(kept));
    }
  }

  void addParts(UnitId unit, auto add) const {
    const UnitRecord& record = linker_.units_[unit];
    add(record.initializer != kNone, record.initializers.size());
    for (const model::GlobalInitializer& part : record.initializers)
      add(symbol(part.global, unit), part.block, part.instruction);
  }

  const Linker& linker_;
  UnitId root_;
  Program& program_;
  UnitTables tables_;
  llvm::BitVector isMember_;
  std::vector<FunctionId> numbers_;  // by key, of functions that all units share
  llvm::DenseMap<std::pair<FunctionId, UnitId>, FunctionId> localNumbers_;
  std::vector<Instance> instances_;                // by the program's number
  size_t followed_ = 0;                            // so many of them have been followed
  std::vector<std::pair<SymbolId, UnitId>> used_;  // and who uses it
  std::vector<FunctionId> methods_;                // those that some unit overrides
  size_t followedMethods_ = 0, followedMembers_ = 0;
  std::vector<std::vector<FunctionId>> overriders_;
  llvm::DenseMap<FunctionId, std::vector<bool>> keptParts_;  // of initialisers that lose some
};

Program::Program(const Linker& linker, UnitId root)
    : linking_(std::make_unique<Linking>(linker, root, *this)) {
  linking_->run();
}

Program::~Program() = default;

Program::Origin Program::origin(FunctionId function) const { return linking_->origin(function); }

SymbolId Program::symbol(SymbolId id, UnitId scope) const { return linking_->symbol(id, scope); }

std::string Program::digest() const { return linking_->digest(); }

std::vector<FunctionId> Linker::bodies(UnitId unit) const {
  std::vector<FunctionId> bodies;
  for (const UnitRecord::Entry& entry : units_[unit].functions)
    if (hasBody(entry)) bodies.push_back(entry.function);
  return bodies;
}

std::vector<UnitId> Linker::libraries() const {
  std::vector<UnitId> libraries;
  for (UnitId id = 0; id < units_.size(); ++id)
    if (units_[id].main == kNone) libraries.push_back(id);
  return libraries;
}

}  // namespace chanvet::link
