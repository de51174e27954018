#include "check/ExploredCheck.h"

#include "explore/Explorer.h"

namespace chanvet::check {

void ExploredCheck::checkUnit(const UnitContext& context, FindingSink& sink) {
  for (const explore::Defect& defect : context.exploration.defects()) {
    if (defect.verdict != verdict_) continue;
    Finding found = finding(defect.finding.message, defect.finding.place);
    found.function = defect.finding.function;
    found.primitives = defect.finding.primitives;
    found.related = defect.finding.related;
    found.trace = defect.finding.trace;
    sink.add(std::move(found));
  }
}

}  // namespace chanvet::check
