#include "flow/Queries.h"

#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/SmallPtrSet.h>

#include "model/Origin.h"

namespace chanvet::flow {

using model::Function;
using model::Instruction;
using model::kNone;
using model::Opcode;
using model::OpKind;
using model::Terminator;
using model::Unit;
using model::Value;

namespace {

bool uses(const Instruction& instruction, const Value& value) {
  if (llvm::is_contained(instruction.operands, value)) return true;
  if (instruction.callee.value == value || instruction.counter == value) return true;
  return llvm::any_of(instruction.cases, [&](const model::SelectCase& one) {
    return one.channel == value || one.sent == value;
  });
}

llvm::StringRef outermostNamespace(llvm::StringRef name) { return name.split("::").first; }

// Follows one receive through a loop's conditions.
class ExitCondition {
 public:
  ExitCondition(const Unit& unit, const Function& function, const Loop& loop,
                const Instruction& receive)
      : unit_(unit),
        function_(function),
        loop_(loop),
        receive_(receive),
        result_(unit.operation(receive).result) {
    definitions_.resize(function.registers);
    for (const model::Block& block : function.blocks)
      for (const Instruction& instruction : block.instructions)
        if (instruction.result != kNone) definitions_[instruction.result] = &instruction;
  }

  // Whether the value says if the receive had a value, and nothing more.
  bool tellsOutcome(const Value& value) {
    const Instruction* definition = definitionOf(value);
    if (!definition) return false;
    switch (definition->opcode) {
      case Opcode::Compare:
        return (isOutcome(definition->operands[0]) && isAnswer(definition->operands[1])) ||
               (isAnswer(definition->operands[0]) && isOutcome(definition->operands[1]));
      case Opcode::Not:
        return tellsOutcome(definition->operands[0]);
      default:
        return result_ == dialect::ResultKind::Status && isOutcome(value);
    }
  }

 private:
  // What the outcome is compared with: an optional, or an error, with nothing; a status with a
  // value.
  bool isAnswer(const Value& value) const {
    if (value.kind == Value::Null || value.kind == Value::Nothing) return true;
    return value.kind == Value::Constant && result_ == dialect::ResultKind::Status;
  }

  const Instruction* definitionOf(const Value& value) const {
    return value.kind == Value::Reg ? definitions_[value.payload] : nullptr;
  }

  // The receive's result, also through a local that holds nothing else in the loop, or the part of
  // a tuple that says how it went.
  bool isOutcome(const Value& value) {
    const Instruction* definition = definitionOf(value);
    if (!definition) return false;
    if (definition == &receive_) return true;
    if (definition->opcode == Opcode::Field)
      return isStatusField(definition->symbol) && isOutcome(definition->operands[0]);
    if (definition->opcode != Opcode::Load) return false;
    const Value& slot = definition->operands[0];
    if (slot.kind == Value::Reg) return isOutcome(slot);
    if (slot.kind != Value::LocalSlot) return false;
    bool stored = false;
    for (unsigned block : loop_.blocks.set_bits())
      for (const Instruction& instruction : function_.blocks[block].instructions) {
        if (instruction.opcode != Opcode::Store || instruction.operands[0] != slot) continue;
        if (!visited_.insert(&instruction).second) continue;
        if (!isOutcome(instruction.operands[1])) return false;
        stored = true;
      }
    return stored || sawStoreOf(slot);
  }

  bool isStatusField(model::SymbolId symbol) const {
    llvm::StringRef name = unit_.symbol(symbol);
    return name == "std::tuple::0" || name == "std::pair::second";
  }

  bool sawStoreOf(const Value& slot) const {
    return llvm::any_of(visited_,
                        [&](const Instruction* store) { return store->operands[0] == slot; });
  }

  const Unit& unit_;
  const Function& function_;
  const Loop& loop_;
  const Instruction& receive_;
  dialect::ResultKind result_;
  std::vector<const Instruction*> definitions_;
  llvm::SmallPtrSet<const Instruction*, 8> visited_;
};

bool mayThrow(const UnitFacts& facts, const Instruction& instruction) {
  if (instruction.opcode != Opcode::Call) return false;
  return llvm::any_of(targets(facts.unit, instruction.callee), [&](model::FunctionId target) {
    return facts.summaries[target].mayThrow || !facts.summaries[target].mayReturn;
  });
}

// A coroutine can be cancelled wherever it awaits, and what it awaits beside the receive can throw.
bool mayBeCancelled(const Function& function, const Loop& loop) {
  if (!function.isCoroutine) return false;
  if (loop.exits.empty()) return true;
  for (unsigned block : loop.blocks.set_bits())
    for (const Instruction& instruction : function.blocks[block].instructions)
      if (instruction.opcode == Opcode::Call && instruction.callee.isUnseen()) return true;
  return false;
}

bool hasOtherExit(const UnitFacts& facts, const Function& function, const Loop& loop,
                  const Instruction& receive) {
  if (mayBeCancelled(function, loop)) return true;
  for (unsigned block : loop.blocks.set_bits())
    for (const Instruction& instruction : function.blocks[block].instructions)
      if (mayThrow(facts, instruction)) return true;
  bool isOther = llvm::any_of(loop.exits, [&](const auto& exit) {
    const Terminator& terminator = function.blocks[exit.first].terminator;
    return terminator.kind != Terminator::Branch ||
           !ExitCondition(facts.unit, function, loop, receive).tellsOutcome(terminator.value);
  });
  // Whoever asks again asks what was received: the null pointer that ends the work.
  return isOther || loop.exits.size() > 1;
}

bool isUntilClosed(const Unit& unit, const Instruction& instruction) {
  if (instruction.opcode != Opcode::Operation) return false;
  const model::Operation& operation = unit.operation(instruction);
  return operation.kind == OpKind::Receive && !operation.timed &&
         operation.on == model::ClassKind::Channel;
}

}  // namespace

namespace {

// The slot of a temporary that nothing reads.
bool isDeadTemporary(const Function& function, const Value& slot) {
  if (slot.kind != Value::Reg) return false;
  bool isNew = false;
  for (const model::Block& block : function.blocks)
    for (const Instruction& instruction : block.instructions) {
      if (instruction.result == slot.payload) isNew = instruction.opcode == Opcode::New;
      bool onlyStores = instruction.opcode == Opcode::Store && instruction.operands[1] != slot;
      if (!onlyStores && uses(instruction, slot)) return false;
    }
  return isNew;
}

}  // namespace

bool isResultUsed(const Function& function, const Instruction& instruction) {
  if (instruction.result == kNone) return false;
  Value result = Value::reg(instruction.result);
  return llvm::any_of(function.blocks, [&](const model::Block& block) {
    return block.terminator.value == result ||
           llvm::any_of(block.instructions, [&](const Instruction& other) {
             if (!uses(other, result)) return false;
             return other.opcode != Opcode::Store || !isDeadTemporary(function, other.operands[0]);
           });
  });
}

bool isGuards(const Unit& unit, const Function& function, const Instruction& lock) {
  auto isOfGuard = [&](const Value& slot) {
    const Instruction* field = definitionOf(function, slot);
    return field && field->opcode == Opcode::Field &&
           unit.symbol(field->symbol).starts_with("guard::");
  };
  const Instruction* mutex = definitionOf(function, lock.operands[0]);
  if (mutex && mutex->opcode == Opcode::Load && isOfGuard(mutex->operands[0])) return true;
  return llvm::any_of(function.blocks, [&](const model::Block& block) {
    return llvm::any_of(block.instructions, [&](const Instruction& other) {
      return other.opcode == Opcode::Store && other.operands[1] == lock.operands[0] &&
             isOfGuard(other.operands[0]);
    });
  });
}

bool isWhollySeen(const Unit& unit, const Function& function, const Instruction& operation) {
  const Instruction* load = definitionOf(function, operation.operands[0]);
  if (!load || load->opcode != Opcode::Load) return false;
  const Value& slot = load->operands[0];
  if (slot.kind == Value::GlobalSlot) return llvm::is_contained(unit.localSymbols, slot.payload);
  if (slot.kind == Value::LocalSlot) {
    const model::Local& local = function.locals[slot.payload];
    return !local.isParameter && !local.isReference;
  }
  const Instruction* field = definitionOf(function, slot);
  if (!field || field->opcode != Opcode::Field) return false;
  return llvm::any_of(unit.fields, [&](const model::FieldInfo& info) {
    return info.symbol == field->symbol && info.isPrivate && info.classIsComplete;
  });
}

model::SymbolId heldBy(const Function& function, const Instruction& operation) {
  Value value = operation.operands[0];
  while (const Instruction* definition = definitionOf(function, value)) {
    if (definition->opcode == Opcode::Field) return definition->symbol;
    if (definition->opcode != Opcode::Load) return kNone;
    value = definition->operands[0];
  }
  return value.kind == Value::GlobalSlot ? value.payload : kNone;
}

std::string holderName(const Unit& unit, const Function& function, const Instruction& operation) {
  if (model::SymbolId holder = heldBy(function, operation); holder != kNone)
    return unit.symbol(holder).substr(unit.symbol(holder).rfind(':') + 1).str();
  Value value = operation.operands[0];
  while (const Instruction* definition = definitionOf(function, value)) {
    if (definition->opcode != Opcode::Load) return {};
    value = definition->operands[0];
  }
  return value.kind == Value::LocalSlot ? function.locals[value.payload].name : std::string();
}

model::SymbolId keptIn(const Function& function, Value value) {
  for (unsigned hops = 16; hops > 0; --hops) {
    if (value.kind == Value::GlobalSlot) return value.payload;
    if (value.kind == Value::LocalSlot) {
      const Value* stored = onlyStore(function, value);
      if (!stored) return kNone;
      value = *stored;
      continue;
    }
    const Instruction* definition = definitionOf(function, value);
    if (!definition || definition->operands.empty()) return kNone;
    if (definition->opcode == Opcode::Field) return definition->symbol;
    bool leadsOn = definition->opcode == Opcode::Load || definition->opcode == Opcode::Element ||
                   definition->opcode == Opcode::Append || definition->opcode == Opcode::Next;
    if (!leadsOn) return kNone;
    value = definition->operands[0];
  }
  return kNone;
}

bool returnsValue(const Function& function) {
  return llvm::any_of(function.locals,
                      [](const model::Local& local) { return local.name == "(result)"; });
}

// Whether a handler of the type is for what the library throws: for a class of its own, or for one
// of the standard's that libraries throw for want of one.
static bool isForLibrary(llvm::StringRef type, llvm::StringRef library) {
  llvm::StringRef owner = outermostNamespace(type);
  return owner == library || (owner == "std" && type != "std::exception");
}

bool isFailureExpected(const Unit& unit, const Function& function, const Instruction& instruction,
                       model::TypeId type) {
  if (type == kNone) return false;
  llvm::StringRef library = outermostNamespace(unit.types[type].name);
  // Cleanups lead to the handlers of the innermost try block, those to the next one out.
  unsigned hops = function.blocks.size();
  for (model::BlockId at = instruction.unwind; at != kNone && hops-- > 0;) {
    const Terminator& terminator = function.blocks[at].terminator;
    for (const model::Handler& handler : terminator.handlers)
      if (handler.type != kNone && isForLibrary(unit.symbol(handler.type), library)) return true;
    at = terminator.successors.empty() ? kNone : terminator.successors.back();
  }
  return false;
}

model::Location headOf(const Function& function, const Graph& graph, const Loop& loop) {
  for (unsigned block : loop.blocks.set_bits())
    if (function.blocks[block].loop.isValid() && graph.innermostLoop(block) == &loop)
      return function.blocks[block].loop;
  return {};
}

std::vector<ReceiveLoop> receiveLoops(const UnitFacts& facts, model::FunctionId id) {
  std::vector<ReceiveLoop> found;
  const Function& function = facts.unit.functions[id];
  const Graph& graph = facts.graph(id);
  for (const Loop& loop : graph.loops()) {
    for (unsigned block : loop.blocks.set_bits()) {
      if (graph.innermostLoop(block) != &loop) continue;
      const auto& instructions = function.blocks[block].instructions;
      for (uint32_t i = 0; i < instructions.size(); ++i) {
        if (!isUntilClosed(facts.unit, instructions[i])) continue;
        if (hasOtherExit(facts, function, loop, instructions[i])) continue;
        model::Location head = headOf(function, graph, loop);
        found.push_back({&loop, {id, block, i}, head.isValid() ? head : instructions[i].location});
      }
    }
  }
  return found;
}

}  // namespace chanvet::flow
