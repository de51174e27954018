// Comments that silence findings: clang-tidy's NOLINT family, and `chanvet: ignore[check] reason`.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include <llvm/ADT/StringRef.h>

#include "finding/Finding.h"
#include "report/Report.h"
#include "report/SourceCache.h"

namespace chanvet::report {

// A comment of the analysed sources.
struct Comment {
  Place place;       // all of it, with its delimiters
  std::string text;  // likewise
  // The lines of the statement or declaration that starts first after the comment; 0 when there is
  // none. Only needed when the comment is a `chanvet: ignore`.
  unsigned statementFirstLine = 0;
  unsigned statementLastLine = 0;
  // False when something that may use the comment was not looked at: of a header, a unit that
  // includes it; a path that was not followed. Such a comment is never called unused.
  bool isComplete = true;
};

// Whether a comment can silence anything. The others need not be collected.
bool mayBeSuppression(llvm::StringRef commentText);

struct SuppressionOptions {
  // Names of all checks there are, those about suppressions too.
  std::vector<std::string> knownChecks;
  // Names of those that ran. A suppression of a check that did not run is never called unused, and
  // the findings about suppressions are made only when their own checks are among these.
  std::vector<std::string> enabledChecks;
  // Whether a check ran in a file, when that differs from file to file. Without it, all that are
  // enabled ran everywhere.
  std::function<bool(llvm::StringRef check, llvm::StringRef file)> ranIn;
  // False when a unit failed: what its findings would have needed is not known then.
  bool complete = true;
};

// What stays, and what is said about the suppressions themselves. Sorted.
struct SuppressionResult {
  std::vector<Finding> findings;
  std::size_t suppressed = 0;
};

// Drops the findings that a comment silences at their primary place or at a step of their trace,
// and adds findings of suppression-unused, suppression-unknown-check and suppression-malformed.
// Comments may come in any order and more than once (a header seen by several units). `sources`
// tells whether a comment stands alone on its line.
SuppressionResult applySuppressions(std::vector<Finding> findings, std::vector<Comment> comments,
                                    const SuppressionOptions& options, SourceCache& sources);

// The rules of the three checks made here, sorted by name, for the list of checks and the reports.
std::vector<Rule> suppressionRules();

}  // namespace chanvet::report
