#include "check/Witnesses.h"

#include <set>
#include <utility>

#include "explore/Explorer.h"

namespace chanvet::check {

std::optional<Place> placeToAsk(const Finding& finding, explore::Exploration& exploration) {
  if (exploration.concerns(finding.place)) return finding.place;
  std::optional<Place> last;
  for (const RelatedPlace& related : finding.related)
    if (exploration.concerns(related.place)) last = related.place;
  return last;
}

void Witnesses::ask(explore::Exploration& exploration) {
  tell(exploration.defects(), 0);
  for (std::size_t i = 0; i < pending_.size(); ++i) {
    Finding asked = pending_[i].finding;
    std::optional<Place> place = placeToAsk(asked, exploration);
    if (!place) continue;
    asked.place = *place;
    answer(i, *place, exploration.reach(asked), exploration.evidence());
  }
}

void Witnesses::tell(llvm::ArrayRef<explore::Defect> defects, unsigned program) {
  for (const explore::Defect& defect : defects) {
    if (defect.verdict != check_.verdict()) continue;
    auto [known, isNew] =
        explored_.try_emplace(defect.finding.place, Explored{program, defect.finding});
    if (!isNew && program < known->second.program) known->second = {program, defect.finding};
  }
}

void Witnesses::answer(std::size_t i, const Place& place, explore::Reach reach,
                       const explore::Evidence& evidence) {
  bool mayRefute = check_.verdict() || evidence.isFaultless;
  bool isRefuted = mayRefute && evidence.refutes(reach, place);
  (isRefuted ? pending_[i].isRefuted : pending_[i].isOpen) = true;
}

void Witnesses::settle(FindingSink& sink) {
  std::set<Place> told;
  for (Pending& pending : pending_) {
    Finding& found = pending.finding;
    auto seen = explored_.find(found.place);
    if (seen != explored_.end()) {
      told.insert(found.place);
      found.trace = seen->second.finding.trace;
    } else if (pending.isRefuted && !pending.isOpen) {
      continue;
    }
    for (const RelatedPlace& other : found.related) told.insert(other.place);
    sink.add(std::move(found));
  }
  for (auto& [place, explored] : explored_) {
    if (told.contains(place)) continue;
    Finding& found = explored.finding;
    found.check = check_.name();
    found.severity = check_.severity();
    for (const RelatedPlace& related : found.related)
      if (auto fix = fixes_.find(related.place); fix != fixes_.end()) found.fix = fix->second;
    sink.add(std::move(found));
  }
}

}  // namespace chanvet::check
