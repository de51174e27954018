#include "driver/EntryGraph.h"

#include <cstdint>
#include <limits>
#include <utility>

#include <llvm/ADT/DenseSet.h>
#include <llvm/ADT/STLExtras.h>

#include "explore/Entries.h"

namespace chanvet::driver {

using link::UnitId;
using link::UnitRecord;
using model::FunctionId;

namespace {

bool hasBody(const link::Store& store, const UnitRecord::Entry& entry) {
  return entry.function != model::kNone && store.hasBody(entry.definition);
}

// Which programs lead to a function: none, one or several.
class Leaders {
 public:
  explicit Leaders(std::size_t functions) : of_(functions, kNobody) {}

  // Whether that was not known.
  bool add(FunctionId function, std::size_t program) {
    std::size_t& known = of_[function];
    std::size_t both = known == kNobody || known == program ? program : kSeveral;
    return std::exchange(known, both) != both;
  }
  std::size_t of(FunctionId function) const { return of_[function]; }
  bool anyBut(std::size_t program, FunctionId function) const {
    return of_[function] != kNobody && of_[function] != program;
  }

 private:
  static constexpr std::size_t kNobody = std::numeric_limits<std::size_t>::max();
  static constexpr std::size_t kSeveral = kNobody - 1;

  std::vector<std::size_t> of_;
};

}  // namespace

EntryGraph::EntryGraph(const link::Store& store, const link::Linker& linker)
    : store_(store), linker_(linker), functions_(linker.keys().size()) {
  explore::Makers makers;
  readFunctions(makers);
  readOverriders(makers);
  connect(makers);
}

void EntryGraph::readFunctions(explore::Makers& makers) {
  link::SameIds ids(store_);
  llvm::DenseSet<std::pair<std::uint32_t, std::uint32_t>> known;
  for (UnitId id = 0; id < store_.size(); ++id)
    for (const UnitRecord::Entry& entry : linker_.unit(id).functions) {
      if (!hasBody(store_, entry) || !known.insert({entry.function, entry.definition}).second)
        continue;
      model::Function function = store_.definition(entry.definition, ids);
      makers.add(entry.function, function);
      functions_[entry.function].canBegin |= explore::canBegin(function);
      explore::forEachCallee(function, [&](FunctionId callee) {
        functions_[callee].callers.push_back(entry.function);
      });
    }
}

void EntryGraph::readOverriders(explore::Makers& makers) {
  llvm::DenseSet<std::pair<FunctionId, FunctionId>> known;
  for (UnitId id = 0; id < store_.size(); ++id)
    for (const UnitRecord::Overrider& each : linker_.unit(id).overriders) {
      if (!known.insert({each.method, each.overrider}).second) continue;
      makers.addUse(each.method, each.overrider);
      functions_[each.overrider].overrides.push_back(each.method);
    }
}

void EntryGraph::connect(const explore::Makers& makers) {
  for (unsigned id : makers.find().set_bits()) functions_[id].mayMake = true;
  for (const auto& [id, users] : llvm::enumerate(makers.users())) {
    if (!functions_[id].mayMake) continue;
    functions_[id].users = users;
    for (FunctionId user : users) functions_[user].leadsTo.push_back(id);
  }
}

llvm::BitVector EntryGraph::bodiesOf(UnitId unit) const {
  llvm::BitVector bodies(functions_.size());
  for (const UnitRecord::Entry& entry : linker_.unit(unit).functions)
    if (hasBody(store_, entry)) bodies.set(entry.function);
  return bodies;
}

bool EntryGraph::isCalled(FunctionId function, const llvm::BitVector& by) const {
  auto isOther = [&](FunctionId caller) { return caller != function && by[caller]; };
  auto isAsked = [&](FunctionId id) { return llvm::any_of(functions_[id].callers, isOther); };
  return isAsked(function) || llvm::any_of(functions_[function].overrides, isAsked);
}

std::vector<FunctionId> EntryGraph::entriesOf(UnitId unit) const {
  const UnitRecord& record = linker_.unit(unit);
  llvm::BitVector bodies = bodiesOf(unit);
  std::vector<FunctionId> entries, given;
  for (const UnitRecord::Entry& entry : record.functions) {
    FunctionId id = entry.function;
    if (id == model::kNone || !bodies[id] || id == record.initializer) continue;
    const Function& function = functions_[id];
    if (!function.mayMake || !function.canBegin || isCalled(id, bodies)) continue;
    bool isGiven =
        llvm::any_of(function.users, [&](FunctionId by) { return by != id && bodies[by]; });
    (isGiven ? given : entries).push_back(id);
  }
  llvm::append_range(entries, given);
  return entries;
}

llvm::BitVector EntryGraph::ledToByOthers(llvm::ArrayRef<Entry> entries) const {
  Leaders leaders(functions_.size());
  std::vector<FunctionId> work;
  auto lead = [&](FunctionId from, std::size_t program) {
    for (FunctionId to : functions_[from].leadsTo)
      if (leaders.add(to, program)) work.push_back(to);
  };
  for (const Entry& entry : entries) lead(entry.function, entry.program);
  while (!work.empty()) {
    FunctionId at = work.back();
    work.pop_back();
    lead(at, leaders.of(at));
  }
  llvm::BitVector led(entries.size());
  for (const auto& [i, entry] : llvm::enumerate(entries))
    if (!linker_.keys()[entry.function].isLocal && leaders.anyBut(entry.program, entry.function))
      led.set(i);
  return led;
}

}  // namespace chanvet::driver
