#include "report/Fingerprint.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <map>

#include <llvm/ADT/STLExtras.h>
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

std::string withoutSpace(llvm::StringRef text) {
  std::string result;
  llvm::copy_if(text, std::back_inserter(result), [](char c) { return !llvm::isSpace(c); });
  return result;
}

// Takes a string literal, and those that follow it with nothing but white space between them, from
// the front of the code. Formatters split long ones.
std::string takeLiteral(llvm::StringRef& code) {
  std::string result = "\"";
  while (code.consume_front("\"")) {
    while (!code.empty() && code.front() != '"') {
      const std::size_t length = code.front() == '\\' ? std::min<std::size_t>(2, code.size()) : 1;
      result += code.take_front(length);
      code = code.drop_front(length);
    }
    code.consume_front("\"");
    if (code.ltrim().starts_with("\"")) code = code.ltrim();
  }
  return result + '"';
}

// The code up to the first brace or semicolon, without what formatters change: white space,
// comments, where a macro's lines end, and how a string is split.
std::string withoutLayout(llvm::StringRef code) {
  std::string result;
  while (!code.empty() && !llvm::StringRef("{};").contains(code.front())) {
    if (code.starts_with("//")) {
      code = code.drop_until([](char c) { return c == '\n'; });
    } else if (code.starts_with("/*")) {
      code = code.split("*/").second;
    } else if (code.front() == '"') {
      result += takeLiteral(code);
    } else {
      const bool isLayout =
          llvm::isSpace(code.front()) || code.starts_with("\\\n") || code.starts_with("\\\r\n");
      if (!isLayout) result += code.front();
      code = code.drop_front();
    }
  }
  return result;
}

// The text of the place; when its end is not known, up to the end of the line.
llvm::StringRef textOf(const Place& place, SourceCache& sources) {
  const auto text = sources.text(place.file);
  auto offsetOf = [&](unsigned line, unsigned column) -> std::size_t {
    const auto found = sources.line(place.file, line);
    if (!found) return text->size();
    return found->data() - text->data() + std::min<std::size_t>(column - 1, found->size());
  };
  if (!text || place.column == 0) return "";
  const std::size_t from = offsetOf(place.line, place.column);
  const bool hasEnd = place.endLine >= place.line && place.endColumn > 0;
  const std::size_t to = hasEnd ? offsetOf(place.endLine, place.endColumn)
                                : offsetOf(place.line, std::numeric_limits<unsigned>::max());
  return text->slice(from, to);
}

std::string codeOf(const Place& place, SourceCache& sources) {
  const llvm::StringRef text = textOf(place, sources);
  std::string code = withoutLayout(text);
  return code.empty() ? withoutSpace(text) : code;
}

std::string keyOf(const Finding& finding, SourceCache& sources) {
  std::string key;
  append(key, finding.check);
  append(key, finding.function);
  append(key, codeOf(finding.place, sources));
  for (const std::string& primitive : finding.primitives) append(key, primitive);
  return key;
}

std::string hash(llvm::StringRef key) {
  const llvm::XXH128_hash_t hash = llvm::xxh3_128bits(llvm::arrayRefFromStringRef(key));
  return llvm::formatv("{0:x-16}{1:x-16}", hash.high64, hash.low64);
}

// The fingerprint of one of those that have the key.
std::string numbered(std::string key, unsigned index) {
  append(key, std::to_string(index));
  return hash(key);
}

}  // namespace

std::string fingerprintOf(llvm::ArrayRef<llvm::StringRef> parts) {
  std::string key;
  for (llvm::StringRef part : parts) append(key, part);
  return hash(key);
}

void addFingerprints(llvm::MutableArrayRef<Finding> findings, SourceCache& sources) {
  std::map<std::string, unsigned> occurrences;
  for (Finding& finding : findings) {
    if (!finding.fingerprint.empty()) continue;
    std::string key = keyOf(finding, sources);
    const unsigned index = occurrences[key]++;
    finding.fingerprint = numbered(std::move(key), index);
  }
}

std::string fingerprintAlone(const Finding& finding, SourceCache& sources) {
  return numbered(keyOf(finding, sources), 0);
}

}  // namespace chanvet::report
