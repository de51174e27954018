#include "cache/Absences.h"

#include <cstdint>
#include <map>
#include <utility>

#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/SmallString.h>
#include <llvm/Support/Path.h>

#include "cache/Bytes.h"

namespace chanvet::cache {

namespace {

using llvm::BitVector;
using llvm::StringRef;

// Sorted throughout. Many names are missing from the same directories.
struct Plain {
  std::vector<std::string> directories;
  std::vector<std::vector<std::uint32_t>> sets;  // of directories
  std::vector<std::pair<std::string, std::uint32_t>> names;
};

template <class Archive>
void transfer(Archive& archive, Plain& plain) {
  transferAll(archive, plain.directories, plain.sets, plain.names);
}

void include(BitVector& set, unsigned number) {
  if (number >= set.size()) set.resize(number + 1);
  set.set(number);
}

bool contains(const BitVector& set, unsigned number) { return number < set.size() && set[number]; }

}  // namespace

void Absences::add(StringRef path) {
  include(missing_[llvm::sys::path::filename(path)], numberOf(llvm::sys::path::parent_path(path)));
}

void Absences::add(StringRef name, llvm::ArrayRef<unsigned> directories) {
  if (directories.empty()) return;
  BitVector& known = missing_[name];
  for (unsigned directory : directories) include(known, directory);
}

bool Absences::add(const Absences& others, llvm::function_ref<bool(StringRef path)> accept) {
  const std::vector<unsigned> numbers = numbersOf(others);
  for (const auto& [name, directories] : others.missing_) {
    BitVector& known = missing_[name];
    for (unsigned there : directories.set_bits()) {
      if (contains(known, numbers[there])) continue;
      llvm::SmallString<256> path(others.directories_[there]);
      llvm::sys::path::append(path, name);
      if (!accept(path)) return false;
      include(known, numbers[there]);
    }
  }
  return true;
}

bool Absences::operator==(const Absences& other) const {
  Absences mine = *this, others = other;
  Writer own, its;
  transfer(own, mine);
  transfer(its, others);
  return own.take() == its.take();
}

unsigned Absences::numberOf(StringRef directory) {
  auto [known, isNew] = numbers_.try_emplace(directory, directories_.size());
  if (isNew) directories_.push_back(directory.str());
  return known->second;
}

std::vector<unsigned> Absences::numbersOf(const Absences& others) {
  std::vector<unsigned> numbers;
  for (StringRef directory : others.directories_) numbers.push_back(numberOf(directory));
  return numbers;
}

void transfer(Writer& writer, Absences& absences) {
  Plain plain{.directories = absences.directories_, .sets = {}, .names = {}};
  llvm::sort(plain.directories);
  std::vector<std::uint32_t> ranks(plain.directories.size());
  for (const auto& [rank, directory] : llvm::enumerate(plain.directories))
    ranks[absences.numbers_.lookup(directory)] = rank;
  auto names = llvm::to_vector(absences.missing_.keys());
  llvm::sort(names);
  std::map<std::vector<std::uint32_t>, std::uint32_t> sets;
  for (StringRef name : names) {
    std::vector<std::uint32_t> set;
    for (unsigned directory : absences.missing_.find(name)->second.set_bits())
      set.push_back(ranks[directory]);
    llvm::sort(set);
    auto [known, isNew] = sets.try_emplace(set, sets.size());
    if (isNew) plain.sets.push_back(std::move(set));
    plain.names.emplace_back(name.str(), known->second);
  }
  transfer(writer, plain);
}

void transfer(Reader& reader, Absences& absences) {
  Plain plain;
  transfer(reader, plain);
  std::vector<BitVector> sets;
  for (const std::vector<std::uint32_t>& numbers : plain.sets) {
    BitVector& set = sets.emplace_back(plain.directories.size());
    for (std::uint32_t number : numbers) {
      if (number >= set.size()) return reader.fail();
      set.set(number);
    }
  }
  for (const std::string& directory : plain.directories) absences.numberOf(directory);
  for (const auto& [name, set] : plain.names) {
    if (set >= sets.size()) return reader.fail();
    absences.missing_[name] = sets[set];
  }
}

}  // namespace chanvet::cache
