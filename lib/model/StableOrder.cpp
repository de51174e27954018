#include "model/StableOrder.h"

#include <string>
#include <tuple>
#include <utility>

#include <clang/AST/ASTContext.h>
#include <clang/AST/DeclTemplate.h>
#include <clang/Basic/SourceManager.h>
#include <clang/Index/USRGeneration.h>
#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/SmallString.h>

#include "model/SourcePath.h"

namespace chanvet::model {

namespace {

std::string nameOf(const clang::Decl* declaration) {
  llvm::SmallString<128> name;
  clang::index::generateUSRForDecl(declaration, name);
  return name.str().str();
}

template <class Declaration>
void sortByName(std::vector<const Declaration*>& declarations) {
  if (declarations.size() < 2) return;
  std::vector<std::pair<std::string, const Declaration*>> named;
  for (const Declaration* each : declarations) named.emplace_back(nameOf(each), each);
  llvm::stable_sort(named, llvm::less_first());
  llvm::transform(named, declarations.begin(), [](const auto& each) { return each.second; });
}

template <class Instance, class Template>
std::vector<const Instance*> sortedInstances(const Template* generic) {
  std::vector<const Instance*> instances(generic->spec_begin(), generic->spec_end());
  sortByName(instances);
  return instances;
}

std::pair<std::string, unsigned> placeOf(const clang::FunctionDecl* function) {
  const clang::SourceManager& sources = function->getASTContext().getSourceManager();
  clang::FileIDAndOffset place =
      sources.getDecomposedLoc(sources.getExpansionLoc(function->getLocation()));
  clang::OptionalFileEntryRef file = sources.getFileEntryRefForID(place.first);
  return {file ? pathOf(*file) : "", place.second};
}

}  // namespace

std::vector<const clang::FunctionDecl*> instancesOf(const clang::FunctionTemplateDecl* generic) {
  return sortedInstances<clang::FunctionDecl>(generic);
}

std::vector<const clang::ClassTemplateSpecializationDecl*> instancesOf(
    const clang::ClassTemplateDecl* generic) {
  return sortedInstances<clang::ClassTemplateSpecializationDecl>(generic);
}

const clang::FunctionDecl* firstInstanceOf(const clang::FunctionTemplateDecl* generic) {
  std::vector<const clang::FunctionDecl*> instances = instancesOf(generic);
  return instances.empty() ? nullptr : instances.front();
}

std::vector<const clang::Decl*> membersOf(const clang::DeclContext* scope) {
  std::vector<const clang::Decl*> written, added;
  for (const clang::Decl* each : scope->decls())
    (each->isImplicit() ? added : written).push_back(each);
  sortByName(added);
  llvm::append_range(written, added);
  return written;
}

const clang::FunctionDecl* firstDeclaration(const clang::FunctionDecl* function) {
  const clang::FunctionDecl* first = function->getFirstDecl();
  if (first->getMostRecentDecl() == first) return first;
  auto place = placeOf(first);
  for (const clang::FunctionDecl* each : function->redecls())
    if (auto other = placeOf(each); other < place) std::tie(first, place) = std::pair(each, other);
  return first;
}

}  // namespace chanvet::model
