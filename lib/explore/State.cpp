#include "explore/State.h"

#include <algorithm>

namespace chanvet::explore {

namespace {

auto slotAt(std::vector<std::pair<int64_t, Datum>>& slots, int64_t key) {
  return std::lower_bound(slots.begin(), slots.end(), key,
                          [](const auto& slot, int64_t wanted) { return slot.first < wanted; });
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
  object->content.reset();
  return *object;
}

ObjectId State::add(Object object) {
  object.content.reset();
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

namespace {

auto knowledgeAt(auto& knowledge, UnknownId id) {
  return llvm::lower_bound(knowledge, id,
                           [](const Knowledge& one, UnknownId other) { return one.id < other; });
}

}  // namespace

const Knowledge* State::known(UnknownId id) const {
  auto at = knowledgeAt(knowledge, id);
  return at != knowledge.end() && at->id == id ? &*at : nullptr;
}

Knowledge& State::know(UnknownId id) {
  auto at = knowledgeAt(knowledge, id);
  if (at == knowledge.end() || at->id != id) {
    at = knowledge.insert(at, Knowledge());
    at->id = id;
  }
  return *at;
}

int State::positionOf(FiberId id) const {
  for (size_t i = 0; i < fibers.size(); ++i)
    if (fibers[i].id == id) return static_cast<int>(i);
  return -1;
}

}  // namespace chanvet::explore
