#include "model/Printer.h"

#include <llvm/ADT/StringExtras.h>
#include <llvm/Support/Path.h>
#include <llvm/Support/raw_ostream.h>

#include "dialect/Words.h"

namespace chanvet::model {

namespace {

llvm::StringRef name(Arithmetic arithmetic) {
  constexpr llvm::StringLiteral kNames[] = {"+", "-", "*",  "/",  "%", "&",
                                            "|", "^", "<<", ">>", "="};
  return kNames[static_cast<size_t>(arithmetic)];
}

llvm::StringRef name(Relation relation) {
  switch (relation) {
    case Relation::Equal:
      return "==";
    case Relation::NotEqual:
      return "!=";
    case Relation::Less:
      return "<";
    case Relation::LessEqual:
      return "<=";
    case Relation::Greater:
      return ">";
    case Relation::GreaterEqual:
      return ">=";
  }
  llvm_unreachable("all relations are listed");
}

class FunctionPrinter {
 public:
  FunctionPrinter(const Unit& unit, const Function& function, llvm::raw_ostream& out)
      : unit_(unit), function_(function), out_(out) {}

  void print() {
    out_ << "function " << function_.name << '(';
    for (LocalId i = 0; i < function_.parameters; ++i) {
      out_ << (i ? ", " : "") << local(i);
      if (function_.locals[i].type != kNone)
        out_ << ": " << unit_.types[function_.locals[i].type].name;
    }
    out_ << ')';
    if (function_.isCoroutine) out_ << " coroutine";
    if (function_.isNoReturn) out_ << " noreturn";
    if (function_.isNoexcept && !llvm::StringRef(function_.name).contains('~')) out_ << " noexcept";
    if (!function_.isVisible) out_ << " internal";
    out_ << "  // " << place(function_.location) << '\n';
    for (BlockId i = 0; i < function_.blocks.size(); ++i) print(i, function_.blocks[i]);
    out_ << '\n';
  }

 private:
  std::string place(const Location& location) const {
    if (!location.isValid()) return "-";
    llvm::StringRef file = llvm::sys::path::filename(unit_.files[location.file]);
    return (file + ":" + llvm::Twine(location.line) + ":" + llvm::Twine(location.column)).str();
  }

  // Names need not be unique: a second 'i' reads as 'i#4'.
  std::string local(LocalId id) const {
    const std::string& name = function_.locals[id].name;
    bool unique = !name.empty();
    for (LocalId other = 0; other < function_.locals.size() && unique; ++other)
      unique = other == id || function_.locals[other].name != name;
    return unique ? name : (name + "#" + llvm::Twine(id)).str();
  }

  std::string text(const Value& value) const {
    switch (value.kind) {
      case Value::Unknown:
        return "?";
      case Value::Reg:
        return ("%" + llvm::Twine(value.payload)).str();
      case Value::Constant:
        return llvm::itostr(value.payload);
      case Value::Null:
        return "null";
      case Value::Nothing:
        return "nothing";
      case Value::LocalSlot:
        return "&" + local(value.payload);
      case Value::GlobalSlot:
        return "&" + unit_.symbols[value.payload];
      case Value::Text:
        return unit_.symbols[value.payload];
      case Value::FunctionRef:
        return "@" + unit_.functions[value.payload].name;
    }
    llvm_unreachable("all kinds of values are listed");
  }

  std::string list(llvm::ArrayRef<Value> values) const {
    std::string joined;
    for (const Value& value : values) joined += (joined.empty() ? "" : ", ") + text(value);
    return joined;
  }

  std::string text(const Callee& callee) const {
    switch (callee.kind) {
      case Callee::Direct:
        return "@" + unit_.functions[callee.function].name;
      case Callee::Virtual:
        return "virtual @" + unit_.functions[callee.function].name;
      case Callee::Value:
        return text(callee.value);
      case Callee::Computed:
        return "computed";
      default:
        return "unseen";
    }
  }

  std::string operationText(const Instruction& instruction) const {
    const Operation& operation = unit_.operation(instruction);
    std::string text = dialect::wordOf(operation.kind).str();
    bool worksOnNothing = operation.on == ClassKind::Atomic && operation.type == kNone;  // panic
    if (!worksOnNothing) text = (dialect::wordOf(operation.on) + "." + text).str();
    if (operation.untilClosed) text += " until closed";
    if (operation.timed) text += " timed";
    if (operation.arrives) text += " arriving";
    return text;
  }

  static std::string where(const Instruction& instruction) {
    if (instruction.where == Where::Any) return "";
    return (dialect::wordOf(instruction.where) + " ").str();
  }

  void print(BlockId id, const Block& block) {
    out_ << "  b" << id << ":\n";
    for (const Instruction& instruction : block.instructions) {
      out_ << "    ";
      if (instruction.result != kNone) out_ << '%' << instruction.result << " = ";
      print(instruction);
      if (instruction.unwind != kNone) out_ << " unwind b" << instruction.unwind;
      if (instruction.location.isValid())
        out_ << "  // " << instruction.location.line << ':' << instruction.location.column;
      out_ << '\n';
    }
    print(block.terminator);
  }

  void print(const Instruction& instruction) {
    const Values& operands = instruction.operands;
    auto operand = [&](size_t i) { return i < operands.size() ? text(operands[i]) : "?"; };
    switch (instruction.opcode) {
      case Opcode::Load:
        out_ << (instruction.atomic ? "atomic " : "")
             << (instruction.moves   ? "take "
                 : instruction.views ? "view "
                                     : "load ")
             << operand(0);
        return;
      case Opcode::Store:
        out_ << "store " << operand(0) << ", " << operand(1);
        return;
      case Opcode::Field:
        out_ << "field " << operand(0) << ", " << unit_.symbols[instruction.symbol];
        return;
      case Opcode::Element:
        out_ << "element " << where(instruction) << list(operands);
        return;
      case Opcode::Next:
        out_ << "next " << where(instruction) << operand(0);
        return;
      case Opcode::Append:
        out_ << "append " << where(instruction) << list(operands);
        return;
      case Opcode::Remove:
        out_ << "remove " << where(instruction) << list(operands);
        return;
      case Opcode::Resize:
        out_ << "resize " << list(operands);
        return;
      case Opcode::Size:
        out_ << "size " << operand(0);
        return;
      case Opcode::Length:
        out_ << "length " << operand(0);
        return;
      case Opcode::Character:
        out_ << "character " << list(operands);
        return;
      case Opcode::New:
        out_ << "new";
        return;
      case Opcode::Copy:
        out_ << "copy " << operand(0) << ", " << operand(1);
        return;
      case Opcode::Make:
        out_ << "make " << unit_.types[instruction.type].name << '(' << list(operands) << ')';
        return;
      case Opcode::Closure:
        out_ << "closure @" << unit_.functions[instruction.function].name;
        return;
      case Opcode::Call:
        out_ << "call " << text(instruction.callee) << '(' << list(operands) << ')';
        return;
      case Opcode::Operation:
        out_ << operationText(instruction) << '(' << list(operands) << ')';
        if (instruction.received != kNone) out_ << " -> %" << instruction.received;
        printStatus(unit_.operation(instruction));
        return;
      case Opcode::Select:
        return printSelect(instruction);
      case Opcode::Spawn:
        out_ << "spawn " << text(instruction.callee) << '(' << list(operands) << ')';
        if (instruction.counter.kind != Value::Unknown)
          out_ << " counted by " << text(instruction.counter);
        if (instruction.takesTurns) out_ << " taking turns";
        return;
      case Opcode::Not:
        out_ << "not " << operand(0);
        return;
      case Opcode::And:
        out_ << operand(0) << " and " << operand(1);
        return;
      case Opcode::Or:
        out_ << operand(0) << " or " << operand(1);
        return;
      case Opcode::Compare:
        out_ << operand(0) << ' ' << name(instruction.relation) << ' ' << operand(1);
        return;
      case Opcode::Certain:
        out_ << "certain " << operand(0);
        return;
      case Opcode::Hold:
        out_ << "hold " << operand(0);
        return;
      case Opcode::IsA:
        out_ << operand(0) << " is a " << unit_.symbol(instruction.symbol);
        return;
      case Opcode::Compute:
        out_ << operand(0) << ' ' << name(instruction.arithmetic) << ' ' << operand(1);
        return;
      case Opcode::Update:
        out_ << "update " << operand(0) << ' ' << name(instruction.arithmetic) << ' ' << operand(1);
        return;
      case Opcode::CompareExchange:
        out_ << "compare_exchange " << operand(0) << ", " << operand(1) << ", " << operand(2);
        return;
      case Opcode::Choose:
        out_ << operand(0) << " ? " << operand(1) << " : " << operand(2);
        return;
      case Opcode::Destroy:
        out_ << "destroy " << unit_.types[instruction.type].name << ' ' << operand(0);
        return;
      case Opcode::EndScope:
        out_ << "end " << operand(0);
        return;
      case Opcode::Havoc:
        out_ << "havoc " << list(operands);
        return;
    }
  }

  // What the numbers of a status mean; that true is success goes without saying.
  void printStatus(const Operation& operation) {
    bool isTold = operation.closedValue || operation.timeoutValue;
    if (operation.okValue && (*operation.okValue != 1 || isTold))
      out_ << " ok=" << *operation.okValue;
    if (operation.closedValue) out_ << " closed=" << *operation.closedValue;
    if (operation.timeoutValue) out_ << " timeout=" << *operation.timeoutValue;
  }

  void printSelect(const Instruction& instruction) {
    out_ << "select";
    for (const SelectCase& one : instruction.cases) {
      out_ << " [" << dialect::wordOf(one.kind);
      if (one.kind != OpKind::CaseDefault) out_ << ' ' << text(one.channel);
      if (one.kind == OpKind::CaseSend) out_ << ", " << text(one.sent);
      if (one.received != kNone) out_ << " -> %" << one.received;
      out_ << ']';
    }
  }

  void print(const Terminator& terminator) {
    out_ << "    ";
    auto target = [&](size_t i) { return "b" + llvm::utostr(terminator.successors[i]); };
    std::string unwind = terminator.successors.empty() ? "out" : target(0);
    switch (terminator.kind) {
      case Terminator::Jump:
        out_ << "jump " << target(0);
        break;
      case Terminator::Branch:
        out_ << "branch " << text(terminator.value) << ", " << target(0) << ", " << target(1);
        break;
      case Terminator::Switch:
        out_ << "switch " << text(terminator.value);
        for (size_t i = 0; i < terminator.cases.size(); ++i)
          out_ << " [" << terminator.cases[i] << ": " << target(i) << ']';
        out_ << " [else: b" << terminator.successors.back() << ']';
        break;
      case Terminator::Return:
        out_ << "return " << text(terminator.value);
        break;
      case Terminator::Throw:
        out_ << "throw";
        for (SymbolId type : terminator.thrown) out_ << ' ' << unit_.symbols[type];
        out_ << " to " << unwind;
        break;
      case Terminator::Dispatch:
        out_ << "dispatch";
        for (const Handler& handler : terminator.handlers)
          out_ << " [" << (handler.type == kNone ? "..." : unit_.symbols[handler.type]) << ": b"
               << handler.block << ']';
        out_ << " else " << unwind;
        break;
      case Terminator::Resume:
        out_ << "resume";
        break;
      case Terminator::Unreachable:
        out_ << "unreachable";
        break;
    }
    out_ << '\n';
  }

  const Unit& unit_;
  const Function& function_;
  llvm::raw_ostream& out_;
};

}  // namespace

void print(const Unit& unit, const Function& function, llvm::raw_ostream& out) {
  FunctionPrinter(unit, function, out).print();
}

void print(const Unit& unit, llvm::raw_ostream& out) {
  for (const Function& function : unit.functions)
    if (function.hasBody()) print(unit, function, out);
  for (const Omission& omission : unit.omissions)
    out << "left out: " << omission.function << ": " << omission.reason << '\n';
}

}  // namespace chanvet::model
