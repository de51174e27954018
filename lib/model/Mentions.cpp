#include "model/Mentions.h"

namespace chanvet::model {

void eachMentioned(const Function& function, llvm::function_ref<void(const Value&)> visit) {
  auto visitFunction = [&](FunctionId id) {
    if (id != kNone) visit(Value::function(id));
  };
  for (const Block& block : function.blocks) {
    for (const Instruction& instruction : block.instructions) {
      visitFunction(instruction.function);
      visitFunction(instruction.callee.function);
      visit(instruction.callee.value);
      visit(instruction.counter);
      for (const Value& operand : instruction.operands) visit(operand);
      for (const SelectCase& one : instruction.cases) {
        visit(one.channel);
        visit(one.sent);
      }
    }
    visit(block.terminator.value);
  }
}

}  // namespace chanvet::model
