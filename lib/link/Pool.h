// Texts, each once. Internal to the room.
#pragma once

#include <vector>

#include <llvm/ADT/StringMap.h>
#include <llvm/ADT/StringRef.h>

namespace chanvet::link {

// Numbers texts in the order in which they come.
class Pool {
 public:
  Pool() = default;
  Pool(Pool&&) = default;
  Pool& operator=(Pool&&) = default;

  // The number of the text, a new one if it was not there.
  uint32_t add(llvm::StringRef text) {
    auto [at, isNew] = ids_.try_emplace(text, texts_.size());
    if (isNew) texts_.push_back(at->first());
    return at->second;
  }
  llvm::StringRef operator[](uint32_t id) const { return texts_[id]; }
  uint32_t size() const { return texts_.size(); }

 private:
  llvm::StringMap<uint32_t> ids_;
  std::vector<llvm::StringRef> texts_;  // the keys of ids_
};

}  // namespace chanvet::link
