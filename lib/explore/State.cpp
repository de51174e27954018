#include "explore/State.h"

#include <algorithm>

#include <llvm/ADT/DenseMap.h>
#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/SmallString.h>

namespace chanvet::explore {

namespace {

auto slotAt(std::vector<std::pair<int64_t, Datum>>& slots, int64_t key) {
  return std::lower_bound(slots.begin(), slots.end(), key,
                          [](const auto& slot, int64_t wanted) { return slot.first < wanted; });
}

// Where a fiber stands, without what it holds: equal fibers can be exchanged.
std::vector<uint64_t> standing(const Fiber& fiber) {
  std::vector<uint64_t> at{fiber.dormant, fiber.isHeldBack, fiber.stopped,
                           static_cast<uint64_t>(fiber.phase), fiber.frames.size()};
  for (const Frame& frame : fiber.frames) {
    at.push_back(uint64_t{frame.function} << 32 | frame.block);
    at.push_back(frame.next);
  }
  return at;
}

bool isPromise(model::ClassKind kind) {
  return kind == model::ClassKind::Promise || kind == model::ClassKind::PackagedTask;
}

}  // namespace

const Datum* Object::find(int64_t key) const {
  auto at = slotAt(const_cast<Object*>(this)->slots, key);
  return at != slots.end() && at->first == key ? &at->second : nullptr;
}

void Object::set(int64_t key, Datum value) {
  auto at = slotAt(slots, key);
  if (at != slots.end() && at->first == key)
    at->second = value;
  else
    slots.insert(at, {key, value});
  if (key >= kElements && key < kKeys) elements = std::max(elements, key - kElements + 1);
}

// Elements from `index` on, and their keys, move up by one.
void Object::insertElement(int64_t index) {
  for (auto& [key, value] : slots)
    if ((key >= kElements + index && key < kKeys) || key >= kKeys + index) ++key;
  ++elements;
}

void Object::removeElement(int64_t index) {
  std::erase_if(slots, [&](const auto& slot) {
    return slot.first == kElements + index || slot.first == kKeys + index;
  });
  for (auto& [key, value] : slots)
    if ((key > kElements + index && key < kKeys) || key > kKeys + index) --key;
  --elements;
}

Object& State::write(ObjectId id) {
  llvm::IntrusiveRefCntPtr<Object>& object = objects_[id];
  if (object->UseCount() > 1) object = llvm::makeIntrusiveRefCnt<Object>(*object);
  return *object;
}

ObjectId State::add(Object object) {
  auto owned = llvm::makeIntrusiveRefCnt<Object>(std::move(object));
  if (free_.empty()) {
    objects_.push_back(std::move(owned));
    return objects_.size() - 1;
  }
  ObjectId id = free_.back();
  free_.pop_back();
  objects_[id] = std::move(owned);
  return id;
}

const Knowledge* State::known(UnknownId id) const {
  for (const Knowledge& one : knowledge)
    if (one.id == id) return &one;
  return nullptr;
}

Knowledge& State::know(UnknownId id) {
  if (const Knowledge* found = known(id)) return const_cast<Knowledge&>(*found);
  knowledge.push_back({});
  knowledge.back().id = id;
  return knowledge.back();
}

int State::positionOf(FiberId id) const {
  for (size_t i = 0; i < fibers.size(); ++i)
    if (fibers[i].id == id) return static_cast<int>(i);
  return -1;
}

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
    out_.bytes = bytes_.str();
    return std::move(out_);
  }

 private:
  // Any order will do; the less it depends on the numbers of fibers, the more states are equal.
  void sortFibers() {
    struct Keyed {
      std::vector<uint64_t> key;
      FiberId id;
      Fiber* fiber;
      auto operator<=>(const Keyed&) const = default;
    };
    std::vector<Keyed> keyed;
    for (Fiber& fiber : state_.fibers) keyed.push_back({standing(fiber), fiber.id, &fiber});
    std::sort(keyed.begin(), keyed.end());
    for (size_t first = 0, next = 0; first < keyed.size(); first = next) {
      next = first + 1;
      while (next < keyed.size() && keyed[next].key == keyed[first].key) ++next;
      if (next - first == 1) continue;
      for (size_t i = first; i < next; ++i) addNumbers(*keyed[i].fiber, keyed[i].key);
      std::sort(keyed.begin() + first, keyed.begin() + next);
    }
    for (const Keyed& each : keyed) {
      out_.order.push_back(each.id);
      fibers_.push_back(each.fiber);
    }
  }

  // The numbers that the fiber computes with.
  void addNumbers(const Fiber& fiber, std::vector<uint64_t>& key) {
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

  void put(uint64_t n) {
    // Small numbers are by far the most frequent.
    while (n >= 0x80) {
      bytes_.push_back(static_cast<char>(n | 0x80));
      n >>= 7;
    }
    bytes_.push_back(static_cast<char>(n));
  }
  void putSigned(int64_t n) { put(static_cast<uint64_t>(n) << 1 ^ static_cast<uint64_t>(n >> 63)); }

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

  void putFiberId(FiberId id) {
    auto at = std::find(out_.order.begin(), out_.order.end(), id);
    // Who holds a lock and has ended is nobody in particular.
    put(id == kNone ? 0 : at == out_.order.end() ? 1 : at - out_.order.begin() + 2);
  }

  void put(const Datum& datum) {
    put(static_cast<uint64_t>(datum.kind));
    switch (datum.kind) {
      case Datum::Unknown:
        putUnknown(datum.object);
        if (datum.object) putSigned(datum.number);
        return;
      case Datum::Test:
        putUnknown(datum.object);
        put(static_cast<uint64_t>(datum.relation) << 1 | datum.againstNull);
        return putSigned(datum.number);
      case Datum::Number:
      case Datum::Null:
        return putSigned(datum.number);
      case Datum::Function:
      case Datum::Text:
        return put(datum.object);
      case Datum::Object:
        return putObject(datum.object);
      case Datum::Slot:
        putObject(datum.object);
        return putSigned(datum.number);
    }
  }

  // The first fiber, as the bytes have them, that is of the same thread.
  void putThread(const Fiber& fiber) {
    put(llvm::find_if(fibers_, [&](const Fiber* each) { return each->thread == fiber.thread; }) -
        fibers_.begin());
  }

  void putFiber(Fiber& fiber) {
    for (uint64_t part : standing(fiber)) put(part);
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
          put(frame.registers[r]);
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
    for (size_t object = 0, unknown = 0; object < met_.size() || unknown < unknowns_.size();) {
      if (object < met_.size()) {
        putContent(met_[object++]);
      } else {
        UnknownId id = unknowns_[unknown++];
        const Knowledge* known = state_.known(id);
        putObject(known ? known->object : kNone);
        for (const Knowledge& derived : state_.knowledge)
          if (isComputedFrom(derived, id)) putDerived(derived);
      }
    }
  }

  // And can be computed again, because all of it is still there.
  bool isComputedFrom(const Knowledge& derived, UnknownId id) const {
    const Origin& origin = derived.origin;
    if (origin.of != id && origin.with != id) return false;
    return unknownIndex_.contains(origin.of) &&
           (!origin.with || unknownIndex_.contains(origin.with));
  }

  void putDerived(const Knowledge& derived) {
    putUnknown(derived.id);
    putUnknown(derived.origin.of);
    putUnknown(derived.origin.with);
    putSigned(derived.origin.offset);
    put(static_cast<uint64_t>(derived.origin.arithmetic));
    putSigned(derived.origin.number);
  }

  void putContent(ObjectId id) {
    const Object& object = state_.object(id);
    put(object.function == model::kNone ? 0 : object.function + 1);
    put(object.isExternal | object.isPrimitive << 1 | object.isEscaped << 2 |
        object.isDestroyed << 3 | object.isLost << 4);
    for (model::FunctionId constructor : object.constructors) put(constructor + 1);
    put(0);
    put(object.elements);
    put(object.slots.size());
    for (const auto& [key, value] : object.slots) {
      putSigned(key);
      put(value);
    }
    if (object.isPrimitive) putPrimitive(object.primitive);
  }

  void putPrimitive(const Primitive& primitive) {
    put(primitive.closed | primitive.armed << 1 | primitive.broken << 2);
    put(static_cast<uint64_t>(primitive.kind));
    put(primitive.type);
    putSigned(primitive.capacity);
    putSigned(primitive.count);
    putFiberId(primitive.holder);
    put(primitive.readers.size());
    for (FiberId reader : primitive.readers) putFiberId(reader);
    put(primitive.buffer.size());
    for (const Datum& datum : primitive.buffer) put(datum);
    putObject(primitive.linked);
    put(primitive.children.size());
    for (ObjectId child : primitive.children) putObject(child);
  }

  void putKnowledge() {
    std::vector<Knowledge> kept;
    for (UnknownId id : unknowns_)
      if (const Knowledge* known = state_.known(id)) kept.push_back(*known);
    state_.knowledge = std::move(kept);
    for (const Knowledge& one : state_.knowledge) {
      putUnknown(one.id);
      putSigned(one.low);
      putSigned(one.high);
      put(one.null | one.isLost << 2 | one.isAssumed << 3);
      put(one.isNot.size());
      for (int64_t n : one.isNot) putSigned(n);
    }
  }

  bool isLeft(ObjectId id) const { return numberOf_[id] == kNone && state_.objects_[id]; }

  // What a dying object leads to stays as long as it does.
  void sweep() {
    for (ObjectId id = 0; id < numberOf_.size(); ++id) {
      if (!isLeft(id)) continue;
      const Object& object = *state_.objects_[id];
      if (!object.isDestroyed && !object.isEscaped && hasDestructor_(object))
        out_.dying.push_back(id);
    }
    if (!out_.dying.empty()) return;
    findBroken();
    if (!out_.broken.empty()) return;
    for (ObjectId id = 0; id < numberOf_.size(); ++id) {
      if (!isLeft(id)) continue;
      state_.objects_[id].reset();
      state_.free_.push_back(id);
    }
  }

  // The promise died with what held it: a closure, a pointer that was shared.
  void findBroken() {
    for (ObjectId id = 0; id < numberOf_.size(); ++id) {
      if (!isLeft(id) || !state_.object(id).isPrimitive) continue;
      const Primitive& promise = state_.object(id).primitive;
      if (!isPromise(promise.kind) || promise.linked == kNone) continue;
      bool isAwaited = numberOf_[promise.linked] != kNone;
      if (isAwaited && !state_.object(promise.linked).primitive.closed)
        out_.broken.push_back(promise.linked);
    }
  }

  State& state_;
  State::LiveRegisters live_;
  State::HasDestructor hasDestructor_;
  State::Canonical out_;
  llvm::SmallString<2048> bytes_;
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
