// The part of Loader.h that needs the packed dialects, in a library of its own: what packs them is
// built with the rest.
#include <llvm/ADT/SmallVector.h>

#include "dialect/Loader.h"
#include "dialect/Packed.h"

namespace chanvet::dialect {

llvm::ArrayRef<detail::EmbeddedDialect> shippedDialects() { return detail::embeddedDialects(); }

llvm::Expected<Dialect> loadShippedDialect(llvm::StringRef name) {
  llvm::SmallVector<llvm::StringRef> names;
  for (const detail::EmbeddedDialect& shipped : shippedDialects()) {
    if (shipped.name == name) return unpack(shipped.packed);
    names.push_back(shipped.name);
  }
  return llvm::createStringError("unknown dialect '" + name + "'" + yaml::didYouMean(name, names));
}

}  // namespace chanvet::dialect
