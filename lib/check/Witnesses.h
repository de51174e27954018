// Brings together what checks say of paths and what the explorer says of schedules.
#pragma once

#include <map>
#include <memory>
#include <set>

#include <llvm/ADT/MapVector.h>

#include "check/Check.h"

namespace chanvet::check {

// Holds back the findings of one check until the explorer has been asked.
class Witnesses : public FindingSink {
 public:
  explicit Witnesses(const Check& check) : check_(check) {}

  void add(Finding finding) override { pending_.push_back({std::move(finding)}); }
  void offer(OfferedFix offered) override { fixes_[offered.place] = std::move(offered.fix); }

  // Takes in what the explorer says of a unit, or of each of the programs that units make.
  void ask(explore::Exploration& exploration);

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

  const Check& check_;
  std::vector<Pending> pending_;
  std::map<Place, Finding> explored_;
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
