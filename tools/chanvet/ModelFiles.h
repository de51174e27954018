// Files of models, with what is wrong with them told.
#pragma once

#include <optional>
#include <string>

#include "link/Store.h"

namespace chanvet::tool {

// Nothing, and a message, when the file cannot be read.
std::optional<link::Store> openModels(const std::string& file);

// Notes which units could not be read.
void tellFailures(const link::Store& store);

// False, and a message, when the file cannot be written.
bool saveModels(const link::Store& store, const std::string& file);

}  // namespace chanvet::tool
