// What is known of the definitions of a store without reading them again.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <llvm/ADT/ArrayRef.h>
#include <llvm/ADT/STLFunctionalExtras.h>

#include "link/Store.h"

namespace chanvet::link {

// Equal for equal things, whatever the store they are in (XXH3, 128 bits).
using Digest = std::pair<uint64_t, uint64_t>;

struct Reference {
  Table table = Table::Text;
  uint32_t id = 0;  // in the store
};

class Outlines {
 public:
  using Use = llvm::function_ref<void(uint32_t definition, const model::Function&)>;

  // Reads all definitions, each once, and shows those with a body to `use` with the store's ids.
  Outlines(const Store& store, Use use);

  // What a definition refers to, each thing once, in the order in which reading it meets them.
  llvm::ArrayRef<Reference> references(uint32_t definition) const {
    return llvm::ArrayRef(references_)
        .slice(begin_[definition], begin_[definition + 1] - begin_[definition]);
  }
  const model::Location& location(uint32_t definition) const { return locations_[definition]; }
  const Digest& digest(uint32_t definition) const { return digests_[definition]; }
  // Of what is no definition.
  const Digest& digest(Reference reference) const {
    return known_[static_cast<size_t>(reference.table)][reference.id];
  }

 private:
  template <class T>
  Digest digestOf(const T& thing, std::vector<Reference>& references) const;

  std::vector<Reference> references_;
  std::vector<size_t> begin_;  // where those of a definition begin
  std::vector<model::Location> locations_;
  std::vector<Digest> digests_;
  std::vector<std::vector<Digest>> known_;  // by table
};

}  // namespace chanvet::link
