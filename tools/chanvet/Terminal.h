// What the subcommands say to people, and how.
#pragma once

#include <memory>
#include <string>

#include <llvm/ADT/StringRef.h>
#include <llvm/Support/Error.h>

#include "Options.h"

namespace chanvet::tool {

// The directory the program was started in.
std::string workingDirectory();

// --color and NO_COLOR for standard output, or as if it were a terminal or not.
bool useColor(Color color);

// Columns of the terminal; 0 when standard output is none.
unsigned terminalWidth();

// "chanvet: error: ..." on standard error; each line of the message that names a file stands for
// itself.
void printError(llvm::StringRef message);
void printWarning(llvm::StringRef message);
void printNote(llvm::StringRef message);

// Prints the error and returns the status for wrong usage or configuration.
int usageError(llvm::Error error);

// The configurations of a run with all checks there are; null and a message when the command line
// is wrong.
std::unique_ptr<driver::Configs> openConfigs(const Options& options);

}  // namespace chanvet::tool
