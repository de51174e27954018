// Functions that receive from a channel and then close it, while another fiber sends: the next send
// panics.
//
// Left out: channels whose library says in a status that they are closed, sends whose failure is
// expected, closers that wait for the sender in any way, and receivers that may have counted.

#include "check/Check.h"

#include <set>

#include <llvm/ADT/STLExtras.h>

#include "explore/Names.h"
#include "flow/Analysis.h"
#include "flow/Describe.h"
#include "flow/Endless.h"
#include "flow/Queries.h"

namespace chanvet::checks {
namespace {

using flow::Loop;
using flow::Point;
using flow::Site;
using flow::Use;
using model::ClassKind;
using model::Function;
using model::FunctionId;
using model::Instruction;
using model::kNone;
using model::OnMisuse;
using model::Opcode;
using model::OpKind;
using model::Value;

using FunctionSet = std::set<FunctionId>;

bool isSend(OpKind kind) {
  return kind == OpKind::Send || kind == OpKind::TrySend || kind == OpKind::CaseSend;
}

bool isReceive(OpKind kind) { return kind == OpKind::Receive || kind == OpKind::CaseReceive; }

bool isWait(OpKind kind) {
  return kind == OpKind::Join || kind == OpKind::Wait || kind == OpKind::Get ||
         kind == OpKind::ConditionWait;
}

// Whether a way out of the loop is decided by what `receive` gives.
bool isLeftByValue(const Function& function, const Loop& loop, const Instruction& receive) {
  std::set<std::pair<Value::Kind, int64_t>> from;
  auto has = [&](const Value& value) { return from.contains({value.kind, value.payload}); };
  auto add = [&](const Value& value) { return from.insert({value.kind, value.payload}).second; };
  if (receive.result != kNone) add(Value::reg(receive.result));
  if (receive.received != kNone) add(Value::reg(receive.received));
  for (bool changed = true; changed;) {
    changed = false;
    for (unsigned block : loop.blocks.set_bits())
      for (const Instruction& each : function.blocks[block].instructions) {
        if (!llvm::any_of(each.operands, has)) continue;
        if (each.result != kNone) changed |= add(Value::reg(each.result));
        if (each.opcode == Opcode::Store || each.opcode == Opcode::Havoc)
          changed |= add(each.operands[0]);
      }
  }
  return llvm::any_of(loop.exits, [&](const auto& exit) {
    return has(function.blocks[exit.first].terminator.value);
  });
}

class CloseFromReceiver : public check::Check {
 public:
  Severity severity() const override { return Severity::Warning; }
  check::Layer layer() const override { return check::Layer::Flow; }
  std::vector<std::string> toldBy() const override {
    return {"channel-send-after-close", "channel-double-close"};
  }

  void checkUnit(const check::UnitContext& context, check::FindingSink& sink) override {
    if (llvm::none_of(context.unit.types, failsWhenClosed)) return;
    std::set<Point> told;
    for (const Site& site : context.flow.pointsTo().sites()) {
      if (site.type == kNone || site.owner != Site::kNoOwner) continue;
      if (!failsWhenClosed(context.unit.types[site.type])) continue;
      for (const Use& close : site.uses)
        if (close.kind == OpKind::Close && !told.contains(close.point))
          if (checkClose(context, site, close, sink)) told.insert(close.point);
    }
  }

 private:
  // Whether a send on a closed one is a panic or an exception.
  static bool failsWhenClosed(const model::Type& type) {
    return type.onSendClosed == OnMisuse::Panic || type.onSendClosed == OnMisuse::Throw;
  }

  bool checkClose(const check::UnitContext& context, const Site& site, const Use& close,
                  check::FindingSink& sink) const {
    FunctionId closer = close.point.function;
    const Use* receive = receiveBy(context, site, closer);
    if (!receive || sendsAlso(context, site, closer) || waits(context, closer)) return false;
    for (const Use& send : site.uses) {
      if (!isSend(send.kind) || !maySendLater(context, send, closer)) continue;
      if (hearsOf(context, site, closer, send.point.function)) continue;
      report(context, site, close, *receive, send, sink);
      return true;
    }
    return false;
  }

  // A receive of the closer that does not go on until the channel is closed, nor may have counted
  // what there is.
  static const Use* receiveBy(const check::UnitContext& context, const Site& site,
                              FunctionId closer) {
    const flow::UnitFacts& facts = context.flow.facts();
    const Function& function = context.unit.functions[closer];
    std::vector<flow::ReceiveLoop> untilClosed = flow::receiveLoops(facts, closer);
    for (const Use& use : site.uses) {
      if (!isReceive(use.kind) || use.point.function != closer) continue;
      if (llvm::any_of(untilClosed, [&](const auto& loop) { return loop.receive == use.point; }))
        continue;
      const Loop* loop = facts.graph(closer).innermostLoop(use.point.block);
      if (!loop || isLeftByValue(function, *loop, context.flow.pointsTo().at(use.point)))
        return &use;
    }
    return nullptr;
  }

  static FunctionSet reachedFrom(const check::UnitContext& context, const FunctionSet& roots) {
    flow::Endless reach(context.flow.facts(), context.flow.pointsTo());
    std::vector<FunctionId> reached = reach.reachedFrom(roots);
    return FunctionSet(reached.begin(), reached.end());
  }

  static bool sendsAlso(const check::UnitContext& context, const Site& site, FunctionId closer) {
    FunctionSet own = reachedFrom(context, {closer});
    return llvm::any_of(site.uses, [&](const Use& use) {
      return isSend(use.kind) && own.contains(use.point.function);
    });
  }

  // Whether the function waits for other fibers to get somewhere.
  static bool waits(const check::UnitContext& context, FunctionId id) {
    for (FunctionId each : reachedFrom(context, {id}))
      for (const model::Block& block : context.unit.functions[each].blocks)
        for (const Instruction& instruction : block.instructions)
          if (instruction.opcode == Opcode::Operation &&
              isWait(context.unit.operation(instruction).kind))
            return true;
    return false;
  }

  // Whether another fiber than the closer's goes on to send: in a loop, or in one of many fibers.
  static bool maySendLater(const check::UnitContext& context, const Use& send, FunctionId closer) {
    const flow::PointsTo& pointsTo = context.flow.pointsTo();
    const flow::UnitFacts& facts = context.flow.facts();
    const Instruction& at = pointsTo.at(send.point);
    const Function& sender = context.unit.functions[send.point.function];
    model::TypeId type = at.opcode == Opcode::Operation ? context.unit.operation(at).type : kNone;
    if (flow::isFailureExpected(context.unit, sender, at, type)) return false;
    bool repeats = facts.graph(send.point.function).innermostLoop(send.point.block) != nullptr;
    for (const Site& spawn : pointsTo.sites()) {
      if (pointsTo.at(spawn.point).opcode != Opcode::Spawn) continue;
      FunctionSet fiber = reachedFrom(context, pointsTo.callees(spawn.point));
      if (!fiber.contains(send.point.function) || fiber.contains(closer)) continue;
      if (repeats || facts.graph(spawn.point.function).innermostLoop(spawn.point.block))
        return true;
    }
    return false;
  }

  // Whether the closer receives what the sender says on another channel: that may be its end.
  static bool hearsOf(const check::UnitContext& context, const Site& channel, FunctionId closer,
                      FunctionId sender) {
    return llvm::any_of(context.flow.pointsTo().sites(), [&](const Site& site) {
      if (&site == &channel) return false;
      bool said = llvm::any_of(site.uses, [&](const Use& use) {
        return use.point.function == sender && (isSend(use.kind) || use.kind == OpKind::Close);
      });
      return said && llvm::any_of(site.uses, [&](const Use& use) {
               return use.point.function == closer && isReceive(use.kind);
             });
    });
  }

  void report(const check::UnitContext& context, const Site& site, const Use& close,
              const Use& receive, const Use& send, check::FindingSink& sink) const {
    const Function& function = context.unit.functions[close.point.function];
    std::string channel = explore::nameOf(context.unit, function,
                                          context.flow.pointsTo().at(close.point).operands[0]);
    std::string name = flow::quoted(channel, ClassKind::Channel);
    Finding found =
        finding(name + " is closed by the side that receives, while another fiber may still send",
                placeOf(context, close.point));
    found.function = function.name;
    found.primitives = {channel, site.name};
    found.related.push_back({placeOf(context, receive.point), "received here"});
    found.related.push_back({placeOf(context, send.point), "sent here, by another fiber"});
    sink.add(std::move(found));
  }

  static Place placeOf(const check::UnitContext& context, const Point& point) {
    return context.unit.place(context.flow.pointsTo().at(point).location);
  }
};

CHANVET_CHECK(CloseFromReceiver);

}  // namespace
}  // namespace chanvet::checks
