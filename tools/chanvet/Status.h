// The exit status of the program. When several apply: 2 over 3 over 1.
#pragma once

namespace chanvet::tool {

inline constexpr int kClean = 0;
inline constexpr int kFindings = 1;    // at or above --fail-on
inline constexpr int kUsage = 2;       // wrong usage or configuration
inline constexpr int kIncomplete = 3;  // a unit that was not analysed, a report not written

struct StatusMeaning {
  int status;
  const char* meaning;
};

inline constexpr StatusMeaning kStatusMeanings[] = {
    {kClean, "clean and complete"},
    {kFindings, "findings at or above --fail-on"},
    {kUsage, "wrong usage or configuration"},
    {kIncomplete, "incomplete (a unit that does not parse, nothing to analyse)"},
};

}  // namespace chanvet::tool
