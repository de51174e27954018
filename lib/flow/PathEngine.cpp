#include "flow/PathEngine.h"

#include <llvm/ADT/DenseSet.h>
#include <llvm/ADT/STLExtras.h>

#include "flow/Describe.h"
#include "flow/PathState.h"

namespace chanvet::flow {

using model::BlockId;
using model::Callee;
using model::Function;
using model::FunctionId;
using model::Instruction;
using model::kNone;
using model::Location;
using model::Opcode;
using model::OpKind;
using model::Relation;
using model::Terminator;
using model::Unit;
using model::Value;

namespace {

// Turns of a loop that are followed before the path must leave it.
constexpr unsigned kMaxVisits = 3;
// From this turn on, counters are unknown.
constexpr unsigned kWidenAfter = 2;
constexpr unsigned kMaxRecursion = 2;
// Fibers that start fibers that start fibers…
constexpr unsigned kMaxFiberDepth = 4;

// A step on a path, linked to the one before.
struct Step {
  enum Kind : uint8_t { Operation, Decision, Call, Spawn, Made };
  Kind kind;
  uint32_t before = kNone;
  Location location;
  OpKind operation = OpKind::Ignore;
  EntityId entity = 0;
  FunctionId function = kNone;
  bool direction = false;
  uint32_t depth = 0;
  uint32_t fiber = 0;
};

int64_t encode(const Abstract& value) { return value.number; }

bool isZero(const Abstract& value) {
  return value.kind == Abstract::Null || (value.kind == Abstract::Integer && value.number == 0);
}

std::optional<bool> related(Relation relation, int64_t a, int64_t b) {
  switch (relation) {
    case Relation::Equal:
      return a == b;
    case Relation::NotEqual:
      return a != b;
    case Relation::Less:
      return a < b;
    case Relation::LessEqual:
      return a <= b;
    case Relation::Greater:
      return a > b;
    case Relation::GreaterEqual:
      return a >= b;
  }
  return std::nullopt;
}

// Operations after which the fiber knows that others went on: what it spawned may have run.
bool synchronizes(const model::Operation& operation) {
  switch (operation.kind) {
    case OpKind::Receive:
    case OpKind::Join:
    case OpKind::Wait:
    case OpKind::Get:
    case OpKind::Select:
    case OpKind::ConditionWait:
    case OpKind::Sleep:
    case OpKind::Yield:
    case OpKind::Lock:
    case OpKind::LockShared:
      return true;
    default:
      return false;
  }
}

}  // namespace

UnitFacts::UnitFacts(const Unit& unit)
    : unit(unit), summaries(summarize(unit)), graphs_(unit.functions.size()) {}

const Graph& UnitFacts::graph(FunctionId id) const {
  if (!graphs_[id]) graphs_[id] = std::make_unique<Graph>(unit.functions[id]);
  return *graphs_[id];
}

bool UnitFacts::loopWaits(FunctionId id, BlockId block) const {
  const Loop* loop = graph(id).innermostLoop(block);
  if (!loop) return false;
  const Function& function = unit.functions[id];
  for (unsigned inside : loop->blocks.set_bits())
    for (const Instruction& instruction : function.blocks[inside].instructions)
      if (waitsFor(unit, summaries, function, instruction)) return true;
  return false;
}

class PathEngine {
 public:
  PathEngine(const UnitFacts& facts, FunctionId root, const std::vector<PathObserver*>& observers,
             const Budget& budget)
      : facts_(facts), unit_(facts.unit), root_(root), observers_(observers), budget_(budget) {
    entities_.intern({Entity::Symbolic, {-1}}, wasNew_);  // id 0 is nobody's
    contexts_.push_back({});
  }

  bool run() {
    PathState start;
    pushFrame(start, root_, 0, {});
    explore(std::move(start));
    return steps_ <= budget_.steps;
  }

 private:
  friend class PathContext;

  struct Context {
    uint32_t caller = 0;
    FunctionId function = kNone;
    BlockId block = 0;
    uint32_t index = 0;
    friend auto operator<=>(const Context&, const Context&) = default;
  };

  // What all runs of a spawned fiber have in common.
  struct FiberResult {
    std::vector<Unordered> unordered;
    std::map<std::pair<uint32_t, EntityId>, Mark> marks;  // that every run ends with
    std::set<Slot> written;
    bool ended = false;
  };

  // --- exploring

  // Follows all paths from a state. Paths of the outermost fiber end at observers, those of a
  // spawned one in `ends`.
  void explore(PathState start, std::vector<PathState>* ends = nullptr,
               std::vector<Unordered>* unordered = nullptr) {
    std::vector<PathState> outerWork = std::move(work_);
    auto* outerEnds = std::exchange(ends_, ends);
    auto* outerUnordered = std::exchange(collected_, unordered);
    auto outerSeen = std::exchange(seen_, {});
    ++fiberDepth_;
    work_.clear();
    work_.push_back(std::move(start));
    while (!work_.empty() && steps_ <= budget_.steps) {
      PathState state = std::move(work_.back());
      work_.pop_back();
      follow(std::move(state));
    }
    work_ = std::move(outerWork);
    ends_ = outerEnds;
    collected_ = outerUnordered;
    seen_ = std::move(outerSeen);
    --fiberDepth_;
  }

  void follow(PathState state) {
    while (!state.frames.empty() && ++steps_ <= budget_.steps) {
      Frame& frame = state.frame();
      const model::Block& block = unit_.functions[frame.function].blocks[frame.block];
      if (frame.index == 0 && !enterBlock(state)) return;
      if (frame.index < block.instructions.size()) {
        const Instruction& instruction = block.instructions[frame.index++];
        if (!step(state, instruction)) return;
        continue;
      }
      if (!leaveBlock(state, block.terminator)) return;
    }
  }

  // False when the path was here before in the same state, or went round too often.
  bool enterBlock(PathState& state) {
    Frame& frame = state.frame();
    uint8_t& visits = frame.visits[frame.block];
    if (visits >= kMaxVisits) return false;
    ++visits;
    forgetDecisions(state);
    return seen_.insert(state.hash(facts_)).second;
  }

  // What is known of values that nothing holds any more tells no paths apart.
  void forgetDecisions(PathState& state) {
    if (state.facts.empty()) return;
    llvm::DenseSet<EntityId> held;
    std::vector<EntityId> work;
    auto hold = [&](const Abstract& value) {
      if (value.isReference() && held.insert(value.entity()).second) work.push_back(value.entity());
    };
    for (const auto& [slot, content] : state.memory) {
      hold(content);
      hold(Abstract::reference(slot.base));
    }
    for (const Frame& frame : state.frames)
      for (model::Register crossing : facts_.graph(frame.function).crossing())
        hold(frame.registers[crossing]);
    while (!work.empty()) {
      const Entity& entity = entities_[work.back()];
      work.pop_back();
      hold(entity.left);
      hold(entity.right);
    }
    std::erase_if(state.facts, [&](const auto& fact) { return !isHeld(fact.first, held); });
  }

  // A fact about a comparison stays as long as both sides can be compared again.
  bool isHeld(EntityId id, const llvm::DenseSet<EntityId>& held) const {
    const Entity& entity = entities_[id];
    if (held.contains(id)) return true;
    if (entity.kind <= Entity::Symbolic) return isContent(entity, id);
    auto known = [&](const Abstract& value) {
      return !value.isReference() || isHeld(value.entity(), held);
    };
    return known(entity.left) && known(entity.right);
  }

  // What a slot held at first can be loaded again at any time, a result of a call cannot.
  static bool isContent(const Entity& entity, EntityId id) {
    return entity.kind == Entity::Symbolic && entity.source.base != id && entity.source.base != 0;
  }

  void go(PathState& state, BlockId block) {
    state.frame().block = block;
    state.frame().index = 0;
  }

  // --- values

  Abstract value(const PathState& state, const Value& operand) {
    switch (operand.kind) {
      case Value::Reg:
        return state.frame().registers[operand.payload];
      case Value::Constant:
        return Abstract::integer(operand.payload);
      case Value::Null:
        return Abstract::null();
      case Value::LocalSlot:
        return Abstract::address({localEntity(state.frame(), operand.payload)});
      case Value::GlobalSlot:
        return Abstract::address({globalEntity(operand.payload)});
      case Value::FunctionRef:
        return Abstract::function(operand.payload);
      case Value::Unknown:
        return Abstract::unknown();
    }
    return Abstract::unknown();
  }

  EntityId localEntity(const Frame& frame, model::LocalId local) {
    EntityId id = entities_.intern({Entity::Local, {frame.context, local}}, wasNew_);
    if (!wasNew_) return id;
    Entity& entity = entities_[id];
    entity.local = local;
    entity.function = frame.function;
    entity.name = unit_.functions[frame.function].locals[local].name;
    entity.location = unit_.functions[frame.function].locals[local].location;
    return id;
  }

  EntityId globalEntity(model::SymbolId symbol) {
    EntityId id = entities_.intern({Entity::Global, {symbol}}, wasNew_);
    if (wasNew_) entities_[id].name = unit_.symbol(symbol).rsplit(':').second.str();
    if (wasNew_ && entities_[id].name.empty()) entities_[id].name = unit_.symbol(symbol).str();
    return id;
  }

  // The entity that the current instruction makes, one for each turn of a loop it stands in.
  EntityId makeEntity(const PathState& state, Entity::Kind kind) {
    const Frame& frame = state.frame();
    EntityId id = entities_.intern(
        {kind, {frame.context, frame.block, frame.index, frame.visits[frame.block], state.fiber}},
        wasNew_);
    return id;
  }

  // An unknown result of the current instruction.
  Abstract unknownResult(const PathState& state, bool opaque) {
    EntityId id = makeEntity(state, Entity::Symbolic);
    if (wasNew_) {
      entities_[id].source.base = id;
      entities_[id].isOpaque = opaque;
    }
    return Abstract::reference(id);
  }

  // What a slot holds before anything was seen to be stored there.
  Abstract initialContent(const Slot& slot) {
    EntityId id =
        entities_.intern({Entity::Symbolic, {-2, slot.base, slot.field, slot.index}}, wasNew_);
    if (wasNew_) {
      Entity& entity = entities_[id];
      const Entity base = entities_[slot.base];
      entity.source = slot;
      entity.isImprecise = base.isImprecise;
      entity.isOpaque = base.isOpaque;
      entity.name = slotName(slot);
    }
    return Abstract::reference(id);
  }

  std::string slotName(const Slot& slot) {
    if (slot.field < unit_.symbols.size()) {
      llvm::StringRef name = unit_.symbol(slot.field);
      size_t colon = name.rfind("::");
      return (colon == llvm::StringRef::npos ? name : name.substr(colon + 2)).str();
    }
    return entities_[slot.base].name;
  }

  Abstract load(PathState& state, const Abstract& address) {
    if (address.kind == Abstract::Function) return address;
    Slot slot;
    if (address.kind == Abstract::Address)
      slot = address.slot;
    else if (address.isReference())
      slot = {address.entity()};
    else
      return Abstract::unknown();
    for (unsigned hops = 0; hops < 8; ++hops) {
      if (auto at = state.memory.find(slot); at != state.memory.end()) return at->second;
      auto original = state.memory.find({slot.base, Slot::kOriginal});
      if (original == state.memory.end()) break;
      slot.base = original->second.entity();
    }
    return initialContent(slot);
  }

  std::optional<Slot> slotOf(const Abstract& address) {
    if (address.kind == Abstract::Address) return address.slot;
    if (address.isReference()) return Slot{address.entity()};
    return std::nullopt;
  }

  void store(PathState& state, const Abstract& address, const Abstract& stored) {
    std::optional<Slot> slot = slotOf(address);
    if (!slot) return escape(state, stored);
    bool isAnyElement = slot->field == Slot::kElement && slot->index < 0;
    if (isAnyElement) return escape(state, stored);
    state.memory[*slot] = stored;
    if (stored.isReference()) {
      own(stored.entity(), *slot);
      nameAfter(stored.entity(), *slot);
    }
    // A reference names what it refers to, where that has no name of its own.
    if (stored.kind == Abstract::Address) {
      auto target = state.memory.find(stored.slot);
      if (target != state.memory.end() && target->second.isReference())
        nameAfter(target->second.entity(), *slot);
    }
  }

  // A local of class type owns the object that is first stored in it.
  void own(EntityId stored, const Slot& slot) {
    const Entity& local = entities_[slot.base];
    if (slot.field != Slot::kContent || local.kind != Entity::Local) return;
    if (entities_[stored].kind != Entity::Object) return;
    if (!unit_.functions[local.function].locals[local.local].isReference)
      owners_.try_emplace(stored, slot.base);
  }

  void nameAfter(EntityId stored, const Slot& slot) {
    Entity& entity = entities_[stored];
    if (!entity.name.empty()) return;
    if (slot.field == Slot::kContent && entities_[slot.base].kind == Entity::Object) return;
    // The fields of pairs and tuples are not the author's names.
    if (slot.field < unit_.symbols.size() && unit_.symbol(slot.field).starts_with("std::")) return;
    std::string name = slotName(slot);
    if (name != "this" && name != "(result)") entities_[stored].name = name;
  }

  // Code that is not seen gets hold of the value, and of all that can be reached from it.
  void escape(PathState& state, const Abstract& value) {
    std::vector<EntityId> reached;
    reach(state, value, reached);
    state.escaped.insert(reached.begin(), reached.end());
  }

  void reach(const PathState& state, const Abstract& value, std::vector<EntityId>& out) {
    llvm::DenseSet<EntityId> visited;
    std::vector<EntityId> work;
    auto push = [&](const Abstract& next) {
      EntityId id;
      if (next.isReference())
        id = next.entity();
      else if (next.kind == Abstract::Address)
        id = next.slot.base;
      else
        return;
      if (visited.insert(id).second) work.push_back(id);
    };
    push(value);
    while (!work.empty()) {
      EntityId id = work.back();
      work.pop_back();
      out.push_back(id);
      for (auto at = state.memory.lower_bound({id, 0, INT64_MIN});
           at != state.memory.end() && at->first.base == id; ++at)
        push(at->second);
    }
  }

  // --- knowledge

  // The value with what the path knows of it put in.
  Abstract known(const PathState& state, const Abstract& value) {
    if (!value.isReference()) return value;
    auto fact = state.facts.find(value.entity());
    if (fact == state.facts.end()) return value;
    if (fact->second.kind == Fact::Equals) return Abstract::integer(fact->second.number);
    if (fact->second.kind == Fact::IsNull) return Abstract::null();
    return value;
  }

  bool isUnknownValue(const Abstract& value) {
    return value.kind == Abstract::Unknown ||
           (value.isReference() && entities_[value.entity()].kind >= Entity::Symbolic);
  }

  std::optional<bool> truth(const PathState& state, const Abstract& raw) {
    Abstract value = known(state, raw);
    switch (value.kind) {
      case Abstract::Integer:
        return value.number != 0;
      case Abstract::Null:
        return false;
      case Abstract::Address:
      case Abstract::Function:
        return true;
      case Abstract::Unknown:
        return std::nullopt;
      case Abstract::Reference:
        break;
    }
    const Entity& entity = entities_[value.entity()];
    if (entity.kind < Entity::Symbolic) return true;
    if (auto fact = state.facts.find(value.entity()); fact != state.facts.end()) return true;
    switch (entity.kind) {
      case Entity::Not: {
        std::optional<bool> inner = truth(state, entity.left);
        return inner ? std::optional(!*inner) : std::nullopt;
      }
      case Entity::And: {
        std::optional<bool> a = truth(state, entity.left), b = truth(state, entity.right);
        if ((a && !*a) || (b && !*b)) return false;
        return a && b ? std::optional(true) : std::nullopt;
      }
      case Entity::Or: {
        std::optional<bool> a = truth(state, entity.left), b = truth(state, entity.right);
        if ((a && *a) || (b && *b)) return true;
        return a && b ? std::optional(false) : std::nullopt;
      }
      case Entity::Compare:
        return compared(state, entity.relation, entity.left, entity.right);
      default:
        return std::nullopt;
    }
  }

  std::optional<bool> compared(const PathState& state, Relation relation, const Abstract& rawA,
                               const Abstract& rawB) {
    Abstract a = known(state, rawA), b = known(state, rawB);
    auto number = [](const Abstract& v) { return v.kind == Abstract::Integer ? v.number : 0; };
    auto isNumber = [](const Abstract& v) {
      return v.kind == Abstract::Integer || v.kind == Abstract::Null;
    };
    if (isNumber(a) && isNumber(b)) return related(relation, number(a), number(b));
    bool equality = relation == Relation::Equal || relation == Relation::NotEqual;
    if (!equality) return std::nullopt;
    bool whenEqual = relation == Relation::Equal;
    if (isZero(b))
      if (std::optional<bool> holds = truth(state, a)) return whenEqual != *holds;
    if (isZero(a))
      if (std::optional<bool> holds = truth(state, b)) return whenEqual != *holds;
    if (isUnknownValue(a) || isUnknownValue(b)) {
      if (a == b && a.kind != Abstract::Unknown) return whenEqual;
      return std::nullopt;
    }
    return (a == b) == whenEqual;
  }

  // Adds to the path that `value` is true or false. False when that cannot be.
  bool assume(PathState& state, const Abstract& raw, bool holds) {
    if (std::optional<bool> already = truth(state, raw)) return *already == holds;
    Abstract value = known(state, raw);
    if (!value.isReference()) return true;
    const Entity entity = entities_[value.entity()];
    state.facts[value.entity()] = {holds ? Fact::NotNull : Fact::IsNull};
    switch (entity.kind) {
      case Entity::Not:
        return assume(state, entity.left, !holds);
      case Entity::And:
        return !holds || (assume(state, entity.left, true) && assume(state, entity.right, true));
      case Entity::Or:
        return holds || (assume(state, entity.left, false) && assume(state, entity.right, false));
      case Entity::Compare: {
        if (entity.relation != Relation::Equal && entity.relation != Relation::NotEqual)
          return true;
        bool equal = (entity.relation == Relation::Equal) == holds;
        return assumeEqual(state, entity.left, entity.right, equal) &&
               assumeEqual(state, entity.right, entity.left, equal);
      }
      default:
        return true;
    }
  }

  bool assumeEqual(PathState& state, const Abstract& raw, const Abstract& rawOther, bool equal) {
    Abstract value = known(state, raw), other = known(state, rawOther);
    if (!value.isReference() || entities_[value.entity()].kind < Entity::Symbolic) return true;
    if (isZero(other)) return assume(state, value, !equal);
    if (!equal || other.kind != Abstract::Integer) return true;
    state.facts[value.entity()] = {Fact::Equals, other.number};
    return true;
  }

  Abstract expression(Entity::Kind kind, Relation relation, const Abstract& a, const Abstract& b) {
    EntityTable::Key key{kind,
                         {static_cast<int64_t>(relation), a.kind, encode(a), b.kind, encode(b)}};
    if (a.kind == Abstract::Address) key.parts[5] = a.slot.base, key.parts[6] = a.slot.field;
    EntityId id = entities_.intern(key, wasNew_);
    if (wasNew_) {
      bool imprecise = isImprecise(a) || isImprecise(b), opaque = isOpaque(a) || isOpaque(b);
      Entity& entity = entities_[id];
      entity.relation = relation;
      entity.left = a;
      entity.right = b;
      entity.isImprecise = imprecise;
      entity.isOpaque = opaque;
    }
    return Abstract::reference(id);
  }

  bool isImprecise(const Abstract& value) const {
    return value.isReference() && entities_[value.entity()].isImprecise;
  }
  bool isOpaque(const Abstract& value) const {
    return value.kind == Abstract::Unknown ||
           (value.isReference() && entities_[value.entity()].isOpaque);
  }

  // Continues with `value` true in one state and false in the other; the second is queued.
  // False when neither can be.
  bool decide(PathState& state, const Abstract& value, bool isLoopDecision,
              const Location& location, llvm::function_ref<void(PathState&, bool)> then) {
    if (std::optional<bool> decided = truth(state, value)) {
      then(state, *decided);
      return true;
    }
    PathState other = state;
    bool first = take(state, value, true, isLoopDecision, location);
    bool second = take(other, value, false, isLoopDecision, location);
    if (first) then(state, true);
    if (second) then(other, false);
    if (!first && second) {
      state = std::move(other);
      return true;
    }
    if (second) work_.push_back(std::move(other));
    return first;
  }

  bool take(PathState& state, const Abstract& value, bool direction, bool isLoopDecision,
            const Location& location) {
    if (!assume(state, value, direction)) return false;
    if (isLoopDecision) return true;
    state.branched = true;
    if (isImprecise(value)) state.doubtful = true;
    if (isOpaque(value)) {
      const Frame& frame = state.frame();
      if (!state.guesses.insert({frame.function, frame.block, direction}).second)
        state.doubtful = true;
    }
    addStep(state, {Step::Decision, kNone, location, OpKind::Ignore, 0, kNone, direction});
    return true;
  }

  // --- steps of the trace

  void addStep(PathState& state, Step step) {
    step.before = state.step;
    step.depth = state.frames.empty() ? 0 : state.frames.size() - 1;
    step.fiber = state.fiber;
    state.step = trail_.size();
    trail_.push_back(step);
  }

  // --- instructions. False ends the path.

  bool step(PathState& state, const Instruction& instruction) {
    switch (instruction.opcode) {
      case Opcode::Load: {
        Abstract address = value(state, instruction.operands[0]);
        setResult(state, instruction, load(state, address));
        if (instruction.moves) store(state, address, Abstract::null());
        return true;
      }
      case Opcode::Store: {
        Abstract address = value(state, instruction.operands[0]);
        if (std::optional<Slot> slot = slotOf(address)) {
          storedAt_[*slot] = instruction.location;
          breakBorrow(state, *slot, /*ends=*/false);
        }
        store(state, address, value(state, instruction.operands[1]));
        return true;
      }
      case Opcode::Field:
        setResult(state, instruction, field(state, instruction));
        return true;
      case Opcode::Element:
        setResult(state, instruction, element(state, instruction));
        return true;
      case Opcode::New:
        return make(state, instruction, Entity::Object);
      case Opcode::Make:
        return make(state, instruction, Entity::Primitive);
      case Opcode::Closure:
        return make(state, instruction, Entity::Closure);
      case Opcode::Copy:
        return copy(state, instruction);
      case Opcode::Call:
        return call(state, instruction);
      case Opcode::Operation:
        return operation(state, instruction);
      case Opcode::Select:
        return select(state, instruction);
      case Opcode::Spawn:
        return spawn(state, instruction);
      case Opcode::Not: {
        Abstract operand = value(state, instruction.operands[0]);
        std::optional<bool> holds = truth(state, operand);
        if (operand.kind == Abstract::Unknown) {
          setResult(state, instruction, unknownResult(state, /*opaque=*/true));
          return true;
        }
        setResult(state, instruction,
                  holds ? Abstract::integer(!*holds)
                        : expression(Entity::Not, Relation::Equal, operand, {}));
        return true;
      }
      case Opcode::And:
      case Opcode::Or: {
        Abstract a = value(state, instruction.operands[0]);
        Abstract b = value(state, instruction.operands[1]);
        if (a.kind == Abstract::Unknown) a = unknownResult(state, /*opaque=*/true);
        if (b.kind == Abstract::Unknown) b = unknownResult(state, /*opaque=*/true);
        setResult(state, instruction,
                  expression(instruction.opcode == Opcode::And ? Entity::And : Entity::Or,
                             Relation::Equal, a, b));
        return true;
      }
      case Opcode::Compare: {
        Abstract a = known(state, value(state, instruction.operands[0]));
        Abstract b = known(state, value(state, instruction.operands[1]));
        std::optional<bool> holds = compared(state, instruction.relation, a, b);
        if (holds)
          setResult(state, instruction, Abstract::integer(*holds));
        else if (a.kind == Abstract::Unknown || b.kind == Abstract::Unknown)
          setResult(state, instruction, unknownResult(state, /*opaque=*/true));
        else
          setResult(state, instruction, expression(Entity::Compare, instruction.relation, a, b));
        return true;
      }
      case Opcode::Add:
        setResult(state, instruction, sum(state, instruction));
        return true;
      case Opcode::Choose: {
        Abstract condition = value(state, instruction.operands[0]);
        Abstract a = value(state, instruction.operands[1]);
        Abstract b = value(state, instruction.operands[2]);
        return decide(
            state, condition, /*isLoopDecision=*/true, instruction.location,
            [&](PathState& chosen, bool first) { setResult(chosen, instruction, first ? a : b); });
      }
      case Opcode::Destroy:
        destroy(state, instruction);
        return true;
      case Opcode::EndScope:
        if (std::optional<Slot> slot = slotOf(value(state, instruction.operands[0])))
          endLocal(state, *slot);
        return true;
      case Opcode::Havoc:
        havoc(state, value(state, instruction.operands[0]));
        return true;
    }
    return true;
  }

  void endLocal(PathState& state, const Slot& slot) {
    breakBorrow(state, slot, /*ends=*/true);
    if (!state.escaped.contains(slot.base)) state.memory.erase(slot);
  }

  // Joining in a destructor waits as join() does.
  void destroy(PathState& state, const Instruction& instruction) {
    Abstract object = value(state, instruction.operands[0]);
    const model::Type* type = object.isReference() ? typeOf(object.entity()) : nullptr;
    if (!type) type = &unit_.types[instruction.type];
    if (object.kind != Abstract::Null && type->onDestroy == model::OnDestroy::Join)
      wait(state, OpKind::Join);
  }

  void setResult(PathState& state, const Instruction& instruction, Abstract result) {
    if (instruction.result != kNone) state.frame().registers[instruction.result] = result;
  }

  void havoc(PathState& state, const Abstract& address) {
    std::optional<Slot> slot = slotOf(address);
    if (!slot) return;
    state.memory[*slot] = unknownResult(state, /*opaque=*/true);
  }

  Abstract field(PathState& state, const Instruction& instruction) {
    Abstract object = value(state, instruction.operands[0]);
    if (object.kind == Abstract::Address) object = load(state, object);
    if (!object.isReference()) return Abstract::unknown();
    return Abstract::address({object.entity(), instruction.symbol});
  }

  // An element with a known index is a slot of its own; any other is a new unknown each time.
  Abstract element(PathState& state, const Instruction& instruction) {
    Abstract container = value(state, instruction.operands[0]);
    if (container.kind == Abstract::Address) container = load(state, container);
    if (!container.isReference()) return Abstract::unknown();
    Slot slot{container.entity(), Slot::kElement, -1};
    if (instruction.operands.size() > 1) {
      Abstract index = known(state, value(state, instruction.operands[1]));
      if (index.kind == Abstract::Integer && index.number >= 0)
        slot.index = index.number;
      else if (index.isReference() && !isImprecise(index))
        slot.index = (int64_t{1} << 40) + index.entity();
    }
    if (slot.index >= 0) return Abstract::address(slot);
    EntityId id = makeEntity(state, Entity::Symbolic);
    if (wasNew_) {
      std::string name = entities_[container.entity()].name;
      Entity& entity = entities_[id];
      entity.source = slot;
      entity.isOpaque = true;
      entity.name = name;
    }
    // The slot of this one element: storing there tells the container's content nothing.
    return Abstract::address({container.entity(), Slot::kElement, -static_cast<int64_t>(id) - 2});
  }

  bool make(PathState& state, const Instruction& instruction, Entity::Kind kind) {
    EntityId id = makeEntity(state, kind);
    if (wasNew_) {
      Entity& entity = entities_[id];
      entity.type = instruction.type;
      entity.function = instruction.function;
      entity.location = instruction.location;
    }
    forget(state, id);
    setResult(state, instruction, Abstract::reference(id));
    if (kind != Entity::Primitive) return true;
    addStep(state, {Step::Made, kNone, instruction.location, OpKind::Make, id});
    for (size_t i = 0; i < observers_.size(); ++i) {
      PathContext context(*this, state, i);
      observers_[i]->onMake(context, id);
    }
    return true;
  }

  // The instruction runs again: what it makes is new.
  void forget(PathState& state, EntityId id) {
    state.facts.erase(id);
    state.escaped.erase(id);
    auto first = state.memory.lower_bound({id, 0, INT64_MIN});
    auto last = first;
    while (last != state.memory.end() && last->first.base == id) ++last;
    state.memory.erase(first, last);
    std::erase_if(state.marks, [&](const auto& entry) { return entry.first.second == id; });
  }

  bool copy(PathState& state, const Instruction& instruction) {
    Abstract to = value(state, instruction.operands[0]);
    Abstract from = value(state, instruction.operands[1]);
    if (to.kind == Abstract::Address) to = load(state, to);
    if (from.kind == Abstract::Address) from = load(state, from);
    if (!to.isReference()) return true;
    if (!from.isReference()) {
      forget(state, to.entity());
      return true;
    }
    if (to.entity() == from.entity()) return true;
    std::vector<std::pair<Slot, Abstract>> fields;
    for (auto at = state.memory.lower_bound({from.entity(), 0, INT64_MIN});
         at != state.memory.end() && at->first.base == from.entity(); ++at)
      fields.push_back(*at);
    for (auto& [slot, content] : fields)
      state.memory[{to.entity(), slot.field, slot.index}] = content;
    state.memory[{to.entity(), Slot::kOriginal}] = from;
    return true;
  }

  Abstract sum(PathState& state, const Instruction& instruction) {
    Abstract a = known(state, value(state, instruction.operands[0]));
    Abstract b = known(state, value(state, instruction.operands[1]));
    bool late = state.frame().visits[state.frame().block] >= kWidenAfter;
    if (a.kind == Abstract::Integer && b.kind == Abstract::Integer && !late)
      return Abstract::integer(a.number + b.number);
    if (a.kind == Abstract::Unknown || b.kind == Abstract::Unknown || late) {
      EntityId id = makeEntity(state, Entity::Symbolic);
      if (wasNew_) entities_[id].isImprecise = true;
      return Abstract::reference(id);
    }
    return expression(Entity::Sum, Relation::Equal, a, b);
  }

  // --- calls

  bool call(PathState& state, const Instruction& instruction) {
    std::vector<Abstract> operands;
    for (const Value& operand : instruction.operands) operands.push_back(value(state, operand));
    Callee callee = instruction.callee;
    if (callee.kind == Callee::Value) {
      Abstract callable = value(state, callee.value);
      if (callable.kind == Abstract::Address) callable = load(state, callable);
      FunctionId target = bind(callable, operands);
      return target == kNone ? opaqueCall(state, instruction, operands, /*unseen=*/true)
                             : enter(state, instruction, target, operands);
    }
    std::vector<FunctionId> found = targets(unit_, callee);
    if (found.size() == 1) return enter(state, instruction, found[0], operands);
    return opaqueCall(state, instruction, operands, /*unseen=*/true);
  }

  // The function a callable runs; a closure goes first among the operands. kNone: unknown.
  FunctionId bind(const Abstract& callable, std::vector<Abstract>& operands) {
    if (callable.kind == Abstract::Function) return static_cast<FunctionId>(callable.number);
    if (!callable.isReference()) return kNone;
    const Entity& entity = entities_[callable.entity()];
    if (entity.kind != Entity::Closure) return kNone;
    operands.insert(operands.begin(), callable);
    return entity.function;
  }

  bool enter(PathState& state, const Instruction& instruction, FunctionId target,
             const std::vector<Abstract>& operands) {
    const Function& function = unit_.functions[target];
    if (!function.hasBody()) return opaqueCall(state, instruction, operands, /*unseen=*/true);
    if (!facts_.summaries[target].isRelevant())
      return opaqueCall(state, instruction, operands, /*unseen=*/false);
    unsigned active =
        llvm::count_if(state.frames, [&](const Frame& frame) { return frame.function == target; });
    if (active >= kMaxRecursion || state.frames.size() >= budget_.depth)
      return opaqueCall(state, instruction, operands, /*unseen=*/true);
    addStep(state, {Step::Call, kNone, instruction.location, OpKind::Ignore, 0, target});
    const Frame& frame = state.frame();
    uint32_t context = contextOf({frame.context, target, frame.block, frame.index});
    pushFrame(state, target, context, operands);
    return true;
  }

  uint32_t contextOf(const Context& context) {
    auto [at, isNew] = contextIds_.try_emplace(context, contexts_.size());
    if (isNew) contexts_.push_back(context);
    return at->second;
  }

  void pushFrame(PathState& state, FunctionId target, uint32_t context,
                 const std::vector<Abstract>& operands) {
    const Function& function = unit_.functions[target];
    Frame frame;
    frame.function = target;
    frame.context = context;
    frame.registers.resize(function.registers);
    frame.visits.resize(function.blocks.size());
    state.frames.push_back(std::move(frame));
    for (model::LocalId i = 0; i < function.parameters && i < operands.size(); ++i) {
      Slot slot{localEntity(state.frame(), i)};
      if (operands[i].kind == Abstract::Unknown)
        state.memory.erase(slot);
      else
        state.memory[slot] = operands[i];
      if (operands[i].isReference()) nameAfter(operands[i].entity(), slot);
    }
  }

  // A call that is not followed. Unseen code may keep what it is given, and write to the places it
  // is given.
  bool opaqueCall(PathState& state, const Instruction& instruction,
                  const std::vector<Abstract>& operands, bool unseen) {
    if (unseen) {
      for (const Abstract& operand : operands) {
        escape(state, operand);
        if (operand.kind != Abstract::Address) continue;
        // A place handed over by reference can hold anything afterwards.
        EntityId id =
            entities_.intern({Entity::Symbolic,
                              {-3, operand.slot.base, operand.slot.field, operand.slot.index,
                               state.frame().context, state.frame().block, state.frame().index}},
                             wasNew_);
        if (wasNew_) {
          entities_[id].isOpaque = true;
          entities_[id].source = operand.slot;
          entities_[id].name = slotName(operand.slot);
        }
        state.memory[operand.slot] = Abstract::reference(id);
      }
      state.unordered.clear();
      // Which of the calls of a try block threw matters only as far as primitives are concerned.
      if (handlesExceptions(state, instruction.unwind) &&
          thrown_.insert(state.hashOfMarks(instruction.unwind)).second) {
        PathState thrown = state;
        thrown.thrown.clear();
        go(thrown, instruction.unwind);
        work_.push_back(std::move(thrown));
      }
    }
    setResult(state, instruction, unknownResult(state, /*opaque=*/true));
    return true;
  }

  // Whether an exception that goes there meets a handler of this function. An author who wrote one
  // expects the calls below it to throw.
  bool handlesExceptions(const PathState& state, BlockId unwind) const {
    const Function& function = unit_.functions[state.frame().function];
    for (size_t hops = function.blocks.size(); unwind != kNone && hops-- > 0;) {
      const Terminator& terminator = function.blocks[unwind].terminator;
      if (terminator.kind == Terminator::Dispatch) return true;
      unwind = terminator.successors.empty() ? kNone : terminator.successors.back();
    }
    return false;
  }

  // --- operations

  bool operation(PathState& state, const Instruction& instruction) {
    const model::Operation& operation = unit_.operation(instruction);
    std::vector<Abstract> operands;
    for (const Value& operand : instruction.operands) operands.push_back(value(state, operand));
    if (operation.kind == OpKind::CallOnce) return callOnce(state, instruction, operands);
    Abstract object = operands.empty() ? Abstract::unknown() : known(state, operands[0]);
    if (operation.kind == OpKind::ChannelOf && object.isReference()) {
      Slot slot{object.entity(), Slot::kChannel};
      auto at = state.memory.find(slot);
      setResult(state, instruction, at == state.memory.end() ? initialContent(slot) : at->second);
      return true;
    }
    if (object.isReference())
      notify(state, {operation.kind,
                     &operation,
                     &instruction,
                     state.frame().function,
                     object.entity(),
                     operation.onMisuse,
                     operation.type,
                     unit_.place(instruction.location),
                     {}});
    if (operation.kind == OpKind::Panic) state.isPanicking = true;
    if (operation.kind == OpKind::AfterFunc)
      for (const Abstract& operand : operands) runFiber(state, instruction, operand, {});
    if (synchronizes(operation)) wait(state, operation.kind);
    // Values that are sent or stored elsewhere are in other hands.
    if (operation.kind != OpKind::AfterFunc)
      for (size_t i = 1; i < operands.size(); ++i) escape(state, operands[i]);
    if (operation.kind == OpKind::Exit) return false;
    setResult(state, instruction, unknownResult(state, /*opaque=*/true));
    return true;
  }

  // The fiber has let others run. A fiber that sleeps waits for nobody; a spawner that sleeps
  // mostly does so to let its fibers run.
  void wait(PathState& state, OpKind kind) {
    bool onlySleeps = kind == OpKind::Sleep || kind == OpKind::Yield;
    if (!onlySleeps || state.fiber == 0) state.synchronized = true;
    state.unordered.clear();
    if (!onlySleeps && kind != OpKind::Lock && kind != OpKind::LockShared) state.borrowed.clear();
  }

  void notify(PathState& state, const Event& event) {
    addStep(state, {Step::Operation, kNone, event.instruction->location, event.kind, event.entity});
    for (const Unordered& earlier : state.unordered) {
      if (earlier.event.entity != event.entity) continue;
      for (size_t i = 0; i < observers_.size(); ++i) {
        PathContext context(*this, state, i);
        observers_[i]->onUnorderedOperation(context, earlier.event, event);
      }
    }
    for (size_t i = 0; i < observers_.size(); ++i) {
      PathContext context(*this, state, i);
      observers_[i]->onOperation(context, event);
    }
    if (collected_ && !state.synchronized && !state.doubtful) {
      collected_->push_back({event, state.step});
      collected_->back().event.isConditional = state.branched;
    }
  }

  // The first call of a once that this fiber made runs the closure, the next ones do not; of any
  // other once it cannot be told whether it has run.
  bool callOnce(PathState& state, const Instruction& instruction,
                const std::vector<Abstract>& operands) {
    setResult(state, instruction, Abstract::unknown());
    if (operands.size() < 2) return true;
    if (!operands[0].isReference()) return true;
    EntityId once = operands[0].entity();
    Slot done{once, Slot::kOnceDone};
    bool hasRun = state.memory.contains(done);
    if (hasRun) return true;
    bool isOwn = entities_[once].kind == Entity::Primitive && !state.escaped.contains(once) &&
                 state.fiber == 0;
    state.memory[done] = Abstract::integer(1);
    if (!isOwn) {
      work_.push_back(state);
      state.branched = true;
    }
    std::vector<Abstract> arguments(operands.begin() + 2, operands.end());
    Abstract callable = operands[1];
    if (callable.kind == Abstract::Address) callable = load(state, callable);
    FunctionId target = bind(callable, arguments);
    if (target == kNone) return opaqueCall(state, instruction, operands, /*unseen=*/true);
    return enter(state, instruction, target, arguments);
  }

  bool select(PathState& state, const Instruction& instruction) {
    bool blocks = unit_.operation(instruction).blocks != dialect::Blocks::Never;
    std::vector<std::pair<size_t, Abstract>> choices;
    for (size_t i = 0; i < instruction.cases.size(); ++i) {
      const model::SelectCase& one = instruction.cases[i];
      Abstract channel = known(state, value(state, one.channel));
      // A case on a nil channel is never ready.
      if (one.kind != OpKind::CaseDefault && channel.kind == Abstract::Null) continue;
      choices.emplace_back(i, channel);
    }
    for (size_t n = 0; n < choices.size(); ++n) {
      PathState next = state;
      auto [index, channel] = choices[n];
      const model::SelectCase& one = instruction.cases[index];
      if (one.kind == OpKind::CaseSend) escape(next, value(state, one.sent));
      if (blocks && choices.size() > 1) next.branched = true;
      if (channel.isReference() && one.kind != OpKind::CaseDefault) {
        OpKind kind = one.kind == OpKind::CaseSend ? OpKind::Send : OpKind::Receive;
        model::OnMisuse misuse =
            one.type == kNone ? model::OnMisuse::Unknown : unit_.types[one.type].onSendClosed;
        notify(next, {kind,
                      nullptr,
                      &instruction,
                      state.frame().function,
                      channel.entity(),
                      misuse,
                      one.type,
                      unit_.place(one.location),
                      {}});
      }
      if (blocks) wait(next, OpKind::Select);
      setResult(next, instruction, Abstract::integer(index));
      work_.push_back(std::move(next));
    }
    return false;  // each choice goes on by itself
  }

  const model::Type* typeOf(EntityId id) const {
    const Entity& entity = entities_[id];
    return entity.type == kNone ? nullptr : &unit_.types[entity.type];
  }

  // --- fibers

  // The locals of the spawner that the closure refers to.
  void borrow(PathState& state, const Abstract& callable, const Location& spawned) {
    if (!callable.isReference()) return;
    EntityId closure = callable.entity();
    for (auto at = state.memory.lower_bound({closure, 0, INT64_MIN});
         at != state.memory.end() && at->first.base == closure; ++at) {
      if (std::optional<EntityId> local = ownerOf(at->second))
        state.borrowed[*local] = {at->first, spawned};
    }
  }

  // The local whose slot, object or part of an object this refers to.
  std::optional<EntityId> ownerOf(const Abstract& reference) const {
    EntityId target = 0;
    if (reference.kind == Abstract::Address) {
      target = reference.slot.base;
      if (entities_[target].kind == Entity::Local) return target;
    } else if (reference.isReference()) {
      target = reference.entity();
    }
    auto owner = owners_.find(target);
    return owner == owners_.end() ? std::nullopt : std::optional(owner->second);
  }

  void breakBorrow(PathState& state, const Slot& slot, bool ends) {
    if (slot.field != Slot::kContent) return;
    auto at = state.borrowed.find(slot.base);
    if (at == state.borrowed.end()) return;
    PathState::Borrowed borrowed = at->second;
    state.borrowed.erase(at);
    const Entity& local = entities_[slot.base];
    const Entity& closure = entities_[borrowed.capture.base];
    const model::Local& declared = unit_.functions[local.function].locals[local.local];
    Borrow borrow;
    borrow.name = declared.name.empty() ? slotName(borrowed.capture) : declared.name;
    borrow.isLoopVariable = declared.isLoopVariable;
    borrow.ends = ends;
    borrow.captured = unit_.place(storedAt_[borrowed.capture]);
    borrow.closure = unit_.place(closure.location);
    borrow.spawned = unit_.place(borrowed.spawned);
    borrow.declared = unit_.place(declared.location);
    borrow.field = borrowed.capture.field;
    borrow.function = closure.function;
    for (size_t i = 0; i < observers_.size(); ++i) {
      PathContext context(*this, state, i);
      observers_[i]->onBorrowBroken(context, borrow);
    }
  }

  bool spawn(PathState& state, const Instruction& instruction) {
    std::vector<Abstract> operands;
    for (const Value& operand : instruction.operands) operands.push_back(value(state, operand));
    Abstract callable = Abstract::unknown();
    if (instruction.callee.kind == Callee::Value) {
      callable = value(state, instruction.callee.value);
      if (callable.kind == Abstract::Address) callable = load(state, callable);
    } else {
      std::vector<FunctionId> found = targets(unit_, instruction.callee);
      if (found.size() == 1) callable = Abstract::function(found[0]);
    }
    if (instruction.counter.kind != Value::Unknown) {
      Abstract counter = known(state, value(state, instruction.counter));
      if (counter.isReference())
        notify(state, {OpKind::SpawnCounted,
                       nullptr,
                       &instruction,
                       state.frame().function,
                       counter.entity(),
                       model::OnMisuse::Unknown,
                       kNone,
                       unit_.place(instruction.location),
                       {}});
    }
    runFiber(state, instruction, callable, operands);
    EntityId handle = makeEntity(state, Entity::Primitive);
    if (wasNew_) {
      entities_[handle].type = instruction.type;
      entities_[handle].location = instruction.location;
    }
    forget(state, handle);
    setResult(state, instruction, Abstract::reference(handle));
    return true;
  }

  void runFiber(PathState& state, const Instruction& instruction, const Abstract& callable,
                std::vector<Abstract> operands) {
    addStep(state, {Step::Spawn, kNone, instruction.location, OpKind::Spawn});
    std::vector<EntityId> reached;
    for (const Abstract& operand : operands) reach(state, operand, reached);
    reach(state, callable, reached);
    FunctionId target = bind(callable, operands);
    bool followed = target != kNone && unit_.functions[target].hasBody() &&
                    state.frames.size() < budget_.depth && fiberDepth_ < kMaxFiberDepth;
    if (followed && facts_.summaries[target].isRelevant()) {
      apply(state, followFiber(state, target, operands), instruction.location);
    } else if (!followed) {
      state.unordered.clear();
    }
    borrow(state, callable, instruction.location);
    for (const Abstract& operand : operands) borrow(state, operand, instruction.location);
    state.escaped.insert(reached.begin(), reached.end());
  }

  FiberResult followFiber(const PathState& state, FunctionId target,
                          const std::vector<Abstract>& operands) {
    const Frame& frame = state.frame();
    uint32_t context = contextOf({frame.context, target, frame.block, frame.index});
    PathState start = state;
    start.frames.clear();
    start.fiber = context + 1;
    start.synchronized = start.branched = false;
    start.unordered.clear();
    start.guesses.clear();
    start.borrowed.clear();
    pushFrame(start, target, context, operands);
    uint64_t key = start.hash(facts_);
    if (auto known = fiberResults_.find(key); known != fiberResults_.end()) return known->second;

    std::vector<PathState> ends;
    FiberResult result;
    explore(start, &ends, &result.unordered);
    bool first = true;
    for (const PathState& end : ends) {
      result.ended = true;
      for (const auto& [slot, content] : end.memory) {
        auto before = start.memory.find(slot);
        if (before == start.memory.end() || before->second != content) result.written.insert(slot);
      }
      std::map<std::pair<uint32_t, EntityId>, Mark> changed;
      for (const auto& [marked, mark] : end.marks) {
        auto before = start.marks.find(marked);
        bool same = before != start.marks.end() && before->second.state == mark.state;
        if (!same && mark.early && !end.doubtful) changed[marked] = mark;
      }
      if (first) result.marks = changed;
      first = false;
      std::erase_if(result.marks, [&](const auto& entry) {
        auto other = changed.find(entry.first);
        return other == changed.end() || other->second.state != entry.second.state;
      });
    }
    return fiberResults_[key] = std::move(result);
  }

  void apply(PathState& state, const FiberResult& result, const Location& spawned) {
    for (const Slot& slot : result.written) {
      // Memory of the fiber's own frames and objects is of no concern to the spawner.
      if (!state.memory.contains(slot) && entities_[slot.base].kind == Entity::Local) continue;
      EntityId id = entities_.intern({Entity::Symbolic,
                                      {-4, slot.base, slot.field, slot.index, state.frame().context,
                                       state.frame().block, state.frame().index}},
                                     wasNew_);
      if (wasNew_) {
        entities_[id].isImprecise = true;
        entities_[id].source = slot;
        entities_[id].name = slotName(slot);
      }
      state.memory[slot] = Abstract::reference(id);
    }
    for (Unordered operation : result.unordered) {
      operation.event.spawned = unit_.place(spawned);
      state.unordered.push_back(std::move(operation));
    }
    for (const auto& [key, mark] : result.marks) {
      PathContext context(*this, state, key.first);
      observers_[key.first]->onFiberMarks(context, key.second, mark);
    }
  }

  // --- leaving blocks and functions

  bool leaveBlock(PathState& state, const Terminator& terminator) {
    Frame& frame = state.frame();
    switch (terminator.kind) {
      case Terminator::Jump:
        if (terminator.location.isValid() && state.frames.size() == 1)
          state.leftAt = terminator.location;
        go(state, terminator.successors[0]);
        return true;
      case Terminator::Branch: {
        bool loop = facts_.graph(frame.function).leavesLoop(frame.block);
        // A loop that joins what another loop started turns as often as that one did.
        bool waits = loop && unit_.functions[frame.function].blocks[frame.block].loop.isValid() &&
                     facts_.loopWaits(frame.function, frame.block);
        const Loop* left = facts_.graph(frame.function).innermostLoop(frame.block);
        return decide(state, value(state, terminator.value), loop, terminator.location,
                      [&](PathState& chosen, bool holds) {
                        BlockId next = terminator.successors[holds ? 0 : 1];
                        if (waits && !left->blocks.test(next)) wait(chosen, OpKind::Join);
                        go(chosen, next);
                      });
      }
      case Terminator::Switch:
        return leaveSwitch(state, terminator);
      case Terminator::Return:
        return leaveFunction(state, value(state, terminator.value));
      case Terminator::Throw:
        state.thrown = terminator.thrown;
        state.leftAt = terminator.location;
        if (terminator.successors.empty()) return unwindCaller(state);
        go(state, terminator.successors[0]);
        return true;
      case Terminator::Dispatch:
        return dispatch(state, terminator);
      case Terminator::Resume:
        return unwindCaller(state);
      case Terminator::Unreachable:
        return false;
    }
    return false;
  }

  bool leaveSwitch(PathState& state, const Terminator& terminator) {
    Abstract chosen = known(state, value(state, terminator.value));
    if (chosen.kind == Abstract::Integer) {
      for (size_t i = 0; i < terminator.cases.size(); ++i)
        if (terminator.cases[i] == chosen.number) {
          go(state, terminator.successors[i]);
          return true;
        }
      go(state, terminator.successors.back());
      return true;
    }
    for (size_t i = 0; i < terminator.cases.size(); ++i) {
      PathState next = state;
      Abstract equal = expression(Entity::Compare, Relation::Equal, chosen,
                                  Abstract::integer(terminator.cases[i]));
      if (!take(next, equal, true, false, terminator.location)) continue;
      go(next, terminator.successors[i]);
      work_.push_back(std::move(next));
    }
    state.branched = true;
    go(state, terminator.successors.back());
    return true;
  }

  bool leaveFunction(PathState& state, const Abstract& result) {
    if (state.frames.size() == 1) return endPath(state, PathEnd::Return, result);
    popFrame(state);
    Frame& caller = state.frame();
    const Instruction& site =
        unit_.functions[caller.function].blocks[caller.block].instructions[caller.index - 1];
    // What a constructor or once is called with is no result of it.
    bool yields = site.opcode == Opcode::Call;
    if (yields)
      setResult(state, site,
                result.kind == Abstract::Unknown ? unknownResult(state, true) : result);
    return true;
  }

  void popFrame(PathState& state) {
    endLocals(state);
    const Frame& frame = state.frame();
    const Function& function = unit_.functions[frame.function];
    for (model::LocalId local = 0; local < function.locals.size(); ++local) {
      EntityId id = localEntity(frame, local);
      if (state.escaped.contains(id)) continue;
      state.memory.erase({id});
    }
    state.frames.pop_back();
  }

  // Locals that an exception leaves behind without the end of their scope being seen.
  void endLocals(PathState& state) {
    std::vector<EntityId> ending;
    for (const auto& [local, borrowed] : state.borrowed)
      if (entities_[local].function == state.frame().function) ending.push_back(local);
    for (EntityId local : ending) breakBorrow(state, {local}, /*ends=*/true);
  }

  bool unwindCaller(PathState& state) {
    if (state.frames.size() == 1) return endPath(state, PathEnd::Throw, Abstract::unknown());
    popFrame(state);
    Frame& caller = state.frame();
    const Instruction& site =
        unit_.functions[caller.function].blocks[caller.block].instructions[caller.index - 1];
    if (site.unwind == kNone) return unwindCaller(state);
    go(state, site.unwind);
    return true;
  }

  bool dispatch(PathState& state, const Terminator& terminator) {
    // Of an exception that nothing is known of, it is assumed that one of the handlers is for it.
    bool caught = state.thrown.empty() && !terminator.handlers.empty();
    for (const model::Handler& handler : terminator.handlers) {
      bool matches = handler.type == kNone || llvm::is_contained(state.thrown, handler.type);
      if (!matches && !state.thrown.empty()) continue;
      PathState next = state;
      next.thrown.clear();
      next.isPanicking = false;
      go(next, handler.block);
      work_.push_back(std::move(next));
      caught = caught || matches;
      if (matches) break;
    }
    if (caught) return false;
    if (terminator.successors.empty()) return unwindCaller(state);
    go(state, terminator.successors[0]);
    return true;
  }

  bool endPath(PathState& state, PathEnd end, const Abstract& result) {
    endLocals(state);
    if (end == PathEnd::Return) escape(state, result);
    if (end == PathEnd::Throw && state.isPanicking) end = PathEnd::Panic;
    if (ends_) {
      ends_->push_back(std::move(state));
      return false;
    }
    escapeOutside(state);
    for (size_t i = 0; i < observers_.size(); ++i) {
      PathContext context(*this, state, i);
      observers_[i]->onEnd(context, end);
    }
    return false;
  }

  // What is stored in objects that existed before the function, or in globals, outlives it.
  void escapeOutside(PathState& state) {
    std::vector<Abstract> held;
    for (const auto& [slot, content] : state.memory) {
      Entity::Kind kind = entities_[slot.base].kind;
      if (kind == Entity::Global || kind == Entity::Symbolic) held.push_back(content);
    }
    for (const Abstract& value : held) escape(state, value);
  }

  const UnitFacts& facts_;
  const Unit& unit_;
  FunctionId root_;
  const std::vector<PathObserver*>& observers_;
  Budget budget_;
  EntityTable entities_;
  std::vector<Context> contexts_;
  std::map<Context, uint32_t> contextIds_;
  std::map<Slot, Location> storedAt_;
  std::map<EntityId, EntityId> owners_;  // local, by the object it owns
  std::vector<Step> trail_;
  std::vector<PathState> work_;
  std::vector<PathState>* ends_ = nullptr;
  std::vector<Unordered>* collected_ = nullptr;
  std::map<uint64_t, FiberResult> fiberResults_;
  llvm::DenseSet<uint64_t> seen_;
  llvm::DenseSet<uint64_t> thrown_;  // states in which an unseen call has thrown already
  unsigned steps_ = 0;
  unsigned fiberDepth_ = 0;
  bool wasNew_ = false;
};

// --- PathContext

const Unit& PathContext::unit() const { return engine_.unit_; }

std::string PathContext::name(EntityId entity) const { return engine_.entities_[entity].name; }

Place PathContext::made(EntityId entity) const {
  const Entity& of = engine_.entities_[entity];
  return of.kind == Entity::Primitive ? unit().place(of.location) : Place{};
}

const model::Type* PathContext::type(EntityId entity) const { return engine_.typeOf(entity); }

std::optional<Mark> PathContext::mark(EntityId entity) const {
  auto at = state_.marks.find({static_cast<uint32_t>(observer_), entity});
  return at == state_.marks.end() ? std::nullopt : std::optional(at->second);
}

void PathContext::setMark(EntityId entity, int state) {
  bool early = !state_.synchronized && !state_.branched;
  state_.marks[{static_cast<uint32_t>(observer_), entity}] = {state, state_.step, early};
}

void PathContext::adopt(EntityId entity, const Mark& mark) {
  state_.marks[{static_cast<uint32_t>(observer_), entity}] = mark;
}

std::vector<Event> PathContext::unordered() const {
  std::vector<Event> events;
  for (const Unordered& each : state_.unordered) events.push_back(each.event);
  return events;
}

void PathContext::clearMark(EntityId entity) {
  state_.marks.erase({static_cast<uint32_t>(observer_), entity});
}

std::vector<std::pair<EntityId, Mark>> PathContext::marks() const {
  std::vector<std::pair<EntityId, Mark>> found;
  for (const auto& [key, mark] : state_.marks)
    if (key.first == observer_) found.emplace_back(key.second, mark);
  return found;
}

Place PathContext::place(const Mark& mark) const {
  return mark.step == kNone ? Place{} : unit().place(engine_.trail_[mark.step].location);
}

bool PathContext::isOtherFiber(const Mark& mark) const {
  return mark.step != kNone && engine_.trail_[mark.step].fiber != state_.fiber;
}

bool PathContext::escapes(EntityId entity) const { return state_.escaped.contains(entity); }

bool PathContext::isDoubtful() const { return state_.doubtful; }

bool PathContext::inFiber() const { return state_.fiber != 0; }

const Function& PathContext::root() const { return unit().functions[engine_.root_]; }

Place PathContext::here() const {
  if (state_.frames.empty()) return {};
  if (state_.leftAt.isValid()) return unit().place(state_.leftAt);
  const Frame& frame = state_.frame();
  const model::Block& block = unit().functions[frame.function].blocks[frame.block];
  if (frame.index == 0 || frame.index > block.instructions.size())
    return unit().place(block.terminator.location);
  if (frame.index == block.instructions.size() && block.terminator.location.isValid())
    return unit().place(block.terminator.location);
  return unit().place(block.instructions[frame.index - 1].location);
}

std::vector<TraceStep> PathContext::trace(std::vector<EntityId> entities) const {
  std::vector<TraceStep> steps;
  for (uint32_t at = state_.step; at != kNone; at = engine_.trail_[at].before) {
    const Step& step = engine_.trail_[at];
    TraceStep shown;
    shown.place = unit().place(step.location);
    shown.depth = step.depth;
    if (step.fiber) shown.fiber = "fiber";
    if (!shown.place.isValid()) continue;
    switch (step.kind) {
      case Step::Operation:
      case Step::Made: {
        if (!llvm::is_contained(entities, step.entity)) continue;
        shown.message = describe(step.operation, name(step.entity));
        break;
      }
      case Step::Decision:
        shown.message = step.direction ? "the condition holds" : "the condition does not hold";
        break;
      case Step::Call:
        shown.message = "calls '" + unit().functions[step.function].name + "'";
        break;
      case Step::Spawn:
        shown.message = "starts a fiber";
        break;
    }
    steps.push_back(std::move(shown));
  }
  std::reverse(steps.begin(), steps.end());
  return steps;
}

bool followPaths(const UnitFacts& facts, FunctionId root,
                 const std::vector<PathObserver*>& observers, const Budget& budget) {
  return PathEngine(facts, root, observers, budget).run();
}

}  // namespace chanvet::flow
