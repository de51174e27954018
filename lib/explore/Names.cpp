#include "explore/Names.h"

#include "model/Origin.h"

namespace chanvet::explore {

using model::ClassKind;
using model::Function;
using model::Instruction;
using model::Opcode;
using model::Value;

namespace {

std::string lastComponent(llvm::StringRef symbol) {
  size_t at = symbol.rfind("::");
  return (at == llvm::StringRef::npos ? symbol : symbol.drop_front(at + 2)).str();
}

// A name that the lowering gave to what the source does not name.
bool isHidden(llvm::StringRef name) {
  return name.empty() || name.starts_with("#") || name.starts_with("__") || name.starts_with("(");
}

// A value that only passes through is called after the local it is kept in.
std::string nameOfLocalHolding(const Function& function, model::Register value) {
  for (const model::Block& block : function.blocks)
    for (const Instruction& instruction : block.instructions) {
      if (instruction.opcode != Opcode::Store || instruction.operands.size() < 2) continue;
      if (instruction.operands[1] != Value::reg(value)) continue;
      if (instruction.operands[0].kind != Value::LocalSlot) continue;
      const std::string& name = function.locals[instruction.operands[0].payload].name;
      if (!isHidden(name)) return name;
    }
  return {};
}

std::string nameOf(const model::Unit& unit, const Function& function, const Value& value,
                   int depth) {
  if (depth > 8) return {};
  if (value.kind == Value::LocalSlot) {
    const std::string& name = function.locals[value.payload].name;
    if (!isHidden(name)) return name;
    const Value* content = onlyStore(function, value);
    return content ? nameOf(unit, function, *content, depth + 1) : std::string();
  }
  if (value.kind == Value::GlobalSlot) return lastComponent(unit.symbol(value.payload));
  const Instruction* made = definitionOf(function, value);
  if (!made) return {};
  auto operand = [&](size_t i) { return nameOf(unit, function, made->operands[i], depth + 1); };
  switch (made->opcode) {
    case Opcode::Load:
      return operand(0);
    case Opcode::Field: {
      std::string name = lastComponent(unit.symbol(made->symbol));
      if (!isHidden(name)) return name;
      return operand(0);
    }
    case Opcode::Element: {
      std::string name = operand(0);
      return name.empty() ? name : name + "[…]";
    }
    case Opcode::Operation: {
      const model::Operation& operation = unit.operation(*made);
      std::string owner = made->operands.empty() ? std::string() : operand(0);
      if (operation.kind != model::OpKind::ChannelOf || owner.empty()) break;
      return operation.on == ClassKind::Context ? owner + ".done()" : "the channel of " + owner;
    }
    default:
      break;
  }
  return nameOfLocalHolding(function, value.payload);
}

}  // namespace

std::string nameOf(const model::Unit& unit, const Function& function, const Value& value) {
  return nameOf(unit, function, value, 0);
}

bool isConstructor(const model::Function& function) {
  llvm::StringRef name = function.name;
  size_t at = name.rfind("::");
  if (at == llvm::StringRef::npos || function.isLambda) return false;
  llvm::StringRef scope = name.take_front(at), own = name.drop_front(at + 2);
  llvm::StringRef last = scope.substr(0, scope.find('<'));
  last = last.substr(last.rfind("::") == llvm::StringRef::npos ? 0 : last.rfind("::") + 2);
  return last == own;
}

llvm::StringRef wordFor(ClassKind kind) {
  switch (kind) {
    case ClassKind::Channel:
      return "channel";
    case ClassKind::Fiber:
      return "fiber";
    case ClassKind::WaitGroup:
      return "wait group";
    case ClassKind::ErrorGroup:
      return "error group";
    case ClassKind::Mutex:
    case ClassKind::RwMutex:
      return "mutex";
    case ClassKind::Condition:
      return "condition variable";
    case ClassKind::Once:
      return "once";
    case ClassKind::Context:
      return "context";
    case ClassKind::Future:
      return "future";
    case ClassKind::Semaphore:
      return "semaphore";
    case ClassKind::Latch:
      return "latch";
    case ClassKind::Barrier:
      return "barrier";
    case ClassKind::Ticker:
      return "ticker";
    case ClassKind::Timer:
      return "timer";
    default:
      return "primitive";
  }
}

std::string quoted(const std::string& name, ClassKind kind) {
  if (!name.empty()) return "'" + name + "'";
  return "a " + wordFor(kind).str();
}

}  // namespace chanvet::explore
