// What a dump of a running program says: its fibers, goroutines or threads, each with where it
// stands. The texts are views into the dump.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include <llvm/ADT/ArrayRef.h>
#include <llvm/ADT/STLFunctionalExtras.h>
#include <llvm/ADT/SmallVector.h>
#include <llvm/ADT/StringRef.h>
#include <llvm/Support/Error.h>

#include "stacks/Lines.h"

namespace chanvet::stacks {

struct Frame {
  llvm::StringRef function;  // in C++ a plain name (Names.h); empty: not told
  llvm::StringRef file;      // as the dump writes it; empty: not told
  unsigned line = 0;
};

// A fiber, or several that stand at the same place.
struct Fiber {
  std::uint64_t count = 1;
  llvm::StringRef reason;  // what it waits for; empty: only the frames can tell
  std::chrono::seconds waited{0};
  llvm::SmallVector<Frame, 16> frames;  // innermost first
  Frame creator;                        // where it was started
  bool isMain = false;                  // the program's first one
  bool isStuck = false;                 // the runtime says that nothing can wake it
  unsigned dumpLine = 0;                // of the dump, where it starts
};

// Takes the fibers in the order of the dump. What it is given ends with the call.
using FiberSink = llvm::function_ref<void(Fiber)>;

// A form of dumps. To add one: a file with its functions, and a line in Dump.cpp.
struct DumpFormat {
  llvm::StringLiteral fibers;  // what it calls them: "goroutines"
  llvm::StringLiteral looks;   // how one is recognised: "goroutine 18 [chan receive]:"
  bool (*starts)(llvm::StringRef line);
  // Reads what the next line starts, and leaves the line behind it as the next one.
  void (*read)(Lines& lines, FiberSink sink);
};

llvm::ArrayRef<DumpFormat> dumpFormats();

// Whether a line starts a fiber of any form.
bool startsFiber(llvm::StringRef line);

// Takes a fiber and what the dump calls such.
using DumpSink = llvm::function_ref<void(const Fiber&, llvm::StringRef fibers)>;

// Reads all fibers in a text, whatever else is in it. Needs time in proportion to its length. An
// error says what was looked for when there are none.
llvm::Error readDump(llvm::StringRef text, DumpSink sink);

// The forms' functions.
bool isFiber(llvm::StringRef line);
void readFiber(Lines& lines, FiberSink sink);
bool isGoroutine(llvm::StringRef line);
void readGoroutine(Lines& lines, FiberSink sink);
bool isGoroutineProfile(llvm::StringRef line);
void readGoroutineProfile(Lines& lines, FiberSink sink);
bool isThread(llvm::StringRef line);
void readThread(Lines& lines, FiberSink sink);

}  // namespace chanvet::stacks
