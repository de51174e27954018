// gdb's `thread apply all bt`, also of a core, and with `full`:
//
//     Thread 2 (Thread 0x7f6950a92780 (LWP 123) "worker"):
//     #0  futex_wait (private=0, ...) at ../sysdeps/nptl/futex-internal.h:146
//     #1  0x00005555555578cf in Queue<int>::pop (this=0x7ffe) at src/queue.h:31
//     #2  0x00007ffff7cd44a3 in ?? () from /lib/x86_64-linux-gnu/libstdc++.so.6
//
// print_frame in gdb/stack.c of gdb's sources has the form. Frames that are wider than gdb's screen
// go on in the next line, with four blanks before it.
#include <deque>
#include <optional>
#include <string>
#include <utility>

#include <llvm/ADT/StringExtras.h>
#include <llvm/Demangle/Demangle.h>

#include "stacks/Dump.h"
#include "stacks/Names.h"

namespace chanvet::stacks {

namespace {

using llvm::StringRef;

struct ThreadHead {
  std::size_t prefix = 0;
  bool isMain = false;
};

// "Thread 12 (Thread 0x7f6950a92780 (LWP 123) "name"):", "Thread 1 (LWP 123):"
std::optional<ThreadHead> findThread(StringRef line) {
  constexpr StringRef kWord = "Thread ";
  line = line.rtrim();
  const std::size_t at = line.find(kWord);
  if (at == StringRef::npos || !line.ends_with("):")) return std::nullopt;
  StringRef rest = line.drop_front(at + kWord.size());
  std::optional<std::uint64_t> number = consumeNumber(rest);
  if (!number || !rest.consume_front(" (")) return std::nullopt;
  if (!rest.starts_with("Thread 0x") && !rest.starts_with("LWP ") && !rest.starts_with("process "))
    return std::nullopt;
  return ThreadHead{at, *number == 1};
}

// "#12 ..." in a line that was not cut.
bool isFrame(StringRef line) { return line.consume_front("#") && consumeNumber(line); }

bool isEnd(StringRef line) { return line.trim().empty() || startsFiber(line); }

// Whether a line goes on what gdb has broken off: not the value of a variable, as `bt full` writes.
bool goesOn(StringRef line) {
  return line.starts_with("    ") && !line.starts_with("     ") && !line.contains(" = ");
}

// What comes behind the arguments: " at src/queue.h:31", or " from" a library, which tells nothing.
void parsePlace(StringRef text, Frame& frame) {
  const std::size_t at = text.rfind(") at ");
  if (at != StringRef::npos) splitPlace(text.drop_front(at + 5), frame.file, frame.line);
}

// The text of a frame, all of it, with the plain name of its function, which is put into `texts`:
// "#3  0x00005555555578cf in Queue<int>::pop (this=0x7) at q.h:31"
std::optional<Frame> parseFrame(StringRef text, std::deque<std::string>& texts) {
  text.consume_front("#");
  consumeNumber(text);
  text = text.trim();
  if (text.starts_with("<")) return std::nullopt;  // "<signal handler called>"
  if (text.starts_with("0x")) {
    const std::size_t in = text.find(" in ");
    if (in == StringRef::npos) return std::nullopt;
    text = text.drop_front(in + 4);
  }
  Frame frame;
  const StringRef function = functionBefore(text);
  parsePlace(text.drop_front(function.size()), frame);
  // gdb leaves names alone that it cannot demangle.
  frame.function = texts.emplace_back(plainName(llvm::demangle(function)));
  return frame;
}

// The frames of a thread. What is not in the dump as such is put into `texts`.
void readFrames(Lines& lines, Fiber& thread, std::deque<std::string>& texts) {
  while (!lines.atEnd() && !isEnd(lines.peek())) {
    StringRef text = lines.peek();
    lines.advance();
    if (!isFrame(text)) continue;
    if (!lines.atEnd() && goesOn(lines.peek())) {
      std::string& whole = texts.emplace_back(text.rtrim());
      for (; !lines.atEnd() && goesOn(lines.peek()); lines.advance())
        whole.append(" ").append(lines.peek().trim());
      text = whole;
    }
    if (std::optional<Frame> frame = parseFrame(text, texts)) thread.frames.push_back(*frame);
  }
}

}  // namespace

bool isThread(StringRef line) { return findThread(line).has_value(); }

void readThread(Lines& lines, FiberSink sink) {
  std::optional<ThreadHead> head = findThread(lines.peek());
  lines.setPrefix(head->prefix);
  Fiber thread;
  thread.dumpLine = lines.number();
  thread.isMain = head->isMain;
  lines.advance();
  std::deque<std::string> texts;
  readFrames(lines, thread, texts);
  sink(std::move(thread));
}

}  // namespace chanvet::stacks
