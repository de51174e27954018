// The code of a unit that its author can change, in a list that is made once for all checks that
// visit it.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>

#include <llvm/ADT/ArrayRef.h>

namespace clang {
class Decl;
class Stmt;
}  // namespace clang
namespace chanvet::dialect {
class Resolver;
}

namespace chanvet::check {

// A statement or declaration that encloses what is visited; one of the two is null.
struct Enclosing {
  const clang::Stmt* statement = nullptr;
  const clang::Decl* declaration = nullptr;
};

class CodeNode {
 public:
  static constexpr uint32_t kOutermost = (1u << 30) - 1;

  CodeNode(Enclosing self, uint32_t parent)
      : self_(self.statement ? static_cast<const void*>(self.statement) : self.declaration),
        parent_(parent),
        isDeclaration_(self.declaration != nullptr) {}

  Enclosing self() const {
    if (isDeclaration_) return {nullptr, static_cast<const clang::Decl*>(self_)};
    return {static_cast<const clang::Stmt*>(self_), nullptr};
  }
  // By its place in the list, which is before this one.
  uint32_t parent() const { return parent_; }
  // False: it only encloses others.
  bool isVisited() const { return isVisited_; }
  void setVisited(bool isVisited) { isVisited_ = isVisited; }

 private:
  const void* self_;
  uint32_t parent_ : 30;
  uint32_t isDeclaration_ : 1;
  uint32_t isVisited_ : 1 = false;
};

// Many, in pieces of memory that others have left.
using CodeNodes = std::deque<CodeNode>;

// Everything but system headers, the code of libraries that dialects describe, types, what is not
// evaluated, and what clang puts around expressions, such as conversions. Templates are listed as
// they stand and in their instantiations, where types are known.
class UnitCode {
 public:
  // `declarations` are those of model/OwnDeclarations.h.
  UnitCode(const dialect::Resolver& resolver, llvm::ArrayRef<const clang::Decl*> declarations)
      : resolver_(resolver), declarations_(declarations) {}

  // In the order in which clang traverses it. The list is made when it is first asked for.
  const CodeNodes& nodes();
  // Ends the list, until it is asked for again.
  void forget() { nodes_.reset(); }

 private:
  const dialect::Resolver& resolver_;
  llvm::ArrayRef<const clang::Decl*> declarations_;
  std::optional<CodeNodes> nodes_;
};

}  // namespace chanvet::check
