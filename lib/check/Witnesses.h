// Brings together what checks say of paths and what the explorer says of schedules.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include <llvm/ADT/ArrayRef.h>
#include <llvm/ADT/MapVector.h>

#include "check/Check.h"
#include "explore/Defect.h"
#include "explore/Evidence.h"

namespace chanvet::check {

// Where a program is asked about a finding: at a place where it has an operation, that of the
// finding or one it is related to, since a return has none. Nothing, where the program has no part
// in the finding.
std::optional<Place> placeToAsk(const Finding& finding, explore::Exploration& exploration);

// Holds back the findings of one check until the explorer has been asked. Programs are told in any
// order: what comes of it is the same.
class Witnesses : public FindingSink {
 public:
  explicit Witnesses(const Check& check) : check_(check) {}

  void add(Finding finding) override { pending_.push_back({std::move(finding)}); }
  void offer(OfferedFix offered) override { fixes_[offered.place] = std::move(offered.fix); }

  // How many findings it holds back.
  std::size_t size() const { return pending_.size(); }

  // Takes in what the explorer says of a unit that is explored by itself.
  void ask(explore::Exploration& exploration);

  // The same for one of several programs, each with a number of its own. Of findings at one place
  // that of the first program is told.
  void tell(llvm::ArrayRef<explore::Defect> defects, unsigned program);
  // What a program says of the finding that was held back as the i-th, at the place to ask.
  void answer(std::size_t i, const Place& place, explore::Reach reach,
              const explore::Evidence& evidence);

  // Passes on the findings: those at a place where the explorer has the check's verdict get its
  // schedule, those that it refutes in each program they are part of are dropped, and what only the
  // explorer has seen is added. What a finding tells of already (the other of two closes) is no
  // finding of its own.
  void settle(FindingSink& sink);

 private:
  struct Pending {
    Finding finding;
    bool isRefuted = false, isOpen = false;
  };
  struct Explored {
    unsigned program = 0;
    Finding finding;
  };

  const Check& check_;
  std::vector<Pending> pending_;
  std::map<Place, Explored> explored_;
  std::map<Place, Fix> fixes_;
};

// Those of several checks, in the order in which they are first asked for.
class AllWitnesses {
 public:
  Witnesses& of(const Check& check) {
    std::unique_ptr<Witnesses>& known = all_[&check];
    if (!known) known = std::make_unique<Witnesses>(check);
    return *known;
  }
  void ask(explore::Exploration& exploration) {
    for (auto& [check, witnesses] : all_) witnesses->ask(exploration);
  }
  void settle(FindingSink& sink) {
    for (auto& [check, witnesses] : all_) witnesses->settle(sink);
  }

 private:
  llvm::MapVector<const Check*, std::unique_ptr<Witnesses>> all_;
};

}  // namespace chanvet::check
