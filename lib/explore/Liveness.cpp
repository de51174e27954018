#include "explore/Liveness.h"

namespace chanvet::explore {

using model::Block;
using model::Function;
using model::Instruction;
using model::Value;

namespace {

void read(const Value& value, llvm::BitVector& live) {
  if (value.kind == Value::Reg) live.set(value.payload);
}

void before(const Instruction& instruction, llvm::BitVector& live) {
  if (instruction.result != model::kNone) live.reset(instruction.result);
  if (instruction.received != model::kNone) live.reset(instruction.received);
  for (const model::SelectCase& one : instruction.cases)
    if (one.received != model::kNone) live.reset(one.received);
  for (const Value& operand : instruction.operands) read(operand, live);
  for (const model::SelectCase& one : instruction.cases) {
    read(one.channel, live);
    read(one.sent, live);
  }
  read(instruction.callee.value, live);
  read(instruction.counter, live);
}

void successors(const Block& block, std::vector<model::BlockId>& out) {
  out.assign(block.terminator.successors.begin(), block.terminator.successors.end());
  for (const model::Handler& handler : block.terminator.handlers) out.push_back(handler.block);
  for (const Instruction& instruction : block.instructions)
    if (instruction.unwind != model::kNone) out.push_back(instruction.unwind);
}

}  // namespace

// The usual backward analysis, round after round until nothing changes.
const Liveness::Blocks& Liveness::blocksOf(model::FunctionId id) {
  std::unique_ptr<Blocks>& known = functions_[id];
  if (known) return *known;
  const Function& function = unit_.functions[id];
  known = std::make_unique<Blocks>();
  size_t count = function.blocks.size();
  known->liveOut.assign(count, llvm::BitVector(function.registers));
  std::vector<llvm::BitVector> liveIn(count, llvm::BitVector(function.registers));
  std::vector<model::BlockId> next;
  for (bool changed = true; changed;) {
    changed = false;
    for (size_t i = count; i-- > 0;) {
      const Block& block = function.blocks[i];
      llvm::BitVector live(function.registers);
      successors(block, next);
      for (model::BlockId successor : next) live |= liveIn[successor];
      known->liveOut[i] = live;
      read(block.terminator.value, live);
      for (size_t n = block.instructions.size(); n-- > 0;) {
        // An exception leaves with what its handlers read.
        explore::before(block.instructions[n], live);
        if (block.instructions[n].unwind != model::kNone)
          live |= liveIn[block.instructions[n].unwind];
      }
      if (live == liveIn[i]) continue;
      liveIn[i] = std::move(live);
      changed = true;
    }
  }
  return *known;
}

const llvm::BitVector& Liveness::before(model::FunctionId function, model::BlockId blockId,
                                        uint32_t next) {
  std::unique_ptr<llvm::BitVector>& known = at_[{function, blockId, next}];
  if (known) return *known;
  const Blocks& blocks = blocksOf(function);
  const Block& block = unit_.functions[function].blocks[blockId];
  llvm::BitVector live = blocks.liveOut[blockId];
  read(block.terminator.value, live);
  for (size_t n = block.instructions.size(); n-- > next;)
    explore::before(block.instructions[n], live);
  known = std::make_unique<llvm::BitVector>(std::move(live));
  return *known;
}

}  // namespace chanvet::explore
