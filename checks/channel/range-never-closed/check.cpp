// For each place that makes a channel: the loops that only end when it is closed, and whether any
// code of the unit can close it. Points-to sets answer both; nothing is reported about a channel
// that code not seen here can reach.
//
// Left out: channels of functions that never return (a server's worker loop is meant to run as long
// as the server), and loops with any other way out.

#include "check/Check.h"

#include <set>
#include <vector>

#include <llvm/ADT/STLExtras.h>

#include "explore/Defect.h"
#include "flow/Analysis.h"
#include "flow/Describe.h"
#include "flow/Graph.h"
#include "flow/Queries.h"

namespace chanvet::checks {
namespace {

using flow::Site;
using model::OpKind;

using FunctionSet = std::set<model::FunctionId>;

class RangeNeverClosed : public check::Check {
 public:
  Severity severity() const override { return Severity::Error; }
  check::Layer layer() const override { return check::Layer::Flow; }
  std::optional<explore::Verdict> verdict() const override {
    return explore::Verdict::RangeNeverClosed;
  }

  void checkUnit(const check::UnitContext& context, check::FindingSink& sink) override {
    for (model::FunctionId id = 0; id < context.unit.functions.size(); ++id) {
      if (!context.unit.functions[id].hasBody() || !context.flow.facts().summaries[id].operates)
        continue;
      for (const flow::ReceiveLoop& loop : flow::receiveLoops(context.flow.facts(), id))
        checkLoop(context, loop, sink);
    }
  }

 private:
  void checkLoop(const check::UnitContext& context, const flow::ReceiveLoop& loop,
                 check::FindingSink& sink) const {
    for (const Site& site : context.flow.pointsTo().sites()) {
      if (!isReceivedBy(site, loop.receive) || !staysOpen(context, site)) continue;
      if (!endsBefore(context, site, loop)) continue;
      report(context, site, loop, sink);
      return;
    }
  }

  static bool isReceivedBy(const Site& site, const flow::Point& receive) {
    for (const flow::Use& use : site.uses)
      if (use.point == receive) return true;
    return false;
  }

  // Whether all code that can reach the channel is seen, and none of it closes it.
  static bool staysOpen(const check::UnitContext& context, const Site& site) {
    if (site.escapes || site.isShared) return false;
    for (OpKind ending : {OpKind::Close, OpKind::Cancel, OpKind::Reopen})
      if (site.has(ending)) return false;
    const flow::PointsTo& pointsTo = context.flow.pointsTo();
    if (site.owner == Site::kNoOwner) return true;
    // The channel of a ticker never closes; a loop over it is a heartbeat until somebody stops it.
    const Site& owner = pointsTo.sites()[site.owner];
    return !owner.escapes && !owner.isShared && owner.has(OpKind::Stop);
  }

  // Whether the loop has to end for the program to go on: the function that makes the channel can
  // return, and where the channel closes itself when it is destroyed, the loop keeps that from
  // happening.
  static bool endsBefore(const check::UnitContext& context, const Site& site,
                         const flow::ReceiveLoop& loop) {
    if (!canReturn(context, site.point)) return false;
    if (site.type == model::kNone) return true;
    if (context.unit.types[site.type].onDestroy != model::OnDestroy::Close) return true;
    return site.onHeap || !isFiberDetached(context, loop.receive.function);
  }

  // Whether control can get from `start` to a return of its function: not through a call that never
  // comes back, nor past the join of a fiber that never ends.
  static bool canReturn(const check::UnitContext& context, const flow::Point& start) {
    FunctionSet open;
    return canReturn(context, start, open);
  }

  // `open` holds the functions that are being asked about; recursion is taken to return.
  static bool canReturn(const check::UnitContext& context, const flow::Point& start,
                        FunctionSet& open) {
    const model::Function& function = context.unit.functions[start.function];
    if (function.isNoReturn) return false;
    if (!function.hasBody() || !open.insert(start.function).second) return true;
    bool returns = false;
    std::vector<flow::Point> work{start};
    std::set<model::BlockId> entered;
    auto enter = [&](model::BlockId block) {
      if (entered.insert(block).second) work.push_back({start.function, block, 0});
    };
    while (!work.empty() && !returns) {
      flow::Point at = work.back();
      work.pop_back();
      const model::Block& block = function.blocks[at.block];
      const auto& instructions = block.instructions;
      while (at.index < instructions.size() && comesBack(context, at, open)) {
        if (instructions[at.index].unwind != model::kNone) enter(instructions[at.index].unwind);
        ++at.index;
      }
      if (at.index < instructions.size()) continue;
      returns = block.terminator.kind == model::Terminator::Return;
      for (model::BlockId next : flow::successors(block)) enter(next);
    }
    open.erase(start.function);
    return returns;
  }

  // Whether control can get past the instruction.
  static bool comesBack(const check::UnitContext& context, const flow::Point& at,
                        FunctionSet& open) {
    const flow::PointsTo& pointsTo = context.flow.pointsTo();
    const model::Instruction& instruction = pointsTo.at(at);
    if (instruction.opcode == model::Opcode::Call)
      return instruction.callee.kind == model::Callee::Unseen ||
             anyReturns(context, pointsTo.callees(at), open);
    if (instruction.opcode != model::Opcode::Operation) return true;
    OpKind kind = context.unit.operation(instruction).kind;
    if (kind != OpKind::Join && kind != OpKind::Get && kind != OpKind::Wait) return true;
    std::vector<const Site*> fibers = pointsTo.sitesOf({at, kind});
    return fibers.empty() || llvm::any_of(fibers, [&](const Site* fiber) {
             return pointsTo.at(fiber->point).opcode != model::Opcode::Spawn ||
                    anyReturns(context, pointsTo.callees(fiber->point), open);
           });
  }

  // Whether some of the functions can return; also when none is known.
  static bool anyReturns(const check::UnitContext& context, const FunctionSet& functions,
                         FunctionSet& open) {
    return functions.empty() || llvm::any_of(functions, [&](model::FunctionId id) {
             return canReturn(context, {id, 0, 0}, open);
           });
  }

  // Whether the function runs in fibers that nobody joins.
  static bool isFiberDetached(const check::UnitContext& context, model::FunctionId function) {
    const flow::PointsTo& pointsTo = context.flow.pointsTo();
    bool spawned = false, joined = false;
    for (const Site& site : pointsTo.sites()) {
      if (pointsTo.at(site.point).opcode != model::Opcode::Spawn) continue;
      if (!runs(context, site.point, function)) continue;
      spawned = true;
      joined |= site.has(OpKind::Join) || site.has(OpKind::Get) || site.has(OpKind::Wait);
    }
    return spawned && !joined;
  }

  // Whether the fiber started at `spawn` can come to run `function`.
  static bool runs(const check::UnitContext& context, const flow::Point& spawn,
                   model::FunctionId function) {
    const flow::PointsTo& pointsTo = context.flow.pointsTo();
    std::set<model::FunctionId> reached = pointsTo.callees(spawn);
    std::vector<model::FunctionId> work(reached.begin(), reached.end());
    while (!work.empty()) {
      model::FunctionId at = work.back();
      work.pop_back();
      if (at == function) return true;
      const model::Function& body = context.unit.functions[at];
      for (model::BlockId block = 0; block < body.blocks.size(); ++block)
        for (uint32_t i = 0; i < body.blocks[block].instructions.size(); ++i) {
          // What it spawns runs in another fiber, which is not joined with this one.
          if (body.blocks[block].instructions[i].opcode == model::Opcode::Spawn) continue;
          for (model::FunctionId callee : pointsTo.callees({at, block, i}))
            if (reached.insert(callee).second) work.push_back(callee);
        }
    }
    return false;
  }

  // A range-for is where it receives, as the explorer has it.
  static Place placeOf(const check::UnitContext& context, const flow::ReceiveLoop& loop) {
    const model::Instruction& receive = context.flow.pointsTo().at(loop.receive);
    bool isRange =
        receive.opcode == model::Opcode::Operation && context.unit.operation(receive).untilClosed;
    return context.unit.place(isRange ? receive.location : loop.head);
  }

  void report(const check::UnitContext& context, const Site& site, const flow::ReceiveLoop& loop,
              check::FindingSink& sink) const {
    std::string name = flow::quoted(site.name, model::ClassKind::Channel);
    Finding found =
        finding("nothing closes " + name + ", so this loop never ends", placeOf(context, loop));
    found.function = context.unit.functions[loop.receive.function].name;
    found.primitives = {site.name};
    const model::Instruction& make = context.flow.pointsTo().at(site.point);
    found.related.push_back({context.unit.place(make.location), name + " made here"});
    sink.add(std::move(found));
  }
};

CHANVET_CHECK(RangeNeverClosed);

}  // namespace
}  // namespace chanvet::checks
