#include "report/ReplaceFile.h"

#include <system_error>
#include <utility>

#include <llvm/ADT/SmallString.h>
#include <llvm/Support/FileSystem.h>
#include <llvm/Support/raw_ostream.h>

namespace chanvet::report {
namespace {

namespace fs = llvm::sys::fs;

std::error_code write(fs::TempFile& file, llvm::StringRef content) {
  llvm::raw_fd_ostream out(file.FD, /*shouldClose=*/false);
  out << content;
  out.flush();
  const std::error_code error = out.error();
  out.clear_error();
  return error;
}

llvm::Error cannotWrite(llvm::StringRef path, llvm::Error error) {
  return llvm::createStringError("cannot write '" + path +
                                 "': " + llvm::toString(std::move(error)));
}

}  // namespace

llvm::Error replaceFile(llvm::StringRef path, llvm::StringRef content) {
  llvm::SmallString<256> real;
  const bool exists = !fs::real_path(path, real);
  if (!exists) real = path;
  llvm::Expected<fs::TempFile> file = fs::TempFile::create(real + ".%%%%%%%%.tmp");
  if (!file) return cannotWrite(path, file.takeError());

  std::error_code error = write(*file, content);
  if (!error && exists) {
    const llvm::ErrorOr<fs::perms> permissions = fs::getPermissions(real);
    error = permissions ? fs::setPermissions(file->FD, *permissions) : permissions.getError();
  }
  if (error) {
    return cannotWrite(path, llvm::joinErrors(llvm::errorCodeToError(error), file->discard()));
  }
  if (llvm::Error failed = file->keep(real)) return cannotWrite(path, std::move(failed));
  return llvm::Error::success();
}

}  // namespace chanvet::report
