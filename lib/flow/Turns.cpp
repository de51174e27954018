#include "flow/Turns.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>

#include "flow/Summaries.h"

namespace chanvet::flow {

using model::Callee;
using model::Function;
using model::FunctionId;
using model::Instruction;
using model::kNone;
using model::Opcode;
using model::OpKind;
using model::Register;
using model::Terminator;
using model::Unit;

namespace {

constexpr unsigned kSteps = 20000;  // instructions, of all ways together
constexpr unsigned kDepth = 8;      // calls within calls
constexpr unsigned kVisits = 3;     // of a block in one run of its function

struct Datum {
  enum Kind : uint8_t {
    Moving,    // may be another in each turn
    Steady,    // unknown, but not changed by the turn; number tells it apart, 0 from nothing
    Constant,  // number
    Null,      // a null pointer or nil channel
    Empty,     // what a receive gives that found nothing
    Failed,    // the status of an operation that did not work; number is what it is when it does
    Slot,      // the address of slot `number`
    Object,    // object `number`
    Function,
  };
  Kind kind = Steady;
  int64_t number = 0;
  bool isComputed = false;  // from what it was before

  static Datum moving() { return {Moving, 0, true}; }
  static Datum steady() { return {}; }
  static Datum constant(int64_t number) { return {Constant, number, false}; }
  friend bool operator==(const Datum& a, const Datum& b) {
    return std::tuple(a.kind, a.number) == std::tuple(b.kind, b.number);
  }
};

// What a condition says of a value; nothing where it can be either.
std::optional<bool> truthOf(const Datum& datum) {
  switch (datum.kind) {
    case Datum::Constant:
      return datum.number != 0;
    case Datum::Null:
    case Datum::Empty:
      return false;
    case Datum::Failed:
      return datum.number == 0;
    case Datum::Slot:
    case Datum::Object:
    case Datum::Function:
      return true;
    default:
      return std::nullopt;
  }
}

std::optional<bool> areEqual(const Datum& left, const Datum& right) {
  auto isNothing = [](const Datum& datum) {
    return datum.kind == Datum::Null || datum.kind == Datum::Empty;
  };
  auto isSomething = [](const Datum& datum) {
    return datum.kind == Datum::Slot || datum.kind == Datum::Object ||
           datum.kind == Datum::Function;
  };
  if (left.kind == Datum::Constant && right.kind == Datum::Constant)
    return left.number == right.number;
  if (isNothing(left) && isNothing(right)) return true;
  if ((isNothing(left) && isSomething(right)) || (isSomething(left) && isNothing(right)))
    return false;
  bool isStatus = left.kind == Datum::Failed && right.kind == Datum::Constant;
  if (isStatus && left.number == right.number) return false;
  return std::nullopt;
}

struct Frame {
  FunctionId function = kNone;
  BlockId block = 0;
  uint32_t index = 0;
  Register result = kNone;  // of the call, in the frame below
  std::map<Register, Datum> registers;
  std::map<BlockId, unsigned> visits;
};

struct Way {
  std::vector<Frame> frames;
  std::map<int64_t, Datum> memory;  // by slot
  unsigned turns = 0;
  bool hasPolled = false;
  std::optional<Datum> channel;  // that was found closed
};

class TurnFollower {
 public:
  TurnFollower(const Unit& unit, FunctionId function, const Loop& loop, std::optional<Use> closed)
      : unit_(unit), function_(function), loop_(loop), closed_(closed) {}

  Spin run() {
    std::vector<Way> ways;
    ways.push_back(beforeLoop());
    while (!ways.empty() && !isDisqualified_) {
      Way way = std::move(ways.back());
      ways.pop_back();
      follow(std::move(way), ways);
    }
    if (isDisqualified_) return {};
    spin_.polls.assign(polls_.begin(), polls_.end());
    return spin_;
  }

 private:
  // --- identities

  int64_t idOf(int64_t kind, int64_t a, int64_t b, int64_t c = 0) {
    return ids_.try_emplace({kind, a, b, c}, ids_.size() + 1).first->second;
  }
  enum Identity : int64_t {
    OfLocal,
    OfGlobal,
    OfField,
    OfContent,
    OfInitial,
    OfObject,
    OfChannel,
    OfText
  };

  Datum localSlot(const Way& way, model::LocalId local) {
    return {Datum::Slot, idOf(OfLocal, way.frames.size(), way.frames.back().function, local)};
  }

  // The slot that a value is the address of; 0 where that is not known.
  int64_t slotAt(const Datum& address) {
    if (address.kind == Datum::Slot) return address.number;
    if (address.kind == Datum::Steady && address.number != 0)
      return idOf(OfContent, address.number, 0);
    if (address.kind == Datum::Object) return idOf(OfContent, -address.number, 0);
    return 0;
  }

  Datum contentOf(const Way& way, int64_t slot) {
    if (slot == 0) return Datum::steady();
    auto known = way.memory.find(slot);
    if (known != way.memory.end()) return known->second;
    return {Datum::Steady, idOf(OfInitial, slot, 0)};
  }

  Datum valueOf(Way& way, const model::Value& value) {
    switch (value.kind) {
      case model::Value::Reg: {
        auto known = way.frames.back().registers.find(value.payload);
        return known == way.frames.back().registers.end() ? Datum::steady() : known->second;
      }
      case model::Value::Constant:
        return Datum::constant(value.payload);
      case model::Value::Null:
      case model::Value::Nothing:
        return {Datum::Null};
      case model::Value::LocalSlot:
        return localSlot(way, value.payload);
      case model::Value::GlobalSlot:
        return {Datum::Slot, idOf(OfGlobal, value.payload, 0)};
      case model::Value::FunctionRef:
        return {Datum::Function, value.payload};
      case model::Value::Text:
        return {Datum::Steady, idOf(OfText, value.payload, 0)};
      case model::Value::Unknown:
        return Datum::moving();
    }
    return Datum::moving();
  }

  void setResult(Way& way, const Instruction& instruction, Datum datum) {
    if (instruction.result != kNone) way.frames.back().registers[instruction.result] = datum;
  }

  // --- the way to the loop

  // What is known where the loop begins: the objects and addresses that locals hold which are
  // stored to once.
  Way beforeLoop() {
    Way way;
    way.frames.emplace_back().function = function_;
    for (BlockId block : pathToLoop()) {
      for (const Instruction& instruction : body().blocks[block].instructions)
        if (carriesHandles(instruction.opcode)) step(way, instruction);
    }
    std::map<int64_t, Datum> known;
    for (const auto& [slot, datum] : way.memory)
      if (datum.kind == Datum::Object || datum.kind == Datum::Slot ||
          (datum.kind == Datum::Steady && datum.number != 0))
        if (!isStoredAgain(way, slot)) known.emplace(slot, datum);
    way.memory = std::move(known);
    way.frames.back().block = loop_.head;
    isDisqualified_ = false;
    return way;
  }

  static bool carriesHandles(Opcode opcode) {
    return opcode == Opcode::Load || opcode == Opcode::Store || opcode == Opcode::Field ||
           opcode == Opcode::New || opcode == Opcode::Closure;
  }

  bool isStoredAgain(Way& way, int64_t slot) {
    unsigned stores = 0;
    for (const model::Block& block : body().blocks)
      for (const Instruction& instruction : block.instructions)
        if (instruction.opcode == Opcode::Store &&
            instruction.operands[0].kind == model::Value::LocalSlot)
          stores += localSlot(way, instruction.operands[0].payload).number == slot;
    return stores > 1;
  }

  // Some way from the entry to the head of the loop.
  std::vector<BlockId> pathToLoop() const {
    std::map<BlockId, BlockId> before{{0, kNone}};
    std::vector<BlockId> work{0};
    for (size_t i = 0; i < work.size() && !before.contains(loop_.head); ++i)
      for (BlockId next : successors(body().blocks[work[i]]))
        if (before.try_emplace(next, work[i]).second) work.push_back(next);
    std::vector<BlockId> path;
    if (!before.contains(loop_.head)) return path;
    for (BlockId at = before[loop_.head]; at != kNone; at = before[at]) path.push_back(at);
    std::reverse(path.begin(), path.end());
    return path;
  }

  // --- following

  const Function& body() const { return unit_.functions[function_]; }

  void disqualify() { isDisqualified_ = true; }

  void follow(Way way, std::vector<Way>& ways) {
    for (bool goesOn = true; goesOn && !isDisqualified_;) {
      if (++steps_ > kSteps) return disqualify();
      Frame& frame = way.frames.back();
      const model::Block& block = unit_.functions[frame.function].blocks[frame.block];
      if (frame.index < block.instructions.size()) {
        const Instruction& instruction = block.instructions[frame.index++];
        at_ = {frame.function, frame.block, frame.index - 1};
        goesOn = step(way, instruction);
      } else {
        goesOn = leave(way, block.terminator, ways);
      }
    }
  }

  bool leave(Way& way, const Terminator& terminator, std::vector<Way>& ways) {
    switch (terminator.kind) {
      case Terminator::Jump:
        return enter(way, terminator.successors[0]);
      case Terminator::Branch:
      case Terminator::Switch:
        return decide(way, terminator, ways);
      case Terminator::Return:
        return comeBack(way, terminator);
      default:
        return false;  // out of the loop
    }
  }

  // False when the loop is left, or enough has been seen of it.
  bool enter(Way& way, BlockId block) {
    Frame& frame = way.frames.back();
    if (way.frames.size() == 1) {
      if (!loop_.blocks.test(block)) return false;
      if (block == loop_.head) return beginTurn(way);
    }
    if (++frame.visits[block] > kVisits) return false;
    frame.block = block;
    frame.index = 0;
    return true;
  }

  bool beginTurn(Way& way) {
    if (!way.hasPolled) return false;
    if (++way.turns == 2) {
      spin_.spins = true;
      return false;
    }
    way.hasPolled = false;
    way.frames.back().visits.clear();
    way.frames.back().block = loop_.head;
    way.frames.back().index = 0;
    return true;
  }

  bool decide(Way& way, const Terminator& terminator, std::vector<Way>& ways) {
    Datum value = valueOf(way, terminator.value);
    // What moves can end the loop some day, or have it wait.
    if (value.kind == Datum::Moving) {
      disqualify();
      return false;
    }
    if (std::optional<BlockId> next = nextOf(terminator, value)) return enter(way, *next);
    for (size_t i = 1; i < terminator.successors.size(); ++i) {
      Way other = way;
      if (enter(other, terminator.successors[i])) ways.push_back(std::move(other));
    }
    return enter(way, terminator.successors[0]);
  }

  static std::optional<BlockId> nextOf(const Terminator& terminator, const Datum& value) {
    if (terminator.kind == Terminator::Branch) {
      std::optional<bool> truth = truthOf(value);
      if (!truth) return std::nullopt;
      return terminator.successors[*truth ? 0 : 1];
    }
    if (value.kind != Datum::Constant) return std::nullopt;
    auto at = std::find(terminator.cases.begin(), terminator.cases.end(), value.number);
    return terminator.successors[at - terminator.cases.begin()];
  }

  bool comeBack(Way& way, const Terminator& terminator) {
    if (way.frames.size() == 1) return false;
    Datum result = valueOf(way, terminator.value);
    Register to = way.frames.back().result;
    way.frames.pop_back();
    if (to != kNone) way.frames.back().registers[to] = result;
    return true;
  }

  // --- instructions

  // False when the way need not be followed any more.
  bool step(Way& way, const Instruction& instruction) {
    switch (instruction.opcode) {
      case Opcode::Load:
        load(way, instruction);
        break;
      case Opcode::Store:
        store(way, instruction);
        break;
      case Opcode::Field:
        field(way, instruction);
        break;
      case Opcode::New:
      case Opcode::Closure:
        makeObject(way, instruction);
        break;
      case Opcode::Call:
        return call(way, instruction);
      case Opcode::Operation:
        operation(way, instruction);
        break;
      case Opcode::Select:
        select(way, instruction);
        break;
      case Opcode::Not:
      case Opcode::Hold:
      case Opcode::Compare:
      case Opcode::And:
      case Opcode::Or:
      case Opcode::Choose:
      case Opcode::Compute:
        setResult(way, instruction, evaluate(way, instruction));
        break;
      case Opcode::EndScope:
        way.memory.erase(slotAt(valueOf(way, instruction.operands[0])));
        break;
      case Opcode::Havoc:
        havoc(way, instruction);
        break;
      case Opcode::Size:
      case Opcode::Length:
      case Opcode::Certain:
      case Opcode::IsA:
        setResult(way, instruction, Datum::steady());
        break;
      default:
        // Whatever else the turn does is work: it makes, spawns, or changes containers.
        if (!closed_) disqualify();
        setResult(way, instruction, Datum::moving());
        break;
    }
    return !isDisqualified_;
  }

  void load(Way& way, const Instruction& instruction) {
    Datum address = valueOf(way, instruction.operands[0]);
    if (address.kind == Datum::Moving) return setResult(way, instruction, Datum::moving());
    if (instruction.atomic) return setResult(way, instruction, Datum::steady());
    int64_t slot = slotAt(address);
    setResult(way, instruction, contentOf(way, slot));
    if (instruction.moves && slot != 0) way.memory[slot] = {Datum::Null};
  }

  void store(Way& way, const Instruction& instruction) {
    int64_t slot = slotAt(valueOf(way, instruction.operands[0]));
    // What an address that is not known leads to may be what the loop asks.
    if (slot == 0) return disqualify();
    Datum value = valueOf(way, instruction.operands[1]);
    if (value.isComputed) {
      if (!closed_ && !isCounting(way, instruction)) disqualify();
      value = Datum::moving();
    }
    way.memory[slot] = value;
  }

  // Whether a store adds or takes away a constant.
  bool isCounting(Way& way, const Instruction& store) {
    const model::Value& value = store.operands[1];
    if (value.kind != model::Value::Reg) return false;
    const model::Block& block =
        unit_.functions[way.frames.back().function].blocks[way.frames.back().block];
    return std::any_of(block.instructions.begin(), block.instructions.end(),
                       [&](const Instruction& made) {
                         return made.result == value.payload && made.opcode == Opcode::Compute &&
                                (made.arithmetic == model::Arithmetic::Add ||
                                 made.arithmetic == model::Arithmetic::Subtract) &&
                                made.operands[1].kind == model::Value::Constant;
                       });
  }

  void field(Way& way, const Instruction& instruction) {
    Datum object = valueOf(way, instruction.operands[0]);
    if (object.kind == Datum::Moving) return setResult(way, instruction, Datum::moving());
    int64_t slot = idOf(OfField, instruction.symbol, object.kind, object.number);
    // The part of a pair that says how it went.
    llvm::StringRef name = unit_.symbol(instruction.symbol);
    if (object.kind == Datum::Empty && (name == "std::pair::second" || name == "std::tuple::1"))
      way.memory[slot] = Datum::constant(0);
    setResult(way, instruction, {Datum::Slot, slot});
  }

  void makeObject(Way& way, const Instruction& instruction) {
    const Frame& frame = way.frames.back();
    int64_t id = idOf(OfObject, way.frames.size(), frame.function, instruction.result);
    if (instruction.opcode == Opcode::Closure) closures_[id] = instruction.function;
    setResult(way, instruction, {Datum::Object, id});
  }

  Datum evaluate(Way& way, const Instruction& instruction) {
    std::vector<Datum> operands;
    for (const model::Value& operand : instruction.operands)
      operands.push_back(valueOf(way, operand));
    if (instruction.opcode == Opcode::Hold) return operands[0];
    if (instruction.opcode == Opcode::Choose) {
      std::optional<bool> truth = truthOf(operands[0]);
      if (truth) return operands[*truth ? 1 : 2];
      return unknownFrom(operands);
    }
    if (instruction.opcode == Opcode::Not) {
      std::optional<bool> truth = truthOf(operands[0]);
      return truth ? Datum::constant(!*truth) : unknownFrom(operands);
    }
    if (instruction.opcode == Opcode::And || instruction.opcode == Opcode::Or)
      return logical(instruction.opcode == Opcode::And, operands);
    if (instruction.opcode == Opcode::Compare) return compare(instruction.relation, operands);
    Datum computed = unknownFrom(operands);
    computed.isComputed = true;
    return computed;
  }

  static Datum unknownFrom(const std::vector<Datum>& operands) {
    bool moves = std::any_of(operands.begin(), operands.end(),
                             [](const Datum& each) { return each.kind == Datum::Moving; });
    return moves ? Datum::moving() : Datum::steady();
  }

  static Datum logical(bool isAnd, const std::vector<Datum>& operands) {
    std::optional<bool> left = truthOf(operands[0]), right = truthOf(operands[1]);
    if (left == !isAnd || right == !isAnd) return Datum::constant(!isAnd);
    if (left && right) return Datum::constant(isAnd);
    return unknownFrom(operands);
  }

  static Datum compare(model::Relation relation, const std::vector<Datum>& operands) {
    bool isEquality = relation == model::Relation::Equal || relation == model::Relation::NotEqual;
    std::optional<bool> equal = areEqual(operands[0], operands[1]);
    if (!equal) equal = areEqual(operands[1], operands[0]);
    if (!isEquality || !equal) return unknownFrom(operands);
    return Datum::constant(*equal == (relation == model::Relation::Equal));
  }

  void havoc(Way& way, const Instruction& instruction) {
    int64_t slot = slotAt(valueOf(way, instruction.operands[0]));
    if (instruction.operands.size() > 1) {
      Datum value = valueOf(way, instruction.operands[1]);
      if (value.kind == Datum::Null || value.kind == Datum::Empty) return;
    }
    if (slot != 0) way.memory[slot] = Datum::moving();
  }

  // --- calls

  bool call(Way& way, const Instruction& instruction) {
    if (instruction.callee.kind == Callee::Computed) {
      setResult(way, instruction, Datum::moving());
      return true;
    }
    Frame frame;
    std::vector<Datum> arguments;
    frame.function = calleeOf(way, instruction, arguments);
    frame.result = instruction.result;
    // What is not seen may wait.
    bool isSeen = frame.function != kNone && unit_.functions[frame.function].hasBody() &&
                  !unit_.functions[frame.function].isCoroutine && way.frames.size() < kDepth;
    if (!isSeen) {
      disqualify();
      return false;
    }
    for (const model::Value& operand : instruction.operands)
      arguments.push_back(valueOf(way, operand));
    way.frames.push_back(std::move(frame));
    const Function& callee = unit_.functions[way.frames.back().function];
    for (uint32_t i = 0; i < callee.parameters && i < arguments.size(); ++i)
      way.memory[localSlot(way, i).number] = arguments[i];
    return true;
  }

  // Puts the closure itself in front of the arguments, where it is one that is called.
  FunctionId calleeOf(Way& way, const Instruction& instruction, std::vector<Datum>& arguments) {
    std::vector<FunctionId> known = targets(unit_, instruction.callee);
    if (known.size() == 1) return known[0];
    if (instruction.callee.kind != Callee::Value) return kNone;
    Datum value = valueOf(way, instruction.callee.value);
    if (value.kind == Datum::Function) return value.number;
    auto closure = closures_.find(value.number);
    if (value.kind != Datum::Object || closure == closures_.end()) return kNone;
    arguments.push_back(value);
    return closure->second;
  }

  // --- operations

  void operation(Way& way, const Instruction& instruction) {
    const model::Operation& operation = unit_.operation(instruction);
    if (isClosedHere(kNone)) return find(way, instruction, instruction.operands[0]);
    bool onChannel = operation.on == model::ClassKind::Channel;
    switch (operation.kind) {
      case OpKind::TryReceive:
      case OpKind::TrySend:
        if (!onChannel || operation.timed) return disqualify();
        poll(way);
        return fail(way, instruction, /*closed=*/false);
      case OpKind::Yield:
        spin_.yields = true;
        return;
      case OpKind::ChannelOf: {
        Datum of = valueOf(way, instruction.operands[0]);
        return setResult(way, instruction, {Datum::Steady, idOf(OfChannel, of.kind, of.number)});
      }
      case OpKind::Query:
      case OpKind::Length:
      case OpKind::Capacity:
      case OpKind::TestError:
      case OpKind::Load:
      case OpKind::Size:
      case OpKind::Empty:
        return setResult(way, instruction, Datum::steady());
      case OpKind::Lock:
      case OpKind::Unlock:
      case OpKind::LockShared:
      case OpKind::UnlockShared:
        // What a lock guards others change in the meantime: the channel may be another one.
        if (closed_) disqualify();
        return;
      default:
        return disqualify();
    }
  }

  void poll(Way& way) {
    if (closed_) return;
    way.hasPolled = true;
    polls_.insert(at_);
  }

  // The receive that finds its channel closed. In the next turn it must be the same channel.
  void find(Way& way, const Instruction& instruction, const model::Value& channel) {
    Datum found = valueOf(way, channel);
    bool isKnown = found.kind == Datum::Steady || found.kind == Datum::Object;
    if (!isKnown || (way.channel && *way.channel != found)) return disqualify();
    way.channel = found;
    way.hasPolled = true;
    polls_.insert(at_);
    if (instruction.opcode == Opcode::Operation) fail(way, instruction, /*closed=*/true);
  }

  bool isClosedHere(uint32_t selectCase) const {
    return closed_ && closed_->point == at_ && closed_->selectCase == selectCase;
  }

  // The result of an operation that did not work.
  void fail(Way& way, const Instruction& instruction, bool closed) {
    const model::Operation& operation = unit_.operation(instruction);
    if (instruction.received != kNone)
      way.frames.back().registers[instruction.received] = {Datum::Empty};
    setResult(way, instruction, failureOf(operation, closed));
  }

  static Datum failureOf(const model::Operation& operation, bool closed) {
    switch (operation.result) {
      case dialect::ResultKind::Status: {
        if (closed && operation.closedValue) return Datum::constant(*operation.closedValue);
        int64_t ok = operation.okValue.value_or(1);
        return ok == 1 && !operation.closedValue && !operation.timeoutValue
                   ? Datum::constant(0)
                   : Datum{Datum::Failed, ok};
      }
      case dialect::ResultKind::Optional:
      case dialect::ResultKind::Pair:
        return {Datum::Empty};
      default:
        return Datum::steady();
    }
  }

  void select(Way& way, const Instruction& instruction) {
    for (uint32_t i = 0; i < instruction.cases.size(); ++i) {
      const model::SelectCase& each = instruction.cases[i];
      if (closed_ && !isClosedHere(i)) continue;
      if (!closed_ && each.kind != OpKind::CaseDefault) continue;
      if (closed_)
        find(way, instruction, each.channel);
      else
        poll(way);
      if (each.received != kNone) way.frames.back().registers[each.received] = {Datum::Empty};
      return setResult(way, instruction, Datum::constant(i));
    }
    disqualify();  // it waits
  }

  const Unit& unit_;
  FunctionId function_;
  const Loop& loop_;
  std::optional<Use> closed_;
  Point at_;
  std::map<std::tuple<int64_t, int64_t, int64_t, int64_t>, int64_t> ids_;
  std::map<int64_t, FunctionId> closures_;
  std::set<Point> polls_;
  Spin spin_;
  unsigned steps_ = 0;
  bool isDisqualified_ = false;
};

}  // namespace

Spin idleTurns(const Unit& unit, FunctionId function, const Loop& loop) {
  return TurnFollower(unit, function, loop, std::nullopt).run();
}

Spin closedTurns(const Unit& unit, FunctionId function, const Loop& loop, const Use& receive) {
  return TurnFollower(unit, function, loop, receive).run();
}

}  // namespace chanvet::flow
