#include "check/Runner.h"

#include "check/Witnesses.h"
#include "explore/Explorer.h"
#include "flow/Analysis.h"
#include "model/Model.h"

namespace chanvet::check {

std::vector<std::string> runChecks(const UnitContext& context,
                                   llvm::ArrayRef<std::unique_ptr<Check>> checks,
                                   const flow::Budget& budget, FindingSink& sink) {
  std::vector<std::unique_ptr<flow::PathObserver>> observers;
  std::vector<std::unique_ptr<Witnesses>> explored;
  for (const std::unique_ptr<Check>& check : checks) {
    FindingSink* own = &sink;
    if (check->verdict()) own = explored.emplace_back(std::make_unique<Witnesses>(*check)).get();
    check->checkUnit(context, *own);
    if (auto observer = check->observePaths(context, *own))
      observers.push_back(std::move(observer));
  }
  std::vector<flow::PathObserver*> all;
  for (const auto& observer : observers) all.push_back(observer.get());
  std::vector<std::string> cut;
  for (model::FunctionId id : context.flow.followAllPaths(all, budget))
    cut.push_back(context.unit.functions[id].name);
  for (const auto& witnesses : explored) witnesses->settle(context.exploration, sink);
  for (const std::string& root : context.exploration.cut()) cut.push_back(root);
  return cut;
}

}  // namespace chanvet::check
