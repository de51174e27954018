#include "link/Outlines.h"

#include <llvm/ADT/DenseMap.h>
#include <llvm/ADT/StringExtras.h>
#include <llvm/Support/xxhash.h>

namespace chanvet::link {

namespace {

constexpr size_t kTables = static_cast<size_t>(Table::Definition);

// Numbers what is referred to in the order in which it is; texts are taken as they are.
class OwnNumbers : public Encoding {
 public:
  explicit OwnNumbers(std::vector<Reference>& references) : references_(references) {}

  uint32_t idOf(Table table, uint32_t id) override {
    auto [at, isNew] = numbers_.try_emplace({static_cast<unsigned>(table), id}, numbers_.size());
    if (isNew) references_.push_back({table, id});
    return at->second;
  }
  uint32_t idOf(llvm::StringRef text) override {
    texts += text;
    return text.size();
  }

  std::string texts;

 private:
  std::vector<Reference>& references_;
  llvm::SmallDenseMap<std::pair<unsigned, uint32_t>, uint32_t, 32> numbers_;
};

template <class T>
void addBytes(std::string& bytes, llvm::ArrayRef<T> values) {
  bytes.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T));
}

Digest hashOf(llvm::StringRef bytes) {
  llvm::XXH128_hash_t hash = llvm::xxh3_128bits(llvm::arrayRefFromStringRef(bytes));
  return {hash.low64, hash.high64};
}

}  // namespace

// Adds what the thing refers to.
template <class T>
Digest Outlines::digestOf(const T& thing, std::vector<Reference>& references) const {
  size_t first = references.size();
  OwnNumbers numbers(references);
  Words words = encode(thing, numbers);
  std::string bytes;
  addBytes<uint64_t>(bytes, words);
  for (Reference reference : llvm::ArrayRef(references).drop_front(first))
    addBytes<Digest>(bytes, digest(reference));
  bytes += numbers.texts;
  return hashOf(bytes);
}

Outlines::Outlines(const Store& store, Use use) : known_(kTables) {
  SameIds same(store);
  auto known = [&](Table table) -> std::vector<Digest>& {
    return known_[static_cast<size_t>(table)];
  };
  std::vector<Reference> own;
  auto add = [&](Table table, const auto& thing) {
    own.clear();
    known(table).push_back(digestOf(thing, own));
  };
  for (uint32_t id = 0; id < store.texts(); ++id)
    known(Table::Text).push_back(hashOf(store.text(id)));
  known(Table::File) = known(Table::Text);
  for (const Key& key : store.keys()) add(Table::Function, key);
  for (const Symbol& symbol : store.symbols()) add(Table::Symbol, symbol);
  for (model::TypeId id = 0; id < store.types(); ++id) add(Table::Type, store.type(id));
  for (uint32_t id = 0; id < store.operations(); ++id)
    add(Table::Operation, store.operation(id, same));
  for (uint32_t id = 0; id < store.definitions(); ++id) {
    model::Function function = store.definition(id, same);
    begin_.push_back(references_.size());
    locations_.push_back(function.location);
    digests_.push_back(digestOf(function, references_));
    if (function.hasBody()) use(id, function);
  }
  begin_.push_back(references_.size());
}

}  // namespace chanvet::link
