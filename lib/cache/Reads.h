// What parsing asks of the file system: a result holds as long as it would be answered alike.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <llvm/ADT/StringMap.h>
#include <llvm/ADT/StringRef.h>
#include <llvm/Support/VirtualFileSystem.h>

#include "cache/Absences.h"

namespace chanvet::cache {

// How a path was seen that was there.
struct Sight {
  enum Kind : std::uint8_t { Exists, Content };
  Kind kind = Exists;
  std::uint64_t content = 0;  // contentHash() of what was read
  friend auto operator<=>(const Sight&, const Sight&) = default;
};

// All paths are absolute.
struct Reads {
  llvm::StringMap<Sight> seen;
  Absences missing;
  bool operator==(const Reads&) const = default;
};

// Adds what else was asked. Nothing, where that is not known of one, or they do not go together: a
// file may have changed in between.
void add(std::optional<Reads>& all, const std::optional<Reads>& reads);

class Writer;
class Reader;
void transfer(Writer& writer, Reads& reads);
void transfer(Reader& reader, Reads& reads);

// Tells whether two contents of a file are the same.
std::uint64_t contentHash(llvm::StringRef content);

// Writes down what is asked of another file system. Of a path whose directory is not there, that
// this is not.
class RecordingFileSystem : public llvm::vfs::ProxyFileSystem {
 public:
  RecordingFileSystem(llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> real, Reads& reads)
      : ProxyFileSystem(std::move(real)), reads_(reads) {}

  llvm::ErrorOr<llvm::vfs::Status> status(const llvm::Twine& path) override;
  bool exists(const llvm::Twine& path) override;
  llvm::ErrorOr<std::unique_ptr<llvm::vfs::File>> openFileForRead(const llvm::Twine& path) override;

 private:
  std::string absolute(const llvm::Twine& path) const;
  void note(llvm::StringRef path, bool exists);
  bool isDirectory(llvm::StringRef path);

  Reads& reads_;
  llvm::StringMap<bool> directories_;
};

// Files as they are now. Each that is there is looked at once.
class Files {
 public:
  bool areAsSeen(const Reads& reads);

 private:
  bool isAsSeen(llvm::StringRef path, const Sight& sight);

  struct State {
    bool exists = false;
    std::optional<std::uint64_t> content;  // where somebody wanted to know
  };
  llvm::StringMap<State> known_;
  Absences missing_;
};

}  // namespace chanvet::cache
