// The programs that units make together, and how they are explored.
#pragma once

#include <string>
#include <vector>

#include <llvm/ADT/STLFunctionalExtras.h>
#include <llvm/ADT/StringRef.h>

#include "check/Witnesses.h"
#include "driver/Analyse.h"
#include "link/Program.h"
#include "link/Store.h"

namespace chanvet::driver {

// How the exploration of a program of a store went.
struct ExploredProgram {
  std::string root;                           // the file of its main, or of the unit without one
  std::vector<std::string> members;           // the files of its units
  std::vector<Cut> cut;                       // what was not explored to the end
  std::vector<explore::Statistics> explored;  // what that cost, by root
  std::vector<std::string> conflicts;         // see link::Program
  std::string failure;                        // why it could not be explored; empty: it was
};

// Explores each program of the store with the checks of its units, and asks it for their witnesses.
// `checksOf`: the checks that are on for a unit. `optionsOf`: how to explore the program of a unit
// with a main.
void explorePrograms(const link::Store& store,
                     llvm::function_ref<const Analyser::Checks&(llvm::StringRef unit)> checksOf,
                     llvm::function_ref<explore::SearchOptions(llvm::StringRef main)> optionsOf,
                     check::AllWitnesses& witnesses, llvm::function_ref<void(ExploredProgram)> use);

}  // namespace chanvet::driver
