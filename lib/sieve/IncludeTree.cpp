#include "sieve/IncludeTree.h"

#include <utility>

namespace chanvet::sieve {

// What is known of a file that is there already is put together.
FileNumber IncludeTable::add(KnownFile file) {
  auto [known, isNew] = fileNumbers_.try_emplace(file.path, files_.size());
  if (isNew) {
    files_.push_back(std::move(file));
    return known->second;
  }
  KnownFile& same = files_[known->second];
  same.isStandard |= file.isStandard;
  if (same.angled.empty()) same.angled = std::move(file.angled);
  return known->second;
}

std::uint32_t IncludeTable::add(Includes includes) {
  auto [known, isNew] = includesNumbers_.try_emplace(std::move(includes), includes_.size());
  if (isNew) includes_.push_back(known->first);
  return known->second;
}

}  // namespace chanvet::sieve
