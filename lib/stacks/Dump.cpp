#include "stacks/Dump.h"

#include <llvm/ADT/STLExtras.h>

namespace chanvet::stacks {

namespace {

constexpr DumpFormat kFormats[] = {
    {"fibers", "fiber 2 [chan receive, 24 ms]:", isFiber, readFiber},
    {"goroutines", "goroutine 18 [chan receive, 5 minutes]:", isGoroutine, readGoroutine},
    {"goroutines", "goroutine profile: total 5234", isGoroutineProfile, readGoroutineProfile},
    {"threads", "Thread 12 (Thread 0x7f6950a92780 (LWP 123) \"name\"):", isThread, readThread},
};

const DumpFormat* formatOf(llvm::StringRef line) {
  const auto* found =
      llvm::find_if(kFormats, [&](const DumpFormat& format) { return format.starts(line); });
  return found == std::end(kFormats) ? nullptr : found;
}

// What runtimes say before the dump of a program in which everybody waits.
bool isDeadlock(llvm::StringRef line) { return line.contains("are asleep - deadlock!"); }

llvm::Error nothingFound(llvm::StringRef text) {
  if (text.starts_with("\x1f\x8b"))
    return llvm::createStringError(
        "it is compressed: a dump is read as text, such as that of goroutine?debug=2");
  std::string looks;
  for (const DumpFormat& format : kFormats)
    looks += (looks.empty() ? "'" : ", '") + format.looks.str() + "'";
  return llvm::createStringError("no dump of fibers in it: no line looks like one of " + looks);
}

}  // namespace

llvm::ArrayRef<DumpFormat> dumpFormats() { return kFormats; }

bool startsFiber(llvm::StringRef line) { return formatOf(line); }

llvm::Error readDump(llvm::StringRef text, DumpSink sink) {
  bool hasFibers = false;
  bool isStuck = false;
  Lines lines(text);
  while (!lines.atEnd()) {
    const DumpFormat* format = formatOf(lines.peek());
    if (!format) {
      isStuck = isStuck || isDeadlock(lines.peek());
      lines.advance();
      continue;
    }
    format->read(lines, [&](Fiber fiber) {
      hasFibers = true;
      fiber.isStuck = isStuck;
      sink(fiber, format->fibers);
    });
  }
  return hasFibers ? llvm::Error::success() : nothingFound(text);
}

}  // namespace chanvet::stacks
