// Deterministic runs: who goes on, and how a run ends.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <source_location>
#include <string>
#include <vector>

namespace csp::detail {

struct fiber;
struct timer_state;

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

// Decides all that is left to chance.
class strategy {
 public:
  virtual ~strategy() = default;

  // The fibers that can go on, each of which is before an operation or behind one that it waited
  // for, and the timers that can fire. There is at least one of them.
  virtual turn next(const std::vector<fiber*>& awake, const std::vector<timer_state*>& timers) = 0;

  // One of the cases of the select that the fiber is in.
  virtual std::size_t choose_case(const fiber& who, const std::vector<std::size_t>& ready) = 0;
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

// By chance, with this seed. Each fiber and timer has a weight of its own, so that some are slow
// throughout a run: what goes wrong often takes one that is overtaken many times.
std::unique_ptr<strategy> make_seeded(std::uint64_t seed);

}  // namespace csp::detail
