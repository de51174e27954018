// The interface of folly's queue, as far as the dialect describes it.
#pragma once
#include <cstddef>

namespace folly {
template <class T>
class MPMCQueue {
 public:
  explicit MPMCQueue(size_t capacity);
  MPMCQueue() noexcept;
  template <class... Args>
  void blockingWrite(Args&&... args) noexcept;
  template <class... Args>
  bool write(Args&&... args) noexcept;
  void blockingRead(T& elem) noexcept;
  bool read(T& elem) noexcept;
};
}  // namespace folly
