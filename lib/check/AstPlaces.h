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

// Whether the code at a location was given to a macro as an argument.
bool isMacroArgument(const clang::ASTContext& context, clang::SourceLocation location);

}  // namespace chanvet::check
