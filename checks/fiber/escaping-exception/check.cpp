// Paths through the body of a fiber or thread on which something is thrown that no handler of the
// body is for, where the dialect says that this ends the program.
//
// A panic is meant to end the program. It counts only where the code shows that somebody meant to
// stop it: a handler around the spawn, which the fiber does not run in, or a deferred call that
// looks for an exception.
//
// Left out: bodies that are declared noexcept; and what is thrown in another file than the body's,
// where what it depends on mostly is a rule that callers keep.

#include <map>
#include <optional>
#include <set>

#include <clang/AST/ExprCXX.h>
#include <clang/AST/StmtCXX.h>
#include <llvm/ADT/STLExtras.h>

#include "check/AstOwnCode.h"
#include "dialect/Resolver.h"
#include "flow/FiberCode.h"

namespace chanvet::checks {
namespace {

using flow::PathContext;
using flow::PathEnd;
using model::FunctionId;
using model::Instruction;
using model::Opcode;
using model::OpKind;

// The tries around spawns.
class Handlers : public check::OwnCode {
 public:
  explicit Handlers(const check::UnitContext& context) : OwnCode(context) { walk(); }

  // The first handler of the try that a spawn stands in; invalid where it stands in none.
  Place around(const Place& spawn) const {
    auto at = handlers_.find(spawn);
    return at == handlers_.end() ? Place{} : at->second;
  }

  bool VisitCallExpr(const clang::CallExpr* call) override {
    const dialect::OperationSpec* operation = check::operationOf(call, resolver());
    if (operation) note(operation->kind, call);
    return true;
  }
  bool VisitCXXConstructExpr(const clang::CXXConstructExpr* construction) override {
    const dialect::OperationSpec* operation = resolver().constructionOf(
        construction->getConstructor(), check::writtenArguments(construction).size());
    if (operation) note(operation->kind, construction);
    return true;
  }

 private:
  void note(OpKind kind, const clang::Expr* spawn) {
    if (kind != OpKind::Spawn && kind != OpKind::SpawnCounted) return;
    const clang::CXXTryStmt* tried = check::tryAround(path());
    if (tried)
      handlers_.try_emplace(placeOf(spawn->getSourceRange()),
                            placeOf(tried->getHandler(0)->getCatchLoc()));
  }

  std::map<Place, Place> handlers_;
};

class EscapingException : public check::Check {
 public:
  Severity severity() const override { return Severity::Error; }
  check::Layer layer() const override { return check::Layer::Flow; }
  std::unique_ptr<flow::PathObserver> observePaths(const check::UnitContext&,
                                                   check::FindingSink& sink) override;

  void report(PathContext& context, const Place& spawn, const TraceStep& reason,
              check::FindingSink& sink) const {
    Finding found = finding("nothing in the fiber catches what is thrown here: the program ends",
                            context.here());
    found.function = context.root().name;
    found.related.push_back({spawn, "the fiber is spawned here"});
    if (reason.place.isValid()) found.related.push_back({reason.place, reason.message});
    found.trace = context.trace({});
    sink.add(std::move(found));
  }
};

class Observer : public flow::PathObserver {
 public:
  Observer(const EscapingException& check, const check::UnitContext& context,
           check::FindingSink& sink)
      : check_(check), sink_(sink), context_(context) {
    if (!context.flow.spawns()) return;
    flow::visitRuns(context.flow, [&](const flow::Point&, const Instruction& at, FunctionId task) {
      if (endsProgram(at)) spawns_.try_emplace(task, &at);
    });
  }

  bool startsIn(FunctionId function) const override { return spawns_.contains(function); }

  void onEnd(PathContext& context, PathEnd end) override {
    if (end == PathEnd::Return || context.isDoubtful()) return;
    FunctionId body = context.unit().functions.idOf(context.root());
    auto spawned = spawns_.find(body);
    if (spawned == spawns_.end() || context.root().isNoexcept) return;
    if (context.here().file != context.unit().place(context.root().location).file) return;
    Place spawn = context.unit().place(spawned->second->location);
    TraceStep reason;
    if (end == PathEnd::Panic) {
      reason = attempt(body, spawn);
      if (!reason.place.isValid()) return;
    }
    if (!bodies_.insert(body).second || !places_.insert(context.here()).second) return;
    check_.report(context, spawn, reason, sink_);
  }

 private:
  bool endsProgram(const Instruction& instruction) const {
    return instruction.opcode == Opcode::Spawn && instruction.operation != model::kNone &&
           context_.unit.operation(instruction).onMisuse == model::OnMisuse::Panic;
  }

  // What shows that somebody meant to stop a panic of the body.
  TraceStep attempt(FunctionId body, const Place& spawn) {
    TraceStep step;
    step.place = deferredLook(body);
    step.message = "a deferred call can look at the exception, but does not stop it";
    if (step.place.isValid()) return step;
    if (!handlers_) handlers_.emplace(context_);
    step.place = handlers_->around(spawn);
    step.message = "this handler is for the spawn, and sees nothing that the fiber throws";
    return step;
  }

  // Where a closure that the body makes looks for an exception; invalid where none does.
  Place deferredLook(FunctionId body) const {
    for (const model::Block& block : context_.unit.functions[body].blocks)
      for (const Instruction& instruction : block.instructions)
        if (instruction.opcode == Opcode::Closure)
          if (Place look = lookIn(instruction.function); look.isValid()) return look;
    return {};
  }

  Place lookIn(FunctionId closure) const {
    for (const model::Block& block : context_.unit.functions[closure].blocks)
      for (const Instruction& instruction : block.instructions) {
        if (instruction.opcode != Opcode::Operation) continue;
        const model::Operation& operation = context_.unit.operation(instruction);
        if (operation.kind == OpKind::TestError && operation.type == model::kNone)
          return context_.unit.place(instruction.location);
      }
    return {};
  }

  const EscapingException& check_;
  check::FindingSink& sink_;
  const check::UnitContext context_;
  std::map<FunctionId, const Instruction*> spawns_;  // by body
  std::optional<Handlers> handlers_;
  std::set<FunctionId> bodies_;  // each is told of once
  std::set<Place> places_;
};

std::unique_ptr<flow::PathObserver> EscapingException::observePaths(
    const check::UnitContext& context, check::FindingSink& sink) {
  return std::make_unique<Observer>(*this, context, sink);
}

CHANVET_CHECK(EscapingException);

}  // namespace
}  // namespace chanvet::checks
