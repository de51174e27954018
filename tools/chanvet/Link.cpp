#include <string>

#include "Commands.h"
#include "ModelFiles.h"
#include "Status.h"
#include "Terminal.h"
#include "link/Program.h"
#include "link/Store.h"

namespace chanvet::tool {

namespace {

// What the programs consist of, for --verbose.
void describe(const link::Store& store) {
  link::Linker linker(store);
  printNote(std::to_string(store.size()) + " units, " + std::to_string(linker.mains().size()) +
            (linker.mains().size() == 1 ? " program" : " programs"));
  tellFailures(store);
  for (link::UnitId main : linker.mains()) {
    link::Program program = linker.link(main);
    printNote("'" + linker.unit(main).name + "': a program of " +
              std::to_string(program.members.size()) + " units and " +
              std::to_string(program.unit.functions.size()) + " functions");
    for (const std::string& conflict : program.conflicts) printNote(conflict);
  }
}

}  // namespace

int link(const Options& options) {
  link::Store store;
  for (const std::string& file : options.arguments) {
    std::optional<link::Store> models = openModels(file);
    if (!models) return kIncomplete;
    store.add(*models);
  }
  if (options.verbose) describe(store.canonical());
  return saveModels(store, options.modelFile) ? kClean : kIncomplete;
}

}  // namespace chanvet::tool
