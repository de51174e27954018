// Which primitives a handle can stand for, and who else can get at them: inclusion-based points-to
// analysis over the whole unit (Andersen: Program Analysis and Specialization for the C Programming
// Language), insensitive to flow and context; fields are told apart by their declaration, not by
// their object. It errs towards more: what it says no code of the unit does, none does.
#pragma once

#include <map>
#include <set>
#include <vector>

#include <llvm/ADT/iterator_range.h>

#include "model/Model.h"

namespace chanvet::flow {

// An instruction of the unit.
struct Point {
  model::FunctionId function = model::kNone;
  model::BlockId block = 0;
  uint32_t index = 0;
  friend auto operator<=>(const Point&, const Point&) = default;
};

// An operation that can work on a primitive; `selectCase` is set for a case of a Select.
struct Use {
  Point point;
  model::OpKind kind = model::OpKind::Ignore;
  uint32_t selectCase = model::kNone;
};

// What is made by one Make or Spawn instruction, wherever its handles go. A ticker, timer or
// context has a second site for its channel, with the first as owner.
struct Site {
  Point point;
  model::TypeId type = model::kNone;
  size_t owner = kNoOwner;
  bool onHeap = false;  // its handle's owner is an object on the heap, not a variable
  static constexpr size_t kNoOwner = ~size_t{0};
  std::string name;         // of the first variable or field it is in
  bool isReturned = false;  // by a function that other units can call
  bool escapes = false;     // code that is not seen may have a handle on it
  bool isShared = false;    // held by a global, or by a field whose class is not wholly seen
  std::vector<Use> uses;    // in order

  bool has(model::OpKind kind) const;
};

class PointsTo {
 public:
  explicit PointsTo(const model::Unit& unit);
  ~PointsTo();

  const std::vector<Site>& sites() const { return sites_; }
  // The sites that the primitive of this use can come from. Empty when it can also come from code
  // that is not seen.
  std::vector<const Site*> sitesOf(const Use& use) const;

  // The functions a spawn or call through a value can run.
  const std::set<model::FunctionId>& callees(const Point& point) const;
  // Those of each spawn and call of the function for which they are known, by its point, in order.
  auto calleesIn(model::FunctionId function) const {
    return llvm::make_range(callees_.lower_bound({function}), callees_.lower_bound({function + 1}));
  }
  const model::Instruction& at(const Point& point) const;

 private:
  class Solver;
  const model::Unit& unit_;
  std::vector<Site> sites_;
  std::map<Point, std::set<model::FunctionId>> callees_;
  std::map<std::pair<Point, uint32_t>, std::vector<size_t>> sitesOfUse_;
  std::set<std::pair<Point, uint32_t>> unseenUses_;
};

}  // namespace chanvet::flow
