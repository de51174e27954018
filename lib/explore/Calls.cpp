// Calls, returns, exceptions, and the fibers that calls start.
#include <llvm/ADT/STLExtras.h>

#include "explore/Destructors.h"
#include "explore/History.h"
#include "explore/Names.h"
#include "explore/Runner.h"

namespace chanvet::explore {

using dialect::OnMisuse;
using model::Callee;
using model::ClassKind;
using model::Function;
using model::FunctionId;
using model::Instruction;

namespace {

// The constructors of the standard library's classes keep nothing of what they work on.
bool isStandardBase(const Function& function) {
  return llvm::StringRef(function.name).starts_with("std::") && isConstructor(function);
}

}  // namespace

// Runs the overrider of the most derived class whose constructor ran on the object.
FunctionId Runner::dispatch(FunctionId method, Datum receiver) {
  const Function& named = unit_.functions[method];
  std::vector<FunctionId> candidates = named.overriders;
  if (named.hasBody()) candidates.push_back(method);
  std::optional<ObjectId> object = objectOf(receiver);
  if (!object) return model::kNone;
  for (FunctionId constructor : state_.object(*object).constructors) {
    model::SymbolId made = unit_.functions[constructor].owner;
    for (FunctionId candidate : candidates)
      if (unit_.functions[candidate].owner == made) return candidate;
  }
  // Of an object that others made, any class may be the one.
  bool isOnly = candidates.size() == 1 && !state_.object(*object).isExternal;
  return isOnly ? candidates[0] : model::kNone;
}

// An object is of the classes whose constructors ran on it.
Datum Runner::isOfClass(Datum of, model::SymbolId wanted) {
  if (of.kind == Datum::Null) return Datum::ofNumber(0);
  std::optional<ObjectId> id = objectOf(of);
  if (!id) return Datum::unknown();
  const Object& object = state_.object(*id);
  if (object.constructors.empty())
    return object.isExternal ? state_.freshUnknown() : Datum::unknown();
  return Datum::ofNumber(llvm::any_of(object.constructors, [&](FunctionId constructor) {
    return unit_.functions[constructor].owner == wanted;
  }));
}

Runner::Target Runner::resolveCallable(Datum callable, std::vector<Datum> arguments) {
  if (callable.kind == Datum::Slot) callable = load(callable);
  if (callable.kind == Datum::Function) return {callable.object, std::move(arguments)};
  if (callable.isObject()) {
    FunctionId function = state_.object(callable.object).function;
    // A slot that holds the callable: std::function, a temporary.
    if (function == model::kNone)
      if (const Datum* held = state_.object(callable.object).find(kSelf))
        return resolveCallable(Datum(*held), std::move(arguments));
    if (function != model::kNone) {
      arguments.insert(arguments.begin(), callable);
      return {function, std::move(arguments)};
    }
  }
  arguments.push_back(callable);
  return {model::kNone, std::move(arguments)};
}

Runner::Target Runner::resolve(const Callee& callee, std::vector<Datum> arguments) {
  Target target{model::kNone, std::move(arguments)};
  switch (callee.kind) {
    case Callee::Direct:
      target.function = callee.function;
      break;
    case Callee::Virtual:
      if (!target.arguments.empty())
        target.function = dispatch(callee.function, target.arguments[0]);
      break;
    case Callee::Value:
      return resolveCallable(eval(callee.value), std::move(target.arguments));
    case Callee::None:
    case Callee::Unseen:
    case Callee::Computed:
      break;
  }
  return target;
}

// Whether what is computed of the arguments is the program's own, and no input: it has made one of
// them, and none is an input. Text that a literal gives stands for what a user might.
bool Runner::isDetermined(const std::vector<Datum>& arguments) {
  bool isOwn = false;
  for (Datum argument : arguments) {
    if (argument.kind == Datum::Slot) argument = load(argument);
    bool isInput = argument.kind == Datum::Unknown && !isLost(argument);
    if (isInput || (argument.isObject() && state_.object(argument.object).isExternal)) return false;
    isOwn |= argument.kind != Datum::Unknown && argument.kind != Datum::Text;
  }
  return isOwn;
}

void Runner::call(const Instruction& instruction) {
  std::vector<Datum> arguments;
  for (const model::Value& operand : instruction.operands) arguments.push_back(eval(operand));
  Target target = resolve(instruction.callee, std::move(arguments));
  bool isSeen = target.function != model::kNone && unit_.functions[target.function].hasBody();
  if (!isSeen) {
    if (machine_.history) observeUnseen(instruction, target.arguments);
    bool isBase =
        target.function != model::kNone && isStandardBase(unit_.functions[target.function]);
    for (size_t i = isBase ? 1 : 0; i < target.arguments.size(); ++i) {
      escape(target.arguments[i]);
      bool reads = i < 32 && (instruction.readOnly >> i & 1);
      if (!reads) forget(target.arguments[i]);
    }
    if (target.function != model::kNone && unit_.functions[target.function].isNoReturn)
      return endProgram();
    bool isKnown = instruction.callee.kind == Callee::Computed && isDetermined(target.arguments);
    return finish(isKnown ? lost() : state_.freshUnknown());
  }
  if (fiber().frames.size() >= bounds_.callDepth) return cut(Bound::Calls);
  const Function& function = unit_.functions[target.function];
  if (!target.arguments.empty() && target.arguments[0].isObject() && isConstructor(function))
    state_.write(target.arguments[0].object).constructors.push_back(target.function);
  if (!target.arguments.empty() && target.arguments[0].isObject() && function.isDestructor())
    state_.write(target.arguments[0].object).isDestroyed = true;
  record(Event::Call, instruction.location, target.function);
  enter(target.function, std::move(target.arguments));
}

void Runner::enter(FunctionId id, std::vector<Datum> arguments, ObjectId once) {
  const Function& function = unit_.functions[id];
  machine_.entered.set(id);
  machine_.ran[id].resize(function.blocks.size());
  Object locals;
  locals.frameOf = id;
  for (size_t i = 0; i < arguments.size() && i < function.parameters; ++i)
    locals.set(i, arguments[i]);
  Frame entered;
  entered.function = id;
  entered.locals = state_.add(std::move(locals));
  entered.once = once;
  entered.registers.resize(function.registers);
  fiber().frames.push_back(std::move(entered));
}

// The function on top returns.
void Runner::leave(Datum result) {
  ObjectId once = frame().once;
  if (once != kNone) {
    Primitive& ran = state_.write(once).primitive;
    ran.closed = true;
    ran.holder = kNone;
    release(once);
  }
  if (fiber().frames.size() == 1) {
    bool isRoot = id_ == 0 && !llvm::is_contained(unit_.startup(), frame().function);
    // What calls the root has its result.
    if (isRoot && !machine_.isProgram_) escape(result);
    if (isRoot && machine_.isProgram_) destroyGlobals();
    failGroup(result);
    return endFiber();
  }
  fiber().frames.pop_back();
  finish(result);
}

// The first error that a task of a group returns is the group's, and cancels its context.
void Runner::failGroup(Datum result) {
  ObjectId counter = fiber().counter;
  if (counter == kNone || result.kind == Datum::Null) return;
  const Primitive& group = state_.object(counter).primitive;
  if (group.kind != ClassKind::ErrorGroup || !group.buffer.empty()) return;
  Datum isNull = compare(result, model::Relation::Equal, Datum::null());
  std::optional<bool> known = truth(isNull);
  if (known == true) return;
  if (!known) {
    if (isLost(isNull)) state_.isGuess = true;
    State other = state_;
    assume(other, isNull, true);
    Runner runner(machine_, other, id_, forks_);
    runner.endFiber();
    forks_.push_back(std::move(other));
    assume(state_, isNull, false);
  }
  const ObjectId context = group.linked;
  state_.write(counter).primitive.buffer.push_back(result);
  if (context != kNone) cancel(context);
}

// When main has returned, the destructors of static objects run beside what is left of the program.
void Runner::destroyGlobals() {
  const Object globals = state_.object(state_.globals);
  for (const auto& [key, value] : globals.slots) {
    if (!value.isObject()) continue;
    const Object& object = state_.object(value.object);
    if (object.constructors.empty() || object.isDestroyed) continue;
    FunctionId destructor = machine_.destructors_->of(object.constructors[0]);
    if (destructor == model::kNone) continue;
    state_.write(value.object).isDestroyed = true;
    destroyLater(value.object, destructor);
  }
}

void Runner::startThrow(llvm::ArrayRef<model::SymbolId> types, const Instruction* misuse) {
  fiber().inFlight.push_back({types.vec(), misuse});
  fiber().phase = Phase::Start;
}

// The exception goes on in the function on top. One that comes out of the cleanup for another has
// taken its place.
void Runner::unwindTo(model::BlockId block) {
  std::vector<InFlight>& all = fiber().inFlight;
  size_t depth = fiber().frames.size();
  while (all.size() > 1 && all[all.size() - 2].depth >= depth) all.erase(all.end() - 2);
  all.back().depth = depth;
  jump(block);
}

// The operation before which the fiber stands throws.
void Runner::throwFrom(const Instruction& instruction, bool panicked) {
  startThrow({}, panicked ? &instruction : nullptr);
  fiber().stopped = false;
  if (instruction.unwind != model::kNone) return unwindTo(instruction.unwind);
  unwindFrame();
}

// The exception leaves the function on top.
void Runner::unwindFrame() {
  for (;;) {
    ObjectId once = frame().once;
    if (once != kNone) state_.write(once).primitive.holder = kNone;
    fiber().frames.pop_back();
    if (fiber().frames.empty()) {
      const Fiber& dead = fiber();
      bool isKept =
          dead.handle != kNone && state_.object(dead.handle).primitive.kind == ClassKind::Future;
      if (isKept) return endFiber();
      const Instruction* misuse = dead.inFlight.back().misuse;
      if (!misuse) return endProgram();
      state_.killer = misuse;
      state_.ended = true;
      return endFiber();
    }
    const Function& function = unit_.functions[frame().function];
    const Instruction& at = function.blocks[frame().block].instructions[frame().next];
    if (at.unwind != model::kNone) return unwindTo(at.unwind);
  }
}

void Runner::dispatchException(const model::Terminator& terminator) {
  const std::vector<model::SymbolId>& types = fiber().inFlight.back().types;
  for (const model::Handler& handler : terminator.handlers) {
    bool takes =
        handler.type == model::kNone || types.empty() || llvm::is_contained(types, handler.type);
    if (!takes) continue;
    fiber().inFlight.pop_back();
    return jump(handler.block);
  }
  if (terminator.successors.empty()) return unwindFrame();
  jump(terminator.successors[0]);
}

FiberId Runner::addFiber(Target target, model::Location location) {
  Fiber added;
  added.id = added.thread = state_.nextFiber++;
  added.spawned = location;
  FiberId id = added.id;
  state_.fibers.push_back(std::move(added));
  Runner(machine_, state_, id, forks_).enter(target.function, std::move(target.arguments));
  return id;
}

FiberId Runner::spawnRoot(FunctionId root) {
  return addFiber({root, {}}, unit_.functions[root].location);
}

void Runner::destroyLater(ObjectId object, FunctionId destructor) {
  addFiber({destructor, {Datum::ofObject(object)}}, state_.object(object).made);
}

void Runner::spawn(const Instruction& instruction) {
  std::vector<Datum> arguments;
  for (const model::Value& operand : instruction.operands) arguments.push_back(eval(operand));
  Target target = resolve(instruction.callee, std::move(arguments));
  Datum counter = eval(instruction.counter);
  bool isSeen = target.function != model::kNone && unit_.functions[target.function].hasBody();
  if (!isSeen) {
    if (machine_.history) machine_.history->orderUnseen(id_);
    for (Datum argument : target.arguments) escape(argument);
    escape(counter);
    return finish(state_.freshUnknown());
  }
  if (state_.fibers.size() >= bounds_.fibers + bounds_.heldBack) return cut(Bound::Fibers);
  Datum handle = Datum::unknown();
  if (instruction.type != model::kNone)
    handle = Datum::ofObject(
        makePrimitive(instruction.type, unit_.types[instruction.type].kind, instruction.location));
  FunctionId spawner = frame().function;
  FiberId thread = fiber().thread;
  FiberId id = addFiber(std::move(target), instruction.location);
  Fiber& spawned = state_.fibers.back();
  spawned.spawn = &instruction;
  spawned.spawner = spawner;
  bool isThread = instruction.type != model::kNone && !unit_.types[instruction.type].fiberAware;
  if (!isThread) spawned.thread = thread;
  if (state_.fibers.size() > bounds_.fibers)
    spawned.isHeldBack = spawned.dormant = spawned.stopped = true;
  if (handle.isObject()) spawned.handle = handle.object;
  if (counter.isObject() && state_.object(counter.object).isPrimitive) {
    spawned.counter = counter.object;
    ++state_.write(counter.object).primitive.count;
  }
  if (machine_.history) {
    machine_.history->start(id_, id, instruction.takesTurns);
    observeReach(spawned);
  }
  record(Event::Spawn, instruction.location, id);
  finish(handle);
}

// The end of the program is a move of its own: before it, others can go wrong.
void Runner::endProgram() {
  if (state_.fibers.size() == 1) {
    state_.ended = true;
    return;
  }
  Fiber& last = fiber();
  last.frames.clear();
  last.inFlight.clear();
  last.handle = last.counter = kNone;
  last.stopped = true;
}

void Runner::endFiber() {
  size_t position = state_.positionOf(id_);
  Fiber ended = std::move(state_.fibers[position]);
  release(ended.handle);
  release(ended.counter);
  if (ended.handle != kNone) state_.write(ended.handle).primitive.closed = true;
  state_.fibers.erase(state_.fibers.begin() + position);
  if (ended.counter == kNone || state_.ended) return;
  Primitive& group = state_.write(ended.counter).primitive;
  if (group.count > 0) {
    --group.count;
    return recordEnd(ended);
  }
  state_.ended = true;
  if (group.type == model::kNone) return;
  OnMisuse below = unit_.types[group.type].onNegative;
  if (below == OnMisuse::Nothing || below == OnMisuse::Unknown) return;
  state_.killer = ended.spawn;
  recordEnd(ended);
}

}  // namespace chanvet::explore
