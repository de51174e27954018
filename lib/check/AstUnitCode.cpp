#include "check/AstUnitCode.h"

#include <utility>

#include <clang/AST/DynamicRecursiveASTVisitor.h>
#include <clang/AST/ExprCXX.h>
#include <llvm/Support/Casting.h>

#include "dialect/Resolver.h"
#include "model/StableOrder.h"

namespace chanvet::check {

namespace {

using clang::Decl;
using clang::Stmt;

class Lister : public clang::ConstDynamicRecursiveASTVisitor {
 public:
  explicit Lister(const dialect::Resolver& resolver) : resolver_(resolver) {
    ShouldVisitTemplateInstantiations = true;
  }

  CodeNodes nodes;

  bool TraverseDecl(const Decl* declaration) override {
    if (!declaration) return true;
    if (llvm::isa<clang::FunctionDecl, clang::CXXRecordDecl>(declaration) &&
        resolver_.isLibraryCode(declaration))
      return true;
    enter({nullptr, declaration});
    bool goesOn = DynamicRecursiveASTVisitorBase::TraverseDecl(declaration);
    leave();
    return goesOn;
  }
  bool TraverseTypeLoc(clang::TypeLoc, bool) override { return true; }
  bool TraverseAttr(const clang::Attr*) override { return true; }

  bool dataTraverseStmtPre(const Stmt* statement) override {
    if (llvm::isa<clang::UnaryExprOrTypeTraitExpr, clang::CXXNoexceptExpr, clang::CXXTypeidExpr,
                  clang::RequiresExpr>(statement))
      return false;
    enter({statement, nullptr});
    return true;
  }
  bool dataTraverseStmtPost(const Stmt*) override {
    leave();
    return true;
  }

  bool VisitStmt(const Stmt* statement) override {
    nodes[innermost_].setVisited(!isAround(statement));
    return true;
  }
  bool VisitDecl(const Decl*) override {
    nodes[innermost_].setVisited(true);
    return true;
  }

  bool VisitLambdaExpr(const clang::LambdaExpr* lambda) override {
    if (const auto* generic = lambda->getLambdaClass()->getDependentLambdaCallOperator())
      for (const clang::FunctionDecl* each : model::instancesOf(generic)) TraverseDecl(each);
    return true;
  }

 private:
  void enter(Enclosing self) {
    nodes.push_back({self, innermost_});
    innermost_ = nodes.size() - 1;
  }
  void leave() { innermost_ = nodes[innermost_].parent(); }
  // What clang puts around expressions.
  static bool isAround(const Stmt* statement) {
    return llvm::isa<clang::ImplicitCastExpr, clang::FullExpr, clang::MaterializeTemporaryExpr,
                     clang::CXXBindTemporaryExpr>(statement);
  }

  const dialect::Resolver& resolver_;
  uint32_t innermost_ = CodeNode::kOutermost;
};

}  // namespace

const CodeNodes& UnitCode::nodes() {
  if (!nodes_) {
    Lister lister(resolver_);
    for (const Decl* declaration : declarations_) lister.TraverseDecl(declaration);
    nodes_ = std::move(lister.nodes);
  }
  return *nodes_;
}

}  // namespace chanvet::check
