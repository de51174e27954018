#include "finding/Finding.h"

#include <algorithm>

namespace chanvet {

namespace {

auto identity(const Finding& f) { return std::tie(f.place, f.check); }

}  // namespace

bool operator<(const Finding& a, const Finding& b) {
  return std::tie(a.place, a.check, a.message, a.related, a.trace) <
         std::tie(b.place, b.check, b.message, b.related, b.trace);
}

void sortAndUnique(std::vector<Finding>& findings) {
  std::sort(findings.begin(), findings.end());
  auto same = [](const Finding& a, const Finding& b) { return identity(a) == identity(b); };
  findings.erase(std::unique(findings.begin(), findings.end(), same), findings.end());
}

}  // namespace chanvet
