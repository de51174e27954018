#include "explore/MayRun.h"

namespace chanvet::explore {

using model::Block;
using model::FunctionId;
using model::Instruction;
using model::Value;

namespace {

class Collector {
 public:
  Collector(const model::Unit& unit, const llvm::BitVector& entered,
            const std::vector<std::vector<uint32_t>>& ran)
      : unit_(unit), entered_(entered), ran_(ran), found_(unit.functions.size()) {}

  llvm::BitVector run() {
    for (FunctionId id = 0; id < unit_.functions.size(); ++id)
      if (entered_[id] || unit_.functions[id].isVisible) add(id);
    while (!work_.empty()) {
      FunctionId id = work_.back();
      work_.pop_back();
      const model::Function& function = unit_.functions[id];
      for (FunctionId overrider : function.overriders) add(overrider);
      for (size_t i = 0; i < function.blocks.size(); ++i)
        add(function.blocks[i],
            entered_[id] ? ran_[id][i] : function.blocks[i].instructions.size());
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
  void add(const Block& block, size_t instructions) {
    for (const Instruction& instruction :
         llvm::ArrayRef(block.instructions).take_front(instructions)) {
      add(instruction.function);
      add(instruction.callee.function);
      add(instruction.callee.value);
      for (const Value& operand : instruction.operands) add(operand);
      for (const model::SelectCase& one : instruction.cases) add(one.sent);
    }
    add(block.terminator.value);
  }

  const model::Unit& unit_;
  const llvm::BitVector& entered_;
  const std::vector<std::vector<uint32_t>>& ran_;
  llvm::BitVector found_;
  std::vector<FunctionId> work_;
};

}  // namespace

llvm::BitVector mayRun(const model::Unit& unit, const llvm::BitVector& entered,
                       const std::vector<std::vector<uint32_t>>& ran) {
  return Collector(unit, entered, ran).run();
}

}  // namespace chanvet::explore
