// Calls that a dialect gives a meaning.
#include "model/FunctionLowering.h"

namespace chanvet::model {

using dialect::Operand;
using dialect::OperationSpec;
using dialect::ResultKind;

namespace {

// Whether an argument can be what a spawning or calling function runs: not a launch policy, an
// allocator or a size.
bool isCallable(clang::QualType type) {
  type = type.getNonReferenceType();
  if (type->isFunctionType() || type->isFunctionPointerType() ||
      type->isMemberFunctionPointerType())
    return true;
  if (type->isDependentType()) return true;
  auto* record = type->getAsCXXRecordDecl();
  if (!record || !record->hasDefinition()) return false;
  if (record->isLambda()) return true;
  clang::ASTContext& context = record->getASTContext();
  clang::DeclarationName call = context.DeclarationNames.getCXXOperatorName(clang::OO_Call);
  for (const clang::CXXRecordDecl* at = record; at;) {
    if (!at->lookup(call).empty()) return true;
    if (!at->hasDefinition() || at->getNumBases() == 0) return false;
    at = at->bases_begin()->getType()->getAsCXXRecordDecl();
  }
  return false;
}

}  // namespace

Value FunctionLowering::operation(const Site& site) {
  switch (site.spec->kind) {
    case OpKind::Forward:
      return forward(site);
    case OpKind::Make:
      return makeByFactory(site);
    case OpKind::MakeContext:
      return makeContext(site);
    case OpKind::Spawn:
    case OpKind::SpawnCounted:
      return spawn(site);
    case OpKind::Lock:
    case OpKind::TryLock:
    case OpKind::Unlock:
    case OpKind::LockShared:
    case OpKind::TryLockShared:
    case OpKind::UnlockShared:
    case OpKind::ReleaseGuard:
      return site.cls && site.cls->kind == ClassKind::Guard ? guardOperation(site)
                                                            : primitiveOperation(site);
    case OpKind::AttachGuard:
    case OpKind::AdoptGuard:
      return Value::unknown();
    case OpKind::ConditionWait:
      return conditionWait(site);
    case OpKind::Select:
      return select(site);
    case OpKind::CaseSend:
    case OpKind::CaseReceive:
    case OpKind::CaseDefault:
      return Value::unknown();  // lowered by the select they are given to
    case OpKind::Allocate:
      return allocate(site);
    case OpKind::Deref:
      return dereference(site);
    case OpKind::Clear:
      return clear(site);
    case OpKind::Swap:
      return swap(site);
    case OpKind::Insert:
      return insert(site);
    case OpKind::Element:
      return element(site);
    case OpKind::Next:
      return next(site);
    case OpKind::Remove:
      return remove(site);
    case OpKind::Resize:
      return resize(site);
    case OpKind::Size:
      return sizeOf(site);
    case OpKind::Empty:
      if (site.cls && site.cls->kind == ClassKind::Pointer)
        return emitResult(Opcode::Compare, {operandObject(site), Value::null()}, site.location);
      return emitResult(Opcode::Compare, {sizeOf(site), Value::constant(0)}, site.location);
    case OpKind::Load:
    case OpKind::Store:
    case OpKind::Exchange:
    case OpKind::CompareExchange:
    case OpKind::FetchAdd:
    case OpKind::FetchSub:
    case OpKind::AddFetch:
    case OpKind::SubFetch:
    case OpKind::Update:
      return atomic(site);
    case OpKind::Acquire:
      return acquire(site);
    case OpKind::Release:
      return isPools(site) ? insert(site) : calledAsItIs(site);
    case OpKind::Invoke:
      return invoke(site);
    case OpKind::Bind:
      return bind(site);
    case OpKind::TestError:
      if (site.type->isBooleanType()) return testForNull(site);
      if (site.cls && site.cls->kind == ClassKind::Result) return resultPart(site, kResultError);
      return primitiveOperation(site);
    case OpKind::Query:
      if (site.cls && site.cls->kind == ClassKind::Guard && site.type->isBooleanType())
        return guardOwns(site);
      return isBooleanConversion(site) ? testForNull(site) : primitiveOperation(site);
    case OpKind::Reserve:
    case OpKind::Ignore:
      if (std::optional<Value> compared = comparedToNull(site)) return *compared;
      for (const clang::Expr* argument : site.arguments)
        argument->isGLValue() ? lvalue(argument) : rvalue(argument);
      return Value::unknown();
    case OpKind::Panic: {
      primitiveOperation(site);
      panic(site);
      return Value::unknown();
    }
    case OpKind::SetValue:
      if (site.cls && site.cls->kind == ClassKind::PackagedTask) runPackaged(site);
      return primitiveOperation(site);
    case OpKind::ChannelOf:
    case OpKind::ContextOf:
      return asReturned(primitiveOperation(site), site.type, site.location);
    default:
      return primitiveOperation(site);
  }
}

bool FunctionLowering::isPools(const Site& site) const {
  return site.cls && site.cls->kind == ClassKind::Pool;
}

// What a pool lends is unknown; it may be what somebody put there.
Value FunctionLowering::acquire(const Site& site) {
  if (!isPools(site)) return calledAsItIs(site);
  OperationSpec look = *site.spec;
  look.kind = OpKind::Query;
  Site looking = site;
  looking.spec = &look;
  return primitiveOperation(looking);
}

// For what a dialect says of a function that does not matter to the model.
Value FunctionLowering::calledAsItIs(const Site& site) {
  return directCall(llvm::cast<clang::CallExpr>(site.expression), site.callee);
}

// What is forwarded; with an optional result it can also be nothing: a pointer that is cast to
// another class.
Value FunctionLowering::forward(const Site& site) {
  Value value = forwarded(site);
  if (site.spec->result != ResultKind::Optional) return value;
  return castOrNull(value, pointeeOf(site.type), site.location);
}

// The value, or null if its object is of another class than `wanted`.
Value FunctionLowering::castOrNull(Value value, clang::QualType wanted, Location location) {
  if (value.kind == Value::Unknown || value.kind == Value::Null) return value;
  const clang::CXXRecordDecl* record = wanted.isNull() ? nullptr : wanted->getAsCXXRecordDecl();
  const clang::CXXDestructorDecl* destructor = record ? record->getDestructor() : nullptr;
  Value is = Value::unknown();
  if (destructor) {
    is = emitResult(Opcode::IsA, {value}, location);
    SymbolId symbol = unit_.classOf(destructor);
    out_.blocks[current_].instructions.back().symbol = symbol;
  }
  return emitResult(Opcode::Choose, {is, value, Value::null()}, location);
}

// The argument itself, or its value where the result is of the same kind: a pointer that is cast, a
// token of a source. std::ref makes a wrapper, which holds the place.
Value FunctionLowering::forwarded(const Site& site) {
  const clang::Expr* source = operandExpression(site, site.spec->value);
  bool isOwn = site.spec->value.kind == Operand::This;
  if (!source && !isOwn && !site.arguments.empty()) source = site.arguments[0];
  auto* method = llvm::dyn_cast_or_null<clang::CXXMethodDecl>(site.callee);
  if (!source || isOwn) {
    if (!method || !method->isInstance()) return Value::unknown();
    Value slot = receiverSlot(site);
    const dialect::ClassSpec* own = site.cls;
    // shared_from_this(): a pointer to the object.
    if (!own || site.expression->isGLValue() || own->kind == ClassKind::Container) return slot;
    return load(slot, site.location);
  }
  const dialect::ClassSpec* result = classOf(site.type);
  const dialect::ClassSpec* given = classOf(source->getType());
  if (site.expression->isGLValue() || (result && (!given || given->kind != result->kind)))
    return lvalue(source);
  if (!source->isGLValue()) return rvalue(source);
  return result ? through(lvalue(source), source->getType(), site.location) : rvalue(source);
}

// pointer == nullptr, optional != nullopt
std::optional<Value> FunctionLowering::comparedToNull(const Site& site) {
  auto* call = llvm::dyn_cast<clang::CXXOperatorCallExpr>(site.expression);
  if (!call || call->getNumArgs() != 2) return std::nullopt;
  clang::OverloadedOperatorKind op = call->getOperator();
  if (op != clang::OO_EqualEqual && op != clang::OO_ExclaimEqual) return std::nullopt;
  for (unsigned i : {0u, 1u}) {
    clang::QualType other = peel(call->getArg(1 - i))->getType();
    if (!classOf(call->getArg(i)->getType())) continue;
    if (!other->isNullPtrType() && !isEmptyTag(other)) continue;
    Relation relation = op == clang::OO_EqualEqual ? Relation::Equal : Relation::NotEqual;
    Value value = load(lvalue(call->getArg(i)), site.location);
    clang::QualType type = call->getArg(i)->getType();
    if (isEmptyTag(other) || !canHoldNull(type))
      return emitResult(Opcode::Compare, {value, emptyOf(type)}, site.location, relation);
    // An optional is equal to a null pointer when it holds one.
    bool isEqual = relation == Relation::Equal;
    Value isEmpty = emitResult(Opcode::Compare, {value, Value::nothing()}, site.location,
                               isEqual ? Relation::NotEqual : Relation::Equal);
    Value isNull = emitResult(Opcode::Compare, {value, Value::null()}, site.location, relation);
    return emitResult(isEqual ? Opcode::And : Opcode::Or, {isEmpty, isNull}, site.location);
  }
  return std::nullopt;
}

bool FunctionLowering::isBooleanConversion(const Site& site) const {
  if (!site.type->isBooleanType() || !site.arguments.empty()) return false;
  bool isWrapper = site.cls && site.cls->kind == ClassKind::Wrapper;  // optional::has_value
  return isWrapper || llvm::isa_and_nonnull<clang::CXXConversionDecl>(site.callee);
}

const clang::Expr* FunctionLowering::operandExpression(const Site& site,
                                                       const Operand& operand) const {
  switch (operand.kind) {
    case Operand::This:
      return site.receiver;
    case Operand::Argument:
      return operand.index < site.arguments.size() ? site.arguments[operand.index] : nullptr;
    case Operand::Callable:
      return callableArgument(site.arguments);
    default:
      return nullptr;
  }
}

const clang::Expr* FunctionLowering::callableArgument(
    llvm::ArrayRef<const clang::Expr*> arguments) const {
  for (const clang::Expr* argument : arguments)
    if (isCallable(argument->getType()) || isCallable(peel(argument)->getType())) return argument;
  return nullptr;
}

// The slot that holds the receiver.
Value FunctionLowering::receiverSlot(const Site& site) {
  if (!site.receiver)
    return site.callee && out_.isMethod ? thisObject(site.location) : Value::unknown();
  return site.receiverIsPointer ? rvalue(site.receiver) : lvalue(site.receiver);
}

clang::QualType FunctionLowering::receiverType(const Site& site) const {
  if (!site.receiver) return {};
  clang::QualType type = site.receiver->getType();
  return site.receiverIsPointer ? type->getPointeeType() : type;
}

Value FunctionLowering::operandObject(const Site& site) {
  Operand object = site.spec->object;
  if (!object.isSet() || object.kind == Operand::This) {
    if (!site.receiver && !llvm::isa_and_nonnull<clang::CXXMethodDecl>(site.callee))
      return Value::unknown();
    if (!site.receiver && llvm::isa<clang::CXXConstructorDecl>(site.callee))
      return Value::unknown();
    return load(receiverSlot(site), site.location);
  }
  const clang::Expr* expression = operandExpression(site, object);
  if (!expression) return Value::unknown();
  clang::QualType type = expression->getType();
  if (type->isPointerType()) return load(rvalue(expression), site.location);
  return expression->isGLValue() ? load(lvalue(expression), site.location) : rvalue(expression);
}

Value FunctionLowering::primitiveOperation(const Site& site) {
  const OperationSpec& spec = *site.spec;
  const dialect::ClassSpec* cls = site.cls;
  if (spec.object.kind == Operand::Argument)
    if (const clang::Expr* object = operandExpression(site, spec.object)) {
      clang::QualType type = object->getType();
      cls = classOf(type->isPointerType() ? type->getPointeeType() : type);
    }
  Operation operation;
  operation.kind = spec.kind;
  operation.on = cls ? cls->kind : ClassKind::Atomic;
  if (cls) operation.type = unit_.type(*cls);
  operation.result = spec.result;
  operation.onMisuse = misuse(spec, cls);
  if (spec.await) operation.onMisuse = awaitedMisuse(site, operation.onMisuse);
  operation.blocks = spec.blocks;
  operation.timed = spec.timed;
  operation.arrives = spec.arrives;
  operation.mustCheck = spec.mustCheck;
  bool tries = spec.kind == OpKind::TryLock || spec.kind == OpKind::TryLockShared;
  if (spec.result == ResultKind::Status || tries) {
    clang::QualType status = resultType(site);
    operation.okValue = statusValue(spec.okValue.empty() ? "true" : spec.okValue, status);
    operation.closedValue = statusValue(spec.closedValue, status);
    operation.timeoutValue = statusValue(spec.timeoutValue, status);
  }
  // An asynchronous operation that nobody awaits here does not hold this fiber up. One that is
  // given the token of a stackful coroutine does, but there is nothing by which to tell.
  if (spec.await && site.callee && !isAwaited(peel(site.expression)))
    operation.blocks = dialect::Blocks::Never;

  Values operands{operandObject(site)};
  auto addOperand = [&](const Operand& operand) {
    const clang::Expr* expression = operandExpression(site, operand);
    if (!expression) return false;
    bool carries = !expression->getType()->isArithmeticType();
    operands.push_back(expression->isGLValue() && carries
                           ? through(lvalue(expression), expression->getType(), site.location)
                           : rvalue(expression));
    return true;
  };
  if (spec.object.andFollowing)
    for (unsigned i = spec.object.index + 1; i < site.arguments.size(); ++i)
      operands.push_back(load(lvalue(site.arguments[i]), site.location));
  // What a receive writes to is not among its inputs.
  bool writes = spec.kind == OpKind::Receive || spec.kind == OpKind::TryReceive;
  if (!writes) addOperand(spec.value);
  addOperand(spec.task);
  if (!addOperand(spec.count) && (spec.kind == OpKind::Add || spec.kind == OpKind::Done))
    operands.push_back(Value::constant(spec.fixedCount));
  addOperand(spec.lock);
  // Objects handed over beside what the operation names (a completion handler) are kept by it.
  BlockId unwind = unwindTarget(site.expression);
  std::vector<TupleElement> pair;
  if (writes && spec.result == ResultKind::Pair) pair = pairOf(site.type);
  if (!pair.empty()) {
    operation.result = ResultKind::Status;
    operation.okValue = 1;
  }
  const clang::Expr* written = writes ? operandExpression(site, spec.value) : nullptr;
  if (written && !written->isLValue()) written = nullptr;
  Register received = kNone;
  if (written && !hasObjectShape(written->getType())) received = out_.registers++;
  if (!pair.empty() && !hasObjectShape(pair[0].type)) received = out_.registers++;
  Instruction& instruction = emit(Opcode::Operation, {}, site.location);
  instruction.operands = std::move(operands);
  instruction.operation = unit_.operation(operation);
  instruction.unwind = unwind;
  instruction.received = received;
  instruction.result = out_.registers++;
  Value result = Value::reg(instruction.result);
  if (!pair.empty())
    return makePair(pair, received == kNone ? emitUnknown(site.location) : Value::reg(received),
                    result, site.location);
  if (received != kNone)
    emit(Opcode::Havoc, {lvalue(written), Value::reg(received)}, site.location);
  else if (written)
    emit(Opcode::Havoc, {lvalue(written)}, site.location);
  return result;
}

// What the caller, or the coroutine that awaits it, gets from the operation.
clang::QualType FunctionLowering::resultType(const Site& site) const {
  auto awaited = awaitedTypes_.find(peel(site.expression));
  if (awaited != awaitedTypes_.end()) return awaited->second;
  return site.callee ? site.callee->getReturnType() : site.type;
}

// The number that a status word of a dialect stands for in a result of this type.
std::optional<int64_t> FunctionLowering::statusValue(llvm::StringRef word,
                                                     clang::QualType type) const {
  int64_t number = 0;
  if (word.empty() || type.isNull() || !type->isIntegralOrEnumerationType()) return std::nullopt;
  if (!word.getAsInteger(10, number)) return number;
  if (auto* enumeration = type->getAsEnumDecl()) {
    for (const clang::EnumConstantDecl* each : enumeration->enumerators())
      if (each->getName() == word) return each->getInitVal().getExtValue();
    return std::nullopt;
  }
  if (!type->isBooleanType()) return std::nullopt;
  return word == "true"    ? std::optional<int64_t>(1)
         : word == "false" ? std::optional<int64_t>(0)
                           : std::nullopt;
}

// How a failure reaches a coroutine is up to the completion token: an error among what co_await
// yields, an exception when there is none and the token holds nothing, or the token's own variable.
OnMisuse FunctionLowering::awaitedMisuse(const Site& site, OnMisuse misuse) const {
  auto awaited = awaitedTypes_.find(peel(site.expression));
  if (misuse != OnMisuse::Status || awaited == awaitedTypes_.end()) return misuse;
  auto* yielded = awaited->second->getAsCXXRecordDecl();
  if (yielded || site.arguments.empty()) return misuse;
  auto* token = site.arguments.back()->getType()->getAsCXXRecordDecl();
  return token && token->hasDefinition() && token->isEmpty() ? OnMisuse::Throw : OnMisuse::Unknown;
}

OnMisuse FunctionLowering::misuse(const OperationSpec& spec, const dialect::ClassSpec* cls) const {
  if (spec.onClosed != OnMisuse::Unknown || !cls) return spec.onClosed;
  switch (spec.kind) {
    case OpKind::Send:
    case OpKind::TrySend:
    case OpKind::CaseSend:
      return cls->onSendClosed;
    case OpKind::Receive:
    case OpKind::TryReceive:
    case OpKind::CaseReceive:
      return cls->onReceiveClosed;
    case OpKind::Close:
      return cls->onSecondClose;
    case OpKind::Add:
    case OpKind::Done:
      return cls->onNegative;
    default:
      return OnMisuse::Unknown;
  }
}

// The members of a pair of a value and a status; nothing for a class that is none.
std::vector<FunctionLowering::TupleElement> FunctionLowering::pairOf(clang::QualType type) {
  auto* record = type->getAsCXXRecordDecl();
  if (!record) return {};
  std::vector<TupleElement> elements = tupleElements(record);
  bool hasStatus = elements.size() == 2 && elements[1].type->isBooleanType();
  return hasStatus ? elements : std::vector<TupleElement>();
}

Value FunctionLowering::makePair(llvm::ArrayRef<TupleElement> elements, Value first, Value second,
                                 Location location) {
  Value pair = newObject(location);
  store(fieldSlot(pair, elements[0].symbol, location), first, location);
  store(fieldSlot(pair, elements[1].symbol, location), second, location);
  return pair;
}

// --- making primitives

namespace {

// Whether what is made starts with a count, other than a channel's capacity.
bool startsWithCount(ClassKind kind) {
  return kind == ClassKind::WaitGroup || kind == ClassKind::Latch || kind == ClassKind::Barrier ||
         kind == ClassKind::Semaphore;
}

const OperationSpec* constructionWithoutArguments(const dialect::ClassSpec& spec) {
  for (const OperationSpec& op : spec.constructors)
    if (op.kind == OpKind::Make && op.minArgs.value_or(0) == 0 && op.takes.empty()) return &op;
  return nullptr;
}

}  // namespace

Value FunctionLowering::makePrimitive(const dialect::ClassSpec& spec, const OperationSpec* factory,
                                      llvm::ArrayRef<const clang::Expr*> arguments,
                                      Location location) {
  if (!factory && arguments.empty()) factory = constructionWithoutArguments(spec);
  Operand from = factory && factory->count.isSet() ? factory->count : spec.capacity.from;
  Values operands;
  auto written = [&](const Operand& operand) {
    bool isGiven = operand.kind == Operand::Argument && operand.index < arguments.size();
    return isGiven ? arguments[operand.index] : nullptr;
  };
  if (const clang::Expr* lock = factory ? written(factory->lock) : nullptr)
    operands.push_back(mutexOf(lock, location));
  if (spec.kind == ClassKind::ErrorGroup)
    if (const clang::Expr* parent = factory ? written(factory->value) : nullptr)
      operands.push_back(parent->isGLValue() ? load(lvalue(parent), location) : rvalue(parent));
  if (from.kind == Operand::Argument && from.index < arguments.size())
    operands.push_back(rvalue(arguments[from.index]));
  else if (factory && factory->fixedCount > 0 && startsWithCount(spec.kind))
    operands.push_back(Value::constant(factory->fixedCount));
  for (const clang::Expr* argument : arguments) {
    // What else is given (the executor of a timer) is evaluated, and not kept.
    if (argument->getType()->isRecordType() && argument->isPRValue()) rvalue(argument);
  }
  Instruction& instruction = emit(Opcode::Make, {}, location);
  instruction.operands = std::move(operands);
  instruction.type = factory ? unit_.type(*factory, &spec) : unit_.type(spec);
  instruction.result = out_.registers++;
  return Value::reg(instruction.result);
}

// A factory can return a pointer to what it makes.
clang::QualType FunctionLowering::behindPointer(clang::QualType type) const {
  if (type->isPointerType()) return type->getPointeeType();
  const dialect::ClassSpec* spec = classOf(type);
  return spec && spec->kind == ClassKind::Pointer ? pointeeOf(type) : type;
}

Value FunctionLowering::asReturned(Value made, clang::QualType type, Location location) {
  clang::QualType target = behindPointer(type);
  if (target == type || hasObjectShape(target)) return made;
  Value slot = newObject(location);
  store(slot, made, location);
  return slot;
}

// The class of what a factory makes: that of its result, or the one the dialect names.
const dialect::ClassSpec* FunctionLowering::classBehind(const Site& site) const {
  if (const dialect::ClassSpec* made = classOf(behindPointer(site.type))) return made;
  return site.cls;
}

Value FunctionLowering::makeByFactory(const Site& site) {
  const dialect::ClassSpec* spec = classBehind(site);
  if (!spec) return Value::unknown();
  if (spec->kind == ClassKind::Defer) {
    const clang::Expr* task = operandExpression(site, site.spec->task);
    return task ? valueOfCallable(task) : Value::unknown();
  }
  if (site.spec->count.isSet())
    return asReturned(makePrimitive(*spec, site.spec, site.arguments, site.location), site.type,
                      site.location);
  // What the factory makes has a fixed size: the channel of a timer holds one value.
  for (const clang::Expr* argument : site.arguments)
    argument->isGLValue() ? lvalue(argument) : rvalue(argument);
  Value made = emitResult(Opcode::Make, {Value::constant(site.spec->fixedCount)}, site.location);
  out_.blocks[current_].instructions.back().type = unit_.type(*site.spec, spec);
  return asReturned(made, site.type, site.location);
}

// A pair of the context and the function that cancels it.
Value FunctionLowering::makeContext(const Site& site) {
  Value context = primitiveOperation(site);
  std::vector<TupleElement> elements = tupleElements(site.type->getAsCXXRecordDecl());
  if (elements.size() != 2) return context;
  return makePair(elements, asReturned(context, elements[0].type, site.location),
                  cancelFunction(context, site.location), site.location);
}

Value FunctionLowering::cancelFunction(Value context, Location location) {
  SymbolId field = unit_.symbol("cancel::context");
  Function cancel;
  cancel.name = "cancel function";
  cancel.isMethod = cancel.isLambda = true;
  cancel.isVisible = false;
  cancel.parameters = 1;
  cancel.locals.push_back({"this"});
  cancel.locals[0].isParameter = cancel.locals[0].isReference = true;
  cancel.registers = 4;
  Operation operation;
  operation.kind = OpKind::Cancel;
  operation.on = ClassKind::Context;
  Block body;
  auto add = [&](Opcode opcode, Values operands, Register result) -> Instruction& {
    Instruction instruction;
    instruction.opcode = opcode;
    instruction.operands = std::move(operands);
    instruction.result = result;
    body.instructions.push_back(std::move(instruction));
    return body.instructions.back();
  };
  add(Opcode::Load, {Value::local(0)}, 0);
  add(Opcode::Field, {Value::reg(0)}, 1).symbol = field;
  add(Opcode::Load, {Value::reg(1)}, 2);
  add(Opcode::Operation, {Value::reg(2)}, 3).operation = unit_.operation(operation);
  body.terminator.kind = Terminator::Return;
  cancel.blocks.push_back(std::move(body));
  FunctionId function = unit_.synthesize("chanvet:cancel", std::move(cancel));

  Value closure = emitResult(Opcode::Closure, {}, location);
  out_.blocks[current_].instructions.back().function = function;
  store(fieldSlot(closure, field, location), context, location);
  return closure;
}

// --- plumbing

Value FunctionLowering::allocate(const Site& site) {
  clang::QualType pointee = pointeeOf(site.type);
  if (pointee.isNull()) return Value::unknown();
  llvm::SmallVector<const clang::Expr*, 4> arguments(site.arguments);
  Value made = arguments.empty() && !pointee->getAsCXXRecordDecl()
                   ? Value::unknown()
                   : constructForwarded(pointee, arguments, site.expression);
  if (hasObjectShape(pointee)) return made;
  Value slot = newObject(site.location);
  store(slot, made, site.location);
  return slot;
}

Value FunctionLowering::dereference(const Site& site) {
  Value slot = receiverSlot(site);
  if (!site.receiver) slot = site.arguments.empty() ? Value::unknown() : lvalue(site.arguments[0]);
  if (!site.cls) return slot;
  if (site.cls->kind == ClassKind::Iterator) return iteratorTarget(site);
  if (site.cls->kind == ClassKind::Pointer) return load(slot, site.location);
  clang::QualType type = receiverType(site);
  clang::QualType held = pointeeOf(type);
  bool isResult = site.cls->kind == ClassKind::Result;
  if (const clang::Expr* otherwise = operandExpression(site, site.spec->value)) {
    Value content = load(isResult ? resultPart(site, kResultValue) : slot, site.location);
    Value tested = isResult ? load(resultPart(site, kResultError), site.location) : content;
    Value none = isResult ? Value::null() : emptyOf(type);
    Value isThere = emitResult(Opcode::Compare, {tested, none}, site.location,
                               isResult ? Relation::Equal : Relation::NotEqual);
    return heldOr(content, isThere, otherwise, site.location);
  }
  if (isResult) slot = resultPart(site, kResultValue);
  bool isChecked = site.cls->kind == ClassKind::Wrapper && isStdMethod(site.callee, "value");
  if (isChecked) {
    Value content = load(slot, site.location);
    throwWhere(emitResult(Opcode::Compare, {content, emptyOf(type)}, site.location),
               kBadOptionalAccess, site.expression);
  }
  return !held.isNull() && hasObjectShape(held) ? load(slot, site.location) : slot;
}

Value FunctionLowering::clear(const Site& site) {
  Value slot = receiverSlot(site);
  Value before = load(slot, site.location);
  const clang::Expr* value = operandExpression(site, site.spec->value);
  if (site.cls && site.cls->kind == ClassKind::Pointer && site.type->isVoidType() && site.receiver)
    destroyPointee(slot, site.receiver->getType(), site.location);
  store(slot, value ? rvalue(value) : Value::null(), site.location);
  return before;
}

Value FunctionLowering::swap(const Site& site) {
  Value first = Value::unknown(), second = Value::unknown();
  const clang::Expr* other = operandExpression(site, site.spec->value);
  const clang::Expr* object = operandExpression(site, site.spec->object);
  if (!object) object = site.receiver;
  if (!object || !other) return Value::unknown();
  clang::QualType type = object->getType();
  first = object == site.receiver ? receiverSlot(site) : lvalue(object);
  if (site.type->isVoidType()) {
    second = lvalue(other);
    if (hasObjectShape(type)) {
      Value kept = copyOf(first, site.location);
      emit(Opcode::Copy, {first, second}, site.location);
      emit(Opcode::Copy, {second, kept}, site.location);
      return Value::unknown();
    }
    Value left = load(first, site.location), right = load(second, site.location);
    store(first, right, site.location);
    store(second, left, site.location);
    return Value::unknown();
  }
  // std::exchange: the old value is the result.
  Value replacement =
      other->isGLValue() ? through(lvalue(other), other->getType(), site.location) : rvalue(other);
  if (hasObjectShape(type)) {
    Value before = copyOf(first, site.location);
    const dialect::ClassSpec* spec = classOf(type);
    if (spec && spec->kind == ClassKind::Container)
      resizeTo(first, Value::constant(0), Value::unknown(), site.location);
    emit(Opcode::Copy, {first, replacement}, site.location);
    return before;
  }
  Value before = load(first, site.location);
  store(first, replacement, site.location);
  return before;
}

Value FunctionLowering::copyOf(Value object, Location location) {
  if (object.kind == Value::Unknown) return object;
  Value copy = newObject(location);
  emit(Opcode::Copy, {copy, object}, location);
  return copy;
}

// if (error), if (channel), if (pointer), if (optional)
Value FunctionLowering::testForNull(const Site& site) {
  // An error is true when there is one, a result when there is none.
  if (site.cls && site.cls->kind == ClassKind::Result)
    return emitResult(Opcode::Compare,
                      {load(resultPart(site, kResultError), site.location), Value::null()},
                      site.location);
  Value value = operandObject(site);
  // csp::is(error, target)
  if (const clang::Expr* target = operandExpression(site, site.spec->value))
    return emitResult(Opcode::Compare, {value, valueOf(target)}, site.location);
  Value none = emptyOf(receiverType(site));
  return emitResult(Opcode::Compare, {value, none}, site.location, Relation::NotEqual);
}

// --- optionals

// Whether the class is an optional of what can be null itself.
bool FunctionLowering::canHoldNull(clang::QualType type) const {
  const dialect::ClassSpec* spec = classOf(type);
  if (!spec || spec->kind != ClassKind::Wrapper || !spec->nilByDefault) return false;
  return elementDefault(pointeeOf(type)).kind == Value::Null;
}

// What a wrapper of the class holds that is empty.
Value FunctionLowering::emptyOf(clang::QualType type) const {
  return canHoldNull(type) ? Value::nothing() : Value::null();
}

// What a wrapper of the class holds when the value is put in.
Value FunctionLowering::heldBy(clang::QualType type, Value value, Location location) {
  if (!canHoldNull(type) || value.kind == Value::Unknown) return value;
  return emitResult(Opcode::Hold, {value}, location);
}

// --- results

// The slot of the value or of the error that the result holds which is asked.
Value FunctionLowering::resultPart(const Site& site, llvm::StringRef part) {
  Value object = load(receiverSlot(site), site.location);
  return fieldSlot(object, unit_.symbol(part), site.location);
}

// A result is made from a value or from an error.
Value FunctionLowering::makeResult(clang::QualType type,
                                   llvm::ArrayRef<const clang::Expr*> arguments,
                                   const clang::Expr* site) {
  Location location = locate(site);
  clang::QualType held = pointeeOf(type);
  const clang::Expr* source = arguments.empty() ? nullptr : arguments[0];
  bool isError = source && isErrorValue(source->getType());
  Value value = isError || held.isNull() || held->isVoidType()
                    ? Value::unknown()
                    : constructForwarded(held, arguments, site);
  Value error = Value::null();
  // Of an error that a wrapper brings along it is only known that there is one.
  if (isError) error = classOf(source->getType()) ? valueOf(source) : newObject(location);
  Value made = newObject(location);
  if (!isError) store(fieldSlot(made, unit_.symbol(kResultValue), location), value, location);
  store(fieldSlot(made, unit_.symbol(kResultError), location), error, location);
  return made;
}

// csp::error, std::unexpected
bool FunctionLowering::isErrorValue(clang::QualType type) const {
  if (const dialect::ClassSpec* spec = classOf(type)) return spec->kind == ClassKind::Error;
  auto* record = type.getNonReferenceType()->getAsCXXRecordDecl();
  return record && record->isInStdNamespace() && record->getIdentifier() &&
         record->getName() == "unexpected";
}

// value_or: what is held, or else the argument.
Value FunctionLowering::heldOr(Value held, Value isThere, const clang::Expr* otherwise,
                               Location location) {
  Value other = otherwise->isGLValue() ? through(lvalue(otherwise), otherwise->getType(), location)
                                       : rvalue(otherwise);
  return emitResult(Opcode::Choose, {isThere, held, other}, location);
}

// The class that a panic throws, if it is declared beside the function that panics.
const clang::CXXRecordDecl* FunctionLowering::panicClass(const Site& site) const {
  if (!site.callee) return nullptr;
  llvm::StringRef name = llvm::StringRef(site.spec->makesClass).rsplit(':').second;
  const clang::IdentifierInfo& identifier = unit_.context().Idents.get(name);
  for (const clang::NamedDecl* beside : site.callee->getDeclContext()->lookup(&identifier))
    if (auto* record = llvm::dyn_cast<clang::CXXRecordDecl>(beside);
        record && qualifiedName(record) == site.spec->makesClass)
      return record;
  return nullptr;
}

void FunctionLowering::panic(const Site& site) {
  Terminator thrown{Terminator::Throw};
  thrown.location = site.location;
  if (const clang::CXXRecordDecl* record = panicClass(site))
    thrown.thrown = withBases(record);
  else if (!site.spec->makesClass.empty())
    thrown.thrown.push_back(unit_.symbol(site.spec->makesClass));
  BlockId target = unwindTarget(site.expression);
  if (target != kNone) thrown.successors.push_back(target);
  terminate(std::move(thrown));
}

}  // namespace chanvet::model
