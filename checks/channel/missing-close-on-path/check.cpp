// A function that closes a channel on one path and not on another, while somebody receives from the
// channel until it is closed.
//
// Only where all code that can reach the channel is seen, and nobody else closes it: then the loop
// never ends after such a path.
//
// Left out: channels that close themselves when they are destroyed, paths that end in a panic, or
// where the exception ends the fiber and with it the process, and main, whose end is the program's.

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
      if (std::optional<Place> loop = loopOver(*site)) return report(root, step, path, *loop);
    }
  }

 private:
  std::vector<const Site*> sitesOf(const Step& step) const {
    const auto& blocks = context_.unit.functions[step.function].blocks;
    for (model::BlockId block = 0; block < blocks.size(); ++block)
      for (uint32_t i = 0; i < blocks[block].instructions.size(); ++i)
        if (&blocks[block].instructions[i] == step.instruction)
          return context_.flow.pointsTo().sitesOf({{step.function, block, i}, step.kind});
    return {};
  }

  bool isTask(const model::Function& root) const {
    const model::Unit& unit = context_.unit;
    for (const Site& site : context_.flow.pointsTo().sites()) {
      if (context_.flow.pointsTo().at(site.point).opcode != Opcode::Spawn) continue;
      for (model::FunctionId task : context_.flow.pointsTo().callees(site.point))
        if (&unit.functions[task] == &root) return true;
    }
    return false;
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
