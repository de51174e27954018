// The steps that paths have made so far, for traces. Private to the path engine.
#pragma once

#include <vector>

#include "flow/PathState.h"

namespace chanvet::flow {

// A step on a path, linked to the one before.
struct Step {
  enum Kind : uint8_t { Operation, Decision, Call, Spawn, Made };
  Kind kind;
  model::Location location;
  model::OpKind operation = model::OpKind::Ignore;
  EntityId entity = 0;
  model::FunctionId function = model::kNone;
  bool direction = false;
  uint32_t before = model::kNone;
  uint32_t depth = 0;
  uint32_t fiber = 0;
};

// The steps of all paths: a tree, as paths that fork have their first steps in common.
class PathTrail {
 public:
  // The path's latest step becomes `step`, whose last three members are filled in here.
  void add(PathState& state, Step step) {
    step.before = state.step;
    step.depth = state.frames.empty() ? 0 : state.frames.size() - 1;
    step.fiber = state.fiber;
    state.step = steps_.size();
    steps_.push_back(step);
  }

  const Step& operator[](uint32_t step) const { return steps_[step]; }

 private:
  std::vector<Step> steps_;
};

}  // namespace chanvet::flow
