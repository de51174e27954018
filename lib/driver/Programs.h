// Explores the programs that units make together, each in processes of its own.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <llvm/ADT/ArrayRef.h>
#include <llvm/ADT/SetVector.h>
#include <llvm/ADT/StringRef.h>
#include <llvm/ADT/StringSet.h>

#include "cache/Cache.h"
#include "check/Witnesses.h"
#include "driver/Analyse.h"
#include "driver/EntryGraph.h"
#include "driver/Results.h"
#include "driver/Workers.h"
#include "explore/Facts.h"
#include "link/Program.h"
#include "link/Store.h"

namespace chanvet::driver {

struct ProgramSettings {
  // The checks that are on for a unit.
  std::function<const Analyser::Checks&(llvm::StringRef unit)> checksOf;
  // How to explore a program, and what each of its parts may take, by the unit at its root.
  std::function<explore::SearchOptions(llvm::StringRef unit)> optionsOf;
  std::function<WorkerLimits(llvm::StringRef unit)> limitsOf;
};

// The programs of a store. What comes of them depends neither on the number of processes nor on
// which program ends first: all mains are run first, each by itself, and then, in rounds, the
// entries that no main has run. An entry that several programs have is run in the first of these,
// and one that entries of other programs may lead to when these have been run, unless they have
// run it. Where all that are left wait for each other, the first begins; the next time two, then
// four. A program without a main is put together when one of its entries is to be run.
class Programs {
 public:
  // The store is canonical, and outlives this. `kept`: where parts are kept that were run, by what
  // they depend on; null: nowhere.
  Programs(const link::Store& store, ProgramSettings settings, unsigned processes,
           const cache::Cache* kept);

  // Takes in what was held back of a unit with these checks, before anything is explored.
  void hold(const Analyser::Checks& checks, const Held& held);

  ProgramsResult explore();

  // After explore(): how many programs were taken over from an earlier run as they were.
  unsigned programsUsed() const;

 private:
  struct Program {
    link::UnitId root = 0;
    bool hasMain = false;
    std::vector<model::FunctionId> entries;  // their keys
    ExploredProgram told;
    std::optional<ProgramSurvey> survey;
    std::vector<explore::Defect> defects;
    explore::Evidence evidence;
    std::vector<explore::Reach> answers;
    unsigned parts = 0, partsUsed = 0;
  };
  // A finding that is held back, the i-th of its witnesses.
  struct HeldFinding {
    const check::Check* check = nullptr;
    std::size_t index = 0;
    Finding finding;
  };
  // A program run from its main or, if there are any, from entries.
  struct Part {
    std::size_t program = 0;
    std::vector<model::FunctionId> entries;  // their keys
  };
  using Entry = EntryGraph::Entry;

  void surveyMains();
  ProgramSurvey surveyOf(const Program& program, const link::Program& linked) const;
  void take(Program& program, ProgramSurvey survey);
  llvm::SetVector<const check::Check*> checksOf(const std::vector<std::string>& units) const;
  std::vector<ProgramSurvey::Question> questionsFor(const link::Program& linked,
                                                    const std::vector<std::string>& members) const;
  void exploreMains();
  void exploreEntries();
  std::vector<Entry> entriesLeft();
  std::vector<Part> takeReady(std::vector<Entry>& left, std::size_t& most) const;
  bool hasFailed(std::size_t program) const;
  const std::string& nameOf(model::FunctionId key) const { return linker_.keys()[key].usr; }
  void run(llvm::ArrayRef<Part> parts);
  std::optional<ExploredPart> keptOf(const Part& part, const ProgramSurvey& survey) const;
  PartResult runPart(const Part& part) const;
  ExploredPart explore(const Part& part, const link::Program& linked,
                       const ProgramSurvey& survey) const;
  static std::vector<model::FunctionId> bodiesOf(const link::Program& linked);
  explore::UnitFacts factsOf(const link::Program& linked) const;
  std::vector<model::FunctionId> entriesIn(const link::Program& linked, const Part& part) const;
  std::string keyOf(const Part& part, const ProgramSurvey& survey) const;
  void take(const Part& part, ExploredPart result);
  void fail(Program& program, std::string reason);
  void answer(const Program& program);
  ProgramsResult settle();

  ProgramSettings settings_;
  unsigned processes_;
  const cache::Cache* kept_;
  EntryGraph graph_;
  std::vector<explore::FunctionFacts> facts_;  // by definition
  link::Linker linker_;
  check::AllWitnesses witnesses_;
  std::vector<HeldFinding> held_;
  llvm::StringSet<> heldBytes_;
  std::vector<Program> programs_;  // those with a main first
  llvm::StringSet<> ran_;
};

}  // namespace chanvet::driver
