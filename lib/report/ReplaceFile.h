// Writes files that are never seen half-written.
#pragma once

#include <llvm/ADT/StringRef.h>
#include <llvm/Support/Error.h>

namespace chanvet::report {

// Gives the file the content, by way of a temporary file beside it that takes its place when it is
// complete. Permissions stay; where `path` is a symbolic link, the file that it leads to is
// replaced. A file that is not there is made. Errors name the file, which is as it was then.
llvm::Error replaceFile(llvm::StringRef path, llvm::StringRef content);

}  // namespace chanvet::report
