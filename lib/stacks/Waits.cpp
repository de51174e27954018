#include "stacks/Waits.h"

#include <fmt/format.h>
#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/StringExtras.h>
#include <llvm/ADT/StringSwitch.h>

#include "stacks/BuiltInWaits.h"

namespace chanvet::stacks {

namespace {

using llvm::StringRef;

struct WaitInfo {
  Wait wait;
  llvm::StringLiteral word;
  llvm::StringLiteral phrase;
  Waker waker;
};

constexpr WaitInfo kWaits[] = {
    {Wait::ForEver, "for-ever", "what cannot come", Waker::Nobody},
    {Wait::Send, "send", "channel send", Waker::Fiber},
    {Wait::Receive, "receive", "channel receive", Waker::Fiber},
    {Wait::Select, "select", "select", Waker::Fiber},
    {Wait::Lock, "lock", "lock", Waker::Fiber},
    {Wait::Condition, "condition", "condition", Waker::Fiber},
    {Wait::Group, "group", "wait group, latch or barrier", Waker::Fiber},
    {Wait::Semaphore, "semaphore", "semaphore", Waker::Fiber},
    {Wait::Future, "future", "future", Waker::Fiber},
    {Wait::Join, "join", "join", Waker::Fiber},
    {Wait::Unknown, "unknown", "unknown", Waker::Fiber},
    {Wait::Sleep, "sleep", "sleep", Waker::Outside},
    {Wait::Io, "io", "input or output", Waker::Outside},
    {Wait::Idle, "idle", "work", Waker::Outside},
    {Wait::Running, "running", "running", Waker::NotNeeded},
};

const WaitInfo& infoOf(Wait wait) {
  return *llvm::find_if(kWaits, [&](const WaitInfo& info) { return info.wait == wait; });
}

std::optional<Wait> waitNamed(StringRef word) {
  for (const WaitInfo& info : kWaits)
    if (info.word == word) return info.wait;
  return std::nullopt;
}

// `*` stands for anything.
bool fits(StringRef text, StringRef pattern) {
  auto [head, rest] = pattern.split('*');
  if (head.size() == pattern.size()) return text == pattern;
  if (!text.consume_front(head)) return false;
  while (rest.contains('*')) {
    auto [piece, behind] = rest.split('*');
    const std::size_t at = text.find(piece);
    if (at == StringRef::npos) return false;
    text = text.drop_front(at + piece.size());
    rest = behind;
  }
  return text.ends_with(rest);
}

// The C library calls poll() also __GI___poll, __libc_poll and __poll.
StringRef withoutCPrefix(StringRef function) {
  if (!function.starts_with("_") || function.contains("::")) return function;
  while (function.consume_front("_") || function.consume_front("GI_") ||
         function.consume_front("libc_") || function.consume_front("new_")) {
  }
  return function;
}

}  // namespace

StringRef wordOf(Wait wait) { return infoOf(wait).word; }
StringRef phraseOf(Wait wait) { return infoOf(wait).phrase; }
Waker wakerOf(Wait wait) { return infoOf(wait).waker; }

Wait waitOf(StringRef reason) {
  if (reason.ends_with("(leaked)")) return Wait::ForEver;
  reason.consume_back(" (scan)");
  reason.consume_back(" (durable)");
  if (reason.contains("(idle)")) return Wait::Idle;
  return llvm::StringSwitch<Wait>(reason)
      .Cases({"chan receive (nil chan)", "chan send (nil chan)", "select (no cases)", "leaked"},
             Wait::ForEver)
      .Case("chan send", Wait::Send)
      .Case("chan receive", Wait::Receive)
      .Case("select", Wait::Select)
      .Cases({"sync.Mutex.Lock", "sync.RWMutex.Lock", "sync.RWMutex.RLock", "mutex lock",
              "rw_mutex lock", "rw_mutex lock_shared", "once call"},
             Wait::Lock)
      .Cases({"sync.Cond.Wait", "cond wait"}, Wait::Condition)
      .Cases({"sync.WaitGroup.Wait", "wait_group wait"}, Wait::Group)
      .Case("semacquire", Wait::Semaphore)
      .Case("sleep", Wait::Sleep)
      .Cases({"IO wait", "syscall"}, Wait::Io)
      .Cases({"finalizer wait", "cleanup wait", "GC sweep wait", "GC scavenge wait",
              "GC assist wait", "wait for GC cycle", "trace reader (blocked)", "idle"},
             Wait::Idle)
      .Cases({"running", "runnable", "preempted", "copystack", "GC assist marking",
              "GC worker (active)", "debug call"},
             Wait::Running)
      .Default(Wait::Unknown);
}

Waits::Waits() { llvm::cantFail(add(detail::builtInWaits(), "built in")); }

llvm::Error Waits::add(StringRef text, StringRef name) {
  functionRoles_.clear();
  fileRoles_.clear();
  unsigned number = 0;
  for (StringRef line : llvm::split(text, '\n')) {
    ++number;
    line = line.trim();
    if (line.empty() || line.starts_with("#")) continue;
    if (llvm::Error error = addRule(line))
      return llvm::createStringError(
          fmt::format("{}:{}: {}", name.str(), number, llvm::toString(std::move(error))));
  }
  return llvm::Error::success();
}

llvm::Error Waits::addRule(StringRef line) {
  llvm::SmallVector<StringRef> words;
  llvm::SplitString(line, words);
  const StringRef word = words.front();
  const std::optional<Wait> wait = waitNamed(word);
  if (!wait && word != "library" && word != "library-file")
    return llvm::createStringError(fmt::format(
        "unknown word '{}': it takes what a fiber waits for, 'library' or 'library-file'",
        word.str()));
  if (words.size() == 1)
    return llvm::createStringError(fmt::format("no pattern behind '{}'", word.str()));
  for (StringRef pattern : llvm::drop_begin(words)) {
    if (word == "library-file")
      files_.push_back(pattern.str());
    else
      rules_.push_back({pattern.str(), wait});
  }
  return llvm::Error::success();
}

// A frame without a function or file tells nothing, and stands for nobody's code.
Waits::Role Waits::roleOf(const Frame& frame) {
  auto [known, isNew] = functionRoles_.try_emplace(frame.function);
  if (isNew) known->second = roleOfFunction(frame.function);
  Role role = known->second;
  role.isLibrary = role.isLibrary || isLibraryFile(frame.file) ||
                   (frame.file.empty() && (frame.function.empty() || frame.function == "??"));
  return role;
}

Waits::Role Waits::roleOfFunction(StringRef function) const {
  const StringRef bare = withoutCPrefix(function);
  for (const Rule& rule : llvm::reverse(rules_))
    if (fits(function, rule.pattern) || (rule.wait && fits(bare, rule.pattern)))
      return {true, rule.wait};
  return {};
}

bool Waits::isLibraryFile(StringRef file) {
  auto [known, isNew] = fileRoles_.try_emplace(file);
  if (isNew)
    known->second =
        llvm::any_of(files_, [&](const std::string& pattern) { return fits(file, pattern); });
  return known->second;
}

// From the inside out, the last function of a library says best what the code that called it waits
// for: that of a future, which waits for a condition, which waits for the kernel.
Standing Waits::standingOf(const Fiber& fiber) {
  Standing standing;
  std::optional<Wait> told;
  const Frame* teller = nullptr;
  for (const Frame& frame : fiber.frames) {
    const Role role = roleOf(frame);
    if (!role.isLibrary) {
      standing.stack.push_back(frame);
    } else if (standing.stack.empty() && role.wait) {
      told = role.wait;
      teller = &frame;
    }
  }
  if (standing.stack.empty() && !fiber.frames.empty())
    standing.stack.push_back(teller ? *teller : fiber.frames.front());

  standing.wait = fiber.reason.empty() ? Wait::Running : waitOf(fiber.reason);
  // A function says more than the dump's words, but for these two.
  const bool isCertain = standing.wait == Wait::ForEver || standing.wait == Wait::Running;
  if (told && (fiber.reason.empty() || !isCertain)) standing.wait = *told;
  standing.reason = fiber.reason.empty() ? phraseOf(standing.wait) : fiber.reason;
  return standing;
}

}  // namespace chanvet::stacks
