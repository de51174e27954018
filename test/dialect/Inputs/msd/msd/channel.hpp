// What a program sees of cpp-channel, as far as the tests use it.
#pragma once
#include <cstddef>

namespace msd {
template <class T>
class channel {
 public:
  channel();
  explicit channel(std::size_t capacity);
  template <class U>
  bool write(U&&) {
    return true;
  }
  bool read(T& out);
  void close();
  bool closed() const;
  bool drained();
  std::size_t size() const;
  struct iterator {
    T operator*() const;
    iterator& operator++();
    bool operator!=(const iterator&) const;
  };
  iterator begin();
  iterator end();
};
template <class T, class U>
channel<T>& operator<<(channel<T>& channel, U&& value);
template <class T>
channel<T>& operator>>(channel<T>& channel, T& out);
}  // namespace msd
