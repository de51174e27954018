#include "flow/Obligations.h"

namespace chanvet::flow {

void Obligations::onMake(PathContext& context, EntityId entity) {
  if (isBegunByMaking(context, entity)) begin(context, entity);
}

void Obligations::onOperation(PathContext& context, const Event& event) {
  switch (dutyOf(context, event)) {
    case Duty::None:
      return;
    case Duty::Begins:
      return begin(context, event.entity);
    case Duty::Ends:
      return end(context, event.entity);
  }
}

// Who gets hold of it may end it.
void Obligations::onHandedOver(PathContext& context, EntityId entity) { end(context, entity); }

void Obligations::onEnd(PathContext& context, PathEnd end) {
  for (const auto& [entity, mark] : context.marks())
    if (mark.state == kOpen) leave(context, entity, end);
}

void Obligations::onDone() {
  std::set<Place> told;
  for (auto& [key, found] : open_) {
    const auto& [begun, root] = key;
    if (!told.contains(begun) && settle(std::move(found), begun, *root)) told.insert(begun);
  }
}

bool Obligations::isOpen(PathContext& context, EntityId entity) const {
  std::optional<Mark> mark = context.mark(entity);
  return mark && mark->state == kOpen;
}

void Obligations::end(PathContext& context, EntityId entity) {
  std::optional<Mark> mark = context.mark(entity);
  if (!mark || mark->state != kOpen) return;
  Place begun = context.place(*mark);
  met_.insert(begun);
  metFrom_.insert({&context.root(), begun});
  context.setMark(entity, kEnded);
}

void Obligations::leave(PathContext& context, EntityId entity, PathEnd end) {
  std::optional<Mark> mark = context.mark(entity);
  if (!mark || context.isDoubtful()) return;
  Place begun = context.place(*mark);
  auto key = std::make_pair(begun, &context.root());
  if (!begun.isValid() || open_.contains(key)) return;
  if (std::optional<Finding> found = left(context, entity, begun, end))
    open_.emplace(key, std::move(*found));
}

}  // namespace chanvet::flow
