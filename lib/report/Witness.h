// The schedules of findings as files that a program can be run under. docs/witness.md says what
// stands in them.
#pragma once

#include <vector>

#include <llvm/ADT/StringRef.h>
#include <llvm/Support/Error.h>
#include <llvm/Support/raw_ostream.h>

#include "finding/Finding.h"
#include "report/Report.h"

namespace chanvet::report {

// Whether the trace is a schedule of fibers, not a path through one.
bool hasSchedule(const Finding& finding);

// One file's content. The finding has a schedule.
void writeWitness(const Finding& finding, llvm::StringRef fingerprint, llvm::raw_ostream& out);

// Writes one file for each finding that has a schedule: its check and fingerprint are the name,
// ".schedule" the suffix. Makes the directory if it is not there; other files in it stay.
// Errors name the file.
llvm::Error writeWitnesses(const Run& run, llvm::StringRef directory);

}  // namespace chanvet::report
