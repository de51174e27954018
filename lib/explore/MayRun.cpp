#include "explore/MayRun.h"

namespace chanvet::explore {

using model::Block;
using model::FunctionId;
using model::Instruction;
using model::Value;

namespace {

class Collector {
 public:
  Collector(const model::Unit& unit, const std::vector<llvm::BitVector>& ran)
      : unit_(unit), ran_(ran), found_(unit.functions.size()) {}

  llvm::BitVector run() {
    for (FunctionId id = 0; id < unit_.functions.size(); ++id)
      if (ran_[id].any() || unit_.functions[id].isVisible) add(id);
    while (!work_.empty()) {
      FunctionId id = work_.back();
      work_.pop_back();
      const model::Function& function = unit_.functions[id];
      for (FunctionId overrider : function.overriders) add(overrider);
      for (size_t i = 0; i < function.blocks.size(); ++i)
        if (ran_[id].none() || ran_[id][i]) add(function.blocks[i]);
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
  void add(const Block& block) {
    for (const Instruction& instruction : block.instructions) {
      add(instruction.function);
      add(instruction.callee.function);
      add(instruction.callee.value);
      for (const Value& operand : instruction.operands) add(operand);
      for (const model::SelectCase& one : instruction.cases) add(one.sent);
    }
    add(block.terminator.value);
  }

  const model::Unit& unit_;
  const std::vector<llvm::BitVector>& ran_;
  llvm::BitVector found_;
  std::vector<FunctionId> work_;
};

}  // namespace

llvm::BitVector mayRun(const model::Unit& unit, const std::vector<llvm::BitVector>& ran) {
  return Collector(unit, ran).run();
}

}  // namespace chanvet::explore
