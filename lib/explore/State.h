// A state of the explored program: its heap, its fibers, and what is known of its unknowns.
//
// States are values. Objects are shared between states until one of them writes (copy on write), so
// that a state costs a pointer for each object.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <llvm/ADT/BitVector.h>
#include <llvm/ADT/IntrusiveRefCntPtr.h>
#include <llvm/ADT/STLFunctionalExtras.h>
#include <llvm/Support/xxhash.h>

#include "model/Model.h"

namespace chanvet::explore {

using ObjectId = uint32_t;   // index into State::objects
using FiberId = uint32_t;    // numbers fibers in the order in which they were spawned
using UnknownId = uint32_t;  // from 1; 0 is the unknown of which nothing is remembered
inline constexpr uint32_t kNone = ~0u;

// A value at run time.
struct Datum {
  enum Kind : uint8_t {
    Unknown,   // object: its UnknownId; number: what is added to it
    Number,    // number
    Null,      // number: kHeld when an optional holds it as its value
    Object,    // object
    Slot,      // the slot `number` of `object`
    Function,  // object: a FunctionId
    Text,      // object: the SymbolId of a literal
    Test,      // whether the unknown `object` stands in `relation` to `number` (or to null)
  };
  Kind kind = Unknown;
  model::Relation relation = model::Relation::Equal;
  bool againstNull = false;
  uint32_t object = 0;
  int64_t number = 0;

  static Datum unknown(UnknownId id = 0) { return make(Unknown, id); }
  static Datum ofNumber(int64_t n) { return make(Number, 0, n); }
  static Datum null() { return make(Null); }
  static Datum heldNull() { return make(Null, 0, kHeld); }
  static Datum nothing() { return make(Null, 0, kNothing); }
  static Datum ofObject(ObjectId id) { return make(Object, id); }
  static Datum slot(ObjectId id, int64_t key) { return make(Slot, id, key); }
  static Datum function(model::FunctionId id) { return make(Function, id); }
  static Datum text(model::SymbolId id) { return make(Text, id); }

  // Null that nobody holds as a value: what is empty, or not there.
  bool isAbsent() const { return kind == Null && number != kHeld; }
  bool isObject() const { return kind == Object; }
  bool isNumber() const { return kind == Number; }
  // The object it leads to: itself, or the one its slot belongs to.
  bool refersToObject() const { return kind == Object || kind == Slot; }
  friend bool operator==(const Datum&, const Datum&) = default;

 private:
  enum : int64_t { kPlain, kHeld, kNothing };
  static Datum make(Kind kind, uint32_t object = 0, int64_t number = 0) {
    return {kind, model::Relation::Equal, false, object, number};
  }
};

// Keys of slots: SymbolIds of fields and globals, LocalIds in a frame, and these.
inline constexpr int64_t kSelf = -1;              // the only slot of a scalar object
inline constexpr int64_t kSize = -2;              // how many elements a container has, if unknown
inline constexpr int64_t kFill = -3;              // what those hold that nothing was stored in
inline constexpr int64_t kElements = 1ll << 40;   // element n of a container is kElements + n
inline constexpr int64_t kKeys = 1ll << 41;       // and its key in a map is kKeys + n
inline constexpr int64_t kTexts = 1ll << 42;      // the number that an input has which is text n
inline constexpr int64_t kUnbounded = 1ll << 32;  // a capacity without bound

// What a primitive remembers, whatever its class.
struct Primitive {
  model::TypeId type = model::kNone;
  model::ClassKind kind = model::ClassKind::Channel;
  bool closed = false;  // channel closed, context cancelled, fiber ended or its handle let go of
                        // it, future ready, once done
  bool armed = false;   // a timer that can still fire, a context with a deadline
  bool periodic = false;
  bool broken = false;   // a future that is ready, and holds that its promise died without a value
  int64_t capacity = 0;  // of a channel
  int64_t count = 0;     // of a wait group, latch, semaphore; how often a recursive lock is held
  FiberId holder = kNone;
  std::vector<FiberId> readers;
  std::vector<Datum> buffer;
  ObjectId linked = kNone;  // channel of a timer or context, context of such a channel, lock of a
                            // condition, future of a promise
  std::vector<ObjectId> children;  // contexts derived from it
};

// What an object holds that is there under a number of its own.
struct Reference {
  enum Kind : uint8_t { Object, Unknown, Tested, Fiber } kind = Object;  // Tested: by a Datum::Test
  uint32_t id = 0;
};

// What an object holds, but for how objects, unknowns and fibers are numbered: objects of equal
// digests differ in nothing else, and have their references in the same places.
struct Content : llvm::RefCountedBase<Content> {
  llvm::XXH128_hash_t digest = {};
  size_t words = 0;  // that the digest was made of
  std::vector<Reference> references;
};

struct Object : llvm::RefCountedBase<Object> {
  model::FunctionId function = model::kNone;    // what a closure runs
  std::vector<model::FunctionId> constructors;  // those that ran on it, the most derived first
  bool isExternal = false;   // made by code that is not seen: what it holds is found out when asked
  bool isEscaped = false;    // code that is not seen can work on it
  bool isLost = false;       // so is what it holds
  bool isDestroyed = false;  // its destructor has run
  bool isPrimitive = false;
  model::FunctionId frameOf = model::kNone;  // whose locals it holds
  Primitive primitive;
  model::Location made;
  std::vector<std::pair<int64_t, Datum>> slots;  // sorted by key
  int64_t elements = 0;                          // of a container
  // As contentOf() has found it. State forgets it when it lends the object to be written to.
  mutable llvm::IntrusiveRefCntPtr<const Content> content;

  const Datum* find(int64_t key) const;
  void set(int64_t key, Datum value);
  void insertElement(int64_t index);
  void removeElement(int64_t index);
};

struct Frame {
  model::FunctionId function = 0;
  model::BlockId block = 0;
  uint32_t next = 0;        // the instruction that runs next; past the last: the terminator
  ObjectId locals = kNone;  // the object whose slots are the locals
  ObjectId once = kNone;    // the once whose task this is
  std::vector<Datum> registers;
  std::vector<std::pair<model::BlockId, unsigned>> turns;  // of loops whose count is not known
};

// Where in its operation a fiber is that needs more than one step for it. Before a channel, Waiting
// says that it has begun to wait for certain.
enum class Phase : uint8_t { Start, Waiting, Woken };

// An exception that nobody has caught yet.
struct InFlight {
  std::vector<model::SymbolId> types;          // it is caught as; empty: any
  const model::Instruction* misuse = nullptr;  // the operation that threw it
  size_t depth = 0;                            // frames below and with the one that it leaves
};

struct Fiber {
  FiberId id = 0;
  FiberId thread = 0;  // the first one of its thread
  std::vector<Frame> frames;
  bool stopped = false;     // stands before an operation that others can see
  bool dormant = false;     // the task of a timer that has not fired
  bool isHeldBack = false;  // one too many to be followed: it never begins
  Phase phase = Phase::Start;
  ObjectId handle = kNone;   // closed when the fiber ends
  ObjectId counter = kNone;  // the wait group that counts it
  // The last one is on its way; the cleanup that the others have set off is not at its end.
  std::vector<InFlight> inFlight;
  const model::Instruction* spawn = nullptr;  // what started it; null: not a spawn of the source
  model::Location spawned;
  model::FunctionId spawner = model::kNone;  // the function with `spawn`

  // Its next move is the end of the program, which no misuse is to blame for.
  bool endsProgram() const { return stopped && frames.empty(); }
};

// What an unknown was computed from: (`of` + `offset`) `arithmetic` `number`, or
// `of` `arithmetic` `with`; with Replace, what is at `number` of text `of`, its length at
// kLength.
inline constexpr int64_t kLength = -1;
struct Origin {
  UnknownId of = 0;    // 0: from nothing that is known
  UnknownId with = 0;  // 0: from one unknown
  int64_t offset = 0;
  model::Arithmetic arithmetic = model::Arithmetic::Add;
  int64_t number = 0;
  friend bool operator==(const Origin&, const Origin&) = default;
};

// What is known of an unknown.
struct Knowledge {
  UnknownId id = 0;
  int64_t low = INT64_MIN, high = INT64_MAX;
  std::vector<int64_t> isNot;
  enum : uint8_t { MaybeNull, IsNull, IsNotNull } null = MaybeNull;
  ObjectId object = kNone;  // what it leads to, if it is an address
  bool isLost = false;      // the program knows it, the model has lost it: no evidence
  bool isAssumed = false;   // a caller that is not seen decides it: it may exclude what hangs
  Origin origin;
  bool isFree() const { return low == INT64_MIN && high == INT64_MAX && isNot.empty(); }
  // A number from outside.
  bool isInput() const { return object == kNone && !isLost && !isAssumed; }
};

// A step that the program took, for the witness.
struct Event {
  FiberId fiber = 0;
  model::FunctionId function = model::kNone;
  model::Location location;
  std::vector<ObjectId> objects;  // Operation: the primitives concerned
  enum Kind : uint8_t { Operation, Branch, Call, Spawn, Fire, Access } kind = Operation;
  const model::Instruction* instruction = nullptr;
  int caseIndex = -1;  // of a select
  int64_t detail = 0;  // Branch: the side taken; Spawn: the fiber; Access: whether it writes
  unsigned depth = 0;
  enum : uint8_t { Done, InVain, TimedOut, Begun } outcome = Done;  // Operation
  FiberId partner = kNone;         // Operation: who takes part in it
  std::optional<Primitive> after;  // Operation: the first of `objects` when it is done
  model::Location made;            // and where that was made, if its making is part of the schedule
};

// A bound that what follows a state is beyond of.
enum class Bound : uint8_t { None, Calls, Fibers, Run, States };

class State {
 public:
  std::vector<Fiber> fibers;         // the live ones
  std::vector<Knowledge> knowledge;  // sorted by the unknowns
  ObjectId globals = kNone;
  FiberId nextFiber = 0;
  UnknownId nextUnknown = 1;
  bool ended = false;       // the process is over
  Bound cut = Bound::None;  // what follows is not known
  // The operation that the program died of: a misuse that nobody caught. A Spawn, when the end of
  // the fiber that it started is the misuse.
  const model::Instruction* killer = nullptr;
  bool isDoubtful = false;  // something was done to what the model has lost: it may be anything
  // It was chosen for this state how a condition comes out that the program knows and the model has
  // lost. Not part of what the state is.
  bool isGuess = false;
  std::vector<Event> events;

  const Object& object(ObjectId id) const { return *objects_[id]; }
  const Object* find(ObjectId id) const { return objects_[id].get(); }  // null: swept
  Object& write(ObjectId id);
  ObjectId add(Object object);
  size_t objectCount() const { return objects_.size(); }

  Datum freshUnknown() { return Datum::unknown(nextUnknown++); }
  Knowledge& know(UnknownId id);
  const Knowledge* known(UnknownId id) const;

  int positionOf(FiberId id) const;

  // Drops what nothing leads to, and returns a digest that is equal for states that differ only in
  // the numbers of objects, unknowns and fibers: two others of one search that share 128 bits are
  // not to be expected. `live` says which registers of a frame matter.
  struct Canonical {
    llvm::XXH128_hash_t digest = {};
    size_t words = 0;              // that it was made of
    std::vector<FiberId> order;    // the fibers as the digest has them
    std::vector<ObjectId> dying;   // objects that nothing leads to and whose destructor has not run
    std::vector<ObjectId> broken;  // futures that are not ready, and to whose promise nothing leads
  };
  // Which objects have a destructor that matters.
  using HasDestructor = llvm::function_ref<bool(const Object&)>;
  using LiveRegisters = llvm::function_ref<const llvm::BitVector&(const Frame&, bool isTop)>;
  Canonical canonicalize(LiveRegisters live, HasDestructor hasDestructor);

 private:
  friend class Canonicalizer;
  std::vector<llvm::IntrusiveRefCntPtr<Object>> objects_;
  std::vector<ObjectId> free_;
};

}  // namespace chanvet::explore
