// One instruction after another, until other fibers matter.
#include "explore/Races.h"
#include "explore/Runner.h"

namespace chanvet::explore {

using model::Block;
using model::BlockId;
using model::Instruction;
using model::Opcode;
using model::OpKind;
using model::Terminator;

void Runner::run() {
  unsigned budget = bounds_.stepsBetweenStops;
  while (forks_.empty() && isAlive() && !state_.ended && !fiber().stopped) {
    ++machine_.steps;
    if (budget-- == 0) return cut(Bound::Run);
    step();
  }
}

void Runner::cut(Bound bound) {
  state_.cut = bound;
  state_.ended = true;
}

void Runner::step() {
  const Block& block = unit_.functions[frame().function].blocks[frame().block];
  if (frame().next < block.instructions.size())
    return runInstruction(block.instructions[frame().next]);
  runTerminator(block);
}

void Runner::finish(Datum result) {
  Frame& top = frame();
  const Block& block = unit_.functions[top.function].blocks[top.block];
  uint32_t target = block.instructions[top.next].result;
  if (target != model::kNone) top.registers[target] = result;
  ++top.next;
  Fiber& running = fiber();
  running.stopped = false;
  running.phase = Phase::Start;
}

void Runner::jump(BlockId block) {
  frame().block = block;
  frame().next = 0;
}

void Runner::stop() { fiber().stopped = true; }

void Runner::record(Event::Kind kind, model::Location location, int64_t detail) {
  if (!machine_.recording) return;
  Event event;
  event.fiber = id_;
  event.kind = kind;
  event.location = location;
  event.detail = detail;
  if (kind == Event::Operation) {
    event.caseIndex = static_cast<int>(detail);
    event.objects = machine_.touched(state_, fiber());
  }
  if (isAlive() && !fiber().frames.empty()) {
    if (!location.isValid()) event.location = callLocation();
    event.function = frame().function;
    event.depth = fiber().frames.size() - 1;
    const Block& block = unit_.functions[event.function].blocks[frame().block];
    if (frame().next < block.instructions.size())
      event.instruction = &block.instructions[frame().next];
  }
  state_.events.push_back(event);
}

// Where the function on top was called, or started: what no source has happens there.
model::Location Runner::callLocation() {
  const std::vector<Frame>& frames = fiber().frames;
  if (frames.size() < 2) return fiber().spawned;
  const Frame& caller = frames[frames.size() - 2];
  const Block& block = unit_.functions[caller.function].blocks[caller.block];
  return caller.next < block.instructions.size() ? block.instructions[caller.next].location
                                                 : model::Location{};
}

// The end of a fiber that does something to the group that counts it.
void Runner::recordEnd(const Fiber& ended) {
  if (!machine_.recording) return;
  Event event;
  event.fiber = ended.id;
  event.function = ended.spawner;
  event.location = ended.spawned;
  event.objects = {ended.counter};
  event.instruction = ended.spawn;
  state_.events.push_back(event);
  recordOutcome(state_.events.size() - 1);
}

void Runner::recordPartner(const Transition& transition) {
  if (!machine_.recording) return;
  Event& event = state_.events.back();
  event.partner = transition.fiber == id_ ? transition.partner : transition.fiber;
  bool isCase = transition.caseIndex >= 0;
  if (transition.way == Transition::Fail && !isCase) event.outcome = Event::InVain;
  if (transition.way == Transition::TimeOut) event.outcome = Event::TimedOut;
  if (transition.way == Transition::Wait) event.outcome = Event::Begun;
}

void Runner::recordOutcome(size_t firstEvent) {
  for (size_t i = firstEvent; i < state_.events.size(); ++i) {
    Event& event = state_.events[i];
    if (event.kind != Event::Operation || event.objects.empty()) continue;
    const Object& object = state_.object(event.objects[0]);
    if (!object.isPrimitive) continue;
    event.after = object.primitive;
    if (!object.isExternal && object.primitive.type != model::kNone) event.made = object.made;
  }
}

void Runner::runInstruction(const Instruction& instruction) {
  uint32_t& ran = machine_.ran[frame().function][frame().block];
  ran = std::max(ran, frame().next + 1);
  if (isRacing(instruction)) return stop();
  access(instruction);
}

// Whether others can see when the fiber loads or stores: the slot is an atomic, or changes while no
// lock is held that may keep them out, and they can get at it.
bool Runner::isRacing(const Instruction& instruction) {
  if (!model::isAccess(instruction.opcode) || state_.fibers.size() < 2) return false;
  Datum slot = eval(instruction.operands[0]);
  if (!slot.refersToObject()) return false;
  bool isAtomic = instruction.atomic || instruction.opcode == Opcode::Update ||
                  instruction.opcode == Opcode::CompareExchange;
  bool changes = slot.kind == Datum::Slot &&
                 machine_.changing_->contains(state_.object(slot.object), slot.number);
  if (!isAtomic && (!changes || holdsLock())) return false;
  return machine_.canOthersReach(state_, id_, slot.object);
}

// Whether others can see when the fiber is started: a group counts it.
bool Runner::isSeenByOthers(const Instruction& spawn) {
  Datum counter = eval(spawn.counter);
  if (state_.fibers.size() < 2 || !counter.isObject()) return false;
  const Object& group = state_.object(counter.object);
  return group.isPrimitive && !group.isEscaped;
}

bool Runner::holdsLock() const { return machine_.holdsLock(state_, id_); }

void Runner::access(const Instruction& instruction) {
  if (machine_.history) observe(instruction);
  auto operand = [&](size_t i) {
    return i < instruction.operands.size() ? eval(instruction.operands[i]) : Datum::unknown();
  };
  switch (instruction.opcode) {
    case Opcode::Load: {
      Datum address = operand(0);
      Datum value = load(address);
      if (machine_.history && instruction.atomic) observeLook(address, value);
      if (instruction.moves) store(address, Datum::null());
      return finish(value);
    }
    case Opcode::Store:
      store(operand(0), operand(1));
      return finish({});
    case Opcode::Field:
      return finish(field(operand(0), instruction.symbol));
    case Opcode::Element:
      return finish(element(instruction));
    case Opcode::Append:
      return finish(append(instruction));
    case Opcode::Remove:
      return finish(remove(instruction));
    case Opcode::Next:
      return finish(next(instruction));
    case Opcode::Resize:
      resize(instruction);
      return finish({});
    case Opcode::Size:
      return finish(sizeOf(operand(0)));
    case Opcode::Length:
      return finish(lengthOf(operand(0)));
    case Opcode::Character:
      return finish(character(operand(0), operand(1)));
    case Opcode::New:
      return finish(Datum::ofObject(state_.add(Object())));
    case Opcode::Copy:
      copy(operand(0), operand(1));
      return finish({});
    case Opcode::Make:
      return finish(make(instruction));
    case Opcode::Closure: {
      Object closure;
      closure.function = instruction.function;
      return finish(Datum::ofObject(state_.add(std::move(closure))));
    }
    case Opcode::Call:
      return call(instruction);
    case Opcode::Spawn:
      return isSeenByOthers(instruction) ? stop() : spawn(instruction);
    case Opcode::Operation:
    case Opcode::Select:
    case Opcode::Destroy:
      return isVisible(instruction) ? stop() : runInvisible(instruction);
    case Opcode::Not:
      return finish(negate(operand(0)));
    case Opcode::And:
    case Opcode::Or: {
      bool decisive = instruction.opcode == Opcode::Or;
      std::optional<bool> left = truth(operand(0)), right = truth(operand(1));
      if (left == decisive || right == decisive) return finish(Datum::ofNumber(decisive));
      if (left) return finish(operand(1));
      if (right) return finish(operand(0));
      return finish({});
    }
    case Opcode::Compare:
      return finish(compare(operand(0), instruction.relation, operand(1)));
    case Opcode::Certain:
      return finish(Datum::ofNumber(truth(operand(0)) == true));
    case Opcode::Hold: {
      Datum held = operand(0);
      return finish(held.kind == Datum::Null ? Datum::heldNull() : held);
    }
    case Opcode::IsA:
      return finish(isOfClass(operand(0), instruction.symbol));
    case Opcode::Compute:
      return finish(compute(operand(0), instruction.arithmetic, operand(1)));
    case Opcode::Update: {
      Datum slot = operand(0), before = load(slot);
      store(slot, compute(before, instruction.arithmetic, operand(1)));
      return finish(before);
    }
    case Opcode::CompareExchange:
      return compareExchange(operand(0), operand(1), operand(2));
    case Opcode::Choose:
      return choose(instruction.location, operand(0), operand(1), operand(2));
    case Opcode::EndScope: {
      Datum slot = operand(0);
      if (slot.kind != Datum::Slot) return finish({});
      const Datum* held = state_.object(slot.object).find(slot.number);
      // A fiber that still works on what has died shows what the program meant.
      if (held && !held->refersToObject()) state_.write(slot.object).set(slot.number, {});
      return finish({});
    }
    case Opcode::Havoc:
      if (instruction.operands.size() < 2)
        store(operand(0), state_.freshUnknown());
      else if (Datum written = operand(1); written.kind != Datum::Null)
        store(operand(0), written);
      return finish({});
  }
}

void Runner::compareExchange(Datum slot, Datum expected, Datum desired) {
  Datum before = load(slot);
  Datum isSame = compare(before, model::Relation::Equal, load(expected));
  auto exchange = [&](Runner& runner) {
    runner.store(slot, desired);
    runner.finish(Datum::ofNumber(1));
  };
  auto refuse = [&](Runner& runner) {
    runner.store(expected, before);
    runner.finish(Datum::ofNumber(0));
  };
  if (std::optional<bool> known = truth(isSame)) return *known ? exchange(*this) : refuse(*this);
  if (isLost(isSame)) state_.isGuess = true;
  State other = state_;
  assume(other, isSame, false);
  Runner forked(machine_, other, id_, forks_);
  refuse(forked);
  forks_.push_back(std::move(other));
  assume(state_, isSame, true);
  exchange(*this);
}

void Runner::choose(model::Location location, Datum condition, Datum yes, Datum no) {
  if (std::optional<bool> known = truth(condition)) return finish(*known ? yes : no);
  if (isLost(condition)) state_.isGuess = true;
  State other = state_;
  assume(other, condition, false);
  Runner runner(machine_, other, id_, forks_);
  runner.record(Event::Branch, location, 0);
  runner.finish(no);
  forks_.push_back(std::move(other));
  assume(state_, condition, true);
  record(Event::Branch, location, 1);
  finish(yes);
}

void Runner::branch(const Block& block) {
  const Terminator& terminator = block.terminator;
  Datum condition = eval(terminator.value);
  BlockId yes = terminator.successors[0], no = terminator.successors[1];
  if (std::optional<bool> known = truth(condition)) return jump(*known ? yes : no);
  // The program computes it from what it has; only the model does not.
  if (isLost(condition)) state_.isGuess = true;
  bool isLoop = block.loop.isValid();
  auto& turns = frame().turns;
  BlockId at = frame().block;
  auto counted =
      std::find_if(turns.begin(), turns.end(), [&](const auto& one) { return one.first == at; });
  unsigned done = counted == turns.end() ? 0 : counted->second;
  if (!isLoop || done < bounds_.turns) {
    State other = state_;
    assume(other, condition, true);
    Runner runner(machine_, other, id_, forks_);
    if (isLoop) {
      auto& others = runner.frame().turns;
      if (done == 0)
        others.push_back({at, 1});
      else
        others[counted - turns.begin()].second = done + 1;
    }
    runner.record(Event::Branch, terminator.location, 1);
    runner.jump(yes);
    forks_.push_back(std::move(other));
  }
  if (counted != turns.end()) turns.erase(counted);
  assume(state_, condition, false);
  record(Event::Branch, terminator.location, 0);
  jump(no);
}

void Runner::switchOn(const Block& block) {
  const Terminator& terminator = block.terminator;
  Datum value = eval(terminator.value);
  BlockId otherwise = terminator.successors.back();
  if (value.isNumber()) {
    for (size_t i = 0; i < terminator.cases.size(); ++i)
      if (terminator.cases[i] == value.number) return jump(terminator.successors[i]);
    return jump(otherwise);
  }
  if (isLost(value)) state_.isGuess = true;
  for (size_t i = 0; i < terminator.cases.size(); ++i) {
    Datum equal = compare(value, model::Relation::Equal, Datum::ofNumber(terminator.cases[i]));
    if (truth(equal) == false) continue;
    State other = state_;
    assume(other, equal, true);
    Runner runner(machine_, other, id_, forks_);
    runner.record(Event::Branch, terminator.location, 1);
    runner.jump(terminator.successors[i]);
    forks_.push_back(std::move(other));
    assume(state_, equal, false);
  }
  record(Event::Branch, terminator.location, 0);
  jump(otherwise);
}

void Runner::runTerminator(const Block& block) {
  const Terminator& terminator = block.terminator;
  switch (terminator.kind) {
    case Terminator::Jump:
      return jump(terminator.successors[0]);
    case Terminator::Branch:
      return branch(block);
    case Terminator::Switch:
      return switchOn(block);
    case Terminator::Return:
      return leave(eval(terminator.value));
    case Terminator::Throw:
      startThrow(terminator.thrown, nullptr);
      return terminator.successors.empty() ? unwindFrame() : unwindTo(terminator.successors[0]);
    case Terminator::Dispatch:
      return dispatchException(terminator);
    case Terminator::Resume:
      return unwindFrame();
    case Terminator::Unreachable:
      state_.ended = true;
      return;
  }
}

}  // namespace chanvet::explore
