#include "flow/SkippedSteps.h"

namespace chanvet::flow {

void SkippedSteps::onMake(PathContext& context, EntityId entity) { context.setMark(entity, kMade); }

void SkippedSteps::onOperation(PathContext& context, const Event& event) {
  if (!isStep(event)) return;
  context.setMark(event.entity, kDone);
  if (context.inFiber() || context.isDoubtful()) return;
  Step step;
  step.name = context.name(event.entity);
  step.kind = event.kind;
  step.instruction = event.instruction;
  step.function = event.function;
  step.place = event.place;
  step.holders = context.holders(event.entity);
  step.isMadeHere = context.made(event.entity).isValid();
  roots_[&context.root()].steps.try_emplace(event.entity, std::move(step));
}

void SkippedSteps::onEnd(PathContext& context, PathEnd end) {
  if (context.isDoubtful() || !isAsked(context.root(), end)) return;
  Path path;
  path.leaves = context.here();
  path.end = end;
  for (const auto& [entity, mark] : context.marks())
    (mark.state == kDone ? path.done : path.made).insert(entity);
  Paths& all = roots_[&context.root()];
  if (!all.seen.insert({path.leaves, path.done}).second) return;
  path.escaped = context.escaped();
  path.trace = context.trace({});
  all.paths.push_back(std::move(path));
}

void SkippedSteps::onDone() {
  for (const auto& [root, all] : roots_)
    for (const auto& [entity, step] : all.steps) {
      std::set<Place> told;
      for (const Path& path : all.paths) {
        bool exists = !step.isMadeHere || path.made.contains(entity);
        if (path.done.contains(entity) || !exists) continue;
        if (told.insert(path.leaves).second) onSkipped(*root, step, path);
      }
    }
}

}  // namespace chanvet::flow
