#include "driver/Makers.h"

#include <cstdint>
#include <utility>

#include <llvm/ADT/DenseSet.h>
#include <llvm/ADT/STLExtras.h>

#include "explore/Entries.h"

namespace chanvet::driver {

namespace {

using Entry = link::UnitRecord::Entry;

bool hasBody(const link::Store& store, const Entry& entry) {
  return entry.function != model::kNone && store.hasBody(entry.definition);
}

// As if each function were all that units have under its key.
llvm::BitVector makersIn(const link::Store& store, const link::Linker& linker) {
  explore::Makers makers;
  link::SameIds ids(store);
  llvm::DenseSet<std::pair<std::uint32_t, std::uint32_t>> known;
  for (link::UnitId id = 0; id < store.size(); ++id) {
    for (const Entry& entry : linker.unit(id).functions)
      if (hasBody(store, entry) && known.insert({entry.function, entry.definition}).second)
        makers.add(entry.function, store.definition(entry.definition, ids));
    for (const link::UnitRecord::Overrider& each : linker.unit(id).overriders)
      makers.addUse(each.method, each.overrider);
  }
  return makers.find();
}

}  // namespace

llvm::BitVector unitsThatMake(const link::Store& store, const link::Linker& linker) {
  llvm::BitVector makers = makersIn(store, linker), units(store.size());
  auto makes = [&](const Entry& entry) {
    return hasBody(store, entry) && entry.function < makers.size() && makers[entry.function];
  };
  for (link::UnitId id = 0; id < store.size(); ++id)
    if (llvm::any_of(linker.unit(id).functions, makes)) units.set(id);
  return units;
}

}  // namespace chanvet::driver
