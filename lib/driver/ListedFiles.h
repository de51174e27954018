// Knows what is not in directories in which much is looked for: a header is looked for in a hundred
// of them, and each time the system is asked.
#pragma once

#include <optional>

#include <llvm/ADT/StringMap.h>
#include <llvm/ADT/StringSet.h>
#include <llvm/Support/VirtualFileSystem.h>

namespace chanvet::driver {

// Another file system, which is taken not to change. What directories have is read once.
class ListedFiles : public llvm::vfs::ProxyFileSystem {
 public:
  using ProxyFileSystem::ProxyFileSystem;

  llvm::ErrorOr<llvm::vfs::Status> status(const llvm::Twine& path) override;
  bool exists(const llvm::Twine& path) override;
  llvm::ErrorOr<std::unique_ptr<llvm::vfs::File>> openFileForRead(const llvm::Twine& path) override;

 private:
  struct Directory {
    unsigned asked = 0;  // for what is in it, before it was read
    bool isRead = false;
    std::optional<llvm::StringSet<>> names;  // nothing: nobody knows
  };

  bool isMissing(const llvm::Twine& path);
  void read(llvm::StringRef path, Directory& directory);

  llvm::StringMap<Directory> directories_;
};

}  // namespace chanvet::driver
