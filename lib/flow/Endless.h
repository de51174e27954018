// Loops that a spawned fiber never leaves, and what they wait for meanwhile.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <vector>

#include "flow/PathEngine.h"
#include "flow/PointsTo.h"

namespace chanvet::flow {

// What the turns of a loop wait for, also in what they call.
struct TurnWaits {
  bool forTime = false;        // sleeps, ticks, operations that give up after a while
  bool polls = false;          // selects with a default, tries
  bool forOthers = false;      // what only another fiber can end, but for selects
  std::vector<Point> selects;  // without a default, in order
};

struct EndlessLoop {
  model::FunctionId function = model::kNone;
  const Loop* loop = nullptr;
  model::Location head;  // of the loop statement, or of its first instruction
  TurnWaits waits;
};

// A spawn whose fiber comes to a loop that it never leaves.
struct EndlessFiber {
  const Site* spawn = nullptr;
  model::FunctionId body = model::kNone;  // what the fiber runs
  EndlessLoop loop;
};

class Endless {
 public:
  Endless(const UnitFacts& facts, const PointsTo& pointsTo) : facts_(facts), pointsTo_(pointsTo) {}

  // The first loop of the function that nothing ends: no way out of it, no throw or end of the
  // process in what its turns call, no handler around it. Coroutines have none: they are cancelled.
  const EndlessLoop* loopOf(model::FunctionId function);

  // All of the unit's, in the order of the spawns. Where a fiber has several, the one that its body
  // comes to with the fewest calls.
  std::vector<EndlessFiber> fibers();

  // What `functions` and all that they call run in the same fiber, nearest first.
  std::vector<model::FunctionId> reachedFrom(const std::set<model::FunctionId>& functions) const;

 private:
  bool isEndless(model::FunctionId function, const Loop& loop) const;
  bool isLeft(const model::Function& function, const Loop& loop) const;
  std::vector<model::FunctionId> calledIn(model::FunctionId function, const Loop& loop) const;
  bool mayEnd(model::FunctionId function) const;
  EndlessLoop describe(model::FunctionId function, const Loop& loop) const;
  void addWaits(const Point& point, TurnWaits& waits) const;

  const UnitFacts& facts_;
  const PointsTo& pointsTo_;
  std::map<model::FunctionId, std::optional<EndlessLoop>> loops_;
};

}  // namespace chanvet::flow
