#include "driver/ListedFiles.h"

#include <system_error>

#include <llvm/ADT/SmallString.h>
#include <llvm/Support/Path.h>

namespace chanvet::driver {

namespace {

using llvm::StringRef;
using llvm::Twine;

// Reading a directory takes as long as to ask for some files.
constexpr unsigned kAskedBeforeReading = 8;
constexpr unsigned kMostNames = 4096;

std::error_code missing() { return std::make_error_code(std::errc::no_such_file_or_directory); }

}  // namespace

llvm::ErrorOr<llvm::vfs::Status> ListedFiles::status(const Twine& path) {
  if (isMissing(path)) return missing();
  return ProxyFileSystem::status(path);
}

bool ListedFiles::exists(const Twine& path) {
  return !isMissing(path) && ProxyFileSystem::exists(path);
}

llvm::ErrorOr<std::unique_ptr<llvm::vfs::File>> ListedFiles::openFileForRead(const Twine& path) {
  if (isMissing(path)) return missing();
  return ProxyFileSystem::openFileForRead(path);
}

bool ListedFiles::isMissing(const Twine& path) {
  llvm::SmallString<256> full;
  path.toVector(full);
  StringRef name = llvm::sys::path::filename(full);
  if (!llvm::sys::path::is_absolute(full) || name == "." || name == "..") return false;
  StringRef parent = llvm::sys::path::parent_path(full);
  Directory& directory = directories_[parent];
  if (!directory.isRead) {
    if (++directory.asked <= kAskedBeforeReading) return false;
    read(parent, directory);
  }
  return directory.names && !directory.names->contains(name);
}

void ListedFiles::read(StringRef path, Directory& directory) {
  directory.isRead = true;
  std::error_code error;
  llvm::StringSet<> names;
  for (llvm::vfs::directory_iterator at = dir_begin(path, error), end; !error && at != end;
       at.increment(error)) {
    if (names.size() == kMostNames) return;
    names.insert(llvm::sys::path::filename(at->path()));
  }
  if (!error || error == missing()) directory.names = std::move(names);
}

}  // namespace chanvet::driver
