#include "driver/Programs.h"

#include <utility>

#include <llvm/ADT/SetVector.h>
#include <llvm/ADT/StringSet.h>

#include "driver/Recovery.h"
#include "explore/Explorer.h"

namespace chanvet::driver {

namespace {

// The explored checks of all units of a program. Sets of checks with the same settings are one.
llvm::SetVector<check::Check*> exploredChecks(
    const ExploredProgram& program,
    llvm::function_ref<const Analyser::Checks&(llvm::StringRef unit)> checksOf) {
  llvm::SetVector<check::Check*> checks;
  for (const std::string& unit : program.members)
    for (const std::unique_ptr<check::Check>& check : checksOf(unit))
      if (check->isRefutable()) checks.insert(check.get());
  return checks;
}

void explore(const model::Unit& unit, const explore::SearchOptions& options,
             const llvm::SetVector<check::Check*>& checks, llvm::StringSet<>& ran,
             check::AllWitnesses& witnesses, ExploredProgram& result) {
  explore::Exploration exploration(unit, options);
  exploration.leaveOut(ran);
  for (check::Check* check : checks) witnesses.of(*check).ask(exploration);
  result.cut = exploration.cut();
  result.explored = exploration.statistics();
  for (const std::string& function : exploration.ran()) ran.insert(function);
}

}  // namespace

void explorePrograms(const link::Store& store,
                     llvm::function_ref<const Analyser::Checks&(llvm::StringRef unit)> checksOf,
                     llvm::function_ref<explore::SearchOptions(llvm::StringRef main)> optionsOf,
                     check::AllWitnesses& witnesses,
                     llvm::function_ref<void(ExploredProgram)> use) {
  link::Linker linker(store);
  std::vector<link::UnitId> roots = linker.mains(), libraries = linker.libraries();
  roots.insert(roots.end(), libraries.begin(), libraries.end());
  llvm::StringSet<> ran;
  for (link::UnitId root : roots) {
    ExploredProgram result;
    bool survived = runSafely([&] {
      link::Program program = linker.link(root);
      result.root = linker.unit(root).name;
      for (link::UnitId member : program.members)
        result.members.push_back(linker.unit(member).name);
      result.conflicts = std::move(program.conflicts);
      explore(program.unit, optionsOf(result.root), exploredChecks(result, checksOf), ran,
              witnesses, result);
    });
    if (!survived) result.failure = "the analysis of its program crashed";
    use(std::move(result));
  }
}

}  // namespace chanvet::driver
