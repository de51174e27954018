// A map that is cheap to copy and to go through: its entries lie in one piece of memory, sorted.
// Adding and removing moves those behind, and ends what points into it.
#pragma once

#include <algorithm>
#include <type_traits>
#include <utility>
#include <vector>

namespace chanvet::flow {

// Keys and values are plain data; keys are ordered by <, and told apart by ==.
template <class Key, class Value>
class FlatMap {
 public:
  using Entry = std::pair<Key, Value>;
  using const_iterator = typename std::vector<Entry>::const_iterator;

  const_iterator begin() const { return entries_.begin(); }
  const_iterator end() const { return entries_.end(); }
  bool empty() const { return entries_.empty(); }

  // The first entry whose key is not before the given one, and the first that is behind it.
  const_iterator lower_bound(const Key& key) const {
    return std::lower_bound(begin(), end(), key,
                            [](const Entry& entry, const Key& at) { return entry.first < at; });
  }
  const_iterator upper_bound(const Key& key) const {
    return std::upper_bound(begin(), end(), key,
                            [](const Key& at, const Entry& entry) { return at < entry.first; });
  }
  const_iterator find(const Key& key) const {
    const_iterator at = lower_bound(key);
    return at != end() && at->first == key ? at : end();
  }
  bool contains(const Key& key) const { return find(key) != end(); }

  // The value of the key, made if there is none.
  Value& operator[](const Key& key) {
    const_iterator at = lower_bound(key);
    if (at == end() || at->first != key) at = entries_.insert(at, {key, Value()});
    return entries_[at - begin()].second;
  }

  void erase(const Key& key) {
    if (const_iterator at = find(key); at != end()) entries_.erase(at);
  }
  void erase(const_iterator from, const_iterator to) { entries_.erase(from, to); }

  template <class Predicate>
  friend void erase_if(FlatMap& map, Predicate predicate) {
    std::erase_if(map.entries_, predicate);
  }

 private:
  static_assert(std::is_trivially_copy_constructible_v<Entry>);

  std::vector<Entry> entries_;
};

}  // namespace chanvet::flow
