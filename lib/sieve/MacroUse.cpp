#include "sieve/MacroUse.h"

#include <algorithm>
#include <map>
#include <unordered_set>

#include <llvm/ADT/STLExtras.h>

namespace chanvet::sieve {

void MacroUse::add(FileNumber file, const FileWords& words, bool isStandard) {
  files_[file] = {&words, isStandard};
  for (const MacroWords& defined : words.macros) {
    Macro& macro = macros_[defined.name];
    if (macro.definers.empty() || macro.definers.back() != file) macro.definers.push_back(file);
    llvm::append_range(macro.text, defined.text);
    macro.isDefined |= defined.isDefined;
  }
}

const std::vector<MacroDependence>& MacroUse::dependencesOf(FileNumber file) {
  auto [known, isNew] = dependences_.try_emplace(file);
  if (isNew) known->second = find(file);
  return known->second;
}

// The macros that the text of this one leads to, and itself.
const Words& MacroUse::reachableFrom(Word macro) {
  auto [known, isNew] = reachable_.try_emplace(macro);
  if (!isNew) return known->second;
  std::unordered_set<Word> found = {macro};
  for (Words open = {macro}; !open.empty();) {
    const Macro& next = macros_.at(open.back());
    open.pop_back();
    for (Word word : next.text)
      if (macros_.contains(word) && found.insert(word).second) open.push_back(word);
  }
  known->second.assign(found.begin(), found.end());
  return known->second;
}

std::vector<MacroDependence> MacroUse::find(FileNumber file) {
  const FileWords& words = *files_.at(file).words;
  std::map<FileNumber, std::uint32_t> offsets;
  auto use = [&](Word word, std::uint32_t offset) {
    if (!macros_.contains(word)) return;
    for (Word macro : reachableFrom(word)) {
      if (!macros_.at(macro).isDefined) continue;
      for (FileNumber definer : macros_.at(macro).definers) {
        if (definer == file || files_.at(definer).isStandard) continue;
        auto [known, isNew] = offsets.try_emplace(definer, offset);
        if (!isNew) known->second = std::min(known->second, offset);
      }
    }
  };
  for (const auto& [word, offset] : words.early) use(word, offset);
  for (const Words* all : {&words.declared, &words.used})
    for (Word word : *all) use(word, kLate);
  std::vector<MacroDependence> dependences;
  for (const auto& [definer, offset] : offsets) dependences.push_back({definer, offset});
  return dependences;
}

}  // namespace chanvet::sieve
