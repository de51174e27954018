#include "driver/UnitScans.h"

#include <algorithm>
#include <string>
#include <utility>

#include "cache/Bytes.h"
#include "driver/Parse.h"
#include "driver/Workers.h"

namespace chanvet::cache {

template <class Archive>
void transfer(Archive& archive, sieve::Scan& scan) {
  transferAll(archive, scan.failure, scan.files);
}

template <class Archive>
void transfer(Archive& archive, driver::UnitScans& all) {
  transferAll(archive, all.scans, all.reads);
}

}  // namespace chanvet::cache

namespace chanvet::driver {

namespace {

// Of the processor; a scan takes a hundredth of that.
constexpr unsigned kSecondsOfUnit = 10;
// So many share what is read.
constexpr std::size_t kUnitsOfProcess = 256;

template <class T>
std::string encode(T value) {
  cache::Writer out;
  cache::transfer(out, value);
  return out.take();
}

template <class T>
std::optional<T> decode(llvm::StringRef bytes) {
  cache::Reader in(bytes);
  T value;
  cache::transfer(in, value);
  if (!in.hasSucceeded()) return std::nullopt;
  return value;
}

class Scans : public Workload {
 public:
  Scans(llvm::ArrayRef<const UnitJob*> units, const ExtraArguments& extra, unsigned processes,
        EarlierResults* earlier)
      : units_(units), extra_(extra), earlier_(earlier) {
    found_.scans.resize(units.size());
    std::vector<std::size_t> unknown;
    for (std::size_t unit = 0; unit < units.size(); ++unit)
      if (!recall(unit)) unknown.push_back(unit);
    const std::size_t share = (unknown.size() + processes - 1) / processes;
    const std::size_t size = std::clamp<std::size_t>(share, 1, kUnitsOfProcess);
    for (std::size_t at = 0; at < unknown.size(); at += size)
      pieces_.emplace_back(unknown.begin() + at,
                           unknown.begin() + std::min(at + size, unknown.size()));
  }

  UnitScans run(unsigned processes) {
    std::vector<std::size_t> order(pieces_.size());
    for (std::size_t piece = 0; piece < order.size(); ++piece) order[piece] = piece;
    runInProcesses(order, processes, *this);
    return std::move(found_);
  }

  std::string run(std::size_t piece) override {
    sieve::Scanner scanner;
    UnitScans found;
    for (std::size_t unit : pieces_[piece])
      found.scans.push_back(scan(scanner, *units_[unit], found));
    return encode(std::move(found));
  }

  WorkerLimits limitsOf(std::size_t piece) const override {
    return {.seconds = static_cast<unsigned>(kSecondsOfUnit * pieces_[piece].size())};
  }

  void started(std::size_t) override {}

  void ended(std::size_t piece, WorkerResult result) override {
    auto found = decode<UnitScans>(result.bytes);
    for (std::size_t index = 0; index < pieces_[piece].size(); ++index) {
      sieve::Scan& scan = found_.scans[pieces_[piece][index]];
      if (found)
        scan = std::move(found->scans[index]);
      else
        scan.failure = result.failure;
    }
    cache::add(found_.reads, found ? found->reads : std::nullopt);
  }

 private:
  // What was asked for it goes to `found`.
  sieve::Scan scan(sieve::Scanner& scanner, const UnitJob& unit, UnitScans& found) const {
    const CompileCommand& command = unit.commands.front();
    llvm::Expected<ClangCommand> adjusted = clangCommand(command, extra_, resourceDir());
    if (!adjusted) return {.failure = llvm::toString(adjusted.takeError()), .files = {}};
    cache::Reads reads;
    sieve::Scan scan = scanner.scan({.arguments = adjusted->arguments,
                                     .directory = command.directory,
                                     .toolchain = toolchainOptions(adjusted->arguments)},
                                    earlier_ ? &reads : nullptr);
    if (earlier_ && scan.failure.empty()) earlier_->cache.keep(keyOf(command), reads, encode(scan));
    cache::add(found.reads, reads);
    return scan;
  }

  bool recall(std::size_t unit) {
    if (!earlier_) return false;
    auto known = earlier_->cache.recall(keyOf(units_[unit]->commands.front()), earlier_->files);
    auto scan = known ? decode<sieve::Scan>(known->content) : std::nullopt;
    if (!scan) return false;
    found_.scans[unit] = std::move(*scan);
    cache::add(found_.reads, known->reads);
    return true;
  }

  std::string keyOf(const CompileCommand& command) const {
    return cache::keyOf({"scan", parsingKey(command, extra_)});
  }

  llvm::ArrayRef<const UnitJob*> units_;
  const ExtraArguments& extra_;
  EarlierResults* earlier_;
  UnitScans found_;
  std::vector<std::vector<std::size_t>> pieces_;  // of units
};

}  // namespace

UnitScans scanUnits(llvm::ArrayRef<const UnitJob*> units, const ExtraArguments& extra,
                    unsigned processes, EarlierResults* earlier) {
  return Scans(units, extra, processes, earlier).run(processes);
}

}  // namespace chanvet::driver
