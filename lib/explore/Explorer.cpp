#include "explore/Explorer.h"

#include <llvm/ADT/STLExtras.h>

#include "explore/Diagnosis.h"
#include "explore/Roots.h"

namespace chanvet::explore {

namespace {

bool explains(const Finding& finding, const Place& place) {
  return llvm::any_of(finding.related,
                      [&](const RelatedPlace& related) { return related.place == place; });
}

// Two fibers that do what only one may are one defect, whichever of them is the second.
bool isOne(const Defect& a, const Defect& b) {
  if (a.verdict != b.verdict) return false;
  if (a.finding.place == b.finding.place) return true;
  bool isDeath = a.verdict == Verdict::DoubleClose || a.verdict == Verdict::LockUnlockUnheld ||
                 a.verdict == Verdict::WaitGroupNegative;
  return isDeath && explains(a.finding, b.finding.place) && explains(b.finding, a.finding.place);
}

}  // namespace

void Exploration::explore(Machine& machine, model::FunctionId root) {
  Search search(machine, limits_);
  for (const Ending& ending : search.run(root)) {
    for (Defect& defect : diagnose(machine, ending)) {
      auto isSame = [&](const Defect& known) { return isOne(known, defect); };
      if (llvm::none_of(defects_, isSame)) defects_.push_back(std::move(defect));
    }
  }
  for (const model::Instruction* at : search.killing()) killing_.insert(unit_.place(at->location));
  if (search.wasCut()) cut_.push_back(unit_.functions[root].name);
}

bool Exploration::refutes(const Place& place) {
  defects();
  return cut_.empty() && !killing_.contains(place) && !unjudged_.contains(place) && wasRun(place);
}

// Whether a function with an instruction at `place` was run.
bool Exploration::wasRun(const Place& place) const {
  for (unsigned id : entered_.set_bits())
    for (const model::Block& block : unit_.functions[id].blocks)
      for (const model::Instruction& instruction : block.instructions)
        if (instruction.location.line == place.line && unit_.place(instruction.location) == place)
          return true;
  return false;
}

const std::vector<Defect>& Exploration::defects() {
  if (isDone_) return defects_;
  isDone_ = true;
  Machine machine(unit_, Bounds{});
  for (model::FunctionId root : mainsOf(unit_)) explore(machine, root);
  entered_ = machine.entered;
  for (model::FunctionId root : entriesOf(unit_))
    if (!machine.entered[root]) explore(machine, root);
  for (const model::Instruction* at : machine.unjudged) unjudged_.insert(unit_.place(at->location));
  return defects_;
}

}  // namespace chanvet::explore
