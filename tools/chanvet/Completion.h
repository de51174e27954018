// Scripts by which shells complete the command line.
#pragma once

#include <map>
#include <string>
#include <vector>

#include <llvm/Support/raw_ostream.h>

#include "CommandLine.h"

namespace chanvet::tool {

// "bash", "fish", "zsh"
std::vector<std::string> shellNames();

void writeBashCompletion(const ProgramInfo& program, llvm::raw_ostream& out);
void writeFishCompletion(const ProgramInfo& program, llvm::raw_ostream& out);
void writeZshCompletion(const ProgramInfo& program, llvm::raw_ostream& out);

// What a script may call the function that completes what the word in capitals stands for:
// "chanvet_name_file" of "NAME|FILE".
std::string functionName(const std::string& placeholder);

// What the words in capitals of all commands stand for.
std::map<std::string, Value> valuesOf(const ProgramInfo& program);

}  // namespace chanvet::tool
