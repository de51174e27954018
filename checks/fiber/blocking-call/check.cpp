// What blocks a whole thread, in code that only fibers run which share their thread: waits that a
// dialect says are the thread's, calls that are named in an option, and a lock of threads that is
// held while the fiber waits.
//
// Left out: waits with a limit for a future, which mostly ask whether it is ready; short critical
// sections; functions that threads run as well; and calls on descriptors where the file works with
// some that do not block.

#include <map>
#include <optional>
#include <set>

#include <clang/AST/ASTContext.h>
#include <clang/AST/ExprCXX.h>
#include <clang/Basic/SourceManager.h>
#include <clang/Lex/Lexer.h>
#include <fmt/format.h>
#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/StringSet.h>

#include "check/AstOwnCode.h"
#include "check/OptionValues.h"
#include "flow/Describe.h"
#include "flow/FiberCode.h"

namespace chanvet::checks {
namespace {

using flow::Event;
using flow::FiberCode;
using flow::PathContext;
using model::ClassKind;
using model::FunctionId;
using model::Instruction;
using model::Opcode;
using model::OpKind;

constexpr llvm::StringLiteral kFunctions = "functions";
constexpr llvm::StringLiteral kDescriptors = "descriptors";
constexpr llvm::StringLiteral kNonblocking = "nonblocking";

constexpr llvm::StringLiteral kConsequence =
    " blocks the whole thread, and with it every fiber that shares it";

struct Settings {
  llvm::StringSet<> functions;    // block always
  llvm::StringSet<> descriptors;  // block where their descriptor does
  llvm::StringSet<> nonblocking;  // show that descriptors of the file do not block
  llvm::StringSet<> lastNames;    // of the first two, without namespaces and classes

  bool mayName(const clang::FunctionDecl& function) const {
    return !function.getIdentifier() || lastNames.contains(function.getName());
  }
};

// The calls of a unit by their place, as messages need them.
class Calls : public check::OwnCode {
 public:
  Calls(const check::UnitContext& context, const Settings& settings)
      : OwnCode(context), settings_(settings) {
    walk();
  }

  // "'sleep_for'"
  std::string nameAt(const Place& place) const {
    std::set<std::string> names;
    for (const clang::CallExpr* call : calls_)
      if (placeOf(call->getSourceRange()) == place) names.insert(check::nameOfCallee(call));
    // Calls that a macro writes are in one place.
    return names.size() == 1 ? *names.begin() : "this call";
  }
  // Whether an option says that the call blocks.
  bool blocksAt(const Place& place) const {
    return blocking_.contains(place) || (!knowsNonblocking_ && onDescriptors_.contains(place));
  }

  bool VisitCallExpr(const clang::CallExpr* call) override {
    calls_.push_back(call);
    const clang::FunctionDecl* callee = call->getDirectCallee();
    if (!callee || !settings_.mayName(*callee) || returnsAtOnce(call, callee)) return true;
    std::string name = callee->getQualifiedNameAsString();
    if (settings_.functions.contains(name)) blocking_.insert(placeOf(call->getSourceRange()));
    if (settings_.descriptors.contains(name))
      onDescriptors_.insert(placeOf(call->getSourceRange()));
    return true;
  }

  bool VisitIntegerLiteral(const clang::IntegerLiteral* literal) override {
    if (literal->getBeginLoc().isMacroID())
      look(clang::Lexer::getImmediateMacroName(literal->getBeginLoc(), ast().getSourceManager(),
                                               ast().getLangOpts()));
    return true;
  }
  bool VisitDeclRefExpr(const clang::DeclRefExpr* reference) override {
    if (auto* enumerator = llvm::dyn_cast<clang::EnumConstantDecl>(reference->getDecl()))
      look(enumerator->getName());
    return true;
  }

 private:
  void look(llvm::StringRef name) { knowsNonblocking_ |= settings_.nonblocking.contains(name); }

  // poll(&socket, 1, 0)
  bool returnsAtOnce(const clang::CallExpr* call, const clang::FunctionDecl* callee) const {
    for (auto [parameter, argument] : llvm::zip(callee->parameters(), call->arguments()))
      if (parameter->getName().contains_insensitive("timeout"))
        if (auto value = argument->getIntegerConstantExpr(ast()); value && value->isZero())
          return true;
    return false;
  }

  const Settings& settings_;
  std::vector<const clang::CallExpr*> calls_;
  std::set<Place> blocking_, onDescriptors_;
  bool knowsNonblocking_ = false;
};

// A wait with no limit for something that only threads wait for.
bool waitsWithThread(const model::Operation& operation) {
  if (operation.blocks != dialect::Blocks::Thread) return false;
  switch (operation.kind) {
    case OpKind::Sleep:
    case OpKind::ConditionWait:
      return true;
    case OpKind::Get:
    case OpKind::Wait:
      return !operation.timed;
    case OpKind::Join:
      return operation.on == ClassKind::Fiber;
    default:
      return false;
  }
}

// Whether a function asks futures for a limited time whether they are ready.
bool asksFutures(const model::Unit& unit, const model::Function& function) {
  for (const model::Block& block : function.blocks)
    for (const Instruction& instruction : block.instructions) {
      if (instruction.opcode != Opcode::Operation) continue;
      const model::Operation& operation = unit.operation(instruction);
      if (operation.kind == OpKind::Wait && operation.timed && operation.on == ClassKind::Future)
        return true;
    }
  return false;
}

class BlockingCall : public check::Check {
 public:
  Severity severity() const override { return Severity::Warning; }
  check::Layer layer() const override { return check::Layer::Flow; }

  std::vector<check::OptionSpec> options() const override {
    return {{kFunctions.str(), "getaddrinfo, gethostbyname, system, wait, waitpid",
             "qualified names of further functions that block the thread"},
            {kDescriptors.str(),
             "accept, accept4, connect, poll, read, recv, recvfrom, recvmsg, select",
             "qualified names of functions that block the thread if their descriptor does"},
            {kNonblocking.str(),
             "EAGAIN, EINPROGRESS, EWOULDBLOCK, FIONBIO, MSG_DONTWAIT, O_NONBLOCK, SOCK_NONBLOCK",
             "macros and enumerators that show, where a file names them, that its descriptors do "
             "not block"}};
  }

  llvm::Error configure(const check::Options& options) override {
    settings_.functions = check::namesIn(options.at(kFunctions.str()));
    settings_.descriptors = check::namesIn(options.at(kDescriptors.str()));
    settings_.nonblocking = check::namesIn(options.at(kNonblocking.str()));
    settings_.lastNames.clear();
    for (const auto* names : {&settings_.functions, &settings_.descriptors})
      for (llvm::StringRef name : names->keys())
        settings_.lastNames.insert(name.substr(name.rfind(':') + 1));
    return llvm::Error::success();
  }

  void checkUnit(const check::UnitContext& context, check::FindingSink& sink) override {
    FiberCode fibers(context.flow);
    std::optional<Calls> calls;
    for (FunctionId id = 0; id < context.unit.functions.size(); ++id) {
      if (!fibers.has(id)) continue;
      if (!calls) calls.emplace(context, settings_);
      look(context.unit, id, fibers, *calls, sink);
    }
  }

  std::unique_ptr<flow::PathObserver> observePaths(const check::UnitContext&,
                                                   check::FindingSink& sink) override;

  void reportLock(PathContext& context, flow::EntityId lock, const flow::Mark& held,
                  const Event& wait, const Place& spawn, check::FindingSink& sink) const {
    std::string name = flow::quoted(context.name(lock), ClassKind::Mutex);
    Finding found = finding(name + " is a lock of threads, and is held while the fiber waits",
                            context.place(held));
    found.function = context.root().name;
    found.primitives = {context.name(lock)};
    found.related.push_back({wait.place, "the fiber waits here, with " + name + " held"});
    found.related.push_back({spawn, "the fiber is spawned here"});
    found.trace = context.trace({lock});
    sink.add(std::move(found));
  }

 private:
  void look(const model::Unit& unit, FunctionId id, const FiberCode& fibers, const Calls& calls,
            check::FindingSink& sink) const {
    const model::Function& function = unit.functions[id];
    for (const model::Block& block : function.blocks)
      for (const Instruction& instruction : block.instructions) {
        Place place = unit.place(instruction.location);
        if (!blocks(unit, function, instruction) && !isNamed(unit, instruction, place, calls))
          continue;
        Finding found = finding(calls.nameAt(place) + kConsequence.str(), place);
        found.function = function.name;
        found.related.push_back({fibers.spawnOf(id), "the fiber is spawned here"});
        sink.add(std::move(found));
      }
  }

  static bool blocks(const model::Unit& unit, const model::Function& function,
                     const Instruction& instruction) {
    if (instruction.opcode != Opcode::Operation) return false;
    const model::Operation& operation = unit.operation(instruction);
    return waitsWithThread(operation) &&
           (operation.on != ClassKind::Future || !asksFutures(unit, function));
  }

  // A call of a function that is not seen, and that an option names.
  static bool isNamed(const model::Unit& unit, const Instruction& instruction, const Place& place,
                      const Calls& calls) {
    if (instruction.opcode != Opcode::Call) return false;
    bool isUnseen =
        instruction.callee.isUnseen() || (instruction.callee.kind == model::Callee::Direct &&
                                          !unit.functions[instruction.callee.function].hasBody());
    return isUnseen && calls.blocksAt(place);
  }

  Settings settings_;
};

class Observer : public flow::PathObserver {
 public:
  Observer(const BlockingCall& check, const check::UnitContext& context, check::FindingSink& sink)
      : check_(check), sink_(sink), unit_(context.unit), fibers_(context.flow) {}

  void onOperation(PathContext& context, const Event& event) override {
    switch (event.kind) {
      case OpKind::Lock:
      case OpKind::LockShared:
        lock(context, event);
        return;
      case OpKind::Unlock:
      case OpKind::UnlockShared:
        if (context.mark(event.entity)) context.clearMark(event.entity);
        return;
      case OpKind::Send:
      case OpKind::Receive:
      case OpKind::Get:
      case OpKind::Join:
      case OpKind::Wait:
        return pause(context, event);
      default:
        return;
    }
  }

  void onPause(PathContext& context, const Event& event) override { pause(context, event); }

 private:
  static constexpr int kHeld = 1;

  void lock(PathContext& context, const Event& event) {
    if (event.type == model::kNone) return;
    if (unit_.types[event.type].fiberAware)
      pause(context, event);
    else
      context.setMark(event.entity, kHeld);
  }

  void pause(PathContext& context, const Event& event) {
    if (!fibers_.has(event.function) || context.isDoubtful()) return;
    if (unit_.operation(*event.instruction).blocks != dialect::Blocks::Fiber) return;
    for (const auto& [lock, mark] : context.marks()) {
      if (mark.state != kHeld || context.isOtherFiber(mark)) continue;
      if (!reported_.insert(context.place(mark)).second) continue;
      check_.reportLock(context, lock, mark, event, fibers_.spawnOf(event.function), sink_);
    }
  }

  const BlockingCall& check_;
  check::FindingSink& sink_;
  const model::Unit& unit_;
  const FiberCode fibers_;
  std::set<Place> reported_;  // where locks are taken
};

std::unique_ptr<flow::PathObserver> BlockingCall::observePaths(const check::UnitContext& context,
                                                               check::FindingSink& sink) {
  return std::make_unique<Observer>(*this, context, sink);
}

CHANVET_CHECK(BlockingCall);

}  // namespace
}  // namespace chanvet::checks
