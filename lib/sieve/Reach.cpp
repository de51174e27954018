#include "sieve/Reach.h"

#include <unordered_set>
#include <utility>

#include <llvm/ADT/STLExtras.h>

namespace chanvet::sieve {

namespace {

using Ids = std::vector<std::uint64_t>;
using IdSet = std::unordered_set<std::uint64_t>;

// The start, and all that can be reached from there.
template <class Next>
IdSet closureOf(Ids start, Next next) {
  IdSet found(start.begin(), start.end());
  while (!start.empty()) {
    const std::uint64_t id = start.back();
    start.pop_back();
    for (std::uint64_t other : next(id))
      if (found.insert(other).second) start.push_back(other);
  }
  return found;
}

// Many units say the same of a function in a header.
template <class T>
void unite(std::vector<T>& all, const std::vector<T>& others) {
  if (all == others) return;
  for (const T& other : others)
    if (!llvm::is_contained(all, other)) all.push_back(other);
}

}  // namespace

void Reach::add(const Outline& outline) {
  for (const OutlinedFunction& function : outline) {
    auto [known, isNew] = functions_.try_emplace(function.id, function);
    if (isNew) continue;
    OutlinedFunction& all = known->second;
    all.hasBody |= function.hasBody;
    all.operates |= function.operates;
    all.isOffered |= function.isOffered;
    unite(all.mentions, function.mentions);
    unite(all.unseen, function.unseen);
  }
}

Names Reach::names() const {
  std::unordered_map<std::uint64_t, Ids> mentionedBy;
  Ids operating;
  for (const auto& [id, function] : functions_) {
    if (function.operates) operating.push_back(id);
    for (std::uint64_t other : function.mentions) mentionedBy[other].push_back(id);
  }
  const IdSet leading = closureOf(std::move(operating),
                                  [&](std::uint64_t id) -> const Ids& { return mentionedBy[id]; });
  const IdSet run = closureOf(Ids(leading.begin(), leading.end()), [&](std::uint64_t id) {
    auto known = functions_.find(id);
    return known == functions_.end() ? Ids() : known->second.mentions;
  });

  Names names;
  for (const auto& [id, function] : functions_) {
    if (leading.contains(id) && function.isOffered)
      (function.isCalledUnnamed ? names.unnamed : names.called)
          .emplace_back(function.name, function.owner);
    if (!run.contains(id)) continue;
    if (!function.hasBody) names.wanted.push_back(function.name);
    llvm::append_range(names.wanted, function.unseen);
  }
  for (Names::Callees* callees : {&names.called, &names.unnamed}) {
    llvm::sort(*callees);
    callees->erase(llvm::unique(*callees), callees->end());
  }
  names.wanted = sorted(std::move(names.wanted));
  return names;
}

}  // namespace chanvet::sieve
