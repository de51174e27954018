// What a check reports, as plain data: no clang types, so that a finding can be cached, merged,
// shipped and compared. This room depends on nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

namespace chanvet {

// When the reported path runs: Error: the program hangs, leaks or dies. Warning: wrong unless the
// author knows something the code does not say. Info: costs or smells.
enum class Severity { Info, Warning, Error };

// A range of source text. Lines and columns count from 1; columns count UTF-8 bytes; the end is
// exclusive. A place without a file is invalid.
struct Place {
  std::string file;  // absolute, normalised path
  unsigned line = 0;
  unsigned column = 0;
  unsigned endLine = 0;
  unsigned endColumn = 0;

  bool isValid() const { return !file.empty() && line > 0; }
  friend auto operator<=>(const Place&, const Place&) = default;
};

// A place that explains the finding ("'jobs' closed here").
struct RelatedPlace {
  Place place;
  std::string message;
  friend auto operator<=>(const RelatedPlace&, const RelatedPlace&) = default;
};

// One step of a path or schedule, in the order of execution.
struct TraceStep {
  Place place;
  std::string message;
  std::string fiber;   // name of the fiber that takes the step; empty: there is only one
  unsigned depth = 0;  // call depth within the fiber

  // Of a step of a schedule; empty in a path.
  std::string operation;   // "send", "lock", "select", "start"; empty: a branch or a call
  std::string primitive;   // what it works on, as the source calls it
  std::string state;       // of the primitive after the step: "1 of 2 buffered", "closed"
  std::string peer;        // the fiber that is started, meets this one or is woken by it
  int choice = -1;         // the case that a select takes, from 0 in the order of the source
  bool isBlocked = false;  // the fiber stands here for ever
  bool isAssumed = false;  // a branch that hangs on data that is not followed
  bool isNext = false;     // the fiber is about to take the step
  friend auto operator<=>(const TraceStep&, const TraceStep&) = default;
};

// Replaces the text of `range` (empty range: inserts before its start).
struct Edit {
  Place range;
  std::string replacement;
  friend auto operator<=>(const Edit&, const Edit&) = default;
};

// Edits to apply together. They do not overlap.
struct Fix {
  std::string description;
  std::vector<Edit> edits;
  friend auto operator<=>(const Fix&, const Fix&) = default;
};

// What dumps of a running program showed at the place of a finding.
struct Observation {
  std::uint64_t fibers = 0;             // that stood there
  std::optional<std::uint64_t> before;  // that stood there in earlier dumps, when there are any
  std::string wait;                     // "send", "lock", "sleep": see docs/stacks.md
  std::string reason;                   // what they wait for, in the words of the dump
  std::uint64_t longestSeconds = 0;     // that one of them has waited; 0: less, or not told
  std::uint64_t score = 0;              // by which findings of one severity are ordered
  std::string confirms;  // of a finding from a report, what the fibers share with it:
                         // "place" or "function"
};

struct Finding {
  std::string check;
  Severity severity = Severity::Warning;
  std::string message;
  Place place;
  std::string function;                 // qualified name of the enclosing function, may be empty
  std::vector<std::string> primitives;  // names of the primitives concerned, in trace order
  std::vector<RelatedPlace> related;
  std::vector<TraceStep> trace;
  std::optional<Fix> fix;
  std::optional<Observation> observed;
  std::string fingerprint;  // kept from the report that the finding is from; empty: to be computed
};

// Orders findings as they are printed: by place, then check, then message.
bool operator<(const Finding& a, const Finding& b);

// Sorts findings and keeps one of those that have the same check and place (the same header or
// template seen through several units or instantiations).
void sortAndUnique(std::vector<Finding>& findings);

}  // namespace chanvet
