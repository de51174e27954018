// Runs pieces of work in processes of their own: one that crashes, does not end or takes all memory
// harms no other, and leaves nothing behind.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include <llvm/ADT/ArrayRef.h>
#include <llvm/ADT/StringRef.h>

namespace chanvet::driver {

struct WorkerLimits {
  unsigned seconds = 0;      // of the processor; 0: no limit
  std::uint64_t memory = 0;  // MiB; 0: no limit
};

// Pieces of work, by number.
class Pieces {
 public:
  virtual ~Pieces() = default;
  virtual WorkerLimits limitsOf(std::size_t piece) const = 0;
  virtual void started(std::size_t) {}
  // A part of what it makes has come.
  virtual void made(std::size_t piece, std::string part) = 0;
  // `failure`: why it broke off, in words for users; empty: it did not.
  virtual void stopped(std::size_t piece, std::string failure) = 0;
};

// What a process is there for, and where what it makes is to go.
struct Assignment {
  std::size_t piece = 0;
  int output = -1;
};

// Forks this process for each piece of `order`, begun in this order, so many at a time. Returns in
// each fork with what it is there for, and in this process when all have ended. It may have other
// threads as long as these only wait for this one. When it ends, however it does, so do its forks.
std::optional<Assignment> forkForEach(llvm::ArrayRef<std::size_t> order, unsigned processes,
                                      Pieces& pieces);

// In a fork: hands over a part of what its piece makes.
void send(const Assignment& assignment, llvm::StringRef part);

// Ends a fork. Memory is not given back.
[[noreturn]] void endFork();

// How a piece of work ended.
struct WorkerResult {
  std::string bytes = {};    // what it made
  std::string failure = {};  // why it made nothing, in words for users; empty: it did
};

// Pieces that make one thing each.
class WholePieces : public Pieces {
 public:
  virtual void ended(std::size_t piece, WorkerResult result) = 0;

  void made(std::size_t piece, std::string part) final { made_[piece] = std::move(part); }
  void stopped(std::size_t piece, std::string failure) final;

 private:
  std::map<std::size_t, std::string> made_;  // by those that have not stopped
};

class Workload : public WholePieces {
 public:
  // Does a piece, in a fork of this process: what it changes in memory is lost. Nothing: it has
  // failed, and may have spoilt what is in memory.
  virtual std::string run(std::size_t piece) = 0;
};

// Does the pieces of `order`, as forkForEach() does, up to `together` of them in one process, one
// after the other: for many small ones, forking takes longer than the work. Those limits hold that
// the first of them has. Of several that break off, each that has not ended is done by itself.
void runInProcesses(llvm::ArrayRef<std::size_t> order, unsigned processes, Workload& workload,
                    std::size_t together = 1);

}  // namespace chanvet::driver
