// A function that closes a channel on one path and not on another, while somebody receives from the
// channel until it is closed.
//
// Only where all code that can reach the channel is seen, and nobody else closes it: then the loop
// never ends after such a path.
//
// Left out: functions that may run more than once for a channel, of which a later call, or another
// task, may be the one to close it: the last of several senders; channels that close themselves
// when they are destroyed, paths that end in a panic, or where the exception ends the fiber and
// with it the process, and main, whose end is the program's.

#include "check/Check.h"

#include <llvm/ADT/STLExtras.h>

#include "flow/Analysis.h"
#include "flow/Describe.h"
#include "flow/Queries.h"
#include "flow/SkippedSteps.h"

namespace chanvet::checks {
namespace {

using flow::Point;
using flow::Site;
using model::Opcode;
using model::OpKind;

class MissingClose : public check::Check {
 public:
  Severity severity() const override { return Severity::Error; }
  check::Layer layer() const override { return check::Layer::Flow; }
  bool isRefutable() const override { return true; }
  std::vector<std::string> toldBy() const override {
    return {"channel-range-never-closed", "channel-no-sender", "fiber-deadlock", "fiber-leak"};
  }
  std::unique_ptr<flow::PathObserver> observePaths(const check::UnitContext& context,
                                                   check::FindingSink& sink) override;
  using Check::finding;
};

class Observer : public flow::SkippedSteps {
 public:
  Observer(const MissingClose& check, const check::UnitContext& context, check::FindingSink& sink)
      : check_(check), context_(context), sink_(sink) {}

 protected:
  bool isStep(const flow::Event& event) const override {
    return event.kind == OpKind::Close && event.operation &&
           event.operation->on == model::ClassKind::Channel;
  }

  bool isAsked(const model::Function& root, flow::PathEnd end) const override {
    return end != flow::PathEnd::Panic && !root.isMain;
  }

  void onSkipped(const model::Function& root, const Step& step, const Path& path) override {
    if (path.end == flow::PathEnd::Throw && isTask(root)) return;
    // One that it made itself matters once a fiber has it.
    if (step.isMadeHere && !llvm::any_of(step.holders, [&](flow::EntityId holder) {
          return path.escaped.contains(holder);
        }))
      return;
    for (const Site* site : sitesOf(step)) {
      if (!isClosedBy(root, *site)) return;
      if (!runsOnce(root, *site)) return;
      if (std::optional<Place> loop = loopOver(*site)) return report(root, step, path, *loop);
    }
  }

 private:
  static constexpr unsigned kMaxDepth = 8;  // of calls between the two

  std::vector<const Site*> sitesOf(const Step& step) const {
    const auto& blocks = context_.unit.functions[step.function].blocks;
    for (model::BlockId block = 0; block < blocks.size(); ++block)
      for (uint32_t i = 0; i < blocks[block].instructions.size(); ++i)
        if (&blocks[block].instructions[i] == step.instruction)
          return context_.flow.pointsTo().sitesOf({{step.function, block, i}, step.kind});
    return {};
  }

  // Where the function is called, or a fiber spawned that runs it.
  std::vector<Point> startsOf(const model::Function& started) const {
    std::vector<Point> starts;
    const model::Unit& unit = context_.unit;
    for (model::FunctionId function = 0; function < unit.functions.size(); ++function)
      for (model::BlockId block = 0; block < unit.functions[function].blocks.size(); ++block) {
        const auto& instructions = unit.functions[function].blocks[block].instructions;
        for (uint32_t i = 0; i < instructions.size(); ++i) {
          Point at{function, block, i};
          if (mayStart(at, started)) starts.push_back(at);
        }
      }
    return starts;
  }

  bool mayStart(const Point& at, const model::Function& started) const {
    Opcode opcode = context_.flow.pointsTo().at(at).opcode;
    if (opcode != Opcode::Spawn && opcode != Opcode::Call) return false;
    return llvm::any_of(context_.flow.pointsTo().callees(at), [&](model::FunctionId callee) {
      return &context_.unit.functions[callee] == &started;
    });
  }

  bool isTask(const model::Function& root) const {
    return llvm::any_of(startsOf(root), [&](const Point& at) {
      return context_.flow.pointsTo().at(at).opcode == Opcode::Spawn;
    });
  }

  // Whether the function runs once for the channel: the one that makes it leads there by one way.
  bool runsOnce(const model::Function& function, const Site& channel, unsigned depth = 0) const {
    if (&context_.unit.functions[channel.point.function] == &function) return true;
    std::vector<Point> starts = startsOf(function);
    if (starts.size() != 1 || depth == kMaxDepth) return false;
    const Point& start = starts.front();
    const flow::Loop* loop = context_.flow.facts().graph(start.function).innermostLoop(start.block);
    bool isRepeated = loop && !(start.function == channel.point.function &&
                                loop->blocks.test(channel.point.block));
    return !isRepeated && runsOnce(context_.unit.functions[start.function], channel, depth + 1);
  }

  // Whether all that closes the channel, or could, is in the function or a closure that it makes.
  bool isClosedBy(const model::Function& root, const Site& site) const {
    if (site.escapes || site.isShared) return false;
    if (site.type != model::kNone &&
        context_.unit.types[site.type].onDestroy != model::OnDestroy::Nothing)
      return false;
    return llvm::all_of(site.uses, [&](const flow::Use& use) {
      bool ends = use.kind == OpKind::Close || use.kind == OpKind::Cancel;
      return !ends || isWithin(root, use.point.function);
    });
  }

  bool isWithin(const model::Function& root, model::FunctionId inner) const {
    if (&context_.unit.functions[inner] == &root) return true;
    return llvm::any_of(root.blocks, [&](const model::Block& block) {
      return llvm::any_of(block.instructions, [&](const model::Instruction& at) {
        return at.opcode == Opcode::Closure && at.function == inner;
      });
    });
  }

  // A loop that ends only when the channel is closed.
  std::optional<Place> loopOver(const Site& site) const {
    for (const flow::Use& use : site.uses) {
      if (use.kind != OpKind::Receive) continue;
      for (const flow::ReceiveLoop& loop :
           flow::receiveLoops(context_.flow.facts(), use.point.function))
        if (loop.receive == use.point)
          return context_.unit.place(context_.flow.pointsTo().at(use.point).location);
    }
    return std::nullopt;
  }

  void report(const model::Function& root, const Step& step, const Path& path, const Place& loop) {
    std::string name = flow::quoted(step.name, model::ClassKind::Channel);
    Place leaves = path.leaves.isValid() ? path.leaves : context_.unit.place(root.location);
    Finding found = check_.finding(
        "this path leaves " + name + " open, so the loop that receives from it never ends", leaves);
    found.function = root.name;
    found.primitives = {step.name};
    found.related.push_back({loop, "received from here until it is closed"});
    found.related.push_back({step.place, "another path closes " + name + " here"});
    found.trace = path.trace;
    sink_.add(std::move(found));
  }

  const MissingClose& check_;
  const check::UnitContext& context_;
  check::FindingSink& sink_;
};

std::unique_ptr<flow::PathObserver> MissingClose::observePaths(const check::UnitContext& context,
                                                               check::FindingSink& sink) {
  return std::make_unique<Observer>(*this, context, sink);
}

CHANVET_CHECK(MissingClose);

}  // namespace
}  // namespace chanvet::checks
