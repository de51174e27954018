// A task that is counted by a wait group and takes itself off the count on one path, but not on
// another: wait() does not return after that.
//
// That the task is counted is seen where it is spawned: the spawner adds to the same group, once
// for each spawn or a number of tasks at once. A group that is counted once for several tasks is
// done by one of them.
//
// Left out: paths that end in an exception, which ends the process, and paths on which somebody
// else gets hold of the group: another task, or code that is not seen.

#include "check/Check.h"

#include <set>
#include <vector>

#include <llvm/ADT/STLExtras.h>

#include "flow/Analysis.h"
#include "flow/Describe.h"
#include "flow/Queries.h"
#include "flow/SkippedSteps.h"

namespace chanvet::checks {
namespace {

using flow::Point;
using model::Opcode;
using model::OpKind;

class MissingDone : public check::Check {
 public:
  Severity severity() const override { return Severity::Error; }
  check::Layer layer() const override { return check::Layer::Flow; }
  std::vector<std::string> replaces() const override {
    return {"waitgroup-never-done", "fiber-deadlock", "fiber-leak"};
  }
  std::unique_ptr<flow::PathObserver> observePaths(const check::UnitContext& context,
                                                   check::FindingSink& sink) override;
  using Check::finding;
};

// Where tasks are counted and started.
struct Start {
  Point spawn, add;
};

class Observer : public flow::SkippedSteps {
 public:
  Observer(const MissingDone& check, const check::UnitContext& context, check::FindingSink& sink)
      : check_(check), context_(context), sink_(sink) {
    const model::Unit& unit = context.unit;
    for (model::FunctionId id = 0; id < unit.functions.size(); ++id) findStarts(id);
  }

 protected:
  bool isStep(const flow::Event& event) const override {
    return event.kind == OpKind::Done && event.operation &&
           event.operation->on == model::ClassKind::WaitGroup;
  }

  bool isAsked(const model::Function& root, flow::PathEnd end) const override {
    return end == flow::PathEnd::Return && starts_.contains(idOf(root));
  }

  void onSkipped(const model::Function& root, const Step& step, const Path& path) override {
    if (step.isMadeHere) return;
    for (flow::EntityId holder : step.holders)
      if (path.escaped.contains(holder)) return;
    for (const Start& start : starts_.at(idOf(root)))
      if (isSameGroup(start.add, step)) return report(root, step, path, start);
  }

 private:
  model::FunctionId idOf(const model::Function& function) const {
    return context_.unit.functions.idOf(function);
  }

  void findStarts(model::FunctionId id) {
    std::vector<Point> adds, spawns;
    const model::Function& function = context_.unit.functions[id];
    for (model::BlockId block = 0; block < function.blocks.size(); ++block) {
      const auto& instructions = function.blocks[block].instructions;
      for (uint32_t i = 0; i < instructions.size(); ++i) {
        if (instructions[i].opcode == Opcode::Spawn &&
            instructions[i].counter.kind == model::Value::Unknown)
          spawns.push_back({id, block, i});
        if (isAdd(instructions[i])) adds.push_back({id, block, i});
      }
    }
    for (const Point& spawn : spawns)
      for (const Point& add : adds)
        if (counts(add, spawn))
          for (model::FunctionId task : context_.flow.pointsTo().callees(spawn))
            starts_[task].push_back({spawn, add});
  }

  bool isAdd(const model::Instruction& instruction) const {
    if (instruction.opcode != Opcode::Operation) return false;
    const model::Operation& operation = context_.unit.operation(instruction);
    return operation.kind == OpKind::Add && operation.on == model::ClassKind::WaitGroup;
  }

  // Whether the group is incremented for each task: as often as one is spawned, or by a number.
  bool counts(const Point& add, const Point& spawn) const {
    if (!comesBefore(add, spawn)) return false;
    const flow::Graph& graph = context_.flow.facts().graph(add.function);
    if (graph.innermostLoop(add.block) == graph.innermostLoop(spawn.block)) return true;
    const auto& operands = context_.flow.pointsTo().at(add).operands;
    bool isOne = operands.size() < 2 || operands[1] == model::Value::constant(1);
    return !isOne && !graph.innermostLoop(add.block);
  }

  // Whether every path to the spawn comes by the add: else the task asks whether it is counted.
  bool comesBefore(const Point& add, const Point& spawn) const {
    if (add.block == spawn.block) return add.index < spawn.index;
    const model::Function& function = context_.unit.functions[add.function];
    std::set<model::BlockId> entered{0};
    std::vector<model::BlockId> work{0};
    while (!work.empty()) {
      model::BlockId block = work.back();
      work.pop_back();
      if (block == add.block) continue;
      if (block == spawn.block) return false;
      for (model::BlockId next : flow::successors(function.blocks[block], /*exceptional=*/true))
        if (entered.insert(next).second) work.push_back(next);
    }
    return true;
  }

  // Whether both work on the same group, as far as can be told: on what the same place made, or
  // what the same member, global or variable holds.
  bool isSameGroup(const Point& add, const Step& step) const {
    const flow::PointsTo& pointsTo = context_.flow.pointsTo();
    const model::Instruction& adding = pointsTo.at(add);
    const model::Function& spawner = context_.unit.functions[add.function];
    const model::Function& task = context_.unit.functions[step.function];
    if (flow::holderName(context_.unit, spawner, adding) ==
        flow::holderName(context_.unit, task, *step.instruction))
      return true;
    std::vector<const flow::Site*> added = pointsTo.sitesOf({add, OpKind::Add});
    return llvm::any_of(added, [&](const flow::Site* site) {
      return llvm::any_of(site->uses, [&](const flow::Use& use) {
        return &pointsTo.at(use.point) == step.instruction;
      });
    });
  }

  void report(const model::Function& root, const Step& step, const Path& path, const Start& start) {
    const model::Unit& unit = context_.unit;
    std::string name = flow::quoted(step.name, model::ClassKind::WaitGroup);
    Place leaves = path.leaves.isValid() ? path.leaves : unit.place(root.location);
    Finding found = check_.finding(
        "this path leaves the task without done on " + name + ", so wait() does not return",
        leaves);
    found.function = root.name;
    found.primitives = {step.name};
    auto at = [&](const Point& point) {
      return unit.place(context_.flow.pointsTo().at(point).location);
    };
    found.related.push_back({at(start.add), "the task is counted here"});
    if (at(start.spawn) != at(start.add))
      found.related.push_back({at(start.spawn), "the task is started here"});
    found.related.push_back({step.place, "another path is done here"});
    found.trace = path.trace;
    sink_.add(std::move(found));
  }

  const MissingDone& check_;
  const check::UnitContext& context_;
  check::FindingSink& sink_;
  std::map<model::FunctionId, std::vector<Start>> starts_;  // by what the task runs
};

std::unique_ptr<flow::PathObserver> MissingDone::observePaths(const check::UnitContext& context,
                                                              check::FindingSink& sink) {
  return std::make_unique<Observer>(*this, context, sink);
}

CHANVET_CHECK(MissingDone);

}  // namespace
}  // namespace chanvet::checks
