// The strategy of CSP_SEED.
#pragma once

#include "csp/detail/runtime.h"

namespace csp::detail {

class seeded final : public strategy {
 public:
  explicit seeded(std::uint64_t seed) : random_(seed) {}

  turn next(const std::vector<fiber*>& awake, const std::vector<timer_state*>& timers) override {
    std::size_t sum = 0;
    for (fiber* f : awake) sum += weight_of(*f);
    for (timer_state* t : timers) sum += weight_of(*t);
    std::size_t drawn = random_.below(sum);
    for (fiber* f : awake) {
      if (drawn < f->weight) return {.who = f};
      drawn -= f->weight;
    }
    for (timer_state* t : timers) {
      if (drawn < t->weight) return {.timer = t};
      drawn -= t->weight;
    }
    std::abort();
  }

  selection choose_case(const fiber&, const std::vector<std::size_t>& ready,
                        std::optional<std::size_t> otherwise,
                        const std::vector<wait_queue*>&) override {
    return choose_by_chance(random_, ready, otherwise);
  }

 private:
  template <class T>
  unsigned weight_of(T& one) {
    if (one.weight == 0) one.weight = 1u << (2 * random_.below(4));
    return one.weight;
  }

  generator random_;
};

inline std::unique_ptr<strategy> make_seeded(std::uint64_t seed) {
  return std::make_unique<seeded>(seed);
}

}  // namespace csp::detail
