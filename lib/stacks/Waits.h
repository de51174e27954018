// What a fiber waits for, and where: found in the words of the dump and in the functions on its
// stack.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <llvm/ADT/SmallVector.h>
#include <llvm/ADT/StringMap.h>
#include <llvm/ADT/StringRef.h>
#include <llvm/Support/Error.h>

#include "stacks/Dump.h"

namespace chanvet::stacks {

enum class Wait {
  ForEver,
  Send,
  Receive,
  Select,
  Lock,
  Condition,
  Group,
  Semaphore,
  Future,
  Join,
  Unknown,
  Sleep,
  Io,
  Idle,
  Running
};

// Who can end a wait.
enum class Waker { Nobody, Fiber, Outside, NotNeeded };

// "for-ever", "send" ... "running", as lib/stacks/waits.txt and the reports write it.
llvm::StringRef wordOf(Wait wait);
// "channel send", "time": for people, when the dump has no words of its own.
llvm::StringRef phraseOf(Wait wait);
Waker wakerOf(Wait wait);

// What the words of a dump mean: "chan receive (nil chan)", "sync.Mutex.Lock".
Wait waitOf(llvm::StringRef reason);

// How a fiber stands.
struct Standing {
  Wait wait = Wait::Unknown;
  llvm::StringRef reason;
  // The frames that are nobody else's, innermost first: it waits in the first of them. When there
  // are none, the frame that tells what it waits for, or the innermost one; empty without frames.
  llvm::SmallVector<Frame, 16> stack;
};

// What functions mean: lib/stacks/waits.txt has the form, and what is known from the start.
class Waits {
 public:
  Waits();

  // Adds what a text of that form says; it holds before what was known. `name` is its file, and
  // starts the error that says what is wrong with it.
  llvm::Error add(llvm::StringRef text, llvm::StringRef name);

  Standing standingOf(const Fiber& fiber);

 private:
  struct Role {
    bool isLibrary = false;
    std::optional<Wait> wait;
  };
  struct Rule {
    std::string pattern;
    std::optional<Wait> wait;  // nothing: library
  };

  llvm::Error addRule(llvm::StringRef line);
  Role roleOf(const Frame& frame);
  Role roleOfFunction(llvm::StringRef function) const;
  bool isLibraryFile(llvm::StringRef file);

  std::vector<Rule> rules_;
  std::vector<std::string> files_;       // patterns of files with code of libraries
  llvm::StringMap<Role> functionRoles_;  // found before
  llvm::StringMap<bool> fileRoles_;
};

}  // namespace chanvet::stacks
