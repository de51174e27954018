#include "stacks/Names.h"

#include <algorithm>
#include <utility>

#include <llvm/ADT/StringExtras.h>

namespace chanvet::stacks {

namespace {

using llvm::StringRef;

constexpr StringRef kAnonymous = "(anonymous namespace)";

bool isPartOfName(char c) { return llvm::isAlnum(c) || c == '_' || c == '$'; }

// The length of what the word `operator` and its sign take at the start of a text: brackets in it
// are no brackets. 0 when there is no such word.
std::size_t lengthOfOperator(StringRef text) {
  constexpr StringRef kWord = "operator";
  StringRef rest = text;
  if (!rest.consume_front(kWord) || (!rest.empty() && isPartOfName(rest.front()))) return 0;
  if (rest.starts_with("()") || rest.starts_with("[]")) return kWord.size() + 2;
  return kWord.size() + rest.find_first_not_of("<>=!+-*/%^&|~,");
}

// Goes through a name piece by piece: a piece is an operator, the anonymous namespace, an arrow, or
// one character.
class Pieces {
 public:
  explicit Pieces(StringRef text) : text_(text) {}

  bool atEnd() const { return at_ == text_.size(); }
  StringRef before() const { return text_.take_front(at_); }
  StringRef rest() const { return text_.drop_front(at_); }
  void advance() { at_ += piece().size(); }

  StringRef piece() const {
    for (StringRef whole : {kAnonymous, StringRef("->")})
      if (rest().starts_with(whole)) return rest().take_front(whole.size());
    const bool startsWord = at_ == 0 || !isPartOfName(text_[at_ - 1]);
    const std::size_t length = startsWord ? lengthOfOperator(rest()) : 0;
    return rest().take_front(std::max<std::size_t>(length, 1));
  }

 private:
  StringRef text_;
  std::size_t at_ = 0;
};

// 1 for a bracket that opens, -1 for one that closes, else 0.
int nesting(StringRef piece) {
  if (piece.size() != 1) return 0;
  if (StringRef("(<{[").contains(piece.front())) return 1;
  return StringRef(")>}]").contains(piece.front()) ? -1 : 0;
}

}  // namespace

StringRef functionBefore(StringRef call) {
  int depth = 0;
  for (Pieces pieces(call); !pieces.atEnd(); pieces.advance()) {
    const bool startsArguments =
        pieces.rest().starts_with(" (") && !pieces.rest().drop_front(1).starts_with(kAnonymous);
    if (depth == 0 && startsArguments) return pieces.before();
    depth = std::max(depth + nesting(pieces.piece()), 0);
  }
  return call.rtrim();
}

std::string plainName(StringRef function) {
  std::string plain;
  int dropped = 0;      // how deep in brackets that are left out
  int braces = 0;       // how deep in braces, which stay with all that is in them
  bool isNext = false;  // what was before is a type that the function returns
  for (Pieces pieces(function); !pieces.atEnd(); pieces.advance()) {
    const StringRef piece = pieces.piece();
    if (dropped > 0 || (braces == 0 && nesting(piece) > 0 && piece != "{")) {
      dropped += nesting(piece);
      continue;
    }
    if (piece == "{" || piece == "}") braces += nesting(piece);
    if (piece == " " && braces == 0 && !StringRef(plain).ends_with("operator")) {
      if (pieces.rest().trim() == "const") break;
      isNext = true;
      continue;
    }
    if (std::exchange(isNext, false)) plain.clear();
    plain += piece;
  }
  return plain;
}

std::string reportedName(StringRef plain) {
  auto [scope, call] = plain.rsplit("::");
  auto [outer, last] = scope.rsplit("::");
  const bool isLambda = last.starts_with("{lambda") || last.starts_with("$_");
  return call == "operator()" && isLambda ? ("lambda in " + outer).str() : plain.str();
}

}  // namespace chanvet::stacks
