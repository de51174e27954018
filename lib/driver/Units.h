// What there is to analyse: the files and directories of the command line as units with commands.
#pragma once

#include <string>
#include <vector>

#include <llvm/ADT/ArrayRef.h>
#include <llvm/ADT/STLFunctionalExtras.h>
#include <llvm/ADT/StringRef.h>
#include <llvm/Support/Error.h>

#include "driver/CompileDatabase.h"
#include "report/Report.h"

namespace chanvet::driver {

// Whether the file is one that is compiled, by its name.
bool isSource(llvm::StringRef file);

// A header that is analysed on its own account, through a unit that includes it.
struct HeaderRequest {
  std::string file;
  // Units that include it, the likeliest first; at last the header as a unit of its own with the
  // flags of a file like it.
  std::vector<CompileCommand> candidates;
};

struct Selection {
  std::vector<CompileCommand> units;
  std::vector<HeaderRequest> headers;
  std::vector<report::Failure> failures;
  // Whether `units` are all that the databases name: no other can include what these include.
  bool isWhole = false;
  // Why there is nothing at all, in that case.
  std::string nothing;

  bool isEmpty() const { return units.empty() && headers.empty() && failures.empty(); }
};

// Finds the units of the files and directories; of the whole database when there are none. Errors:
// a database that cannot be read.
llvm::Expected<Selection> selectUnits(llvm::ArrayRef<std::string> paths,
                                      CompileDatabases& databases,
                                      llvm::StringRef workingDirectory);

// Leaves the units that are, or include, a file that has changed; of headers that are analysed on
// their own account, those that have changed themselves.
void keepChanged(Selection& selection, llvm::function_ref<bool(llvm::StringRef file)> hasChanged);

}  // namespace chanvet::driver
