// Where units have found their headers. Those with the same search path find them in the same
// directories, and need not look for them in all that come before.
#pragma once

#include <map>
#include <string>

#include <llvm/ADT/StringMap.h>

#include "cache/Reads.h"

namespace clang {
class Preprocessor;
}  // namespace clang

namespace chanvet::sieve {

// It takes files to stay as they are while it lives.
class FoundHeaders {
 public:
  // The unit, which has not begun yet, looks for headers first where others have found them. That
  // they are not in the directories before goes to `reads`, as if it had looked there; null: nobody
  // wants that. This has to outlive the preprocessor.
  void handTo(clang::Preprocessor& preprocessor, cache::Reads* reads) const;

  // Takes in where the unit has found its headers.
  void learnFrom(clang::Preprocessor& preprocessor);

  // Takes in what another one knows.
  void add(const FoundHeaders& other);

 private:
  friend void transfer(cache::Writer& writer, FoundHeaders& found);
  friend void transfer(cache::Reader& reader, FoundHeaders& found);

  using Places = llvm::StringMap<unsigned>;  // by name: the number of the directory on the path

  class Noting;

  std::map<std::string, Places> paths_;  // by search path
};

void transfer(cache::Writer& writer, FoundHeaders& found);
void transfer(cache::Reader& reader, FoundHeaders& found);

}  // namespace chanvet::sieve
