// chanvet_dialect_tool FOLDER
//
// Compares the dialects that are part of the program with the files of the folder: each must be
// there, and be in all fields what the reader of YAML makes of its file.
#include <string>

#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/StringSet.h>
#include <llvm/Support/FileSystem.h>
#include <llvm/Support/Path.h>
#include <llvm/Support/raw_ostream.h>

#include "dialect/Loader.h"

using namespace chanvet;
using llvm::StringRef;

namespace {

bool isAsRead(StringRef path, StringRef name) {
  llvm::Expected<dialect::Dialect> read = dialect::loadDialect(path);
  llvm::Expected<dialect::Dialect> shipped = dialect::loadShippedDialect(name);
  if (!read || !shipped) {
    llvm::errs() << llvm::toString(
                        llvm::joinErrors(read ? llvm::Error::success() : read.takeError(),
                                         shipped ? llvm::Error::success() : shipped.takeError()))
                 << '\n';
    return false;
  }
  read->file = ("<shipped>/" + name + ".yaml").str();
  bool isEqual = *read == *shipped;
  llvm::outs() << name << (isEqual ? ": as in its file\n" : ": NOT as in its file\n");
  return isEqual;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    llvm::errs() << "usage: chanvet_dialect_tool FOLDER\n";
    return 2;
  }
  bool isFine = true;
  llvm::StringSet<> seen;
  std::error_code error;
  for (llvm::sys::fs::directory_iterator at(argv[1], error), end; !error && at != end;
       at.increment(error)) {
    if (llvm::sys::path::extension(at->path()) != ".yaml") continue;
    StringRef name = llvm::sys::path::stem(at->path());
    seen.insert(name);
    isFine &= isAsRead(at->path(), name);
  }
  if (error) {
    llvm::errs() << argv[1] << ": error: cannot be read: " << error.message() << '\n';
    return 2;
  }
  for (const dialect::detail::EmbeddedDialect& shipped : dialect::shippedDialects())
    if (!seen.contains(shipped.name)) {
      llvm::outs() << shipped.name << ": has no file\n";
      isFine = false;
    }
  return isFine ? 0 : 1;
}
