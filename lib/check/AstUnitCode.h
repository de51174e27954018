// The code of a unit that its author can change, in a list that is made once for all checks that
// visit it.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

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

struct CodeNode {
  static constexpr uint32_t kOutermost = ~uint32_t{0};

  Enclosing self;
  uint32_t parent = kOutermost;  // by its place in the list, which is before this one
  bool isVisited = false;        // false: it only encloses others
};

// Everything but system headers, the code of libraries that dialects describe, types, what is not
// evaluated, and what clang puts around expressions, such as conversions. Templates are listed as
// they stand and in their instantiations, where types are known.
class UnitCode {
 public:
  // `declarations` are those of model/OwnDeclarations.h.
  UnitCode(const dialect::Resolver& resolver, llvm::ArrayRef<const clang::Decl*> declarations)
      : resolver_(resolver), declarations_(declarations) {}

  // In the order in which clang traverses it. The list is made when it is first asked for.
  llvm::ArrayRef<CodeNode> nodes();

 private:
  const dialect::Resolver& resolver_;
  llvm::ArrayRef<const clang::Decl*> declarations_;
  std::optional<std::vector<CodeNode>> nodes_;
};

}  // namespace chanvet::check
