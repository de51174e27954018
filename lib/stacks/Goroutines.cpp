// Go's tracebacks, as of a panic, of SIGQUIT and of goroutine?debug=2:
//
//     goroutine 18 [chan receive, 5 minutes, locked to thread]:
//     main.worker(0xc000056060, {0x4b2d5, 0x3})
//         /home/you/app/worker.go:12 +0x44
//     ...additional frames elided...
//     created by main.main in goroutine 1
//         /home/you/app/main.go:31 +0x9f
//
// src/runtime/traceback.go in Go's sources has the form.
#include <optional>
#include <utility>

#include <llvm/ADT/STLExtras.h>

#include "stacks/Dump.h"

namespace chanvet::stacks {

namespace {

using llvm::StringRef;

constexpr StringRef kWord = "goroutine ";

// "	/home/you/app/worker.go:12 +0x44". False: the line is no such place.
bool parsePlace(StringRef line, Frame& frame) {
  if (!line.starts_with("\t") && !line.starts_with(" ")) return false;
  line = line.trim();
  line = line.substr(0, line.rfind(" +0x"));
  return splitPlace(line, frame.file, frame.line);
}

// "main.(*Pool).run(0xc000056060, ...)" without the arguments, in which there are no parentheses.
StringRef functionOf(StringRef call) {
  return call.ends_with(")") ? call.substr(0, call.rfind('(')) : call;
}

bool isEnd(StringRef line) {
  return line.trim().empty() || line.trim().starts_with("[originating from goroutine ") ||
         startsFiber(line);
}

// Reads a function and the place below it. Nothing, and one line is read: it is no frame, but noise
// or the rest of a dump that was cut.
std::optional<Frame> readFrame(Lines& lines) {
  const StringRef call = lines.peek().trim();
  lines.advance();
  Frame frame;
  if (lines.atEnd() || isEnd(lines.peek()) || !parsePlace(lines.peek(), frame)) return std::nullopt;
  frame.function = functionOf(call);
  lines.advance();
  return frame;
}

void readStack(Lines& lines, Fiber& fiber) {
  while (!lines.atEnd() && !isEnd(lines.peek())) {
    std::optional<Frame> frame = readFrame(lines);
    if (!frame) continue;
    if (!frame->function.consume_front("created by ")) {
      fiber.frames.push_back(*frame);
      continue;
    }
    frame->function = frame->function.substr(0, frame->function.find(" in goroutine "));
    fiber.creator = *frame;
    return;
  }
}

}  // namespace

bool isGoroutine(StringRef line) { return findHead(line, kWord).has_value(); }

void readGoroutine(Lines& lines, FiberSink sink) {
  std::optional<Head> head = findHead(lines.peek(), kWord);
  lines.setPrefix(head->prefix);
  Fiber fiber;
  fiber.dumpLine = lines.number();
  fiber.reason = head->state.reason;
  fiber.waited = head->state.waited;
  fiber.isMain = head->id == 1;
  lines.advance();
  readStack(lines, fiber);
  sink(std::move(fiber));
}

}  // namespace chanvet::stacks
