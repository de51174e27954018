// Paths that were looked for and not there. Where a header is looked for in a hundred directories,
// its name has a hundred of them.
#pragma once

#include <string>
#include <vector>

#include <llvm/ADT/ArrayRef.h>
#include <llvm/ADT/BitVector.h>
#include <llvm/ADT/STLFunctionalExtras.h>
#include <llvm/ADT/StringMap.h>
#include <llvm/ADT/StringRef.h>

namespace chanvet::cache {

class Writer;
class Reader;

class Absences {
 public:
  void add(llvm::StringRef path);

  // The same, of one name in several directories.
  unsigned numberOf(llvm::StringRef directory);
  void add(llvm::StringRef name, llvm::ArrayRef<unsigned> directories);

  // Takes in the others, as long as each that is new is accepted. False: one was not.
  bool add(const Absences& others, llvm::function_ref<bool(llvm::StringRef path)> accept);

  bool operator==(const Absences& other) const;

 private:
  friend void transfer(Writer& writer, Absences& absences);
  friend void transfer(Reader& reader, Absences& absences);

  // By the number of a directory there: the number here.
  std::vector<unsigned> numbersOf(const Absences& others);

  std::vector<std::string> directories_;
  llvm::StringMap<unsigned> numbers_;         // of directories
  llvm::StringMap<llvm::BitVector> missing_;  // by name: the directories that do not have it
};

// The same bytes for the same paths.
void transfer(Writer& writer, Absences& absences);
void transfer(Reader& reader, Absences& absences);

}  // namespace chanvet::cache
