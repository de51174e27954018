// What some paths of a function do to a primitive, and others leave out: a task that is done on one
// path and not on another, a channel that one path closes.
//
// The paths that do it say that the function means to. They may come later than those that do not,
// so that paths are kept until all of a function are known.
#pragma once

#include <map>
#include <set>

#include "flow/PathEngine.h"

namespace chanvet::flow {

class SkippedSteps : public PathObserver {
 public:
  void onMake(PathContext& context, EntityId entity) final;
  void onOperation(PathContext& context, const Event& event) final;
  void onEnd(PathContext& context, PathEnd end) final;
  void onDone() final;

 protected:
  // The first of the operations that paths do to one primitive.
  struct Step {
    std::string name;  // of the primitive; may be empty
    model::OpKind kind = model::OpKind::Ignore;
    const model::Instruction* instruction = nullptr;
    model::FunctionId function = model::kNone;
    Place place;
    std::set<EntityId> holders;  // the primitive, and what it is reached through
    bool isMadeHere = false;     // on the path, not before it
  };
  // One that leaves the function.
  struct Path {
    Place leaves;  // the return or throw; invalid at the end of the body
    PathEnd end = PathEnd::Return;
    std::set<EntityId> done, made, escaped;
    std::vector<TraceStep> trace;  // of the decisions and calls
  };

  virtual bool isStep(const Event& event) const = 0;
  // Whether paths that end so from this function are of interest.
  virtual bool isAsked(const model::Function& root, PathEnd end) const = 0;
  // When all paths have been followed: `path` leaves out `step`, which another path of `root` does.
  // Told once for each place that a path leaves from. Primitives that the path has not made are not
  // told of. Whether somebody else got hold of the primitive is for this to ask.
  virtual void onSkipped(const model::Function& root, const Step& step, const Path& path) = 0;

 private:
  struct Paths {
    std::map<EntityId, Step> steps;
    std::vector<Path> paths;
    std::set<std::pair<Place, std::set<EntityId>>> seen;  // where they leave, and what they did
  };

  static constexpr int kMade = 1;
  static constexpr int kDone = 2;

  std::map<const model::Function*, Paths> roots_;
};

}  // namespace chanvet::flow
