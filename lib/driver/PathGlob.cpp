#include "driver/PathGlob.h"

#include <string>

#include <llvm/ADT/StringRef.h>
#include <llvm/Support/Path.h>

namespace chanvet::driver {

namespace {

using llvm::StringRef;

bool fits(StringRef glob, StringRef text);

// `**` and what follows it: tries every rest of the text; after `**/` only whole names.
bool fitsAnyDepth(StringRef rest, StringRef text) {
  bool wholeNames = rest.consume_front("/");
  for (size_t begin = 0; begin <= text.size(); ++begin) {
    bool isName = begin == 0 || text[begin - 1] == '/';
    if ((isName || !wholeNames) && fits(rest, text.drop_front(begin))) return true;
  }
  return false;
}

bool fitsStar(StringRef rest, StringRef text) {
  for (size_t begin = 0; begin <= text.size(); ++begin) {
    if (fits(rest, text.drop_front(begin))) return true;
    if (begin < text.size() && text[begin] == '/') return false;
  }
  return false;
}

// Whether the glob fits the text, or a directory at its front.
bool fits(StringRef glob, StringRef text) {
  while (!glob.empty()) {
    if (glob.consume_front("**")) return fitsAnyDepth(glob, text);
    if (glob.consume_front("*")) return fitsStar(glob, text);
    if (text.empty()) return false;
    if (glob.front() == '?' ? text.front() == '/' : glob.front() != text.front()) return false;
    glob = glob.drop_front();
    text = text.drop_front();
  }
  return text.empty() || text.front() == '/';
}

}  // namespace

PathGlob::PathGlob(StringRef pattern, StringRef directory) : pattern_(pattern) {
  StringRef glob = pattern.rtrim('/');
  anywhere_ = !glob.contains('/');
  if (glob.consume_front("/")) directory = "/";
  glob.consume_front("./");
  while (glob.consume_front("../")) directory = llvm::sys::path::parent_path(directory);
  directory_ = directory.rtrim('/').str() + "/";
  glob_ = glob.str();
}

bool PathGlob::matches(StringRef path) const {
  if (!path.consume_front(directory_)) return false;
  if (!anywhere_) return fits(glob_, path);
  while (true) {
    if (fits(glob_, path)) return true;
    size_t slash = path.find('/');
    if (slash == StringRef::npos) return false;
    path = path.drop_front(slash + 1);
  }
}

}  // namespace chanvet::driver
