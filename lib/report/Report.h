// What one run found, and the formats it can be written in. This room knows findings only.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <llvm/ADT/ArrayRef.h>
#include <llvm/ADT/STLFunctionalExtras.h>
#include <llvm/ADT/StringRef.h>
#include <llvm/Support/raw_ostream.h>

#include "finding/Finding.h"
#include "report/SourceCache.h"

namespace chanvet::report {

// A check as a report shows it.
struct Rule {
  std::string name;     // "channel-send-after-close"
  std::string summary;  // one sentence
  std::string doc;      // its whole page, as markdown
  Severity severity = Severity::Warning;
  std::string precision = "high";  // "very-high", "high", "medium" or "low"
  std::vector<std::string> tags;   // beside those made from the name
};

// A unit that was not analysed, or not to its end.
struct Failure {
  std::string unit;    // absolute path of its main file
  std::string reason;  // one line: lower case, no final period
  friend auto operator<=>(const Failure&, const Failure&) = default;
};

// What was cut in a unit that counts as analysed. Its findings stand; others may be missing.
struct Note {
  std::string unit;      // absolute path of its main file
  std::string function;  // qualified name
  std::string message;   // one line, names the function: lower case, no final period
  friend auto operator<=>(const Note&, const Note&) = default;
};

// Everything a format needs. The same run gives the same bytes: it holds no time, no process
// number, and the caller leaves out of `arguments` what must not show (-j, --output).
struct Run {
  // In the order of projectFirst, suppressions applied, with their fingerprints.
  std::vector<Finding> findings;
  std::vector<Rule> rules;  // the checks that ran, sorted by name; suppressionRules() with them
  std::vector<Failure> failures;  // sorted
  std::vector<Note> notes;        // sorted, each once
  unsigned units = 0;             // how many were to be analysed
  unsigned unitsAnalysed = 0;
  unsigned known = 0;      // findings that are left out because a baseline has them
  bool successful = true;  // false when the run is incomplete (exit status 3)

  std::string toolVersion;             // "0.1.0"
  std::string sourceRoot;              // absolute; paths under it are relative in SARIF
  std::string workingDirectory;        // absolute; paths under it are relative in text and short
  std::vector<std::string> arguments;  // of the command line, without the program; may be empty
};

// Sorts findings, those in files below `sourceRoot` first: an order that does not depend on where
// the project lies.
void projectFirst(std::vector<Finding>& findings, llvm::StringRef sourceRoot);

// Leaves the findings, by their index, that are to be kept.
void keepFindings(Run& run, llvm::function_ref<bool(std::size_t index)> isKept);

struct Summary {
  unsigned errors = 0;
  unsigned warnings = 0;
  unsigned infos = 0;
  unsigned files = 0;  // with at least one finding
};
Summary summarise(const Run& run);

// "3 errors, 1 warning in 2 files; 412 of 412 units; 7 known from the
// baseline", without a line end.
std::string summaryLine(const Run& run);

// How to write for people. Only the formats "text" and "short" look at it.
struct TextOptions {
  bool color = false;
  unsigned width = 0;  // columns of the terminal; 0: never wrap or clip
};

// A way to write a run. To add one: a file with its function, and a line in Report.cpp.
struct Format {
  llvm::StringRef name;
  llvm::StringRef help;  // what it is for, in a few words
  void (*write)(const Run&, SourceCache&, llvm::raw_ostream&, const TextOptions&);
};

// All formats, sorted by name: github, gitlab, html, json, junit, sarif, short, text.
llvm::ArrayRef<Format> formats();

// Null for an unknown name.
const Format* findFormat(llvm::StringRef name);

// The formats' functions. Text and short write the failures after the findings, but neither the
// notes nor a summary line: those are for the caller to print where they do not disturb.
void writeText(const Run&, SourceCache&, llvm::raw_ostream&, const TextOptions&);
void writeShort(const Run&, SourceCache&, llvm::raw_ostream&, const TextOptions&);
void writeJson(const Run&, SourceCache&, llvm::raw_ostream&, const TextOptions&);
void writeSarif(const Run&, SourceCache&, llvm::raw_ostream&, const TextOptions&);
void writeHtml(const Run&, SourceCache&, llvm::raw_ostream&, const TextOptions&);
void writeGithub(const Run&, SourceCache&, llvm::raw_ostream&, const TextOptions&);
void writeGitlab(const Run&, SourceCache&, llvm::raw_ostream&, const TextOptions&);
void writeJunit(const Run&, SourceCache&, llvm::raw_ostream&, const TextOptions&);

}  // namespace chanvet::report
