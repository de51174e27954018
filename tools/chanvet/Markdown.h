// Shows the documentation of checks in a terminal.
#pragma once

#include <string>

#include <llvm/ADT/StringRef.h>

namespace chanvet::tool {

struct MarkdownOptions {
  bool color = false;
  unsigned width = 100;  // columns; words longer than a line stay whole
};

// Renders what our documentation uses of Markdown: headings, paragraphs, lists, fenced code,
// `code` and **strong** text. Everything else stays as it is. What the examples say to the tests is
// left out or put into words.
std::string renderMarkdown(llvm::StringRef text, const MarkdownOptions& options);

}  // namespace chanvet::tool
