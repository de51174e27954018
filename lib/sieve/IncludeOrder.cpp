#include "sieve/IncludeOrder.h"

#include <llvm/ADT/STLExtras.h>

namespace chanvet::sieve {

using llvm::ArrayRef;

IncludeOrder::IncludeOrder(const IncludeTree& tree, const IncludeTable& table)
    : tree_(tree), table_(table) {
  for (auto [place, file] : llvm::enumerate(tree.files)) places_[file.file] = place;
  for (unsigned place = 0; place < tree.files.size(); ++place)
    reached_.emplace_back(tree.files.size()).set(place);
  for (bool isGrowing = true; isGrowing;) {
    isGrowing = false;
    for (unsigned place = tree.files.size(); place-- > 0;) {
      const unsigned before = reached_[place].count();
      for (const Include& include : includesAt(place))
        if (auto next = places_.find(include.file); next != places_.end())
          reached_[place] |= reached_[next->second];
      isGrowing |= reached_[place].count() != before;
    }
  }
  positions_ = positions({});
}

const Includes& IncludeOrder::includesAt(unsigned place) const {
  return table_.includes()[tree_.files[place].includes];
}

bool IncludeOrder::leadsTo(FileNumber from, FileNumber file) const {
  return reached_[places_.at(from)].test(places_.at(file));
}

// Each file once: where it is entered first.
std::vector<FileNumber> IncludeOrder::entered(ArrayRef<FileNumber> included) const {
  std::vector<FileNumber> order;
  llvm::BitVector isEntered(tree_.files.size());
  std::vector<unsigned> open;
  auto push = [&](FileNumber file) {
    if (auto place = places_.find(file); place != places_.end()) open.push_back(place->second);
  };
  for (FileNumber file : llvm::reverse(included)) push(file);
  while (!open.empty()) {
    const unsigned at = open.back();
    open.pop_back();
    if (isEntered.test(at)) continue;
    isEntered.set(at);
    order.push_back(tree_.files[at].file);
    for (const Include& include : llvm::reverse(includesAt(at))) push(include.file);
  }
  return order;
}

std::vector<unsigned> IncludeOrder::positions(ArrayRef<FileNumber> start) const {
  std::vector<FileNumber> included = tree_.forced;
  llvm::append_range(included, start);
  included.push_back(tree_.files.front().file);
  std::vector<unsigned> positions(tree_.files.size());
  for (auto [position, file] : llvm::enumerate(entered(included)))
    positions[places_.at(file)] = position;
  return positions;
}

// Whether what the user includes before the offset leads to the definer.
bool IncludeOrder::includesBefore(unsigned user, std::uint32_t offset, unsigned definer) const {
  return llvm::any_of(includesAt(user), [&](const Include& include) {
    auto next = places_.find(include.file);
    return include.offset < offset && next != places_.end() && reached_[next->second].test(definer);
  });
}

std::vector<OrderConflict> IncludeOrder::conflicts(ArrayRef<FileNumber> start,
                                                   MacroUse& macros) const {
  const std::vector<unsigned> after = positions(start);
  std::vector<OrderConflict> conflicts;
  for (auto [user, file] : llvm::enumerate(tree_.files)) {
    for (const MacroDependence& dependence : macros.dependencesOf(file.file)) {
      auto definer = places_.find(dependence.definer);
      if (definer == places_.end()) continue;
      const bool was = positions_[definer->second] < positions_[user];
      const bool is = after[definer->second] < after[user];
      if (was != is && !includesBefore(user, dependence.offset, definer->second))
        conflicts.push_back({dependence.definer, file.file});
    }
  }
  return conflicts;
}

}  // namespace chanvet::sieve
