// How the runs of a program on many schedules end.
#pragma once

#include <cstdint>
#include <cstdio>
#include <map>
#include <set>
#include <string>

#include <csp/explore.h>

inline constexpr int kEnough = 300;  // runs that go wrong

// How a run ended. A panic that the program asks for, or that leaves what must not throw, is an end
// that no check is about.
inline std::string endingOf(const csp::run_end& end) {
  switch (end.how) {
    case csp::run_end::finished:
      return "finished";
    case csp::run_end::stuck:
      return "stuck";
    case csp::run_end::cut:
      return "cut";
    case csp::run_end::died:
      break;
  }
  const bool isOther =
      end.report.starts_with("panic: asked for") || end.report.starts_with("terminate");
  return isOther ? "ended" : "died";
}

struct Tally {
  struct Ending {
    int count = 0;
    std::uint64_t first = 0;
    std::set<std::string> ways;
  };
  std::map<std::string, Ending> endings{
      {"finished", {}}, {"stuck", {}}, {"died", {}}, {"ended", {}}, {"cut", {}}};

  void add(const csp::run_end& end, std::uint64_t seed) {
    Ending& ending = endings.at(endingOf(end));
    if (ending.count++ == 0) ending.first = seed;
    ending.ways.insert(wayOf(end));
  }

  static std::string wayOf(const csp::run_end& end) {
    if (end.how == csp::run_end::died) return end.report.substr(0, end.report.find('\n'));
    std::string way;
    for (const csp::blocked_fiber& blocked : end.blocked)
      way += (way.empty() ? "" : ", ") + std::to_string(blocked.number) + " " + blocked.in.name;
    return way;
  }

  bool isEnough() const {
    return endings.at("cut").count >= kEnough / 10 ||
           endings.at("stuck").count + endings.at("died").count >= kEnough;
  }

  // As a line of JSON: for each way to end how often, the first seed that does, and who was blocked
  // in what or what the program died of.
  void print() const {
    std::string text;
    for (const auto& [name, ending] : endings) {
      std::string ways;
      for (const std::string& way : ending.ways)
        ways += (ways.empty() ? "\"" : ", \"") + way + "\"";
      text += (text.empty() ? "{\"" : ", \"") + name +
              "\": {\"count\": " + std::to_string(ending.count) +
              ", \"first\": " + std::to_string(ending.first) + ", \"ways\": [" + ways + "]}";
    }
    std::puts((text + "}").c_str());
  }
};

// A body that has gone wrong often enough is not run any more: what stuck fibers hold is lost.
template <class F>
Tally tallyOf(F body, std::uint64_t firstSeed, std::uint64_t schedules) {
  constexpr std::size_t kTurns = 2000;
  Tally tally;
  for (std::uint64_t seed = firstSeed; seed < firstSeed + schedules && !tally.isEnough(); ++seed)
    tally.add(csp::run_seeded(seed, body, kTurns), seed);
  return tally;
}
