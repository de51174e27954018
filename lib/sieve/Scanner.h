// What units consist of, found by following their includes: nothing is parsed.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cache/Reads.h"
#include "sieve/FoundHeaders.h"
#include "sieve/IncludeTree.h"

namespace chanvet::sieve {

// A unit as clang's driver is asked for it.
struct ScanRequest {
  std::vector<std::string> arguments;  // from "clang++" to "--" and the source file
  std::string directory;               // where relative paths start; absolute
  // The options among the arguments that say which standard library there is, and no more.
  std::vector<std::string> toolchain;
};

struct Scan {
  std::string failure;  // why nothing is known; empty: it was scanned
  // Absolute paths: the main file first, then all that it includes, but for the headers of the
  // standard library, of C and of POSIX.
  std::vector<std::string> files;
  // With these headers; its numbers are those of Scanner::table(). Empty where it is not known.
  IncludeTree tree;
};

// What it has read of a file, it knows for the units that follow. It takes files to stay as they
// are while it lives.
class Scanner {
 public:
  Scanner();
  ~Scanner();

  // `reads` takes in what was asked of the file system; null: nobody wants it.
  Scan scan(const ScanRequest& request, cache::Reads* reads);

  // Of all scans so far.
  const IncludeTable& table() const;
  FoundHeaders& found();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace chanvet::sieve
