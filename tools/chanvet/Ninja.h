// map --emit-ninja.
#pragma once

#include "Options.h"
#include "driver/CompileDatabase.h"
#include "driver/Config.h"
#include "driver/Units.h"

namespace chanvet::tool {

// Writes the build file for the units, and returns the exit status.
int emitNinja(const Options& options, const driver::Selection& selection,
              driver::CompileDatabases& databases, driver::Configs& configs);

}  // namespace chanvet::tool
