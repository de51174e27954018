// Small things that several formats write the same way.
#pragma once

#include <string>
#include <vector>

#include <llvm/ADT/StringRef.h>

#include "finding/Finding.h"

namespace chanvet::report {

// "error", "warning" or "info".
llvm::StringRef severityName(Severity severity);

// `file` relative to `directory` when it lies under it, as it is otherwise.
std::string relativeTo(llvm::StringRef file, llvm::StringRef directory);

// The text with every invalid byte replaced, as JSON must have it.
std::string validUtf8(llvm::StringRef text);

// The names of the fibers in the trace, in the order of their first steps.
std::vector<std::string> fibersOf(const Finding& finding);

// What a finding says at other places, one line each: its related places, and the steps of its
// trace with their fiber, if there are several, and the state they leave behind.
std::vector<RelatedPlace> notesOf(const Finding& finding);

// All that is said of a finding beside its message: its notes, and what its fix does.
std::vector<RelatedPlace> explanationOf(const Finding& finding);

}  // namespace chanvet::report
