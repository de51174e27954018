#include <clang/Analysis/AnalysisDeclContext.h>

#include "model/FunctionLowering.h"

namespace chanvet::model {

using dialect::Operand;
using dialect::OperationSpec;
using dialect::ResultKind;

namespace {

const clang::Expr* receiverOf(const clang::CallExpr* expression, bool& isPointer) {
  isPointer = false;
  if (auto* member = llvm::dyn_cast<clang::CXXMemberCallExpr>(expression)) {
    const clang::Expr* object = member->getImplicitObjectArgument();
    isPointer = object && object->getType()->isPointerType();
    return object;
  }
  if (auto* dependent =
          llvm::dyn_cast<clang::CXXDependentScopeMemberExpr>(expression->getCallee())) {
    if (dependent->isImplicitAccess()) return nullptr;
    isPointer = dependent->isArrow();
    return dependent->getBase();
  }
  if (auto* unresolved = llvm::dyn_cast<clang::UnresolvedMemberExpr>(expression->getCallee())) {
    if (unresolved->isImplicitAccess()) return nullptr;
    isPointer = unresolved->isArrow();
    return unresolved->getBase();
  }
  return nullptr;
}

// Whether a value of this type can carry a handle, a closure or an object into unseen code.
bool canCarry(clang::QualType type) {
  if (type->isReferenceType()) type = type.getNonReferenceType();
  return type->isPointerType() || type->isRecordType() || type->isArrayType() ||
         type->isDependentType() || type->isFunctionType();
}

bool isTupleClass(const clang::CXXRecordDecl* record) {
  if (!record || !record->isInStdNamespace()) return false;
  llvm::StringRef name = record->getName();
  return name == "pair" || name == "tuple";
}

}  // namespace

bool isMemberOperator(const clang::CallExpr* expression, const clang::FunctionDecl* callee) {
  return llvm::isa<clang::CXXOperatorCallExpr>(expression) &&
         llvm::isa_and_nonnull<clang::CXXMethodDecl>(callee) &&
         llvm::cast<clang::CXXMethodDecl>(callee)->isInstance();
}

unsigned writtenArguments(llvm::ArrayRef<const clang::Expr*> arguments) {
  unsigned count = 0;
  for (const clang::Expr* argument : arguments)
    count += !llvm::isa<clang::CXXDefaultArgExpr>(argument);
  return count;
}

// --- calls

Value FunctionLowering::call(const clang::CallExpr* expression) {
  if (machinery_.contains(expression) || spawned_.contains(expression)) return Value::unknown();
  if (std::optional<Value> ranged = rangeForCall(expression)) return *ranged;
  if (std::optional<Value> same = comparedValues(expression)) return *same;
  const clang::FunctionDecl* callee = dialect::calleeOf(expression, unit_.context());
  if (!callee) return callThrough(expression);
  if (callee->isConsteval()) return Value::unknown();
  if (std::optional<Value> got = tupleGet(expression, callee)) return *got;
  if (std::optional<Value> text = textCall(expression, callee)) return *text;
  if (std::optional<Value> compared = durationCall(expression)) return *compared;
  if (std::optional<Value> variant = variantCall(expression, callee)) return *variant;

  Site site;
  site.expression = expression;
  site.callee = callee;
  site.receiver = receiverOf(expression, site.receiverIsPointer);
  site.type = expression->getType();
  site.location = locate(expression);
  for (const clang::Expr* argument : expression->arguments()) site.arguments.push_back(argument);
  if (isMemberOperator(expression, callee)) {
    site.receiver = site.arguments.front();
    site.arguments.erase(site.arguments.begin());
  }
  // In a template, 'auto' may stand for a pointer to what is not known.
  if (site.receiver && receiverType(site).isNull()) return directCall(expression, callee);
  site.cls = classOf(receiverType(site));
  site.spec = unit_.resolver().operationOf(callee, writtenArguments(site.arguments));
  if (site.spec) return operation(site);
  return directCall(expression, callee);
}

namespace {

// The member by which an object of the type is awaited; null if there is none.
const clang::FunctionDecl* memberAwaiting(clang::QualType type) {
  auto* record = type->getAsCXXRecordDecl();
  if (!record || !record->hasDefinition()) return nullptr;
  for (const clang::CXXMethodDecl* method : record->methods())
    if (method->getOverloadedOperator() == clang::OO_Coawait) return method;
  return nullptr;
}

// The function that is no member and gives what is waited with; null if there is none.
const clang::FunctionDecl* functionAwaiting(const clang::CoroutineSuspendExpr* suspended) {
  const clang::Expr* awaiter = suspended->getCommonExpr()->IgnoreImplicit();
  auto* call = llvm::dyn_cast<clang::CXXOperatorCallExpr>(awaiter);
  return call && call->getOperator() == clang::OO_Coawait ? call->getDirectCallee() : nullptr;
}

}  // namespace

// Awaiting an object is an operation on it where a dialect describes its 'operator co_await'.
Value FunctionLowering::awaited(const clang::CoroutineSuspendExpr* suspended) {
  const clang::Expr* operand = suspended->getOperand();
  const clang::FunctionDecl* callee = memberAwaiting(operand->getType());
  bool isMember = callee;
  if (!isMember) callee = functionAwaiting(suspended);
  const dialect::OperationSpec* spec =
      callee ? unit_.resolver().operationOf(callee, isMember ? 0 : 1) : nullptr;
  if (!spec) return rvalue(operand);
  Site site;
  site.expression = suspended;
  site.callee = callee;
  site.spec = spec;
  site.cls = isMember ? classOf(operand->getType()) : nullptr;
  site.receiver = isMember ? operand : nullptr;
  site.receiverIsPointer = false;
  if (!isMember) site.arguments.push_back(operand);
  site.type = suspended->getType();
  site.location = locate(suspended);
  return operation(site);
}

Value FunctionLowering::directCall(const clang::CallExpr* expression,
                                   const clang::FunctionDecl* callee) {
  auto* method = llvm::dyn_cast<clang::CXXMethodDecl>(callee);
  bool isOperator = isMemberOperator(expression, callee);
  // An assignment the compiler wrote copies the fields.
  if (method && method->isDefaulted() && isOperator && !isRunToCopy(method) &&
      (method->isCopyAssignmentOperator() || method->isMoveAssignmentOperator()))
    return assign(expression, method);
  uint32_t readOnly = 0;
  Values operands = operandsOf(expression, callee, &readOnly);
  // operator= of library classes: the left side holds the right one's value from now on.
  if (std::optional<Assignment> sides = assignmentOf(expression); sides && !isSeen(callee))
    if (std::optional<Value> assigned = assignLibraryClass(*sides, locate(expression)))
      return *assigned;
  if (!isSeen(callee) && !isDispatched(expression, callee))
    if (Value returned = returnedConstant(callee); returned.kind != Value::Unknown) return returned;
  BlockId unwind = unwindTarget(expression);
  Instruction& instruction = emit(Opcode::Call, {}, locate(expression));
  instruction.operands = std::move(operands);
  instruction.readOnly = readOnly;
  instruction.unwind = unwind;
  instruction.result = out_.registers++;
  Value result = Value::reg(instruction.result);
  if (isNotYetRun(expression, callee)) {
    instruction.callee = {Callee::Unseen, kNone, {}};
    return result;
  }
  if (!isSeen(callee)) {
    instruction.callee.kind = isComputed(callee) ? Callee::Computed : Callee::Unseen;
    instruction.isQuiet = isQuiet(callee);
    instruction.callee.function = kNone;
    return result;
  }
  FunctionId target = unit_.function(callee);
  Instruction& made = out_.blocks[current_].instructions.back();
  made.callee = {isDispatched(expression, callee) ? Callee::Virtual : Callee::Direct, target, {}};
  return result;
}

// What a function does nothing but return, if that is a number: macros of test libraries ask such
// functions whether to go round again.
Value FunctionLowering::returnedConstant(const clang::FunctionDecl* callee) {
  auto* body = llvm::dyn_cast_or_null<clang::CompoundStmt>(callee->getBody());
  if (!body || body->size() != 1) return Value::unknown();
  auto* only = llvm::dyn_cast<clang::ReturnStmt>(body->body_front());
  return only && only->getRetValue() ? constantOf(only->getRetValue()) : Value::unknown();
}

// Whether the call makes a coroutine that somebody is to await or start who is not followed.
// Whether its body has begun by then is up to its type.
bool FunctionLowering::isNotYetRun(const clang::CallExpr* call,
                                   const clang::FunctionDecl* callee) const {
  const clang::FunctionDecl* definition = nullptr;
  return !isAwaited(call) && callee->isDefined(definition) &&
         llvm::isa_and_nonnull<clang::CoroutineBodyStmt>(definition->getBody());
}

// Whether the standard library's function depends on its arguments alone, and changes none of them.
// What is in a namespace of its own (std::filesystem) asks the system.
bool FunctionLowering::isComputed(const clang::FunctionDecl* callee) const {
  auto* method = llvm::dyn_cast<clang::CXXMethodDecl>(callee);
  const clang::Decl* owner = method ? llvm::cast<clang::Decl>(method->getParent()) : callee;
  if (!owner->isInStdNamespace() || (method && !method->isConst())) return false;
  return llvm::none_of(callee->parameters(), [](const clang::ParmVarDecl* parameter) {
    clang::QualType type = parameter->getType();
    if (type->isPointerType()) return !type->getPointeeType().isConstQualified();
    return type->isLValueReferenceType() && !type.getNonReferenceType().isConstQualified();
  });
}

// The standard libraries of C and C++ order what fibers do by primitives only.
bool FunctionLowering::isQuiet(const clang::FunctionDecl* callee) const {
  if (callee->getBuiltinID() != 0) return true;
  auto* method = llvm::dyn_cast<clang::CXXMethodDecl>(callee);
  if (!clang::AnalysisDeclContext::isInStdNamespace(callee)) return false;
  auto isPrimitive = [&](clang::QualType type) {
    const clang::QualType behind = type->getPointeeType();
    const dialect::ClassSpec* spec = classOf(behind.isNull() ? type : behind);
    return spec && spec->kind < dialect::ClassKind::Pointer;
  };
  if (method && isPrimitive(unit_.context().getCanonicalTagType(method->getParent()))) return false;
  return llvm::none_of(callee->parameters(), [&](const clang::ParmVarDecl* parameter) {
    return isPrimitive(parameter->getType());
  });
}

bool FunctionLowering::isSeen(const clang::FunctionDecl* callee) const {
  return !unit_.resolver().isLibraryCode(callee) && unit_.isProjectCode(callee->getLocation());
}

bool FunctionLowering::isDispatched(const clang::CallExpr* expression,
                                    const clang::FunctionDecl* callee) const {
  auto* method = llvm::dyn_cast<clang::CXXMethodDecl>(callee);
  return method && method->isVirtual() && !isQualifiedCall(expression);
}

// The object a method is called on comes first: a call of a closure, or of a class's operator(), is
// a call of what the object runs.
// Whether what is behind the reference or pointer cannot be changed through it.
static bool isReadOnly(clang::QualType type) {
  clang::QualType behind =
      type->isPointerType() ? type->getPointeeType() : type.getNonReferenceType();
  return behind.isConstQualified();
}

// The receiver and the arguments; `readOnly`, if given, gets a bit for each that the callee only
// reads.
Values FunctionLowering::operandsOf(const clang::CallExpr* expression,
                                    const clang::FunctionDecl* callee, uint32_t* readOnly) {
  Location location = locate(expression);
  auto* method = llvm::dyn_cast<clang::CXXMethodDecl>(callee);
  Values operands;
  unsigned first = 0;
  if (isMemberOperator(expression, callee)) {
    operands.push_back(lvalue(expression->getArg(0)));
    first = 1;
  } else if (method && method->isInstance()) {
    bool isPointer = false;
    const clang::Expr* receiver = receiverOf(expression, isPointer);
    if (!receiver)
      operands.push_back(thisObject(location));
    else
      operands.push_back(isPointer ? rvalue(receiver) : lvalue(receiver));
  }
  uint32_t constant = method && method->isConst() ? 1 : 0;
  bool seen = isSeen(callee);
  for (unsigned i = first; i < expression->getNumArgs(); ++i) {
    const clang::Expr* written = expression->getArg(i);
    unsigned index = i - first;
    clang::QualType parameter = index < callee->getNumParams()
                                    ? callee->getParamDecl(index)->getType()
                                    : written->getType();
    if (!seen && !canCarry(parameter) && !canCarry(written->getType())) {
      written->isGLValue() ? lvalue(written) : rvalue(written);
      continue;
    }
    // What unseen code takes by const reference it can keep, but not replace.
    bool readsOnly = !seen && parameter->isReferenceType() &&
                     parameter.getNonReferenceType().isConstQualified() && written->isGLValue();
    if (!seen && parameter->isRValueReferenceType()) giveAway(written);
    if (isReadOnly(parameter) && operands.size() < 32) constant |= 1u << operands.size();
    operands.push_back(readsOnly ? through(lvalue(written), written->getType(), location)
                                 : argument(written, parameter));
  }
  if (readOnly) *readOnly = constant;
  return operands;
}

bool FunctionLowering::isQualifiedCall(const clang::CallExpr* expression) const {
  auto* member = llvm::dyn_cast<clang::MemberExpr>(expression->getCallee()->IgnoreParens());
  return member && member->hasQualifier();
}

// Both sides of an assignment, as it is written or, in what the compiler wrote, as a call of the
// member.
std::optional<FunctionLowering::Assignment> FunctionLowering::assignmentOf(
    const clang::CallExpr* expression) const {
  auto* called = llvm::dyn_cast<clang::CXXOperatorCallExpr>(expression);
  if (called && called->getOperator() == clang::OO_Equal && called->getNumArgs() == 2)
    return Assignment{called->getArg(0), called->getArg(1)};
  auto* member = llvm::dyn_cast<clang::CXXMemberCallExpr>(expression);
  const clang::CXXMethodDecl* method = member ? member->getMethodDecl() : nullptr;
  if (method && method->getOverloadedOperator() == clang::OO_Equal && member->getNumArgs() == 1 &&
      !member->getImplicitObjectArgument()->getType()->isPointerType())
    return Assignment{member->getImplicitObjectArgument(), member->getArg(0)};
  return std::nullopt;
}

Value FunctionLowering::assign(const clang::CallExpr* expression,
                               const clang::CXXMethodDecl* method) {
  Location location = locate(expression);
  const clang::Expr *left = expression->getArg(0), *right = expression->getArg(1);
  Value target = lvalue(left);
  if (std::optional<Value> assigned = assignLibraryClass({left, right}, location)) return *assigned;
  if (hasObjectShape(left->getType()))
    emit(Opcode::Copy, {target, lvalue(right)}, location);
  else
    store(target, load(lvalue(right), location, method->isMoveAssignmentOperator()), location);
  return target;
}

// Assignment of a class that a dialect describes, or of a pair or tuple.
std::optional<Value> FunctionLowering::assignLibraryClass(const Assignment& sides,
                                                          Location location) {
  auto [left, right] = sides;
  const dialect::ClassSpec* spec = classOf(left->getType());
  auto* record = left->getType()->getAsCXXRecordDecl();
  if (!alternativesOf(left->getType()).empty()) return assignVariant(sides, location);
  if (isTupleClass(record)) {
    assignTuple(lvalue(left), record, lvalue(right), right->getType(), location);
    return lvalue(left);
  }
  if (!spec) return std::nullopt;
  Value target = lvalue(left);
  if (spec->kind == ClassKind::Container) {
    Value from = lvalue(right);
    emit(Opcode::Copy, {target, from}, location);
    bool empties = right->isXValue() && !llvm::isa<clang::MaterializeTemporaryExpr>(right);
    if (empties) resizeTo(from, Value::constant(0), Value::unknown(), location);
    return target;
  }
  const clang::Expr* source = peel(right);
  bool same = classOf(right->getType()) == spec;
  Value value;
  auto* temporary = llvm::dyn_cast<clang::MaterializeTemporaryExpr>(right);
  if (same && right->isXValue() && isEmptiedByMove(right->getType()))
    value = moveOut(lvalue(right), right->getType(), location);
  else if (same && temporary)
    value = rvalue(temporary->getSubExpr());
  else if (same)
    value = right->isGLValue() ? load(lvalue(right), location) : rvalue(right);
  else if (isEmptyTag(source->getType()))
    value = Value::null();
  else if (source->getType()->isNullPtrType())
    value = heldBy(left->getType(), Value::null(), location);
  else
    value = heldBy(left->getType(), through(lvalue(right), right->getType(), location), location);
  bool isOwner =
      spec->kind == ClassKind::Guard || spec->kind == ClassKind::Pointer || isPromise(spec->kind);
  if (isOwner) destroySlot(target, left->getType(), location);
  store(target, value, location);
  if (spec->kind == ClassKind::Atomic && target.kind != Value::Unknown)
    out_.blocks[current_].instructions.back().atomic = true;
  return target;
}

bool FunctionLowering::isEmptyTag(clang::QualType type) const {
  auto* record = type.getNonReferenceType()->getAsCXXRecordDecl();
  return record && record->isInStdNamespace() && record->getName() == "nullopt_t";
}

// A tuple of references (std::tie) assigns through them.
void FunctionLowering::assignTuple(Value target, const clang::CXXRecordDecl* record, Value source,
                                   clang::QualType sourceType, Location location) {
  auto* from = sourceType.getNonReferenceType()->getAsCXXRecordDecl();
  std::vector<TupleElement> targets = tupleElements(record), sources = tupleElements(from);
  if (targets.size() != sources.size()) return;
  for (size_t i = 0; i < targets.size(); ++i) {
    Value slot = fieldSlot(target, targets[i].symbol, location);
    // An empty class keeps nothing: std::ignore.
    auto* to = targets[i].type.getNonReferenceType()->getAsCXXRecordDecl();
    if (to && to->hasDefinition() && to->isEmpty()) continue;
    if (targets[i].type->isReferenceType()) slot = load(slot, location);
    Value value = load(fieldSlot(source, sources[i].symbol, location), location);
    if (sources[i].type->isReferenceType())
      value = through(value, sources[i].type.getNonReferenceType(), location);
    if (!hasObjectShape(targets[i].type))
      store(slot, value, location);
    else if (targets[i].type->isReferenceType())
      emit(Opcode::Copy, {slot, value}, location);
    else
      store(slot, value, location);
  }
}

std::vector<FunctionLowering::TupleElement> FunctionLowering::tupleElements(
    const clang::CXXRecordDecl* record) {
  std::vector<TupleElement> elements;
  auto* specialization = llvm::dyn_cast_or_null<clang::ClassTemplateSpecializationDecl>(record);
  if (!specialization || !isTupleClass(record)) return elements;
  if (record->getName() == "pair" && record->hasDefinition()) {
    for (const clang::FieldDecl* field : record->fields())
      elements.push_back({unit_.field(field), field->getType()});
    return elements;
  }
  for (const clang::TemplateArgument& argument : specialization->getTemplateArgs().asArray()) {
    auto add = [&](clang::QualType type) {
      unsigned index = elements.size();
      elements.push_back({unit_.symbol("std::tuple::" + std::to_string(index)), type});
    };
    if (argument.getKind() == clang::TemplateArgument::Type) add(argument.getAsType());
    if (argument.getKind() == clang::TemplateArgument::Pack)
      for (const clang::TemplateArgument& each : argument.pack_elements())
        if (each.getKind() == clang::TemplateArgument::Type) add(each.getAsType());
  }
  return elements;
}

// std::get<N> on pairs and tuples: the protocol of structured bindings.
std::optional<Value> FunctionLowering::tupleGet(const clang::CallExpr* expression,
                                                const clang::FunctionDecl* callee) {
  if (!callee->isInStdNamespace() || !callee->getIdentifier()) return std::nullopt;
  Location location = locate(expression);
  llvm::StringRef name = callee->getName();
  if (name == "get" && expression->getNumArgs() == 1) {
    auto* record = expression->getArg(0)->getType()->getAsCXXRecordDecl();
    const clang::TemplateArgumentList* arguments = callee->getTemplateSpecializationArgs();
    std::vector<TupleElement> elements = tupleElements(record);
    if (elements.empty() || !arguments || arguments->size() == 0) return std::nullopt;
    const clang::TemplateArgument& index = arguments->get(0);
    if (index.getKind() != clang::TemplateArgument::Integral) return std::nullopt;
    uint64_t at = index.getAsIntegral().getZExtValue();
    if (at >= elements.size()) return std::nullopt;
    Value slot = fieldSlot(lvalue(expression->getArg(0)), elements[at].symbol, location);
    return slotContent(slot, elements[at].type, location);
  }
  bool makes =
      name == "make_pair" || name == "make_tuple" || name == "tie" || name == "forward_as_tuple";
  if (!makes) return std::nullopt;
  std::vector<TupleElement> elements = tupleElements(expression->getType()->getAsCXXRecordDecl());
  Value object = newObject(location);
  for (unsigned i = 0; i < elements.size() && i < expression->getNumArgs(); ++i) {
    Value value = lvalue(expression->getArg(i));
    if (!elements[i].type->isReferenceType()) value = through(value, elements[i].type, location);
    store(fieldSlot(object, elements[i].symbol, location), value, location);
  }
  return object;
}

// A call through a value: a function pointer, a pointer to member, something clang cannot name.
Value FunctionLowering::callThrough(const clang::CallExpr* expression) {
  Location location = locate(expression);
  Values operands;
  for (const clang::Expr* written : expression->arguments())
    operands.push_back(written->isGLValue() ? lvalue(written) : rvalue(written));
  Value callable = Value::unknown();
  const clang::Expr* callee = expression->getCallee()->IgnoreParens();
  auto* member = llvm::dyn_cast<clang::BinaryOperator>(callee);
  if (member && member->isPtrMemOp()) {
    const clang::Expr* object = member->getLHS();
    operands.insert(operands.begin(),
                    object->isGLValue() && member->getOpcode() == clang::BO_PtrMemD
                        ? lvalue(object)
                        : rvalue(object));
    callable = rvalue(member->getRHS());
  } else if (!callee->isTypeDependent() && !callee->containsErrors() &&
             !callee->getType()->isSpecificBuiltinType(clang::BuiltinType::BoundMember))
    callable = rvalue(callee);
  Instruction instruction;
  instruction.opcode = Opcode::Call;
  instruction.callee = {callable.kind == Value::Unknown ? Callee::Unseen : Callee::Value, kNone,
                        callable};
  instruction.operands = std::move(operands);
  instruction.location = location;
  instruction.unwind = unwindTarget(expression);
  Instruction& made = emit(Opcode::Call, {}, location);
  instruction.result = out_.registers++;
  made = std::move(instruction);
  return Value::reg(made.result);
}

// --- construction

// Whether a copy or move constructor, or such an assignment, does more than take over the fields.
// What the compiler wrote does where a member that is moved does.
bool FunctionLowering::isRunToCopy(const clang::CXXMethodDecl* method) const {
  const clang::FunctionDecl* definition = nullptr;
  if (!method->isDefined(definition) || !unit_.isProjectCode(method->getLocation())) return false;
  auto* constructor = llvm::dyn_cast<clang::CXXConstructorDecl>(method);
  bool moves = constructor ? constructor->isMoveConstructor() : method->isMoveAssignmentOperator();
  return method->isUserProvided() || (moves && ownsParts(method->getParent()));
}

// Whether a member of the class, or a base, is not the same after it was moved and before.
bool FunctionLowering::ownsParts(const clang::CXXRecordDecl* record, unsigned depth) const {
  constexpr unsigned kDeepest = 8;
  auto isOwner = [&](clang::QualType type) {
    const clang::CXXRecordDecl* part = type->getAsCXXRecordDecl();
    if (!part || !part->hasDefinition() || depth == kDeepest) return false;
    if (const dialect::ClassSpec* spec = classOf(type))
      return spec->kind == ClassKind::Guard ||
             (spec->kind == ClassKind::Pointer && !isCopyable(part));
    return part->hasUserDeclaredDestructor() || part->hasUserDeclaredMoveConstructor() ||
           ownsParts(part, depth + 1);
  };
  if (!record->hasDefinition() || unit_.resolver().isLibraryCode(record)) return false;
  return llvm::any_of(record->fields(), [&](auto* field) { return isOwner(field->getType()); }) ||
         llvm::any_of(record->bases(), [&](auto& base) { return isOwner(base.getType()); });
}

// A new object that an object of the class is moved to, where that runs a constructor; else the
// object.
Value FunctionLowering::relocated(Value from, clang::QualType type, const clang::Expr* site) {
  auto* record = type.getNonReferenceType()->getAsCXXRecordDecl();
  if (!record || !hasObjectShape(type) || classOf(type)) return from;
  for (const clang::CXXConstructorDecl* constructor : record->ctors()) {
    if (!constructor->isMoveConstructor() || !isRunToCopy(constructor)) continue;
    Value object = newObject(locate(site));
    Instruction& call = emit(Opcode::Call, {object, from}, locate(site));
    call.callee = {Callee::Direct, unit_.function(constructor), {}};
    return object;
  }
  return from;
}

Value FunctionLowering::construct(const clang::CXXConstructExpr* expression) {
  const clang::CXXConstructorDecl* constructor = expression->getConstructor();
  llvm::SmallVector<const clang::Expr*, 4> arguments(expression->arguments());
  clang::QualType type = expression->getType();
  Location location = locate(expression);
  if (type->isArrayType()) return newElements(type, constructor, arguments, expression);
  if (isText(type) && !constructor->isCopyOrMoveConstructor())
    return constructText(arguments, location);
  const dialect::ClassSpec* spec = classOf(type);
  auto* record = type->getAsCXXRecordDecl();
  if (constructor->isCopyOrMoveConstructor() && !arguments.empty()) {
    // A derived class that adds its own state is copied as the library class it is.
    Value source = lvalue(arguments[0]);
    if (isElided(expression)) return hasObjectShape(type) ? source : load(source, location);
    if (!hasObjectShape(type)) {
      bool moves = constructor->isMoveConstructor() && arguments[0]->isXValue();
      return moves ? moveOut(source, type, location) : load(source, location);
    }
    if (record && record->isLambda()) return source;
    if (spec || !isRunToCopy(constructor)) {
      Value copy = newObject(location);
      emit(Opcode::Copy, {copy, source}, location);
      bool empties = spec && constructor->isMoveConstructor() && arguments[0]->isXValue();
      if (empties) resizeTo(source, Value::constant(0), Value::unknown(), location);
      return copy;
    }
  }
  if (spec) return constructClass(*spec, type, constructor, arguments, expression);
  return constructRecord(record, constructor, arguments, expression);
}

Value FunctionLowering::constructClass(const dialect::ClassSpec& spec, clang::QualType type,
                                       const clang::CXXConstructorDecl* constructor,
                                       llvm::ArrayRef<const clang::Expr*> arguments,
                                       const clang::Expr* expression) {
  Location location = locate(expression);
  unsigned written = writtenArguments(arguments);
  Site site{expression, constructor, nullptr, &spec, nullptr, false, {}, type, location};
  site.arguments.assign(arguments.begin(), arguments.end());
  if (spec.kind == ClassKind::Guard) {
    site.spec = constructor ? unit_.resolver().constructionOf(constructor, written) : nullptr;
    return lockGuard(site, type);
  }
  const OperationSpec* special =
      constructor ? unit_.resolver().constructionOf(constructor, written) : nullptr;
  if (special && special->kind != OpKind::Make && special->kind != OpKind::Insert) {
    site.spec = special;
    return operation(site);
  }
  switch (spec.kind) {
    case ClassKind::Defer:
    case ClassKind::Function: {
      const clang::Expr* callable = callableArgument(arguments);
      return callable ? valueOfCallable(callable) : Value::null();
    }
    case ClassKind::Iterator: {
      if (written == 0) return Value::null();
      Value at = valueOf(arguments[0]);
      // A reverse iterator is at the element before the one it is made of.
      bool turns = isIterator(arguments[0]->getType()) &&
                   directionOf(arguments[0]->getType()) != directionOf(type);
      return turns ? nextOf(at, Where::Last, location) : at;
    }
    case ClassKind::Pointer:
    case ClassKind::Wrapper: {
      if (written == 0 || isEmptyTag(arguments[0]->getType())) return Value::null();
      const clang::Expr* source = arguments[0];
      const dialect::ClassSpec* sourceClass = classOf(source->getType());
      if (sourceClass && sourceClass->kind == spec.kind && source->isGLValue())
        return load(lvalue(source), location, source->isXValue());
      if (spec.kind == ClassKind::Pointer && source->isGLValue() &&
          !source->getType()->isPointerType() && !sourceClass)
        return lvalue(source);  // std::ref
      Value value = source->isGLValue() ? through(lvalue(source), source->getType(), location)
                                        : rvalue(source);
      bool isCopy = sourceClass && sourceClass->kind == spec.kind;
      return isCopy ? value : heldBy(type, value, location);
    }
    case ClassKind::Atomic:
      return written == 0 ? Value::constant(0) : valueOf(arguments[0]);
    case ClassKind::ConcurrentMap:
      return newObject(location);
    case ClassKind::Container:
      return constructContainer(type, constructor, arguments, expression);
    case ClassKind::Result:
      return makeResult(type, llvm::ArrayRef(arguments).take_front(written), expression);
    case ClassKind::Error:
      if (written == 0) return Value::null();
      if (special) break;  // a new error, by what is wrong
      for (const clang::Expr* source : arguments)
        source->isGLValue() ? lvalue(source) : rvalue(source);
      return emitUnknown(location);
    case ClassKind::SelectCase:
      return Value::unknown();
    default:
      break;
  }
  if (constructor && extendsPrimitive(type, spec)) {
    Value object = makePrimitive(spec, nullptr, {}, location);
    callConstructor(object, constructor, arguments, expression);
    return object;
  }
  if (spec.nilByDefault && written == 0) return Value::null();
  if (written == 0) return defaultValue(type, location);
  const clang::Expr* task =
      spec.kind == ClassKind::PackagedTask ? callableArgument(arguments) : nullptr;
  Value callable = task ? valueOfCallable(task) : Value::unknown();
  Value made = makePrimitive(spec, special, arguments, location);
  if (task) store(fieldSlot(made, unit_.symbol(kPackagedCallable), location), callable, location);
  return made;
}

// A fresh value of which nothing is known but its identity: loads of a new slot yield it.
Value FunctionLowering::emitUnknown(Location location) {
  Value slot = newObject(location);
  emit(Opcode::Havoc, {slot}, location);
  return load(slot, location);
}

Value FunctionLowering::constructRecord(const clang::CXXRecordDecl* record,
                                        const clang::CXXConstructorDecl* constructor,
                                        llvm::ArrayRef<const clang::Expr*> arguments,
                                        const clang::Expr* expression) {
  Location location = locate(expression);
  if (!record) return Value::unknown();
  if (isTupleClass(record)) return constructTuple(record, arguments, expression);
  std::vector<clang::QualType> alternatives =
      alternativesOf(unit_.context().getCanonicalTagType(record));
  if (!alternatives.empty()) return constructVariant(alternatives, arguments, expression);
  Value object = newObject(location);
  callConstructor(object, constructor, arguments, expression);
  return object;
}

void FunctionLowering::callConstructor(Value object, const clang::CXXConstructorDecl* constructor,
                                       llvm::ArrayRef<const clang::Expr*> arguments,
                                       const clang::Expr* expression) {
  const clang::FunctionDecl* definition = nullptr;
  bool seen = unit_.isProjectCode(constructor->getLocation());
  if (constructor->isTrivial()) return;
  if (seen && constructor->isImplicit() && !constructor->isDefined(definition)) return;
  Values operands{object};
  for (unsigned i = 0; i < arguments.size(); ++i) {
    clang::QualType parameter = i < constructor->getNumParams()
                                    ? constructor->getParamDecl(i)->getType()
                                    : arguments[i]->getType();
    if (!seen && parameter->isRValueReferenceType()) giveAway(arguments[i]);
    operands.push_back(argument(arguments[i], parameter));
  }
  BlockId unwind = unwindTarget(expression);
  Callee callee{Callee::Unseen, kNone, {}};
  if (seen) callee = {Callee::Direct, unit_.function(constructor), {}};
  Instruction& instruction = emit(Opcode::Call, {}, locate(expression));
  // What unseen code makes of its arguments is in the new object, and nowhere else that matters.
  instruction.callee = callee;
  instruction.isQuiet = !seen && isQuiet(constructor);
  instruction.operands = std::move(operands);
  instruction.unwind = unwind;
}

// Whether objects of the class are primitives of a library's class, and more: it derives from one.
bool FunctionLowering::extendsPrimitive(clang::QualType type,
                                        const dialect::ClassSpec& spec) const {
  bool isObject = spec.kind == ClassKind::Mutex || spec.kind == ClassKind::RwMutex ||
                  spec.kind == ClassKind::WaitGroup || spec.kind == ClassKind::Once;
  return isObject && unit_.resolver().isDerived(type);
}

Value FunctionLowering::constructTuple(const clang::CXXRecordDecl* record,
                                       llvm::ArrayRef<const clang::Expr*> arguments,
                                       const clang::Expr* expression) {
  Location location = locate(expression);
  Value object = newObject(location);
  std::vector<TupleElement> elements = tupleElements(record);
  auto* source = arguments.size() == 1 ? arguments[0]->getType()->getAsCXXRecordDecl() : nullptr;
  if (isTupleClass(source)) {
    Value from = lvalue(arguments[0]);
    std::vector<TupleElement> sources = tupleElements(source);
    for (size_t i = 0; i < elements.size() && i < sources.size(); ++i)
      store(fieldSlot(object, elements[i].symbol, location),
            load(fieldSlot(from, sources[i].symbol, location), location), location);
    return object;
  }
  for (size_t i = 0; i < elements.size() && i < arguments.size(); ++i) {
    Value value = arguments[i]->isGLValue() ? lvalue(arguments[i]) : rvalue(arguments[i]);
    if (arguments[i]->isGLValue() && !elements[i].type->isReferenceType())
      value = through(value, elements[i].type, location);
    store(fieldSlot(object, elements[i].symbol, location), value, location);
  }
  return object;
}

// The constructor that library code calls with the arguments it forwards: the one whose parameters
// have just these types, or else the only one that takes so many. Templates take anything.
const clang::CXXConstructorDecl* FunctionLowering::forwardedConstructor(
    const clang::CXXRecordDecl* record, llvm::ArrayRef<const clang::Expr*> arguments) {
  // In a template that nothing instantiates, nothing has needed the definition of what it names.
  if (!record->hasDefinition()) return nullptr;
  auto takes = [&](const clang::CXXConstructorDecl* constructor) {
    return !constructor->isDeleted() &&
           constructor->getMinRequiredArguments() <= arguments.size() &&
           (constructor->getNumParams() >= arguments.size() || constructor->isVariadic());
  };
  auto takesExactly = [&](const clang::CXXConstructorDecl* constructor) {
    for (unsigned i = 0; i < arguments.size(); ++i) {
      clang::QualType parameter = constructor->getParamDecl(i)->getType().getNonReferenceType();
      if (!unit_.context().hasSameUnqualifiedType(parameter, arguments[i]->getType())) return false;
    }
    return true;
  };
  const clang::CXXConstructorDecl* only = nullptr;
  unsigned candidates = 0;
  for (const clang::CXXConstructorDecl* constructor : record->ctors()) {
    if (!takes(constructor)) continue;
    if (takesExactly(constructor)) return constructor;
    if (constructor->isCopyOrMoveConstructor()) continue;
    only = constructor;
    ++candidates;
  }
  if (candidates == 1) return only;
  for (const clang::Decl* member : record->decls()) {
    auto* generic = llvm::dyn_cast<clang::FunctionTemplateDecl>(member);
    auto* constructor =
        generic ? llvm::dyn_cast<clang::CXXConstructorDecl>(generic->getTemplatedDecl()) : nullptr;
    if (!constructor) continue;
    bool hasPack =
        constructor->getNumParams() > 0 && constructor->parameters().back()->isParameterPack();
    if (takes(constructor) || (hasPack && arguments.size() + 1 >= constructor->getNumParams()))
      return constructor;
  }
  // Inherited constructors are found in the base.
  if (record->getNumBases() == 1)
    if (auto* base = record->bases_begin()->getType()->getAsCXXRecordDecl();
        base && base->hasDefinition() && classOf(record->bases_begin()->getType()))
      return forwardedConstructor(base, arguments);
  return nullptr;
}

// The value of an argument that is kept; what is moved in leaves nothing behind.
Value FunctionLowering::handedOver(const clang::Expr* argument) {
  if (!argument->isGLValue()) return rvalue(argument);
  Value slot = lvalue(argument);
  if (argument->isXValue() && hasObjectShape(argument->getType()))
    return relocated(slot, argument->getType(), argument);
  return argument->isXValue() ? moveOut(slot, argument->getType(), locate(argument))
                              : through(slot, argument->getType(), locate(argument));
}

Value FunctionLowering::constructForwarded(clang::QualType type,
                                           llvm::ArrayRef<const clang::Expr*> arguments,
                                           const clang::Expr* expression) {
  Location location = locate(expression);
  if (type.isNull()) return Value::unknown();
  type = type.getNonReferenceType();
  auto* record = type->getAsCXXRecordDecl();
  if (arguments.size() == 1 &&
      unit_.context().hasSameUnqualifiedType(type, arguments[0]->getType()))
    return handedOver(arguments[0]);
  if (!record) return arguments.size() == 1 ? rvalue(arguments[0]) : Value::unknown();
  if (isText(type)) return constructText(arguments, location);
  if (std::vector<clang::QualType> alternatives = alternativesOf(type); !alternatives.empty())
    return constructVariant(alternatives, arguments, expression);
  const clang::CXXConstructorDecl* constructor = forwardedConstructor(record, arguments);
  if (const dialect::ClassSpec* spec = classOf(type))
    return constructClass(*spec, type, constructor, arguments, expression);
  if (constructor) return constructRecord(record, constructor, arguments, expression);
  if (record->isAggregate()) {
    Value object = newObject(location);
    unsigned index = 0;
    for (const clang::FieldDecl* field : record->fields()) {
      if (index >= arguments.size()) break;
      const clang::Expr* source = arguments[index++];
      Value value = source->isGLValue() && !field->getType()->isReferenceType()
                        ? through(lvalue(source), source->getType(), location)
                        : lvalue(source);
      store(fieldSlot(object, unit_.field(field), location), value, location);
    }
    return object;
  }
  Value object = newObject(location);
  Instruction& unseen = emit(Opcode::Call, {object}, location);
  unseen.callee.kind = Callee::Unseen;
  for (const clang::Expr* source : arguments) {
    Value value = lvalue(source);
    out_.blocks[current_].instructions.back().operands.push_back(value);
  }
  return object;
}

}  // namespace chanvet::model
