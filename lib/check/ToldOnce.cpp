#include "check/ToldOnce.h"

#include <set>
#include <tuple>

#include <llvm/ADT/STLExtras.h>

namespace chanvet::check {

namespace {

using Line = std::pair<std::string, unsigned>;

std::set<Line> linesOf(const Finding& finding) {
  std::set<Line> lines{{finding.place.file, finding.place.line}};
  for (const RelatedPlace& related : finding.related)
    lines.insert({related.place.file, related.place.line});
  return lines;
}

bool sharesPrimitive(const Finding& a, const Finding& b) {
  return llvm::any_of(a.primitives, [&](const std::string& name) {
    return llvm::is_contained(b.primitives, name);
  });
}

bool tells(const Finding& other, const Finding& finding) {
  if (other.place == finding.place) return true;
  if (!sharesPrimitive(other, finding)) return false;
  std::set<Line> passed = linesOf(other);
  for (const TraceStep& step : other.trace) passed.insert({step.place.file, step.place.line});
  return llvm::any_of(linesOf(finding), [&](const Line& line) { return passed.contains(line); });
}

// What comes of the finding is shown with it.
void takeOver(Finding& finding, const Finding& consequence) {
  finding.related.push_back({consequence.place, consequence.message});
  if (!consequence.trace.empty()) finding.trace = consequence.trace;
}

}  // namespace

void tellOnce(std::vector<Finding>& findings, llvm::ArrayRef<Metadata> checks) {
  std::map<std::string, const Metadata*> checkOf;
  for (const Metadata& check : checks) checkOf[check.name] = &check;
  std::vector<bool> isTold(findings.size());
  for (size_t i = 0; i < findings.size(); ++i) {
    auto check = checkOf.find(findings[i].check);
    if (check == checkOf.end()) continue;
    const auto& [toldBy, replaces] = std::tie(check->second->toldBy, check->second->replaces);
    if (toldBy.empty() && replaces.empty()) continue;
    for (size_t other = 0; other < findings.size(); ++other) {
      bool isTeller = llvm::is_contained(toldBy, findings[other].check);
      bool isReplaced = llvm::is_contained(replaces, findings[other].check);
      if ((!isTeller && !isReplaced) || !tells(findings[other], findings[i])) continue;
      isTold[isTeller ? i : other] = true;
      if (isReplaced) takeOver(findings[i], findings[other]);
    }
  }
  size_t at = 0;
  std::erase_if(findings, [&](const Finding&) { return isTold[at++]; });
}

}  // namespace chanvet::check
