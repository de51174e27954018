#include "check/ToldOnce.h"

#include <set>

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

}  // namespace

void tellOnce(std::vector<Finding>& findings, llvm::ArrayRef<Metadata> checks) {
  std::map<std::string, std::vector<std::string>> toldBy;
  for (const Metadata& check : checks)
    if (!check.toldBy.empty()) toldBy[check.name] = check.toldBy;
  std::vector<bool> isTold;
  for (const Finding& finding : findings) {
    auto by = toldBy.find(finding.check);
    isTold.push_back(by != toldBy.end() && llvm::any_of(findings, [&](const Finding& other) {
                       return llvm::is_contained(by->second, other.check) && tells(other, finding);
                     }));
  }
  size_t at = 0;
  std::erase_if(findings, [&](const Finding&) { return isTold[at++]; });
}

}  // namespace chanvet::check
