// Brings together what a check says of paths and what the explorer says of schedules.
#pragma once

#include "check/Check.h"

namespace chanvet::check {

// Holds back the findings of one check until the explorer has been asked.
class Witnesses : public FindingSink {
 public:
  explicit Witnesses(const Check& check) : check_(check) {}

  void add(Finding finding) override { pending_.push_back(std::move(finding)); }

  // Passes on the findings: those at a place where the explorer has the check's verdict get its
  // schedule, those that it refutes are dropped, and what only the explorer has seen is added. What
  // a finding tells of already (the other of two closes) is no finding of its own.
  void settle(explore::Exploration& exploration, FindingSink& sink);

 private:
  const Check& check_;
  std::vector<Finding> pending_;
};

}  // namespace chanvet::check
