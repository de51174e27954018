// Reports a close of a channel that the same path closed before.
//
// Looks at what one fiber does: closes in fibers side by side are not put in order. Paths that rest
// on a decision which real runs may not be able to take are left out.
#include "check/Check.h"

#include <fmt/format.h>

#include "flow/PathEngine.h"

namespace chanvet::check {
namespace {

enum State { kClosed = 1 };

class @CLASS@ : public Check {
 public:
  Severity severity() const override { return Severity::Warning; }
  Layer layer() const override { return Layer::Flow; }
  std::unique_ptr<flow::PathObserver> observePaths(const UnitContext&, FindingSink& sink) override;

  Finding closedAgain(const flow::PathContext& path, const flow::Event& event,
                      const flow::Mark& before) const {
    const std::string name = path.name(event.entity);
    Finding result = finding(fmt::format("'{}' is closed again", name), event.place);
    result.primitives = {name};
    result.related = {{path.place(before), fmt::format("'{}' is closed here first", name)}};
    result.trace = path.trace({event.entity});
    return result;
  }
};

class Observer : public flow::PathObserver {
 public:
  Observer(const @CLASS@& check, FindingSink& sink) : check_(check), sink_(sink) {}

  void onOperation(flow::PathContext& path, const flow::Event& event) override {
    if (event.kind != model::OpKind::Close || path.isDoubtful()) return;
    const std::optional<flow::Mark> mark = path.mark(event.entity);
    if (!mark) return path.setMark(event.entity, kClosed);
    if (path.isOtherFiber(*mark)) return;
    sink_.add(check_.closedAgain(path, event, *mark));
  }

 private:
  const @CLASS@& check_;
  FindingSink& sink_;
};

std::unique_ptr<flow::PathObserver> @CLASS@::observePaths(const UnitContext&, FindingSink& sink) {
  return std::make_unique<Observer>(*this, sink);
}

CHANVET_CHECK(@CLASS@);

}  // namespace
}  // namespace chanvet::check
