// Results of earlier runs, in a directory that any number of processes share. An entry is written
// whole or not at all; one that is damaged is none. What cannot be written is not kept: the cache
// makes runs faster, and nothing else.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <llvm/ADT/ArrayRef.h>
#include <llvm/ADT/STLFunctionalExtras.h>
#include <llvm/ADT/StringRef.h>
#include <llvm/Support/Error.h>

#include "cache/Reads.h"

namespace chanvet::cache {

// The name of what all parts together ask for.
std::string keyOf(llvm::ArrayRef<llvm::StringRef> parts);

// The directory that the environment names: CHANVET_CACHE_DIR, else chanvet in that of the user's
// caches. Empty: CHANVET_CACHE_DIR is, or there is no home; nothing is kept then.
std::string defaultDirectory();

// The bytes that a cache may take: those of CHANVET_CACHE_SIZE, in MiB, or 2 GiB. Errors: it is no
// number.
llvm::Expected<std::uint64_t> defaultSize();

// A result, and what was asked of the file system for it.
struct Recalled {
  std::string content;
  Reads reads;
};

class Cache {
 public:
  explicit Cache(std::string directory) : directory_(std::move(directory)) {}

  // What was kept under the key.
  std::optional<std::string> get(llvm::StringRef key) const;
  void put(llvm::StringRef key, llvm::StringRef content) const;

  // What was kept under the key together with reads that would go alike now.
  std::optional<Recalled> recall(llvm::StringRef key, Files& files) const;
  void keep(llvm::StringRef key, const Reads& reads, llvm::StringRef content) const;

  // Removes entries that nobody has used for long until the rest takes no more than `bytes`; looks
  // every few minutes only, whoever asks.
  void prune(std::uint64_t bytes) const;

  const std::string& directory() const { return directory_; }

 private:
  std::string pathOf(llvm::StringRef key) const;

  std::string directory_;
};

struct CacheStatistics {
  std::uint64_t entries = 0;
  std::uint64_t bytes = 0;
};

// Of all of the directory's entries. Errors: it cannot be read; one cannot be removed.
llvm::Expected<CacheStatistics> statistics(const std::string& directory);
// Removes the entries, and returns what they were.
llvm::Expected<CacheStatistics> clear(const std::string& directory);
// Removes those that are damaged, and what was half written when a process was killed.
llvm::Expected<CacheStatistics> verify(const std::string& directory);

}  // namespace chanvet::cache
