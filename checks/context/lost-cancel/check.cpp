// A context that is made with the function that cancels it: the obligation is to call that
// function. It is met by a call, whoever makes it, and handed on when code that is not seen,
// another fiber, the caller or an object gets the function.
//
// Left out: paths that end in a panic, and main, whose end is the program's, unless no path at all
// calls the function or hands it on.

#include "check/Check.h"

#include <set>

#include <clang/AST/ASTContext.h>
#include <clang/AST/DeclTemplate.h>

#include "check/SourceText.h"
#include "dialect/Resolver.h"
#include "flow/Describe.h"
#include "flow/Obligations.h"

namespace chanvet::checks {
namespace {

using flow::PathContext;
using model::OpKind;

// The class of a deferred call as it is spelled, where the unit has exactly one that takes what it
// runs and nothing else; empty otherwise.
std::string deferredCall(const check::UnitContext& unit) {
  if (!unit.ast || !unit.resolver) return "";
  std::set<std::string> names;
  auto look = [&](const clang::DeclContext* scope) {
    for (const clang::Decl* declaration : scope->decls()) {
      auto* record = llvm::dyn_cast<clang::CXXRecordDecl>(declaration);
      if (auto* of = llvm::dyn_cast<clang::ClassTemplateDecl>(declaration))
        record = of->getTemplatedDecl();
      const dialect::ClassSpec* known = record ? unit.resolver->classOf(record) : nullptr;
      if (!known || known->kind != model::ClassKind::Defer) continue;
      bool takesTask = known->constructors.size() == 1 && known->constructors[0].task.isSet();
      names.insert(takesTask ? known->name : "");
    }
  };
  for (const clang::Decl* declaration : unit.ast->getTranslationUnitDecl()->decls())
    if (auto* scope = llvm::dyn_cast<clang::NamespaceDecl>(declaration))
      if (!scope->isStdNamespace()) look(scope);
  return names.size() == 1 ? *names.begin() : "";
}

// The fix for a function that some paths call: the call is deferred right after the declaration
// that binds it. To call it once more does nothing. Offered when the declaration has its line for
// itself.
std::optional<Fix> deferAfter(const Place& made, const std::string& name,
                              const std::string& deferred) {
  check::SourceText source;
  llvm::StringRef line = source.line(made.file, made.endLine);
  llvm::StringRef before = line.substr(0, made.column - 1);
  bool endsLine = made.line == made.endLine && line.substr(made.endColumn - 1).starts_with(";");
  bool isBinding = before.ltrim().starts_with("auto [") && before.rtrim().ends_with("=");
  if (deferred.empty() || !endsLine || !isBinding) return std::nullopt;
  std::string indent = before.take_while([](char c) { return c == ' ' || c == '\t'; }).str();
  Fix fix;
  fix.description = "defer the call of '" + name + "'";
  Place next{made.file, made.endLine + 1, 1, made.endLine + 1, 1};
  fix.edits.push_back({next, indent + deferred + " defer_" + name + "{" + name + "};\n"});
  return fix;
}

class LostCancel : public check::Check {
 public:
  Severity severity() const override { return Severity::Warning; }
  check::Layer layer() const override { return check::Layer::Flow; }
  std::unique_ptr<flow::PathObserver> observePaths(const check::UnitContext&,
                                                   check::FindingSink& sink) override;

  Finding findingOnPath(PathContext& context, flow::EntityId made, const Place& place,
                        flow::EntityId cancel, flow::PathEnd end) const {
    std::string name = context.name(cancel);
    std::string of = flow::quoted(context.name(made), model::ClassKind::Context);
    Finding found =
        finding(name.empty() ? "the function that cancels " + of : "'" + name + "'", place);
    found.function = context.root().name;
    found.primitives = {name.empty() ? context.name(made) : name};
    std::string leaves = end == flow::PathEnd::Throw ? "the exception leaves here" : "leaves here";
    if (Place here = context.here(); here.isValid())
      found.related.push_back({here, leaves + ", before " + found.message + " is called"});
    found.trace = context.trace({made});
    return found;
  }
};

class Observer : public flow::Obligations {
 public:
  Observer(const LostCancel& check, const check::UnitContext& unit, check::FindingSink& sink)
      : check_(check), unit_(unit), sink_(sink) {}

  void onEnd(PathContext& context, flow::PathEnd end) override {
    for (const auto& [made, mark] : context.marks())
      if (isHandedOn(context, made)) this->end(context, made);
    Obligations::onEnd(context, end);
  }

 protected:
  flow::Duty dutyOf(PathContext&, const flow::Event& event) override {
    if (event.kind == OpKind::MakeContext) return flow::Duty::Begins;
    return event.kind == OpKind::Cancel ? flow::Duty::Ends : flow::Duty::None;
  }

  // To have the context is not to have the function that cancels it.
  void onHandedOver(PathContext&, flow::EntityId) override {}

  std::optional<Finding> left(PathContext& context, flow::EntityId made, const Place& begun,
                              flow::PathEnd end) override {
    std::vector<flow::EntityId> cancels = context.closuresOver(made, OpKind::Cancel);
    if (end == flow::PathEnd::Panic || cancels.empty()) return std::nullopt;
    return check_.findingOnPath(context, made, begun, cancels.front(), end);
  }

  bool settle(Finding found, const Place& begun, const model::Function& root) override {
    bool isNamed = found.message.front() == '\'';
    if (isMet(begun)) {
      if (root.isMain) return false;
      found.message += " is not called on this path";
      if (isNamed && isMet(begun, root))
        found.fix = deferAfter(begun, found.primitives.front(), deferredCall(unit_));
    } else {
      found.message = isNamed ? "nothing calls " + found.message : found.message + " is dropped";
      found.related.clear();
      found.trace.clear();
    }
    sink_.add(std::move(found));
    return true;
  }

 private:
  static bool isHandedOn(PathContext& context, flow::EntityId made) {
    for (flow::EntityId cancel : context.closuresOver(made, OpKind::Cancel))
      if (context.escapes(cancel) || context.isInMember(cancel)) return true;
    return false;
  }

  const LostCancel& check_;
  const check::UnitContext& unit_;
  check::FindingSink& sink_;
};

std::unique_ptr<flow::PathObserver> LostCancel::observePaths(const check::UnitContext& unit,
                                                             check::FindingSink& sink) {
  return std::make_unique<Observer>(*this, unit, sink);
}

CHANVET_CHECK(LostCancel);

}  // namespace
}  // namespace chanvet::checks
