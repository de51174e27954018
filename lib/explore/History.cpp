#include "explore/History.h"

#include <algorithm>

namespace chanvet::explore {

void Clock::join(const Clock& other) {
  times_.resize(std::max(times_.size(), other.times_.size()));
  for (size_t i = 0; i < other.times_.size(); ++i) times_[i] = std::max(times_[i], other.times_[i]);
}

void Clock::tick(size_t thread) {
  times_.resize(std::max(times_.size(), thread + 1));
  ++times_[thread];
}

void History::begin(FiberId root) {
  threads_[root] = clocks_.size();
  clocks_.emplace_back().tick(threads_[root]);
}

void History::start(FiberId by, FiberId spawned, bool takesTurns) {
  if (!knows(by)) return;
  size_t spawner = threads_[by];
  if (takesTurns) {
    threads_[spawned] = spawner;
    return;
  }
  size_t thread = clocks_.size();
  threads_[spawned] = thread;
  clocks_.push_back(Clock(clocks_[spawner]));
  clocks_[thread].tick(thread);
  clocks_[spawner].tick(spawner);
}

void History::releaseTo(FiberId fiber, Clock& released) {
  released.join(clockOf(fiber));
  clockOf(fiber).tick(threads_.at(fiber));
}

void History::release(FiberId fiber, ObjectId object, Part part) {
  if (knows(fiber) && object != kNone) releaseTo(fiber, released_[{object, part}]);
}

void History::acquire(FiberId fiber, ObjectId object, Part part) {
  if (!knows(fiber)) return;
  auto released = released_.find({object, part});
  if (released != released_.end()) acquireFrom(fiber, released->second);
}

void History::order(FiberId fiber, const MemorySlot& slot) {
  if (!knows(fiber)) return;
  acquireFrom(fiber, atomics_[slot]);
  releaseTo(fiber, atomics_[slot]);
}

void History::orderUnseen(FiberId fiber) {
  if (!knows(fiber)) return;
  acquireFrom(fiber, unseen_);
  releaseTo(fiber, unseen_);
}

void History::callUnseen(FiberId fiber, model::FunctionId function) {
  orderUnseen(fiber);
  unseenCalls_[fiber].insert(function);
}

bool History::mayBeOrdered(FiberId one, FiberId other) const {
  if (related_.contains(std::minmax(one, other))) return true;
  auto ofOne = unseenCalls_.find(one), ofOther = unseenCalls_.find(other);
  if (ofOne == unseenCalls_.end() || ofOther == unseenCalls_.end()) return false;
  return std::any_of(ofOne->second.begin(), ofOne->second.end(),
                     [&](model::FunctionId called) { return ofOther->second.contains(called); });
}

void History::relate(FiberId fiber, ObjectId primitive, const Uses& others) {
  for (const auto& [other, primitives] : others)
    if (primitives.contains(primitive)) related_.insert(std::minmax(fiber, other));
}

void History::use(FiberId fiber, ObjectId primitive) {
  if (!knows(fiber) || primitive == kNone) return;
  used_[fiber].insert(primitive);
  relate(fiber, primitive, usedUnseen_);
}

void History::useUnseen(FiberId fiber, ObjectId primitive) {
  if (!knows(fiber) || primitive == kNone) return;
  used_[fiber].insert(primitive);
  usedUnseen_[fiber].insert(primitive);
  relate(fiber, primitive, used_);
}

void History::hold(FiberId fiber, HeldLock lock) {
  if (knows(fiber)) held_[fiber].push_back(lock);
}

void History::letGo(FiberId fiber, ObjectId lock) {
  std::vector<HeldLock>& held = held_[fiber];
  auto last = std::find_if(held.rbegin(), held.rend(),
                           [&](const HeldLock& each) { return each.lock == lock; });
  if (last != held.rend()) held.erase(std::next(last).base());
}

void History::meet(FiberId one, FiberId other) {
  if (!knows(one) || !knows(other)) return;
  Clock both = clockOf(one);
  both.join(clockOf(other));
  for (FiberId fiber : {one, other}) {
    clockOf(fiber) = both;
    clockOf(fiber).tick(threads_.at(fiber));
  }
}

// Whether one of the two can be made only when the other is not.
static bool isExcluded(const MemoryAccess& one, const MemoryAccess& other) {
  return std::any_of(one.locks.begin(), one.locks.end(), [&](const HeldLock& mine) {
    return std::any_of(other.locks.begin(), other.locks.end(), [&](const HeldLock& theirs) {
      return mine.lock == theirs.lock && !(mine.isShared && theirs.isShared);
    });
  });
}

void History::access(const MemorySlot& slot, MemoryAccess access) {
  if (!knows(access.fiber) || ended_.contains(slot) || ignored_.contains(slot.first)) return;
  const Clock& clock = clockOf(access.fiber);
  access.thread = threads_.at(access.fiber);
  access.time = clock.at(access.thread);
  access.locks = held_[access.fiber];
  std::vector<MemoryAccess>& known = accesses_[slot];
  for (const MemoryAccess& earlier : known)
    if (earlier.thread != access.thread && (earlier.writes || access.writes) &&
        earlier.time > clock.at(earlier.thread) && !mayBeOrdered(earlier.fiber, access.fiber) &&
        !isExcluded(earlier, access))
      races_.push_back({slot, earlier, access});
  std::erase_if(known, [&](const MemoryAccess& earlier) {
    return earlier.thread == access.thread && earlier.writes == access.writes;
  });
  known.push_back(access);
}

void History::look(const MemorySlot& slot, const MemoryAccess& access, Datum value) {
  if (!knows(access.fiber)) return;
  looks_[slot][access.fiber] = {access, value};
  outdated_.erase({slot, access.fiber});
}

const Look* History::outdatedLook(const MemorySlot& slot, FiberId fiber) const {
  return outdated_.contains({slot, fiber}) ? &looks_.at(slot).at(fiber) : nullptr;
}

void History::change(const MemorySlot& slot, const MemoryAccess& access, bool restsOnLook) {
  if (!knows(access.fiber)) return;
  std::map<FiberId, Look>& looks = looks_[slot];
  if (restsOnLook)
    races_.push_back(
        {slot, outdated_.at({slot, access.fiber}), access, looks.at(access.fiber).access});
  looks.erase(access.fiber);
  outdated_.erase({slot, access.fiber});
  for (const auto& [fiber, look] : looks)
    if (threads_.at(fiber) != threads_.at(access.fiber)) outdated_[{slot, fiber}] = access;
}

void History::end(const MemorySlot& slot) {
  accesses_.erase(slot);
  ended_.insert(slot);
}

bool History::ignore(ObjectId object) { return ignored_.insert(object).second; }

void History::moveElements(ObjectId container) {
  accesses_.erase(accesses_.lower_bound({container, kElements}),
                  accesses_.lower_bound({container, INT64_MAX}));
}

void History::prune(const State& state) {
  auto isGone = [&](ObjectId id) { return id >= state.objectCount() || !state.find(id); };
  std::erase_if(released_, [&](const auto& entry) { return isGone(entry.first.first); });
  std::erase_if(atomics_, [&](const auto& entry) { return isGone(entry.first.first); });
  std::erase_if(looks_, [&](const auto& entry) { return isGone(entry.first.first); });
  std::erase_if(outdated_, [&](const auto& entry) { return isGone(entry.first.first.first); });
  std::erase_if(accesses_, [&](const auto& entry) { return isGone(entry.first.first); });
  std::erase_if(ended_, [&](const MemorySlot& slot) { return isGone(slot.first); });
  std::erase_if(ignored_, isGone);
  for (auto* uses : {&used_, &usedUnseen_})
    for (auto& [fiber, primitives] : *uses) std::erase_if(primitives, isGone);
  for (auto& [fiber, locks] : held_)
    std::erase_if(locks, [&](const HeldLock& each) { return isGone(each.lock); });
}

}  // namespace chanvet::explore
