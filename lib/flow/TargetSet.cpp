#include "flow/TargetSet.h"

#include <algorithm>
#include <iterator>

namespace chanvet::flow {

bool TargetSet::includes(const TargetSet& others) const {
  if (others.numbers().size() > numbers().size()) return false;
  if (others.many_ && many_ == others.many_) return true;
  return llvm::all_of(others, [&](uint32_t other) { return contains(other); });
}

bool TargetSet::insert(const TargetSet& others) {
  if (includes(others)) return false;
  if (others.includes(*this)) {
    *this = others;
    return true;
  }
  std::vector<uint32_t> all;
  all.reserve(numbers().size() + others.numbers().size());
  std::set_union(begin(), end(), others.begin(), others.end(), std::back_inserter(all));
  many_ = llvm::makeIntrusiveRefCnt<const Many>(std::move(all));
  return true;
}

}  // namespace chanvet::flow
