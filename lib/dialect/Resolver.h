// Recognises the names of dialects in clang's AST.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <llvm/ADT/StringRef.h>

#include "dialect/Dialect.h"

namespace clang {
class ASTContext;
class CXXConstructorDecl;
class CXXRecordDecl;
class Decl;
class Expr;
class FunctionDecl;
class QualType;
class SourceManager;
class Type;
}  // namespace clang

namespace chanvet::dialect {

class Index;

// All dialects that are on, indexed by name for the units that they concern: a dialect that names
// headers concerns those that include one of them, any other concerns every unit. Later dialects
// win over earlier ones. Copies share the dialects, which live as long as one of them.
class Registry {
 public:
  explicit Registry(std::vector<Dialect> dialects);
  const std::vector<Dialect>& dialects() const;

 private:
  friend class Resolver;
  struct Indexes;

  // Of the dialects that concern a unit with these files.
  std::shared_ptr<const Index> indexFor(const clang::SourceManager& sources) const;

  std::shared_ptr<Indexes> indexes_;
};

// A chanvet:: annotation of the source that says nothing this program understands.
struct AnnotationProblem {
  std::string file;
  unsigned line = 0;
  unsigned column = 0;
  std::string message;
};

// The meaning of the declarations of one translation unit. Answers are cached per declaration.
// Declarations of templates, their instantiations and partial specialisations, redeclarations,
// inline namespaces, type aliases and derived classes all lead to the entry of the class that the
// dialect names. [[clang::annotate("chanvet::channel")]] on a class and
// [[clang::annotate("chanvet::send")]] on a member or function add entries from the source.
class Resolver {
 public:
  Resolver(const Registry& registry, clang::ASTContext& context);
  ~Resolver();

  // Null when the class (after stripping references, cv, typedefs; not pointers) is none of a
  // dialect's. Looks through derived classes, and through dependent specialisations
  // (csp::chan<T> in a template).
  const ClassSpec* classOf(clang::QualType type) const;
  const ClassSpec* classOf(const clang::CXXRecordDecl* record) const;
  // The class of a dialect with this qualified name; null when there is none.
  const ClassSpec* classNamed(llvm::StringRef name) const;
  // The classes of dialects that the unit declares, by name. Annotated classes are not among them.
  std::vector<const ClassSpec*> declaredClasses(ClassKind kind) const;
  // Whether a dialect knows the class only by one of its bases.
  bool isDerived(clang::QualType type) const;

  // The operation a call of this function with `numArgs` written arguments (default arguments not
  // counted; the object of an overloaded member operator not counted) is; null when it is none.
  // For methods the class is the one that declares the method; a method that a class of the program
  // adds to, or overrides in, a class it derives from a dialect's is the program's own.
  // `receiver`, the class of the object if given, helps where the dialect's class inherits the
  // method from a base that no dialect names.
  const OperationSpec* operationOf(const clang::FunctionDecl* function, unsigned numArgs,
                                   const clang::CXXRecordDecl* receiver = nullptr) const;

  // What a constructor does beside making the object; null: it just makes it.
  const OperationSpec* constructionOf(const clang::CXXConstructorDecl* constructor,
                                      unsigned numArgs) const;

  // True when the declaration belongs to a class or namespace that a dialect describes, in a
  // header the dialect names: its body is not analysed, its meaning is what the dialect says.
  bool isLibraryCode(const clang::Decl* declaration) const;

  // What was wrong with the annotations of the declarations that were looked at so far.
  const std::vector<AnnotationProblem>& annotationProblems() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// The callee of a call expression, also where the call is dependent and only one candidate fits
// (ch.send(x) with ch of type csp::chan<T>); null when it cannot be told. Of overloads in one scope
// that all take so many arguments, the first. `call` is a CallExpr of any kind or, in templates, a
// unary or binary operator.
const clang::FunctionDecl* calleeOf(const clang::Expr* call, clang::ASTContext& context);

}  // namespace chanvet::dialect
