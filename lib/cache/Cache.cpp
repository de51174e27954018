#include "cache/Cache.h"

#include <chrono>
#include <cstdlib>
#include <system_error>
#include <utility>

#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/SmallString.h>
#include <llvm/ADT/StringExtras.h>
#include <llvm/Support/BLAKE3.h>
#include <llvm/Support/CachePruning.h>
#include <llvm/Support/Endian.h>
#include <llvm/Support/FileSystem.h>
#include <llvm/Support/MemoryBuffer.h>
#include <llvm/Support/Path.h>
#include <llvm/Support/raw_ostream.h>

#include "cache/Bytes.h"

namespace chanvet::cache {

namespace {

using llvm::StringRef;
namespace endian = llvm::support::endian;
namespace fs = llvm::sys::fs;

// LLVM's pruning only touches files of this name.
constexpr StringRef kPrefix = "llvmcache-";
// Pruned with the rest when nobody finishes it.
constexpr StringRef kUnfinished = "llvmcache-unfinished-";

// An entry is what the file is, how its content is hashed, and the content.
constexpr StringRef kMagic("CVC\2", 4);
constexpr size_t kHeaderSize = 12;

// Where sources change to and fro, as between branches, so many states of them are known.
constexpr size_t kVariants = 8;

constexpr std::uint64_t kDefaultSize = std::uint64_t{2} << 30;
constexpr std::chrono::hours kExpiration(24 * 30);
constexpr std::chrono::minutes kInterval(5);

std::string hexOf(const llvm::BLAKE3Result<16>& hash) {
  return llvm::toHex(llvm::ArrayRef(hash), /*LowerCase=*/true);
}

std::optional<StringRef> contentOf(StringRef file) {
  if (!file.starts_with(kMagic) || file.size() < kHeaderSize) return std::nullopt;
  StringRef content = file.drop_front(kHeaderSize);
  if (endian::read64le(file.data() + kMagic.size()) != contentHash(content)) return std::nullopt;
  return content;
}

// --- results by what was read ---------------------------------------------------------------

// One state of the sources, and the key of the result that goes with it.
struct Variant {
  Reads reads;
  std::string result;
};

template <class Archive>
void transfer(Archive& archive, Variant& variant) {
  transferAll(archive, variant.result, variant.reads);
}

std::vector<Variant> variantsOf(const std::optional<std::string>& manifest) {
  if (!manifest) return {};
  Reader reader(*manifest);
  std::vector<Variant> variants;
  transfer(reader, variants);
  return reader.hasSucceeded() ? std::move(variants) : std::vector<Variant>();
}

std::string manifestOf(StringRef key) { return keyOf({"manifest", key}); }

// --- all entries ----------------------------------------------------------------------------

llvm::Error error(const std::string& file, std::error_code code) {
  return llvm::createStringError(code, "'" + file + "': " + code.message());
}

// Calls use(path, bytes) for each file of the cache.
llvm::Error forEachFile(const std::string& directory,
                        llvm::function_ref<llvm::Error(const std::string&, std::uint64_t)> use) {
  std::error_code code;
  for (fs::directory_iterator at(directory, code), end; at != end && !code; at.increment(code)) {
    StringRef name = llvm::sys::path::filename(at->path());
    if (!name.starts_with(kPrefix)) continue;
    // Another process may have removed it.
    llvm::ErrorOr<fs::basic_file_status> status = at->status();
    if (!status) continue;
    if (llvm::Error failed = use(at->path(), status->getSize())) return failed;
  }
  bool isMissing = code == std::errc::no_such_file_or_directory;
  return code && !isMissing ? error(directory, code) : llvm::Error::success();
}

llvm::Error remove(const std::string& file) {
  std::error_code code = fs::remove(file, /*IgnoreNonExisting=*/true);
  return code ? error(file, code) : llvm::Error::success();
}

bool isWhole(const std::string& file) {
  if (llvm::sys::path::filename(file).starts_with(kUnfinished)) return false;
  auto buffer = llvm::MemoryBuffer::getFile(file, /*IsText=*/false,
                                            /*RequiresNullTerminator=*/false);
  return buffer && contentOf((*buffer)->getBuffer());
}

llvm::Expected<CacheStatistics> removeIf(const std::string& directory,
                                         llvm::function_ref<bool(const std::string&)> isUnwanted) {
  CacheStatistics removed;
  auto removeUnwanted = [&](const std::string& file, std::uint64_t bytes) -> llvm::Error {
    if (!isUnwanted(file)) return llvm::Error::success();
    ++removed.entries;
    removed.bytes += bytes;
    return remove(file);
  };
  if (llvm::Error failed = forEachFile(directory, removeUnwanted)) return std::move(failed);
  return removed;
}

}  // namespace

std::string keyOf(llvm::ArrayRef<StringRef> parts) {
  llvm::BLAKE3 hasher;
  for (StringRef part : parts) {
    char size[8];
    endian::write64le(size, part.size());
    hasher.update(StringRef(size, sizeof(size)));
    hasher.update(part);
  }
  return hexOf(hasher.final<16>());
}

std::string defaultDirectory() {
  if (const char* named = std::getenv("CHANVET_CACHE_DIR")) return named;
  llvm::SmallString<256> directory;
  if (!llvm::sys::path::cache_directory(directory)) return "";
  llvm::sys::path::append(directory, "chanvet");
  return directory.str().str();
}

llvm::Expected<std::uint64_t> defaultSize() {
  const char* named = std::getenv("CHANVET_CACHE_SIZE");
  if (!named) return kDefaultSize;
  std::uint64_t size = 0;
  if (StringRef(named).getAsInteger(10, size) || size == 0 || size > (UINT64_MAX >> 20))
    return llvm::createStringError("CHANVET_CACHE_SIZE: '" + llvm::Twine(named) +
                                   "' is no number of MiB above 0");
  return size << 20;
}

std::string Cache::pathOf(StringRef key) const {
  llvm::SmallString<256> path(directory_);
  llvm::sys::path::append(path, kPrefix + key);
  return path.str().str();
}

std::optional<std::string> Cache::get(StringRef key) const {
  // When it was last used decides what is removed first.
  llvm::Expected<fs::file_t> file =
      fs::openNativeFileForRead(pathOf(key), fs::OF_UpdateAtime, nullptr);
  if (!file) {
    llvm::consumeError(file.takeError());
    return std::nullopt;
  }
  auto buffer = llvm::MemoryBuffer::getOpenFile(*file, pathOf(key), /*FileSize=*/-1,
                                                /*RequiresNullTerminator=*/false);
  fs::closeFile(*file);
  if (!buffer) return std::nullopt;
  std::optional<StringRef> content = contentOf((*buffer)->getBuffer());
  return content ? std::optional(content->str()) : std::nullopt;
}

void Cache::put(StringRef key, StringRef content) const {
  if (fs::create_directories(directory_, /*IgnoreExisting=*/true, fs::owner_all)) return;
  llvm::SmallString<256> model(directory_);
  llvm::sys::path::append(model, kUnfinished + "%%%%%%%%");
  llvm::Expected<fs::TempFile> file = fs::TempFile::create(model);
  if (!file) return llvm::consumeError(file.takeError());
  char hash[8];
  endian::write64le(hash, contentHash(content));
  {
    llvm::raw_fd_ostream out(file->FD, /*shouldClose=*/false);
    out << kMagic << StringRef(hash, sizeof(hash)) << content;
    out.flush();
    if (out.has_error()) {
      out.clear_error();
      return llvm::consumeError(file->discard());
    }
  }
  llvm::consumeError(file->keep(pathOf(key)));
}

std::optional<Recalled> Cache::recall(StringRef key, Files& files) const {
  for (Variant& variant : variantsOf(get(manifestOf(key)))) {
    if (!files.areAsSeen(variant.reads)) continue;
    std::optional<std::string> content = get(variant.result);
    if (!content) return std::nullopt;
    return Recalled{std::move(*content), std::move(variant.reads)};
  }
  return std::nullopt;
}

void Cache::keep(StringRef key, const Reads& reads, StringRef content) const {
  std::vector<Variant> variants = variantsOf(get(manifestOf(key)));
  llvm::erase_if(variants, [&](const Variant& variant) { return variant.reads == reads; });
  Variant newest{reads, keyOf({"result", content})};
  put(newest.result, content);
  variants.insert(variants.begin(), std::move(newest));
  if (variants.size() > kVariants) variants.resize(kVariants);
  Writer writer;
  transfer(writer, variants);
  put(manifestOf(key), writer.take());
}

void Cache::prune(std::uint64_t bytes) const {
  llvm::CachePruningPolicy policy;
  policy.Interval = kInterval;
  policy.Expiration = kExpiration;
  policy.MaxSizePercentageOfAvailableSpace = 0;
  policy.MaxSizeBytes = bytes;
  llvm::pruneCache(directory_, policy);
}

llvm::Expected<CacheStatistics> statistics(const std::string& directory) {
  CacheStatistics all;
  llvm::Error failed = forEachFile(directory, [&](const std::string&, std::uint64_t bytes) {
    ++all.entries;
    all.bytes += bytes;
    return llvm::Error::success();
  });
  if (failed) return std::move(failed);
  return all;
}

llvm::Expected<CacheStatistics> clear(const std::string& directory) {
  return removeIf(directory, [](const std::string&) { return true; });
}

llvm::Expected<CacheStatistics> verify(const std::string& directory) {
  return removeIf(directory, [](const std::string& file) { return !isWhole(file); });
}

}  // namespace chanvet::cache
