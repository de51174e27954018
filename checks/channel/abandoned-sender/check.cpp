// The explorer finds the sender. Where a channel without room gets one value at most, room for it
// is the fix: the sender goes on, whether or not somebody comes for it.

#include <llvm/ADT/STLExtras.h>

#include "check/ExploredCheck.h"
#include "check/SourceText.h"
#include "flow/Analysis.h"

namespace chanvet::checks {
namespace {

using flow::Point;
using flow::Site;
using flow::Use;
using model::kNone;
using model::Opcode;
using model::OpKind;

class ChannelAbandonedSender : public check::ExploredCheck {
 public:
  ChannelAbandonedSender() : ExploredCheck(explore::Verdict::AbandonedSender) {}

  void checkUnit(const check::UnitContext& context, check::FindingSink& sink) override {
    if (llvm::none_of(context.unit.types, takesRoom)) return;
    for (const Site& site : context.flow.pointsTo().sites()) {
      if (!getsOneValue(context, site)) continue;
      Place made = context.unit.place(context.flow.pointsTo().at(site.point).location);
      if (std::optional<Fix> fix = roomForOne(made, site.name))
        sink.offer({name(), made, std::move(*fix)});
    }
  }

 private:
  // Whether all sends on the channel are seen, and are one that runs once for each such channel.
  static bool getsOneValue(const check::UnitContext& context, const Site& site) {
    if (site.type == kNone || site.owner != Site::kNoOwner) return false;
    if (!takesRoom(context.unit.types[site.type])) return false;
    if (site.escapes || site.isShared || site.isReturned) return false;
    const Use* send = nullptr;
    for (const Use& use : site.uses) {
      bool sends =
          use.kind == OpKind::Send || use.kind == OpKind::TrySend || use.kind == OpKind::CaseSend;
      if (sends && send) return false;
      if (sends) send = &use;
    }
    return send && runsOnce(context, send->point, site.point);
  }

  // Whether it is a channel whose first argument is the capacity: 0 for none, 1 for one place.
  static bool takesRoom(const model::Type& type) {
    const dialect::CapacityRule& rule = type.capacity;
    return type.kind == model::ClassKind::Channel && rule.from.kind == dialect::Operand::Argument &&
           rule.from.index == 0 && rule.zero == dialect::CapacityRule::Rendezvous &&
           !rule.powerOfTwo && !rule.usableIsOneLess;
  }

  // Whether `point` runs once at most for each time that `made` does: there, or in what is called
  // or spawned at one place there.
  static bool runsOnce(const check::UnitContext& context, const Point& point, const Point& made) {
    if (point.function == made.function) return loopAt(context, point) == loopAt(context, made);
    if (loopAt(context, point)) return false;
    std::vector<Point> entries = entriesOf(context, point.function);
    return entries.size() == 1 && entries[0].function == made.function &&
           loopAt(context, entries[0]) == loopAt(context, made);
  }

  static const flow::Loop* loopAt(const check::UnitContext& context, const Point& point) {
    return context.flow.facts().graph(point.function).innermostLoop(point.block);
  }

  // Where the function is called or spawned.
  static std::vector<Point> entriesOf(const check::UnitContext& context, model::FunctionId target) {
    std::vector<Point> entries;
    for (model::FunctionId id = 0; id < context.unit.functions.size(); ++id) {
      const model::Function& function = context.unit.functions[id];
      for (model::BlockId block = 0; block < function.blocks.size(); ++block) {
        const auto& instructions = function.blocks[block].instructions;
        for (uint32_t i = 0; i < instructions.size(); ++i) {
          Opcode opcode = instructions[i].opcode;
          if (opcode != Opcode::Call && opcode != Opcode::Spawn) continue;
          if (context.flow.pointsTo().callees({id, block, i}).contains(target))
            entries.push_back({id, block, i});
        }
      }
    }
    return entries;
  }

  // The fix of a declaration like `name(0)`.
  static std::optional<Fix> roomForOne(const Place& made, const std::string& name) {
    check::SourceText source;
    std::string text = source.text(made);
    if (name.empty() || (text != name + "(0)" && text != name + "{0}")) return std::nullopt;
    unsigned column = made.column + name.size() + 1;
    Fix fix;
    fix.description = "give '" + name + "' room for the value";
    fix.edits.push_back({{made.file, made.line, column, made.line, column + 1}, "1"});
    return fix;
  }
};

CHANVET_CHECK(ChannelAbandonedSender);

}  // namespace
}  // namespace chanvet::checks
