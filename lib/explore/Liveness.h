// Which registers of a function are read later, at each place where a fiber can stand.
#pragma once

#include <llvm/ADT/BitVector.h>
#include <llvm/ADT/DenseMap.h>

#include "model/Model.h"

namespace chanvet::explore {

class Liveness {
 public:
  explicit Liveness(const model::Unit& unit) : unit_(unit) {}

  // Before instruction `next` of the block runs; past the last instruction: before the terminator.
  const llvm::BitVector& before(model::FunctionId function, model::BlockId block, uint32_t next);

 private:
  struct Blocks {
    std::vector<llvm::BitVector> liveOut;
  };
  const Blocks& blocksOf(model::FunctionId function);

  const model::Unit& unit_;
  llvm::DenseMap<model::FunctionId, std::unique_ptr<Blocks>> functions_;
  llvm::DenseMap<std::tuple<unsigned, unsigned, unsigned>, std::unique_ptr<llvm::BitVector>> at_;
};

}  // namespace chanvet::explore
