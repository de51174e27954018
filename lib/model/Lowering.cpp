#include "model/Lowering.h"

#include <clang/AST/DeclTemplate.h>

#include "model/FunctionLowering.h"

namespace chanvet::model {

namespace {

// Declares every function of the unit's own code. Order: as the source has them.
class Discovery {
 public:
  explicit Discovery(UnitBuilder& unit) : unit_(unit) {}

  void visitAll(const clang::DeclContext* context) {
    for (const clang::Decl* declaration : context->decls()) visit(declaration);
  }

 private:
  void visit(const clang::Decl* declaration) {
    if (!unit_.isProjectCode(declaration->getLocation()) &&
        !llvm::isa<clang::LinkageSpecDecl, clang::NamespaceDecl>(declaration))
      return;
    if (auto* generic = llvm::dyn_cast<clang::FunctionTemplateDecl>(declaration))
      return visitTemplate(generic);
    if (auto* generic = llvm::dyn_cast<clang::ClassTemplateDecl>(declaration))
      return visitTemplate(generic);
    if (auto* function = llvm::dyn_cast<clang::FunctionDecl>(declaration)) {
      if (function->doesThisDeclarationHaveABody()) unit_.function(function);
      return;
    }
    if (auto* record = llvm::dyn_cast<clang::CXXRecordDecl>(declaration)) {
      if (!record->isLambda()) visitAll(record);
      return;
    }
    if (auto* context = llvm::dyn_cast<clang::DeclContext>(declaration))
      if (llvm::isa<clang::NamespaceDecl, clang::LinkageSpecDecl, clang::ExportDecl>(declaration))
        visitAll(context);
  }

  // A template is lowered as its instantiations; one that has none, as it is written.
  void visitTemplate(const clang::FunctionTemplateDecl* generic) {
    bool instantiated = false;
    for (const clang::FunctionDecl* each : generic->specializations()) {
      if (each->isDefined()) unit_.function(each), instantiated = true;
    }
    const clang::FunctionDecl* pattern = generic->getTemplatedDecl();
    if (!instantiated && pattern->doesThisDeclarationHaveABody()) unit_.function(pattern);
  }

  void visitTemplate(const clang::ClassTemplateDecl* generic) {
    if (!generic->isThisDeclarationADefinition()) return;
    bool instantiated = false;
    for (const clang::ClassTemplateSpecializationDecl* each : generic->specializations()) {
      if (each->getSpecializationKind() == clang::TSK_ExplicitSpecialization) continue;
      if (!each->hasDefinition()) continue;
      instantiated = true;
      visitMembers(each);
    }
    if (!instantiated) visitAll(generic->getTemplatedDecl());
  }

  // Members of an instantiated class that were not needed have no body of their own.
  void visitMembers(const clang::CXXRecordDecl* record) {
    for (const clang::Decl* member : record->decls()) {
      if (auto* generic = llvm::dyn_cast<clang::FunctionTemplateDecl>(member))
        visitTemplate(generic);
      else if (auto* function = llvm::dyn_cast<clang::FunctionDecl>(member))
        function->isDefined() ? void(unit_.function(function)) : void();
      else if (auto* nested = llvm::dyn_cast<clang::CXXRecordDecl>(member))
        if (nested != record && !nested->isInjectedClassName() && !nested->isLambda())
          visitMembers(nested);
    }
  }

  UnitBuilder& unit_;
};

}  // namespace

Unit lower(clang::ASTContext& context, const dialect::Resolver& resolver) {
  UnitBuilder builder(context, resolver);
  Discovery(builder).visitAll(context.getTranslationUnitDecl());
  UnitBuilder::Pending next;
  while (builder.takePending(next)) FunctionLowering(builder, next.id, next.declaration).run();
  return builder.finish();
}

}  // namespace chanvet::model
