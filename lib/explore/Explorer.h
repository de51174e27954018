// Everything the explorer says about a unit.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <llvm/ADT/BitVector.h>
#include <llvm/ADT/DenseMap.h>
#include <llvm/ADT/SmallVector.h>

#include "explore/Defect.h"
#include "explore/Evidence.h"
#include "explore/Facts.h"
#include "explore/Search.h"
#include "finding/Cut.h"

namespace chanvet::explore {

// Adds a defect of a program to those that are known, unless it is one of them.
void addDefect(std::vector<Defect>& defects, Defect defect);

// Runs the unit from each of its roots when it is first asked for defects: from main, and from
// functions that make primitives and that nothing runs which is seen.
class Exploration {
 public:
  // `facts`: of the unit; nothing: they are found when they are needed.
  Exploration(const model::Unit& unit, const SearchOptions& options,
              std::optional<UnitFacts> facts = std::nullopt)
      : unit_(unit), options_(options), facts_(std::move(facts)) {}

  // Before it is asked for anything that takes running: of the unit's roots, only its mains are
  // run, or only these functions.
  void onlyMains() { entries_.emplace(); }
  void onlyEntries(std::vector<model::FunctionId> functions);

  const std::vector<Defect>& defects();
  // The functions (USR) that were run.
  std::vector<std::string> ran() const;
  // What the roots that were run say together of findings in this program.
  const Evidence& evidence();
  // What main says of a finding that is in its program: whether the function around it was run, or
  // nothing that was leads to it, or to a step of the path that the finding is about.
  Reach reach(const Finding& finding);
  // Whether it is a whole program, with a main, that has code at that place, run or not.
  bool concerns(const Place& place);
  // The roots that were not explored to the end; empty as long as nobody asked for defects.
  const std::vector<Cut>& cut() const { return cut_; }
  // Of each root that was explored, in that order.
  const std::vector<Statistics>& statistics() const { return statistics_; }

 private:
  // What a search from a root has shown.
  struct Explored {
    model::FunctionId root = model::kNone;
    std::vector<Defect> defects;
    std::vector<Cut> cut;
    Statistics statistics;
    bool ranOut = false;  // the budget was not enough
  };
  const UnitFacts& facts();
  Explored explore(Machine& machine, model::FunctionId root, const SearchOptions& options);
  void exploreFew(Explored& explored, const SearchOptions& options, bool releasesOfOthers);
  void exploreMains(Machine& machine);
  void exploreEntries(Machine& machine);
  void keep(Explored explored);
  std::vector<model::FunctionId> functionsAt(const Place& place);
  using UseInstruction = llvm::function_ref<void(model::BlockId block, size_t index)>;
  void forEachAt(const Place& place, model::FunctionId function, UseInstruction use) const;
  bool isUnharmed(const Place& place);
  bool isOutOfReach(const Place& place);

  const model::Unit& unit_;
  SearchOptions options_;
  std::optional<UnitFacts> facts_;
  bool isDone_ = false;
  std::vector<Defect> defects_;
  bool runsMains_ = true;
  std::optional<std::vector<model::FunctionId>> entries_;  // those to be run; none: all of them
  llvm::BitVector entered_;                       // the functions that main ran, if there is one
  llvm::BitVector mayRun_;                        // those that can have run then
  std::vector<std::vector<uint32_t>> ranOfMain_;  // how much of their blocks, as in Machine
  llvm::BitVector ran_;                           // the functions that any root ran
  llvm::DenseMap<unsigned, llvm::SmallVector<model::FunctionId, 1>> byLine_;  // what is there
  Evidence evidence_;
  std::vector<Cut> cut_;
  std::vector<Statistics> statistics_;
};

}  // namespace chanvet::explore
