// Which states are equal: those that differ only in the numbers of what they hold.
#include <algorithm>
#include <tuple>

#include <llvm/ADT/DenseMap.h>
#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/SmallVector.h>

#include "explore/Content.h"
#include "explore/State.h"

namespace chanvet::explore {

namespace {

// Where a fiber stands, without what it holds: equal fibers can be exchanged.
void addStanding(const Fiber& fiber, llvm::SmallVectorImpl<uint64_t>& to) {
  to.append({fiber.dormant, fiber.isHeldBack, fiber.stopped, static_cast<uint64_t>(fiber.phase),
             fiber.frames.size()});
  for (const Frame& frame : fiber.frames)
    to.append({uint64_t{frame.function} << 32 | frame.block, frame.next});
}

bool isPromise(model::ClassKind kind) {
  return kind == model::ClassKind::Promise || kind == model::ClassKind::PackagedTask;
}

}  // namespace

// Numbers objects and unknowns in the order in which they are met from the fibers.
class Canonicalizer {
 public:
  Canonicalizer(State& state, State::LiveRegisters live, State::HasDestructor hasDestructor)
      : state_(state),
        live_(live),
        hasDestructor_(hasDestructor),
        numberOf_(state.objects_.size(), kNone) {}

  State::Canonical run() {
    sortFibers();
    put(state_.ended | state_.isDoubtful << 1 | static_cast<uint64_t>(state_.cut) << 2);
    putPlace(state_.killer);
    put(out_.order.size());
    for (Fiber* fiber : fibers_) putFiber(*fiber);
    putObject(state_.globals);
    putContents();
    putKnowledge();
    sweep();
    out_.words += words_.size();
    out_.digest = digestOf(words_);
    return std::move(out_);
  }

  // --- for write() of a datum
  void put(uint64_t word) { words_.push_back(word); }
  void putObject(ObjectId id) {
    if (id == kNone) return put(0);
    if (numberOf_[id] == kNone) {
      numberOf_[id] = met_.size();
      met_.push_back(id);
    }
    put(numberOf_[id] + 1);
  }

  void putUnknown(UnknownId id) {
    if (id == 0) return put(0);
    auto [at, isNew] = unknownIndex_.try_emplace(id, unknowns_.size());
    put(at->second + 1);
    if (isNew) unknowns_.push_back(id);
  }
  void putTested(UnknownId id) { putUnknown(id); }

 private:
  struct Keyed {
    llvm::SmallVector<uint64_t, 32> key;
    Fiber* fiber;
    bool operator<(const Keyed& other) const {
      return std::tie(key, fiber->id) < std::tie(other.key, other.fiber->id);
    }
  };

  // Any order will do; the less it depends on the numbers of fibers, the more states are equal.
  void sortFibers() {
    llvm::SmallVector<Keyed, 8> keyed;
    for (Fiber& fiber : state_.fibers) {
      keyed.push_back({{}, &fiber});
      addStanding(fiber, keyed.back().key);
    }
    llvm::sort(keyed);
    for (size_t first = 0, next = 0; first < keyed.size(); first = next) {
      next = first + 1;
      while (next < keyed.size() && keyed[next].key == keyed[first].key) ++next;
      if (next - first == 1) continue;
      for (size_t i = first; i < next; ++i) addNumbers(*keyed[i].fiber, keyed[i].key);
      std::sort(keyed.begin() + first, keyed.begin() + next);
    }
    for (const Keyed& each : keyed) {
      out_.order.push_back(each.fiber->id);
      fibers_.push_back(each.fiber);
    }
  }

  // The numbers that the fiber computes with.
  void addNumbers(const Fiber& fiber, llvm::SmallVectorImpl<uint64_t>& key) {
    auto add = [&](const Datum& datum) {
      key.push_back(datum.kind);
      if (datum.kind == Datum::Number) key.push_back(datum.number);
    };
    for (const Frame& frame : fiber.frames) {
      const llvm::BitVector& live = live_(frame, &frame == &fiber.frames.back());
      for (unsigned i : live.set_bits()) add(frame.registers[i]);
      if (frame.locals == kNone) continue;
      for (const auto& [slot, value] : state_.object(frame.locals).slots) add(value);
    }
  }

  void putPlace(const model::Instruction* instruction) {
    put(instruction != nullptr);
    if (!instruction) return;
    put(instruction->location.file);
    put(instruction->location.line);
    put(instruction->location.column);
  }

  void putFiberId(FiberId id) {
    auto at = std::find(out_.order.begin(), out_.order.end(), id);
    // Who holds a lock and has ended is nobody in particular.
    put(id == kNone ? 0 : at == out_.order.end() ? 1 : at - out_.order.begin() + 2);
  }

  // The first fiber, as the digest has them, that is of the same thread.
  void putThread(const Fiber& fiber) {
    put(llvm::find_if(fibers_, [&](const Fiber* each) { return each->thread == fiber.thread; }) -
        fibers_.begin());
  }

  void putFiber(Fiber& fiber) {
    addStanding(fiber, words_);
    putThread(fiber);
    for (size_t i = 0; i < fiber.frames.size(); ++i) {
      Frame& frame = fiber.frames[i];
      putObject(frame.locals);
      putObject(frame.once);
      put(frame.turns.size());
      for (auto [block, turns] : frame.turns) {
        put(block);
        put(turns);
      }
      const llvm::BitVector& live = live_(frame, i + 1 == fiber.frames.size());
      for (size_t r = 0; r < frame.registers.size(); ++r) {
        if (live[r])
          write(frame.registers[r], *this);
        else
          frame.registers[r] = {};
      }
    }
    putObject(fiber.handle);
    putObject(fiber.counter);
    put(fiber.inFlight.size());
    for (const InFlight& exception : fiber.inFlight) {
      putPlace(exception.misuse);
      put(exception.depth);
      put(exception.types.size());
      for (model::SymbolId symbol : exception.types) put(symbol);
    }
  }

  // Objects lead to others, and so do unknowns that are addresses.
  void putContents() {
    const Derived derived = findDerived();
    for (size_t object = 0, unknown = 0; object < met_.size() || unknown < unknowns_.size();) {
      if (object < met_.size()) {
        putContent(met_[object++]);
      } else {
        UnknownId id = unknowns_[unknown++];
        const Knowledge* known = state_.known(id);
        putObject(known ? known->object : kNone);
        if (auto at = derived.find(id); at != derived.end())
          for (const Knowledge* each : at->second)
            if (canBeComputed(*each)) putDerived(*each);
      }
    }
  }

  // By unknown: what is computed from it, in an order that does not depend on when it was.
  using Derived = llvm::DenseMap<UnknownId, llvm::SmallVector<const Knowledge*, 2>>;
  Derived findDerived() const {
    llvm::SmallVector<const Knowledge*> computed;
    for (const Knowledge& one : state_.knowledge)
      if (one.origin.of || one.origin.with) computed.push_back(&one);
    auto rank = [](const Knowledge* one) {
      return std::tie(one->origin.arithmetic, one->origin.number, one->origin.offset);
    };
    llvm::stable_sort(computed, [&](const auto* a, const auto* b) { return rank(a) < rank(b); });
    Derived derived;
    for (const Knowledge* one : computed) {
      const Origin& origin = one->origin;
      if (origin.of) derived[origin.of].push_back(one);
      if (origin.with && origin.with != origin.of) derived[origin.with].push_back(one);
    }
    return derived;
  }

  // Because all that it was computed from is still there.
  bool canBeComputed(const Knowledge& derived) const {
    const Origin& origin = derived.origin;
    return unknownIndex_.contains(origin.of) &&
           (!origin.with || unknownIndex_.contains(origin.with));
  }

  void putDerived(const Knowledge& derived) {
    putUnknown(derived.id);
    putUnknown(derived.origin.of);
    putUnknown(derived.origin.with);
    put(derived.origin.offset);
    put(static_cast<uint64_t>(derived.origin.arithmetic));
    put(derived.origin.number);
  }

  void putContent(ObjectId id) {
    const Content& content = contentOf(state_.object(id));
    put(content.digest.low64);
    put(content.digest.high64);
    out_.words += content.words;
    for (const Reference& reference : content.references) putReference(reference);
  }

  void putReference(const Reference& reference) {
    switch (reference.kind) {
      case Reference::Object:
        return putObject(reference.id);
      case Reference::Unknown:
      case Reference::Tested:
        return putUnknown(reference.id);
      case Reference::Fiber:
        return putFiberId(reference.id);
    }
  }

  void putKnowledge() {
    std::vector<Knowledge> kept;
    for (UnknownId id : unknowns_)
      if (const Knowledge* known = state_.known(id)) kept.push_back(*known);
    for (const Knowledge& one : kept) {
      putUnknown(one.id);
      put(one.low);
      put(one.high);
      put(one.null | one.isLost << 2 | one.isAssumed << 3);
      put(one.isNot.size());
      for (int64_t n : one.isNot) put(n);
    }
    llvm::sort(kept, [](const Knowledge& a, const Knowledge& b) { return a.id < b.id; });
    state_.knowledge = std::move(kept);
  }

  bool isMet(ObjectId id) const { return numberOf_[id] != kNone; }

  // What a dying object leads to stays as long as it does.
  void sweep() {
    std::vector<ObjectId> left;
    for (ObjectId id = 0; id < numberOf_.size(); ++id)
      if (!isMet(id) && state_.objects_[id]) left.push_back(id);
    for (ObjectId id : left) {
      const Object& object = state_.object(id);
      if (!object.isDestroyed && !object.isEscaped && hasDestructor_(object))
        out_.dying.push_back(id);
    }
    if (!out_.dying.empty()) return;
    for (ObjectId id : left) findBroken(state_.object(id));
    if (!out_.broken.empty()) return;
    for (ObjectId id : left) {
      state_.objects_[id].reset();
      state_.free_.push_back(id);
    }
  }

  // The promise died with what held it: a closure, a pointer that was shared.
  void findBroken(const Object& dead) {
    const Primitive& promise = dead.primitive;
    if (!dead.isPrimitive || !isPromise(promise.kind) || promise.linked == kNone) return;
    if (isMet(promise.linked) && !state_.object(promise.linked).primitive.closed)
      out_.broken.push_back(promise.linked);
  }

  State& state_;
  State::LiveRegisters live_;
  State::HasDestructor hasDestructor_;
  State::Canonical out_;
  llvm::SmallVector<uint64_t, 512> words_;
  std::vector<Fiber*> fibers_;  // in the order of `out_`
  std::vector<uint32_t> numberOf_;
  std::vector<ObjectId> met_;
  std::vector<UnknownId> unknowns_;
  llvm::DenseMap<UnknownId, size_t> unknownIndex_;  // where in `unknowns_` it is
};

State::Canonical State::canonicalize(LiveRegisters live, HasDestructor hasDestructor) {
  return Canonicalizer(*this, live, hasDestructor).run();
}

}  // namespace chanvet::explore
