#include "dialect/Resolver.h"

#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>

#include <clang/AST/ASTContext.h>
#include <clang/AST/Attr.h>
#include <clang/AST/DeclCXX.h>
#include <clang/AST/DeclTemplate.h>
#include <clang/AST/ExprCXX.h>
#include <clang/Basic/SourceManager.h>
#include <clang/Sema/HeuristicResolver.h>
#include <llvm/ADT/DenseMap.h>
#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/SmallVector.h>

#include "dialect/Index.h"
#include "dialect/Loader.h"

namespace chanvet::dialect {

namespace {

// --- names ----------------------------------------------------------------------------------

// "send", "operator<<", "operator bool". Empty for what has no name a dialect could use.
std::string nameOf(const clang::NamedDecl& decl) {
  if (const clang::IdentifierInfo* id = decl.getIdentifier()) return id->getName().str();
  clang::DeclarationName name = decl.getDeclName();
  switch (name.getNameKind()) {
    case clang::DeclarationName::CXXOperatorName:
      return name.getAsString();
    case clang::DeclarationName::CXXConversionFunctionName:
      return name.getAsString();
    case clang::DeclarationName::CXXLiteralOperatorName:
      return ("operator\"\"" + name.getCXXLiteralIdentifier()->getName()).str();
    default:
      return {};
  }
}

bool isTransparent(const clang::DeclContext& context) {
  if (const auto* space = llvm::dyn_cast<clang::NamespaceDecl>(&context))
    return space->isInline() || space->isAnonymousNamespace();
  return context.isTransparentContext();
}

// "a::b::" for what is declared in `context`; nothing inside a function, where no dialect looks.
std::optional<std::string> qualifierOf(const clang::DeclContext* context) {
  llvm::SmallVector<llvm::StringRef> parts;
  for (; context && !context->isTranslationUnit(); context = context->getParent()) {
    if (isTransparent(*context)) continue;
    if (context->isFunctionOrMethod()) return std::nullopt;
    const auto* named = llvm::dyn_cast<clang::NamedDecl>(context);
    if (!named || !named->getIdentifier()) return std::nullopt;
    parts.push_back(named->getName());
  }
  std::string text;
  for (llvm::StringRef part : llvm::reverse(parts)) {
    text += part;
    text += "::";
  }
  return text;
}

std::optional<std::string> qualifiedName(const clang::NamedDecl& decl) {
  std::string name = nameOf(decl);
  if (name.empty()) return std::nullopt;
  std::optional<std::string> qualifier = qualifierOf(decl.getDeclContext());
  if (!qualifier) return std::nullopt;
  return *qualifier + name;
}

// --- templates ------------------------------------------------------------------------------

// The class as it stands in the source: of a specialisation, the template's.
const clang::CXXRecordDecl* writtenClass(const clang::CXXRecordDecl* record) {
  if (const auto* special = llvm::dyn_cast<clang::ClassTemplateSpecializationDecl>(record)) {
    if (special->isExplicitSpecialization()) return record;
    return special->getSpecializedTemplate()->getTemplatedDecl();
  }
  if (const clang::CXXRecordDecl* member = record->getInstantiatedFromMemberClass()) return member;
  return record;
}

const clang::FunctionDecl* writtenFunction(const clang::FunctionDecl* function) {
  if (const clang::FunctionDecl* pattern = function->getTemplateInstantiationPattern(false))
    return pattern;
  return function;
}

// The record behind a type that a class can be looked up for: also csp::chan<T> in a template.
const clang::CXXRecordDecl* recordOf(clang::QualType type, clang::ASTContext& context) {
  if (type.isNull()) return nullptr;
  clang::QualType canonical = type.getNonReferenceType().getCanonicalType();
  if (const clang::CXXRecordDecl* record = canonical->getAsCXXRecordDecl()) return record;
  if (const auto* special = canonical->getAs<clang::TemplateSpecializationType>()) {
    const clang::TemplateDecl* decl = special->getTemplateName().getAsTemplateDecl();
    const auto* classTemplate = llvm::dyn_cast_or_null<clang::ClassTemplateDecl>(decl);
    return classTemplate ? classTemplate->getTemplatedDecl() : nullptr;
  }
  if (!canonical->isDependentType() || canonical->isPointerType()) return nullptr;
  clang::TagDecl* tag = clang::HeuristicResolver(context).resolveTypeToTagDecl(canonical);
  return llvm::dyn_cast_or_null<clang::CXXRecordDecl>(tag);
}

// --- calls ----------------------------------------------------------------------------------

const clang::FunctionDecl* asFunction(const clang::NamedDecl* decl) {
  decl = decl->getUnderlyingDecl();
  if (const auto* shaped = llvm::dyn_cast<clang::FunctionTemplateDecl>(decl))
    return shaped->getTemplatedDecl();
  return llvm::dyn_cast<clang::FunctionDecl>(decl);
}

bool accepts(const clang::FunctionDecl& function, unsigned numArgs) {
  if (numArgs < function.getMinRequiredExplicitArguments()) return false;
  if (function.isVariadic()) return true;
  bool hasPack = llvm::any_of(function.parameters(), [](const clang::ParmVarDecl* parameter) {
    return parameter->isParameterPack();
  });
  return hasPack || numArgs <= function.getNumNonObjectParams();
}

// The candidate that takes so many arguments, if all that do are of one scope.
template <class Candidates>
const clang::FunctionDecl* onlyFitting(const Candidates& candidates, unsigned numArgs) {
  const clang::FunctionDecl* best = nullptr;
  for (const clang::NamedDecl* candidate : candidates) {
    const clang::FunctionDecl* function = asFunction(candidate);
    if (!function || !accepts(*function, numArgs)) continue;
    if (best && !best->getDeclContext()->Equals(function->getDeclContext())) return nullptr;
    if (!best) best = function;
  }
  return best;
}

// What clang takes an operator's result to be depends on which functions have been declared before.
const clang::CXXRecordDecl* recordOfExpression(const clang::Expr* expression,
                                               clang::ASTContext& context) {
  if (const clang::CXXRecordDecl* record = recordOf(expression->getType(), context)) return record;
  if (llvm::isa<clang::CXXOperatorCallExpr, clang::BinaryOperator>(expression)) {
    const clang::FunctionDecl* callee = calleeOf(expression, context);
    return callee ? recordOf(callee->getReturnType(), context) : nullptr;
  }
  clang::QualType type = clang::HeuristicResolver(context).resolveExprToType(expression);
  return recordOf(type, context);
}

// Of functions whose first parameter is of the class, the one that takes so many arguments.
template <class Candidates>
const clang::FunctionDecl* onlyOfClass(const Candidates& candidates,
                                       const clang::CXXRecordDecl* record, unsigned numArgs,
                                       clang::ASTContext& context) {
  llvm::SmallVector<const clang::NamedDecl*> free;
  const clang::CXXRecordDecl* wanted = writtenClass(record)->getCanonicalDecl();
  for (const clang::NamedDecl* candidate : candidates) {
    const clang::FunctionDecl* function = asFunction(candidate);
    if (!function || function->getNumParams() == 0) continue;
    const clang::CXXRecordDecl* first = recordOf(function->getParamDecl(0)->getType(), context);
    if (first && writtenClass(first)->getCanonicalDecl() == wanted) free.push_back(candidate);
  }
  return onlyFitting(free, numArgs);
}

// The function that an operator on dependent operands calls: a member of the first operand's class,
// else a free function whose first parameter is of that class: one of the class's namespace, else
// one that is found by name. Which names have been declared before is up to the order of headers.
const clang::FunctionDecl* operatorCallee(clang::OverloadedOperatorKind kind,
                                          llvm::ArrayRef<const clang::Expr*> operands,
                                          const clang::Expr* callee, clang::ASTContext& context) {
  if (kind == clang::OO_None || operands.empty()) return nullptr;
  const clang::CXXRecordDecl* record = recordOfExpression(operands.front(), context);
  if (!record || !record->hasDefinition()) return nullptr;

  clang::DeclarationName name = context.DeclarationNames.getCXXOperatorName(kind);
  auto members = clang::HeuristicResolver(context).lookupDependentName(
      const_cast<clang::CXXRecordDecl*>(record), name,
      [](const clang::NamedDecl*) { return true; });
  if (const clang::FunctionDecl* member = onlyFitting(members, operands.size() - 1)) return member;

  clang::DeclContextLookupResult found =
      writtenClass(record)->getEnclosingNamespaceContext()->lookup(name);
  if (const clang::FunctionDecl* free = onlyOfClass(found, record, operands.size(), context))
    return free;
  const auto* named = llvm::dyn_cast_or_null<clang::OverloadExpr>(callee);
  return named ? onlyOfClass(named->decls(), record, operands.size(), context) : nullptr;
}

const clang::FunctionDecl* dependentCallee(const clang::CallExpr& call,
                                           clang::ASTContext& context) {
  llvm::SmallVector<const clang::Expr*> arguments(call.arguments());
  const clang::Expr* callee = call.getCallee()->IgnoreParenImpCasts();
  if (const auto* operation = llvm::dyn_cast<clang::CXXOperatorCallExpr>(&call))
    return operatorCallee(operation->getOperator(), arguments, callee, context);

  clang::HeuristicResolver heuristic(context);
  if (const auto* member = llvm::dyn_cast<clang::CXXDependentScopeMemberExpr>(callee))
    return onlyFitting(heuristic.resolveMemberExpr(member), arguments.size());
  if (const auto* scoped = llvm::dyn_cast<clang::DependentScopeDeclRefExpr>(callee))
    return onlyFitting(heuristic.resolveDeclRefExpr(scoped), arguments.size());
  if (const auto* overload = llvm::dyn_cast<clang::OverloadExpr>(callee)) {
    llvm::SmallVector<const clang::NamedDecl*> candidates(overload->decls());
    return onlyFitting(candidates, arguments.size());
  }
  // An object that is called: a lambda with dependent arguments.
  arguments.insert(arguments.begin(), callee);
  return operatorCallee(clang::OO_Call, arguments, nullptr, context);
}

// --- meanings -------------------------------------------------------------------------------

bool hasParameterOf(const clang::FunctionDecl& function, llvm::StringRef typeName) {
  return llvm::any_of(function.parameters(), [&](const clang::ParmVarDecl* parameter) {
    const clang::TagDecl* tag = parameter->getType().getNonReferenceType()->getAsTagDecl();
    return tag && qualifiedName(*tag) == typeName;
  });
}

bool fits(const OperationSpec& op, const clang::FunctionDecl& function, unsigned numArgs) {
  if (op.minArgs && numArgs < *op.minArgs) return false;
  if (op.maxArgs && numArgs > *op.maxArgs) return false;
  if (op.externC && !function.isExternC()) return false;
  return op.takes.empty() || hasParameterOf(function, op.takes);
}

constexpr llvm::StringLiteral kAnnotationPrefix = "chanvet::";

}  // namespace

struct Registry::Indexes {
  std::vector<Dialect> dialects;
  // By the dialects that are in them.
  std::map<std::vector<const Dialect*>, std::shared_ptr<const Index>> known;
  std::mutex mutex;  // of `known`
};

Registry::Registry(std::vector<Dialect> dialects) : indexes_(std::make_shared<Indexes>()) {
  indexes_->dialects = std::move(dialects);
}

const std::vector<Dialect>& Registry::dialects() const { return indexes_->dialects; }

std::shared_ptr<const Index> Registry::indexFor(const clang::SourceManager& sources) const {
  auto includesHeaderOf = [&](const Dialect& dialect) {
    return llvm::any_of(llvm::make_range(sources.fileinfo_begin(), sources.fileinfo_end()),
                        [&](const auto& file) { return hasHeader(dialect, file.first.getName()); });
  };
  std::vector<const Dialect*> concerned;
  for (const Dialect& dialect : dialects())
    if (dialect.headers.empty() || includesHeaderOf(dialect)) concerned.push_back(&dialect);
  std::lock_guard lock(indexes_->mutex);
  std::shared_ptr<const Index>& index = indexes_->known[concerned];
  if (!index) index = std::make_shared<Index>(concerned);
  return index;
}

struct Resolver::Impl {
  Impl(std::shared_ptr<const Index> index, clang::ASTContext& context)
      : index(std::move(index)), context(context) {}

  const ClassSpec* classOf(const clang::CXXRecordDecl* record);
  const ClassSpec* namedClass(const clang::CXXRecordDecl& record);
  const ClassSpec* classOfBases(const clang::CXXRecordDecl& record);
  const ClassSpec* annotatedClass(const clang::CXXRecordDecl& record);
  const ClassSpec* ownClass(const clang::CXXRecordDecl* record);

  const Meanings* meaningsOf(const clang::FunctionDecl* function);
  const Meanings* findMeanings(const clang::FunctionDecl& function);
  const Meanings* methodMeanings(const ClassSpec& spec, const clang::CXXMethodDecl& method);
  const Meanings* annotatedMeanings(const clang::FunctionDecl& function);
  const Meanings* inheritedMeanings(const clang::FunctionDecl& function,
                                    const clang::CXXRecordDecl* receiver);
  const OperationSpec* constructionOf(const clang::CXXConstructorDecl* constructor,
                                      unsigned numArgs);
  bool isDeclaredClass(llvm::StringRef qualifiedName) const;
  bool isLibraryFile(clang::SourceLocation location);
  bool isLibraryNamespace(const clang::DeclContext* context);

  // The text after "chanvet::" of each annotation of the declaration, with its place.
  using Annotation = std::pair<llvm::StringRef, clang::SourceLocation>;
  static llvm::SmallVector<Annotation, 2> annotationsOf(const clang::Decl& decl);
  void report(llvm::Error error, llvm::StringRef text, clang::SourceLocation location);

  std::shared_ptr<const Index> index;
  clang::ASTContext& context;
  // By canonical declaration; null: none of ours.
  llvm::DenseMap<const clang::CXXRecordDecl*, const ClassSpec*> classes;
  llvm::DenseMap<const clang::CXXRecordDecl*, const ClassSpec*> ownClasses;
  llvm::DenseMap<const clang::FunctionDecl*, const Meanings*> functions;
  llvm::DenseMap<clang::FileID, bool> libraryFiles;
  llvm::DenseMap<const clang::DeclContext*, bool> libraryNamespaces;
  // What annotations of the source say. Stable addresses.
  std::deque<ClassSpec> annotatedClasses;
  std::deque<OperationSpec> annotatedOperations;
  std::deque<Meanings> annotatedFunctions;
  std::vector<AnnotationProblem> problems;
};

// --- annotations ----------------------------------------------------------------------------

llvm::SmallVector<Resolver::Impl::Annotation, 2> Resolver::Impl::annotationsOf(
    const clang::Decl& decl) {
  llvm::SmallVector<Annotation, 2> found;
  if (!decl.hasAttrs()) return found;
  for (const auto* attribute : decl.specific_attrs<clang::AnnotateAttr>()) {
    llvm::StringRef text = attribute->getAnnotation();
    if (text.consume_front(kAnnotationPrefix)) found.emplace_back(text, attribute->getLocation());
  }
  return found;
}

void Resolver::Impl::report(llvm::Error error, llvm::StringRef text,
                            clang::SourceLocation location) {
  clang::PresumedLoc place = context.getSourceManager().getPresumedLoc(location);
  AnnotationProblem problem;
  if (place.isValid())
    problem = {place.getFilename(), place.getLine(), place.getColumn(), std::string()};
  problem.message =
      ("annotation 'chanvet::" + text + "': " + llvm::toString(std::move(error))).str();
  problems.push_back(std::move(problem));
}

const ClassSpec* Resolver::Impl::annotatedClass(const clang::CXXRecordDecl& record) {
  for (auto [text, location] : annotationsOf(*record.getMostRecentDecl())) {
    llvm::Expected<ClassSpec> spec = parseClassAnnotation(text);
    if (!spec) {
      report(spec.takeError(), text, location);
      continue;
    }
    spec->name = qualifiedName(record).value_or(record.getNameAsString());
    spec->dialect = "annotation";
    return &annotatedClasses.emplace_back(std::move(*spec));
  }
  return nullptr;
}

const Meanings* Resolver::Impl::annotatedMeanings(const clang::FunctionDecl& function) {
  auto annotations = annotationsOf(*function.getMostRecentDecl());
  if (annotations.empty()) return nullptr;
  const auto* method = llvm::dyn_cast<clang::CXXMethodDecl>(&function);
  bool hasThis = method && !method->isStatic();
  Meanings meanings;
  for (auto [text, location] : annotations) {
    llvm::Expected<OperationSpec> op =
        hasThis ? parseMethodAnnotation(text) : parseFunctionAnnotation(text);
    if (op)
      meanings.push_back(&annotatedOperations.emplace_back(std::move(*op)));
    else
      report(op.takeError(), text, location);
  }
  return meanings.empty() ? nullptr : &annotatedFunctions.emplace_back(std::move(meanings));
}

// --- classes --------------------------------------------------------------------------------

const ClassSpec* Resolver::Impl::namedClass(const clang::CXXRecordDecl& record) {
  const clang::IdentifierInfo* id = record.getIdentifier();
  if (!id || !index->mayBeClass(id->getName())) return nullptr;
  std::optional<std::string> name = qualifiedName(record);
  return name ? index->findClass(*name) : nullptr;
}

// The class itself, not what it derives from.
const ClassSpec* Resolver::Impl::ownClass(const clang::CXXRecordDecl* record) {
  record = record->getCanonicalDecl();
  auto [cached, isNew] = ownClasses.try_emplace(record, nullptr);
  if (!isNew) return cached->second;
  const clang::CXXRecordDecl* written = writtenClass(record);
  const ClassSpec* spec = annotatedClass(*written);
  if (!spec) spec = namedClass(*written);
  return ownClasses[record] = spec;
}

// Of several bases the one of the later dialect, then the first.
const ClassSpec* Resolver::Impl::classOfBases(const clang::CXXRecordDecl& record) {
  const ClassSpec* best = nullptr;
  const clang::CXXRecordDecl* defined = record.getDefinition();
  if (!defined) defined = writtenClass(&record)->getDefinition();
  if (!defined) return best;
  for (const clang::CXXBaseSpecifier& base : defined->bases()) {
    const clang::CXXRecordDecl* baseRecord = recordOf(base.getType(), context);
    const ClassSpec* spec = baseRecord ? classOf(baseRecord) : nullptr;
    if (spec && (!best || index->rankOf(*spec) > index->rankOf(*best))) best = spec;
  }
  return best;
}

const ClassSpec* Resolver::Impl::classOf(const clang::CXXRecordDecl* record) {
  record = record->getCanonicalDecl();
  // The entry made here also ends the recursion of a template that derives from itself.
  auto [cached, isNew] = classes.try_emplace(record, nullptr);
  if (!isNew) return cached->second;
  const ClassSpec* spec = ownClass(record);
  if (!spec) spec = classOfBases(*record);
  // A class that is only declared so far may be asked for again when it is defined.
  if (!spec && !record->hasDefinition() &&
      !llvm::isa<clang::ClassTemplateSpecializationDecl>(record))
    classes.erase(record);
  else
    classes[record] = spec;
  return spec;
}

// --- functions ------------------------------------------------------------------------------

// "operator T" stands for every conversion that has no entry of its own.
const Meanings* Resolver::Impl::methodMeanings(const ClassSpec& spec,
                                               const clang::CXXMethodDecl& method) {
  const Meanings* meanings = index->findMethod(spec, nameOf(method));
  if (!meanings && llvm::isa<clang::CXXConversionDecl>(method))
    meanings = index->findMethod(spec, "operator T");
  return meanings;
}

const Meanings* Resolver::Impl::findMeanings(const clang::FunctionDecl& function) {
  const clang::FunctionDecl* written = writtenFunction(&function);
  if (const Meanings* annotated = annotatedMeanings(*written)) return annotated;
  if (const auto* method = llvm::dyn_cast<clang::CXXMethodDecl>(&function))
    if (const ClassSpec* spec = ownClass(method->getParent()))
      if (const Meanings* meanings = methodMeanings(*spec, *method)) return meanings;
  std::string name = nameOf(function);
  if (name.empty() || !index->mayBeFunction(name)) return nullptr;
  std::optional<std::string> qualifier = qualifierOf(function.getDeclContext());
  return qualifier ? index->findFunction(*qualifier + name) : nullptr;
}

const Meanings* Resolver::Impl::meaningsOf(const clang::FunctionDecl* function) {
  function = function->getCanonicalDecl();
  auto found = functions.find(function);
  if (found != functions.end()) return found->second;
  const Meanings* meanings = findMeanings(*function);
  return functions[function] = meanings;
}

const Meanings* Resolver::Impl::inheritedMeanings(const clang::FunctionDecl& function,
                                                  const clang::CXXRecordDecl* receiver) {
  const auto* method = llvm::dyn_cast<clang::CXXMethodDecl>(&function);
  if (!method || !receiver) return nullptr;
  const ClassSpec* spec = ownClass(receiver);
  return spec ? methodMeanings(*spec, *method) : nullptr;
}

const OperationSpec* Resolver::Impl::constructionOf(const clang::CXXConstructorDecl* constructor,
                                                    unsigned numArgs) {
  if (clang::InheritedConstructor inherited = constructor->getInheritedConstructor())
    constructor = inherited.getConstructor();
  if (constructor->isCopyOrMoveConstructor()) return nullptr;
  if (const Meanings* annotated = meaningsOf(constructor))
    for (const OperationSpec* op : *annotated)
      if (fits(*op, *constructor, numArgs)) return op;
  const ClassSpec* spec = ownClass(constructor->getParent());
  if (!spec) return nullptr;
  for (const OperationSpec& op : spec->constructors)
    if (fits(op, *constructor, numArgs)) return &op;
  return nullptr;
}

// --- library code ---------------------------------------------------------------------------

bool Resolver::Impl::isDeclaredClass(llvm::StringRef qualifiedName) const {
  const clang::DeclContext* scope = context.getTranslationUnitDecl();
  llvm::SmallVector<llvm::StringRef, 4> parts;
  qualifiedName.split(parts, "::");
  for (llvm::StringRef part : llvm::ArrayRef(parts).drop_back()) {
    auto* inner = scope->lookup(&context.Idents.get(part)).find_first<clang::NamespaceDecl>();
    if (!inner) return false;
    scope = inner;
  }
  return llvm::any_of(scope->lookup(&context.Idents.get(parts.back())),
                      [](clang::NamedDecl* found) {
                        return llvm::isa<clang::CXXRecordDecl, clang::ClassTemplateDecl>(found);
                      });
}

bool Resolver::Impl::isLibraryFile(clang::SourceLocation location) {
  const clang::SourceManager& sources = context.getSourceManager();
  auto [file, offset] = sources.getDecomposedLoc(sources.getExpansionLoc(location));
  auto [cached, isNew] = libraryFiles.try_emplace(file, false);
  if (!isNew) return cached->second;
  clang::OptionalFileEntryRef entry = sources.getFileEntryRefForID(file);
  return cached->second =
             sources.isInSystemHeader(location) || (entry && index->isHeader(entry->getName()));
}

bool Resolver::Impl::isLibraryNamespace(const clang::DeclContext* context) {
  const clang::DeclContext* space = context->getEnclosingNamespaceContext()->getPrimaryContext();
  auto found = libraryNamespaces.find(space);
  if (found != libraryNamespaces.end()) return found->second;
  bool isLibrary = false;
  for (const clang::DeclContext* at = space; at && !isLibrary; at = at->getParent()) {
    const auto* named = llvm::dyn_cast<clang::NamespaceDecl>(at);
    if (!named || isTransparent(*named)) continue;
    std::optional<std::string> name = qualifiedName(*named);
    isLibrary = name && index->hasNamespace(*name);
  }
  return libraryNamespaces[space] = isLibrary;
}

// --- Resolver -------------------------------------------------------------------------------

Resolver::Resolver(const Registry& registry, clang::ASTContext& context)
    : impl_(std::make_unique<Impl>(registry.indexFor(context.getSourceManager()), context)) {}

Resolver::~Resolver() = default;

const ClassSpec* Resolver::classOf(clang::QualType type) const {
  const clang::CXXRecordDecl* record = recordOf(type, impl_->context);
  return record ? impl_->classOf(record) : nullptr;
}

const ClassSpec* Resolver::classOf(const clang::CXXRecordDecl* record) const {
  return record ? impl_->classOf(record) : nullptr;
}

bool Resolver::isDerived(clang::QualType type) const {
  const clang::CXXRecordDecl* record = recordOf(type, impl_->context);
  return record && impl_->classOf(record) && !impl_->ownClass(record);
}

const OperationSpec* Resolver::operationOf(const clang::FunctionDecl* function, unsigned numArgs,
                                           const clang::CXXRecordDecl* receiver) const {
  if (!function) return nullptr;
  const Meanings* meanings = impl_->meaningsOf(function);
  if (!meanings) meanings = impl_->inheritedMeanings(*function, receiver);
  if (!meanings) return nullptr;
  for (const OperationSpec* op : *meanings)
    if (fits(*op, *function, numArgs)) return op;
  return nullptr;
}

const OperationSpec* Resolver::constructionOf(const clang::CXXConstructorDecl* constructor,
                                              unsigned numArgs) const {
  return constructor ? impl_->constructionOf(constructor, numArgs) : nullptr;
}

const ClassSpec* Resolver::classNamed(llvm::StringRef name) const {
  return impl_->index->findClass(name);
}

std::vector<const ClassSpec*> Resolver::declaredClasses(ClassKind kind) const {
  std::vector<const ClassSpec*> declared;
  for (llvm::StringRef name : impl_->index->namesOf(kind))
    if (impl_->isDeclaredClass(name)) declared.push_back(impl_->index->findClass(name));
  return declared;
}

bool Resolver::isLibraryCode(const clang::Decl* declaration) const {
  return declaration && impl_->isLibraryNamespace(declaration->getDeclContext()) &&
         impl_->isLibraryFile(declaration->getLocation());
}

const std::vector<AnnotationProblem>& Resolver::annotationProblems() const {
  return impl_->problems;
}

const clang::FunctionDecl* calleeOf(const clang::Expr* expression, clang::ASTContext& context) {
  if (const auto* call = llvm::dyn_cast<clang::CallExpr>(expression)) {
    if (const clang::FunctionDecl* callee = call->getDirectCallee()) return callee;
    return call->isTypeDependent() || call->getCallee()->isTypeDependent()
               ? dependentCallee(*call, context)
               : nullptr;
  }
  if (const auto* binary = llvm::dyn_cast<clang::BinaryOperator>(expression);
      binary && binary->isTypeDependent())
    return operatorCallee(clang::BinaryOperator::getOverloadedOperator(binary->getOpcode()),
                          {binary->getLHS(), binary->getRHS()}, nullptr, context);
  if (const auto* unary = llvm::dyn_cast<clang::UnaryOperator>(expression);
      unary && unary->isTypeDependent())
    return operatorCallee(clang::UnaryOperator::getOverloadedOperator(unary->getOpcode()),
                          {unary->getSubExpr()}, nullptr, context);
  return nullptr;
}

}  // namespace chanvet::dialect
