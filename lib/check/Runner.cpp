#include "check/Runner.h"

#include <fmt/format.h>

#include "check/Witnesses.h"
#include "explore/Explorer.h"
#include "flow/Analysis.h"
#include "model/Model.h"

namespace chanvet::check {

std::vector<Cut> runChecks(const UnitContext& context,
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
  std::vector<Cut> cut;
  for (model::FunctionId id : context.flow.followAllPaths(all, budget)) {
    const std::string& name = context.unit.functions[id].name;
    cut.push_back(
        {name,
         fmt::format("the budget of steps ran out in '{}': not all of its paths were followed",
                     name)});
  }
  for (const auto& witnesses : explored) witnesses->settle(context.exploration, sink);
  for (const Cut& root : context.exploration.cut()) cut.push_back(root);
  return cut;
}

}  // namespace chanvet::check
