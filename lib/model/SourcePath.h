// By which path a source file is known.
#pragma once

#include <string>

namespace clang {
class FileEntryRef;
}  // namespace clang

namespace chanvet::model {

// The absolute path of a file that clang has opened, without links.
std::string pathOf(const clang::FileEntryRef& entry);

}  // namespace chanvet::model
