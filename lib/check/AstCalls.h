// Questions about calls in clang's AST that checks of the ast layer ask.
#pragma once

#include <string>

#include <clang/AST/Type.h>
#include <llvm/ADT/ArrayRef.h>
#include <llvm/ADT/SmallVector.h>
#include <llvm/ADT/StringRef.h>

namespace clang {
class CallExpr;
class CXXConstructExpr;
class Expr;
class NamedDecl;
}  // namespace clang
namespace chanvet::dialect {
class Resolver;
}

namespace chanvet::check {

using Arguments = llvm::ArrayRef<const clang::Expr*>;

// The expression without parentheses, and without what the compiler put around it.
const clang::Expr* asWritten(const clang::Expr* expression);

// The call that an expression is, or that it awaits; null when it is none.
const clang::CallExpr* callOf(const clang::Expr* expression);

// The arguments that stand in the source: neither default arguments, nor the object on which a
// member operator is called.
Arguments writtenArguments(const clang::CallExpr* call);
Arguments writtenArguments(const clang::CXXConstructExpr* construction);

// 'save', the function or the variable that holds what is called; `other` where it has no name.
std::string nameOf(const clang::Expr* callable, llvm::StringRef other);
// Likewise of what is called; "this call" where it has no name.
std::string nameOfCallee(const clang::CallExpr* call);

bool isNamed(const clang::NamedDecl* declaration, llvm::StringRef name);

// The types among the template arguments of a class: of a pair or tuple, those of its elements.
llvm::SmallVector<clang::QualType, 4> typeArguments(clang::QualType type);

// What a function, pointer to one, lambda or type-erased callable returns; a null type for what
// cannot be called and for what is called with types not known here.
clang::QualType returnedBy(const clang::Expr* callable, const dialect::Resolver& resolver);

}  // namespace chanvet::check
