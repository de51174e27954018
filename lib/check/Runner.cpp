#include "check/Runner.h"

#include <fmt/format.h>

#include "flow/Analysis.h"
#include "model/Model.h"

namespace chanvet::check {

std::vector<Cut> runChecks(const UnitContext& context,
                           llvm::ArrayRef<std::unique_ptr<Check>> checks,
                           const flow::Budget& budget,
                           llvm::function_ref<FindingSink&(const Check&)> sinkOf) {
  std::vector<std::unique_ptr<flow::PathObserver>> observers;
  for (const std::unique_ptr<Check>& check : checks) {
    FindingSink& sink = sinkOf(*check);
    check->checkUnit(context, sink);
    if (auto observer = check->observePaths(context, sink))
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
  return cut;
}

}  // namespace chanvet::check
