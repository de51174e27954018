#include "CommandLine.h"

#include <map>
#include <string>
#include <vector>

#include <llvm/ADT/SmallVector.h>
#include <llvm/ADT/StringExtras.h>
#include <llvm/ADT/StringRef.h>

#include "Commands.h"
#include "Completion.h"
#include "driver/Run.h"
#include "report/Report.h"

namespace chanvet::tool {

namespace {

std::vector<Word> checkWords(const std::vector<check::Metadata>& checks) {
  std::vector<Word> words;
  for (const check::Metadata& check : checks) words.push_back({check.name, check.summary});
  return words;
}

std::vector<Word> formatWords() {
  std::vector<Word> words;
  for (const report::Format& format : report::formats())
    words.push_back({format.name.str(), format.help.str()});
  return words;
}

std::vector<Word> wordsOf(const std::vector<std::string>& names) {
  std::vector<Word> words;
  for (const std::string& name : names) words.push_back({name, ""});
  return words;
}

}  // namespace

std::map<std::string, Value> describeValues() {
  const Value anything;
  Value file, folder, revision;
  file.files = Files::Any;
  folder.files = Files::Directories;
  revision.isRevision = true;
  return {
      {"ARG", anything},
      {"BUILD", folder},
      {"CHECK", {.noun = "check", .words = checkWords(explainedChecks())}},
      {"DIR", folder},
      {"FILE", file},
      {"FILES", file},
      {"FORMAT", {.noun = "format", .words = formatWords(), .isChecked = true}},
      {"GLOBS",
       {.noun = "check",
        .words = checkWords(driver::allChecks()),
        .isList = true,
        .takesMinus = true}},
      {"HOSTS",
       {.noun = "host", .words = wordsOf(snippetNames()), .isChecked = true, .isList = true}},
      {"I/N", anything},
      {"N", anything},
      {"NAME|FILE",
       {.noun = "dialect",
        .words = wordsOf(dialectNames()),
        .takesMinus = true,
        .files = Files::Any}},
      {"REV", revision},
      {"SECONDS", anything},
      {"SEVERITY",
       {.noun = "severity",
        .words = wordsOf({"error", "warning", "info", "none"}),
        .isChecked = true}},
      {"SHELL", {.noun = "shell", .words = wordsOf(shellNames()), .isChecked = true}},
      {"WHAT",
       {.noun = "word",
        .words = {{"all", "what is new is taken up, what is no longer found goes"},
                  {"shrink", "what is no longer found goes"}},
        .isChecked = true}},
      {"WHEN", {.noun = "word", .words = wordsOf({"auto", "always", "never"}), .isChecked = true}},
  };
}

std::string inOneLine(const std::string& text) {
  llvm::SmallVector<llvm::StringRef> words;
  llvm::SplitString(text, words);
  return llvm::join(words, " ");
}

}  // namespace chanvet::tool
