// Whether code runs once for each turn of a loop, for checks of the ast layer.
#pragma once

#include <map>
#include <memory>

#include <llvm/ADT/STLFunctionalExtras.h>

#include "check/AstOwnCode.h"

namespace clang {
class CFG;
}

namespace chanvet::check {

class Loops {
 public:
  // Of loops whose turns are counted by constants, those with at most `fewTurns` do not count.
  Loops(clang::ASTContext& ast, const dialect::Resolver& resolver, unsigned fewTurns);
  ~Loops();

  // The innermost loop whose turns each run what the path leads to: one in its function, or one
  // around the lambda that it is in, where that is run on the spot (the handler of a select case,
  // the argument of an algorithm). Null when there is none, also where no path leads from one turn
  // to the next.
  const clang::Stmt* around(EnclosingPath path);

  // Whether the innermost function or lambda can end behind what the path leads to, by a return or
  // an exception of its own. Loops for which `isEndless` holds are taken never to be done.
  bool canEnd(EnclosingPath path, llvm::function_ref<bool(const clang::Stmt*)> isEndless);

 private:
  bool hasFewTurns(const clang::Stmt* loop) const;
  // Whether a path leads from the statement back to it.
  bool comesAgain(EnclosingPath path, const clang::Stmt* body);
  const clang::CFG* graphOf(const clang::Stmt* body, const clang::Decl* owner);

  clang::ASTContext& ast_;
  const dialect::Resolver& resolver_;
  unsigned fewTurns_;
  std::map<const clang::Stmt*, std::unique_ptr<clang::CFG>> graphs_;
};

// Whether a lambda is run where it stands, before its full expression ends: by a select, an
// algorithm, or a call of the lambda itself. `path` leads to the lambda.
bool isRunInPlace(EnclosingPath path, const dialect::Resolver& resolver);

}  // namespace chanvet::check
