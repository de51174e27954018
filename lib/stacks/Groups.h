// Fibers that wait for the same at the same place, and which of these groups are suspicious.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <llvm/ADT/StringMap.h>
#include <llvm/ADT/StringRef.h>

#include "finding/Finding.h"
#include "stacks/Dump.h"
#include "stacks/Paths.h"
#include "stacks/Waits.h"

namespace chanvet::stacks {

// A frame that outlives its dump.
struct Position {
  std::string function;
  std::string file;  // as the dump writes it; empty: not told
  unsigned line = 0;
  friend auto operator<=>(const Position&, const Position&) = default;
};

struct Group {
  std::string fibers;  // what the dumps call them: "goroutines"
  Wait wait = Wait::Unknown;
  std::string reason;           // in the words of the dump, if it has some
  std::vector<Position> stack;  // innermost first: see Standing
  std::uint64_t count = 0;
  std::optional<std::uint64_t> before;  // in the earlier dumps, when there are any
  std::chrono::seconds longest{0};      // that one of them has waited
  std::map<Position, std::uint64_t> creators;
  bool isMain = false;    // the program's first fiber is all there is
  bool isStuck = false;   // the runtime has said that nothing can wake them
  std::string dump;       // the dump, and the line in it, where one of them stands
  unsigned dumpLine = 0;  // the first of all, by name and line

  // Who can end the wait.
  Waker waker() const;

  // How many more there are than before; 0 when there are not, or nothing is known of before.
  std::uint64_t growth() const;
};

// What makes a group suspicious: see severityOf.
struct Thresholds {
  std::uint64_t count = 100;
  std::uint64_t growth = 10;
  std::chrono::seconds lockWait{60};
};

// Collects the fibers of dumps. The order of the dumps, and of the fibers in them, does not matter.
class Grouping {
 public:
  // `waits` must outlive it.
  explicit Grouping(Waits& waits) : waits_(waits) {}

  // A fiber of the dump `file`, or of one of those before.
  void add(const Fiber& fiber, llvm::StringRef fibers, llvm::StringRef file);
  void addBefore(const Fiber& fiber, llvm::StringRef fibers);

  // Those with fibers in the dumps of now, by place, stack and reason. Whether they are compared
  // with the dumps before: not when one of these could not be read.
  std::vector<Group> groups(bool isCompared) const;

  // All files that the dumps name.
  const Files& files() const { return files_; }

 private:
  void addFiles(const Fiber& fiber);
  Group& groupOf(const Fiber& fiber, llvm::StringRef fibers);

  Waits& waits_;
  llvm::StringMap<Group> groups_;
  Files files_;
};

// Error: nobody can ever wake them. Warning: they wait for other fibers, and are many, have become
// more, or wait long for a lock. Info: they wait for time, for the outside or for work, and have
// become more. Nothing: as it should be.
std::optional<Severity> severityOf(const Group& group, const Thresholds& thresholds);

// How much a group weighs against others of its severity: its fibers, ten times those that have
// come since the dumps before, and that a hundred times when nobody can wake them, ten times when
// other fibers can, and not at all when they run.
std::uint64_t scoreOf(const Group& group);

}  // namespace chanvet::stacks
