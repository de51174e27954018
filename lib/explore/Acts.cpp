#include "explore/Acts.h"

#include <optional>

#include <llvm/ADT/BitVector.h>
#include <llvm/ADT/STLExtras.h>

#include "model/Origin.h"

namespace chanvet::explore {

using model::BlockId;
using model::Function;
using model::Instruction;
using model::Opcode;
using model::OpKind;
using model::Relation;
using model::Terminator;
using model::Value;

namespace {

// --- what a test says

// Computes with one result of the load put in.
class Evaluator {
 public:
  using ValueOf = llvm::function_ref<const Datum*(model::LocalId)>;

  Evaluator(const Basis& basis, const Datum& loaded, ValueOf valueOf)
      : basis_(basis), loaded_(loaded), valueOf_(valueOf) {
    for (const model::Block& block : basis.function->blocks)
      for (const Instruction& instruction : block.instructions) {
        if (instruction.result != model::kNone) definitions_[instruction.result] = &instruction;
        if (instruction.opcode == Opcode::Store) addStore(instruction);
      }
  }

  std::optional<bool> truth(const Value& value) const {
    std::optional<Datum> datum = evaluate(value, 0);
    if (!datum) return std::nullopt;
    if (datum->isNumber()) return datum->number != 0;
    if (datum->kind == Datum::Null) return !datum->isAbsent();
    return datum->isObject() ? std::optional<bool>(true) : std::nullopt;
  }

 private:
  using Key = std::pair<Value::Kind, int64_t>;

  void addStore(const Instruction& store) {
    Key key{store.operands[0].kind, store.operands[0].payload};
    auto [known, isFirst] = stores_.try_emplace(key, &store);
    if (!isFirst) known->second = nullptr;
  }

  std::optional<Datum> evaluate(const Value& value, unsigned depth) const {
    constexpr unsigned kDeepest = 16;
    switch (value.kind) {
      case Value::Constant:
        return Datum::ofNumber(value.payload);
      case Value::Null:
        return Datum::null();
      case Value::Nothing:
        return Datum::nothing();
      case Value::Reg: {
        auto made = definitions_.find(value.payload);
        if (made == definitions_.end() || depth == kDeepest) return std::nullopt;
        return evaluate(*made->second, depth + 1);
      }
      default:
        return std::nullopt;
    }
  }

  std::optional<Datum> evaluate(const Instruction& made, unsigned depth) const {
    auto operand = [&](size_t i) { return evaluate(made.operands[i], depth); };
    switch (made.opcode) {
      case Opcode::Load:
        return &made == basis_.load ? loaded_ : evaluateSlot(made.operands[0], depth);
      case Opcode::Hold:
        return operand(0);
      case Opcode::Not: {
        std::optional<bool> holds = truth(made.operands[0]);
        return holds ? std::optional(Datum::ofNumber(!*holds)) : std::nullopt;
      }
      case Opcode::Compare: {
        std::optional<Datum> left = operand(0), right = operand(1);
        return left && right ? compare(*left, made.relation, *right) : std::nullopt;
      }
      case Opcode::Compute: {
        std::optional<Datum> left = operand(0), right = operand(1);
        if (!left || !right || !left->isNumber() || !right->isNumber()) return std::nullopt;
        std::optional<int64_t> number =
            model::compute(left->number, made.arithmetic, right->number);
        return number ? std::optional(Datum::ofNumber(*number)) : std::nullopt;
      }
      default:
        return std::nullopt;
    }
  }

  // What a local or temporary holds that is stored to once, or a parameter that never is.
  std::optional<Datum> evaluateSlot(const Value& slot, unsigned depth) const {
    auto store = stores_.find({slot.kind, slot.payload});
    bool isLocal = slot.kind == Value::LocalSlot;
    if (store == stores_.end() && isLocal && slot.payload < basis_.function->parameters) {
      const Datum* given = valueOf_(slot.payload);
      return given ? std::optional(*given) : std::nullopt;
    }
    if ((!isLocal && slot.kind != Value::Reg) || store == stores_.end() || !store->second)
      return std::nullopt;
    return evaluate(store->second->operands[1], depth);
  }

  static std::optional<Datum> compare(const Datum& left, Relation relation, const Datum& right) {
    bool areNumbers = left.isNumber() && right.isNumber();
    bool isKnown = areNumbers || left == right || left.isAbsent() != right.isAbsent();
    bool mayBeAnything = left.kind == Datum::Unknown || right.kind == Datum::Unknown;
    if (!isKnown || mayBeAnything) return std::nullopt;
    switch (relation) {
      case Relation::Equal:
        return Datum::ofNumber(left == right);
      case Relation::NotEqual:
        return Datum::ofNumber(left != right);
      default:
        break;
    }
    if (!areNumbers) return std::nullopt;
    int64_t a = left.number, b = right.number;
    return Datum::ofNumber(relation == Relation::Less        ? a < b
                           : relation == Relation::LessEqual ? a <= b
                           : relation == Relation::Greater   ? a > b
                                                             : a >= b);
  }

  const Basis& basis_;
  const Datum& loaded_;
  ValueOf valueOf_;
  std::map<model::Register, const Instruction*> definitions_;
  std::map<Key, const Instruction*> stores_;  // null: there are several
};

// --- what rests on a load

// Where a value that was made from one load is, at each point of its function.
class Spread {
 public:
  Spread(const Function& function, const Instruction& load) : function_(function), load_(load) {
    registers_.resize(function.registers);
    atEntry_.assign(function.blocks.size(), llvm::BitVector(function.locals.size()));
    for (bool changes = true; changes;) {
      changes = false;
      for (BlockId block = 0; block < function.blocks.size(); ++block) changes |= run(block);
    }
  }

  // Whether the value that the store of the block puts in its slot was made from it.
  bool reaches(BlockId block, const Instruction& store) {
    watched_ = &store;
    isReached_ = false;
    run(block);
    return isReached_;
  }

  bool decides(BlockId block) {
    const Terminator& end = function_.blocks[block].terminator;
    bool isChoice = end.kind == Terminator::Branch || end.kind == Terminator::Switch;
    return isChoice && end.value.kind == Value::Reg && registers_[end.value.payload];
  }

 private:
  bool has(const Value& value) const {
    return value.kind == Value::Reg && registers_[value.payload];
  }

  bool run(BlockId id) {
    llvm::BitVector locals = atEntry_[id], before = registers_;
    for (const Instruction& instruction : function_.blocks[id].instructions) {
      if (&instruction == watched_) isReached_ = has(instruction.operands[1]);
      step(instruction, locals);
    }
    bool changes = registers_ != before;
    auto flow = [&](BlockId next) {
      llvm::BitVector joined = atEntry_[next];
      joined |= locals;
      changes |= joined != atEntry_[next];
      atEntry_[next] = std::move(joined);
    };
    for (BlockId next : function_.blocks[id].terminator.successors)
      if (next != model::kNone) flow(next);
    return changes;
  }

  void step(const Instruction& instruction, llvm::BitVector& locals) {
    auto setResult = [&](bool isFrom) {
      if (isFrom && instruction.result != model::kNone) registers_.set(instruction.result);
    };
    const model::Values& operands = instruction.operands;
    switch (instruction.opcode) {
      case Opcode::Load: {
        const Value& slot = operands[0];
        bool isThere = slot.kind == Value::LocalSlot ? locals[slot.payload] : has(slot);
        return setResult(&instruction == &load_ || (!instruction.atomic && isThere));
      }
      case Opcode::Store:
        if (instruction.atomic) return;
        if (operands[0].kind == Value::LocalSlot)
          locals[operands[0].payload] = has(operands[1]);
        else if (operands[0].kind == Value::Reg && has(operands[1]))
          registers_.set(operands[0].payload);
        return;
      case Opcode::Hold:
      case Opcode::Not:
      case Opcode::And:
      case Opcode::Or:
      case Opcode::Compare:
      case Opcode::Compute:
      case Opcode::Choose:
      case Opcode::Call:
        return setResult(llvm::any_of(operands, [&](const Value& each) { return has(each); }));
      default:
        return;
    }
  }

  const Function& function_;
  const Instruction& load_;
  llvm::BitVector registers_;
  std::vector<llvm::BitVector> atEntry_;  // by block: the locals
  const Instruction* watched_ = nullptr;
  bool isReached_ = false;
};

// The blocks that control can be in after it has gone from `from` to `to`, before it is at `from`
// again.
llvm::BitVector reachedBy(const Function& function, BlockId from, BlockId to) {
  llvm::BitVector reached(function.blocks.size());
  std::vector<BlockId> work{to};
  while (!work.empty()) {
    BlockId at = work.back();
    work.pop_back();
    if (at == model::kNone || at == from || reached[at]) continue;
    reached.set(at);
    llvm::append_range(work, function.blocks[at].terminator.successors);
  }
  return reached;
}

// The blocks that the choice at the end of `from` decides about, if it comes out so that `act` is
// among them; none where it does not decide about that one.
llvm::BitVector decidedBy(const Function& function, BlockId from, BlockId act) {
  llvm::BitVector with(function.blocks.size()), without(function.blocks.size());
  for (BlockId next : function.blocks[from].terminator.successors) {
    llvm::BitVector reached = reachedBy(function, from, next);
    (reached[act] ? with : without) |= reached;
  }
  bool hasOther = false;
  for (BlockId next : function.blocks[from].terminator.successors)
    hasOther |= !reachedBy(function, from, next)[act];
  if (!hasOther) with.reset();
  with.reset(without);
  return with;
}

// Whether both name the same slot: computed the same way from the same variables.
bool isSameSlot(const Function& function, const Value& one, const Value& other) {
  if (one == other) return true;
  const Instruction* made = model::definitionOf(function, one);
  const Instruction* remade = model::definitionOf(function, other);
  bool isPath = made && (made->opcode == Opcode::Load || made->opcode == Opcode::Field);
  if (!isPath || !remade || made->opcode != remade->opcode || made->symbol != remade->symbol)
    return false;
  return isSameSlot(function, made->operands[0], remade->operands[0]);
}

// Whether the branch compares what the slot holds with a value that is no constant.
bool comparesWithOwn(const Function& function, const Terminator& branch, const Value& slot) {
  if (branch.kind != Terminator::Branch) return false;
  const Instruction* test = model::definitionOf(function, branch.value);
  while (test && test->opcode == Opcode::Not)
    test = model::definitionOf(function, test->operands[0]);
  bool isEquality = test && test->opcode == Opcode::Compare &&
                    (test->relation == Relation::Equal || test->relation == Relation::NotEqual);
  if (!isEquality) return false;
  auto looksAt = [&](const Value& value) {
    const Instruction* look = model::definitionOf(function, value);
    return look && look->opcode == Opcode::Load && look->atomic &&
           isSameSlot(function, look->operands[0], slot);
  };
  const Value &left = test->operands[0], &right = test->operands[1];
  return (looksAt(left) && right.kind == Value::Reg) || (looksAt(right) && left.kind == Value::Reg);
}

// Whether each way to `act` comes through a loop that waits until the slot holds what is the
// fiber's own, as a ticket: then it is the fiber's turn, and nobody else changes the slot.
bool waitsForTurn(const Function& function, const Value& slot, BlockId act) {
  for (BlockId block = 0; block < function.blocks.size(); ++block) {
    const Terminator& end = function.blocks[block].terminator;
    if (!comparesWithOwn(function, end, slot)) continue;
    bool isLoop = llvm::any_of(end.successors, [&](BlockId next) {
      llvm::BitVector reached = reachedBy(function, act, next);
      return reached[block];
    });
    if (isLoop && !reachedBy(function, block, 0)[act]) return true;
  }
  return false;
}

// Whether it makes a difference how often an operation is done.
bool countsEachTime(OpKind kind) {
  switch (kind) {
    case OpKind::Send:
    case OpKind::TrySend:
    case OpKind::Close:
    case OpKind::SpawnCounted:
    case OpKind::Join:
    case OpKind::Add:
    case OpKind::Done:
    case OpKind::SetValue:
      return true;
    default:
      return false;
  }
}

}  // namespace

class Acts::Finder {
 public:
  explicit Finder(const model::Unit& unit) : unit_(unit) {}

  Bases find(const Function& function) {
    std::vector<std::pair<BlockId, const Instruction*>> loads, stores;
    for (BlockId block = 0; block < function.blocks.size(); ++block)
      for (const Instruction& instruction : function.blocks[block].instructions) {
        if (!instruction.atomic) continue;
        if (instruction.opcode == Opcode::Load) loads.push_back({block, &instruction});
        if (instruction.opcode == Opcode::Store) stores.push_back({block, &instruction});
      }
    if (stores.empty()) return {};
    for (const auto& [block, load] : loads) {
      Spread spread(function, *load);
      for (const auto& [at, store] : stores) relate(function, spread, *load, at, *store);
    }
    return std::move(found_);
  }

 private:
  void relate(const Function& function, Spread& spread, const Instruction& load, BlockId at,
              const Instruction& store) {
    Basis basis;
    basis.function = &function;
    basis.load = &load;
    if (spread.reaches(at, store)) {
      if (waitsForTurn(function, store.operands[0], at)) return;
      basis.kind = Basis::Computed;
    }
    for (BlockId block = 0; block < function.blocks.size(); ++block) {
      if (basis.kind == Basis::Computed || !spread.decides(block)) continue;
      llvm::BitVector decided = decidedBy(function, block, at);
      if (!decided[at]) continue;
      basis.kind = Basis::Tested;
      basis.tests.push_back(function.blocks[block].terminator.value);
      for (unsigned each : decided.set_bits()) basis.doesMore |= counts(function.blocks[each]);
    }
    if (basis.kind != Basis::None) found_[{&store, &load}] = std::move(basis);
  }

  // Whether the block does, itself or in what it calls, what counts each time.
  bool counts(const model::Block& block) const {
    llvm::BitVector seen(unit_.functions.size());
    std::vector<const model::Block*> work{&block};
    while (!work.empty()) {
      const model::Block* at = work.back();
      work.pop_back();
      for (const Instruction& instruction : at->instructions) {
        if (counts(instruction)) return true;
        model::FunctionId callee = calledBy(instruction);
        if (callee == model::kNone || seen[callee]) continue;
        seen.set(callee);
        for (const model::Block& each : unit_.functions[callee].blocks) work.push_back(&each);
      }
    }
    return false;
  }

  bool counts(const Instruction& instruction) const {
    switch (instruction.opcode) {
      case Opcode::Spawn:
      case Opcode::Update:
        return true;
      case Opcode::Operation:
        return countsEachTime(unit_.operation(instruction).kind);
      default:
        return false;
    }
  }

  static model::FunctionId calledBy(const Instruction& instruction) {
    bool isCall =
        instruction.opcode == Opcode::Call && instruction.callee.kind == model::Callee::Direct;
    return isCall ? instruction.callee.function : model::kNone;
  }

  const model::Unit& unit_;
  Bases found_;
};

const Basis& Acts::basis(model::FunctionId function, const Instruction* store,
                         const Instruction* load) {
  static const Basis kNothing;
  auto [bases, isFirst] = known_.try_emplace(function);
  if (isFirst) bases->second = Finder(unit_).find(unit_.functions[function]);
  auto known = bases->second.find({store, load});
  return known == bases->second.end() ? kNothing : known->second;
}

bool isTestedApart(const Basis& basis, const Datum& one, const Datum& other,
                   llvm::function_ref<const Datum*(model::LocalId)> valueOf) {
  return llvm::any_of(basis.tests, [&](const Value& test) {
    std::optional<bool> first = Evaluator(basis, one, valueOf).truth(test);
    std::optional<bool> second = Evaluator(basis, other, valueOf).truth(test);
    return first && second && *first != *second;
  });
}

}  // namespace chanvet::explore
