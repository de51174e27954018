#include "link/Initialisers.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include <llvm/ADT/STLExtras.h>

namespace chanvet::link {

using model::Block;
using model::BlockId;
using model::Function;
using model::Instruction;
using model::kNone;
using model::Terminator;
using model::Value;

namespace {

Terminator jumpTo(BlockId block) {
  Terminator jump(Terminator::Jump);
  jump.successors.push_back(block);
  return jump;
}

// A new block with what stands in `block` from `instruction` on.
BlockId split(Function& function, BlockId block, size_t instruction) {
  BlockId added = function.blocks.size();
  function.blocks.emplace_back();
  Block& from = function.blocks[block];
  Block& to = function.blocks[added];
  instruction = std::min(instruction, from.instructions.size());
  auto start = from.instructions.begin() + instruction;
  to.instructions.assign(std::make_move_iterator(start),
                         std::make_move_iterator(from.instructions.end()));
  from.instructions.erase(start, from.instructions.end());
  to.terminator = std::exchange(from.terminator, jumpTo(added));
  to.loop = std::exchange(from.loop, {});
  return added;
}

// The block in which the function returns; kNone: it never does.
BlockId returnOf(const Function& function) {
  for (BlockId block = 0; block < function.blocks.size(); ++block)
    if (function.blocks[block].terminator.kind == Terminator::Return) return block;
  return kNone;
}

}  // namespace

void keepParts(Function& function, const std::vector<model::GlobalInitializer>& parts,
               const std::vector<bool>& kept) {
  BlockId end = returnOf(function);
  auto exists = [&](const model::GlobalInitializer& part) {
    return part.block < function.blocks.size();
  };
  if (end == kNone || !llvm::all_of(parts, exists)) return;
  end = split(function, end, function.blocks[end].instructions.size());
  // From the last on, so that what stands before a part stays where it is.
  std::vector<BlockId> starts(parts.size());
  for (size_t i = parts.size(); i-- > 0;)
    starts[i] = split(function, parts[i].block, parts[i].instruction);
  starts.push_back(end);
  for (size_t i = 0; i < parts.size(); ++i) {
    if (kept[i]) continue;
    function.blocks[starts[i]] = {};
    function.blocks[starts[i]].terminator = jumpTo(starts[i + 1]);
  }
}

}  // namespace chanvet::link
