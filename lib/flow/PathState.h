// The state of one path, and its hash. Private to the path engine.
#pragma once

#include <map>
#include <set>
#include <vector>

#include "flow/FlatMap.h"
#include "flow/PathEngine.h"

namespace chanvet::flow {

struct Frame {
  model::FunctionId function = 0;
  uint32_t context = 0;  // interned chain of calls
  model::BlockId block = 0;
  uint32_t index = 0;  // next instruction
  std::vector<Abstract> registers;
  std::vector<uint8_t> visits;  // by block
};

// What is known of an unknown value.
struct Fact {
  enum Kind : uint8_t { IsNull, NotNull, Equals } kind = NotNull;
  Abstract other = {};  // Equals: a number, or what has an identity
  friend auto operator<=>(const Fact&, const Fact&) = default;
};

// An operation a spawned fiber does without waiting first.
struct Unordered {
  Event event;
  uint32_t step = model::kNone;
};

struct PathState {
  std::vector<Frame> frames;
  FlatMap<Slot, Abstract> memory;
  FlatMap<EntityId, Fact> facts;
  FlatMap<std::pair<uint32_t, EntityId>, Mark> marks;  // by observer and entity
  std::set<EntityId> escaped;
  // Inner decisions taken on opaque values: (function, block, direction).
  std::set<std::tuple<model::FunctionId, model::BlockId, bool>> guesses;
  std::vector<Unordered> unordered;  // of fibers spawned since the last wait
  uint32_t fiber = 0;                // 0: the fiber the path started in
  uint32_t step = model::kNone;      // latest trace step
  bool doubtful = false;
  bool synchronized = false;  // this fiber has waited for something
  bool slept = false;         // this fiber has let others run, though it waited for nothing
  bool branched = false;      // this fiber has decided on something unknown
  model::List<model::SymbolId> thrown;
  size_t thrownIn = 0;  // the number of frames where it was thrown; 0: no exception is on its way
  bool isPanicking = false;
  model::Location leftAt;  // of the return or throw that leaves the function
  // A local or object that a fiber refers to, while that may run.
  struct Loan {
    EntityId target = 0;
    bool isElement = false;  // an element of it, not the whole
    friend auto operator<=>(const Loan&, const Loan&) = default;
  };
  struct Borrowed {
    std::optional<Slot> capture = {};  // of the closure; none: an argument
    model::Location spawned = {};
    EntityId handle = 0;  // of the fiber
    bool mayBeOver = false;
    bool mayHaveRoom = false;  // a container: for more elements, without moving those it has
  };
  std::map<Loan, Borrowed> borrowed;

  // Something was done that may have been waiting for the fibers.
  void doubtBorrows();

  Frame& frame() { return frames.back(); }
  const Frame& frame() const { return frames.back(); }
  uint64_t hash(const UnitFacts& facts) const;
  // Of where control is, the block it goes to next, and what observers know.
  uint64_t hashOfMarks(model::BlockId next) const;
};

}  // namespace chanvet::flow
