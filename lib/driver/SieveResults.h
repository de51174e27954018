// What the sieve let through is kept for the runs that follow: where nothing has changed, nothing
// is scanned.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <llvm/ADT/ArrayRef.h>

#include "cache/Reads.h"
#include "driver/CompileCommand.h"
#include "driver/UnitRunner.h"

namespace chanvet::driver {

// Units are meant by their number.
struct Sieved {
  std::vector<std::vector<std::size_t>> rounds;  // those that were handed out at a time
  struct Skipped {
    std::size_t unit = 0;
    std::map<std::string, std::uint64_t> files;  // as Sieve::filesOf() has them
  };
  std::vector<Skipped> skipped;
};

// Of what is to be done with the units, and the program; not of what stands in files.
std::string sievedKey(llvm::ArrayRef<const UnitJob*> units, const ExtraArguments& extra);

std::optional<Sieved> recallSieved(const std::string& key, EarlierResults& earlier);
void keepSieved(const std::string& key, EarlierResults& earlier, const cache::Reads& reads,
                Sieved sieved);

}  // namespace chanvet::driver
