#include "driver/Models.h"

#include <utility>

#include <llvm/Support/FileSystem.h>
#include <llvm/Support/MemoryBuffer.h>
#include <llvm/Support/Path.h>
#include <llvm/Support/raw_ostream.h>

#include "link/Archive.h"

namespace chanvet::driver {

namespace {

llvm::Error error(const std::string& message) {
  return llvm::createStringError(llvm::inconvertibleErrorCode(), message);
}

}  // namespace

bool isModelFile(llvm::StringRef path) { return llvm::sys::path::extension(path) == ".cvm"; }

llvm::Expected<link::Store> readModels(const std::string& file) {
  auto buffer = llvm::MemoryBuffer::getFile(file, /*IsText=*/false,
                                            /*RequiresNullTerminator=*/false);
  if (!buffer) return error("cannot read it: " + buffer.getError().message());
  return link::read((*buffer)->getBuffer());
}

llvm::Error writeModels(const link::Store& store, const std::string& file) {
  std::string bytes = link::write(store);
  llvm::Error failed = llvm::writeToOutput(file, [&](llvm::raw_ostream& out) {
    out << bytes;
    return llvm::Error::success();
  });
  std::string reason;
  llvm::handleAllErrors(
      std::move(failed),
      [&](const llvm::FileError& named) { reason = named.messageWithoutFileInfo(); },
      [&](const llvm::ErrorInfoBase& other) { reason = other.message(); });
  if (reason.empty()) return llvm::Error::success();
  return error("cannot write it: " + reason);
}

link::Sources sourcesOf(const ParsedUnit& unit) {
  link::Sources sources;
  for (const auto& [file, content] : unit.files) sources.files.push_back(file);
  for (const report::Comment& comment : unit.comments)
    sources.comments.push_back(
        {comment.place, comment.text, comment.statementFirstLine, comment.statementLastLine});
  return sources;
}

}  // namespace chanvet::driver
