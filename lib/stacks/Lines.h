// The lines of a dump, and small things that are read from them.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include <llvm/ADT/StringRef.h>

namespace chanvet::stacks {

// Goes through a text line by line, without the line ends. Logs put a prefix before each line, with
// a time in it: once a fiber was found behind one, what looks like it is taken away.
class Lines {
 public:
  explicit Lines(llvm::StringRef text);

  bool atEnd() const { return isAtEnd_; }
  unsigned number() const { return number_; }  // of the next line, from 1

  // The next line without its prefix; empty at the end.
  llvm::StringRef peek() const { return line_; }

  // Goes to the line behind it.
  void advance();

  // From here on, the first `length` characters of the next line are the prefix.
  void setPrefix(std::size_t length);

 private:
  void load();
  llvm::StringRef withoutPrefix(llvm::StringRef line) const;

  llvm::StringRef rest_;    // behind the next line
  llvm::StringRef raw_;     // the next line with its prefix
  llvm::StringRef line_;    // and without
  llvm::StringRef prefix_;  // of the last fiber's first line
  unsigned number_ = 0;
  bool isAtEnd_ = false;
};

// Cuts the digits at the start of a text off it. Nothing, and nothing is cut, when there are none
// or too many.
std::optional<std::uint64_t> consumeNumber(llvm::StringRef& text);

// "src/pool.cpp:31" in two. False when the text is none; a file may have colons and blanks in it.
bool splitPlace(llvm::StringRef text, llvm::StringRef& file, unsigned& line);

// What stands in brackets behind the name of a fiber: "chan receive, 5 minutes, locked to thread".
struct State {
  llvm::StringRef reason;
  std::chrono::seconds waited{0};
};
State parseState(llvm::StringRef text);

// The first line of a fiber: "fiber 2 [select]:" behind a prefix.
struct Head {
  std::size_t prefix = 0;  // the length of what stands before it
  std::uint64_t id = 0;
  State state;
};
// Nothing: there is no such head with this word, which ends in a blank.
std::optional<Head> findHead(llvm::StringRef line, llvm::StringRef word);

}  // namespace chanvet::stacks
