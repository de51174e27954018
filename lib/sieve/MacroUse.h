// Which files depend on which others by macros.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <utility>
#include <vector>

#include "sieve/FileWords.h"
#include "sieve/IncludeTree.h"

namespace chanvet::sieve {

// A file has a word that is a macro of another one, or whose text leads to one.
struct MacroDependence {
  FileNumber definer = 0;
  std::uint32_t offset = 0;  // the first such word ends there; kLate: behind the last #include
};
constexpr std::uint32_t kLate = ~std::uint32_t{0};

// Of what is in the words: a name that a macro puts together is not. On headers of the standard
// library nothing depends that does not include them: they can be included in any order.
class MacroUse {
 public:
  // Each file once. The words must outlive it.
  void add(FileNumber file, const FileWords& words, bool isStandard);

  // A macro that commands define.
  void add(Word macro) { macros_[macro].isDefined = true; }

  // Of a file that was added, on all others that were. Nothing may be added afterwards.
  const std::vector<MacroDependence>& dependencesOf(FileNumber file);

 private:
  const Words& reachableFrom(Word macro);
  std::vector<MacroDependence> find(FileNumber file);

  struct Macro {
    bool isDefined = false;  // else there is none, whatever files say
    std::vector<FileNumber> definers;
    Words text;  // of all definitions
  };
  struct File {
    const FileWords* words = nullptr;
    bool isStandard = false;
  };
  std::unordered_map<FileNumber, File> files_;
  std::unordered_map<Word, Macro> macros_;
  std::unordered_map<Word, Words> reachable_;
  std::unordered_map<FileNumber, std::vector<MacroDependence>> dependences_;
};

}  // namespace chanvet::sieve
