// Variants: objects that know the index of the alternative they hold, with a field for each.
#include <llvm/ADT/STLExtras.h>

#include "model/FunctionLowering.h"
#include "model/StableOrder.h"

namespace chanvet::model {

namespace {

constexpr llvm::StringLiteral kIndex = "variant::index";

std::string alternativeField(unsigned index) { return "variant::" + std::to_string(index); }

clang::QualType plain(clang::QualType type) {
  return type.getNonReferenceType().getCanonicalType().getUnqualifiedType();
}

// std::in_place_type<T>, std::in_place_index<N>: what they name.
const clang::TemplateArgument* namedInPlace(clang::QualType type) {
  auto* tag = llvm::dyn_cast_or_null<clang::ClassTemplateSpecializationDecl>(
      type.getNonReferenceType()->getAsCXXRecordDecl());
  if (!tag || !tag->isInStdNamespace()) return nullptr;
  bool isTag = tag->getName() == "in_place_type_t" || tag->getName() == "in_place_index_t";
  return isTag ? &tag->getTemplateArgs()[0] : nullptr;
}

bool takes(const clang::FunctionDecl* function, clang::QualType type) {
  return function->getNumParams() == 1 && plain(function->getParamDecl(0)->getType()) == type;
}

bool isCallOperator(const clang::FunctionDecl* function) {
  return function->getOverloadedOperator() == clang::OO_Call;
}

// The call operators that the class itself declares.
std::vector<const clang::FunctionDecl*> callOperators(const clang::CXXRecordDecl* record) {
  std::vector<const clang::FunctionDecl*> found;
  for (const clang::Decl* member : record->decls()) {
    if (auto* method = llvm::dyn_cast<clang::CXXMethodDecl>(member);
        method && isCallOperator(method))
      found.push_back(method);
    auto* generic = llvm::dyn_cast<clang::FunctionTemplateDecl>(member);
    if (!generic || !isCallOperator(generic->getTemplatedDecl())) continue;
    llvm::append_range(found, instancesOf(generic));
  }
  return found;
}

}  // namespace

// What the variant can hold; nothing for all other classes, and where the end of what it holds does
// something: who owns that after a move is not followed.
std::vector<clang::QualType> FunctionLowering::alternativesOf(clang::QualType type) const {
  std::vector<clang::QualType> alternatives;
  auto* record = llvm::dyn_cast_or_null<clang::ClassTemplateSpecializationDecl>(
      type.isNull() ? nullptr : type.getNonReferenceType()->getAsCXXRecordDecl());
  if (!record || !record->isInStdNamespace() || record->getName() != "variant") return alternatives;
  for (const clang::TemplateArgument& each : record->getTemplateArgs()[0].pack_elements())
    alternatives.push_back(each.getAsType().getCanonicalType());
  bool isOwner =
      llvm::any_of(alternatives, [&](clang::QualType each) { return ownsSomething(each); });
  return isOwner ? std::vector<clang::QualType>() : alternatives;
}

// Whether something happens at the end of a value of this type, by a destructor that is written
// out.
bool FunctionLowering::ownsSomething(clang::QualType type, unsigned depth) const {
  constexpr unsigned kDeepest = 8;
  auto* record = type->getAsCXXRecordDecl();
  if (!record || isText(type)) return false;
  if (depth == kDeepest || !record->hasDefinition()) return true;
  if (const dialect::ClassSpec* spec = classOf(type)) {
    bool isPart = spec->kind == ClassKind::Container || spec->kind == ClassKind::Wrapper ||
                  (spec->kind == ClassKind::Pointer && !isCopyable(record));
    clang::QualType held = pointeeOf(type);
    return isPart ? !held.isNull() && ownsSomething(held, depth + 1) : endMatters(type);
  }
  auto owns = [&](clang::QualType part) { return ownsSomething(part, depth + 1); };
  const clang::CXXDestructorDecl* destructor = record->getDestructor();
  if (destructor && destructor->isUserProvided()) return true;
  return llvm::any_of(record->fields(), [&](auto* field) { return owns(field->getType()); }) ||
         llvm::any_of(record->bases(), [&](auto& base) { return owns(base.getType()); });
}

// The alternative of this number, or of this type.
std::optional<unsigned> FunctionLowering::alternativeNamed(
    const clang::TemplateArgument& name, llvm::ArrayRef<clang::QualType> alternatives) {
  if (name.getKind() == clang::TemplateArgument::Integral) {
    uint64_t index = name.getAsIntegral().getZExtValue();
    return index < alternatives.size() ? std::optional<unsigned>(index) : std::nullopt;
  }
  if (name.getKind() != clang::TemplateArgument::Type) return std::nullopt;
  auto at = llvm::find(alternatives, name.getAsType().getCanonicalType());
  if (at == alternatives.end()) return std::nullopt;
  return at - alternatives.begin();
}

// The alternative that a value of another type becomes: the one of its type, or the only one for
// text, numbers or callables.
std::optional<unsigned> FunctionLowering::alternativeFor(
    const clang::Expr* source, llvm::ArrayRef<clang::QualType> alternatives) const {
  clang::QualType given = plain(source->getType());
  std::optional<unsigned> only;
  unsigned candidates = 0;
  auto* record = given->getAsCXXRecordDecl();
  for (unsigned i = 0; i < alternatives.size(); ++i) {
    if (plain(alternatives[i]) == given) return i;
    const dialect::ClassSpec* spec = classOf(alternatives[i]);
    bool takesText = isText(alternatives[i]) && isTextLike(source);
    bool takesNumber = alternatives[i]->isArithmeticType() && given->isArithmeticType();
    bool takesTask = spec && spec->kind == ClassKind::Function && record && (record->isLambda());
    if (!takesText && !takesNumber && !takesTask) continue;
    only = i;
    ++candidates;
  }
  return candidates == 1 ? only : std::nullopt;
}

Value FunctionLowering::alternativeSlot(Value variant, unsigned index, Location location) {
  return fieldSlot(variant, unit_.symbol(alternativeField(index)), location);
}

Value FunctionLowering::holdsAlternative(Value variant, unsigned index, Location location,
                                         Relation relation) {
  Value held = load(fieldSlot(variant, unit_.symbol(kIndex), location), location);
  return emitResult(Opcode::Compare, {held, Value::constant(index)}, location, relation);
}

void FunctionLowering::setAlternative(Value variant, unsigned index, Value value,
                                      Location location) {
  store(alternativeSlot(variant, index, location), value, location);
  store(fieldSlot(variant, unit_.symbol(kIndex), location), Value::constant(index), location);
}

// An alternative that is made of the arguments, none of which is what it holds already.
Value FunctionLowering::makeAlternative(clang::QualType type,
                                        llvm::ArrayRef<const clang::Expr*> arguments,
                                        const clang::Expr* site) {
  if (!arguments.empty() || type->isRecordType()) return constructForwarded(type, arguments, site);
  return elementDefault(type);
}

// Which alternative the library's code chooses is not known.
void FunctionLowering::loseAlternative(Value variant, llvm::ArrayRef<const clang::Expr*> arguments,
                                       const clang::Expr* site) {
  Values operands{variant};
  for (const clang::Expr* each : arguments) {
    giveAway(each);
    operands.push_back(each->isGLValue() ? through(lvalue(each), each->getType(), locate(each))
                                         : rvalue(each));
  }
  BlockId unwind = unwindTarget(site);
  Instruction& unseen = emit(Opcode::Call, {}, locate(site));
  unseen.callee.kind = Callee::Unseen;
  unseen.operands = std::move(operands);
  unseen.unwind = unwind;
  store(fieldSlot(variant, unit_.symbol(kIndex), locate(site)), Value::unknown(), locate(site));
}

Value FunctionLowering::constructVariant(llvm::ArrayRef<clang::QualType> alternatives,
                                         llvm::ArrayRef<const clang::Expr*> arguments,
                                         const clang::Expr* site) {
  Location location = locate(site);
  Value variant = newObject(location);
  arguments = arguments.take_front(writtenArguments(arguments));
  std::optional<unsigned> index;
  const clang::TemplateArgument* named =
      arguments.empty() ? nullptr : namedInPlace(arguments[0]->getType());
  if (arguments.empty())
    index = 0;
  else if (named)
    index = alternativeNamed(*named, alternatives);
  else if (arguments.size() == 1)
    index = alternativeFor(arguments[0], alternatives);
  if (named) arguments = arguments.drop_front();
  if (!index) {
    loseAlternative(variant, arguments, site);
    return variant;
  }
  Value value = makeAlternative(alternatives[*index], arguments, site);
  setAlternative(variant, *index, value, location);
  return variant;
}

// Both sides of an assignment to a variant.
Value FunctionLowering::assignVariant(const Assignment& sides, Location location) {
  auto [left, right] = sides;
  std::vector<clang::QualType> alternatives = alternativesOf(left->getType());
  Value variant = lvalue(left);
  if (plain(left->getType()) == plain(right->getType())) {
    emit(Opcode::Copy, {variant, right->isGLValue() ? lvalue(right) : rvalue(right)}, location);
    return variant;
  }
  if (std::optional<unsigned> index = alternativeFor(right, alternatives))
    setAlternative(variant, *index, makeAlternative(alternatives[*index], {right}, right),
                   location);
  else
    loseAlternative(variant, {right}, right);
  return variant;
}

// Calls of the library's functions on a variant.
std::optional<Value> FunctionLowering::variantCall(const clang::CallExpr* expression,
                                                   const clang::FunctionDecl* callee) {
  if (!callee->getIdentifier()) return std::nullopt;
  if (auto* member = llvm::dyn_cast<clang::CXXMemberCallExpr>(expression))
    return variantMember(member, callee);
  if (!callee->isInStdNamespace()) return std::nullopt;
  const clang::TemplateArgumentList* arguments = callee->getTemplateSpecializationArgs();
  if (!arguments || arguments->size() == 0) return std::nullopt;
  llvm::StringRef name = callee->getName();
  if (name == "visit" && expression->getNumArgs() == 2) return visitVariant(expression);
  bool isPointer = name == "get_if";
  if (expression->getNumArgs() != 1 || (!isPointer && name != "get" && name != "holds_alternative"))
    return std::nullopt;
  const clang::Expr* of = expression->getArg(0);
  clang::QualType type = of->getType();
  if (isPointer) type = type->isPointerType() ? type->getPointeeType() : clang::QualType();
  std::vector<clang::QualType> alternatives = alternativesOf(type);
  std::optional<unsigned> index = alternativeNamed(arguments->get(0), alternatives);
  if (!index) return std::nullopt;
  Location location = locate(expression);
  Value variant = isPointer ? rvalue(of) : of->isGLValue() ? lvalue(of) : materialize(of);
  if (name == "holds_alternative")
    return holdsAlternative(variant, *index, location, Relation::Equal);
  if (name == "get")
    throwWhere(holdsAlternative(variant, *index, location, Relation::NotEqual), kBadVariantAccess,
               expression);
  Value held = isPointer ? holdsAlternative(variant, *index, location, Relation::Equal) : Value();
  Value place =
      slotContent(alternativeSlot(variant, *index, location), alternatives[*index], location);
  return isPointer ? emitResult(Opcode::Choose, {held, place, Value::null()}, location) : place;
}

// index(), emplace<T>(…)
std::optional<Value> FunctionLowering::variantMember(const clang::CXXMemberCallExpr* expression,
                                                     const clang::FunctionDecl* callee) {
  const clang::Expr* object = expression->getImplicitObjectArgument();
  if (!object) return std::nullopt;
  bool isPointer = object->getType()->isPointerType();
  std::vector<clang::QualType> alternatives =
      alternativesOf(isPointer ? object->getType()->getPointeeType() : object->getType());
  if (alternatives.empty()) return std::nullopt;
  Location location = locate(expression);
  auto variant = [&] { return isPointer ? rvalue(object) : lvalue(object); };
  if (callee->getName() == "index")
    return load(fieldSlot(variant(), unit_.symbol(kIndex), location), location);
  const clang::TemplateArgumentList* names = callee->getTemplateSpecializationArgs();
  if (callee->getName() != "emplace" || !names || names->size() == 0) return std::nullopt;
  std::optional<unsigned> index = alternativeNamed(names->get(0), alternatives);
  if (!index) return std::nullopt;
  llvm::SmallVector<const clang::Expr*, 4> arguments(expression->arguments());
  Value value = makeAlternative(alternatives[*index], arguments, expression);
  Value target = variant();
  setAlternative(target, *index, value, location);
  return slotContent(alternativeSlot(target, *index, location), alternatives[*index], location);
}

// --- std::visit

// What a visitor runs for an alternative: an operator of its own, or of a lambda that it derives
// from. A generic one has a body for just the types that it was chosen for.
FunctionLowering::Visitor FunctionLowering::visitorFor(const clang::CXXRecordDecl* record,
                                                       clang::QualType alternative) const {
  std::vector<Visitor> candidates;
  for (const clang::FunctionDecl* each : callOperators(record))
    candidates.push_back({each, nullptr});
  for (const clang::CXXBaseSpecifier& base : record->bases())
    if (auto* lambda = base.getType()->getAsCXXRecordDecl(); lambda && lambda->isLambda())
      for (const clang::FunctionDecl* each : callOperators(lambda))
        candidates.push_back({each, lambda});
  for (bool isGeneric : {true, false})
    for (const Visitor& each : candidates)
      if (takes(each.body, plain(alternative)) && each.body->isDefined() &&
          each.body->isTemplateInstantiation() == isGeneric)
        return each;
  return candidates.size() == 1 ? candidates[0] : Visitor{};
}

// The closure that is the part of a visitor which derives from the lambda.
SymbolId FunctionLowering::closurePart(const clang::CXXRecordDecl* lambda) const {
  return unit_.symbol("lambda#" + std::to_string(unit_.function(bodyOfLambda(lambda))) +
                      "::closure");
}

std::optional<Value> FunctionLowering::visitVariant(const clang::CallExpr* expression) {
  const clang::Expr *task = expression->getArg(0), *of = expression->getArg(1);
  std::vector<clang::QualType> alternatives = alternativesOf(of->getType());
  auto* record = task->getType().getNonReferenceType()->getAsCXXRecordDecl();
  if (alternatives.empty() || !record || !record->hasDefinition() || classOf(task->getType()))
    return std::nullopt;
  Location location = locate(expression);
  Value visitor = lvalue(task), variant = of->isGLValue() ? lvalue(of) : materialize(of);
  bool isValue = !expression->getType()->isVoidType();
  Value result = isValue ? hiddenLocal() : Value::unknown();
  Terminator choice{Terminator::Switch};
  choice.value = load(fieldSlot(variant, unit_.symbol(kIndex), location), location);
  choice.location = location;
  BlockId from = current_, after = newBlock();
  for (unsigned i = 0; i < alternatives.size(); ++i) {
    choice.cases.push_back(i);
    choice.successors.push_back(current_ = newBlock());
    Value slot = alternativeSlot(variant, i, location);
    Value got = callVisitor(visitor, visitorFor(record, alternatives[i]), slot, alternatives[i],
                            expression);
    store(result, got, location);
    jump(after);
  }
  current_ = newBlock();
  choice.successors.push_back(current_);
  terminate({Terminator::Unreachable});
  current_ = from;
  terminate(std::move(choice));
  current_ = after;
  return isValue ? load(result, location) : Value::unknown();
}

Value FunctionLowering::callVisitor(Value visitor, const Visitor& chosen, Value slot,
                                    clang::QualType type, const clang::Expr* site) {
  Location location = locate(site);
  bool isKnown = chosen.body && isSeen(chosen.body) && chosen.body->getNumParams() == 1;
  bool byReference = !isKnown || chosen.body->getParamDecl(0)->getType()->isReferenceType();
  Value given = elementValue(slot, type, /*copies=*/!byReference, byReference, location);
  if (chosen.lambda)
    visitor = load(fieldSlot(visitor, closurePart(chosen.lambda), location), location);
  BlockId unwind = unwindTarget(site);
  Instruction& call = emit(Opcode::Call, {visitor, given}, location);
  call.callee.kind = Callee::Unseen;
  if (isKnown) call.callee = {Callee::Direct, unit_.function(chosen.body), {}};
  call.unwind = unwind;
  call.result = out_.registers++;
  return Value::reg(call.result);
}

}  // namespace chanvet::model
