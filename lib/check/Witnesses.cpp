#include "check/Witnesses.h"

#include <set>

#include "explore/Explorer.h"

namespace chanvet::check {

void Witnesses::settle(explore::Exploration& exploration, FindingSink& sink) {
  std::map<Place, const explore::Defect*> seen;
  for (const explore::Defect& defect : exploration.defects())
    if (defect.verdict == check_.verdict()) seen.try_emplace(defect.finding.place, &defect);

  std::set<Place> confirmed, explained;
  for (Finding& found : pending_) {
    auto defect = seen.find(found.place);
    if (defect != seen.end()) {
      confirmed.insert(found.place);
      found.trace = defect->second->finding.trace;
    } else if (exploration.refutes(found.place)) {
      continue;
    }
    for (const RelatedPlace& other : found.related) explained.insert(other.place);
    sink.add(std::move(found));
  }
  for (const auto& [place, defect] : seen) {
    if (confirmed.contains(place) || explained.contains(place)) continue;
    Finding found = defect->finding;
    found.check = check_.name_;
    found.severity = check_.severity();
    sink.add(std::move(found));
  }
}

}  // namespace chanvet::check
