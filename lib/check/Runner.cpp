#include "check/Runner.h"

#include "explore/Explorer.h"
#include "flow/Analysis.h"
#include "model/Model.h"

namespace chanvet::check {

std::vector<std::string> runChecks(const UnitContext& context,
                                   llvm::ArrayRef<std::unique_ptr<Check>> checks,
                                   const flow::Budget& budget, FindingSink& sink) {
  std::vector<std::unique_ptr<flow::PathObserver>> observers;
  for (const std::unique_ptr<Check>& check : checks) {
    check->checkUnit(context, sink);
    if (auto observer = check->observePaths(context, sink))
      observers.push_back(std::move(observer));
  }
  std::vector<flow::PathObserver*> all;
  for (const auto& observer : observers) all.push_back(observer.get());
  std::vector<std::string> cut;
  for (model::FunctionId id : context.flow.followAllPaths(all, budget))
    cut.push_back(context.unit.functions[id].name);
  for (const std::string& root : context.exploration.cut()) cut.push_back(root);
  return cut;
}

}  // namespace chanvet::check
