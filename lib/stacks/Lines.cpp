#include "stacks/Lines.h"

#include <limits>
#include <tuple>

#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/StringExtras.h>

namespace chanvet::stacks {

namespace {

using llvm::StringRef;

// Times and counters differ from line to line, but a digit stays a digit.
bool looksLike(StringRef text, StringRef prefix) {
  if (text.size() < prefix.size()) return false;
  for (std::size_t i = 0; i < prefix.size(); ++i)
    if (text[i] != prefix[i] && !(llvm::isDigit(text[i]) && llvm::isDigit(prefix[i]))) return false;
  return true;
}

// "5 minutes", "24 ms"; nothing for other texts.
std::optional<std::chrono::seconds> parseDuration(StringRef text) {
  std::optional<std::uint64_t> number = consumeNumber(text);
  if (!number || !text.consume_front(" ")) return std::nullopt;
  constexpr std::uint64_t kLongest = std::numeric_limits<std::int64_t>::max() / 60;
  if (*number > kLongest) return std::nullopt;
  auto count = static_cast<std::int64_t>(*number);
  if (text == "ms") return std::chrono::seconds(count / 1000);
  if (text == "minutes") return std::chrono::minutes(count);
  return std::nullopt;
}

// The head at the start of a text: the word is gone already. Newer runtimes put more between the
// number and the brackets.
std::optional<Head> parseHead(StringRef text) {
  std::optional<std::uint64_t> id = consumeNumber(text);
  if (!id || !text.starts_with(" ") || !text.consume_back("]:")) return std::nullopt;
  constexpr std::size_t kMostBetween = 200;
  const std::size_t bracket = text.take_front(kMostBetween).find(" [");
  if (bracket == StringRef::npos) return std::nullopt;
  return Head{0, *id, parseState(text.drop_front(bracket + 2))};
}

}  // namespace

Lines::Lines(StringRef text) : rest_(text) { load(); }

void Lines::advance() { load(); }

void Lines::load() {
  isAtEnd_ = rest_.empty();
  std::tie(raw_, rest_) = rest_.split('\n');
  raw_.consume_back("\r");
  line_ = withoutPrefix(raw_);
  ++number_;
}

void Lines::setPrefix(std::size_t length) {
  prefix_ = raw_.take_front(raw_.size() - line_.size() + length);
  line_ = withoutPrefix(raw_);
}

// A blank at the end of the prefix is often cut off where nothing follows.
StringRef Lines::withoutPrefix(StringRef line) const {
  if (looksLike(line, prefix_)) return line.drop_front(prefix_.size());
  StringRef bare = prefix_.rtrim();
  return !bare.empty() && line.size() == bare.size() && looksLike(line, bare) ? "" : line;
}

std::optional<std::uint64_t> consumeNumber(StringRef& text) {
  StringRef rest = text;
  std::uint64_t number = 0;
  if (rest.empty() || !llvm::isDigit(rest.front()) || rest.consumeInteger(10, number))
    return std::nullopt;
  text = rest;
  return number;
}

bool splitPlace(StringRef text, StringRef& file, unsigned& line) {
  auto [name, number] = text.trim().rsplit(':');
  if (name.empty() || number.getAsInteger(10, line)) return false;
  file = name;
  return true;
}

State parseState(StringRef text) {
  State state;
  StringRef rest;
  std::tie(state.reason, rest) = text.split(", ");
  for (StringRef part : llvm::split(rest, ", "))
    if (auto waited = parseDuration(part)) state.waited = *waited;
  return state;
}

std::optional<Head> findHead(StringRef line, StringRef word) {
  line = line.rtrim();
  for (std::size_t at = line.find(word); at != StringRef::npos; at = line.find(word, at + 1)) {
    if (at > 0 && llvm::isAlnum(line[at - 1])) continue;
    std::optional<Head> head = parseHead(line.drop_front(at + word.size()));
    if (!head) continue;
    head->prefix = at;
    return head;
  }
  return std::nullopt;
}

}  // namespace chanvet::stacks
