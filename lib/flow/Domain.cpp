#include "flow/Domain.h"

namespace chanvet::flow {

EntityId EntityTable::intern(const Key& key, bool& isNew) {
  auto [at, inserted] = ids_.try_emplace(key, entities_.size());
  isNew = inserted;
  if (inserted) entities_.emplace_back().kind = key.kind;
  return at->second;
}

}  // namespace chanvet::flow
