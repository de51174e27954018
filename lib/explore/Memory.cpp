// Slots, objects, containers, and what code that is not seen can reach.
#include <llvm/ADT/SetVector.h>

#include "explore/Runner.h"

namespace chanvet::explore {

namespace {

constexpr int64_t kManyElements = 64;  // more of them are like an unknown number

bool isElement(int64_t key) { return key >= kElements && key < kKeys; }

}  // namespace

using model::ClassKind;
using model::Value;

Datum Runner::eval(const Value& value) { return addressOf(state_, fiber(), value); }

// What an unknown leads to is an object that was there before; it is made when first asked for.
ObjectId Runner::materialize(UnknownId id) {
  if (const Knowledge* known = state_.known(id); known && known->object != kNone)
    return known->object;
  Object object;
  object.isExternal = object.isEscaped = true;
  object.isLost = isLost(Datum::unknown(id));
  ObjectId made = state_.add(std::move(object));
  Knowledge& knowledge = state_.know(id);
  knowledge.object = made;
  knowledge.null = Knowledge::IsNotNull;
  return made;
}

std::optional<ObjectId> Runner::objectOf(Datum datum) {
  if (datum.kind == Datum::Slot) datum = load(datum);
  if (datum.isObject()) return datum.object;
  if (datum.kind == Datum::Unknown && datum.object) return materialize(datum.object);
  return std::nullopt;
}

// A value that the program knows, and the model does not.
Datum Runner::lost() {
  Datum fresh = state_.freshUnknown();
  state_.know(fresh.object).isLost = true;
  return fresh;
}

bool Runner::isLost(Datum datum) const {
  if (datum.kind != Datum::Unknown) return false;
  const Knowledge* known = datum.object ? state_.known(datum.object) : nullptr;
  return !datum.object || (known && known->isLost);
}

Datum Runner::load(Datum address) {
  // Characters stand for the text that they are of.
  if (address.kind == Datum::Text) return address;
  int64_t key = address.kind == Datum::Slot ? address.number : kSelf;
  ObjectId id = address.object;
  if (address.kind == Datum::Unknown && address.object)
    id = materialize(address.object);
  else if (!address.refersToObject())
    return lost();
  const Object& object = state_.object(id);
  if (const Datum* found = object.find(key)) return *found;
  if (key == kSelf && object.isPrimitive) return Datum::ofObject(id);
  // Nothing has been initialised yet when the program starts.
  bool isGuard = id == state_.globals && key >= 0 &&
                 unit_.symbol(static_cast<model::SymbolId>(key)).starts_with("initialized ");
  if (isGuard) return Datum::ofNumber(0);
  if (const Datum* fill = isElement(key) ? object.find(kFill) : nullptr) {
    Datum first = *fill == Datum::unknown() ? lost() : *fill;
    state_.write(id).set(key, first);
    return first;
  }
  // What nobody is seen to have stored is there all the same.
  bool isGiven = object.isExternal && !object.isLost && key != kSize;
  Datum fresh = isGiven ? machine_.given(state_) : lost();
  state_.write(id).set(key, fresh);
  return fresh;
}

void Runner::store(Datum address, Datum value) {
  int64_t key = address.kind == Datum::Slot ? address.number : kSelf;
  ObjectId id = address.object;
  if (address.kind == Datum::Unknown && address.object) {
    id = materialize(address.object);
  } else if (!address.refersToObject()) {
    // Who can read what is stored at a place that is not known?
    return escape(value);
  }
  Object& object = state_.write(id);
  object.set(key, value);
  bool isSeenOutside = id == state_.globals && machine_.letOut.leadsTo(key);
  if (object.isEscaped || isSeenOutside) escape(value);
}

// The entry of a map stands for the pair of its key and its value.
std::optional<Datum> Runner::partOfEntry(Datum of, model::SymbolId symbol) const {
  if (of.kind != Datum::Slot || !isElement(of.number)) return std::nullopt;
  if (!unit_.symbol(symbol).starts_with("std::pair<")) return std::nullopt;
  int64_t index = of.number - kElements;
  if (!state_.object(of.object).find(kKeys + index)) return std::nullopt;
  return unit_.symbol(symbol).ends_with("::second") ? of : Datum::slot(of.object, kKeys + index);
}

Datum Runner::field(Datum of, model::SymbolId symbol) {
  if (of.kind == Datum::Slot) {
    if (std::optional<Datum> part = partOfEntry(of, symbol)) return *part;
    // An iterator is kept in a slot that holds the place of an entry.
    if (std::optional<Datum> part = partOfEntry(load(of), symbol)) return *part;
  }
  Datum content = of.kind == Datum::Slot ? load(of) : of;
  if (content.kind == Datum::Slot) content = load(content);
  std::optional<ObjectId> object = objectOf(content);
  if (!object) return lost();
  return Datum::slot(*object, symbol);
}

// Which of several elements is meant is not known: any of them can be worked on by what follows.
Datum Runner::anyElement(ObjectId container) {
  const Object object = state_.object(container);
  for (const auto& [key, held] : object.slots)
    if (isElement(key)) escape(held);
  return state_.freshUnknown();
}

std::optional<int64_t> Runner::indexOfKey(ObjectId container, Datum key) const {
  const Object& object = state_.object(container);
  for (int64_t i = 0; i < object.elements; ++i)
    if (const Datum* known = object.find(kKeys + i); known && *known == key) return i;
  return std::nullopt;
}

// The index of the element that an instruction means, or none.
std::optional<int64_t> Runner::placeOf(ObjectId container, const model::Instruction& instruction) {
  int64_t count = state_.object(container).elements;
  Datum given = instruction.operands.size() > 1 ? eval(instruction.operands[1]) : Datum::unknown();
  switch (instruction.where) {
    case model::Where::First:
      return count > 0 ? std::optional<int64_t>(0) : std::nullopt;
    case model::Where::Last:
      return count > 0 ? std::optional<int64_t>(count - 1) : std::nullopt;
    case model::Where::Key:
    case model::Where::Find:
      return isExact(given) ? indexOfKey(container, given) : std::nullopt;
    case model::Where::At:
      if (given.kind == Datum::Slot && given.object == container) return given.number - kElements;
      return std::nullopt;
    case model::Where::Any:
    case model::Where::All:
    case model::Where::End:
      break;
  }
  if (std::optional<int64_t> index = exactly(given); index && *index >= 0) return index;
  return count == 1 ? std::optional<int64_t>(0) : std::nullopt;
}

bool Runner::isExact(Datum key) { return key.kind != Datum::Unknown && key.kind != Datum::Test; }

// Whether it is not known of some element what its key is.
bool Runner::hasVagueKey(ObjectId container) const {
  return llvm::any_of(state_.object(container).slots, [](const auto& slot) {
    return slot.first >= kKeys && slot.first < kTexts && !isExact(slot.second);
  });
}

// The slot under a key, made if there is none. Where keys cannot be compared, any of them.
Datum Runner::entry(ObjectId id, const model::Instruction& instruction) {
  Datum key = instruction.operands.size() > 1 ? eval(instruction.operands[1]) : Datum::unknown();
  if (std::optional<int64_t> index = placeOf(id, instruction))
    return Datum::slot(id, kElements + *index);
  if (!isExact(key) && state_.object(id).elements > 0) return anyElement(id);
  int64_t end = state_.object(id).elements;
  Datum first = instruction.operands.size() > 2 ? eval(instruction.operands[2]) : Datum{};
  Object& object = state_.write(id);
  object.set(kKeys + end, key);
  if (!object.isExternal || instruction.operands.size() > 2) object.set(kElements + end, first);
  object.elements = end + 1;
  return Datum::slot(id, kElements + end);
}

Datum Runner::element(const model::Instruction& instruction) {
  std::optional<ObjectId> id = objectOf(eval(instruction.operands[0]));
  if (!id) return lost();
  if (instruction.where == model::Where::Key) return entry(*id, instruction);
  settleSize(*id);
  if (std::optional<int64_t> index = placeOf(*id, instruction))
    return Datum::slot(*id, kElements + *index);
  if (isVague(*id)) {
    anyElement(*id);
    return lost();
  }
  bool isExternal = state_.object(*id).isExternal;
  bool isEmpty = state_.object(*id).elements == 0;
  switch (instruction.where) {
    case model::Where::First:
    case model::Where::Last:
      return isExternal ? state_.freshUnknown() : Datum::null();
    case model::Where::Find: {
      bool hasKey = instruction.operands.size() > 1 && isExact(eval(instruction.operands[1])) &&
                    !hasVagueKey(*id);
      if (!isExternal && (isEmpty || hasKey)) return Datum::null();
      return anyElement(*id);
    }
    default:
      return anyElement(*id);
  }
}

// The slot beside an element's; null at the end.
Datum Runner::next(const model::Instruction& instruction) {
  Datum at = eval(instruction.operands[0]);
  if (at.kind != Datum::Slot || at.number < kElements) return lost();
  int64_t index = at.number - kElements + (instruction.where == model::Where::Last ? -1 : 1);
  settleSize(at.object);
  const Object& container = state_.object(at.object);
  if (index >= 0 && index < container.elements) return Datum::slot(at.object, kElements + index);
  return container.isExternal ? lost() : Datum::null();
}

Datum Runner::append(const model::Instruction& instruction) {
  std::optional<ObjectId> id = objectOf(eval(instruction.operands[0]));
  if (!id) return lost();
  if (instruction.where == model::Where::Key) return entry(*id, instruction);
  settleSize(*id);
  if (isVague(*id)) {
    anyElement(*id);
    resizeToUnknown(*id, lost(), {});
    return lost();
  }
  Object& object = state_.write(*id);
  int64_t index = instruction.where == model::Where::First ? 0 : object.elements;
  object.insertElement(index);
  object.set(kElements + index, {});
  return Datum::slot(*id, kElements + index);
}

// The result is the slot of the element after the one that left.
Datum Runner::remove(const model::Instruction& instruction) {
  std::optional<ObjectId> id = objectOf(eval(instruction.operands[0]));
  if (!id) return lost();
  settleSize(*id);
  if (isVague(*id)) {
    anyElement(*id);
    resizeToUnknown(*id, lost(), {});
    return lost();
  }
  if (instruction.where == model::Where::All) {
    while (state_.object(*id).elements > 0) state_.write(*id).removeElement(0);
    return Datum::null();
  }
  std::optional<int64_t> index = placeOf(*id, instruction);
  if (!index) {
    bool isKey = instruction.where == model::Where::Key && instruction.operands.size() > 1;
    if (isKey && isExact(eval(instruction.operands[1]))) return Datum::null();
    if (state_.object(*id).elements == 0) return Datum::null();
    anyElement(*id);
    state_.write(*id).isExternal = true;
    return lost();
  }
  if (*index < state_.object(*id).elements) state_.write(*id).removeElement(*index);
  return *index < state_.object(*id).elements ? Datum::slot(*id, kElements + *index)
                                              : Datum::null();
}

void Runner::resize(const model::Instruction& instruction) {
  std::optional<ObjectId> id = objectOf(eval(instruction.operands[0]));
  if (!id) return;
  Datum count = eval(instruction.operands[1]);
  bool hasFill = instruction.operands.size() > 2;
  Datum fill = hasFill ? eval(instruction.operands[2]) : Datum{};
  if (std::optional<int64_t> exact = exactly(count)) count = Datum::ofNumber(*exact);
  if (count == Datum::ofNumber(0)) return empty(*id);
  settleSize(*id);
  if (isVague(*id) || !count.isNumber() || count.number > kManyElements)
    return resizeToUnknown(*id, count, fill);
  Object& object = state_.write(*id);
  while (object.elements > count.number) object.removeElement(object.elements - 1);
  while (object.elements < count.number) {
    int64_t key = kElements + object.elements++;
    if (hasFill) object.set(key, fill);
  }
}

// The number that an unknown has to be, by the way that was taken.
std::optional<int64_t> Runner::exactly(Datum number) const {
  if (number.isNumber()) return number.number;
  const Knowledge* known =
      number.kind == Datum::Unknown && number.object ? state_.known(number.object) : nullptr;
  if (!known || known->low != known->high) return std::nullopt;
  return known->low + number.number;
}

// Elements that were stored before are still there, unless they are too many now.
void Runner::resizeToUnknown(ObjectId id, Datum count, Datum fill) {
  bool isNew = state_.object(id).elements == 0 && !state_.object(id).isExternal;
  bool isObject = fill.isObject() && !state_.object(fill.object).isPrimitive;
  bool isRemembered = count.kind == Datum::Unknown && count.object;
  if (!isRemembered) count = lost();
  Object& object = state_.write(id);
  object.isExternal = true;
  object.elements = 0;
  object.set(kSize, count);
  object.set(kFill, isNew && !isObject ? fill : Datum{});
}

// Whether the container has as many elements as an unknown says.
bool Runner::isVague(ObjectId id) const { return state_.object(id).find(kFill); }

// Once it is known how many elements the container has, it is one like others.
void Runner::settleSize(ObjectId id) {
  if (!isVague(id) || state_.object(id).isEscaped) return;
  std::optional<int64_t> count = exactly(*state_.object(id).find(kSize));
  if (!count || *count < 0 || *count > kManyElements) return;
  for (int64_t i = 0; i < *count; ++i) load(Datum::slot(id, kElements + i));
  Object& object = state_.write(id);
  object.isExternal = false;
  object.elements = *count;
  std::erase_if(object.slots,
                [](const auto& slot) { return slot.first == kSize || slot.first == kFill; });
}

void Runner::empty(ObjectId id) {
  bool isOwn = isVague(id) && !state_.object(id).isEscaped;
  Object& object = state_.write(id);
  while (object.elements > 0) object.removeElement(object.elements - 1);
  if (!isOwn) return;
  object.isExternal = false;
  std::erase_if(object.slots, [](const auto& slot) {
    return isElement(slot.first) || slot.first == kSize || slot.first == kFill;
  });
}

Datum Runner::sizeOf(Datum container) {
  std::optional<ObjectId> id = objectOf(container);
  if (!id) return lost();
  settleSize(*id);
  const Object& object = state_.object(*id);
  return object.isExternal ? load(Datum::slot(*id, kSize)) : Datum::ofNumber(object.elements);
}

void Runner::copy(Datum to, Datum from) {
  std::optional<ObjectId> target = objectOf(to), source = objectOf(from);
  if (!target || *target == kNone) {
    bool isCallable = source && state_.object(*source).function != model::kNone;
    if (isCallable) letOut(state_.object(*source).function);
    return;
  }
  if (!source) {
    state_.write(*target).isExternal = true;
    return;
  }
  if (*source == *target) return;
  Object content = state_.object(*source);
  Object& object = state_.write(*target);
  object.function = content.function;
  object.isExternal |= content.isExternal;
  object.slots = std::move(content.slots);
  object.elements = content.elements;
  if (object.constructors.empty()) object.constructors = std::move(content.constructors);
}

int64_t Runner::capacityOf(const model::Type& type, const std::vector<Datum>& operands) const {
  int64_t slots = type.capacity.fallback;
  if (!operands.empty()) {
    // A capacity that is not known is taken for enough.
    if (!operands[0].isNumber()) return kUnbounded;
    slots = operands[0].number;
  }
  // As an unsigned number it is the largest.
  if (slots < 0) return kUnbounded;
  if (slots == 0 && type.capacity.zero == dialect::CapacityRule::Unbounded) return kUnbounded;
  if (type.capacity.usableIsOneLess && slots > 0) --slots;
  return slots;
}

ObjectId Runner::makePrimitive(model::TypeId type, ClassKind kind, model::Location location) {
  Object object;
  object.isPrimitive = true;
  object.made = location;
  object.primitive.type = type;
  object.primitive.kind = kind;
  return state_.add(std::move(object));
}

Datum Runner::make(const model::Instruction& instruction) {
  const model::Type& type = unit_.types[instruction.type];
  std::vector<Datum> operands;
  for (const Value& operand : instruction.operands) operands.push_back(eval(operand));
  ObjectId id = makePrimitive(instruction.type, type.kind, instruction.location);
  auto linkChannel = [&](bool armed, bool periodic) {
    ObjectId channel = makePrimitive(model::kNone, ClassKind::Channel, instruction.location);
    Primitive& made = state_.write(channel).primitive;
    made.armed = armed;
    made.periodic = periodic;
    made.capacity = 1;
    state_.write(id).primitive.linked = channel;
  };
  switch (type.kind) {
    case ClassKind::Fiber:
    case ClassKind::Executor:
      // Runs what is given to it: a pool, a loop of events.
      state_.write(id).isEscaped = true;
      break;
    case ClassKind::Channel: {
      Primitive& made = state_.write(id).primitive;
      made.capacity = capacityOf(type, operands);
      made.armed = !type.stoppable;
      made.periodic = type.periodic;
      break;
    }
    case ClassKind::Ticker:
    case ClassKind::Timer:
      linkChannel(true, type.periodic || type.kind == ClassKind::Ticker);
      break;
    case ClassKind::Context:
      return makeContext(instruction.location, Datum::null(), false);
    case ClassKind::ErrorGroup:
      state_.write(id).primitive.linked =
          makeContext(instruction.location, operands.empty() ? Datum::null() : operands[0], false)
              .object;
      break;
    case ClassKind::Promise:
    case ClassKind::PackagedTask: {
      ObjectId future = makePrimitive(model::kNone, ClassKind::Future, instruction.location);
      state_.write(id).primitive.linked = future;
      break;
    }
    case ClassKind::Condition:
      if (!operands.empty())
        if (std::optional<ObjectId> lock = objectOf(operands[0]))
          state_.write(id).primitive.linked = *lock;
      break;
    case ClassKind::WaitGroup:
      if (operands.empty()) break;
      if (operands[0].isNumber())
        state_.write(id).primitive.count = operands[0].number;
      else
        state_.write(id).isEscaped = true;
      break;
    case ClassKind::Latch:
    case ClassKind::Barrier:
    case ClassKind::Semaphore:
      if (!operands.empty() && operands[0].isNumber())
        state_.write(id).primitive.count = state_.write(id).primitive.capacity = operands[0].number;
      else
        state_.write(id).isEscaped = true;
      break;
    default:
      break;
  }
  return Datum::ofObject(id);
}

// Code that is not seen calls the function when it likes.
void Runner::letOut(model::FunctionId function) {
  llvm::SmallSetVector<model::FunctionId, 4> functions;
  functions.insert(function);
  for (size_t i = 0; i < functions.size(); ++i) {
    for (model::SymbolId global : machine_.letOut.add(functions[i])) {
      const Datum* content = state_.object(state_.globals).find(global);
      if (content && content->kind == Datum::Function)
        functions.insert(content->object);
      else
        escape(Datum::slot(state_.globals, global));
    }
  }
}

void Runner::escape(Datum datum) {
  if (datum.isObject()) return escapeObject(datum.object);
  if (datum.kind == Datum::Function) letOut(datum.object);
  // With the address of one slot its neighbours are not given away.
  if (datum.kind == Datum::Slot) {
    const Datum* content = state_.object(datum.object).find(datum.number);
    if (content && *content != datum) escape(*content);
    return;
  }
  if (datum.kind == Datum::Unknown)
    if (const Knowledge* known = state_.known(datum.object); known && known->object != kNone)
      escapeObject(known->object);
}

// Code that is not seen may have written there: numbers, addresses and handles that were null.
void Runner::forget(Datum datum) {
  if (datum.kind == Datum::Slot) {
    const Datum* content = state_.object(datum.object).find(datum.number);
    if (content && content->refersToObject()) return forget(Datum(*content));
    return state_.write(datum.object).set(datum.number, state_.freshUnknown());
  }
  if (!datum.isObject() || state_.object(datum.object).isPrimitive) return;
  if (state_.object(datum.object).function != model::kNone) return;
  std::erase_if(state_.write(datum.object).slots,
                [](const auto& slot) { return !slot.second.refersToObject(); });
}

void Runner::escapeObject(ObjectId id) {
  if (id == kNone) return;
  if (machine_.history) observeEscape(id);
  if (state_.object(id).isEscaped) return;
  Object& escaping = state_.write(id);
  escaping.isEscaped = true;
  if (escaping.function != model::kNone) letOut(escaping.function);
  if (!escaping.isPrimitive && escaping.function == model::kNone) escaping.isExternal = true;
  // Who stands before an operation on it can go on at any time from now on.
  for (Fiber& fiber : state_.fibers) {
    if (!fiber.stopped || !llvm::is_contained(machine_.touched(state_, fiber), id)) continue;
    fiber.stopped = false;
    fiber.phase = Phase::Start;
  }
  const Object object = state_.object(id);
  for (const auto& [key, value] : object.slots) escape(value);
  if (!object.isPrimitive) return;
  for (const Datum& datum : object.primitive.buffer) escape(datum);
  escapeObject(object.primitive.linked);
  for (ObjectId child : object.primitive.children) escapeObject(child);
}

// It can work on all globals, and on what the fiber knows.
void Runner::leaveInitializers() {
  machine_.haveInitializersBroken = true;
  if (isAlive()) {
    const std::vector<Frame> frames = fiber().frames;
    for (const Frame& frame : frames) {
      escapeObject(frame.locals);
      for (const Datum& datum : frame.registers) escape(datum);
    }
  }
  state_.write(state_.globals).isEscaped = true;
  const Object globals = state_.object(state_.globals);
  for (const auto& [key, value] : globals.slots) escape(value);
  forget(Datum::ofObject(state_.globals));
}

}  // namespace chanvet::explore
