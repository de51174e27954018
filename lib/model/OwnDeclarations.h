// What the files of the unit itself declare.
#pragma once

#include <vector>

namespace clang {
class ASTContext;
class Decl;
class SourceLocation;
class SourceManager;
}  // namespace clang

namespace chanvet::dialect {
class Resolver;
}

namespace chanvet::model {

// Whether a place is outside of system headers.
bool isProjectCode(const clang::SourceManager& sources, clang::SourceLocation location);

// The declarations at namespace scope outside of system headers and of the code of libraries that a
// dialect describes, in the order of the source; namespaces are entered, nothing else is. Of a
// precompiled header (the preamble of an editor too) only these are brought back, not all that it
// holds: what is asked for are the files that are no system headers, but for those that a system
// header includes.
std::vector<const clang::Decl*> ownDeclarations(clang::ASTContext& context,
                                                const dialect::Resolver& resolver);

}  // namespace chanvet::model
