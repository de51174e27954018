#include "yaml/Reader.h"

#include <algorithm>
#include <deque>
#include <sstream>
#include <tuple>
#include <unordered_map>

#include <llvm/ADT/STLExtras.h>
#include <llvm/Support/MemoryBuffer.h>
#include <llvm/Support/raw_ostream.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

namespace chanvet::yaml {

struct TreeNode {
  enum Kind { Null, Scalar, Sequence, Map } kind = Null;
  unsigned line = 1;
  unsigned column = 1;
  bool quoted = false;  // "true" in quotes is a string
  std::string text;
  // A map's children are key, value, key, value.
  std::vector<const TreeNode*> children;
};

struct Tree {
  std::string fileName;
  std::deque<TreeNode> nodes;  // stable addresses
  const TreeNode* root = nullptr;
  std::vector<Problem> problems;

  void report(const TreeNode& node, const llvm::Twine& message) {
    problems.push_back({fileName, node.line, node.column, message.str()});
  }
};

namespace {

// Builds the tree. An alias shares the node of its anchor; an alias inside its own anchor would
// make an endless tree and is refused.
class TreeBuilder : public YAML::EventHandler {
 public:
  explicit TreeBuilder(Tree& tree) : tree_(tree) {}

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents_ > 1) fail(mark, "a second document in the file; one is expected");
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    finish(make(TreeNode::Null, mark), anchor);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    auto found = anchors_.find(anchor);
    if (found == anchors_.end()) fail(mark, "this alias stands inside what it stands for");
    attach(*found->second);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    TreeNode& node = make(TreeNode::Scalar, mark);
    node.quoted = tag == "!";
    node.text = value;
    if (!node.quoted && (value == "null" || value == "~" || value.empty()))
      node.kind = TreeNode::Null;
    finish(node, anchor);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open_.push_back({&make(TreeNode::Sequence, mark), anchor});
  }
  void OnSequenceEnd() override { close(); }

  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open_.push_back({&make(TreeNode::Map, mark), anchor});
  }
  void OnMapEnd() override { close(); }

 private:
  struct Open {
    TreeNode* node;
    YAML::anchor_t anchor;
  };

  [[noreturn]] static void fail(const YAML::Mark& mark, const char* message) {
    throw YAML::ParserException(mark, message);
  }

  TreeNode& make(TreeNode::Kind kind, const YAML::Mark& mark) {
    TreeNode& node = tree_.nodes.emplace_back();
    node.kind = kind;
    node.line = static_cast<unsigned>(std::max(mark.line, 0)) + 1;
    node.column = static_cast<unsigned>(std::max(mark.column, 0)) + 1;
    return node;
  }

  void attach(const TreeNode& node) {
    if (open_.empty())
      tree_.root = &node;
    else
      open_.back().node->children.push_back(&node);
  }

  void finish(const TreeNode& node, YAML::anchor_t anchor) {
    if (anchor != YAML::NullAnchor) anchors_[anchor] = &node;
    attach(node);
  }

  void close() {
    Open done = open_.back();
    open_.pop_back();
    finish(*done.node, done.anchor);
  }

  Tree& tree_;
  std::vector<Open> open_;
  std::unordered_map<YAML::anchor_t, const TreeNode*> anchors_;
  int documents_ = 0;
};

// The problem that stopped yaml-cpp, or nothing. Exceptions end here.
std::optional<Problem> build(Tree& tree, llvm::StringRef text) {
  std::istringstream input{text.str()};
  try {
    YAML::Parser parser(input);
    TreeBuilder builder(tree);
    while (parser.HandleNextDocument(builder)) {
    }
    return std::nullopt;
  } catch (const YAML::Exception& error) {
    std::string message = "not valid YAML: " + error.msg;
    if (error.mark.is_null()) return Problem{tree.fileName, 1, 1, message};
    return Problem{tree.fileName, static_cast<unsigned>(error.mark.line) + 1,
                   static_cast<unsigned>(error.mark.column) + 1, message};
  } catch (const std::exception& error) {
    return Problem{tree.fileName, 1, 1, error.what()};
  }
}

llvm::Error makeError(Problem problem) {
  std::vector<Problem> problems;
  problems.push_back(std::move(problem));
  return llvm::make_error<FileError>(std::move(problems));
}

const TreeNode kNullNode{};

llvm::StringRef kindName(const TreeNode& node) {
  switch (node.kind) {
    case TreeNode::Null:
      return "nothing";
    case TreeNode::Scalar:
      return "a single value";
    case TreeNode::Sequence:
      return "a list";
    case TreeNode::Map:
      return "a mapping";
  }
  return "";
}

std::string listWords(llvm::ArrayRef<llvm::StringRef> words) {
  std::string text;
  for (size_t i = 0; i < words.size(); ++i) {
    if (i > 0) text += i + 1 == words.size() ? " or " : ", ";
    text += words[i];
  }
  return text;
}

}  // namespace

std::string Problem::str() const {
  std::string where = file;
  if (line > 0) where += ":" + std::to_string(line) + ":" + std::to_string(column);
  return where + ": error: " + message;
}

char FileError::ID = 0;

FileError::~FileError() = default;

void FileError::log(llvm::raw_ostream& out) const {
  llvm::interleave(problems_, out, [&](const Problem& problem) { out << problem.str(); }, "\n");
}

std::error_code FileError::convertToErrorCode() const { return llvm::inconvertibleErrorCode(); }

const llvm::StringRef* nearest(llvm::StringRef word, llvm::ArrayRef<llvm::StringRef> candidates) {
  unsigned limit = word.size() < 4 ? 1 : std::max<unsigned>(2, word.size() / 3);
  const llvm::StringRef* best = nullptr;
  for (const llvm::StringRef& candidate : candidates) {
    unsigned distance = word.edit_distance_insensitive(candidate, true, limit);
    if (distance > limit) continue;
    if (best && distance == limit) continue;
    best = &candidate;
    if (distance == 0) break;
    limit = distance;
  }
  return best;
}

std::string didYouMean(llvm::StringRef word, llvm::ArrayRef<llvm::StringRef> candidates) {
  const llvm::StringRef* best = nearest(word, candidates);
  return best ? ("; did you mean '" + *best + "'?").str() : "";
}

// --- Node -----------------------------------------------------------------------------------

bool Node::isNull() const { return node_->kind == TreeNode::Null; }
bool Node::isScalar() const { return node_->kind == TreeNode::Scalar; }
bool Node::isSequence() const { return node_->kind == TreeNode::Sequence; }
bool Node::isMapping() const { return node_->kind == TreeNode::Map; }
unsigned Node::line() const { return node_->line; }
unsigned Node::column() const { return node_->column; }
llvm::StringRef Node::text() const { return node_->text; }

void Node::error(const llvm::Twine& message) const { tree_->report(*node_, message); }

void Node::wrongType(const llvm::Twine& what, llvm::StringRef expected) const {
  std::string got = isScalar() ? "'" + node_->text + "'" : kindName(*node_).str();
  error(what + " must be " + expected + ", not " + got);
}

std::optional<std::string> Node::string(const llvm::Twine& what) const {
  if (isScalar()) return node_->text;
  wrongType(what, "a string");
  return std::nullopt;
}

std::optional<bool> Node::boolean(const llvm::Twine& what) const {
  if (isScalar() && !node_->quoted) {
    if (node_->text == "true") return true;
    if (node_->text == "false") return false;
  }
  wrongType(what, "true or false");
  return std::nullopt;
}

std::optional<int64_t> Node::integer(const llvm::Twine& what, int64_t min, int64_t max) const {
  int64_t value = 0;
  if (!isScalar() || node_->quoted || llvm::StringRef(node_->text).getAsInteger(10, value)) {
    wrongType(what, "a whole number");
    return std::nullopt;
  }
  if (value < min || value > max) {
    error(what + " must be from " + llvm::Twine(min) + " to " + llvm::Twine(max) + ", not " +
          llvm::Twine(value));
    return std::nullopt;
  }
  return value;
}

std::vector<Node> Node::list(const llvm::Twine& what) const {
  if (!isSequence()) {
    wrongType(what, "a list");
    return {};
  }
  std::vector<Node> items;
  for (const TreeNode* child : node_->children) items.push_back(Node(tree_, child));
  return items;
}

std::vector<std::string> Node::strings(const llvm::Twine& what) const {
  if (isScalar()) return {node_->text};
  if (!isSequence()) {
    wrongType(what, "a string or a list of strings");
    return {};
  }
  std::vector<std::string> texts;
  for (const TreeNode* child : node_->children)
    if (auto text = Node(tree_, child).string("each item of " + what))
      texts.push_back(std::move(*text));
  return texts;
}

Mapping Node::mapping(const llvm::Twine& what) const {
  if (!isMapping()) wrongType(what, "a mapping");
  return Mapping(*this, what.str());
}

std::optional<size_t> Node::wordIndex(const llvm::Twine& what,
                                      llvm::ArrayRef<llvm::StringRef> words) const {
  if (!isScalar()) {
    wrongType(what, "one word");
    return std::nullopt;
  }
  auto found = llvm::find(words, node_->text);
  if (found != words.end()) return found - words.begin();
  std::string hint = didYouMean(node_->text, words);
  if (hint.empty()) hint = "; expected " + listWords(words);
  error("unknown word '" + llvm::Twine(node_->text) + "' for " + what + hint);
  return std::nullopt;
}

// --- Mapping --------------------------------------------------------------------------------

Mapping::Mapping(Node self, std::string title) : self_(self), title_(std::move(title)) {
  if (!self_.isMapping()) return;
  const std::vector<const TreeNode*>& children = self_.node_->children;
  for (size_t i = 0; i + 1 < children.size(); i += 2) {
    Node key(self_.tree_, children[i]);
    if (!key.isScalar()) {
      key.error("a key in " + title_ + " must be a string, not " + kindName(*children[i]));
      continue;
    }
    std::string text = key.text().str();
    auto first = llvm::find_if(entries_, [&](const Entry& entry) { return entry.key == text; });
    if (first == entries_.end()) {
      entries_.push_back({std::move(text), key, Node(self_.tree_, children[i + 1])});
      continue;
    }
    key.error("duplicate key '" + text + "' in " + title_ + "; the first is on line " +
              llvm::Twine(first->keyNode.line()));
  }
}

Mapping::Mapping(Mapping&& other) noexcept
    : self_(other.self_),
      title_(std::move(other.title_)),
      entries_(std::move(other.entries_)),
      known_(std::move(other.known_)),
      allKnown_(other.allKnown_) {
  other.allKnown_ = true;
}

Mapping::~Mapping() {
  if (!allKnown_) reportUnknownKeys();
}

void Mapping::reportUnknownKeys() {
  llvm::SmallVector<llvm::StringRef> known(known_.begin(), known_.end());
  for (const Entry& entry : entries_) {
    if (llvm::is_contained(known, entry.key)) continue;
    entry.keyNode.error("unknown key '" + entry.key + "' in " + title_ +
                        didYouMean(entry.key, known));
  }
}

llvm::ArrayRef<Mapping::Entry> Mapping::entries() {
  allKnown_ = true;
  return entries_;
}

bool Mapping::has(llvm::StringRef key) const {
  return llvm::any_of(entries_, [&](const Entry& entry) { return entry.key == key; });
}

std::optional<Node> Mapping::find(llvm::StringRef key) {
  if (!llvm::is_contained(known_, key)) known_.push_back(key.str());
  for (const Entry& entry : entries_)
    if (entry.key == key) return entry.value;
  return std::nullopt;
}

std::optional<Node> Mapping::require(llvm::StringRef key) {
  std::optional<Node> node = find(key);
  if (!node && self_.isMapping()) error("missing key '" + key + "' in " + title_);
  return node;
}

bool Mapping::read(llvm::StringRef key, std::string& target) {
  std::optional<Node> node = find(key);
  if (!node) return false;
  std::optional<std::string> value = node->string(quoted(key));
  if (value) target = std::move(*value);
  return value.has_value();
}

bool Mapping::read(llvm::StringRef key, bool& target) {
  std::optional<Node> node = find(key);
  if (!node) return false;
  std::optional<bool> value = node->boolean(quoted(key));
  if (value) target = *value;
  return value.has_value();
}

bool Mapping::read(llvm::StringRef key, std::vector<std::string>& target) {
  std::optional<Node> node = find(key);
  if (!node) return false;
  if (!node->isScalar() && !node->isSequence()) {
    node->wrongType(quoted(key), "a string or a list of strings");
    return false;
  }
  target = node->strings(quoted(key));
  return true;
}

// --- Document -------------------------------------------------------------------------------

Document::Document(std::unique_ptr<Tree> tree) : tree_(std::move(tree)) {}
Document::Document(Document&&) noexcept = default;
Document& Document::operator=(Document&&) noexcept = default;
Document::~Document() = default;

llvm::Expected<Document> Document::open(llvm::StringRef path) {
  auto buffer = llvm::MemoryBuffer::getFile(path, /*IsText=*/true);
  if (!buffer)
    return makeError({path.str(), 0, 0, "cannot read the file: " + buffer.getError().message()});
  return parse((*buffer)->getBuffer(), path);
}

llvm::Expected<Document> Document::parse(llvm::StringRef text, llvm::StringRef fileName) {
  auto tree = std::make_unique<Tree>();
  tree->fileName = fileName.str();
  if (std::optional<Problem> problem = build(*tree, text)) return makeError(std::move(*problem));
  return Document(std::move(tree));
}

Node Document::root() const { return Node(tree_.get(), tree_->root ? tree_->root : &kNullNode); }

llvm::StringRef Document::fileName() const { return tree_->fileName; }

bool Document::hasErrors() const { return !tree_->problems.empty(); }

llvm::Error Document::takeErrors() {
  if (!hasErrors()) return llvm::Error::success();
  std::vector<Problem> problems = std::move(tree_->problems);
  tree_->problems.clear();
  llvm::sort(problems, [](const Problem& a, const Problem& b) {
    return std::tie(a.line, a.column, a.message) < std::tie(b.line, b.column, b.message);
  });
  return llvm::make_error<FileError>(std::move(problems));
}

}  // namespace chanvet::yaml
