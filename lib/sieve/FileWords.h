// What a source says, without parsing it: its words.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <llvm/ADT/StringRef.h>

namespace chanvet::sieve {

// Stands for an identifier; two identifiers may share one.
using Word = std::uint32_t;
Word wordOf(llvm::StringRef identifier);

// Sorted, each once.
using Words = std::vector<Word>;

Words sorted(Words words);
bool haveCommon(const Words& left, const Words& right);

struct FileWords {
  // All but the members that objects are asked for: what stands behind a '.' or '->'.
  Words names;
  // What stands outside of the bodies of functions, where names are declared and defined.
  Words declared;
  // What stands where code runs: in these bodies, and in initializers.
  Words used;
  // The headers that it includes on no condition, as it spells them.
  std::vector<std::string> included;
  // Whether the file speaks of this program, in an annotation or a comment.
  bool isMarked = false;
  // Whether it imports a module or is part of one: what that declares, no file says that it
  // includes.
  bool usesModules = false;
};

// Of all branches of conditional directives; what the included files say is left out. Where braces
// do not match, or a word is broken over lines, every word counts as declared and as used.
FileWords fileWords(llvm::StringRef source);

}  // namespace chanvet::sieve
