#include "check/Witnesses.h"

#include "explore/Explorer.h"

namespace chanvet::check {

// The finding at a place where the program has an operation: its own, or one it is related to. A
// return has none.
static Finding atOperation(Finding finding, explore::Exploration& exploration) {
  if (exploration.concerns(finding.place)) return finding;
  for (const RelatedPlace& related : finding.related)
    if (exploration.concerns(related.place)) finding.place = related.place;
  return finding;
}

void Witnesses::ask(explore::Exploration& exploration) {
  for (const explore::Defect& defect : exploration.defects())
    if (defect.verdict == check_.verdict())
      explored_.try_emplace(defect.finding.place, defect.finding);
  bool mayRefute = check_.verdict() || exploration.isFaultless();
  for (Pending& pending : pending_) {
    Finding asked = atOperation(pending.finding, exploration);
    if (!exploration.concerns(asked.place)) continue;
    (mayRefute && exploration.refutes(asked) ? pending.isRefuted : pending.isOpen) = true;
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
    found.check = check_.name();
    found.severity = check_.severity();
    for (const RelatedPlace& related : found.related)
      if (auto fix = fixes_.find(related.place); fix != fixes_.end()) found.fix = fix->second;
    sink.add(std::move(found));
  }
}

}  // namespace chanvet::check
