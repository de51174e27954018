// Places of clang's source ranges, for checks of the ast layer.
#pragma once

#include <clang/Basic/SourceLocation.h>

#include "finding/Finding.h"

namespace clang {
class ASTContext;
}

namespace chanvet::check {

// The place in the file the user edits; of code from a macro, where the macro is used.
Place placeOf(const clang::ASTContext& context, clang::SourceRange range);

}  // namespace chanvet::check
