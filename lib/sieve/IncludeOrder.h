// Whether a unit means the same when headers that it includes come first.
#pragma once

#include <vector>

#include <llvm/ADT/ArrayRef.h>
#include <llvm/ADT/BitVector.h>
#include <llvm/ADT/DenseMap.h>

#include "sieve/IncludeTree.h"
#include "sieve/MacroUse.h"

namespace chanvet::sieve {

// A file of a unit that would see other macros: those of `definer` it would see where it has not,
// or not see where it has.
struct OrderConflict {
  FileNumber definer = 0;
  FileNumber user = 0;
};

// Preprocessing is a matter of macros: a file that sees the same definitions of all that its words
// lead to is the same text in any place. What it includes itself, before a word, has been seen at
// that word in any order.
class IncludeOrder {
 public:
  // Both must outlive it.
  IncludeOrder(const IncludeTree& tree, const IncludeTable& table);

  bool includes(FileNumber file) const { return places_.contains(file); }
  // Of a file of the unit.
  const IncludedFile& operator[](FileNumber file) const { return tree_.files[places_.at(file)]; }

  // The files of the unit that are entered when these of them are included one after the other.
  std::vector<FileNumber> entered(llvm::ArrayRef<FileNumber> included) const;

  // Whether a file is, or includes, another one, directly or not.
  bool leadsTo(FileNumber from, FileNumber file) const;

  // Those for when the files of `start` are included in this order before the main file.
  std::vector<OrderConflict> conflicts(llvm::ArrayRef<FileNumber> start, MacroUse& macros) const;

 private:
  std::vector<unsigned> positions(llvm::ArrayRef<FileNumber> start) const;
  bool includesBefore(unsigned user, std::uint32_t offset, unsigned definer) const;

  const Includes& includesAt(unsigned place) const;

  const IncludeTree& tree_;
  const IncludeTable& table_;
  llvm::DenseMap<FileNumber, unsigned> places_;  // in the tree
  std::vector<llvm::BitVector> reached_;         // from each place; itself included
  std::vector<unsigned> positions_;              // in the order of the unit as it is
};

}  // namespace chanvet::sieve
