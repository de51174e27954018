#include "report/Fingerprint.h"

#include <map>

#include <llvm/ADT/StringExtras.h>
#include <llvm/Support/FormatVariadic.h>
#include <llvm/Support/xxhash.h>

namespace chanvet::report {
namespace {

// A null byte ends each part, so that no two different lists of parts make the same key.
void append(std::string& key, llvm::StringRef part) {
  key += part;
  key += '\0';
}

std::string withoutSpace(llvm::StringRef line) {
  std::string result;
  for (char c : line) {
    if (!llvm::isSpace(c)) result += c;
  }
  return result;
}

std::string keyOf(const Finding& finding, SourceCache& sources) {
  std::string key;
  append(key, finding.check);
  append(key, finding.function);
  append(key, withoutSpace(sources.line(finding.place.file, finding.place.line).value_or("")));
  for (const std::string& primitive : finding.primitives) append(key, primitive);
  return key;
}

std::string hash(llvm::StringRef key) {
  const llvm::XXH128_hash_t hash = llvm::xxh3_128bits(llvm::arrayRefFromStringRef(key));
  return llvm::formatv("{0:x-16}{1:x-16}", hash.high64, hash.low64);
}

}  // namespace

std::vector<std::string> fingerprints(llvm::ArrayRef<Finding> findings, SourceCache& sources) {
  std::map<std::string, unsigned> occurrences;
  std::vector<std::string> result;
  result.reserve(findings.size());
  for (const Finding& finding : findings) {
    if (!finding.fingerprint.empty()) {
      result.push_back(finding.fingerprint);
      continue;
    }
    std::string key = keyOf(finding, sources);
    const unsigned index = occurrences[key]++;
    append(key, std::to_string(index));
    result.push_back(hash(key));
  }
  return result;
}

}  // namespace chanvet::report
