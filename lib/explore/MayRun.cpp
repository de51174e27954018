#include "explore/MayRun.h"

#include <llvm/ADT/STLExtras.h>

#include "model/Mentions.h"

namespace chanvet::explore {

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
      if (machine_.entered[id] || machine_.letOut.contains(id) || unit_.functions[id].isVisible)
        add(id);
    while (!work_.empty()) {
      FunctionId id = work_.back();
      work_.pop_back();
      const model::Function& function = unit_.functions[id];
      for (FunctionId overrider : function.overriders) add(overrider);
      if (machine_.entered[id])
        addCalls(function, machine_.ran[id]);
      else
        model::eachMentioned(function, [&](const Value& value) { add(value); });
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
  void addCalls(const model::Function& function, const std::vector<uint32_t>& ran) {
    for (const auto& [block, instructions] : llvm::zip_equal(function.blocks, ran))
      for (const Instruction& instruction :
           llvm::ArrayRef(block.instructions).take_front(instructions))
        add(instruction.callee.function);
  }

  const Machine& machine_;
  const model::Unit& unit_;
  llvm::BitVector found_;
  std::vector<FunctionId> work_;
};

}  // namespace

llvm::BitVector mayRun(const Machine& machine) { return Collector(machine).run(); }

}  // namespace chanvet::explore
