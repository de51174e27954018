#include "explore/Roots.h"

#include <optional>
#include <utility>

#include <llvm/ADT/BitVector.h>
#include <llvm/ADT/DenseMap.h>
#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/STLFunctionalExtras.h>

#include "explore/Entries.h"
#include "explore/Names.h"

namespace chanvet::explore {

using model::Function;
using model::FunctionId;
using model::Instruction;
using model::Opcode;
using model::Value;

namespace {

// The functions that the instruction calls or starts.
void forEachCalled(const model::Unit& unit, const Instruction& instruction,
                   llvm::function_ref<void(FunctionId)> use) {
  if (instruction.callee.function == model::kNone) return;
  use(instruction.callee.function);
  for (FunctionId overrider : unit.functions[instruction.callee.function].overriders)
    use(overrider);
}

// The functions that the instruction calls, starts, or makes a value of, but for those that
// override them.
void forEachNamed(const Instruction& instruction, llvm::function_ref<void(FunctionId)> use) {
  if (instruction.function != model::kNone) use(instruction.function);
  if (instruction.callee.function != model::kNone) use(instruction.callee.function);
  auto useValue = [&](const Value& value) {
    if (value.kind == Value::FunctionRef) use(value.payload);
  };
  useValue(instruction.callee.value);
  for (const Value& operand : instruction.operands) useValue(operand);
}

void forEachReferred(const model::Unit& unit, const Instruction& instruction,
                     llvm::function_ref<void(FunctionId)> use) {
  forEachNamed(instruction, use);
  forEachCalled(unit, instruction, use);
}

template <class Visit>
void forEachInstruction(const Function& function, Visit visit) {
  for (const model::Block& block : function.blocks)
    for (const Instruction& instruction : block.instructions) visit(instruction);
}

// A handle of a fiber is a primitive, too.
bool makes(const Instruction& instruction) {
  bool startsWithHandle = instruction.opcode == Opcode::Spawn && instruction.type != model::kNone;
  return instruction.opcode == Opcode::Make || startsWithHandle;
}

llvm::BitVector makersOf(const model::Unit& unit) {
  Makers makers;
  for (FunctionId id = 0; id < unit.functions.size(); ++id) {
    makers.add(id, unit.functions[id]);
    forEachInstruction(unit.functions[id], [&](const Instruction& instruction) {
      if (instruction.callee.function == model::kNone) return;
      for (FunctionId overrider : unit.functions[instruction.callee.function].overriders)
        makers.addUse(id, overrider);
    });
  }
  llvm::BitVector found = makers.find();
  found.resize(unit.functions.size());
  return found;
}

using ForEach = void (*)(const model::Unit&, const Instruction&,
                         llvm::function_ref<void(FunctionId)>);

// The functions that others use.
llvm::BitVector usedIn(const model::Unit& unit, ForEach forEachUsed) {
  llvm::BitVector all(unit.functions.size());
  for (FunctionId id = 0; id < unit.functions.size(); ++id)
    forEachInstruction(unit.functions[id], [&](const Instruction& instruction) {
      forEachUsed(unit, instruction, [&](FunctionId used) {
        if (used != id) all.set(used);
      });
    });
  return all;
}

// Whether some unit may begin with it.
bool isEntry(const Function& function) {
  return function.hasBody() && !function.isMain && !function.isLambda && !isConstructor(function) &&
         !function.isDestructor();
}

class EntryCollector {
 public:
  explicit EntryCollector(const model::Unit& unit)
      : unit_(unit), makers_(makersOf(unit)), referred_(unit.functions.size()) {}

  Entries run() {
    for (FunctionId id : entriesOf(unit_)) {
      uint32_t function = numberOf(id);
      entries_.all.push_back({function, reachOf(id)});
    }
    return std::move(entries_);
  }

 private:
  uint32_t numberOf(FunctionId id) {
    auto [at, isNew] = numbers_.try_emplace(id, entries_.functions.size());
    if (isNew) entries_.functions.push_back(unit_.functions[id].usr);
    return at->second;
  }

  std::vector<uint32_t> reachOf(FunctionId entry) {
    llvm::BitVector seen(unit_.functions.size());
    std::vector<FunctionId> work{entry};
    std::vector<uint32_t> found;
    seen.set(entry);
    while (!work.empty()) {
      FunctionId at = work.back();
      work.pop_back();
      for (FunctionId next : makersReferredBy(at)) {
        if (seen[next]) continue;
        seen.set(next);
        work.push_back(next);
        const Function& function = unit_.functions[next];
        if (isEntry(function) && !function.isLocal) found.push_back(numberOf(next));
      }
    }
    return found;
  }

  const std::vector<FunctionId>& makersReferredBy(FunctionId id) {
    std::optional<std::vector<FunctionId>>& known = referred_[id];
    if (known) return *known;
    known.emplace();
    forEachInstruction(unit_.functions[id], [&](const Instruction& instruction) {
      forEachReferred(unit_, instruction, [&](FunctionId used) {
        if (makers_[used]) known->push_back(used);
      });
    });
    return *known;
  }

  const model::Unit& unit_;
  llvm::BitVector makers_;
  std::vector<std::optional<std::vector<FunctionId>>> referred_;  // by who refers to them
  llvm::DenseMap<FunctionId, uint32_t> numbers_;
  Entries entries_;
};

}  // namespace

void Makers::addUse(FunctionId user, FunctionId used) {
  if (used >= users_.size()) users_.resize(used + 1);
  users_[used].push_back(user);
}

void Makers::add(FunctionId id, const Function& function) {
  bool isDirect = false;
  forEachInstruction(function, [&](const Instruction& instruction) {
    forEachNamed(instruction, [&](FunctionId used) { addUse(id, used); });
    isDirect |= makes(instruction);
  });
  if (isDirect) direct_.push_back(id);
}

llvm::BitVector Makers::find() const {
  llvm::BitVector found;
  std::vector<FunctionId> work;
  auto mark = [&](FunctionId id) {
    if (id >= found.size()) found.resize(id + 1);
    if (found.test(id)) return;
    found.set(id);
    work.push_back(id);
  };
  for (FunctionId id : direct_) mark(id);
  while (!work.empty()) {
    FunctionId at = work.back();
    work.pop_back();
    if (at >= users_.size()) continue;
    for (FunctionId user : users_[at]) mark(user);
  }
  return found;
}

std::vector<FunctionId> mainsOf(const model::Unit& unit) {
  std::vector<FunctionId> mains;
  for (FunctionId id = 0; id < unit.functions.size(); ++id)
    if (unit.functions[id].isMain && unit.functions[id].hasBody()) mains.push_back(id);
  return mains;
}

std::vector<FunctionId> entriesOf(const model::Unit& unit) {
  llvm::BitVector makers = makersOf(unit), referred = usedIn(unit, forEachReferred),
                  called = usedIn(unit, forEachCalled);
  std::vector<FunctionId> entries, given;
  for (FunctionId id = 0; id < unit.functions.size(); ++id) {
    if (!makers[id] || called[id] || id == unit.initializer || !isEntry(unit.functions[id]))
      continue;
    (referred[id] ? given : entries).push_back(id);
  }
  llvm::append_range(entries, given);
  return entries;
}

Entries entriesWithReach(const model::Unit& unit) { return EntryCollector(unit).run(); }

}  // namespace chanvet::explore
