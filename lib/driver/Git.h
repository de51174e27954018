// Asks the program git.
#pragma once

#include <string>
#include <vector>

#include <llvm/ADT/ArrayRef.h>
#include <llvm/ADT/StringRef.h>
#include <llvm/Support/Error.h>

namespace chanvet::driver {

class Git {
 public:
  // Errors: there is no git.
  static llvm::Expected<Git> in(llvm::StringRef directory);

  // What git prints when it is run in the directory with these arguments. Nothing that the
  // repository's configuration names is run. Errors: what git says when it fails, on one line.
  llvm::Expected<std::string> run(llvm::ArrayRef<llvm::StringRef> arguments) const;

 private:
  Git(std::string program, llvm::StringRef directory)
      : program_(std::move(program)), directory_(directory) {}

  std::string program_;
  std::string directory_;
};

}  // namespace chanvet::driver
