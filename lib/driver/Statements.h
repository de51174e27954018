// What a comment stands before.
#pragma once

#include <vector>

#include "report/Suppressions.h"

namespace clang {
class ASTContext;
}

namespace chanvet::driver {

// Fills in the lines of the statement or declaration that starts first after each `chanvet: ignore`
// comment. Other comments are left alone; without such comments this costs nothing.
void findStatements(clang::ASTContext& context, std::vector<report::Comment>& comments);

}  // namespace chanvet::driver
