// What a source says, without parsing it: its words.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
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

// A macro that a file defines, or says that there is none of the name.
struct MacroWords {
  Word name = 0;
  bool isDefined = false;  // here, or maybe by the compiler
  Words text;              // the words that stand in its place, and its parameters
};

struct FileWords {
  // All but the members that objects are asked for: what stands behind a '.' or '->'.
  Words names;
  // What stands outside of the bodies of functions, where names are declared and defined.
  Words declared;
  // What stands where code runs: in these bodies, and in initializers.
  Words used;
  // The headers that it includes on no condition, as it spells them.
  std::vector<std::string> included;
  std::vector<MacroWords> macros;
  // The words before the last #include, each with how many bytes of the file end with the first of
  // them. Sorted by word.
  std::vector<std::pair<Word, std::uint32_t>> early;
  // The offsets of the #include directives that stand between braces. Sorted.
  std::vector<std::uint32_t> enclosed;
  // Whether what it includes by a name depends on where it was found itself (#include_next).
  bool includesNext = false;
  // Whether the file speaks of this program, in an annotation or a comment.
  bool isMarked = false;
  // Whether it imports a module or is part of one: what that declares, no file says that it
  // includes.
  bool usesModules = false;
};

// "LOG" of "LOG(x)=..." and of "LOG=...", as compile commands define macros.
inline llvm::StringRef nameOfMacro(llvm::StringRef macro) {
  return macro.take_until([](char c) { return c == '=' || c == '('; });
}

// Of all branches of conditional directives; what the included files say is left out. Where braces
// do not match, or a word is broken over lines, every word counts as declared and as used.
FileWords fileWords(llvm::StringRef source);

}  // namespace chanvet::sieve
