// A check that walks the code of a unit.
#pragma once

#include "check/AstOwnCode.h"
#include "check/Check.h"

namespace chanvet::check {

class AstCheck : public Check {
 public:
  Severity severity() const override { return Severity::Warning; }
  Layer layer() const override { return Layer::Ast; }

  void checkUnit(const UnitContext& context, FindingSink& sink) final {
    if (!context.ast || !context.resolver) return;
    auto make = [&](std::string message, Place place) {
      return finding(std::move(message), std::move(place));
    };
    walk(context, make, sink);
  }

 protected:
  // Of a unit that has an AST: adds what it finds to the sink.
  virtual void walk(const UnitContext& context, MakeFinding make, FindingSink& sink) = 0;
};

}  // namespace chanvet::check
