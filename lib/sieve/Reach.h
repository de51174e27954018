// Which functions of the units that were parsed matter, and by which names others may reach them.
#pragma once

#include <unordered_map>
#include <utility>
#include <vector>

#include "sieve/FileWords.h"
#include "sieve/Outline.h"

namespace chanvet::sieve {

// What functions are called that matter: those that work on primitives, and those that lead to
// them.
struct Names {
  // Name and class, which is 0 for what is no member. Sorted, each once.
  using Callees = std::vector<std::pair<Word, Word>>;

  Callees called;   // they can be called from elsewhere, by these names
  Callees unnamed;  // the same, where a declaration is all that tells of a call
  Words wanted;     // they use what has such a name and is defined elsewhere, if at all
};

class Reach {
 public:
  void add(const Outline& outline);
  Names names() const;

 private:
  using Ids = std::vector<std::uint64_t>;
  const OutlinedFunction* find(std::uint64_t id) const;

  // Of a function that several units know, what they know together.
  std::unordered_map<std::uint64_t, OutlinedFunction> functions_;
};

}  // namespace chanvet::sieve
