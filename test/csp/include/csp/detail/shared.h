// sync_map, pool, atomic_value. Their state has its own lock, so that the user's copies and
// comparisons do not run under the runtime's; replaced values are destroyed after it is free.
#pragma once

#include "csp/csp.h"

namespace csp {

// ---- sync_map ---------------------------------------------------------------------------------

template <class K, class V>
std::optional<V> sync_map<K, V>::load(const K& key, location where) const {
  detail::pass("sync_map load", where);
  std::lock_guard guard(mutex_);
  auto at = values_.find(key);
  if (at == values_.end()) return std::nullopt;
  return at->second;
}

template <class K, class V>
void sync_map<K, V>::store(K key, V value, location where) {
  detail::pass("sync_map store", where);
  std::lock_guard guard(mutex_);
  auto [at, added] = values_.try_emplace(std::move(key), std::move(value));
  if (!added) std::swap(at->second, value);
}

template <class K, class V>
std::pair<V, bool> sync_map<K, V>::load_or_store(K key, V value, location where) {
  detail::pass("sync_map load_or_store", where);
  std::lock_guard guard(mutex_);
  auto [at, added] = values_.try_emplace(std::move(key), std::move(value));
  return {at->second, !added};
}

template <class K, class V>
void sync_map<K, V>::erase(const K& key, location where) {
  detail::pass("sync_map erase", where);
  typename std::map<K, V>::node_type erased;
  std::lock_guard guard(mutex_);
  erased = values_.extract(key);
}

// ---- pool -------------------------------------------------------------------------------------

template <class T>
T pool<T>::get(location where) {
  detail::pass("pool get", where);
  {
    std::lock_guard guard(mutex_);
    if (!free_.empty()) {
      T object = std::move(free_.back());
      free_.pop_back();
      return object;
    }
  }
  return make_();
}

template <class T>
void pool<T>::put(T object, location where) {
  detail::pass("pool put", where);
  std::lock_guard guard(mutex_);
  free_.push_back(std::move(object));
}

// ---- atomic_value -----------------------------------------------------------------------------

template <class T>
T atomic_value<T>::load(location where) const {
  detail::pass("atomic_value load", where);
  std::lock_guard guard(mutex_);
  return value_;
}

template <class T>
void atomic_value<T>::store(T value, location where) {
  detail::pass("atomic_value store", where);
  std::lock_guard guard(mutex_);
  std::swap(value_, value);
}

template <class T>
T atomic_value<T>::exchange(T value, location where) {
  detail::pass("atomic_value exchange", where);
  std::lock_guard guard(mutex_);
  std::swap(value_, value);
  return value;
}

template <class T>
bool atomic_value<T>::compare_exchange(T& expected, T desired, location where) {
  detail::pass("atomic_value compare_exchange", where);
  std::lock_guard guard(mutex_);
  if (value_ == expected) {
    std::swap(value_, desired);
    return true;
  }
  expected = value_;
  return false;
}

}  // namespace csp
