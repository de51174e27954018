// clangd with the checks of chanvet in it: the module of clang-tidy is linked in, and all else is
// clangd's.
#include <memory>
#include <string>
#include <vector>

#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/StringRef.h>

#include "driver/Parse.h"

// What the libraries of clangd have no header for.
namespace clang::clangd {

int clangdMain(int argc, char* argv[]);

class SymbolIndex {
 public:
  ~SymbolIndex();
};

namespace remote {

// An index on another machine needs gRPC. This program is built without, as clangd may be.
std::unique_ptr<SymbolIndex> getClient(llvm::StringRef, llvm::StringRef) { return nullptr; }

}  // namespace remote
}  // namespace clang::clangd

// clang's own headers are looked for beside the program, where they may not be.
int main(int argc, char** argv) {
  std::vector<char*> arguments(argv, argv + argc);
  std::string resources = "--resource-dir=" + chanvet::driver::resourceDir();
  bool isSet = llvm::any_of(llvm::drop_begin(arguments), [](llvm::StringRef argument) {
    return argument.ltrim('-').starts_with("resource-dir");
  });
  if (!isSet) arguments.push_back(resources.data());
  arguments.push_back(nullptr);
  return clang::clangd::clangdMain(static_cast<int>(arguments.size()) - 1, arguments.data());
}
