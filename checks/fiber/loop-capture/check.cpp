// A loop variable that a spawned closure refers to, and that goes on to its next value, or goes
// away, with nothing waited for since the spawn.
//
// Left out: closures given to code that is not seen, and references through pointers or std::ref
// (fiber-ref-capture looks at those).

#include "check/Check.h"

#include <set>

#include "check/SourceText.h"
#include "flow/Analysis.h"

namespace chanvet::checks {
namespace {

using flow::Borrow;
using flow::PathContext;
using model::Instruction;
using model::Opcode;
using model::Value;

// Whether the closure only reads the capture: then a copy will do.
bool onlyReads(const model::Function& body, model::SymbolId field) {
  std::set<model::Register> slots, places;
  for (const model::Block& block : body.blocks)
    for (const Instruction& i : block.instructions) {
      if (i.opcode == Opcode::Field && i.symbol == field) slots.insert(i.result);
      if (i.opcode == Opcode::Load && i.operands[0].kind == Value::Reg &&
          slots.contains(i.operands[0].payload))
        places.insert(i.result);
    }
  for (const model::Block& block : body.blocks)
    for (const Instruction& i : block.instructions)
      for (const Value& operand : i.operands)
        if (operand.kind == Value::Reg && places.contains(operand.payload) &&
            i.opcode != Opcode::Load)
          return false;
  return true;
}

std::optional<Fix> captureByValue(check::SourceText& source, const Borrow& borrow) {
  Fix fix;
  fix.description = "capture '" + borrow.name + "' by value";
  const Place& at = borrow.captured;
  llvm::StringRef line = source.line(at.file, at.line);
  llvm::StringRef before = line.substr(0, at.column - 1).rtrim();
  bool isExplicit = before.ends_with("&") && line.substr(at.column - 1).starts_with(borrow.name);
  if (isExplicit) {
    unsigned ampersand = before.size();
    fix.edits.push_back({{at.file, at.line, ampersand, at.line, at.column}, ""});
    return fix;
  }
  llvm::StringRef closure =
      source.line(borrow.closure.file, borrow.closure.line).substr(borrow.closure.column - 1);
  if (!closure.starts_with("[&]") && !closure.starts_with("[&,")) return std::nullopt;
  unsigned column = borrow.closure.column + 2;
  fix.edits.push_back(
      {{borrow.closure.file, borrow.closure.line, column, borrow.closure.line, column},
       ", " + borrow.name});
  return fix;
}

class LoopCapture : public check::Check {
 public:
  Severity severity() const override { return Severity::Error; }
  check::Layer layer() const override { return check::Layer::Flow; }
  std::unique_ptr<flow::PathObserver> observePaths(const check::UnitContext&,
                                                   check::FindingSink& sink) override;

  void report(PathContext& context, const Borrow& borrow, check::FindingSink& sink) const {
    std::string name = "'" + borrow.name + "'";
    Finding found = finding(name +
                                " is captured by reference by a fiber that can outlive this turn "
                                "of the loop",
                            borrow.captured);
    found.function = context.root().name;
    found.primitives = {borrow.name};
    found.related.push_back(
        {borrow.declared,
         name + (borrow.ends ? " ends with each turn of the loop" : " changes with each turn")});
    found.related.push_back({borrow.spawned, "the fiber is spawned here"});
    found.trace = context.trace({});
    check::SourceText source;
    if (onlyReads(context.unit().functions[borrow.function], borrow.field))
      found.fix = captureByValue(source, borrow);
    sink.add(std::move(found));
  }
};

class Observer : public flow::PathObserver {
 public:
  Observer(const LoopCapture& check, check::FindingSink& sink) : check_(check), sink_(sink) {}

  void onBorrowBroken(PathContext& context, const Borrow& borrow) override {
    if (!borrow.isLoopVariable || !borrow.captured.isValid()) return;
    if (borrow.function == model::kNone) return;
    if (reported_.insert(borrow.captured).second) check_.report(context, borrow, sink_);
  }

 private:
  const LoopCapture& check_;
  check::FindingSink& sink_;
  std::set<Place> reported_;
};

std::unique_ptr<flow::PathObserver> LoopCapture::observePaths(const check::UnitContext&,
                                                              check::FindingSink& sink) {
  return std::make_unique<Observer>(*this, sink);
}

CHANVET_CHECK(LoopCapture);

}  // namespace
}  // namespace chanvet::checks
