// A fiber that increments a wait group and later decrements it counts itself; until it has run that
// far, wait() does not know of it. Reported when nothing orders the increment before the wait: the
// spawner waits for the group without having waited for anything else, or hands the group back to
// its caller.
//
// Left out: tasks that the spawner has counted already (they add for tasks of their own), and
// increments that the fiber does only after waiting or deciding something.

#include "check/Check.h"

#include <set>

#include <llvm/ADT/StringExtras.h>

#include "check/SourceText.h"
#include "explore/Defect.h"
#include "flow/Describe.h"
#include "flow/PathEngine.h"

namespace chanvet::checks {
namespace {

using flow::Event;
using flow::PathContext;
using model::OpKind;

// The fix: the increment is done by the spawner, right before the spawn. Offered when both are
// statements of their own, the increment stands in the spawned lambda, and all it names is what the
// lambda captured under its own name.
std::optional<Fix> moveBeforeSpawn(check::SourceText& source, const Place& add,
                                   const Place& spawn) {
  bool inside = add.file == spawn.file &&
                std::tie(spawn.line, spawn.column) <= std::tie(add.line, add.column) &&
                add.endLine <= spawn.endLine;
  if (!inside || !source.isWholeStatement(add)) return std::nullopt;
  llvm::StringRef line = source.line(spawn.file, spawn.line);
  llvm::StringRef indent = line.substr(0, spawn.column - 1);
  if (!indent.trim().empty()) return std::nullopt;
  std::string statement = source.text(add);
  llvm::StringRef name =
      llvm::StringRef(statement).take_while([](char c) { return llvm::isAlnum(c) || c == '_'; });
  std::string spawned = source.text(spawn);
  size_t captures = spawned.find('[');
  llvm::StringRef list = llvm::StringRef(spawned).substr(captures).split(']').first;
  if (captures == std::string::npos || name.empty() || list.contains('=')) {
    bool copiesAll = list == "[=";
    if (!copiesAll) return std::nullopt;
  }
  Fix fix;
  fix.description = "count the task before it is spawned";
  Place at{spawn.file, spawn.line, spawn.column, spawn.line, spawn.column};
  fix.edits.push_back({at, statement + ";\n" + indent.str()});
  Place lines{add.file, add.line, 1, add.endLine + 1, 1};
  fix.edits.push_back({lines, ""});
  return fix;
}

// done(), or add() of a negative number.
bool isDecrement(const Event& event) {
  if (event.kind == OpKind::Done) return true;
  const model::Values& operands = event.instruction->operands;
  return event.kind == OpKind::Add && operands.size() > 1 &&
         operands[1].kind == model::Value::Constant && operands[1].payload < 0;
}

class AddInTask : public check::Check {
 public:
  Severity severity() const override { return Severity::Error; }
  check::Layer layer() const override { return check::Layer::Flow; }
  std::optional<explore::Verdict> verdict() const override {
    return explore::Verdict::WaitGroupAddInTask;
  }
  std::unique_ptr<flow::PathObserver> observePaths(const check::UnitContext&,
                                                   check::FindingSink& sink) override;

  void report(PathContext& context, const Event& add, const Place& spawn, const Place& wait,
              check::FindingSink& sink) const {
    std::string name = flow::quoted(context.name(add.entity), model::ClassKind::WaitGroup);
    Finding found =
        finding(name + " is incremented inside the task it counts, so wait() can return before it",
                add.place);
    found.function = context.root().name;
    found.primitives = {context.name(add.entity)};
    found.related.push_back({spawn, "the task is spawned here"});
    if (wait.isValid()) found.related.push_back({wait, name + " is waited for here"});
    found.trace = context.trace({add.entity});
    check::SourceText source;
    found.fix = moveBeforeSpawn(source, add.place, spawn);
    sink.add(std::move(found));
  }
};

class Observer : public flow::PathObserver {
 public:
  Observer(const AddInTask& check, check::FindingSink& sink) : check_(check), sink_(sink) {}

  void onOperation(PathContext& context, const Event& event) override {
    std::optional<flow::Mark> mark = context.mark(event.entity);
    switch (isDecrement(event) ? OpKind::Done : event.kind) {
      case OpKind::Add:
      case OpKind::SpawnCounted:
        if (!mark) context.setMark(event.entity, context.inFiber() ? kAddedByTask : kCounted);
        return;
      case OpKind::Done:
        if (!mark || mark->state != kAddedByTask || context.isDoubtful()) return;
        if (context.isOtherFiber(*mark))
          context.setMark(event.entity, kCounted);  // it was for a task of the task
        else
          countsItself_.insert(context.place(*mark));
        return;
      default:
        return;
    }
  }

  void onFiberMarks(PathContext& context, flow::EntityId entity, const flow::Mark& mark) override {
    if (mark.state == kCounted) context.adopt(entity, mark);
  }

  void onUnorderedOperation(PathContext& context, const Event& inFiber, const Event& now) override {
    if (inFiber.kind == OpKind::Add && now.kind == OpKind::Wait)
      report(context, inFiber, now.place);
  }

  // The caller, who has the group, is the one who waits.
  void onEnd(PathContext& context, flow::PathEnd end) override {
    if (end != flow::PathEnd::Return) return;
    for (const Event& event : context.unordered())
      if (event.kind == OpKind::Add && !context.made(event.entity).isValid())
        report(context, event, {});
  }

 private:
  static constexpr int kAddedByTask = 1;
  static constexpr int kCounted = 2;

  void report(PathContext& context, const Event& add, const Place& wait) {
    if (context.isDoubtful() || !countsItself_.contains(add.place)) return;
    if (!reported_.insert(add.place).second) return;
    check_.report(context, add, add.spawned, wait, sink_);
  }

  const AddInTask& check_;
  check::FindingSink& sink_;
  std::set<Place> countsItself_;  // increments that their own fiber takes back
  std::set<Place> reported_;
};

std::unique_ptr<flow::PathObserver> AddInTask::observePaths(const check::UnitContext&,
                                                            check::FindingSink& sink) {
  return std::make_unique<Observer>(*this, sink);
}

CHANVET_CHECK(AddInTask);

}  // namespace
}  // namespace chanvet::checks
