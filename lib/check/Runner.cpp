#include "check/Runner.h"

#include <fmt/format.h>
#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/SmallVectorExtras.h>

#include "check/AstUnitCode.h"
#include "flow/Analysis.h"
#include "model/Model.h"

namespace chanvet::check {

namespace {

// Those of the ast layer behind the others: most that list a unit's code come when points-to
// analysis has given back what it took.
llvm::SmallVector<Check*> inOrder(llvm::ArrayRef<std::unique_ptr<Check>> checks) {
  auto order = llvm::map_to_vector(checks, [](const auto& check) { return check.get(); });
  llvm::stable_sort(order, [](const Check* left, const Check* right) {
    return left->layer() != Layer::Ast && right->layer() == Layer::Ast;
  });
  return order;
}

}  // namespace

std::vector<Cut> runChecks(const UnitContext& context,
                           llvm::ArrayRef<std::unique_ptr<Check>> checks,
                           const flow::Budget& budget,
                           llvm::function_ref<FindingSink&(const Check&)> sinkOf) {
  std::vector<std::unique_ptr<flow::PathObserver>> observers;
  for (Check* check : inOrder(checks)) {
    FindingSink& sink = sinkOf(*check);
    check->checkUnit(context, sink);
    if (auto observer = check->observePaths(context, sink))
      observers.push_back(std::move(observer));
  }
  if (context.code) context.code->forget();
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
