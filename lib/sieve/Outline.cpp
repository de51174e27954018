#include "sieve/Outline.h"

#include <string>
#include <utility>

#include <llvm/ADT/BitVector.h>
#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/StringRef.h>
#include <llvm/Support/xxhash.h>

#include "model/Mentions.h"

namespace chanvet::sieve {

namespace {

using llvm::StringRef;
using model::Function;
using model::FunctionId;
using model::Instruction;
using model::Opcode;
using model::OpKind;
using model::Value;

// The last part of a qualified name, without template arguments: "A" of "ns::A<x::y>".
StringRef lastPart(StringRef name) {
  size_t begin = 0, end = name.size();
  int depth = 0;
  for (size_t i = 0; i < name.size(); ++i) {
    if (name[i] == '<' && depth++ == 0) end = i;
    if (name[i] == '>') --depth;
    if (depth > 0 || !name.substr(i).starts_with("::")) continue;
    begin = i + 2;
    end = name.size();
  }
  return name.slice(begin, std::max(begin, end));
}

StringRef spokenName(const Function& function) {
  const size_t at = StringRef(function.name).find("operator");
  const bool isOperator = at != StringRef::npos && (at == 0 || function.name[at - 1] == ':');
  StringRef name = isOperator ? "operator" : lastPart(function.name);
  name.consume_front("~");
  return name;
}

// Whether expressions can call it without its name. Range-for and structured bindings do.
bool isCalledUnnamed(StringRef name, StringRef owner) {
  return name == "operator" || name == "begin" || name == "end" || name == "get" ||
         name == lastPart(owner);
}

bool isPlumbing(OpKind kind) {
  return (kind >= OpKind::Forward && kind <= OpKind::Update) || kind == OpKind::Exit ||
         kind == OpKind::Ignore;
}

bool operates(const model::Unit& unit, const Instruction& instruction) {
  if (instruction.opcode == Opcode::Make || instruction.opcode == Opcode::Spawn ||
      instruction.opcode == Opcode::Select)
    return true;
  if (instruction.opcode == Opcode::Destroy || instruction.opcode == Opcode::New)
    return instruction.type != model::kNone;
  return instruction.opcode == Opcode::Operation && !isPlumbing(unit.operation(instruction).kind);
}

bool operates(const model::Unit& unit, const Function& function) {
  return function.isCoroutine || llvm::any_of(function.blocks, [&](const model::Block& block) {
           return llvm::any_of(block.instructions, [&](const Instruction& instruction) {
             return operates(unit, instruction);
           });
         });
}

class Outliner {
 public:
  explicit Outliner(const model::Unit& unit) : unit_(unit), localSymbols_(unit.symbols.size()) {
    for (model::SymbolId symbol : unit.localSymbols) localSymbols_.set(symbol);
    for (const model::AbsentOverrider& absent : unit.absentOverriders)
      absent_.emplace_back(absent.method, absent.overrider);
  }

  Outline run() const {
    Outline outline;
    for (FunctionId id = 0; id < unit_.functions.size(); ++id) outline.push_back(outlined(id));
    return outline;
  }

 private:
  OutlinedFunction outlined(FunctionId id) const {
    const Function& function = unit_.functions[id];
    const StringRef name = spokenName(function);
    const StringRef owner = function.owner == model::kNone ? "" : unit_.symbol(function.owner);
    OutlinedFunction result;
    result.id = idOf(id);
    result.name = wordOf(name);
    if (!owner.empty()) result.owner = wordOf(lastPart(owner));
    result.hasBody = function.hasBody();
    result.operates = operates(unit_, function);
    result.isOffered = function.isVisible && !function.isMain && !function.isLambda;
    result.isCalledUnnamed = isCalledUnnamed(name, owner);
    model::eachMentioned(function, [&](const Value& value) {
      if (value.kind == Value::FunctionRef)
        result.mentions.push_back(idOf(static_cast<FunctionId>(value.payload)));
      if (value.kind == Value::GlobalSlot && !localSymbols_[value.payload])
        result.unseen.push_back(wordOf(lastPart(unit_.symbol(value.payload))));
    });
    for (FunctionId overrider : function.overriders) result.mentions.push_back(idOf(overrider));
    for (const auto& [method, overrider] : absent_)
      if (method == id) result.mentions.push_back(idOf(overrider));
    addDispatched(function, result.unseen);
    result.unseen = sorted(std::move(result.unseen));
    llvm::sort(result.mentions);
    result.mentions.erase(llvm::unique(result.mentions), result.mentions.end());
    return result;
  }

  // Any unit may have a class that overrides what is called.
  void addDispatched(const Function& function, Words& names) const {
    for (const model::Block& block : function.blocks)
      for (const Instruction& instruction : block.instructions)
        if (instruction.callee.kind == model::Callee::Virtual)
          names.push_back(wordOf(spokenName(unit_.functions[instruction.callee.function])));
  }

  std::uint64_t idOf(FunctionId id) const {
    const Function& function = unit_.functions[id];
    std::string key = function.usr;
    if (function.isLocal || function.isLambda || function.usr.empty())
      key += '\0' + unit_.mainFile + '\0' + std::to_string(id);
    return llvm::xxh3_64bits(key);
  }

  const model::Unit& unit_;
  llvm::BitVector localSymbols_;
  std::vector<std::pair<FunctionId, FunctionId>> absent_;  // methods and what overrides them
};

}  // namespace

Outline outlineOf(const model::Unit& unit) { return Outliner(unit).run(); }

}  // namespace chanvet::sieve
