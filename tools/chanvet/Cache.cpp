#include "Cache.h"

#include <string>

#include <fmt/format.h>
#include <llvm/Support/FileSystem.h>
#include <llvm/Support/raw_ostream.h>

#include "Commands.h"
#include "Status.h"
#include "Terminal.h"
#include "cache/Cache.h"

namespace chanvet::tool {

namespace {

std::string describe(const cache::CacheStatistics& statistics) {
  return fmt::format("{} {}, {:.1f} MiB", statistics.entries,
                     statistics.entries == 1 ? "entry" : "entries",
                     static_cast<double>(statistics.bytes) / (1 << 20));
}

llvm::Expected<cache::CacheStatistics> perform(CacheAction action, const std::string& directory) {
  switch (action) {
    case CacheAction::Show:
      return cache::statistics(directory);
    case CacheAction::Clear:
      return cache::clear(directory);
    case CacheAction::Verify:
      return cache::verify(directory);
  }
}

}  // namespace

llvm::Expected<std::unique_ptr<driver::EarlierResults>> openEarlierResults(const Options& options) {
  llvm::Expected<std::uint64_t> size = cache::defaultSize();
  if (!size) return size.takeError();
  std::string directory = cache::defaultDirectory();
  // What exploring costs is to be measured.
  if (!options.usesCache || !options.statistics.empty() || directory.empty()) return nullptr;
  return std::make_unique<driver::EarlierResults>(std::move(directory), *size);
}

int manageCache(const Options& options) {
  llvm::Expected<std::uint64_t> size = cache::defaultSize();
  if (!size) return usageError(size.takeError());
  const std::string directory = cache::defaultDirectory();
  if (directory.empty()) {
    printError("there is no cache: CHANVET_CACHE_DIR is empty, or there is no home");
    return kUsage;
  }
  auto statistics = perform(options.cacheAction, directory);
  if (!statistics) {
    printError(llvm::toString(statistics.takeError()));
    return kIncomplete;
  }
  llvm::outs() << directory << ": ";
  if (options.cacheAction == CacheAction::Show)
    llvm::outs() << describe(*statistics) << fmt::format(" of {} MiB", *size >> 20) << '\n';
  else
    llvm::outs() << "removed " << describe(*statistics) << '\n';
  return kClean;
}

}  // namespace chanvet::tool
