// Reads YAML as typed values, with errors that say where and what would have been right.
//
//   auto document = yaml::Document::open(".chanvet.yaml");
//   if (!document) return document.takeError();
//   {
//     yaml::Mapping top = document->root().mapping("the configuration");
//     top.read("checks", config.checks);                   // std::string, bool, unsigned, lists
//     top.readWord("fail-on", config.failOn, kSeverities);  // one of a set of words
//     if (auto node = top.find("options")) ...              // anything else
//   }                                                       // reports keys nobody asked for
//   if (llvm::Error error = document->takeErrors()) return error;
//
// Reading goes on after a mistake, so that one run tells all of them: a value that cannot be read
// is reported and leaves the target as it was. yaml-cpp and its exceptions stay in Reader.cpp.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <type_traits>
#include <utility>
#include <vector>

#include <llvm/ADT/ArrayRef.h>
#include <llvm/ADT/STLFunctionalExtras.h>
#include <llvm/ADT/SmallVector.h>
#include <llvm/ADT/StringRef.h>
#include <llvm/ADT/Twine.h>
#include <llvm/Support/Error.h>

namespace chanvet::yaml {

// One mistake in a file. Lines and columns count from 1; columns count bytes. Line 0: the file as
// a whole (it cannot be read).
struct Problem {
  std::string file;
  unsigned line = 0;
  unsigned column = 0;
  std::string message;

  // "file:line:column: error: message"
  std::string str() const;
};

// All mistakes of one file, in the order of their places. As text: one line each.
class FileError : public llvm::ErrorInfo<FileError> {
 public:
  static char ID;

  explicit FileError(std::vector<Problem> problems) : problems_(std::move(problems)) {}
  ~FileError() override;

  const std::vector<Problem>& problems() const { return problems_; }
  void log(llvm::raw_ostream& out) const override;
  std::error_code convertToErrorCode() const override;

 private:
  std::vector<Problem> problems_;
};

// The candidate that `word` was probably meant to be: the one with the smallest edit distance, if
// that is at most a third of the word's length (but two edits, and one in a word of up to three
// letters, are always allowed). Null when none is close.
const llvm::StringRef* nearest(llvm::StringRef word, llvm::ArrayRef<llvm::StringRef> candidates);

// "; did you mean 'close'?", or "" when no candidate is near.
std::string didYouMean(llvm::StringRef word, llvm::ArrayRef<llvm::StringRef> candidates);

// A word of a file and the value it stands for.
template <class E>
struct Word {
  llvm::StringLiteral text;
  E value;
};

class Mapping;
struct Tree;      // the parsed file
struct TreeNode;  // one value in it

// A value of the document. A cheap handle; valid while its document lives (which may move).
class Node {
 public:
  bool isNull() const;  // nothing, "~" or "null"
  bool isScalar() const;
  bool isSequence() const;
  bool isMapping() const;
  unsigned line() const;
  unsigned column() const;
  // The text of a scalar as it was written; empty for others.
  llvm::StringRef text() const;

  // Reports a mistake at this value.
  void error(const llvm::Twine& message) const;

  // `what` names the value in errors: "'handle'", "'headers' in dialect 'csp'". Each of these
  // reports a value of another type and then returns nothing (an empty list, an empty mapping).
  std::optional<std::string> string(const llvm::Twine& what) const;
  std::optional<bool> boolean(const llvm::Twine& what) const;
  // Bounds are inclusive.
  std::optional<int64_t> integer(const llvm::Twine& what, int64_t min, int64_t max) const;
  std::vector<Node> list(const llvm::Twine& what) const;
  // A list of strings; a single string is a list of one.
  std::vector<std::string> strings(const llvm::Twine& what) const;
  Mapping mapping(const llvm::Twine& what) const;
  template <class E>
  std::optional<E> word(const llvm::Twine& what, llvm::ArrayRef<Word<E>> words) const {
    llvm::SmallVector<llvm::StringRef> texts;
    for (const Word<E>& word : words) texts.push_back(word.text);
    std::optional<size_t> index = wordIndex(what, texts);
    return index ? std::optional<E>(words[*index].value) : std::nullopt;
  }
  // The same for a plain list of words; the index of the one that was written.
  std::optional<size_t> wordIndex(const llvm::Twine& what,
                                  llvm::ArrayRef<llvm::StringRef> words) const;

 private:
  friend class Document;
  friend class Mapping;
  Node(Tree* tree, const TreeNode* node) : tree_(tree), node_(node) {}
  // "got a list"; what was found instead of what was expected.
  void wrongType(const llvm::Twine& what, llvm::StringRef expected) const;

  Tree* tree_;
  const TreeNode* node_;
};

// The keys of a mapping and their values. Asking for a key makes it a known one; the end of the
// mapping's life reports those that are not known, with the nearest known one. Duplicate keys are
// reported when the mapping is made; the first one counts.
class Mapping {
 public:
  struct Entry {
    std::string key;
    Node keyNode;  // where the key stands
    Node value;
  };

  Mapping(Mapping&& other) noexcept;
  Mapping& operator=(Mapping&&) = delete;
  ~Mapping();

  // Errors say "in <title>": "class 'csp::chan'". At first what Node::mapping() was given.
  void setTitle(const llvm::Twine& title) { title_ = title.str(); }
  llvm::StringRef title() const { return title_; }

  // All entries in the order of the file; makes every key a known one (for mappings whose keys are
  // names of the user's).
  llvm::ArrayRef<Entry> entries();

  bool has(llvm::StringRef key) const;
  // The value of the key; nothing when it is missing.
  std::optional<Node> find(llvm::StringRef key);
  // The same, but a missing key is a mistake.
  std::optional<Node> require(llvm::StringRef key);

  // Each reads the value of the key into `target` and returns true; when the key is missing or its
  // value is wrong (which is reported), leaves the target alone and returns false.
  bool read(llvm::StringRef key, std::string& target);
  bool read(llvm::StringRef key, bool& target);
  bool read(llvm::StringRef key, std::vector<std::string>& target);
  template <class I>
    requires std::is_integral_v<I> && (sizeof(I) < sizeof(int64_t) || std::is_signed_v<I>)
  bool read(llvm::StringRef key, I& target, I min = std::numeric_limits<I>::min(),
            I max = std::numeric_limits<I>::max()) {
    std::optional<Node> node = find(key);
    if (!node) return false;
    std::optional<int64_t> value = node->integer(quoted(key), min, max);
    if (value) target = static_cast<I>(*value);
    return value.has_value();
  }
  template <class E>
  bool readWord(llvm::StringRef key, E& target, llvm::ArrayRef<Word<E>> words) {
    std::optional<Node> node = find(key);
    if (!node) return false;
    std::optional<E> value = node->word(quoted(key), words);
    if (value) target = *value;
    return value.has_value();
  }
  // For words in a plain array: readWord("kind", kind, kKinds).
  template <class E, size_t N>
  bool readWord(llvm::StringRef key, E& target, const Word<E> (&words)[N]) {
    return readWord(key, target, llvm::ArrayRef<Word<E>>(words));
  }

  // Reports a mistake in the mapping as a whole, at its first key.
  void error(const llvm::Twine& message) const { self_.error(message); }
  // The mapping as a value, for the place of errors.
  const Node& node() const { return self_; }

 private:
  friend class Node;
  Mapping(Node self, std::string title);
  static std::string quoted(llvm::StringRef key) { return ("'" + key + "'").str(); }
  void reportUnknownKeys();

  Node self_;
  std::string title_;
  std::vector<Entry> entries_;
  std::vector<std::string> known_;
  bool allKnown_ = false;
};

// A parsed file. An empty file is a null value.
class Document {
 public:
  // Reads and parses a file. Errors: unreadable, not YAML, several documents in one file.
  static llvm::Expected<Document> open(llvm::StringRef path);
  // Parses text; `fileName` is what errors call it.
  static llvm::Expected<Document> parse(llvm::StringRef text, llvm::StringRef fileName);

  Document(Document&&) noexcept;
  Document& operator=(Document&&) noexcept;
  ~Document();

  Node root() const;
  llvm::StringRef fileName() const;
  bool hasErrors() const;
  // Everything that was reported so far as a FileError, ordered by place; success when nothing was.
  llvm::Error takeErrors();

 private:
  explicit Document(std::unique_ptr<Tree> tree);
  std::unique_ptr<Tree> tree_;
};

}  // namespace chanvet::yaml
