// The dialects that are on, by the names of what they describe.
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include <llvm/ADT/ArrayRef.h>
#include <llvm/ADT/DenseMap.h>
#include <llvm/ADT/StringMap.h>
#include <llvm/ADT/StringSet.h>

#include "dialect/Dialect.h"

namespace chanvet::dialect {

// Whether the file is, or is below, one of the headers that the dialect names.
bool hasHeader(const Dialect& dialect, llvm::StringRef path);

// The meanings of one function, in the order of the dialect file.
using Meanings = std::vector<const OperationSpec*>;

// Names are qualified, without template arguments and inline namespaces, in every spelling of
// their namespace. Immutable. The dialects must outlive it; answers live as long as they.
class Index {
 public:
  explicit Index(std::vector<const Dialect*> dialects);
  Index(const Index&) = delete;

  // Null when no dialect has it.
  const ClassSpec* findClass(llvm::StringRef qualifiedName) const;
  // Every name of a class of the kind, sorted.
  std::vector<llvm::StringRef> namesOf(ClassKind kind) const;
  const Meanings* findFunction(llvm::StringRef qualifiedName) const;
  const Meanings* findMethod(const ClassSpec& spec, llvm::StringRef name) const;

  // Whether some class (function) has this as the last part of its name: a cheap first question.
  bool mayBeClass(llvm::StringRef unqualifiedName) const;
  bool mayBeFunction(llvm::StringRef unqualifiedName) const;

  // Which of two classes is to be believed: the higher one.
  unsigned rankOf(const ClassSpec& spec) const;

  // The namespaces that hold something a dialect describes.
  bool hasNamespace(llvm::StringRef qualifiedName) const;
  // Whether the file is, or is below, one of the headers that the dialects name.
  bool isHeader(llvm::StringRef path) const;

 private:
  void add(const Dialect& dialect, unsigned rank);
  // The name, and its spellings in the other spellings of its namespace.
  static std::vector<std::string> spellings(const Dialect& dialect, llvm::StringRef name);
  void addNamespaceOf(llvm::StringRef name);

  std::vector<const Dialect*> dialects_;
  llvm::StringMap<const ClassSpec*> classes_;
  llvm::StringMap<std::pair<unsigned, Meanings>> functions_;  // with the rank they come from
  llvm::DenseMap<const ClassSpec*, llvm::StringMap<Meanings>> methods_;
  llvm::DenseMap<const ClassSpec*, unsigned> ranks_;
  llvm::StringSet<> classTails_, functionTails_, namespaces_;
};

}  // namespace chanvet::dialect
