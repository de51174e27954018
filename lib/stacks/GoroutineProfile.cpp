// Go's profile of goroutines as text, of goroutine?debug=1: alike stacks once, with their number.
//
//     goroutine profile: total 5234
//     5230 @ 0x43a0d6 0x40b2d5 0x48f1c5
//     # labels: {"handler":"upload"}
//     #	0x48f1c4	main.worker+0x44	/home/you/app/worker.go:12
//
// src/runtime/pprof/pprof.go in Go's sources has the form. A "goroutineleak profile" is the same,
// of goroutines that the collector has found to be blocked for ever.
#include <optional>
#include <utility>

#include <llvm/ADT/StringExtras.h>

#include "stacks/Dump.h"

namespace chanvet::stacks {

namespace {

using llvm::StringRef;

constexpr StringRef kTotal = " profile: total ";

// The first line of a profile, of whatever. `name` is its last word before "profile".
bool isProfile(StringRef line, StringRef& name) {
  const std::size_t at = line.find(kTotal);
  if (at == StringRef::npos) return false;
  StringRef total = line.drop_front(at + kTotal.size()).rtrim();
  const StringRef before = line.take_front(at);
  name = before.drop_front(before.find_last_of(" \t") + 1);
  return consumeNumber(total) && total.empty();
}

// "5230 @ 0x43a0d6 0x40b2d5": how many.
std::optional<std::uint64_t> parseCount(StringRef line) {
  std::optional<std::uint64_t> count = consumeNumber(line);
  return count && line.starts_with(" @") ? count : std::nullopt;
}

// "#	0x48f1c4	main.worker+0x44	/home/you/app/worker.go:12". Fields have tabs
// between them, of which logs make blanks; a file can have blanks in it.
std::optional<Frame> parseFrame(StringRef line) {
  if (!line.consume_front("#")) return std::nullopt;
  line = line.ltrim();
  if (!line.starts_with("0x")) return std::nullopt;
  StringRef rest = line.drop_until(llvm::isSpace).ltrim();
  Frame frame;
  frame.function = rest.take_until(llvm::isSpace);
  rest = rest.drop_front(frame.function.size());
  frame.function = frame.function.substr(0, frame.function.rfind("+0x"));
  if (!splitPlace(rest, frame.file, frame.line)) return std::nullopt;
  return frame;
}

Fiber readRecord(Lines& lines, std::uint64_t count) {
  Fiber fiber;
  fiber.count = count;
  fiber.dumpLine = lines.number();
  for (lines.advance(); lines.peek().starts_with("#"); lines.advance())
    if (std::optional<Frame> frame = parseFrame(lines.peek())) fiber.frames.push_back(*frame);
  return fiber;
}

}  // namespace

bool isGoroutineProfile(StringRef line) {
  StringRef name;
  return isProfile(line, name) && name.starts_with("goroutine");
}

void readGoroutineProfile(Lines& lines, FiberSink sink) {
  StringRef name;
  isProfile(lines.peek(), name);
  const bool isOfLeaks = name == "goroutineleak";
  lines.setPrefix(name.data() - lines.peek().data());
  lines.advance();
  while (!lines.atEnd() && !isProfile(lines.peek(), name) && !startsFiber(lines.peek())) {
    std::optional<std::uint64_t> count = parseCount(lines.peek());
    if (!count) {
      lines.advance();
      continue;
    }
    Fiber fiber = readRecord(lines, *count);
    if (isOfLeaks) fiber.reason = "leaked";
    fiber.isMain = !fiber.frames.empty() && fiber.frames.back().function == "runtime.main";
    sink(std::move(fiber));
  }
}

}  // namespace chanvet::stacks
