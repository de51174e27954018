#include "explore/Future.h"

namespace chanvet::explore {

using model::BlockId;
using model::Callee;
using model::Function;
using model::FunctionId;
using model::Instruction;
using model::Opcode;
using model::OpKind;

namespace {

class Collector {
 public:
  Collector(const model::Unit& unit, Future::Whose whose)
      : unit_(unit), whose_(whose), called_(unit.functions.size()) {}

  void addAfter(const Frame& frame) {
    const Function& function = unit_.functions[frame.function];
    llvm::BitVector seen(function.blocks.size());
    const model::Block& block = function.blocks[frame.block];
    // What the fiber stands before is done when it goes on; what its callers stand in as well.
    for (size_t i = frame.next + 1; i < block.instructions.size(); ++i) add(block.instructions[i]);
    for (BlockId next : block.terminator.successors) addBlock(function, next, seen);
  }

  Future take() { return std::move(future_); }

 private:
  void addBlock(const Function& function, BlockId id, llvm::BitVector& seen) {
    std::vector<BlockId> work{id};
    while (!work.empty()) {
      BlockId at = work.back();
      work.pop_back();
      if (seen[at]) continue;
      seen.set(at);
      const model::Block& block = function.blocks[at];
      for (const Instruction& instruction : block.instructions) add(instruction);
      for (BlockId next : block.terminator.successors) work.push_back(next);
    }
  }

  void addFunction(FunctionId id) {
    if (called_[id]) return;
    called_.set(id);
    const Function& function = unit_.functions[id];
    llvm::BitVector seen(function.blocks.size());
    if (function.hasBody()) addBlock(function, 0, seen);
    for (FunctionId overrider : function.overriders) addFunction(overrider);
  }

  void add(const Instruction& instruction) {
    switch (instruction.opcode) {
      case Opcode::Operation:
        future_.operations.insert(unit_.operation(instruction).kind);
        break;
      case Opcode::Select:
        for (const model::SelectCase& one : instruction.cases)
          future_.operations.insert(one.kind == OpKind::CaseSend ? OpKind::Send : OpKind::Receive);
        break;
      case Opcode::Destroy:
        if (instruction.type != model::kNone) addEnd(unit_.types[instruction.type]);
        break;
      case Opcode::Spawn:
        if (whose_ == Future::Own) break;
        [[fallthrough]];
      case Opcode::Call:
        if (instruction.callee.function != model::kNone)
          addFunction(instruction.callee.function);
        else
          future_.isOpen |= instruction.callee.kind == Callee::Value;
        break;
      default:
        break;
    }
  }

  // A promise that dies makes its future ready.
  void addEnd(const model::Type& type) {
    if (type.onDestroy == dialect::OnDestroy::Close) future_.operations.insert(OpKind::Close);
    if (type.kind == model::ClassKind::Promise || type.kind == model::ClassKind::PackagedTask)
      future_.operations.insert(OpKind::SetValue);
  }

  const model::Unit& unit_;
  Future::Whose whose_;
  llvm::BitVector called_;
  Future future_;
};

}  // namespace

bool Future::mayDo(std::initializer_list<OpKind> kinds) const {
  if (isOpen) return true;
  for (OpKind kind : kinds)
    if (operations.contains(kind)) return true;
  return false;
}

Future futureOf(const model::Unit& unit, const Fiber& fiber, Future::Whose whose) {
  Collector collector(unit, whose);
  for (const Frame& frame : fiber.frames) collector.addAfter(frame);
  return collector.take();
}

}  // namespace chanvet::explore
