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
  // Until they have been tried on code that others wrote.
  bool onByDefault() const override { return false; }
  void checkUnit(const UnitContext& context, FindingSink& sink) override;

 private:
  explore::Verdict verdict_;
};

}  // namespace chanvet::check
