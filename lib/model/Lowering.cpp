#include "model/Lowering.h"

#include <clang/AST/DeclTemplate.h>
#include <llvm/Support/Path.h>

#include "model/FunctionLowering.h"
#include "model/StableOrder.h"
#include "model/UnreadGlobals.h"

namespace chanvet::model {

namespace {

// Declares every function of the unit's own code. Order: as the source has them.
class Discovery {
 public:
  explicit Discovery(UnitBuilder& unit) : unit_(unit) {}

  void visit(const clang::Decl* declaration) {
    if (!unit_.isProjectCode(declaration->getLocation())) return;
    if (auto* generic = llvm::dyn_cast<clang::FunctionTemplateDecl>(declaration))
      return visitTemplate(generic);
    if (auto* generic = llvm::dyn_cast<clang::ClassTemplateDecl>(declaration))
      return visitTemplate(generic);
    if (auto* function = llvm::dyn_cast<clang::FunctionDecl>(declaration)) {
      if (function->doesThisDeclarationHaveABody()) unit_.function(function);
      return;
    }
    if (auto* variable = llvm::dyn_cast<clang::VarDecl>(declaration)) return visitGlobal(variable);
    if (auto* record = llvm::dyn_cast<clang::CXXRecordDecl>(declaration)) {
      if (!record->isLambda()) {
        visitFamily(record);
        visitAll(record);
      }
      return;
    }
    if (auto* context = llvm::dyn_cast<clang::DeclContext>(declaration))
      if (llvm::isa<clang::LinkageSpecDecl, clang::ExportDecl>(declaration)) visitAll(context);
  }

  // Globals and static members that are defined here, in the order of their initialization.
  llvm::ArrayRef<const clang::VarDecl*> globals() const { return globals_; }
  // Classes with virtual methods that are defined here.
  llvm::ArrayRef<const clang::CXXRecordDecl*> families() const { return families_; }

 private:
  void visitAll(const clang::DeclContext* context) {
    for (const clang::Decl* declaration : membersOf(context)) visit(declaration);
  }

  void visitFamily(const clang::CXXRecordDecl* record) {
    bool isDefinition = record->isThisDeclarationADefinition() && !record->isInvalidDecl();
    if (isDefinition && !record->isDependentContext() && record->isPolymorphic())
      families_.push_back(record);
  }

  void visitGlobal(const clang::VarDecl* variable) {
    if (!variable->isFileVarDecl() || variable->isInvalidDecl()) return;
    if (unit_.resolver().isLibraryCode(variable)) return;
    if (variable->isThisDeclarationADefinition() != clang::VarDecl::Definition) return;
    if (variable->getDescribedVarTemplate() || variable->getType()->isDependentType()) return;
    if (variable->getDeclContext()->isDependentContext()) return;
    // Constants read as their value.
    bool isConstant = variable->getType().isConstQualified() &&
                      variable->getType()->isIntegralOrEnumerationType() &&
                      variable->isUsableInConstantExpressions(unit_.context());
    if (!isConstant) globals_.push_back(variable);
  }

  // A template is lowered as its instantiations; one that has none, as it is written.
  void visitTemplate(const clang::FunctionTemplateDecl* generic) {
    bool instantiated = false;
    for (const clang::FunctionDecl* each : instancesOf(generic)) {
      if (each->isDefined()) unit_.function(each), instantiated = true;
    }
    const clang::FunctionDecl* pattern = generic->getTemplatedDecl();
    if (!instantiated && pattern->doesThisDeclarationHaveABody()) unit_.function(pattern);
  }

  void visitTemplate(const clang::ClassTemplateDecl* generic) {
    if (!generic->isThisDeclarationADefinition()) return;
    bool instantiated = false;
    for (const clang::ClassTemplateSpecializationDecl* each : instancesOf(generic)) {
      if (each->getSpecializationKind() == clang::TSK_ExplicitSpecialization) continue;
      if (!each->hasDefinition()) continue;
      instantiated = true;
      visitMembers(each);
    }
    if (!instantiated) visitAll(generic->getTemplatedDecl());
  }

  // Members of an instantiated class that were not needed have no body of their own.
  void visitMembers(const clang::CXXRecordDecl* record) {
    visitFamily(record);
    for (const clang::Decl* member : membersOf(record)) {
      if (auto* generic = llvm::dyn_cast<clang::FunctionTemplateDecl>(member))
        visitTemplate(generic);
      else if (auto* function = llvm::dyn_cast<clang::FunctionDecl>(member))
        visitMember(function);
      else if (auto* variable = llvm::dyn_cast<clang::VarDecl>(member))
        visitGlobal(variable);
      else if (auto* nested = llvm::dyn_cast<clang::CXXRecordDecl>(member))
        if (nested != record && !nested->isInjectedClassName() && !nested->isLambda())
          visitMembers(nested);
    }
  }

  void visitMember(const clang::FunctionDecl* function) {
    if (function->isDefined()) {
      unit_.function(function);
      return;
    }
    if (unit_.resolver().isLibraryCode(function)) return;
    const clang::FunctionDecl* pattern = function->getTemplateInstantiationPattern();
    if (pattern && pattern->isDefined() && !function->isImplicit() && !function->isDefaulted())
      unit_.omit(function, "nothing calls it");
  }

  UnitBuilder& unit_;
  std::vector<const clang::VarDecl*> globals_;
  std::vector<const clang::CXXRecordDecl*> families_;
};

void lowerGlobals(UnitBuilder& unit, llvm::ArrayRef<const clang::VarDecl*> globals) {
  if (globals.empty()) return;
  Function function;
  function.name = ("initializers of " + llvm::sys::path::filename(unit.mainFile())).str();
  function.location = unit.location(globals.front()->getSourceRange());
  function.isVisible = false;
  function.isLocal = true;
  FunctionId id = unit.synthesize("chanvet:initializers@" + unit.mainFile(), std::move(function));
  unit.setInitializer(id, FunctionLowering(unit, id, nullptr).runInitializers(globals));
}

void lowerPending(UnitBuilder& unit) {
  UnitBuilder::Pending next;
  while (unit.takePending(next)) FunctionLowering(unit, next.id, next.declaration).run();
}

}  // namespace

Unit lower(clang::ASTContext& context, const dialect::Resolver& resolver,
           llvm::ArrayRef<const clang::Decl*> declarations) {
  UnitBuilder builder(context, resolver);
  Discovery discovery(builder);
  for (const clang::Decl* declaration : declarations) discovery.visit(declaration);
  lowerGlobals(builder, discovery.globals());
  lowerPending(builder);
  for (const clang::CXXRecordDecl* record : discovery.families()) builder.declareOverriders(record);
  lowerPending(builder);
  Unit unit = builder.finish();
  dropUnreadGlobals(unit);
  return unit;
}

}  // namespace chanvet::model
