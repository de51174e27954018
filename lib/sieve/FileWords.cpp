#include "sieve/FileWords.h"

#include <utility>

#include <clang/Basic/LangOptions.h>
#include <clang/Lex/Lexer.h>
#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/SmallVector.h>
#include <llvm/ADT/StringSwitch.h>
#include <llvm/Support/xxhash.h>

namespace chanvet::sieve {

namespace {

using clang::Token;
using llvm::StringRef;

const clang::LangOptions& language() {
  static const clang::LangOptions options = [] {
    clang::LangOptions cxx;
    cxx.CPlusPlus = cxx.CPlusPlus11 = cxx.CPlusPlus14 = cxx.CPlusPlus17 = cxx.CPlusPlus20 = true;
    cxx.RawStringLiterals = true;
    return cxx;
  }();
  return options;
}

// Whether braces behind it may hold declarations.
bool opensScope(StringRef keyword) {
  return llvm::StringSwitch<bool>(keyword)
      .Cases({"namespace", "class", "struct", "union", "enum", "extern"}, true)
      .Default(false);
}

// Whether the compiler may define such a macro.
bool isOfCompiler(StringRef macro) {
  return macro.starts_with("_") || macro == "linux" || macro == "unix";
}

class Reader {
 public:
  explicit Reader(StringRef source)
      : begin_(source.begin()),
        end_(source.end()),
        lexer_(clang::SourceLocation(), language(), source.begin(), source.begin(), source.end()) {
    result_.isMarked = source.contains("chanvet");
  }

  FileWords run() {
    Token token;
    while (!lexer_.LexFromRawLexer(token)) read(token);
    if (token.is(clang::tok::raw_identifier)) read(token);
    if (isUnclear_ || !scopes_.empty()) {
      llvm::append_range(result_.declared, result_.used);
      result_.used = result_.declared;
      result_.enclosed = std::move(includes_);
    }
    for (MacroWords& macro : result_.macros) macro.text = sorted(std::move(macro.text));
    keepFirst(result_.early);
    result_.names = sorted(std::move(result_.names));
    result_.declared = sorted(std::move(result_.declared));
    result_.used = sorted(std::move(result_.used));
    return std::move(result_);
  }

 private:
  // What braces hold.
  enum class Scope { Declarations, Body, Either };

  void read(const Token& token) {
    if (token.isAtStartOfLine()) isInclude_ = isMacro_ = false;
    if (isInclude_) return;
    if (token.is(clang::tok::hash) && token.isAtStartOfLine()) directive_ = offset() - 1;
    if (token.is(clang::tok::raw_identifier)) readWord(token);
    isDirective_ = token.is(clang::tok::hash) && token.isAtStartOfLine();
    isExport_ = token.is(clang::tok::raw_identifier) && token.getRawIdentifier() == "export";
    isMember_ = token.isOneOf(clang::tok::period, clang::tok::arrow);
    if (token.is(clang::tok::l_brace)) enter();
    if (token.is(clang::tok::r_brace)) leave();
    if (token.is(clang::tok::semi)) startDeclaration();
    takesArguments_ |= token.is(clang::tok::l_paren);
    runs_ |= token.isOneOf(clang::tok::equal, clang::tok::colon);
  }

  void readWord(const Token& token) {
    StringRef text = token.getRawIdentifier();
    if (isDirective_ && (text.starts_with("include") || text == "import")) return readInclude(text);
    if (isDirective_ && text.starts_with("if")) ++conditions_;
    if (isDirective_ && text == "endif") --conditions_;
    isUnclear_ |= token.needsCleaning();
    mayOpenScope_ |= opensScope(text);
    const bool isImport = text == "import" || text == "module";
    result_.usesModules |= isImport && (isExport_ || token.isAtStartOfLine());
    const Word word = wordOf(text);
    if (isMacro_) result_.macros.back().text.push_back(word);
    if (definesNext_) result_.macros.push_back({word, isDefinition_ || isOfCompiler(text), {}});
    isMacro_ |= std::exchange(definesNext_, isDirective_ && (text == "define" || text == "undef"));
    isDefinition_ = text == "define";
    late_.emplace_back(word, offset());
    if (!isMember_) result_.names.push_back(word);
    if (runs_ || scope() != Scope::Declarations) result_.used.push_back(word);
    if (scope() != Scope::Body) result_.declared.push_back(word);
  }

  // The name may be a macro.
  void readInclude(StringRef directive) {
    StringRef name(lexer_.getBufferLocation(), end_ - lexer_.getBufferLocation());
    name = name.take_until([](char c) { return c == '\n'; }).ltrim();
    isInclude_ = name.starts_with("<") || name.starts_with("\"");
    result_.includesNext |= directive == "include_next";
    llvm::append_range(result_.early, late_);
    late_.clear();
    includes_.push_back(directive_);
    if (!scopes_.empty()) result_.enclosed.push_back(directive_);
    if (conditions_ == 0) addHeader(name);
  }

  void addHeader(StringRef name) {
    if (name.consume_front("<"))
      result_.included.push_back(name.split('>').first.str());
    else if (name.consume_front("\""))
      result_.included.push_back(name.split('"').first.str());
  }

  std::uint32_t offset() const { return lexer_.getBufferLocation() - begin_; }

  static void keepFirst(std::vector<std::pair<Word, std::uint32_t>>& words) {
    llvm::sort(words);
    auto isSame = [](const auto& left, const auto& right) { return left.first == right.first; };
    words.erase(llvm::unique(words, isSame), words.end());
    words.shrink_to_fit();
  }

  Scope scope() const { return scopes_.empty() ? Scope::Declarations : scopes_.back(); }

  void enter() {
    bool isBody = scope() == Scope::Body || !mayOpenScope_;
    bool isEither = scope() == Scope::Either || takesArguments_;
    scopes_.push_back(isBody ? Scope::Body : isEither ? Scope::Either : Scope::Declarations);
    startDeclaration();
  }

  void leave() {
    isUnclear_ |= scopes_.empty();
    if (!scopes_.empty()) scopes_.pop_back();
    startDeclaration();
  }

  void startDeclaration() { mayOpenScope_ = takesArguments_ = runs_ = false; }

  const char* begin_;
  const char* end_;
  clang::Lexer lexer_;
  FileWords result_;
  std::vector<std::pair<Word, std::uint32_t>> late_;  // since the last #include
  std::vector<std::uint32_t> includes_;               // the offsets of all
  std::uint32_t directive_ = 0;                       // where the last one begins
  llvm::SmallVector<Scope, 16> scopes_;               // of the open braces
  // Of the declaration so far: whether it has a word before it that can open a scope, a
  // parenthesis, or what an initializer begins with.
  bool mayOpenScope_ = false;
  bool takesArguments_ = false;
  bool runs_ = false;
  int conditions_ = 0;         // that are open
  bool isDirective_ = false;   // the word before was its '#'
  bool isInclude_ = false;     // up to the end of the line
  bool isMacro_ = false;       // likewise: the text of the last of the macros
  bool definesNext_ = false;   // the word before was 'define' or 'undef'
  bool isDefinition_ = false;  // the word before was 'define'
  bool isExport_ = false;
  bool isMember_ = false;
  bool isUnclear_ = false;
};

}  // namespace

Word wordOf(StringRef identifier) { return static_cast<Word>(llvm::xxh3_64bits(identifier)); }

Words sorted(Words words) {
  llvm::sort(words);
  words.erase(llvm::unique(words), words.end());
  words.shrink_to_fit();  // most words stand in a file many times
  return words;
}

bool haveCommon(const Words& left, const Words& right) {
  auto a = left.begin();
  for (auto b = right.begin(); a != left.end() && b != right.end();) {
    if (*a == *b) return true;
    if (*a < *b)
      ++a;
    else
      ++b;
  }
  return false;
}

FileWords fileWords(StringRef source) { return Reader(source).run(); }

}  // namespace chanvet::sieve
