// Deterministic runs: who goes on, and how a run ends.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <source_location>
#include <string>
#include <vector>

namespace csp::detail {

struct fiber;
struct timer_state;
struct waiter;

// Waiters of one primitive, in the order of their arrival.
using wait_queue = std::vector<waiter*>;

// What a fiber does, in the words of the dump, and where in the program.
struct operation {
  const char* name;
  std::source_location where;
};

struct blocked_fiber {
  std::uint64_t number;  // in the order in which fibers are started; main is 0
  operation in;
};

// Lines like
//   blocked: fiber 2, chan receive, server.cpp:40
inline std::string places_of(const std::vector<blocked_fiber>& blocked) {
  std::string text;
  for (const blocked_fiber& f : blocked) {
    text += "blocked: fiber " + std::to_string(f.number) + ", " + f.in.name + ", " +
            f.in.where.file_name() + ":" + std::to_string(f.in.where.line()) + "\n";
  }
  return text;
}

struct run_end {
  enum kind {
    finished,  // all fibers have ended
    stuck,     // the others have, and these are blocked for ever
    died,      // of a panic or a misuse
    cut,       // more turns than were allowed
  } how = finished;
  std::vector<blocked_fiber> blocked{};
  std::string report{};  // stuck, died: as the program would have printed it
};

// Whose turn it is: a fiber goes on, or a timer fires. One of them.
struct turn {
  fiber* who = nullptr;
  timer_state* timer = nullptr;
};

// What a select does: it takes a case, begins to wait, or has another turn later.
struct selection {
  enum kind { take, wait, again } what;
  std::size_t index = 0;  // take: the case
};

// Decides all that is left to chance.
class strategy {
 public:
  virtual ~strategy() = default;

  // The fibers that can go on, each of which is before an operation or behind one that it waited
  // for, and the timers that can fire. There is at least one of them.
  virtual turn next(const std::vector<fiber*>& awake, const std::vector<timer_state*>& timers) = 0;

  // What the select that the fiber is in does, when these of its cases are ready. `otherwise`: the
  // default case, if there is one; it is taken when no other is ready. `queues`: where each case
  // would wait; null: nowhere.
  virtual selection choose_case(const fiber& who, const std::vector<std::size_t>& ready,
                                std::optional<std::size_t> otherwise,
                                const std::vector<wait_queue*>& queues) = 0;

  // The program is about to end in that way, in this fiber.
  virtual void ended(run_end::kind, const fiber&) {}

  // Whether fibers stop behind each operation as well.
  virtual bool stops_behind() const { return false; }

  // Whether fibers go on when main has returned.
  virtual bool runs_on_after_main() const { return false; }
};

// splitmix64, http://prng.di.unimi.it.
class generator {
 public:
  explicit generator(std::uint64_t seed) : state_(seed) {}

  std::size_t below(std::size_t n) {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return (z ^ (z >> 31)) % n;
  }

 private:
  std::uint64_t state_;
};

// One of the ready cases.
inline selection choose_by_chance(generator& random, const std::vector<std::size_t>& ready,
                                  std::optional<std::size_t> otherwise) {
  if (!ready.empty()) return {selection::take, ready[random.below(ready.size())]};
  if (otherwise) return {selection::take, *otherwise};
  return {selection::wait};
}

// By chance, with this seed. Each fiber and timer has a weight of its own, so that some are slow
// throughout a run: what goes wrong often takes one that is overtaken many times.
std::unique_ptr<strategy> make_seeded(std::uint64_t seed);

// As the schedule in that file says: see replay.h.
std::unique_ptr<strategy> make_replay(const char* path);

}  // namespace csp::detail
