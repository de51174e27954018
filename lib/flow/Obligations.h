// What was begun must be ended on every path: a ticker stopped, a mutex unlocked, a context
// cancelled, a fiber joined.
//
// An obligation belongs to a primitive and begins with a step of a path. It is met by an operation,
// or handed on: then somebody else has to meet it. What a path leaves open at its end is collected,
// and told when all paths have been followed, with whether another path meets it.
#pragma once

#include <map>
#include <set>
#include <utility>

#include "flow/PathEngine.h"

namespace chanvet::flow {

// How an operation bears on the obligation of its primitive.
enum class Duty { None, Begins, Ends };

class Obligations : public PathObserver {
 public:
  void onMake(PathContext& context, EntityId entity) override;
  void onOperation(PathContext& context, const Event& event) override;
  void onHandedOver(PathContext& context, EntityId entity) override;
  void onEnd(PathContext& context, PathEnd end) override;
  void onDone() final;

 protected:
  // Whether a new primitive is an obligation from the start.
  virtual bool isBegunByMaking(PathContext&, EntityId) { return false; }
  // An operation that begins again what a path has ended begins it anew; None leaves all as it is.
  virtual Duty dutyOf(PathContext& context, const Event& event) = 0;
  // The finding for an obligation that a path leaves open, which began at `begun`; nothing where
  // that path may leave it. Not asked on paths that real runs may not be able to take.
  virtual std::optional<Finding> left(PathContext& context, EntityId entity, const Place& begun,
                                      PathEnd end) = 0;
  // When all paths have been followed: the finding for the first path from `root` that leaves open
  // what began at `begun`. Returns whether that is told; else other roots are asked about.
  virtual bool settle(Finding found, const Place& begun, const model::Function& root) = 0;

  void begin(PathContext& context, EntityId entity) { context.setMark(entity, kOpen); }
  void end(PathContext& context, EntityId entity);
  // Asks left() about this one now, not at the end of the path.
  void leave(PathContext& context, EntityId entity, PathEnd end);
  bool isOpen(PathContext& context, EntityId entity) const;

  // Whether some path met the obligation that began at a place, of all that were followed from any
  // function, or from that one.
  bool isMet(const Place& begun) const { return met_.contains(begun); }
  bool isMet(const Place& begun, const model::Function& root) const {
    return metFrom_.contains({&root, begun});
  }

 private:
  static constexpr int kOpen = 1;
  static constexpr int kEnded = 2;

  std::set<Place> met_;
  std::set<std::pair<const model::Function*, Place>> metFrom_;
  std::map<std::pair<Place, const model::Function*>, Finding> open_;
};

}  // namespace chanvet::flow
