#include "ModelFiles.h"

#include "Terminal.h"
#include "driver/Models.h"

namespace chanvet::tool {

std::optional<link::Store> openModels(const std::string& file) {
  llvm::Expected<link::Store> store = driver::readModels(file);
  if (store) return std::move(*store);
  printError("'" + file + "': " + llvm::toString(store.takeError()));
  return std::nullopt;
}

void tellFailures(const link::Store& store) {
  for (const link::Failure& failure : store.failures())
    printNote("'" + failure.name + "' could not be read: " + failure.reason);
}

bool saveModels(const link::Store& store, const std::string& file) {
  llvm::Error error = driver::writeModels(store, file);
  if (!error) return true;
  printError("'" + file + "': " + llvm::toString(std::move(error)));
  return false;
}

}  // namespace chanvet::tool
