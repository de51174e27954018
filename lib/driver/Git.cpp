#include "driver/Git.h"

#include <optional>
#include <system_error>
#include <utility>

#include <llvm/ADT/SmallString.h>
#include <llvm/ADT/SmallVector.h>
#include <llvm/Support/FileSystem.h>
#include <llvm/Support/FileUtilities.h>
#include <llvm/Support/MemoryBuffer.h>
#include <llvm/Support/Program.h>

namespace chanvet::driver {

namespace {

using llvm::StringRef;

llvm::Error failure(const llvm::Twine& message) {
  return llvm::createStringError(llvm::inconvertibleErrorCode(), message);
}

// A file for what git prints, which goes with the object.
struct Output {
  llvm::SmallString<128> path;
  std::error_code error = llvm::sys::fs::createTemporaryFile("chanvet-git", "", path);
  llvm::FileRemover remover{path};

  std::string text() const {
    auto buffer = llvm::MemoryBuffer::getFile(path);
    return buffer ? (*buffer)->getBuffer().str() : "";
  }
};

std::string reasonOf(StringRef said) {
  StringRef line = said.trim().split('\n').first;
  line.consume_front("fatal: ");
  return line.empty() ? "it failed without a word" : line.str();
}

}  // namespace

llvm::Expected<Git> Git::in(StringRef directory) {
  llvm::ErrorOr<std::string> program = llvm::sys::findProgramByName("git");
  if (!program) return failure("there is no program 'git'");
  return Git(std::move(*program), directory);
}

llvm::Expected<std::string> Git::run(llvm::ArrayRef<StringRef> arguments) const {
  Output out, errors;
  if (out.error || errors.error)
    return failure("cannot make a temporary file: " +
                   (out.error ? out.error : errors.error).message());
  // A file system monitor is a program that the repository's configuration may name.
  llvm::SmallVector<StringRef> words{program_, "-C", directory_, "-c", "core.fsmonitor=false"};
  words.append(arguments.begin(), arguments.end());
  const std::optional<StringRef> redirects[] = {"", out.path.str(), errors.path.str()};
  std::string problem;
  const int status = llvm::sys::ExecuteAndWait(program_, words, /*Env=*/std::nullopt, redirects,
                                               /*SecondsToWait=*/0, /*MemoryLimit=*/0, &problem);
  if (status < 0) return failure("git: " + problem);
  if (status > 0) return failure("git: " + reasonOf(errors.text()));
  return out.text();
}

}  // namespace chanvet::driver
