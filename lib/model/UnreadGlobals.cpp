#include "model/UnreadGlobals.h"

#include <llvm/ADT/ArrayRef.h>
#include <llvm/ADT/BitVector.h>
#include <llvm/ADT/STLExtras.h>

#include "model/Mentions.h"
#include "model/OwnEffects.h"

namespace chanvet::model {

namespace {

// Gives the registers that are still defined numbers without gaps.
void renumberRegisters(Function& function) {
  std::vector<Register> numbers(function.registers, kNone);
  function.registers = 0;
  auto define = [&](Register& defined) {
    if (defined == kNone) return;
    numbers[defined] = function.registers;
    defined = function.registers++;
  };
  auto use = [&](Value& value) {
    if (value.kind == Value::Reg) value.payload = numbers[value.payload];
  };
  for (Block& block : function.blocks)
    for (Instruction& instruction : block.instructions) {
      define(instruction.result);
      define(instruction.received);
      for (SelectCase& one : instruction.cases) define(one.received);
    }
  for (Block& block : function.blocks) {
    for (Instruction& instruction : block.instructions) {
      llvm::for_each(instruction.operands, use);
      use(instruction.callee.value);
      use(instruction.counter);
      for (SelectCase& one : instruction.cases) {
        use(one.channel);
        use(one.sent);
      }
    }
    use(block.terminator.value);
  }
}

class Initializer {
 public:
  explicit Initializer(Unit& unit)
      : unit_(unit),
        function_(unit.functions[unit.initializer]),
        isOwn_(unit.symbols.size()),
        isRead_(unit.symbols.size()),
        mayGo_(unit.initializers.size()) {
    for (SymbolId symbol : unit.localSymbols) isOwn_.set(symbol);
    OwnEffects effects(unit);
    for (size_t i = 0; i < unit.initializers.size(); ++i) mayGo_[i] = mayGo(i, effects);
  }

  void dropUnread() {
    findRead();
    bool isAny = false;
    std::vector<GlobalInitializer>& parts = unit_.initializers;
    for (size_t i = parts.size(); i-- > 0;) {
      if (!mayGo_[i] || isRead_[parts[i].global]) continue;
      drop(i);
      isAny = true;
    }
    if (!isAny) return;
    renumberRegisters(function_);
    if (!parts.empty()) return;
    function_.blocks.clear();
    unit_.initializer = kNone;
  }

 private:
  // Where the part ends in the block in which it begins.
  size_t endOf(size_t part) const {
    const std::vector<GlobalInitializer>& parts = unit_.initializers;
    bool isLastOfBlock = part + 1 == parts.size() || parts[part + 1].block != parts[part].block;
    return isLastOfBlock ? function_.blocks[parts[part].block].instructions.size()
                         : parts[part + 1].instruction;
  }

  llvm::ArrayRef<Instruction> instructionsOf(size_t part) const {
    const GlobalInitializer& begin = unit_.initializers[part];
    return llvm::ArrayRef(function_.blocks[begin.block].instructions)
        .slice(begin.instruction, endOf(part) - begin.instruction);
  }

  // Whether the part consists of its instructions in its first block, and nobody would miss them
  // who does not read the global.
  bool mayGo(size_t part, OwnEffects& effects) const {
    const std::vector<GlobalInitializer>& parts = unit_.initializers;
    const GlobalInitializer& begin = parts[part];
    bool isLast = part + 1 == parts.size();
    bool endsHere = isLast ? function_.blocks[begin.block].terminator.kind == Terminator::Return
                           : parts[part + 1].block == begin.block;
    return endsHere && isOwn_[begin.global] &&
           effects.areOwn(function_, instructionsOf(part), begin.global);
  }

  void findRead() {
    for (FunctionId id = 0; id < unit_.functions.size(); ++id)
      if (id != unit_.initializer)
        eachMentioned(unit_.functions[id], [&](const Value& value) { read(value); });
    readWhatStays();
    // A part comes behind those that it reads, but for what is wrong anyway.
    for (bool isAny = true; isAny;) {
      isAny = false;
      for (size_t i = unit_.initializers.size(); i-- > 0;)
        if (mayGo_[i] && isRead_[unit_.initializers[i].global]) isAny |= readBy(instructionsOf(i));
    }
  }

  // By what is no part that may go.
  void readWhatStays() {
    Function rest = function_;
    for (size_t i = unit_.initializers.size(); i-- > 0;)
      if (mayGo_[i]) erase(rest, i);
    eachMentioned(rest, [&](const Value& value) { read(value); });
  }

  void read(const Value& value) {
    if (value.kind == Value::GlobalSlot) isRead_.set(value.payload);
  }

  // Whether what they load was not known to be read.
  bool readBy(llvm::ArrayRef<Instruction> instructions) {
    unsigned known = isRead_.count();
    for (const Instruction& instruction : instructions)
      for (const Value& operand : instruction.operands) read(operand);
    return isRead_.count() > known;
  }

  void erase(Function& function, size_t part) const {
    const GlobalInitializer& begin = unit_.initializers[part];
    auto& instructions = function.blocks[begin.block].instructions;
    instructions.erase(instructions.begin() + begin.instruction,
                       instructions.begin() + endOf(part));
  }

  void drop(size_t part) {
    std::vector<GlobalInitializer>& parts = unit_.initializers;
    const GlobalInitializer begin = parts[part];
    const size_t count = instructionsOf(part).size();
    erase(function_, part);
    parts.erase(parts.begin() + part);
    for (GlobalInitializer& later : llvm::drop_begin(parts, part))
      if (later.block == begin.block) later.instruction -= count;
  }

  Unit& unit_;
  Function& function_;
  llvm::BitVector isOwn_, isRead_;  // by symbol
  llvm::BitVector mayGo_;           // by part, as they were
};

}  // namespace

void dropUnreadGlobals(Unit& unit) {
  if (unit.initializer != kNone) Initializer(unit).dropUnread();
}

}  // namespace chanvet::model
