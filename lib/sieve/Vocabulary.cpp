#include "sieve/Vocabulary.h"

#include <utility>

#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/StringSet.h>

#include "dialect/Index.h"

namespace chanvet::sieve {

namespace {

using dialect::ClassKind;
using dialect::OpKind;
using llvm::StringRef;

// What a qualified name is in, and its last part.
std::pair<StringRef, StringRef> split(StringRef qualifiedName) {
  const size_t at = qualifiedName.rfind("::");
  if (at == StringRef::npos) return {"", qualifiedName};
  return {qualifiedName.take_front(at), qualifiedName.drop_front(at + 2)};
}

// Nothing is reported where there is nothing but these.
bool isPassive(ClassKind kind) { return kind >= ClassKind::Atomic; }

bool isPassive(OpKind kind) {
  switch (kind) {
    case OpKind::Query:
    case OpKind::Panic:
    case OpKind::Exit:
    case OpKind::TestError:
    case OpKind::Ignore:
      return true;
    default:
      return kind >= OpKind::Forward && kind <= OpKind::Update;
  }
}

}  // namespace

Vocabulary::Vocabulary(llvm::ArrayRef<const dialect::Dialect*> dialects) {
  for (StringRef keyword : {"co_await", "co_return", "co_yield"})
    anywhere_.push_back(wordOf(keyword));
  for (const dialect::Dialect* dialect : dialects) {
    if (dialect->headers.empty())
      add(*dialect);
    else
      withHeaders_.push_back(dialect);
  }
  anywhere_ = sorted(std::move(anywhere_));
  unlessMembers_ = sorted(std::move(unlessMembers_));
}

void Vocabulary::add(const dialect::Dialect& dialect) {
  // What has classes in it is taken for a namespace; anything else may be a class.
  llvm::StringSet<> namespaces = {""};
  for (const dialect::ClassSpec& spec : dialect.classes) {
    auto [around, name] = split(spec.name);
    namespaces.insert(around);
    if (!isPassive(spec.kind)) anywhere_.push_back(wordOf(name));
  }
  for (const dialect::FunctionSpec& spec : dialect.functions) {
    if (isPassive(spec.op.kind)) continue;
    auto [around, name] = split(spec.name);
    (namespaces.contains(around) ? unlessMembers_ : anywhere_).push_back(wordOf(name));
  }
}

bool Vocabulary::isHeader(StringRef path) const {
  return llvm::any_of(withHeaders_, [&](const dialect::Dialect* dialect) {
    return dialect::hasHeader(*dialect, path);
  });
}

bool Vocabulary::isIn(const FileWords& file) const {
  return file.isMarked || file.usesModules || haveCommon(file.names, unlessMembers_) ||
         haveCommon(file.declared, anywhere_) || haveCommon(file.used, anywhere_);
}

bool Vocabulary::includesHeader(const FileWords& file) const {
  return llvm::any_of(file.included, [&](StringRef name) { return isHeader(("/" + name).str()); });
}

}  // namespace chanvet::sieve
