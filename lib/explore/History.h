// What fibers did to memory on one schedule, and what orders it.
//
// Two accesses to a place, at least one of which writes, race when neither happens before the
// other: when no chain of starts, joins, locks, messages and atomics leads from one to the other.
// That is told by vector clocks, and holds for all schedules that differ from the observed one in
// the order of what is not ordered: Flanagan, Freund, "FastTrack: efficient and precise dynamic
// race detection", 2009. Of each thread the last read and the last write of a place are kept.
//
// Internal to the room.
#pragma once

#include <climits>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "explore/State.h"

namespace chanvet::explore {

// How far something knows what each thread did: what thread i did before its time `times[i]`.
class Clock {
 public:
  uint32_t at(size_t thread) const { return thread < times_.size() ? times_[thread] : 0; }
  void join(const Clock& other);
  void tick(size_t thread);

 private:
  std::vector<uint32_t> times_;
};

// A place in memory: a slot of an object.
using MemorySlot = std::pair<ObjectId, int64_t>;

// The key of a container's order and number of elements, as a place.
inline constexpr int64_t kShape = INT64_MIN;

// A lock that a fiber has taken, alone or with other readers.
struct HeldLock {
  ObjectId lock = kNone;
  bool isShared = false;
};

struct MemoryAccess {
  FiberId fiber = 0;
  const model::Instruction* instruction = nullptr;
  model::FunctionId function = model::kNone;
  unsigned depth = 0;  // frames below it
  size_t event = 0;    // how many events came before it
  bool writes = false;
  // Set by the history:
  size_t thread = 0;
  uint32_t time = 0;                 // of its thread
  std::vector<HeldLock> locks = {};  // of its fiber
};

// Two accesses to a slot that nothing orders; they came in this order.
struct Race {
  MemorySlot slot;
  MemoryAccess first, second;
  // Of an atomic: what the fiber of the second had loaded before the first. The second rests on it.
  std::optional<MemoryAccess> look = std::nullopt;
};

// A load of an atomic that has not been followed by a store of the same fiber.
struct Look {
  MemoryAccess access;
  Datum value;
};

class History {
 public:
  // What orders fibers through an object: what a lock's holders did and what its readers did, what
  // a channel's senders did and what its receivers did.
  enum Part : int64_t { Main, Other };

  // The first fiber. Until it has begun, and for fibers that nobody started who has, nothing is
  // kept.
  void begin(FiberId root);
  // `spawned` starts after all that `by` has done. One that takes turns is ordered with its
  // spawner, whatever they do.
  void start(FiberId by, FiberId spawned, bool takesTurns);

  // What the fiber has done so far is known to who acquires the part of the object after that.
  void release(FiberId fiber, ObjectId object, Part part = Main);
  void acquire(FiberId fiber, ObjectId object, Part part = Main);
  // Both, of a slot that is an atomic.
  void order(FiberId fiber, const MemorySlot& slot);
  // Both, of what is not seen.
  void orderUnseen(FiberId fiber);
  // The fiber calls a function that is not seen, or one of which not even that is known (kNone).
  // What two fibers do that have called the same one may be ordered by that.
  void callUnseen(FiberId fiber, model::FunctionId function);
  // The fiber takes a lock, or gives it back: what two do that both hold it, one of them alone,
  // comes one after the other, also where others than those that are seen may have it between
  // them: Savage et al., "Eraser: a dynamic data race detector for multithreaded programs", 1997.
  void hold(FiberId fiber, HeldLock lock);
  void letGo(FiberId fiber, ObjectId lock);
  // The fiber does something to a primitive, or gives it to code that is not seen. What two fibers
  // do that have one in common may be ordered by what is not seen of it.
  void use(FiberId fiber, ObjectId primitive);
  void useUnseen(FiberId fiber, ObjectId primitive);
  // Each knows what the other has done.
  void meet(FiberId one, FiberId other);

  void access(const MemorySlot& slot, MemoryAccess access);
  // The fiber loads an atomic.
  void look(const MemorySlot& slot, const MemoryAccess& access, Datum value);
  // What the fiber has last loaded from an atomic, where another thread has changed it since.
  const Look* outdatedLook(const MemorySlot& slot, FiberId fiber) const;
  // The fiber changes an atomic. `restsOnLook`: it has an outdated look, and relies on it.
  void change(const MemorySlot& slot, const MemoryAccess& access, bool restsOnLook);
  // The slot's life is over. It may begin another one, which has nothing to do with this.
  void end(const MemorySlot& slot);
  // The model may have one object for several of the program: nothing is said of it.
  // Whether that is new.
  bool ignore(ObjectId object);
  // What was at an index of a container is at another one from now on.
  void moveElements(ObjectId container);
  // Forgets objects that are no more, whose numbers others get.
  void prune(const State& state);

  // The races that were found since they were last taken.
  std::vector<Race> takeRaces() { return std::exchange(races_, {}); }

 private:
  bool mayBeOrdered(FiberId one, FiberId other) const;
  using Uses = std::map<FiberId, std::set<ObjectId>>;
  void relate(FiberId fiber, ObjectId primitive, const Uses& others);
  bool knows(FiberId fiber) const { return threads_.contains(fiber); }
  Clock& clockOf(FiberId fiber) { return clocks_[threads_.at(fiber)]; }
  void acquireFrom(FiberId fiber, const Clock& released) { clockOf(fiber).join(released); }
  void releaseTo(FiberId fiber, Clock& released);

  std::map<FiberId, size_t> threads_;
  std::map<FiberId, std::set<model::FunctionId>> unseenCalls_;
  std::vector<Clock> clocks_;  // by thread
  std::map<std::pair<ObjectId, Part>, Clock> released_;
  std::map<MemorySlot, Clock> atomics_;
  std::map<MemorySlot, std::map<FiberId, Look>> looks_;
  std::map<std::pair<MemorySlot, FiberId>, MemoryAccess> outdated_;  // the change after the look
  std::map<FiberId, std::vector<HeldLock>> held_;
  std::map<FiberId, std::set<ObjectId>> used_, usedUnseen_;  // the second are among the first
  std::set<std::pair<FiberId, FiberId>> related_;            // by what is not seen of a primitive
  Clock unseen_;
  std::map<MemorySlot, std::vector<MemoryAccess>> accesses_;
  std::set<MemorySlot> ended_;
  std::set<ObjectId> ignored_;
  std::vector<Race> races_;
};

}  // namespace chanvet::explore
