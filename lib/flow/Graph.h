// Shape of a function's control flow: loops, and which registers live across blocks.
#pragma once

#include <vector>

#include <llvm/ADT/BitVector.h>

#include "model/Model.h"

namespace chanvet::flow {

using model::BlockId;

// A natural loop: its head dominates its blocks, and some block of it jumps back to the head.
struct Loop {
  BlockId head = model::kNone;
  llvm::BitVector blocks;
  // Edges that leave the loop, as (block inside, block outside).
  std::vector<std::pair<BlockId, BlockId>> exits;
};

// The blocks control can go to next; exceptional edges of instructions are left out unless asked
// for.
std::vector<BlockId> successors(const model::Block& block, bool exceptional = false);

class Graph {
 public:
  explicit Graph(const model::Function& function);

  // Innermost loops come first.
  const std::vector<Loop>& loops() const { return loops_; }
  const Loop* innermostLoop(BlockId block) const;
  // Whether a branch at the end of `block` decides if its innermost loop goes on.
  bool leavesLoop(BlockId block) const { return leavesLoop_.test(block); }
  bool isReachable(BlockId block) const { return reachable_.test(block); }
  // Whether control can get from the start of `block` to a return of the function.
  bool canReturn(BlockId block) const { return canReturn_.test(block); }
  // Registers that are used in another block than the one that defines them.
  const std::vector<model::Register>& crossing() const { return crossing_; }

 private:
  void findLoops(const model::Function& function);
  void findCrossing(const model::Function& function);
  void findReturning(const model::Function& function);

  std::vector<std::vector<BlockId>> predecessors_;
  llvm::BitVector reachable_;
  llvm::BitVector canReturn_;
  llvm::BitVector leavesLoop_;
  std::vector<Loop> loops_;
  std::vector<int> innermost_;  // by block: index into loops_, or -1
  std::vector<model::Register> crossing_;
};

}  // namespace chanvet::flow
