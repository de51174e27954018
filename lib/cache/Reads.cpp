#include "cache/Reads.h"

#include <algorithm>
#include <utility>

#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/SmallString.h>
#include <llvm/ADT/StringExtras.h>
#include <llvm/Support/FileSystem.h>
#include <llvm/Support/MemoryBuffer.h>
#include <llvm/Support/Path.h>
#include <llvm/Support/xxhash.h>

#include "cache/Bytes.h"

namespace chanvet::cache {

namespace {

using llvm::StringRef;
using llvm::Twine;

// A file that writes down what is read of it.
class RecordedFile : public llvm::vfs::File {
 public:
  RecordedFile(std::unique_ptr<File> real, Sight& sight) : real_(std::move(real)), sight_(sight) {}

  llvm::ErrorOr<llvm::vfs::Status> status() override { return real_->status(); }
  llvm::ErrorOr<std::string> getName() override { return real_->getName(); }
  std::error_code close() override { return real_->close(); }
  llvm::ErrorOr<std::unique_ptr<llvm::MemoryBuffer>> getBuffer(const Twine& name, int64_t size,
                                                               bool isTerminated,
                                                               bool isVolatile) override {
    auto buffer = real_->getBuffer(name, size, isTerminated, isVolatile);
    if (buffer) sight_ = {Sight::Content, contentHash((*buffer)->getBuffer())};
    return buffer;
  }

 protected:
  void setPath(const Twine& path) override { File::setPath(path); }

 private:
  std::unique_ptr<File> real_;
  Sight& sight_;
};

}  // namespace

void add(std::optional<Reads>& all, const std::optional<Reads>& reads) {
  if (!all || !reads) return all.reset();
  bool fits = true;
  for (const auto& [path, sight] : reads->seen) {
    auto [known, isNew] = all->seen.try_emplace(path, sight);
    Sight& one = known->second;
    fits &= isNew || one == sight || one.kind != sight.kind;
    one = std::max(one, sight);
  }
  all->missing.add(reads->missing, [](StringRef) { return true; });
  if (!fits) all.reset();
}

namespace {

// Paths are written in order: of each what it shares with the one before, and the rest.
void transfer(Writer& writer, llvm::StringMap<Sight>& seen) {
  writer.number(seen.size());
  auto paths = llvm::to_vector(seen.keys());
  llvm::sort(paths);
  StringRef last;
  for (StringRef path : paths) {
    const Sight& sight = seen[path];
    size_t shared = 0;
    while (shared < std::min(last.size(), path.size()) && last[shared] == path[shared]) ++shared;
    writer.number(shared);
    writer.text(path.drop_front(shared));
    writer.number(sight.kind);
    if (sight.kind == Sight::Content) writer.number(sight.content);
    last = path;
  }
}

void transfer(Reader& reader, llvm::StringMap<Sight>& seen) {
  std::string path;
  for (std::uint64_t left = reader.next(); left > 0; --left) {
    std::uint64_t shared = reader.next();
    std::string rest;
    reader.text(rest);
    path.resize(std::min<std::uint64_t>(shared, path.size()));
    path += rest;
    Sight sight;
    transfer(reader, sight.kind);
    if (sight.kind == Sight::Content) transfer(reader, sight.content);
    seen.try_emplace(path, sight);
  }
}

}  // namespace

void transfer(Writer& writer, Reads& reads) {
  transfer(writer, reads.seen);
  transfer(writer, reads.missing);
}

void transfer(Reader& reader, Reads& reads) {
  transfer(reader, reads.seen);
  transfer(reader, reads.missing);
}

std::uint64_t contentHash(StringRef content) {
  return llvm::xxh3_64bits(llvm::arrayRefFromStringRef(content));
}

std::string RecordingFileSystem::absolute(const Twine& path) const {
  llvm::SmallString<256> full;
  path.toVector(full);
  // Without a working directory there are only absolute paths.
  (void)makeAbsolute(full);
  return full.str().str();
}

bool RecordingFileSystem::isDirectory(StringRef path) {
  auto [known, isNew] = directories_.try_emplace(path);
  if (isNew) {
    auto status = ProxyFileSystem::status(path);
    known->second = status && status->isDirectory();
  }
  return known->second;
}

void RecordingFileSystem::note(StringRef path, bool exists) {
  if (exists) {
    reads_.seen.try_emplace(path);
    return;
  }
  for (StringRef parent = llvm::sys::path::parent_path(path);
       !parent.empty() && !isDirectory(parent); parent = llvm::sys::path::parent_path(parent))
    path = parent;
  reads_.missing.add(path);
}

llvm::ErrorOr<llvm::vfs::Status> RecordingFileSystem::status(const Twine& path) {
  auto found = ProxyFileSystem::status(path);
  note(absolute(path), static_cast<bool>(found));
  return found;
}

bool RecordingFileSystem::exists(const Twine& path) {
  bool found = ProxyFileSystem::exists(path);
  note(absolute(path), found);
  return found;
}

llvm::ErrorOr<std::unique_ptr<llvm::vfs::File>> RecordingFileSystem::openFileForRead(
    const Twine& path) {
  auto file = ProxyFileSystem::openFileForRead(path);
  std::string full = absolute(path);
  note(full, static_cast<bool>(file));
  if (!file) return file;
  return std::make_unique<RecordedFile>(std::move(*file), reads_.seen[full]);
}

bool Files::areAsSeen(const Reads& reads) {
  auto isMissing = [](StringRef path) { return !llvm::sys::fs::exists(path); };
  return llvm::all_of(reads.seen,
                      [&](const auto& seen) { return isAsSeen(seen.first(), seen.second); }) &&
         missing_.add(reads.missing, isMissing);
}

bool Files::isAsSeen(StringRef path, const Sight& sight) {
  auto [known, isNew] = known_.try_emplace(path);
  State& state = known->second;
  if (isNew) state.exists = llvm::sys::fs::exists(path);
  if (!state.exists || sight.kind == Sight::Exists) return state.exists;
  if (!state.content)
    if (auto buffer = llvm::MemoryBuffer::getFile(path))
      state.content = contentHash((*buffer)->getBuffer());
  return state.content == sight.content;
}

}  // namespace chanvet::cache
