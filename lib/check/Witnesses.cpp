#include "check/Witnesses.h"

#include "explore/Explorer.h"

namespace chanvet::check {

void Witnesses::ask(explore::Exploration& exploration) {
  for (const explore::Defect& defect : exploration.defects())
    if (defect.verdict == check_.verdict())
      explored_.try_emplace(defect.finding.place, defect.finding);
  // What other checks say of the schedules may be the same defect.
  bool mayRefute = check_.verdict() || exploration.defects().empty();
  for (Pending& pending : pending_) {
    if (!exploration.concerns(pending.finding.place)) continue;
    (mayRefute && exploration.refutes(pending.finding) ? pending.isRefuted : pending.isOpen) = true;
  }
}

void Witnesses::settle(FindingSink& sink) {
  std::set<Place> told;
  for (Pending& pending : pending_) {
    Finding& found = pending.finding;
    auto seen = explored_.find(found.place);
    if (seen != explored_.end()) {
      told.insert(found.place);
      found.trace = seen->second.trace;
    } else if (pending.isRefuted && !pending.isOpen) {
      continue;
    }
    for (const RelatedPlace& other : found.related) told.insert(other.place);
    sink.add(std::move(found));
  }
  for (auto& [place, found] : explored_) {
    if (told.contains(place)) continue;
    found.check = check_.name_;
    found.severity = check_.severity();
    sink.add(std::move(found));
  }
}

}  // namespace chanvet::check
