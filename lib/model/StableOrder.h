// What clang has met in any order, in an order that depends on the source alone: in which order
// headers are read decides on what is instantiated, declared or made implicitly first.
#pragma once

#include <vector>

namespace clang {
class ClassTemplateDecl;
class ClassTemplateSpecializationDecl;
class CXXRecordDecl;
class Decl;
class DeclContext;
class FunctionDecl;
class FunctionTemplateDecl;
}  // namespace clang

namespace chanvet::model {

std::vector<const clang::FunctionDecl*> instancesOf(const clang::FunctionTemplateDecl* generic);
std::vector<const clang::ClassTemplateSpecializationDecl*> instancesOf(
    const clang::ClassTemplateDecl* generic);

// The first of the instances, which stands for all; null if there is none.
const clang::FunctionDecl* firstInstanceOf(const clang::FunctionTemplateDecl* generic);

// The declarations in a scope as it has them; behind them, what the compiler has added.
std::vector<const clang::Decl*> membersOf(const clang::DeclContext* scope);

// Of all declarations of the function, the first by the paths of their files.
const clang::FunctionDecl* firstDeclaration(const clang::FunctionDecl* function);

}  // namespace chanvet::model
