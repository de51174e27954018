// The tables of a unit while it is lowered: files, symbols, types, operations, functions.
#pragma once

#include <deque>
#include <map>
#include <utility>

#include <clang/AST/ASTContext.h>
#include <clang/AST/DeclCXX.h>
#include <llvm/ADT/DenseMap.h>
#include <llvm/ADT/StringMap.h>

#include "dialect/Resolver.h"
#include "model/Model.h"

namespace chanvet::model {

// What a lambda runs. Of a generic one the body is lowered as instantiated: one instantiation
// stands for all.
const clang::CXXMethodDecl* bodyOfLambda(const clang::CXXRecordDecl* lambda);

// Whether it is text that belongs to another: std::string_view, a pointer to characters.
bool isTextView(clang::QualType type);

class UnitBuilder {
 public:
  UnitBuilder(clang::ASTContext& context, const dialect::Resolver& resolver);

  clang::ASTContext& context() { return context_; }
  const dialect::Resolver& resolver() const { return resolver_; }

  // Where text stands in the file the user edits: of a macro, its expansion.
  Location location(clang::SourceRange range);

  SymbolId symbol(llvm::StringRef name);
  std::string symbolName(SymbolId id) const { return unit_.symbols[id]; }
  SymbolId field(const clang::FieldDecl* field);
  SymbolId global(const clang::VarDecl* variable);
  SymbolId classOf(const clang::CXXMethodDecl* method);  // kNone for a lambda's
  // What tells whether a static local has been initialised.
  SymbolId initializedFlag(const clang::VarDecl* variable);
  TypeId type(const dialect::ClassSpec& spec);
  TypeId type(const dialect::OperationSpec& factory, const dialect::ClassSpec* spec);
  uint32_t operation(const Operation& operation);

  // The function's number. The first call declares it, and queues its body if that is to be
  // lowered.
  FunctionId function(const clang::FunctionDecl* function);
  // A function that stands nowhere in the source (a cancel function, std::bind).
  FunctionId synthesize(std::string usr, Function function);
  // Declares the virtual methods of the class that override others and have no body here.
  void declareOverriders(const clang::CXXRecordDecl* record);
  Function& at(FunctionId id) { return functions_[id]; }
  void setInitializer(FunctionId id, std::vector<GlobalInitializer> parts);
  const std::string& mainFile() const { return unit_.mainFile; }

  // Bodies still to be lowered, in the order in which they were met.
  struct Pending {
    FunctionId id;
    const clang::FunctionDecl* declaration;
  };
  bool takePending(Pending& next);
  // The function's body is not in the model, for this reason.
  void omit(const clang::FunctionDecl* function, llvm::StringRef reason);

  bool isProjectCode(clang::SourceLocation location) const;

  Unit finish();

 private:
  SymbolId captureField(const clang::FieldDecl* field, const clang::CXXRecordDecl* lambda);
  uint32_t file(clang::FileID id);
  Location locate(clang::SourceRange range);
  bool isLowered(const clang::FunctionDecl* function) const;
  void describe(Function& out, const clang::FunctionDecl* function);

  clang::ASTContext& context_;
  const dialect::Resolver& resolver_;
  Unit unit_;
  std::deque<Function> functions_;
  std::deque<Pending> pending_;
  llvm::DenseMap<const clang::Decl*, FunctionId> functionIds_;
  llvm::DenseMap<const clang::Decl*, SymbolId> declSymbols_;
  llvm::DenseMap<const clang::Decl*, SymbolId> initializedFlags_;
  llvm::StringMap<SymbolId> symbolIds_;
  llvm::DenseMap<std::pair<clang::SourceLocation, clang::SourceLocation>, Location> locations_;
  llvm::StringMap<FunctionId> synthesized_;
  std::map<clang::FileID, uint32_t> fileIds_;
  std::map<std::pair<std::string, bool>, TypeId> typeIds_;
};

// The qualified name of a declaration without template arguments and inline namespaces.
std::string qualifiedName(const clang::NamedDecl* declaration);

}  // namespace chanvet::model
