#include "driver/StandardHeader.h"

#include <clang/Tooling/Inclusions/StandardLibrary.h>

namespace chanvet::driver {

bool isStandardHeader(llvm::StringRef name) {
  using clang::tooling::stdlib::Header;
  using clang::tooling::stdlib::Lang;
  return Header::named(name, Lang::CXX) || Header::named(name, Lang::C);
}

}  // namespace chanvet::driver
