// The parts of the page that are no C++: lib/report/html. The build writes the definition.
#pragma once

#include <llvm/ADT/StringRef.h>

namespace chanvet::report::detail {

struct HtmlPage {
  llvm::StringRef page;    // a mustache template
  llvm::StringRef style;   // CSS
  llvm::StringRef script;  // JavaScript
};

HtmlPage htmlPage();

}  // namespace chanvet::report::detail
