#include "check/AstDeferFix.h"

#include <set>

#include <clang/AST/ASTContext.h>
#include <clang/AST/DeclTemplate.h>
#include <llvm/ADT/STLFunctionalExtras.h>

#include "check/SourceText.h"
#include "dialect/Resolver.h"

namespace chanvet::check {

namespace {

// The classes of dialects that the namespaces of the unit declare.
void visitClasses(const UnitContext& unit,
                  llvm::function_ref<void(const dialect::ClassSpec&)> visit) {
  if (!unit.ast || !unit.resolver) return;
  for (const clang::Decl* outer : unit.ast->getTranslationUnitDecl()->decls()) {
    auto* scope = llvm::dyn_cast<clang::NamespaceDecl>(outer);
    if (!scope || scope->isStdNamespace()) continue;
    for (const clang::Decl* declaration : scope->decls()) {
      auto* record = llvm::dyn_cast<clang::CXXRecordDecl>(declaration);
      if (auto* of = llvm::dyn_cast<clang::ClassTemplateDecl>(declaration))
        record = of->getTemplatedDecl();
      if (const dialect::ClassSpec* known = record ? unit.resolver->classOf(record) : nullptr)
        visit(*known);
    }
  }
}

}  // namespace

std::string deferredCall(const UnitContext& unit) {
  std::set<std::string> names;
  visitClasses(unit, [&](const dialect::ClassSpec& known) {
    if (known.kind != dialect::ClassKind::Defer) return;
    bool takesTask = known.constructors.size() == 1 && known.constructors[0].task.isSet();
    names.insert(takesTask ? known.name : "");
  });
  return names.size() == 1 ? *names.begin() : "";
}

std::string methodFor(const UnitContext& unit, llvm::StringRef className, dialect::OpKind kind) {
  std::string found;
  visitClasses(unit, [&](const dialect::ClassSpec& known) {
    if (known.name != className) return;
    for (const dialect::MethodSpec& method : known.methods)
      if (method.op.kind == kind && found.empty()) found = method.name;
  });
  return found;
}

std::optional<Fix> insertBelow(const Place& declared, const std::string& description,
                               const std::string& statement) {
  if (declared.line != declared.endLine) return std::nullopt;
  SourceText source;
  llvm::StringRef line = source.line(declared.file, declared.line);
  llvm::StringRef after = line.substr(declared.endColumn - 1);
  if (!after.consume_front(";") || !(after.trim().empty() || after.trim().starts_with("//")))
    return std::nullopt;
  llvm::StringRef indent = line.take_while([](char c) { return c == ' ' || c == '\t'; });
  Fix fix;
  fix.description = description;
  Place next{declared.file, declared.line + 1, 1, declared.line + 1, 1};
  fix.edits.push_back({next, (indent + statement + "\n").str()});
  return fix;
}

}  // namespace chanvet::check
