// A check whose findings the explorer makes.
#pragma once

#include "check/Check.h"
#include "explore/Defect.h"

namespace chanvet::check {

class ExploredCheck : public Check {
 public:
  explicit ExploredCheck(explore::Verdict verdict) : verdict_(verdict) {}

  Severity severity() const override { return Severity::Error; }
  Layer layer() const override { return Layer::Explore; }
  std::optional<explore::Verdict> verdict() const override { return verdict_; }

 private:
  explore::Verdict verdict_;
};

}  // namespace chanvet::check
