#include "model/OwnDeclarations.h"

#include <algorithm>

#include <clang/AST/ASTContext.h>
#include <clang/AST/DeclTemplate.h>
#include <clang/AST/ExternalASTSource.h>
#include <clang/Basic/SourceManager.h>
#include <llvm/ADT/STLExtras.h>

#include "dialect/Resolver.h"

namespace chanvet::model {

namespace {

// What a declaration of a template describes, and what was made from one, is no declaration of its
// own: it is found through the template.
bool belongsToTemplate(const clang::Decl* declaration) {
  if (auto* function = llvm::dyn_cast<clang::FunctionDecl>(declaration))
    return function->getDescribedFunctionTemplate() || function->isTemplateInstantiation();
  if (auto* record = llvm::dyn_cast<clang::CXXRecordDecl>(declaration))
    return record->getDescribedClassTemplate() ||
           record->getTemplateSpecializationKind() == clang::TSK_ImplicitInstantiation;
  if (auto* variable = llvm::dyn_cast<clang::VarDecl>(declaration))
    return variable->getDescribedVarTemplate() ||
           variable->getTemplateSpecializationKind() == clang::TSK_ImplicitInstantiation;
  return false;
}

// Brings the declarations of a precompiled header's own files back, in the order of the source.
class Precompiled {
 public:
  explicit Precompiled(clang::ASTContext& context)
      : sources_(context.getSourceManager()), external_(*context.getExternalSource()) {}

  std::vector<const clang::Decl*> run() {
    // The first entry has the highest index.
    for (unsigned next = sources_.loaded_sloc_entry_size(); next > 0;) next -= enter(next - 1);
    while (!open_.empty()) leave();
    return std::move(found_);
  }

 private:
  // A file whose end was not reached yet, and those of its declarations that were not.
  struct OpenFile {
    clang::FileID file;
    llvm::SmallVector<clang::Decl*, 16> declared;
    unsigned passed = 0;
  };

  // Returns how many entries there are of which nothing else is to be seen, with this one.
  unsigned enter(unsigned index) {
    const clang::SrcMgr::SLocEntry& entry = sources_.getLoadedSLocEntry(index);
    if (!entry.isFile()) return 1;
    auto start = clang::SourceLocation::getFromRawEncoding(entry.getOffset());
    clang::FileID file = sources_.getFileID(start);
    if (clang::SrcMgr::isSystem(entry.getFile().getFileCharacteristic()))
      return std::clamp(sources_.getNumCreatedFIDsForFileID(file), 1u, index + 1);
    advanceTo(entry.getFile().getIncludeLoc());
    OpenFile& opened = open_.emplace_back();
    opened.file = file;
    external_.FindFileRegionDecls(file, 0, sources_.getFileIDSize(file), opened.declared);
    return 1;
  }

  void advanceTo(clang::SourceLocation include) {
    if (include.isInvalid()) return;
    clang::FileID includer = sources_.getFileID(include);
    while (!open_.empty() && open_.back().file != includer) leave();
    if (open_.empty()) return;
    OpenFile& file = open_.back();
    while (file.passed < file.declared.size() &&
           sources_.getFileLoc(file.declared[file.passed]->getLocation()) < include)
      take(file.declared[file.passed++]);
  }

  void leave() {
    OpenFile& file = open_.back();
    for (clang::Decl* declaration : llvm::drop_begin(file.declared, file.passed)) take(declaration);
    open_.pop_back();
  }

  void take(const clang::Decl* declaration) {
    if (!llvm::isa<clang::NamespaceDecl>(declaration) && !belongsToTemplate(declaration) &&
        isProjectCode(sources_, declaration->getLocation()))
      found_.push_back(declaration);
  }

  const clang::SourceManager& sources_;
  clang::ExternalASTSource& external_;
  std::vector<OpenFile> open_;
  std::vector<const clang::Decl*> found_;
};

void add(const clang::SourceManager& sources, const clang::Decl* declaration,
         std::vector<const clang::Decl*>& found) {
  if (!isProjectCode(sources, declaration->getLocation())) return;
  auto* scope = llvm::dyn_cast<clang::NamespaceDecl>(declaration);
  if (!scope) return found.push_back(declaration);
  for (const clang::Decl* inner : scope->decls()) add(sources, inner, found);
}

}  // namespace

bool isProjectCode(const clang::SourceManager& sources, clang::SourceLocation location) {
  return location.isValid() && !sources.isInSystemHeader(sources.getExpansionLoc(location));
}

std::vector<const clang::Decl*> ownDeclarations(clang::ASTContext& context,
                                                const dialect::Resolver& resolver) {
  const clang::SourceManager& sources = context.getSourceManager();
  const clang::TranslationUnitDecl* unit = context.getTranslationUnitDecl();
  std::vector<const clang::Decl*> found;
  if (unit->hasExternalLexicalStorage()) {
    found = Precompiled(context).run();
    for (const clang::Decl* declaration : unit->noload_decls())
      if (!declaration->isFromASTFile()) add(sources, declaration, found);
  } else {
    for (const clang::Decl* declaration : unit->decls()) add(sources, declaration, found);
  }
  llvm::erase_if(found, [&](const clang::Decl* each) { return resolver.isLibraryCode(each); });
  return found;
}

}  // namespace chanvet::model
