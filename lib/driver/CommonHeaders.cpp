#include "driver/CommonHeaders.h"

#include <algorithm>
#include <list>
#include <utility>

#include <llvm/ADT/BitVector.h>
#include <llvm/ADT/STLExtras.h>

#include "driver/StandardHeader.h"
#include "sieve/IncludeOrder.h"

namespace chanvet::driver {

using llvm::ArrayRef;
using sieve::FileNumber;
using sieve::IncludedFile;
using sieve::IncludeOrder;
using sieve::KnownFile;

namespace {

// So many units are compared with one that looks for others.
constexpr std::size_t kCompared = 512;
// Groups within a group are smaller by this.
constexpr std::size_t kFewer = 3;
// So many bytes take as long to parse as it takes to fork another process.
constexpr std::uint64_t kWorthAFork = 64 << 10;

}  // namespace

// --- what files are -------------------------------------------------------------------------

// A file that is included between braces, of a namespace for one, means something else outside of
// them. Where that is the only place that includes it, it is part of the includer.
CommonHeaders::CommonHeaders(UnitScans& scans, ArrayRef<const UnitJob*> jobs,
                             ArrayRef<std::size_t> numbers, const ExtraArguments& extra)
    : scans_(scans), jobs_(jobs), files_(scans.table().files().size()) {
  const sieve::IncludeTable& table = scans.table();
  std::map<FileNumber, std::set<std::pair<FileNumber, bool>>> includers;
  std::set<std::pair<FileNumber, std::uint32_t>> seen;
  for (std::size_t number : numbers) {
    for (llvm::StringRef macro : macrosOf(jobs[number]->commands.front(), extra))
      macros_.add(sieve::wordOf(sieve::nameOfMacro(macro)));
    for (const IncludedFile& file : scans.of(*jobs[number]).tree.files) {
      if (!seen.emplace(file.file, file.includes).second) continue;
      add(file);
      for (const sieve::Include& include : table.includes()[file.includes]) {
        if (table.files()[include.file].isStandard) continue;
        const std::vector<std::uint32_t>& enclosed = files_[file.file]->words.enclosed;
        includers[include.file].emplace(file.file, llvm::binary_search(enclosed, include.offset));
      }
    }
  }
  for (const auto& [file, places] : includers) {
    bool isEnclosed = llvm::any_of(places, [](const auto& place) { return place.second; });
    if (isEnclosed) enclosed_.insert(file);
    if (isEnclosed && places.size() > 1) fixed_.insert(file);
  }
}

void CommonHeaders::add(const IncludedFile& file) {
  const ScannedFile*& known = files_[file.file];
  if (known) return;
  known = &scans_.file(scans_.table().files()[file.file].path);
  macros_.add(file.file, known->words, scans_.table().files()[file.file].isStandard);
  if (known->words.usesModules) fixed_.insert(file.file);
}

bool CommonHeaders::isStandardName(const KnownFile& file) const {
  return file.isStandard && isStandardHeader("<" + file.angled + ">") &&
         llvm::StringRef(file.path).ends_with("/" + file.angled);
}

// --- groups ---------------------------------------------------------------------------------

// Which units have much in common: one takes in the other that leaves it the most, as long as what
// all of them have in common, parsed once, saves more with it than without.
class CommonHeaders::Grouping {
 public:
  // `parsed`: files that do not count any more.
  Grouping(const CommonHeaders& headers, ArrayRef<std::size_t> numbers,
           const std::set<FileNumber>& parsed) {
    std::map<FileNumber, unsigned> places;
    std::vector<std::pair<std::size_t, std::vector<unsigned>>> all;
    for (std::size_t number : numbers) {
      std::vector<unsigned>& files = all.emplace_back(number, std::vector<unsigned>()).second;
      for (const IncludedFile& file : headers.scans_.of(*headers.jobs_[number]).tree.files) {
        if (parsed.contains(file.file)) continue;
        auto [place, isNew] = places.try_emplace(file.file, weights_.size());
        if (isNew) weights_.push_back(headers.files_[file.file]->bytes);
        files.push_back(place->second);
      }
    }
    for (const auto& [number, files] : all) {
      Unit& unit = units_.emplace_back(number, llvm::BitVector(weights_.size()));
      for (unsigned file : files) unit.files.set(file);
      unit.weight = weightOf(unit.files);
    }
    llvm::stable_sort(units_, [](const Unit& a, const Unit& b) { return a.weight > b.weight; });
  }

  // Empty when there are no more.
  std::vector<std::size_t> next(std::size_t most) {
    if (units_.empty()) return {};
    std::vector<std::size_t> group = {units_.front().number};
    llvm::BitVector common = std::move(units_.front().files);
    std::uint64_t weight = units_.front().weight;
    units_.erase(units_.begin());
    while (group.size() < most && !units_.empty()) {
      auto [best, left] = closest(common);
      if (group.size() * left < (group.size() - 1) * weight) break;
      weight = left;
      common &= best->files;
      group.push_back(best->number);
      units_.erase(best);
    }
    return group;
  }

 private:
  struct Unit {
    std::size_t number;
    llvm::BitVector files;
    std::uint64_t weight = 0;
  };

  std::uint64_t weightOf(const llvm::BitVector& files) const {
    std::uint64_t weight = 0;
    for (unsigned file : files.set_bits()) weight += weights_[file];
    return weight;
  }

  std::pair<std::vector<Unit>::iterator, std::uint64_t> closest(const llvm::BitVector& common) {
    auto best = units_.begin();
    std::uint64_t most = 0;
    const std::size_t count = std::min(units_.size(), kCompared);
    for (auto unit = units_.begin(); unit != units_.begin() + count; ++unit) {
      if (unit->weight <= most) break;
      llvm::BitVector both = common;
      both &= unit->files;
      const std::uint64_t weight = weightOf(both);
      if (weight > most) std::tie(best, most) = std::pair(unit, weight);
    }
    return {best, most};
  }

  std::vector<std::uint64_t> weights_;  // of files: their bytes
  std::vector<Unit> units_;             // heaviest first
};

// --- what a group begins with ---------------------------------------------------------------

class CommonHeaders::Plan {
 public:
  // `before`: headers that have been included when these are, in this order.
  Plan(CommonHeaders& headers, ArrayRef<std::size_t> numbers, ArrayRef<FileNumber> before)
      : headers_(headers), before_(before) {
    for (std::size_t number : numbers)
      units_.push_back({number, IncludeOrder(treeOf(number), headers.scans_.table())});
  }

  // Leaves out headers, or units, until all of these mean the same behind the headers.
  void settle() {
    for (bool isDone = false; !isDone && units_.size() > 1;) {
      choose();
      isDone = !banDifferent() && !resolve();
    }
  }

  bool sharesAnything() const {
    return units_.size() > 1 && (!roots_.empty() || !treeOf(units_.front().number).forced.empty());
  }

  // Whether there is enough beside what came before.
  bool sharesMore() const {
    return units_.size() > 1 &&
           weightOf(entered_) >= weightOf(first().entered(before_)) + kWorthAFork;
  }

  const std::vector<FileNumber>& roots() const { return roots_; }
  std::set<FileNumber> entered() const { return entered_; }

  SharedStart start() const {
    SharedStart start;
    for (FileNumber file : llvm::drop_begin(roots_, before_.size()))
      start.includes.push_back(includeOf(file));
    for (const Unit& unit : units_) start.jobs.push_back(unit.number);
    llvm::sort(start.jobs);
    return start;
  }

 private:
  struct Unit {
    std::size_t number;
    IncludeOrder order;
  };

  const sieve::IncludeTree& treeOf(std::size_t number) const {
    return headers_.scans_.of(*headers_.jobs_[number]).tree;
  }
  const KnownFile& file(FileNumber number) const { return headers_.scans_.table().files()[number]; }
  const IncludeOrder& first() const { return units_.front().order; }

  // The headers that all include, in the order of the first.
  void choose() {
    roots_ = before_.vec();
    const std::vector<FileNumber> files = first().entered(before_);
    entered_ = {files.begin(), files.end()};
    for (const IncludedFile& included : treeOf(units_.front().number).files)
      if (isRoot(included)) addRoot(included.file);
  }

  bool isRoot(const IncludedFile& included) const {
    const KnownFile& known = file(included.file);
    if (headers_.enclosed_.contains(included.file)) return false;
    if (known.isStandard && !headers_.isStandardName(known)) return false;
    if (!known.isStandard && headers_.files_[included.file]->words.includesNext) return false;
    return llvm::all_of(units_, [&](const Unit& unit) {
      const sieve::IncludeTree& tree = treeOf(unit.number);
      return tree.files.front().file != included.file && unit.order.includes(included.file) &&
             (known.isStandard || unit.order[included.file].isGuarded);
    });
  }

  void addRoot(FileNumber root) {
    if (entered_.contains(root)) return;
    const std::vector<FileNumber> files = first().entered({root});
    if (llvm::any_of(files, [&](FileNumber file) { return banned_.contains(file); })) return;
    roots_.push_back(root);
    entered_.insert(files.begin(), files.end());
  }

  // What is not the same file to all of them. Those of the standard library are, but for how they
  // share their definitions out.
  bool banDifferent() {
    const std::size_t before = banned_.size();
    for (FileNumber number : entered_) {
      if (file(number).isStandard) continue;
      bool isSame = headers_.mayComeFirst(number) && llvm::all_of(units_, [&](const Unit& unit) {
                      return unit.order.includes(number) &&
                             unit.order[number].includes == first()[number].includes &&
                             unit.order[number].isSystem == first()[number].isSystem;
                    });
      if (!isSame) banned_.insert(number);
    }
    return banned_.size() != before;
  }

  // Either the headers go that would come too early, with all that lead to them, or the units that
  // object: whichever loses less.
  bool resolve() {
    std::set<FileNumber> moved;
    std::set<std::size_t> objectors;
    for (const Unit& unit : units_) {
      for (const sieve::OrderConflict& conflict : unit.order.conflicts(roots_, headers_.macros_)) {
        moved.insert(entered_.contains(conflict.user) ? conflict.user : conflict.definer);
        objectors.insert(unit.number);
      }
    }
    if (objectors.empty()) return false;
    const std::size_t others = units_.size() - objectors.size(), banned = banned_.size();
    if (weightWithout(moved) * units_.size() >= weightOf(entered_) * others)
      banned_.insert(moved.begin(), moved.end());
    if (banned_.size() == banned)
      std::erase_if(units_, [&](const Unit& unit) { return objectors.contains(unit.number); });
    return true;
  }

  std::uint64_t weightWithout(const std::set<FileNumber>& banned) const {
    std::vector<FileNumber> roots = roots_;
    llvm::erase_if(roots, [&](FileNumber root) {
      return llvm::any_of(banned, [&](FileNumber file) { return first().leadsTo(root, file); });
    });
    return weightOf(first().entered(roots));
  }

  template <class Files>
  std::uint64_t weightOf(const Files& files) const {
    std::uint64_t weight = 0;
    for (FileNumber file : files) weight += headers_.files_[file]->bytes;
    return weight;
  }

  SharedInclude includeOf(FileNumber number) const {
    const KnownFile& known = file(number);
    if (known.isStandard) return {.name = "<" + known.angled + ">"};
    return {.name = "\"" + known.path + "\"", .isSystem = first()[number].isSystem};
  }

  CommonHeaders& headers_;
  ArrayRef<FileNumber> before_;
  std::list<Unit> units_;
  std::vector<FileNumber> roots_;  // that are included
  std::set<FileNumber> entered_;   // these, and what they include
  std::set<FileNumber> banned_;
};

std::vector<SharedStart> CommonHeaders::divide(ArrayRef<std::size_t> numbers, std::size_t most) {
  std::vector<SharedStart> found;
  Grouping grouping(*this, numbers, /*parsed=*/{});
  for (std::vector<std::size_t> group = grouping.next(most); !group.empty();
       group = grouping.next(most)) {
    while (group.size() > 1) {
      Plan plan(*this, group, /*before=*/{});
      plan.settle();
      if (!plan.sharesAnything()) break;
      SharedStart& start = found.emplace_back(plan.start());
      llvm::erase_if(group, [&](std::size_t unit) { return llvm::is_contained(start.jobs, unit); });
      divideFurther(start, plan.roots(), plan.entered());
    }
  }
  return found;
}

void CommonHeaders::divideFurther(SharedStart& start, ArrayRef<FileNumber> roots,
                                  const std::set<FileNumber>& parsed) {
  const std::size_t most = start.jobs.size() / kFewer;
  if (most < 2) return;
  Grouping grouping(*this, start.jobs, parsed);
  std::vector<std::size_t> alone;
  for (std::vector<std::size_t> group = grouping.next(most); !group.empty();
       group = grouping.next(most)) {
    Plan plan(*this, group, roots);
    plan.settle();
    if (!plan.sharesMore()) {
      llvm::append_range(alone, group);
      continue;
    }
    SharedStart& part = start.parts.emplace_back(plan.start());
    for (std::size_t unit : group)
      if (!llvm::is_contained(part.jobs, unit)) alone.push_back(unit);
    divideFurther(part, plan.roots(), plan.entered());
  }
  if (start.parts.empty()) return;
  for (std::size_t unit : alone) start.parts.push_back({{}, {unit}});
  start.jobs.clear();
  for (const SharedStart& part : start.parts) llvm::append_range(start.jobs, part.jobs);
}

}  // namespace chanvet::driver
