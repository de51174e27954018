#include "flow/Domain.h"

#include <iterator>

#include <llvm/ADT/Hashing.h>

namespace chanvet::flow {

size_t EntityTable::Hash::operator()(const Key& key) const {
  return llvm::hash_combine(key.kind,
                            llvm::hash_combine_range(std::begin(key.parts), std::end(key.parts)));
}

EntityId EntityTable::intern(const Key& key, bool& isNew) {
  auto [at, inserted] = ids_.try_emplace(key, entities_.size());
  isNew = inserted;
  if (inserted) entities_.emplace_back().kind = key.kind;
  return at->second;
}

}  // namespace chanvet::flow
