#include "flow/PointsTo.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include <llvm/ADT/BitVector.h>
#include <llvm/ADT/DenseMap.h>
#include <llvm/ADT/DenseSet.h>
#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/STLFunctionalExtras.h>
#include <llvm/ADT/SmallVector.h>

#include "flow/Summaries.h"
#include "flow/TargetSet.h"

namespace chanvet::flow {

using model::BlockId;
using model::Callee;
using model::Function;
using model::FunctionId;
using model::Instruction;
using model::kNone;
using model::Opcode;
using model::OpKind;
using model::SymbolId;
using model::Unit;
using model::Value;

bool Site::has(OpKind kind) const {
  return llvm::any_of(uses, [&](const Use& use) { return use.kind == kind; });
}

// A target is what a value can be: the address of a slot, an object, a primitive, a function. A
// node is where values are: a register, or the content of a slot. Slots are numbered as targets and
// have their content as node of the same number.
class PointsTo::Solver {
 public:
  Solver(const Unit& unit, PointsTo& out) : unit_(unit), out_(out) {}

  void solve() {
    number();
    for (FunctionId id = 0; id < unit_.functions.size(); ++id) seed(id);
    // Every pass adds to sets that are finite.
    // Places that nothing is known to make are then taken for unseen code's.
    for (bool final : {false, true})
      for (changed_ = true; changed_;) {
        changed_ = false;
        if (settled_ != final) visits_.assign(unit_.functions.size(), {});
        settled_ = final;
        for (FunctionId id = 0; id < unit_.functions.size(); ++id)
          if (isStale(id)) pass(id);
      }
    collect();
  }

 private:
  using Node = uint32_t;
  static constexpr uint32_t kUnseen = 0;  // whatever code that is not seen has

  // The last time that a function was looked at.
  struct Visit {
    uint32_t at = 0;         // 0: it never was
    bool isOutdated = true;  // a node of its own has grown since
    std::vector<Node> read;  // of other nodes
  };

  // --- numbering

  void number() {
    next_ = 1;
    for (const Function& function : unit_.functions) {
      locals_.push_back(next_);
      next_ += function.locals.size();
      registers_.push_back(next_);
      next_ += function.registers;
      functions_.push_back(next_++);
      returns_.push_back(next_++);
    }
    symbols_ = next_;
    next_ += unit_.symbols.size();
    objects_ = next_;
    for (FunctionId id = 0; id < unit_.functions.size(); ++id) {
      // What a global starts with others may have replaced, and may use.
      if (id == unit_.initializer) continue;
      for (BlockId block = 0; block < unit_.functions[id].blocks.size(); ++block) {
        const auto& instructions = unit_.functions[id].blocks[block].instructions;
        for (uint32_t i = 0; i < instructions.size(); ++i) {
          for (const Value& operand : instructions[i].operands)
            if (operand.kind == Value::GlobalSlot) globals_.insert(operand.payload);
          Opcode opcode = instructions[i].opcode;
          if (opcode != Opcode::New && opcode != Opcode::Make && opcode != Opcode::Closure &&
              opcode != Opcode::Spawn)
            continue;
          origins_.push_back({id, block, i});
          if (opcode == Opcode::Make) selves_.push_back(next_);
          next_ += 2;  // the object, and its elements
        }
      }
    }
    content_.resize(next_);
    escaped_.resize(next_);
    grownAt_.resize(next_);
    readAt_.resize(next_);
    visits_.resize(unit_.functions.size());
    for (uint32_t made : selves_) content_[made].insert({made});
    for (FunctionId id = 0; id < unit_.functions.size(); ++id) functionOf_[functions_[id]] = id;
  }

  Node localNode(FunctionId f, int64_t local) const { return locals_[f] + local; }
  Node registerNode(FunctionId f, int64_t reg) const { return registers_[f] + reg; }
  Node symbolNode(SymbolId symbol) const { return symbols_ + symbol; }
  Node elementsOf(uint32_t object) const { return object + 1; }
  // A primitive has no elements; the number stands for its channel.
  uint32_t channelOf(uint32_t primitive) const { return primitive + 1; }
  bool isObject(uint32_t target) const {
    return target >= objects_ && (target - objects_) % 2 == 0;
  }
  uint32_t madeAt(const Point& point) const {
    return objects_ + 2 * (llvm::lower_bound(origins_, point) - origins_.begin());
  }
  const Point& originOf(uint32_t object) const { return origins_[(object - objects_) / 2]; }
  bool isMadeBy(Opcode opcode, uint32_t target) const {
    return isObject(target) && instruction(originOf(target)).opcode == opcode;
  }
  bool isMade(uint32_t target) const { return isMadeBy(Opcode::Make, target); }

  // --- sets

  bool add(Node to, const TargetSet& from) {
    if (!content_[to].insert(from)) return false;
    grow(to);
    changed_ = true;
    return true;
  }

  void addFields(uint32_t object, const TargetSet& fields) {
    if (object != kUnseen && fieldsOf_[object].insert(fields)) grow(object);
  }

  // --- visits

  bool isOwn(FunctionId f, Node node) const { return locals_[f] <= node && node <= returns_[f]; }

  void grow(Node node) {
    grownAt_[node] = now_;
    if (node == kUnseen || node >= symbols_) return;
    FunctionId owner = std::prev(llvm::upper_bound(locals_, node)) - locals_.begin();
    visits_[owner].isOutdated = true;
  }

  // What the function that is being looked at would find other once this node has grown.
  void read(Node node) {
    if (isOwn(visited_, node) || std::exchange(readAt_[node], now_) == now_) return;
    visits_[visited_].read.push_back(node);
  }

  // Whether looking at it again may change something.
  bool isStale(FunctionId f) const {
    const Visit& last = visits_[f];
    return last.isOutdated ||
           llvm::any_of(last.read, [&](Node node) { return grownAt_[node] >= last.at; });
  }

  TargetSet valuesOf(FunctionId f, const Value& value) const {
    switch (value.kind) {
      case Value::Reg:
        return content_[registerNode(f, value.payload)];
      case Value::LocalSlot:
        return {localNode(f, value.payload)};
      case Value::GlobalSlot:
        return {symbolNode(value.payload)};
      case Value::FunctionRef:
        return {functions_[value.payload]};
      default:
        return {};
    }
  }

  // What is reachable by a target that unseen code has: it can be read, replaced and called.
  void escape(const TargetSet& targets) {
    std::vector<uint32_t> work(targets.begin(), targets.end());
    while (!work.empty()) {
      uint32_t target = work.back();
      work.pop_back();
      if (target == kUnseen || escaped_[target]) continue;
      escaped_[target] = true;
      grow(target);
      changed_ = true;
      // A closure's captures are reached by its body alone, which is seen.
      if (isClosure(target)) {
        bindUnseen(target);
        continue;
      }
      forEachSet(target, [&](const TargetSet& held) { llvm::append_range(work, held); });
    }
  }

  // What can be got at from a target, one step far.
  void forEachSet(uint32_t target, llvm::function_ref<void(const TargetSet&)> visit) const {
    visit(content_[target]);
    if (isObject(target)) visit(content_[elementsOf(target)]);
    if (auto fields = fieldsOf_.find(target); fields != fieldsOf_.end())
      for (SymbolId field : fields->second) visit(content_[symbolNode(field)]);
  }

  // The sites that can be got at from these targets, by themselves.
  TargetSet sitesFrom(const TargetSet& targets) const {
    llvm::DenseSet<uint32_t> reached;
    TargetSet sites;
    std::vector<uint32_t> work(targets.begin(), targets.end());
    while (!work.empty()) {
      uint32_t target = work.back();
      work.pop_back();
      if (!leadsToSite_[target] || !reached.insert(target).second) continue;
      if (siteOf_.contains(target)) sites.insert({target});
      forEachSet(target, [&](const TargetSet& held) { llvm::append_range(work, held); });
    }
    return sites;
  }

  // Few targets hold a primitive, and what these hold is asked for again and again.
  void findWhatLeadsToSites() {
    leadsToSite_.resize(next_);
    for (const auto& [target, site] : siteOf_) leadsToSite_.set(target);
    auto leads = [&](uint32_t target) {
      bool found = false;
      forEachSet(target, [&](const TargetSet& held) {
        found = found || llvm::any_of(held, [&](uint32_t each) { return leadsToSite_[each]; });
      });
      return found;
    };
    for (bool grew = !siteOf_.empty(); grew;) {
      grew = false;
      for (uint32_t target = kUnseen + 1; target < next_; ++target) {
        if (leadsToSite_[target] || !leads(target)) continue;
        leadsToSite_.set(target);
        grew = true;
      }
    }
  }

  bool isClosure(uint32_t target) const { return isMadeBy(Opcode::Closure, target); }

  // A new object, or the slot of a value that something refers to.
  bool isTemporary(uint32_t target) const { return isMadeBy(Opcode::New, target); }

  const Instruction& instruction(const Point& point) const {
    return unit_.functions[point.function].blocks[point.block].instructions[point.index];
  }

  // Unseen code calls it with anything.
  void bindUnseen(uint32_t closure) {
    FunctionId id = instruction(originOf(closure)).function;
    add(localNode(id, 0), {closure});
    for (uint32_t i = 1; i < unit_.functions[id].parameters; ++i) add(localNode(id, i), {kUnseen});
  }

  // --- constraints

  // Parameters of functions that other units can call come from anywhere.
  void seed(FunctionId id) {
    const Function& function = unit_.functions[id];
    content_[kUnseen].insert({kUnseen});
    escaped_[kUnseen] = true;
    if (!function.hasBody() || !function.isVisible) return;
    for (uint32_t i = 0; i < function.parameters; ++i) add(localNode(id, i), {kUnseen});
  }

  void pass(FunctionId f) {
    visited_ = f;
    visits_[f] = {++now_, /*isOutdated=*/false, {}};
    if (f == unit_.initializer) return;
    const Function& function = unit_.functions[f];
    for (BlockId block = 0; block < function.blocks.size(); ++block) {
      const model::Block& at = function.blocks[block];
      for (uint32_t i = 0; i < at.instructions.size(); ++i)
        apply(f, {f, block, i}, at.instructions[i]);
      if (at.terminator.kind == model::Terminator::Return)
        add(returns_[f], valuesOf(f, at.terminator.value));
    }
  }

  void apply(FunctionId f, const Point& point, const Instruction& i) {
    auto operand = [&](size_t n) {
      return n < i.operands.size() ? valuesOf(f, i.operands[n]) : TargetSet{};
    };
    auto yield = [&](const TargetSet& targets) {
      if (i.result != kNone) add(registerNode(f, i.result), targets);
    };
    switch (i.opcode) {
      case Opcode::Load:
        for (uint32_t target : operand(0)) yield(contentOf(target));
        return;
      case Opcode::Store:
        for (uint32_t target : operand(0)) storeTo(target, operand(1));
        if (settled_ && operand(0).empty()) escape(operand(1));
        return;
      case Opcode::Field:
        for (uint32_t object : operand(0)) addFields(object, {i.symbol});
        if (operand(0).contains(kUnseen) && !isOwnField(i.symbol))
          add(symbolNode(i.symbol), {kUnseen});
        yield({symbolNode(i.symbol)});
        // What a map holds under a key stands for the pair of both.
        for (uint32_t object : operand(0))
          if (isMade(object) || isElements(object)) yield({object});
        return;
      case Opcode::Element:
      case Opcode::Append:
        for (uint32_t container : operand(0))
          yield({isObject(container) ? elementsOf(container) : kUnseen});
        if (settled_ && operand(0).empty()) yield({kUnseen});
        // What a new element holds.
        if (settled_ && operand(0).empty()) escape(operand(2));
        for (uint32_t container : operand(0))
          storeTo(isObject(container) ? elementsOf(container) : kUnseen, operand(2));
        return;
      case Opcode::Next:
      case Opcode::Hold:
        yield(operand(0));
        return;
      case Opcode::Remove:
        yield(operand(1));
        return;
      case Opcode::Resize:
        for (uint32_t container : operand(0))
          storeTo(isObject(container) ? elementsOf(container) : kUnseen, operand(2));
        return;
      case Opcode::New:
      case Opcode::Make:
        yield({madeAt(point)});
        return;
      case Opcode::Closure:
        yield({madeAt(point)});
        return;
      case Opcode::Copy:
        for (uint32_t to : operand(0))
          for (uint32_t from : operand(1)) copyObject(to, from);
        return;
      case Opcode::Choose:
        yield(operand(1));
        yield(operand(2));
        return;
      case Opcode::Call:
        return call(f, point, i);
      case Opcode::Spawn:
        yield({madeAt(point)});
        return call(f, point, i);
      case Opcode::Operation:
        return operation(f, point, i);
      case Opcode::Select:
        for (const model::SelectCase& one : i.cases) {
          escape(valuesOf(f, one.sent));
          if (one.received != kNone) add(registerNode(f, one.received), {kUnseen});
        }
        return;
      case Opcode::Havoc:
        for (uint32_t target : operand(0)) storeTo(target, {kUnseen});
        return;
      default:
        return;
    }
  }

  // A private field of a class whose code is all seen is written by that code alone.
  bool isOwnField(SymbolId symbol) {
    if (ownFields_.empty())
      for (const model::FieldInfo& field : unit_.fields)
        ownFields_[field.symbol] = field.isPrivate && field.classIsComplete;
    auto at = ownFields_.find(symbol);
    // Fields without a declaration are the model's own: pairs, guards, bound arguments.
    return at == ownFields_.end() || at->second;
  }

  TargetSet contentOf(uint32_t target) {
    read(target);
    TargetSet content = content_[target];
    if (target == kUnseen) content.insert({kUnseen});
    return content;
  }

  void storeTo(uint32_t target, const TargetSet& values) {
    if (target == kUnseen) return escape(values);
    add(target, values);
    read(target);
    if (escaped_[target]) escape(values);
  }

  void copyObject(uint32_t to, uint32_t from) {
    if (to == kUnseen) return escape({from});
    // What was stored where it is not seen has escaped then: the copy gives away nothing more.
    if (from != kUnseen) {
      read(from);
      addFields(to, fieldsOf_.lookup(from));
    }
    if (isObject(to))
      add(elementsOf(to), from == kUnseen  ? TargetSet{kUnseen}
                          : isObject(from) ? contentOf(elementsOf(from))
                                           : TargetSet{});
  }

  void call(FunctionId f, const Point& point, const Instruction& i) {
    std::set<FunctionId> direct;
    for (FunctionId target : targets(unit_, i.callee))
      if (unit_.functions[target].hasBody()) direct.insert(target);
    std::vector<TargetSet> operands;
    operands.reserve(i.operands.size());
    for (const Value& operand : i.operands) operands.push_back(valuesOf(f, operand));
    for (FunctionId target : direct) bind(f, point, i, target, operands);
    bool seen = !direct.empty();
    if (i.callee.kind == Callee::Value)
      seen = callValues(f, point, i, valuesOf(f, i.callee.value), operands);
    if (seen) return;
    for (const TargetSet& operand : operands) escape(operand);
    for (const TargetSet& operand : operands)
      for (uint32_t target : operand)
        if (isSlot(target)) storeTo(target, {kUnseen});
    if (i.result != kNone && i.opcode == Opcode::Call) add(registerNode(f, i.result), {kUnseen});
  }

  bool isElements(uint32_t target) const {
    return target != kUnseen && isObject(target - 1) && !isMade(target - 1);
  }

  bool isSlot(uint32_t target) const { return target != kUnseen && !isObject(target); }

  bool callValues(FunctionId f, const Point& point, const Instruction& i,
                  const TargetSet& callables, const std::vector<TargetSet>& operands) {
    TargetSet visited;
    return callThrough(f, point, i, callables, operands, visited);
  }

  TargetSet heldBy(uint32_t callable) {
    return isSlot(callable) || isTemporary(callable) ? contentOf(callable) : TargetSet{};
  }

  // Calls what the values stand for. False when that is not wholly known. A slot can hold, through
  // others, its own address: each is looked into once.
  bool callThrough(FunctionId f, const Point& point, const Instruction& i,
                   const TargetSet& callables, const std::vector<TargetSet>& operands,
                   TargetSet& visited) {
    bool known = !callables.empty();
    for (uint32_t callable : callables) {
      if (auto function = functionOf_.find(callable); function != functionOf_.end()) {
        if (unit_.functions[function->second].hasBody())
          bind(f, point, i, function->second, operands);
        else
          known = false;
      } else if (isClosure(callable)) {
        std::vector<TargetSet> withSelf{TargetSet{callable}};
        withSelf.insert(withSelf.end(), operands.begin(), operands.end());
        bind(f, point, i, instruction(originOf(callable)).function, withSelf);
      } else if (TargetSet held = heldBy(callable); !held.empty()) {
        if (visited.insert({callable})) known &= callThrough(f, point, i, held, operands, visited);
      } else {
        known = false;
      }
    }
    return known;
  }

  void bind(FunctionId f, const Point& point, const Instruction& i, FunctionId target,
            const std::vector<TargetSet>& operands) {
    out_.callees_[point].insert(target);
    for (uint32_t n = 0; n < unit_.functions[target].parameters && n < operands.size(); ++n)
      add(localNode(target, n), operands[n]);
    if (i.result != kNone && i.opcode == Opcode::Call)
      add(registerNode(f, i.result), contentOf(returns_[target]));
  }

  void operation(FunctionId f, const Point& point, const Instruction& i) {
    for (size_t n = 1; n < i.operands.size(); ++n) {
      TargetSet values = valuesOf(f, i.operands[n]);
      bool isCallable =
          llvm::any_of(values, [&](uint32_t v) { return isClosure(v) || functionOf_.contains(v); });
      if (isCallable) {
        callValues(f, point, i, values, {});
        for (uint32_t value : values)
          if (isClosure(value)) escape({value});
      } else {
        escape(values);
      }
    }
    if (i.received != kNone) add(registerNode(f, i.received), {kUnseen});
    if (i.result == kNone) return;
    if (unit_.operation(i).kind == OpKind::ChannelOf) {
      for (uint32_t owner : valuesOf(f, i.operands[0]))
        add(registerNode(f, i.result), {isMade(owner) ? channelOf(owner) : kUnseen});
      return;
    }
    // What is received can be anything that was sent, also by code that is not seen.
    add(registerNode(f, i.result), {kUnseen});
  }

  // --- results

  void collect() {
    for (uint32_t target = 0; target < next_; ++target) {
      if (!isMade(target) && !isMadeBy(Opcode::Spawn, target)) continue;
      const Point& point = originOf(target);
      siteOf_[target] = out_.sites_.size();
      Site site;
      site.point = point;
      site.type = instruction(point).type;
      site.escapes = escaped_[target];
      out_.sites_.push_back(site);
      if (!isMade(target)) continue;
      siteOf_[channelOf(target)] = out_.sites_.size();
      site.owner = out_.sites_.size() - 1;
      site.escapes |= escaped_[channelOf(target)];
      out_.sites_.push_back(std::move(site));
    }
    for (uint32_t target = 0; target < next_; ++target) {
      if (!isTemporary(target)) continue;
      for (uint32_t held : content_[target])
        if (auto at = siteOf_.find(held); at != siteOf_.end())
          out_.sites_[at->second].onHeap = true;
    }
    findWhatLeadsToSites();
    for (FunctionId f = 0; f < unit_.functions.size(); ++f) collectUses(f);
    for (FunctionId f = 0; f < unit_.functions.size(); ++f)
      if (unit_.functions[f].hasBody() && unit_.functions[f].isVisible)
        for (uint32_t target : sitesFrom(content_[returns_[f]])) returnedBy_[target].insert(f);
    for (const auto& [target, index] : siteOf_) {
      Site& site = out_.sites_[index];
      site.isReturned = returnedBy_.contains(target);
      site.escapes |= leavesWithUses(target, site);
    }
    nameSites();
  }

  // A channel that a function gives to callers that are not seen is theirs to close only as far as
  // it is not new with each call: what the function itself, or a closure of it, does with it
  // counts.
  bool leavesWithUses(uint32_t target, const Site& site) const {
    auto returned = returnedBy_.find(target);
    if (returned == returnedBy_.end()) return false;
    return llvm::any_of(site.uses, [&](const Use& use) {
      return llvm::any_of(returned->second, [&](FunctionId f) { return contains(f, use.point); });
    });
  }

  bool contains(FunctionId f, const Point& point) const {
    if (point.function == f) return true;
    for (const model::Block& block : unit_.functions[f].blocks)
      for (const Instruction& i : block.instructions)
        if (i.opcode == Opcode::Closure && i.function == point.function) return true;
    return false;
  }

  void collectUses(FunctionId f) {
    const Function& function = unit_.functions[f];
    for (BlockId block = 0; block < function.blocks.size(); ++block) {
      const auto& instructions = function.blocks[block].instructions;
      for (uint32_t n = 0; n < instructions.size(); ++n) {
        const Instruction& i = instructions[n];
        Point point{f, block, n};
        if (i.opcode == Opcode::Operation && !i.operands.empty())
          record(valuesOf(f, i.operands[0]), {point, unit_.operation(i).kind});
        if (i.opcode == Opcode::Spawn)
          record(valuesOf(f, i.counter), {point, OpKind::SpawnCounted});
        if (i.opcode != Opcode::Select) continue;
        for (uint32_t c = 0; c < i.cases.size(); ++c)
          record(valuesOf(f, i.cases[c].channel), {point, i.cases[c].kind, c});
      }
    }
  }

  // The primitives that can be got at from an object; asked for again and again.
  const TargetSet& sitesWithin(uint32_t object) {
    auto [at, isNew] = sitesWithin_.try_emplace(object);
    if (isNew) at->second = sitesFrom({object});
    return at->second;
  }

  void record(const TargetSet& targets, const Use& use) {
    std::vector<size_t>& sites = out_.sitesOfUse_[{use.point, use.selectCase}];
    TargetSet all = targets;
    // An operation on an object that only holds primitives (an element that is a pair): on any of
    // them.
    for (uint32_t target : targets)
      if (isTemporary(target)) all.insert(sitesWithin(target));
    for (uint32_t target : all) {
      auto at = siteOf_.find(target);
      if (at == siteOf_.end()) {
        if (targets.contains(target)) out_.unseenUses_.insert({use.point, use.selectCase});
        continue;
      }
      out_.sites_[at->second].uses.push_back(use);
      sites.push_back(at->second);
    }
  }

  // A site is named after a variable of the function that makes it, or else the first variable or
  // field that holds it. A global, or a field that others can reach, makes it shared.
  void nameSites() {
    for (bool ownOnly : {true, false})
      for (FunctionId f = 0; f < unit_.functions.size(); ++f)
        for (uint32_t local = 0; local < unit_.functions[f].locals.size(); ++local)
          nameAfterLocal(f, local, ownOnly);
    for (SymbolId symbol = 0; symbol < unit_.symbols.size(); ++symbol) {
      llvm::StringRef name = unit_.symbol(symbol);
      size_t colon = name.rfind("::");
      if (colon != llvm::StringRef::npos) name = name.substr(colon + 2);
      bool isShared = globals_.contains(symbol) || !isOwnField(symbol);
      for (Site* site : held(symbolNode(symbol))) {
        if (site->name.empty()) site->name = name.str();
        site->onHeap = false;
        site->isShared |= isShared;
      }
    }
  }

  void nameAfterLocal(FunctionId f, uint32_t local, bool ownOnly) {
    llvm::StringRef name = unit_.functions[f].locals[local].name;
    if (name == "this" || name == "(result)" || name.starts_with("__")) return;
    for (Site* site : held(localNode(f, local))) {
      if (ownOnly && site->point.function != f) continue;
      if (site->name.empty()) site->name = name.str();
      site->onHeap = false;
    }
    // A smart pointer or reference names what it refers to.
    for (uint32_t target : content_[localNode(f, local)]) {
      for (Site* site : held(target))
        if (site->name.empty() && (!ownOnly || site->point.function == f)) site->name = name.str();
    }
  }

  std::vector<Site*> held(Node node) {
    std::vector<Site*> sites;
    for (uint32_t target : content_[node])
      if (auto at = siteOf_.find(target); at != siteOf_.end())
        sites.push_back(&out_.sites_[at->second]);
    return sites;
  }

  const Unit& unit_;
  PointsTo& out_;
  uint32_t next_ = 1;
  std::vector<uint32_t> locals_, registers_, functions_, returns_;
  uint32_t symbols_ = 0;
  uint32_t objects_ = 0;
  std::vector<Point> origins_;  // of the objects, in order
  llvm::DenseMap<uint32_t, FunctionId> functionOf_;
  std::vector<TargetSet> content_;
  std::vector<bool> escaped_;
  std::vector<uint32_t> grownAt_, readAt_;  // each node: in which visit
  std::vector<Visit> visits_;               // each function
  FunctionId visited_ = kNone;
  uint32_t now_ = 0;                              // the number of the visit
  llvm::DenseMap<uint32_t, TargetSet> fieldsOf_;  // their symbols
  std::map<uint32_t, size_t> siteOf_;
  llvm::BitVector leadsToSite_;
  std::map<uint32_t, std::set<FunctionId>> returnedBy_;  // visible functions, by what they return
  std::map<uint32_t, TargetSet> sitesWithin_;
  std::set<SymbolId> globals_;
  std::vector<uint32_t> selves_;
  bool settled_ = false;
  std::map<SymbolId, bool> ownFields_;
  bool changed_ = false;
};

PointsTo::PointsTo(const Unit& unit) : unit_(unit) { Solver(unit, *this).solve(); }
PointsTo::~PointsTo() = default;

std::vector<const Site*> PointsTo::sitesOf(const Use& use) const {
  std::vector<const Site*> found;
  if (unseenUses_.contains({use.point, use.selectCase})) return found;
  auto at = sitesOfUse_.find({use.point, use.selectCase});
  if (at == sitesOfUse_.end()) return found;
  for (size_t site : at->second) found.push_back(&sites_[site]);
  return found;
}

const std::set<FunctionId>& PointsTo::callees(const Point& point) const {
  static const std::set<FunctionId> kUnknown;
  auto at = callees_.find(point);
  return at == callees_.end() ? kUnknown : at->second;
}

const Instruction& PointsTo::at(const Point& point) const {
  return unit_.functions[point.function].blocks[point.block].instructions[point.index];
}

}  // namespace chanvet::flow
