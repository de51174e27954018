#include "driver/UnitScans.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include <llvm/ADT/STLExtras.h>
#include <llvm/Support/MemoryBuffer.h>

#include "cache/Bytes.h"
#include "driver/Parse.h"
#include "driver/Workers.h"

namespace chanvet::driver {

namespace {

// Of the processor; a scan takes a hundredth of that.
constexpr unsigned kSecondsOfUnit = 10;
// So many share what is read.
constexpr std::size_t kUnitsOfProcess = 256;

// What one process brings.
struct Scanned {
  std::vector<sieve::Scan> scans;
  std::vector<sieve::KnownFile> files;  // of the trees; and what these include
  std::vector<sieve::Includes> includes;
  sieve::FoundHeaders headers;
  std::optional<cache::Reads> reads = cache::Reads();
};

}  // namespace

}  // namespace chanvet::driver

namespace chanvet::cache {

template <class Archive>
void transfer(Archive& archive, sieve::KnownFile& file) {
  transferAll(archive, file.path, file.isStandard, file.angled);
}

template <class Archive>
void transfer(Archive& archive, sieve::Include& include) {
  transferAll(archive, include.offset, include.file);
}

template <class Archive>
void transfer(Archive& archive, sieve::IncludedFile& file) {
  transferAll(archive, file.file, file.includes, file.isSystem, file.isGuarded);
}

// What is kept of one: the numbers of its tree mean nothing to others.
template <class Archive>
void transfer(Archive& archive, sieve::Scan& scan) {
  transferAll(archive, scan.failure, scan.files);
}

template <class Archive>
void transfer(Archive& archive, sieve::IncludeTree& tree) {
  transferAll(archive, tree.files, tree.forced);
}

}  // namespace chanvet::cache

namespace chanvet::driver {

namespace {

template <class Archive>
void transfer(Archive& archive, Scanned& scanned) {
  cache::transferAll(archive, scanned.scans, scanned.files, scanned.includes, scanned.reads);
  transfer(archive, scanned.headers);
  for (sieve::Scan& scan : scanned.scans) cache::transfer(archive, scan.tree);
}

std::string encode(sieve::Scan scan) {
  cache::Writer out;
  cache::transfer(out, scan);
  return out.take();
}

std::optional<sieve::Scan> decodeScan(llvm::StringRef bytes) {
  cache::Reader in(bytes);
  sieve::Scan scan;
  cache::transfer(in, scan);
  return in.hasSucceeded() ? std::optional(std::move(scan)) : std::nullopt;
}

std::optional<Scanned> decodeScanned(llvm::StringRef bytes) {
  cache::Reader in(bytes);
  Scanned scanned;
  transfer(in, scanned);
  return in.hasSucceeded() ? std::optional(std::move(scanned)) : std::nullopt;
}

}  // namespace

class UnitScans::Workers : public Workload {
 public:
  Workers(UnitScans& scans, llvm::ArrayRef<const UnitJob*> units) : scans_(scans) {
    const std::size_t share = (units.size() + scans.processes_ - 1) / scans.processes_;
    const std::size_t size = std::clamp<std::size_t>(share, 1, kUnitsOfProcess);
    for (; !units.empty(); units = units.drop_front(pieces_.back().size()))
      pieces_.push_back(units.take_front(size));
  }

  void run() {
    std::vector<std::size_t> order(pieces_.size());
    std::iota(order.begin(), order.end(), 0);
    runInProcesses(order, scans_.processes_, *this);
  }

  std::string run(std::size_t piece) override {
    sieve::Scanner scanner;
    Scanned found;
    for (const UnitJob* unit : pieces_[piece]) found.scans.push_back(scan(scanner, *unit, found));
    found.files = scanner.table().files();
    found.includes = scanner.table().includes();
    found.headers = std::move(scanner.found());
    cache::Writer out;
    transfer(out, found);
    return out.take();
  }

  WorkerLimits limitsOf(std::size_t piece) const override {
    return {.seconds = static_cast<unsigned>(kSecondsOfUnit * pieces_[piece].size())};
  }

  void ended(std::size_t piece, WorkerResult result) override {
    auto found = decodeScanned(result.bytes);
    cache::add(scans_.reads_, found ? found->reads : std::nullopt);
    if (found) renumber(*found);
    if (found) scans_.headers_.add(found->headers);
    for (auto [index, unit] : llvm::enumerate(pieces_[piece]))
      scans_.scans_[unit] = found ? std::move(found->scans[index])
                                  : sieve::Scan{.failure = result.failure, .files = {}, .tree = {}};
  }

 private:
  // What was asked for it goes to `found`.
  sieve::Scan scan(sieve::Scanner& scanner, const UnitJob& unit, Scanned& found) const {
    const CompileCommand& command = unit.commands.front();
    llvm::Expected<ClangCommand> adjusted = clangCommand(command, scans_.extra_, resourceDir());
    if (!adjusted)
      return {.failure = llvm::toString(adjusted.takeError()), .files = {}, .tree = {}};
    EarlierResults* earlier = scans_.earlier_;
    cache::Reads reads;
    sieve::Scan scan = scanner.scan({.arguments = adjusted->arguments,
                                     .directory = command.directory,
                                     .toolchain = toolchainOptions(adjusted->arguments)},
                                    earlier ? &reads : nullptr);
    if (earlier && scan.failure.empty())
      earlier->cache.keep(scans_.keyOf(command), reads, encode(scan));
    cache::add(found.reads, reads);
    return scan;
  }

  // The trees have the numbers of the process that made them.
  void renumber(Scanned& found) {
    std::vector<sieve::FileNumber> files;
    for (sieve::KnownFile& file : found.files) files.push_back(scans_.table_.add(std::move(file)));
    std::vector<std::uint32_t> lists;
    for (sieve::Includes& includes : found.includes) {
      for (sieve::Include& include : includes) include.file = files[include.file];
      lists.push_back(scans_.table_.add(std::move(includes)));
    }
    for (sieve::Scan& scan : found.scans) {
      for (sieve::FileNumber& file : scan.tree.forced) file = files[file];
      for (sieve::IncludedFile& file : scan.tree.files) {
        file.file = files[file.file];
        file.includes = lists[file.includes];
      }
    }
  }

  UnitScans& scans_;
  std::vector<llvm::ArrayRef<const UnitJob*>> pieces_;
};

void UnitScans::scan(llvm::ArrayRef<const UnitJob*> units) {
  std::vector<const UnitJob*> unknown;
  for (const UnitJob* unit : units)
    if (!scans_.contains(unit) && !recall(*unit)) unknown.push_back(unit);
  Workers(*this, unknown).run();
}

void UnitScans::scanTrees(llvm::ArrayRef<const UnitJob*> units) {
  std::vector<const UnitJob*> unknown;
  for (const UnitJob* unit : units)
    if (!hasTree(*unit) && of(*unit).failure.empty()) unknown.push_back(unit);
  Workers(*this, unknown).run();
}

const sieve::Scan& UnitScans::of(const UnitJob& unit) const {
  static const sieve::Scan none;
  auto known = scans_.find(&unit);
  return known == scans_.end() ? none : known->second;
}

bool UnitScans::recall(const UnitJob& unit) {
  if (!earlier_) return false;
  auto known = earlier_->cache.recall(keyOf(unit.commands.front()), earlier_->files);
  auto scan = known ? decodeScan(known->content) : std::nullopt;
  if (!scan) return false;
  scans_[&unit] = std::move(*scan);
  cache::add(reads_, known->reads);
  return true;
}

std::string UnitScans::keyOf(const CompileCommand& command) const {
  return cache::keyOf({"scan", parsingKey(command, extra_)});
}

const ScannedFile& UnitScans::file(const std::string& path) {
  auto [known, isNew] = read_.try_emplace(path);
  if (!isNew) return known->second;
  auto buffer = llvm::MemoryBuffer::getFile(path);
  const llvm::StringRef content = buffer ? (*buffer)->getBuffer() : "";
  known->second = {sieve::fileWords(content), cache::contentHash(content), content.size()};
  return known->second;
}

void UnitScans::forget() {
  scans_.clear();
  reads_.reset();
  table_ = {};
  read_.clear();
}

}  // namespace chanvet::driver
