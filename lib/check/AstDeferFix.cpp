#include "check/AstDeferFix.h"

#include <set>

#include <llvm/ADT/STLExtras.h>

#include "check/SourceText.h"
#include "dialect/Resolver.h"

namespace chanvet::check {

std::string deferredCall(const UnitContext& unit) {
  if (!unit.resolver) return "";
  std::set<std::string> names;
  for (const dialect::ClassSpec* known :
       unit.resolver->declaredClasses(dialect::ClassKind::Defer)) {
    bool takesTask = known->constructors.size() == 1 && known->constructors[0].task.isSet();
    names.insert(takesTask ? known->name : "");
  }
  return names.size() == 1 ? *names.begin() : "";
}

std::string methodFor(const UnitContext& unit, llvm::StringRef className, dialect::OpKind kind) {
  const dialect::ClassSpec* known = unit.resolver ? unit.resolver->classNamed(className) : nullptr;
  if (!known) return "";
  auto method = llvm::find_if(
      known->methods, [&](const dialect::MethodSpec& each) { return each.op.kind == kind; });
  return method == known->methods.end() ? "" : method->name;
}

std::optional<Fix> insertBelow(const Place& declared, const std::string& description,
                               const std::string& statement) {
  if (declared.line != declared.endLine) return std::nullopt;
  SourceText source;
  llvm::StringRef line = source.line(declared.file, declared.line);
  llvm::StringRef after = line.substr(declared.endColumn - 1);
  if (!after.consume_front(";") || !(after.trim().empty() || after.trim().starts_with("//")))
    return std::nullopt;
  llvm::StringRef indent = line.take_while([](char c) { return c == ' ' || c == '\t'; });
  Fix fix;
  fix.description = description;
  Place next{declared.file, declared.line + 1, 1, declared.line + 1, 1};
  fix.edits.push_back({next, (indent + statement + "\n").str()});
  return fix;
}

}  // namespace chanvet::check
