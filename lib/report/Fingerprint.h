// Names for findings that survive edits elsewhere: the same defect keeps its fingerprint when lines
// are added above it, or when its file moves or is renamed.
#pragma once

#include <string>
#include <vector>

#include <llvm/ADT/ArrayRef.h>
#include <llvm/ADT/StringRef.h>

#include "finding/Finding.h"
#include "report/SourceCache.h"

namespace chanvet::report {

// Changes when the same finding may get another fingerprint than before.
inline constexpr llvm::StringLiteral kFingerprintVersion = "v1";

// Gives each finding its fingerprint: 32 hexadecimal digits, without the version. It is the hash of
// the check, the qualified name of the function, the code of the primary place up to its first
// brace or semicolon and without what formatters change, the names of the primitives in trace
// order, and how many findings before this one have all of these in common. `findings` must be
// sorted. A finding that has a fingerprint keeps it.
void addFingerprints(llvm::MutableArrayRef<Finding> findings, SourceCache& sources);

// The fingerprint that the finding has, or would have, where no other is like it.
std::string fingerprintAlone(const Finding& finding, SourceCache& sources);

// 32 hexadecimal digits that stand for the list of texts, for what is no finding but needs a name.
std::string fingerprintOf(llvm::ArrayRef<llvm::StringRef> parts);

}  // namespace chanvet::report
