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

}  // namespace chanvet::cache

namespace chanvet::driver {

namespace {

// Of the processor; a scan takes a hundredth of that.
constexpr unsigned kSecondsOfUnit = 10;
// So many share what is read.
constexpr std::size_t kUnitsOfProcess = 256;

std::string encode(std::vector<sieve::Scan> scans) {
  cache::Writer out;
  cache::transfer(out, scans);
  return out.take();
}

std::optional<std::vector<sieve::Scan>> decode(llvm::StringRef bytes) {
  cache::Reader in(bytes);
  std::vector<sieve::Scan> scans;
  cache::transfer(in, scans);
  if (!in.hasSucceeded()) return std::nullopt;
  return scans;
}

class Scans : public Workload {
 public:
  Scans(llvm::ArrayRef<const UnitJob*> units, const ExtraArguments& extra, unsigned processes,
        EarlierResults* earlier)
      : units_(units), extra_(extra), earlier_(earlier), scans_(units.size()) {
    std::vector<std::size_t> unknown;
    for (std::size_t unit = 0; unit < units.size(); ++unit)
      if (!recall(unit)) unknown.push_back(unit);
    const std::size_t share = (unknown.size() + processes - 1) / processes;
    const std::size_t size = std::clamp<std::size_t>(share, 1, kUnitsOfProcess);
    for (std::size_t at = 0; at < unknown.size(); at += size)
      pieces_.emplace_back(unknown.begin() + at,
                           unknown.begin() + std::min(at + size, unknown.size()));
  }

  std::vector<sieve::Scan> run(unsigned processes) {
    std::vector<std::size_t> order(pieces_.size());
    for (std::size_t piece = 0; piece < order.size(); ++piece) order[piece] = piece;
    runInProcesses(order, processes, *this);
    return std::move(scans_);
  }

  std::string run(std::size_t piece) override {
    sieve::Scanner scanner;
    std::vector<sieve::Scan> scans;
    for (std::size_t unit : pieces_[piece]) scans.push_back(scan(scanner, *units_[unit]));
    return encode(std::move(scans));
  }

  WorkerLimits limitsOf(std::size_t piece) const override {
    return {.seconds = static_cast<unsigned>(kSecondsOfUnit * pieces_[piece].size())};
  }

  void started(std::size_t) override {}

  void ended(std::size_t piece, WorkerResult result) override {
    auto scans = decode(result.bytes);
    for (std::size_t index = 0; index < pieces_[piece].size(); ++index) {
      sieve::Scan& scan = scans_[pieces_[piece][index]];
      if (scans)
        scan = std::move((*scans)[index]);
      else
        scan.failure = result.failure;
    }
  }

 private:
  sieve::Scan scan(sieve::Scanner& scanner, const UnitJob& unit) const {
    const CompileCommand& command = unit.commands.front();
    llvm::Expected<ClangCommand> adjusted = clangCommand(command, extra_, resourceDir());
    if (!adjusted) return {.failure = llvm::toString(adjusted.takeError()), .files = {}};
    cache::Reads reads;
    sieve::Scan scan = scanner.scan({.arguments = adjusted->arguments,
                                     .directory = command.directory,
                                     .toolchain = toolchainOptions(adjusted->arguments)},
                                    earlier_ ? &reads : nullptr);
    if (earlier_ && scan.failure.empty())
      earlier_->cache.keep(keyOf(command), reads, encode({scan}));
    return scan;
  }

  bool recall(std::size_t unit) {
    if (!earlier_) return false;
    auto known = earlier_->cache.recall(keyOf(units_[unit]->commands.front()), earlier_->files);
    auto scans = known ? decode(known->content) : std::nullopt;
    if (!scans || scans->size() != 1) return false;
    scans_[unit] = std::move(scans->front());
    return true;
  }

  std::string keyOf(const CompileCommand& command) const {
    return cache::keyOf({"scan", parsingKey(command, extra_)});
  }

  llvm::ArrayRef<const UnitJob*> units_;
  const ExtraArguments& extra_;
  EarlierResults* earlier_;
  std::vector<sieve::Scan> scans_;
  std::vector<std::vector<std::size_t>> pieces_;  // of units
};

}  // namespace

std::vector<sieve::Scan> scanUnits(llvm::ArrayRef<const UnitJob*> units,
                                   const ExtraArguments& extra, unsigned processes,
                                   EarlierResults* earlier) {
  return Scans(units, extra, processes, earlier).run(processes);
}

}  // namespace chanvet::driver
