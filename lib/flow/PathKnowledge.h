// What a path knows of unknown values from the decisions it took. Private to the path engine.
#pragma once

#include <optional>

#include "flow/PathEntities.h"

namespace chanvet::flow {

// Reads and adds to PathState::facts; what it keeps itself only saves memory.
class PathKnowledge {
 public:
  explicit PathKnowledge(const PathEntities& entities) : entities_(entities) {}

  // The value with what the path knows of it put in.
  Abstract known(const PathState& state, const Abstract& value) const;
  // Whether the value is true, as far as the path knows.
  std::optional<bool> truth(const PathState& state, const Abstract& value) const;
  // Whether a `relation` b, as far as the path knows.
  std::optional<bool> compared(const PathState& state, model::Relation relation, const Abstract& a,
                               const Abstract& b) const;

  // Adds to the path that `value` is true or false. False when that cannot be.
  bool assume(PathState& state, const Abstract& value, bool holds) const;

  // What is known of values that nothing holds any more tells no paths apart.
  void forgetDecisions(PathState& state, const UnitFacts& facts);

 private:
  std::optional<bool> truthOfExpression(const PathState& state, const Entity& entity) const;
  bool assumeEqual(PathState& state, const Abstract& value, const Abstract& other,
                   bool equal) const;

  void hold(const PathState& state, const UnitFacts& facts);
  void hold(const Abstract& value);
  bool isHeld(EntityId id) const;

  const PathEntities& entities_;
  std::vector<uint32_t> heldIn_;  // by entity: the latest turn in which it was held
  uint32_t turn_ = 0;
};

}  // namespace chanvet::flow
