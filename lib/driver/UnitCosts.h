// What units will take of the processor, so that those that take longest can be begun first.
#pragma once

#include <cstdint>

#include <llvm/ADT/ArrayRef.h>
#include <llvm/ADT/DenseMap.h>

#include "driver/SharedStart.h"
#include "driver/UnitRunner.h"
#include "driver/UnitScans.h"

namespace chanvet::driver {

class UnitCosts {
 public:
  // `earlier`, `scans`: what is known; each may be null.
  UnitCosts(llvm::ArrayRef<const UnitJob*> jobs, const EarlierResults* earlier, UnitScans* scans)
      : jobs_(jobs), earlier_(earlier), scans_(scans) {}

  // Comparable with those of others. What has run before is told in milliseconds; the rest is more
  // than that, by what there is to read: the sources and, where `scans` knows, what they include.
  // What all units of the piece include counts once.
  std::uint64_t of(const SharedStart& piece);

  // For the next run.
  static void keep(const UnitJob& job, std::uint64_t milliseconds, const cache::Cache& cache);

 private:
  std::uint64_t bytesOf(sieve::FileNumber file);

  llvm::ArrayRef<const UnitJob*> jobs_;
  const EarlierResults* earlier_;
  UnitScans* scans_;
  llvm::DenseMap<sieve::FileNumber, std::uint64_t> bytes_;
};

}  // namespace chanvet::driver
