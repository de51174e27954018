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

void EntryGraph::add(FunctionId key, const model::Function& function) {
  makers_.add(key, function);
  at(key).canBegin |= explore::canBegin(function);
  explore::forEachCallee(function, [&](FunctionId callee) { at(callee).callers.push_back(key); });
}

EntryGraph::Function& EntryGraph::at(FunctionId key) {
  if (key >= functions_.size()) functions_.resize(key + 1);
  return functions_[key];
}

void EntryGraph::addOverriders(const link::Linker& linker) {
  llvm::DenseSet<std::pair<FunctionId, FunctionId>> known;
  for (UnitId id = 0; id < linker.units(); ++id)
    for (const UnitRecord::Overrider& each : linker.unit(id).overriders) {
      if (!known.insert({each.method, each.overrider}).second) continue;
      makers_.addUse(each.method, each.overrider);
      at(each.overrider).overrides.push_back(each.method);
    }
}

void EntryGraph::connect(const link::Linker& linker) {
  linker_ = &linker;
  functions_.resize(linker.keys().size());
  addOverriders(linker);
  for (UnitId id = 0; id < linker.units(); ++id)
    if (FunctionId initializer = linker.unit(id).initializer; initializer != model::kNone)
      functions_[initializer].canBegin = false;
  for (unsigned id : makers_.find().set_bits()) functions_[id].mayMake = true;
  for (const auto& [id, users] : llvm::enumerate(makers_.users())) {
    if (!functions_[id].mayMake) continue;
    functions_[id].users = users;
    for (FunctionId user : users) functions_[user].leadsTo.push_back(id);
  }
  makers_ = {};
}

bool EntryGraph::isCalled(FunctionId function, const llvm::BitVector& by) const {
  auto isOther = [&](FunctionId caller) { return caller != function && by[caller]; };
  auto isAsked = [&](FunctionId id) { return llvm::any_of(functions_[id].callers, isOther); };
  return isAsked(function) || llvm::any_of(functions_[function].overrides, isAsked);
}

std::vector<FunctionId> EntryGraph::entriesOf(llvm::ArrayRef<FunctionId> functions) const {
  llvm::BitVector bodies(functions_.size());
  for (FunctionId id : functions) bodies.set(id);
  std::vector<FunctionId> entries, given;
  for (FunctionId id : functions) {
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
    if (!linker_->keys()[entry.function].isLocal && leaders.anyBut(entry.program, entry.function))
      led.set(i);
  return led;
}

}  // namespace chanvet::driver
