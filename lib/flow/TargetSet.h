// Sets of numbers as points-to analysis has them: most hold one at most, and few of the others
// differ, as what is loaded, passed on and returned is what was stored. Copies share what they
// hold. Internal to the room.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include <llvm/ADT/ArrayRef.h>
#include <llvm/ADT/IntrusiveRefCntPtr.h>
#include <llvm/ADT/STLExtras.h>

namespace chanvet::flow {

class TargetSet {
 public:
  TargetSet() = default;
  TargetSet(uint32_t only) : only_(only), isOne_(true) {}

  // In ascending order.
  const uint32_t* begin() const { return numbers().begin(); }
  const uint32_t* end() const { return numbers().end(); }
  bool empty() const { return numbers().empty(); }
  bool contains(uint32_t number) const { return llvm::binary_search(numbers(), number); }

  // Whether there are more now.
  bool insert(const TargetSet& others);

 private:
  struct Many : llvm::RefCountedBase<Many> {
    explicit Many(std::vector<uint32_t> ascending) : numbers(std::move(ascending)) {}
    const std::vector<uint32_t> numbers;
  };

  bool includes(const TargetSet& others) const;
  llvm::ArrayRef<uint32_t> numbers() const {
    return many_ ? llvm::ArrayRef(many_->numbers) : llvm::ArrayRef(&only_, isOne_ ? 1 : 0);
  }

  llvm::IntrusiveRefCntPtr<const Many> many_;  // null: one or none
  uint32_t only_ = 0;
  bool isOne_ = false;
};

}  // namespace chanvet::flow
