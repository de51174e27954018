#include "model/UnitBuilder.h"

#include <clang/AST/ExprCXX.h>
#include <clang/Basic/SourceManager.h>
#include <clang/Index/USRGeneration.h>
#include <clang/Lex/Lexer.h>
#include <llvm/ADT/SmallString.h>
#include <llvm/Support/Path.h>

#include "dialect/Words.h"
#include "model/OwnDeclarations.h"
#include "model/SourcePath.h"
#include "model/StableOrder.h"

namespace chanvet::model {

namespace {

// So many locations are remembered: a place is asked for again soon, or not at all.
constexpr unsigned kLocations = 1u << 14;

// A class without a name is told by its place; by which path a file was included makes no
// difference.
class FileNames final : public clang::PrintingCallbacks {
 public:
  std::string remapPath(llvm::StringRef path) const override {
    return llvm::sys::path::filename(path).str();
  }
};

clang::PrintingPolicy namePolicy(const clang::ASTContext& context) {
  clang::PrintingPolicy policy(context.getLangOpts());
  policy.SuppressInlineNamespace =
      llvm::to_underlying(clang::PrintingPolicy::SuppressInlineNamespaceMode::All);
  policy.SuppressUnwrittenScope = true;
  static const FileNames names;
  policy.Callbacks = &names;
  return policy;
}

bool isLambdaCall(const clang::FunctionDecl* function) {
  auto* method = llvm::dyn_cast<clang::CXXMethodDecl>(function);
  return method && method->getParent()->isLambda();
}

// A lambda is named after the function it stands in: "lambda in serve". A constructor that a class
// takes over from its base is one of the class.
std::string displayName(const clang::FunctionDecl* function) {
  auto* constructor = llvm::dyn_cast<clang::CXXConstructorDecl>(function);
  if (constructor && constructor->isInheritingConstructor())
    return qualifiedName(constructor->getParent()) +
           "::" + constructor->getParent()->getNameAsString();
  if (!isLambdaCall(function)) return qualifiedName(function);
  const clang::DeclContext* outer = llvm::cast<clang::CXXMethodDecl>(function)->getParent();
  for (outer = outer->getParent(); outer; outer = outer->getParent()) {
    auto* enclosing = llvm::dyn_cast<clang::FunctionDecl>(outer);
    if (enclosing && !isLambdaCall(enclosing)) return "lambda in " + qualifiedName(enclosing);
  }
  return "lambda";
}

bool everyMethodHasBody(const clang::CXXRecordDecl* record) {
  for (const clang::CXXMethodDecl* method : record->methods()) {
    if (method->isDeleted() || method->isDefaulted() || method->isImplicit()) continue;
    if (method->isPureVirtual()) continue;
    if (!method->isDefined() && !method->getTemplateInstantiationPattern()) return false;
    if (auto* pattern = method->getTemplateInstantiationPattern(); pattern && !pattern->isDefined())
      return false;
  }
  return !record->hasFriends();
}

}  // namespace

std::string qualifiedName(const clang::NamedDecl* declaration) {
  std::string name;
  llvm::raw_string_ostream out(name);
  declaration->printQualifiedName(out, namePolicy(declaration->getASTContext()));
  return name;
}

const clang::CXXMethodDecl* bodyOfLambda(const clang::CXXRecordDecl* lambda) {
  const clang::FunctionTemplateDecl* generic = lambda->getDependentLambdaCallOperator();
  if (const clang::FunctionDecl* instance = generic ? firstInstanceOf(generic) : nullptr)
    return llvm::dyn_cast<clang::CXXMethodDecl>(instance);
  return lambda->getLambdaCallOperator();
}

bool isTextView(clang::QualType type) {
  if (type->isPointerType()) return type->getPointeeType()->isAnyCharacterType();
  auto* record = type->getAsCXXRecordDecl();
  return record && record->isInStdNamespace() && record->getIdentifier() &&
         record->getName() == "basic_string_view";
}

UnitBuilder::UnitBuilder(clang::ASTContext& context, const dialect::Resolver& resolver)
    : context_(context), resolver_(resolver) {
  const clang::SourceManager& sources = context.getSourceManager();
  uint32_t main = file(sources.getMainFileID());
  if (main != kNone) unit_.mainFile = unit_.files[main];
}

uint32_t UnitBuilder::file(clang::FileID id) {
  auto [at, isNew] = fileIds_.try_emplace(id, kNone);
  if (!isNew) return at->second;
  auto entry = context_.getSourceManager().getFileEntryRefForID(id);
  if (!entry) return kNone;
  const std::string path = pathOf(*entry);
  for (uint32_t known = 0; known < unit_.files.size(); ++known)
    if (unit_.files[known] == path) return at->second = known;
  unit_.files.push_back(path);
  return at->second = unit_.files.size() - 1;
}

Location UnitBuilder::location(clang::SourceRange range) {
  if (range.isInvalid()) return {};
  if (locations_.size() == kLocations) locations_.clear();
  auto [at, isNew] = locations_.try_emplace({range.getBegin(), range.getEnd()});
  if (isNew) at->second = locate(range);
  return at->second;
}

Location UnitBuilder::locate(clang::SourceRange range) {
  const clang::SourceManager& sources = context_.getSourceManager();
  clang::CharSourceRange expansion = sources.getExpansionRange(range);
  auto [fileId, offset] = sources.getDecomposedLoc(expansion.getBegin());
  clang::SourceLocation last = expansion.getEnd();
  if (expansion.isTokenRange())
    last = clang::Lexer::getLocForEndOfToken(last, 0, sources, context_.getLangOpts());
  auto [endFileId, endOffset] = sources.getDecomposedLoc(last);
  if (last.isInvalid() || endFileId != fileId || endOffset < offset) endOffset = offset;
  return {file(fileId), sources.getLineNumber(fileId, offset),
          sources.getColumnNumber(fileId, offset), sources.getLineNumber(fileId, endOffset),
          sources.getColumnNumber(fileId, endOffset)};
}

SymbolId UnitBuilder::symbol(llvm::StringRef name) {
  auto [at, isNew] = symbolIds_.try_emplace(name, unit_.symbols.size());
  if (isNew) unit_.symbols.push_back(name.str());
  return at->second;
}

SymbolId UnitBuilder::field(const clang::FieldDecl* field) {
  auto [at, isNew] = declSymbols_.try_emplace(field, kNone);
  if (!isNew) return at->second;
  auto* record = llvm::dyn_cast<clang::CXXRecordDecl>(field->getParent());
  if (record && record->isLambda()) return captureField(field, record);
  SymbolId id = symbol(qualifiedName(field));
  declSymbols_[field] = id;
  // Nobody touches the parts of a pair but who has the pair.
  if (record && record->isInStdNamespace() && record->getName() == "pair") return id;
  FieldInfo info;
  info.symbol = id;
  info.isPrivate = field->getAccess() == clang::AS_private;
  info.classIsComplete = record && everyMethodHasBody(record);
  info.isLocal = !field->getParent()->isExternallyVisible();
  unit_.fields.push_back(info);
  return id;
}

// Captures have no names of their own: the field is named after the closure's function.
SymbolId UnitBuilder::captureField(const clang::FieldDecl* field,
                                   const clang::CXXRecordDecl* lambda) {
  FunctionId closure = function(bodyOfLambda(lambda));
  const clang::LambdaCapture& capture = lambda->captures_begin()[field->getFieldIndex()];
  std::string name =
      capture.capturesVariable() ? capture.getCapturedVar()->getNameAsString() : "this";
  SymbolId id = symbol("lambda#" + std::to_string(closure) + "::" + name);
  declSymbols_[field] = id;
  FieldInfo info;
  info.symbol = id;
  info.isPrivate = info.classIsComplete = true;
  info.closure = closure;
  info.isView = isTextView(field->getType());
  unit_.fields.push_back(info);
  return id;
}

SymbolId UnitBuilder::global(const clang::VarDecl* variable) {
  variable = variable->getCanonicalDecl();
  auto [at, isNew] = declSymbols_.try_emplace(variable, kNone);
  if (!isNew) return at->second;
  std::string name = qualifiedName(variable);
  if (variable->isStaticLocal()) {
    auto* owner = llvm::dyn_cast<clang::NamedDecl>(variable->getDeclContext());
    name = (owner ? qualifiedName(owner) : "") + "::" + variable->getNameAsString();
  }
  SymbolId id = symbol(name);
  declSymbols_[variable] = id;
  if (!variable->isExternallyVisible()) unit_.localSymbols.push_back(id);
  return id;
}

SymbolId UnitBuilder::classOf(const clang::CXXMethodDecl* method) {
  const clang::CXXRecordDecl* record = method->getParent()->getCanonicalDecl();
  if (record->isLambda()) return kNone;
  auto [at, isNew] = declSymbols_.try_emplace(record, kNone);
  if (!isNew) return at->second;
  // Unlike the qualified name, with the arguments of a template.
  std::string name;
  llvm::raw_string_ostream out(name);
  record->getNameForDiagnostic(out, namePolicy(context_), /*Qualified=*/true);
  SymbolId id = symbol(name);
  declSymbols_[record] = id;
  if (!record->isExternallyVisible()) unit_.localSymbols.push_back(id);
  return id;
}

SymbolId UnitBuilder::initializedFlag(const clang::VarDecl* variable) {
  auto [at, isNew] = initializedFlags_.try_emplace(variable->getCanonicalDecl(), kNone);
  if (!isNew) return at->second;
  SymbolId id = symbol("initialized " + symbolName(global(variable)));
  initializedFlags_[variable->getCanonicalDecl()] = id;
  if (!variable->isExternallyVisible()) unit_.localSymbols.push_back(id);
  return id;
}

TypeId UnitBuilder::type(const dialect::ClassSpec& spec) {
  auto [at, isNew] = typeIds_.try_emplace({spec.name, false}, unit_.types.size());
  if (!isNew) return at->second;
  Type type;
  type.name = spec.name;
  type.kind = spec.kind;
  type.shared = spec.handle == dialect::Handle::Shared;
  type.nilByDefault = spec.nilByDefault;
  type.fiberAware = spec.fiberAware;
  type.recursive = spec.recursive;
  type.writerPreferring = spec.writerPreferring;
  type.closeWakesSenders = spec.closeWakesSenders;
  type.closeWakesReceivers = spec.closeWakesReceivers;
  type.closeDropsBuffer = spec.closeDropsBuffer;
  type.onDestroy = spec.onDestroy;
  type.onSendClosed = spec.onSendClosed;
  type.onSecondClose = spec.onSecondClose;
  type.onNegative = spec.onNegative;
  type.capacity = spec.capacity;
  unit_.types.push_back(std::move(type));
  return at->second;
}

TypeId UnitBuilder::type(const dialect::OperationSpec& factory, const dialect::ClassSpec* spec) {
  if (spec && !factory.periodic && factory.stoppable && !factory.onDestroy) return type(*spec);
  Type made = spec ? unit_.types[type(*spec)] : Type{};
  if (!spec) made.kind = factory.makes;
  made.periodic = factory.periodic;
  made.stoppable = factory.stoppable;
  if (factory.onDestroy) made.onDestroy = *factory.onDestroy;
  std::string key = made.name + (made.periodic ? " periodic" : "") +
                    (made.stoppable ? "" : " unstoppable") + " " +
                    dialect::wordOf(made.onDestroy).str();
  auto [at, isNew] = typeIds_.try_emplace({key, true}, unit_.types.size());
  if (isNew) unit_.types.push_back(std::move(made));
  return at->second;
}

uint32_t UnitBuilder::operation(const Operation& operation) {
  for (uint32_t i = 0; i < unit_.operations.size(); ++i)
    if (unit_.operations[i] == operation) return i;
  unit_.operations.push_back(operation);
  return unit_.operations.size() - 1;
}

bool UnitBuilder::isProjectCode(clang::SourceLocation location) const {
  return model::isProjectCode(context_.getSourceManager(), location);
}

bool UnitBuilder::isLowered(const clang::FunctionDecl* function) const {
  const clang::FunctionDecl* definition = nullptr;
  if (!function->isDefined(definition) || !definition->hasBody()) return false;
  if (!isProjectCode(definition->getLocation())) return false;
  return !resolver_.isLibraryCode(definition);
}

// Where its name is first declared. Where a template ends depends on whether its body has been
// parsed, and where an instance of it is on whether that has a body.
static clang::SourceLocation placeOf(const clang::FunctionDecl* function) {
  const clang::FunctionDecl* pattern =
      function->getTemplateInstantiationPattern(/*ForDefinition=*/false);
  return (pattern ? firstDeclaration(pattern) : function)->getLocation();
}

void UnitBuilder::describe(Function& out, const clang::FunctionDecl* function) {
  llvm::SmallString<128> usr;
  clang::index::generateUSRForDecl(function, usr);
  out.usr = usr.str().str();
  out.name = displayName(function);
  out.location = location(placeOf(function));
  out.isLambda = isLambdaCall(function);
  out.isMain = function->isMain();
  out.isNoReturn = function->isNoReturn();
  if (auto* prototype = function->getType()->getAs<clang::FunctionProtoType>();
      prototype && !clang::isUnresolvedExceptionSpec(prototype->getExceptionSpecType()))
    out.isNoexcept = prototype->canThrow() == clang::CT_Cannot;
  out.isVisible = function->isExternallyVisible() && !out.isLambda && !out.isMain;
  out.isLocal = !function->isExternallyVisible() || out.isMain;
  auto* method = llvm::dyn_cast<clang::CXXMethodDecl>(function);
  if (method) out.owner = classOf(method);
  out.isMethod = method && method->isInstance();
  if (!out.isMethod) return;
  // A private member function is called by its class alone.
  if (method->getAccess() == clang::AS_private && everyMethodHasBody(method->getParent()))
    out.isVisible = false;
}

FunctionId UnitBuilder::function(const clang::FunctionDecl* function) {
  const clang::FunctionDecl* key = function->getCanonicalDecl();
  auto [at, isNew] = functionIds_.try_emplace(key, functions_.size());
  if (!isNew) return at->second;
  FunctionId id = at->second;
  describe(functions_.emplace_back(), firstDeclaration(function));
  if (!isLowered(function)) return id;
  const clang::FunctionDecl* definition = nullptr;
  function->isDefined(definition);
  functions_[id].location = location(definition->getSourceRange());
  pending_.push_back({id, definition});
  if (auto* method = llvm::dyn_cast<clang::CXXMethodDecl>(function))
    for (const clang::CXXMethodDecl* overridden : method->overridden_methods()) {
      FunctionId base = this->function(overridden);
      functions_[base].overriders.push_back(id);
    }
  return id;
}

FunctionId UnitBuilder::synthesize(std::string usr, Function function) {
  auto [at, isNew] = synthesized_.try_emplace(usr, functions_.size());
  if (!isNew) return at->second;
  function.usr = std::move(usr);
  functions_.push_back(std::move(function));
  return at->second;
}

void UnitBuilder::declareOverriders(const clang::CXXRecordDecl* record) {
  for (const clang::CXXMethodDecl* method : record->methods()) {
    bool isAbsent = method->isVirtual() && !method->isPureVirtual() && !method->isImplicit() &&
                    !method->isDefaulted() && !method->isDeleted() && !isLowered(method) &&
                    !resolver_.isLibraryCode(method);
    if (!isAbsent) continue;
    for (const clang::CXXMethodDecl* overridden : method->overridden_methods())
      if (isProjectCode(overridden->getLocation()))
        unit_.absentOverriders.push_back({function(overridden), function(method)});
  }
}

void UnitBuilder::setInitializer(FunctionId id, std::vector<GlobalInitializer> parts) {
  unit_.initializer = id;
  unit_.initializers = std::move(parts);
}

void UnitBuilder::omit(const clang::FunctionDecl* function, llvm::StringRef reason) {
  unit_.omissions.push_back(
      {displayName(function), location(function->getSourceRange()), reason.str()});
}

bool UnitBuilder::takePending(Pending& next) {
  if (pending_.empty()) return false;
  next = pending_.front();
  pending_.pop_front();
  return true;
}

Unit UnitBuilder::finish() {
  unit_.functions = Functions(std::vector<Function>(std::make_move_iterator(functions_.begin()),
                                                    std::make_move_iterator(functions_.end())));
  return std::move(unit_);
}

}  // namespace chanvet::model
