#include "driver/SieveResults.h"

#include <utility>

#include "cache/Bytes.h"

namespace chanvet::driver {

namespace {

// Many units have the same files: each is written down once.
struct Packed {
  std::vector<std::pair<std::string, std::uint64_t>> files;
  std::vector<std::vector<std::size_t>> rounds;
  std::vector<std::vector<std::size_t>> skipped;  // the unit, then its files
};

template <class Archive>
void transfer(Archive& archive, Packed& packed) {
  cache::transferAll(archive, packed.files, packed.rounds, packed.skipped);
}

Packed pack(Sieved sieved) {
  Packed packed;
  packed.rounds = std::move(sieved.rounds);
  std::map<std::pair<std::string, std::uint64_t>, std::size_t> numbers;
  for (const Sieved::Skipped& skipped : sieved.skipped) {
    std::vector<std::size_t>& one = packed.skipped.emplace_back(1, skipped.unit);
    for (const auto& file : skipped.files) {
      auto [number, isNew] = numbers.try_emplace(file, packed.files.size());
      if (isNew) packed.files.push_back(file);
      one.push_back(number->second);
    }
  }
  return packed;
}

Sieved unpack(Packed packed) {
  Sieved sieved;
  sieved.rounds = std::move(packed.rounds);
  for (llvm::ArrayRef<std::size_t> one : packed.skipped) {
    Sieved::Skipped& skipped = sieved.skipped.emplace_back(one.front());
    for (std::size_t number : one.drop_front()) skipped.files.insert(packed.files[number]);
  }
  return sieved;
}

}  // namespace

std::string sievedKey(llvm::ArrayRef<const UnitJob*> units, const ExtraArguments& extra) {
  std::map<std::pair<const Config*, const Analyser::Checks*>, std::string> settings;
  std::string all;
  for (const UnitJob* unit : units) {
    auto [known, isNew] = settings.try_emplace({unit->config, unit->checks});
    if (isNew) known->second = settingsKey(*unit->config, unit->file);
    all += parsingKey(unit->commands.front(), extra) + known->second;
  }
  return cache::keyOf({"sieved", all});
}

std::optional<Sieved> recallSieved(const std::string& key, EarlierResults& earlier) {
  auto known = earlier.cache.recall(key, earlier.files);
  if (!known) return std::nullopt;
  cache::Reader in(known->content);
  Packed packed;
  transfer(in, packed);
  return in.hasSucceeded() ? std::optional(unpack(std::move(packed))) : std::nullopt;
}

void keepSieved(const std::string& key, EarlierResults& earlier, const cache::Reads& reads,
                Sieved sieved) {
  cache::Writer out;
  Packed packed = pack(std::move(sieved));
  transfer(out, packed);
  earlier.cache.keep(key, reads, out.take());
}

}  // namespace chanvet::driver
