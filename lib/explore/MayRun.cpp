#include "explore/MayRun.h"

namespace chanvet::explore {

using model::Block;
using model::FunctionId;
using model::Instruction;
using model::Value;

namespace {

class Collector {
 public:
  explicit Collector(const Machine& machine)
      : machine_(machine), unit_(machine.unit()), found_(unit_.functions.size()) {}

  llvm::BitVector run() {
    for (FunctionId id = 0; id < unit_.functions.size(); ++id)
      if (machine_.entered[id] || machine_.letOut[id] || unit_.functions[id].isVisible) add(id);
    while (!work_.empty()) {
      FunctionId id = work_.back();
      work_.pop_back();
      const model::Function& function = unit_.functions[id];
      for (FunctionId overrider : function.overriders) add(overrider);
      for (size_t i = 0; i < function.blocks.size(); ++i) {
        if (machine_.entered[id])
          addCalls(function.blocks[i], machine_.ran[id][i]);
        else
          addAll(function.blocks[i]);
      }
    }
    return std::move(found_);
  }

 private:
  void add(FunctionId id) {
    if (id == model::kNone || found_[id]) return;
    found_.set(id);
    work_.push_back(id);
  }
  void add(const Value& value) {
    if (value.kind == Value::FunctionRef) add(static_cast<FunctionId>(value.payload));
  }
  // Where what a function makes or holds goes from there was seen.
  void addCalls(const Block& block, size_t instructions) {
    for (const Instruction& instruction :
         llvm::ArrayRef(block.instructions).take_front(instructions))
      add(instruction.callee.function);
  }
  void addAll(const Block& block) {
    for (const Instruction& instruction : block.instructions) {
      add(instruction.function);
      add(instruction.callee.function);
      add(instruction.callee.value);
      for (const Value& operand : instruction.operands) add(operand);
      for (const model::SelectCase& one : instruction.cases) add(one.sent);
    }
    add(block.terminator.value);
  }

  const Machine& machine_;
  const model::Unit& unit_;
  llvm::BitVector found_;
  std::vector<FunctionId> work_;
};

}  // namespace

llvm::BitVector mayRun(const Machine& machine) { return Collector(machine).run(); }

}  // namespace chanvet::explore
