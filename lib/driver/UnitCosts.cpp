#include "driver/UnitCosts.h"

#include <optional>
#include <string>

#include <llvm/ADT/STLExtras.h>
#include <llvm/Support/FileSystem.h>
#include <llvm/Support/MathExtras.h>

namespace chanvet::driver {

namespace {

// What is not known may take longer than anything that is.
constexpr std::uint64_t kUnknown = std::uint64_t{1} << 32;

std::string keyOf(const UnitJob& job) { return cache::keyOf({"cost", job.file}); }

std::optional<std::uint64_t> recall(const UnitJob& job, const cache::Cache& cache) {
  std::uint64_t milliseconds = 0;
  std::optional<std::string> known = cache.get(keyOf(job));
  if (!known || llvm::StringRef(*known).getAsInteger(10, milliseconds)) return std::nullopt;
  return milliseconds;
}

std::uint64_t sizeOf(const std::string& file) {
  std::uint64_t bytes = 0;
  return llvm::sys::fs::file_size(file, bytes) ? 0 : bytes;
}

}  // namespace

void UnitCosts::keep(const UnitJob& job, std::uint64_t milliseconds, const cache::Cache& cache) {
  cache.put(keyOf(job), std::to_string(milliseconds));
}

std::uint64_t UnitCosts::of(const SharedStart& piece) {
  std::uint64_t cost = 0;
  llvm::DenseMap<sieve::FileNumber, std::uint64_t> units;  // that include it
  for (std::size_t number : piece.jobs) {
    const UnitJob& job = *jobs_[number];
    auto known = earlier_ ? recall(job, earlier_->cache) : std::nullopt;
    cost = llvm::SaturatingAdd(cost, known.value_or(kUnknown));
    if (known) continue;
    if (!scans_ || !scans_->hasTree(job)) {
      cost = llvm::SaturatingAdd(cost, sizeOf(job.file));
      continue;
    }
    for (const sieve::IncludedFile& file : scans_->of(job).tree.files) ++units[file.file];
  }
  for (const auto& [file, count] : units) {
    const std::uint64_t times = count == piece.jobs.size() ? 1 : count;
    cost = llvm::SaturatingMultiplyAdd(times, bytesOf(file), cost);
  }
  return cost;
}

std::uint64_t UnitCosts::bytesOf(sieve::FileNumber file) {
  auto [known, isNew] = bytes_.try_emplace(file);
  if (isNew) known->second = sizeOf(scans_->table().files()[file].path);
  return known->second;
}

}  // namespace chanvet::driver
