// Runs pieces of work in processes of their own: one that crashes, does not end or takes all memory
// harms no other, and leaves nothing behind.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include <llvm/ADT/ArrayRef.h>

namespace chanvet::driver {

struct WorkerLimits {
  unsigned seconds = 0;      // of the processor; 0: no limit
  std::uint64_t memory = 0;  // MiB; 0: no limit
};

// How a piece of work ended.
struct WorkerResult {
  std::string bytes = {};    // what it made
  std::string failure = {};  // why it made nothing, in words for users; empty: it did
};

// Pieces of work, by number.
class Workload {
 public:
  virtual ~Workload() = default;
  // Does a piece, in a fork of this process: what it changes in memory is lost.
  virtual std::string run(std::size_t piece) = 0;
  virtual WorkerLimits limitsOf(std::size_t piece) const = 0;
  virtual void started(std::size_t piece) = 0;
  virtual void ended(std::size_t piece, WorkerResult result) = 0;
};

// Does the pieces of `order`, begun in this order, so many at a time. This process must have no
// other thread. When it ends, however it does, so do those that work for it.
void runInProcesses(llvm::ArrayRef<std::size_t> order, unsigned processes, Workload& workload);

}  // namespace chanvet::driver
