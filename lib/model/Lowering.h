// From clang's AST and CFG to the model.
#pragma once

#include <llvm/ADT/ArrayRef.h>

#include "model/Model.h"

namespace clang {
class ASTContext;
class Decl;
}  // namespace clang
namespace chanvet::dialect {
class Resolver;
}

namespace chanvet::model {

// Lowers every function whose body is in the unit and not in a system header or a dialect's own
// code: functions, methods, lambdas, instantiations of templates, and templates themselves where
// the unit has no instantiation. `declarations` are those of OwnDeclarations.h. Functions without a
// body appear as declarations. Code that clang could not make sense of (recovery expressions)
// becomes unknown values. The result depends on the source alone.
Unit lower(clang::ASTContext& context, const dialect::Resolver& resolver,
           llvm::ArrayRef<const clang::Decl*> declarations);

}  // namespace chanvet::model
