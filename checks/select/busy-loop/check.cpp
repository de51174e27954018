// Loops that go round without waiting: turns in which all polls find nothing are followed, and
// turns in which a channel that somebody closes is all that is ready.
//
// Left out: loops that work between their polls, that end after a number of turns or at some time,
// and that call what is not seen, which may wait.

#include "check/Check.h"

#include <set>

#include <fmt/format.h>
#include <llvm/ADT/STLExtras.h>

#include "check/OptionValues.h"
#include "explore/Names.h"
#include "flow/Analysis.h"
#include "flow/Describe.h"
#include "flow/Queries.h"
#include "flow/Turns.h"
#include "model/Origin.h"

namespace chanvet::checks {
namespace {

using flow::Loop;
using flow::Point;
using flow::Site;
using flow::Spin;
using flow::Use;
using model::ClassKind;
using model::FunctionId;
using model::Instruction;
using model::kNone;
using model::Opcode;
using model::OpKind;

constexpr llvm::StringLiteral kYieldWaits = "yield-waits";

// Whose end closes the channel that a value is: "ctx", where it is the channel of a context. Empty
// for any other.
std::string contextOf(const model::Unit& unit, const model::Function& function,
                      const model::Value& channel) {
  const Instruction* definition = model::originOf(function, channel);
  if (!definition || definition->opcode != Opcode::Operation) return "";
  const model::Operation& operation = unit.operation(*definition);
  if (operation.kind != OpKind::ChannelOf || operation.on != ClassKind::Context) return "";
  std::string name = explore::nameOf(unit, function, definition->operands[0]);
  return name.empty() ? "the context" : "'" + name + "'";
}

class BusyLoop : public check::Check {
 public:
  Severity severity() const override { return Severity::Warning; }
  check::Layer layer() const override { return check::Layer::Flow; }
  std::vector<check::OptionSpec> options() const override {
    return {{kYieldWaits.str(), "false",
             "whether a loop that yields in every turn counts as one that waits"}};
  }

  llvm::Error configure(const check::Options& options) override {
    return check::readFlag(options, kYieldWaits, yieldWaits_);
  }

  void checkUnit(const check::UnitContext& context, check::FindingSink& sink) override {
    for (FunctionId id = 0; id < context.unit.functions.size(); ++id) {
      if (!context.unit.functions[id].hasBody() || !context.flow.facts().summaries[id].operates)
        continue;
      std::set<Point> told;
      for (const Loop& loop : context.flow.facts().graph(id).loops()) {
        checkPolls(context, id, loop, told, sink);
        checkClosed(context, id, loop, told, sink);
      }
    }
  }

 private:
  // --- polls

  void checkPolls(const check::UnitContext& context, FunctionId id, const Loop& loop,
                  std::set<Point>& told, check::FindingSink& sink) const {
    Spin spin = flow::idleTurns(context.unit, id, loop);
    if (!spin.spins || (spin.yields && yieldWaits_)) return;
    if (llvm::any_of(spin.polls, [&](const Point& poll) { return told.contains(poll); })) return;
    told.insert(spin.polls.begin(), spin.polls.end());
    const Point& first = spin.polls.front();
    Finding found = finding(textOf(context, first, spin.yields), placeOf(context, first));
    found.function = context.unit.functions[id].name;
    for (size_t i = 1; i < spin.polls.size(); ++i)
      found.related.push_back({placeOf(context, spin.polls[i]), "asked in the same turn"});
    relateLoop(context, id, loop, found);
    sink.add(std::move(found));
  }

  static std::string textOf(const check::UnitContext& context, const Point& poll, bool yields) {
    const Instruction& at = context.flow.pointsTo().at(poll);
    std::string end = yields ? "; to yield is not to wait" : "";
    if (at.opcode == Opcode::Select)
      return "the loop spins while no case of this select is ready: its default never waits" + end;
    const model::Function& function = context.unit.functions[poll.function];
    std::string name =
        flow::quoted(explore::nameOf(context.unit, function, at.operands[0]), ClassKind::Channel);
    bool sends = context.unit.operation(at).kind == OpKind::TrySend;
    return fmt::format("the loop spins while {} is {}: nothing in its turn waits{}", name,
                       sends ? "full" : "empty", end);
  }

  // --- closed channels

  void checkClosed(const check::UnitContext& context, FunctionId id, const Loop& loop,
                   std::set<Point>& told, check::FindingSink& sink) const {
    const model::Function& function = context.unit.functions[id];
    for (unsigned block : loop.blocks.set_bits()) {
      const auto& instructions = function.blocks[block].instructions;
      for (uint32_t i = 0; i < instructions.size(); ++i) {
        Point point{id, block, i};
        if (told.contains(point)) continue;
        for (const Use& use : receivesAt(context.unit, instructions[i], point))
          checkReceive(context, loop, use, told, sink);
      }
    }
  }

  static std::vector<Use> receivesAt(const model::Unit& unit, const Instruction& instruction,
                                     const Point& point) {
    std::vector<Use> uses;
    if (instruction.opcode == Opcode::Operation) {
      const model::Operation& operation = unit.operation(instruction);
      bool returns = operation.kind == OpKind::Receive && operation.on == ClassKind::Channel &&
                     !operation.timed;
      if (returns) uses.push_back({point, OpKind::Receive});
    }
    for (uint32_t i = 0; i < instruction.cases.size(); ++i)
      if (instruction.cases[i].kind == OpKind::CaseReceive)
        uses.push_back({point, OpKind::Receive, i});
    return uses;
  }

  void checkReceive(const check::UnitContext& context, const Loop& loop, const Use& use,
                    std::set<Point>& told, check::FindingSink& sink) const {
    const Site* site = closedSite(context, use);
    const std::string owner = contextOf(context.unit, context.unit.functions[use.point.function],
                                        channelOf(context, use));
    if (!site && owner.empty()) return;
    if (told.contains(use.point) && use.selectCase == kNone) return;
    if (!spins(context, loop, use) || isReplaced(context, use)) return;
    if (site && endsWithAnother(context, loop, use, *site)) return;
    told.insert(use.point);
    reportClosed(context, loop, use, site, owner, sink);
  }

  // Whether some function puts another channel where the receive has it from.
  static bool isReplaced(const check::UnitContext& context, const Use& use) {
    model::SymbolId keeper =
        flow::keptIn(context.unit.functions[use.point.function], channelOf(context, use));
    bool isCapture = llvm::any_of(context.unit.fields, [&](const model::FieldInfo& field) {
      return field.symbol == keeper && field.closure != kNone;
    });
    if (keeper == kNone || isCapture) return false;
    return llvm::any_of(context.unit.functions, [&](const model::Function& function) {
      if (explore::isConstructor(function)) return false;
      return llvm::any_of(function.blocks, [&](const model::Block& block) {
        return llvm::any_of(block.instructions, [&](const Instruction& each) {
          return each.opcode == Opcode::Store && flow::keptIn(function, each.operands[0]) == keeper;
        });
      });
    });
  }

  static bool spins(const check::UnitContext& context, const Loop& loop, const Use& use) {
    return flow::closedTurns(context.unit, use.point.function, loop, use).spins;
  }

  static const model::Value& channelOf(const check::UnitContext& context, const Use& use) {
    const Instruction& at = context.flow.pointsTo().at(use.point);
    return use.selectCase == kNone ? at.operands[0] : at.cases[use.selectCase].channel;
  }

  static bool isUsedAt(const Site& site, const Use& use) {
    return llvm::any_of(site.uses, [&](const Use& other) {
      return other.point == use.point && other.selectCase == use.selectCase;
    });
  }

  // A channel that the receive can be of, and that somebody closes.
  static const Site* closedSite(const check::UnitContext& context, const Use& use) {
    for (const Site& site : context.flow.pointsTo().sites())
      if (site.has(OpKind::Close) && isUsedAt(site, use)) return &site;
    return nullptr;
  }

  // Whether a function that closes the channel closes another one too, which ends the loop: then
  // the turns in between are few.
  static bool endsWithAnother(const check::UnitContext& context, const Loop& loop, const Use& use,
                              const Site& site) {
    const Instruction& at = context.flow.pointsTo().at(use.point);
    for (const Use& other : receivesAt(context.unit, at, use.point)) {
      if (other.selectCase == use.selectCase) continue;
      const Site* ending = closedSite(context, other);
      if (ending && ending != &site && haveCommonCloser(site, *ending) &&
          !spins(context, loop, other))
        return true;
    }
    return false;
  }

  static bool haveCommonCloser(const Site& one, const Site& two) {
    return llvm::any_of(one.uses, [&](const Use& close) {
      return close.kind == OpKind::Close && llvm::any_of(two.uses, [&](const Use& other) {
               return other.kind == OpKind::Close && other.point.function == close.point.function;
             });
    });
  }

  void reportClosed(const check::UnitContext& context, const Loop& loop, const Use& use,
                    const Site* site, const std::string& owner, check::FindingSink& sink) const {
    const model::Function& function = context.unit.functions[use.point.function];
    const Instruction& at = context.flow.pointsTo().at(use.point);
    std::string channel = explore::nameOf(context.unit, function, channelOf(context, use));
    std::string name = flow::quoted(channel, ClassKind::Channel);
    std::string what =
        use.selectCase == kNone ? "this receive returns at once" : "this case is ready";
    Finding found =
        finding(fmt::format("{} in every turn once {}, and the loop spins", what,
                            owner.empty() ? name + " is closed" : owner + " is done"),
                context.unit.place(use.selectCase == kNone ? at.location
                                                           : at.cases[use.selectCase].location));
    found.function = function.name;
    found.primitives = {channel};
    if (site)
      for (const Use& close : site->uses)
        if (close.kind == OpKind::Close)
          found.related.push_back({placeOf(context, close.point), name + " closed here"});
    if (use.selectCase != kNone)
      found.related.push_back({context.unit.place(at.location), "in this select"});
    relateLoop(context, use.point.function, loop, found);
    sink.add(std::move(found));
  }

  // --- places

  static Place placeOf(const check::UnitContext& context, const Point& point) {
    return context.unit.place(context.flow.pointsTo().at(point).location);
  }

  static void relateLoop(const check::UnitContext& context, FunctionId id, const Loop& loop,
                         Finding& found) {
    model::Location head =
        flow::headOf(context.unit.functions[id], context.flow.facts().graph(id), loop);
    if (head.isValid()) found.related.push_back({context.unit.place(head), "the loop"});
  }

  bool yieldWaits_ = false;
};

CHANVET_CHECK(BusyLoop);

}  // namespace
}  // namespace chanvet::checks
