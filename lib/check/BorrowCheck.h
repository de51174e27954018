// What checks share that look at what a spawned fiber refers to and can outlive.
#pragma once

#include "check/Check.h"
#include "flow/PathEngine.h"

namespace chanvet::check {

// A check that reports one kind of broken loan (flow::Borrow), once for each place where the
// reference is taken.
class BorrowCheck : public Check {
 public:
  Severity severity() const override { return Severity::Error; }
  Layer layer() const override { return Layer::Flow; }
  std::unique_ptr<flow::PathObserver> observePaths(const UnitContext&, FindingSink& sink) override;

 protected:
  // Whether the check is about this loan, broken where the path is.
  virtual bool concerns(const flow::PathContext& context, const flow::Borrow& borrow) const = 0;
  // The message, and the first of the related places; that where the fiber is spawned follows.
  virtual std::string message(const flow::Borrow& borrow) const = 0;
  virtual std::vector<RelatedPlace> related(const flow::PathContext& context,
                                            const flow::Borrow& borrow) const = 0;
  // Whether a fiber that only reads may as well have a copy.
  virtual bool isFixedByCopy(const model::Unit& unit, const flow::Borrow& borrow) const = 0;

 private:
  class Observer;
  Finding describe(const flow::PathContext& context, const flow::Borrow& borrow) const;
};

// "'total' is captured by reference by a fiber": what the fiber has, for the start of a message.
std::string lentToFiber(const flow::Borrow& borrow);

}  // namespace chanvet::check
