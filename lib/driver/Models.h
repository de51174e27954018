// Models of units on disk.
#pragma once

#include <string>

#include <llvm/ADT/StringRef.h>
#include <llvm/Support/Error.h>

#include "driver/Parse.h"
#include "link/Store.h"

namespace chanvet::driver {

// Whether a path is that of a file of models, by its name.
bool isModelFile(llvm::StringRef path);

// Errors say what is wrong with the file, without its name.
llvm::Expected<link::Store> readModels(const std::string& file);
// Leaves nothing half written behind. Errors: as above.
llvm::Error writeModels(const link::Store& store, const std::string& file);

// What is kept with a unit's model.
link::Sources sourcesOf(const ParsedUnit& unit);

}  // namespace chanvet::driver
