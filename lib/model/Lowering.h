// From clang's AST and CFG to the model.
#pragma once

#include "model/Model.h"

namespace clang {
class ASTContext;
}
namespace chanvet::dialect {
class Resolver;
}

namespace chanvet::model {

// Lowers every function whose body is in the unit and not in a system header or a dialect's own
// code: functions, methods, lambdas, instantiations of templates, and templates themselves where
// the unit has no instantiation. Functions without a body appear as declarations. Code that clang
// could not make sense of (recovery expressions) becomes unknown values. The result depends on the
// source alone.
Unit lower(clang::ASTContext& context, const dialect::Resolver& resolver);

}  // namespace chanvet::model
