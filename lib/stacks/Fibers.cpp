// The dumps of the reference dialect's library: test/csp/include/csp/csp.h, dump_fibers.
//
//     fiber 2 [chan receive, 24 ms]:
//         waits at src/pool.cpp:31
//         started at src/pool.cpp:12 by fiber 1
#include <optional>
#include <utility>

#include "stacks/Dump.h"

namespace chanvet::stacks {

namespace {

using llvm::StringRef;

constexpr StringRef kWord = "fiber ";

Frame placeOf(StringRef text) {
  Frame frame;
  splitPlace(text, frame.file, frame.line);
  return frame;
}

// "src/pool.cpp:31 (yield)", "src/pool.cpp:12 by fiber 1"
StringRef withoutTail(StringRef text, StringRef tail) { return text.substr(0, text.rfind(tail)); }

// False: the line is none of a fiber.
bool parseDetail(StringRef line, Fiber& fiber) {
  line = line.trim();
  if (line.consume_front("waits at ")) {
    fiber.frames.assign(1, placeOf(line));
  } else if (line.consume_front("last seen at ")) {
    fiber.frames.assign(1, placeOf(withoutTail(line, " (")));
  } else if (line.consume_front("started at ")) {
    fiber.creator = placeOf(withoutTail(line, " by fiber "));
  } else if (line == "started as main") {
    fiber.isMain = true;
  } else {
    return line == "started as a thread of its own";
  }
  return true;
}

}  // namespace

bool isFiber(StringRef line) { return findHead(line, kWord).has_value(); }

void readFiber(Lines& lines, FiberSink sink) {
  std::optional<Head> head = findHead(lines.peek(), kWord);
  lines.setPrefix(head->prefix);
  Fiber fiber;
  fiber.dumpLine = lines.number();
  fiber.reason = head->state.reason;
  fiber.waited = head->state.waited;
  for (lines.advance(); !lines.atEnd() && parseDetail(lines.peek(), fiber);) lines.advance();
  sink(std::move(fiber));
}

}  // namespace chanvet::stacks
