#include "dialect/Index.h"

#include <string>

#include <llvm/ADT/STLExtras.h>

namespace chanvet::dialect {

namespace {

// Where the last part of a qualified name starts. "std::operator<<" has no "::" in its operator.
size_t tailOf(llvm::StringRef name) {
  size_t separator = name.rfind("::");
  return separator == llvm::StringRef::npos ? 0 : separator + 2;
}

// Whether the path goes through the folder: "boost/fiber/".
bool isBelow(llvm::StringRef path, llvm::StringRef folder) {
  for (size_t at = path.find('/'); at != llvm::StringRef::npos; at = path.find('/', at + 1))
    if (path.drop_front(at + 1).starts_with(folder)) return true;
  return false;
}

bool isFile(llvm::StringRef path, llvm::StringRef file) {
  return path.consume_back(file) && path.ends_with("/");
}

}  // namespace

bool hasHeader(const Dialect& dialect, llvm::StringRef path) {
  return llvm::any_of(dialect.headers, [&](llvm::StringRef header) {
    return header.ends_with("/") ? isBelow(path, header) : isFile(path, header);
  });
}

Index::Index(std::vector<const Dialect*> dialects) : dialects_(std::move(dialects)) {
  for (unsigned rank = 0; rank < dialects_.size(); ++rank) add(*dialects_[rank], rank);
}

void Index::add(const Dialect& dialect, unsigned rank) {
  for (const ClassSpec& spec : dialect.classes) {
    ranks_[&spec] = rank;
    llvm::StringMap<Meanings>& methods = methods_[&spec];
    for (const MethodSpec& method : spec.methods) methods[method.name].push_back(&method.op);
    for (const std::string& name : spellings(dialect, spec.name)) {
      classes_[name] = &spec;
      classTails_.insert(llvm::StringRef(name).substr(tailOf(name)));
      addNamespaceOf(name);
    }
  }
  for (const FunctionSpec& function : dialect.functions)
    for (const std::string& name : spellings(dialect, function.name)) {
      auto& [from, meanings] = functions_[name];
      if (from != rank) meanings.clear();
      from = rank;
      meanings.push_back(&function.op);
      functionTails_.insert(llvm::StringRef(name).substr(tailOf(name)));
      addNamespaceOf(name);
    }
}

std::vector<std::string> Index::spellings(const Dialect& dialect, llvm::StringRef name) {
  std::vector<std::string> all{name.str()};
  for (const auto& [canonical, alias] : dialect.namespaceAliases) {
    llvm::StringRef rest = name;
    if (rest.consume_front(canonical) && rest.starts_with("::")) all.push_back(alias + rest.str());
  }
  return all;
}

void Index::addNamespaceOf(llvm::StringRef name) {
  size_t tail = tailOf(name);
  if (tail > 0) namespaces_.insert(name.take_front(tail - 2));
}

const ClassSpec* Index::findClass(llvm::StringRef qualifiedName) const {
  return classes_.lookup(qualifiedName);
}

std::vector<llvm::StringRef> Index::namesOf(ClassKind kind) const {
  std::vector<llvm::StringRef> names;
  for (const auto& [name, spec] : classes_)
    if (spec->kind == kind) names.push_back(name);
  llvm::sort(names);
  return names;
}

const Meanings* Index::findFunction(llvm::StringRef qualifiedName) const {
  auto found = functions_.find(qualifiedName);
  return found == functions_.end() ? nullptr : &found->second.second;
}

const Meanings* Index::findMethod(const ClassSpec& spec, llvm::StringRef name) const {
  auto methods = methods_.find(&spec);
  if (methods == methods_.end()) return nullptr;
  auto found = methods->second.find(name);
  return found == methods->second.end() ? nullptr : &found->second;
}

bool Index::mayBeClass(llvm::StringRef unqualifiedName) const {
  return classTails_.contains(unqualifiedName);
}

bool Index::mayBeFunction(llvm::StringRef unqualifiedName) const {
  return functionTails_.contains(unqualifiedName);
}

// A class that no dialect file describes is annotated in the source, which knows best.
unsigned Index::rankOf(const ClassSpec& spec) const {
  auto found = ranks_.find(&spec);
  return found == ranks_.end() ? dialects_.size() : found->second;
}

bool Index::hasNamespace(llvm::StringRef qualifiedName) const {
  return namespaces_.contains(qualifiedName);
}

bool Index::isHeader(llvm::StringRef path) const {
  return llvm::any_of(dialects_, [&](const Dialect* dialect) { return hasHeader(*dialect, path); });
}

}  // namespace chanvet::dialect
