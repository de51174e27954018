// What the values of options of checks say.
#pragma once

#include <llvm/ADT/StringExtras.h>
#include <llvm/ADT/StringRef.h>
#include <llvm/ADT/StringSet.h>
#include <llvm/Support/Error.h>

#include "check/Check.h"

namespace chanvet::check {

// The names in a list like "a, b::c"; empty ones are left out.
inline llvm::StringSet<> namesIn(llvm::StringRef list) {
  llvm::StringSet<> names;
  for (llvm::StringRef name : llvm::split(list, ','))
    if (!name.trim().empty()) names.insert(name.trim());
  return names;
}

// Sets `flag` to what the option `name` says. Precondition: `options` has it. Fails, and leaves
// `flag` as it is, where the value is neither true nor false.
inline llvm::Error readFlag(const Options& options, llvm::StringRef name, bool& flag) {
  llvm::StringRef value = options.at(name.str());
  if (value != "true" && value != "false")
    return llvm::createStringError("'%s' takes true or false", name.str().c_str());
  flag = value == "true";
  return llvm::Error::success();
}

// Adds both names of each pair in the option `name`, a list like "a = b, c::d = e::f", to the sets.
// Precondition: `options` has it. Fails where a name is missing.
inline llvm::Error readPairs(const Options& options, llvm::StringRef name,
                             llvm::StringSet<>& firsts, llvm::StringSet<>& seconds) {
  for (llvm::StringRef pair : llvm::split(options.at(name.str()), ',')) {
    if (pair.trim().empty()) continue;
    auto [first, second] = pair.split('=');
    if (first.trim().empty() || second.trim().empty())
      return llvm::createStringError("'%s' takes pairs like \"net::open = net::close\", not '%s'",
                                     name.str().c_str(), pair.trim().str().c_str());
    firsts.insert(first.trim());
    seconds.insert(second.trim());
  }
  return llvm::Error::success();
}

}  // namespace chanvet::check
