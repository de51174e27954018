#include "flow/Graph.h"

#include <algorithm>

namespace chanvet::flow {

using model::Function;
using model::kNone;
using model::Terminator;

std::vector<BlockId> successors(const model::Block& block, bool exceptional) {
  const model::List<BlockId>& normal = block.terminator.successors;
  std::vector<BlockId> next(normal.begin(), normal.end());
  for (const model::Handler& handler : block.terminator.handlers) next.push_back(handler.block);
  if (exceptional)
    for (const model::Instruction& instruction : block.instructions)
      if (instruction.unwind != kNone) next.push_back(instruction.unwind);
  return next;
}

Graph::Graph(const Function& function)
    : predecessors_(function.blocks.size()),
      reachable_(function.blocks.size()),
      canReturn_(function.blocks.size()),
      leavesLoop_(function.blocks.size()),
      innermost_(function.blocks.size(), -1) {
  std::vector<BlockId> work{0};
  if (!function.blocks.empty()) reachable_.set(0);
  while (!work.empty()) {
    BlockId block = work.back();
    work.pop_back();
    for (BlockId next : successors(function.blocks[block], /*exceptional=*/true)) {
      predecessors_[next].push_back(block);
      if (reachable_.test(next)) continue;
      reachable_.set(next);
      work.push_back(next);
    }
  }
  findReturning(function);
  findLoops(function);
  findCrossing(function);
}

const Loop* Graph::innermostLoop(BlockId block) const {
  return innermost_[block] < 0 ? nullptr : &loops_[innermost_[block]];
}

void Graph::findReturning(const Function& function) {
  std::vector<BlockId> work;
  for (BlockId block = 0; block < function.blocks.size(); ++block)
    if (reachable_.test(block) && function.blocks[block].terminator.kind == Terminator::Return) {
      canReturn_.set(block);
      work.push_back(block);
    }
  while (!work.empty()) {
    BlockId block = work.back();
    work.pop_back();
    for (BlockId before : predecessors_[block]) {
      if (canReturn_.test(before)) continue;
      canReturn_.set(before);
      work.push_back(before);
    }
  }
}

// Dominators by the iterative algorithm (Cooper, Harvey, Kennedy: A Simple, Fast Dominance
// Algorithm) on bit vectors; functions are small.
void Graph::findLoops(const Function& function) {
  size_t count = function.blocks.size();
  if (count == 0) return;
  std::vector<llvm::BitVector> dominators(count, llvm::BitVector(count, true));
  dominators[0].reset();
  dominators[0].set(0);
  for (bool changed = true; changed;) {
    changed = false;
    for (BlockId block = 1; block < count; ++block) {
      if (!reachable_.test(block)) continue;
      llvm::BitVector now(count, true);
      for (BlockId before : predecessors_[block]) now &= dominators[before];
      now.set(block);
      if (now == dominators[block]) continue;
      dominators[block] = now;
      changed = true;
    }
  }
  std::vector<Loop> byHead(count);
  for (BlockId block = 0; block < count; ++block) {
    if (!reachable_.test(block)) continue;
    for (BlockId head : successors(function.blocks[block])) {
      if (!dominators[block].test(head)) continue;
      Loop& loop = byHead[head];
      loop.head = head;
      if (loop.blocks.empty()) loop.blocks.resize(count);
      loop.blocks.set(head);
      std::vector<BlockId> work{block};
      while (!work.empty()) {
        BlockId at = work.back();
        work.pop_back();
        if (loop.blocks.test(at)) continue;
        loop.blocks.set(at);
        for (BlockId before : predecessors_[at]) work.push_back(before);
      }
    }
  }
  for (Loop& loop : byHead)
    if (loop.head != kNone) loops_.push_back(std::move(loop));
  std::sort(loops_.begin(), loops_.end(), [](const Loop& a, const Loop& b) {
    return std::pair(a.blocks.count(), a.head) < std::pair(b.blocks.count(), b.head);
  });
  for (size_t i = loops_.size(); i-- > 0;)
    for (unsigned block : loops_[i].blocks.set_bits()) innermost_[block] = i;
  for (Loop& loop : loops_)
    for (unsigned block : loop.blocks.set_bits())
      for (BlockId next : successors(function.blocks[block]))
        if (!loop.blocks.test(next)) loop.exits.emplace_back(block, next);
  for (BlockId block = 0; block < count; ++block) {
    const Loop* loop = innermostLoop(block);
    if (!loop) continue;
    for (BlockId next : successors(function.blocks[block]))
      if (!loop->blocks.test(next)) leavesLoop_.set(block);
  }
}

void Graph::findCrossing(const Function& function) {
  std::vector<BlockId> definedIn(function.registers, kNone);
  for (BlockId block = 0; block < function.blocks.size(); ++block)
    for (const model::Instruction& instruction : function.blocks[block].instructions)
      if (instruction.result != kNone) definedIn[instruction.result] = block;
  llvm::BitVector crosses(function.registers);
  auto use = [&](const model::Value& value, BlockId block) {
    if (value.kind == model::Value::Reg && definedIn[value.payload] != block)
      crosses.set(value.payload);
  };
  for (BlockId block = 0; block < function.blocks.size(); ++block) {
    for (const model::Instruction& instruction : function.blocks[block].instructions) {
      for (const model::Value& operand : instruction.operands) use(operand, block);
      use(instruction.callee.value, block);
      use(instruction.counter, block);
      for (const model::SelectCase& one : instruction.cases) {
        use(one.channel, block);
        use(one.sent, block);
      }
    }
    use(function.blocks[block].terminator.value, block);
  }
  for (unsigned reg : crosses.set_bits()) crossing_.push_back(reg);
}

}  // namespace chanvet::flow
