#include "Markdown.h"

#include <string>

#include <llvm/ADT/SmallVector.h>
#include <llvm/ADT/StringExtras.h>

namespace chanvet::tool {

namespace {

using llvm::StringRef;

constexpr StringRef kBold = "\x1b[1m";
constexpr StringRef kCyan = "\x1b[36m";
constexpr StringRef kPlain = "\x1b[0m";

class Renderer {
 public:
  explicit Renderer(const MarkdownOptions& options) : options_(options) {}

  std::string render(StringRef text) {
    while (!text.empty()) {
      auto [line, rest] = text.split('\n');
      text = rest;
      add(line);
    }
    endParagraph();
    return std::move(out_);
  }

 private:
  void add(StringRef line) {
    StringRef trimmed = line.trim();
    if (trimmed.starts_with("```")) {
      endParagraph();
      isCode_ = !isCode_;
    } else if (isCode_) {
      addCode(line);
    } else if (trimmed.empty()) {
      endParagraph();
      if (!StringRef(out_).ends_with("\n\n")) out_ += '\n';
    } else if (trimmed.starts_with("#")) {
      endParagraph();
      addHeading(trimmed.ltrim('#').trim());
    } else {
      if (trimmed.starts_with("- ") || trimmed.starts_with("* ")) beginItem(line);
      paragraph_ += (paragraph_.empty() ? "" : " ") + trimmed.str();
    }
  }

  void addHeading(StringRef heading) {
    if (options_.color)
      out_ += (kBold + heading + kPlain + "\n").str();
    else
      out_ += heading.str() + "\n";
  }

  // Lines that are for the tests alone are left out; expectations say what is reported.
  void addCode(StringRef line) {
    for (StringRef word : {"// run:", "// flags:", "// checks:", "// config:"})
      if (line.trim().starts_with(word)) return;
    if (line.empty()) {
      out_ += '\n';
      return;
    }
    auto [code, expected] = line.split("// expect: ");
    out_ += "    " + code.str();
    if (code.size() < line.size()) out_ += "// reported: " + expected.str();
    out_ += '\n';
  }

  void beginItem(StringRef line) {
    endParagraph();
    indent_ = line.find_first_not_of(' ') + 2;
  }

  // Fills lines with the words of the paragraph; those of a list item hang below its text.
  void endParagraph() {
    llvm::SmallVector<StringRef> words;
    llvm::SplitString(paragraph_, words);
    std::string line;
    bool isFirst = true;
    auto flush = [&] {
      size_t indent = isFirst && indent_ ? indent_ - 2 : indent_;
      out_ += std::string(indent, ' ') + styled(line) + "\n";
      line.clear();
      isFirst = false;
    };
    for (StringRef word : words) {
      if (!line.empty() && indent_ + line.size() + 1 + word.size() > options_.width) flush();
      line += (line.empty() ? "" : " ") + word.str();
    }
    if (!line.empty()) flush();
    paragraph_.clear();
    indent_ = 0;
  }

  // `code` and **strong** in colour; their marks stay where there is none.
  std::string styled(StringRef line) {
    if (!options_.color) return line.str();
    std::string result;
    while (!line.empty()) {
      if (line.consume_front("**")) {
        isStrong_ = !isStrong_;
        result += isStrong_ ? kBold : kPlain;
      } else if (line.consume_front("`")) {
        isInlineCode_ = !isInlineCode_;
        result += isInlineCode_ ? kCyan : kPlain;
      } else {
        result += line.front();
        line = line.drop_front();
      }
    }
    return result;
  }

  MarkdownOptions options_;
  std::string out_, paragraph_;
  size_t indent_ = 0;  // of the paragraph's text; 0 outside of lists
  bool isCode_ = false, isStrong_ = false, isInlineCode_ = false;
};

}  // namespace

std::string renderMarkdown(StringRef text, const MarkdownOptions& options) {
  return Renderer(options).render(text);
}

}  // namespace chanvet::tool
