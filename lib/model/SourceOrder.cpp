#include "model/SourceOrder.h"

#include <utility>

#include <clang/AST/DeclBase.h>
#include <clang/Basic/SourceManager.h>
#include <llvm/ADT/STLExtras.h>

namespace chanvet::model {

void SourceOrder::add(clang::SourceLocation directive, clang::FileEntryRef file) {
  auto [includer, offset] = sources_.getDecomposedLoc(directive);
  directives_[fileOf(includer)].push_back({offset, &file.getFileEntry()});
}

void SourceOrder::sort(std::vector<const clang::Decl*>& declarations) {
  reset();
  std::vector<std::pair<Path, const clang::Decl*>> places;
  for (const clang::Decl* declaration : declarations) {
    auto [file, offset] =
        sources_.getDecomposedLoc(sources_.getExpansionLoc(declaration->getLocation()));
    Path path = pathOf(file);
    path.push_back(offset);
    places.emplace_back(std::move(path), declaration);
  }
  llvm::stable_sort(places, llvm::less_first());
  llvm::transform(places, declarations.begin(), [](const auto& place) { return place.second; });
}

// The command's includes come before the main file.
void SourceOrder::reset() {
  entered_.clear();
  times_.clear();
  paths_.clear();
  for (unsigned index = 0; index < sources_.local_sloc_entry_size(); ++index) {
    const clang::SrcMgr::SLocEntry& entry = sources_.getLocalSLocEntry(index);
    if (!entry.isFile()) continue;
    if (clang::OptionalFileEntryRef file = entry.getFile().getContentCache().OrigEntry)
      ++times_[&file->getFileEntry()];
  }
  enter(nullptr, {0});
  enter(fileOf(sources_.getMainFileID()), {1});
}

void SourceOrder::enter(const clang::FileEntry* file, const Path& path) {
  if (!entered_.try_emplace(file, path).second) return;
  std::vector<Directive> directives = directives_.lookup(file);
  llvm::stable_sort(directives, [](auto& a, auto& b) { return a.offset < b.offset; });
  for (const Directive& directive : directives) {
    Path next = path;
    next.push_back(directive.offset);
    enter(directive.file, next);
  }
}

// A file that is read more than once is where it was included each time.
const SourceOrder::Path& SourceOrder::pathOf(clang::FileID id) {
  auto known = paths_.find(id);
  if (known != paths_.end()) return known->second;
  const clang::FileEntry* file = fileOf(id);
  Path path;
  if (id == sources_.getMainFileID() || times_.lookup(file) <= 1) {
    path = entered_.lookup(file);
  } else if (clang::SourceLocation include = sources_.getIncludeLoc(id); include.isValid()) {
    auto [includer, offset] = sources_.getDecomposedLoc(include);
    path = pathOf(includer);
    path.push_back(offset);
  }
  return paths_[id] = std::move(path);
}

const clang::FileEntry* SourceOrder::fileOf(clang::FileID id) const {
  clang::OptionalFileEntryRef file = sources_.getFileEntryRefForID(id);
  return file ? &file->getFileEntry() : nullptr;
}

}  // namespace chanvet::model
