// Which files a unit consists of, and which of them includes which.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <llvm/ADT/StringMap.h>

namespace chanvet::sieve {

// Number of a file in a table that many units share.
using FileNumber = std::uint32_t;

struct KnownFile {
  std::string path;  // absolute
  // Whether the standard library of C++, C or POSIX consists of it, and the name in angle brackets
  // by which a unit has included it; empty if none has.
  bool isStandard = false;
  std::string angled;
};

struct Include {
  std::uint32_t offset = 0;  // of the directive's '#'
  FileNumber file = 0;
  friend auto operator<=>(const Include&, const Include&) = default;
};
using Includes = std::vector<Include>;  // each once, in their order

// What the trees of many units have in common.
class IncludeTable {
 public:
  FileNumber add(KnownFile file);
  std::uint32_t add(Includes includes);

  const std::vector<KnownFile>& files() const { return files_; }
  KnownFile& file(FileNumber number) { return files_[number]; }
  const std::vector<Includes>& includes() const { return includes_; }

 private:
  std::vector<KnownFile> files_;
  std::vector<Includes> includes_;
  llvm::StringMap<FileNumber> fileNumbers_;
  std::map<Includes, std::uint32_t> includesNumbers_;
};

struct IncludedFile {
  FileNumber file = 0;
  std::uint32_t includes = 0;  // number in the table
  bool isSystem = false;
  bool isGuarded = false;  // to include it again changes nothing
};

struct IncludeTree {
  std::vector<IncludedFile> files;  // the main file first; the others as they are first entered
  std::vector<FileNumber> forced;   // what the command includes before the main file
};

}  // namespace chanvet::sieve
