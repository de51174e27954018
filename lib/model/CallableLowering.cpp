// What is run: callables, the fibers that run them, and what is bound for later.
#include "model/FunctionLowering.h"

namespace chanvet::model {

using dialect::OperationSpec;

namespace {

// How many arguments a function takes that is named, its object among them.
unsigned parametersOf(const clang::Expr* callable) {
  callable = peel(callable);
  if (auto* address = llvm::dyn_cast<clang::UnaryOperator>(callable))
    callable = peel(address->getSubExpr());
  auto* reference = llvm::dyn_cast<clang::DeclRefExpr>(callable);
  auto* function = reference ? llvm::dyn_cast<clang::FunctionDecl>(reference->getDecl()) : nullptr;
  if (!function) return 0;
  auto* method = llvm::dyn_cast<clang::CXXMethodDecl>(function);
  return function->getNumParams() + (method && method->isInstance() ? 1 : 0);
}

// How many arguments a packaged task takes, by the signature that its class is made for.
unsigned parametersOfTask(clang::QualType task) {
  auto* record = llvm::dyn_cast_or_null<clang::ClassTemplateSpecializationDecl>(
      task.getNonReferenceType()->getAsCXXRecordDecl());
  if (!record || record->getTemplateArgs().size() == 0) return 0;
  const clang::TemplateArgument& signature = record->getTemplateArgs()[0];
  if (signature.getKind() != clang::TemplateArgument::Type) return 0;
  auto* function = signature.getAsType()->getAs<clang::FunctionProtoType>();
  return function ? function->getNumParams() : 0;
}

// The type of a parameter of a function or a lambda that is called; null where that is not known.
clang::QualType parameterOf(const clang::Expr* callable, unsigned index) {
  callable = peel(callable);
  if (auto* address = llvm::dyn_cast<clang::UnaryOperator>(callable))
    callable = peel(address->getSubExpr());
  auto* record = callable->getType().getNonReferenceType()->getAsCXXRecordDecl();
  auto* reference = llvm::dyn_cast<clang::DeclRefExpr>(callable);
  auto* function = reference ? llvm::dyn_cast<clang::FunctionDecl>(reference->getDecl()) : nullptr;
  if (record && record->isLambda()) function = record->getLambdaCallOperator();
  auto* method = llvm::dyn_cast_or_null<clang::CXXMethodDecl>(function);
  bool takesObject = method && method->isInstance() && !(record && record->isLambda());
  if (takesObject && index-- == 0) return {};
  return function && index < function->getNumParams() ? function->getParamDecl(index)->getType()
                                                      : clang::QualType();
}

// Whether a callable of the type is a value, and no object that the model looks into.
bool isCopiedWhole(clang::QualType type) {
  return type->isFunctionPointerType() || type->isMemberFunctionPointerType() ||
         type->isDependentType();
}

// The function, which no source has, of a closure whose fields it reads.
class Thunk {
 public:
  Thunk(llvm::StringRef name, Location location, bool isLocal) {
    function_.name = name.str();
    function_.location = location;
    function_.isMethod = function_.isLambda = true;
    function_.isVisible = false;
    function_.isLocal = isLocal;
    function_.blocks.emplace_back();
    addParameter("this");
    function_.locals[0].isReference = true;
    push(Opcode::Load, {Value::local(0)});
  }

  // Besides `this`.
  unsigned parameters() const { return function_.parameters - 1; }

  Instruction& push(Opcode opcode, Values operands) {
    Instruction instruction;
    instruction.opcode = opcode;
    instruction.operands = std::move(operands);
    instruction.result = function_.registers++;
    instruction.location = function_.location;
    function_.blocks.back().instructions.push_back(std::move(instruction));
    return function_.blocks.back().instructions.back();
  }
  // The result of the instruction that was pushed last.
  Value last() const { return Value::reg(function_.registers - 1); }

  Value fieldSlot(SymbolId field) {
    push(Opcode::Field, {Value::reg(0)}).symbol = field;
    return last();
  }
  Value loadField(SymbolId field) {
    push(Opcode::Load, {fieldSlot(field)});
    return last();
  }
  // Of parameter `number`, from 1; it is added if it is not there.
  Value loadParameter(unsigned number) {
    while (parameters() < number) addParameter("_" + std::to_string(function_.parameters));
    push(Opcode::Load, {Value::local(number)});
    return last();
  }

  // Ends the block; what is pushed from now on is in the next one.
  Terminator& startBlock(Terminator end) {
    size_t ended = function_.blocks.size() - 1;
    function_.blocks[ended].terminator = std::move(end);
    function_.blocks.emplace_back();
    return function_.blocks[ended].terminator;
  }

  Function take(Value result) {
    function_.blocks.back().terminator.kind = Terminator::Return;
    function_.blocks.back().terminator.value = result;
    return std::move(function_);
  }

 private:
  void addParameter(std::string name) {
    Local parameter(std::move(name));
    parameter.isParameter = true;
    function_.locals.push_back(std::move(parameter));
    ++function_.parameters;
  }

  Function function_;
};
}  // namespace

Value FunctionLowering::valueOfCallable(const clang::Expr* expression) {
  const dialect::ClassSpec* spec = classOf(expression->getType());
  Location location = locate(expression);
  Value callable;
  if (spec && spec->kind == ClassKind::PackagedTask && expression->isXValue())
    callable = moveOut(lvalue(expression), expression->getType(), location);
  else if (expression->isGLValue() && (spec || isCopiedWhole(expression->getType())))
    callable = load(lvalue(expression), location);
  else
    callable = expression->isGLValue() ? lvalue(expression) : rvalue(expression);
  if (!spec || spec->kind != ClassKind::PackagedTask) return callable;
  return packagedCall(callable, *spec, parametersOfTask(expression->getType()), location);
}

// A closure that holds a packaged task, and runs it: what that throws goes to its future.
Value FunctionLowering::packagedCall(Value task, const dialect::ClassSpec& spec,
                                     unsigned parameters, Location location) {
  std::string usr = ("chanvet:packaged@" + out_.usr + "@" + llvm::Twine(out_.registers)).str();
  SymbolId field = unit_.symbol(usr + "::task");
  constexpr BlockId kCaught = 1, kAfter = 2;
  Thunk thunk("packaged call", location, out_.isLocal);
  Value held = thunk.loadField(field);
  thunk.push(Opcode::Field, {held}).symbol = unit_.symbol(kPackagedCallable);
  thunk.push(Opcode::Load, {thunk.last()});
  Value callable = thunk.last();
  Values arguments;
  for (unsigned i = 1; i <= parameters; ++i) arguments.push_back(thunk.loadParameter(i));
  Instruction& call = thunk.push(Opcode::Call, std::move(arguments));
  call.callee = {Callee::Value, kNone, callable};
  call.unwind = kCaught;
  thunk.startBlock({Terminator::Jump}).successors = {kAfter};
  thunk.startBlock({Terminator::Dispatch}).handlers.push_back({kNone, kAfter});
  Operation set;
  set.kind = OpKind::SetValue;
  set.on = spec.kind;
  set.type = unit_.type(spec);
  thunk.push(Opcode::Operation, {held}).operation = unit_.operation(set);

  Value closure = emitResult(Opcode::Closure, {}, location);
  FunctionId function = unit_.synthesize(usr, thunk.take(Value::unknown()));
  out_.blocks[current_].instructions.back().function = function;
  store(fieldSlot(closure, field, location), task, location);
  return closure;
}

// A function object runs its operator(), with itself as the first operand.
Callee FunctionLowering::calleeFor(Value callable, const clang::Expr* expression,
                                   Values& operands) {
  if (callable.kind == Value::FunctionRef)
    return {Callee::Direct, static_cast<FunctionId>(callable.payload), {}};
  const clang::CXXRecordDecl* record =
      expression ? expression->getType().getNonReferenceType()->getAsCXXRecordDecl() : nullptr;
  if (record && !record->isLambda() && record->hasDefinition() && !classOf(expression->getType())) {
    clang::DeclarationName call =
        unit_.context().DeclarationNames.getCXXOperatorName(clang::OO_Call);
    auto found = record->lookup(call);
    if (found.isSingleResult())
      if (auto* method = llvm::dyn_cast<clang::CXXMethodDecl>(found.front())) {
        operands.insert(operands.begin(), callable);
        return {Callee::Direct, unit_.function(method), {}};
      }
  }
  if (callable.kind == Value::Unknown) return {Callee::Unseen, kNone, {}};
  return {Callee::Value, kNone, callable};
}

Value FunctionLowering::callValue(Value callable, const clang::Expr* expression, Values operands,
                                  Location location) {
  Callee callee = calleeFor(callable, expression, operands);
  BlockId unwind = expression ? unwindTarget(expression) : kNone;
  Instruction& instruction = emit(Opcode::Call, {}, location);
  instruction.callee = callee;
  instruction.operands = std::move(operands);
  instruction.unwind = unwind;
  instruction.result = out_.registers++;
  return Value::reg(instruction.result);
}

// Whether a function that starts a fiber is given where to put its number, before what it is to
// run, as pthread_create is.
static bool putsNumber(llvm::ArrayRef<const clang::Expr*> arguments, const clang::Expr* task) {
  auto before = llvm::make_range(arguments.begin(), llvm::find(arguments, task));
  return llvm::any_of(before, [](const clang::Expr* argument) {
    clang::QualType pointee = argument->getType()->getPointeeType();
    return !pointee.isNull() && pointee->isIntegerType() && !pointee.isConstQualified();
  });
}

Value FunctionLowering::spawn(const Site& site) {
  const OperationSpec& spec = *site.spec;
  Value counter = Value::unknown();
  if (spec.kind == OpKind::SpawnCounted) counter = operandObject(site);
  const clang::Expr* task = operandExpression(site, spec.task);
  Values operands;
  Value callable = Value::unknown();
  auto* coroutine = task ? llvm::dyn_cast<clang::CallExpr>(peel(task)) : nullptr;
  if (coroutine && !spawned_.contains(coroutine)) coroutine = nullptr;
  const clang::FunctionDecl* body =
      coroutine ? dialect::calleeOf(coroutine, unit_.context()) : nullptr;
  if (body) {
    operands = operandsOf(coroutine, body);
  } else if (task) {
    // A call whose result is run, of a function that is not seen, has been lowered as a call.
    callable = valueOfCallable(task);
    bool after = false;
    for (const clang::Expr* argument : site.arguments) {
      if (after && !llvm::isa<clang::CXXDefaultArgExpr>(argument))
        operands.push_back(spawnedArgument(argument));
      after |= argument == task;
    }
  }
  Callee callee{Callee::Unseen, kNone, {}};
  if (body)
    callee = {
        isDispatched(coroutine, body) ? Callee::Virtual : Callee::Direct, unit_.function(body), {}};
  else if (task)
    callee = calleeFor(callable, task, operands);
  Instruction& instruction = emit(Opcode::Spawn, {}, site.location);
  instruction.callee = callee;
  instruction.operands = std::move(operands);
  instruction.counter = counter;
  instruction.operation = startOfTask(site);
  // Who waits for a fiber by its number is not followed, and orders the two.
  instruction.takesTurns =
      site.spec->takesTurns || (task && !site.receiver && putsNumber(site.arguments, task));
  if (const dialect::ClassSpec* handle = classOf(site.type))
    instruction.type = unit_.type(*site.spec, handle);
  instruction.result = out_.registers++;
  Value handle = Value::reg(instruction.result);
  if (const dialect::ClassSpec* started = classOf(site.type); started && runsFirst(site))
    giveWay(handle, started->kind, site.location);
  if (isAwaited(peel(site.expression))) {
    Operation join;
    join.kind = OpKind::Join;
    join.on = ClassKind::Fiber;
    join.blocks = dialect::Blocks::Fiber;
    Instruction& joining = emit(Opcode::Operation, {handle}, site.location);
    joining.operation = unit_.operation(join);
  }
  return handle;
}

// How tasks run that are spawned like this. What they are given to can have threads to wait in: a
// pool, or an executor that it hands out.
uint32_t FunctionLowering::startOfTask(const Site& site) {
  const OperationSpec& spec = *site.spec;
  Operation start;
  start.kind = spec.kind;
  start.on = ClassKind::Fiber;
  start.blocks = spec.blocks;
  start.onMisuse = spec.onClosed;
  start.endsWithMain = spec.endsWithMain;
  const clang::Expr* given = operandExpression(site, spec.object);
  if (auto* member = given ? llvm::dyn_cast<clang::CXXMemberCallExpr>(peel(given)) : nullptr)
    given = member->getImplicitObjectArgument();
  const dialect::ClassSpec* executor = given ? classOf(given->getType()) : nullptr;
  if (executor && executor->kind == ClassKind::Executor && !executor->fiberAware)
    start.blocks = dialect::Blocks::Thread;
  return unit_.operation(start);
}

// Whether the new fiber runs before its spawner goes on.
bool FunctionLowering::runsFirst(const Site& site) const {
  llvm::StringRef wanted = site.spec->runsFirst;
  return !wanted.empty() && llvm::any_of(site.arguments, [&](const clang::Expr* argument) {
    auto* reference = llvm::dyn_cast<clang::DeclRefExpr>(peel(argument));
    auto* enumerator =
        reference ? llvm::dyn_cast<clang::EnumConstantDecl>(reference->getDecl()) : nullptr;
    return enumerator && enumerator->getName() == wanted;
  });
}

// Lets the fiber of the handle run until it waits.
void FunctionLowering::giveWay(Value handle, ClassKind kind, Location location) {
  Operation yield;
  yield.kind = OpKind::Yield;
  yield.on = kind;
  emit(Opcode::Operation, {handle}, location).operation = unit_.operation(yield);
}

// Arguments of a spawned function are copied; std::ref and pointers keep their target.
Value FunctionLowering::spawnedArgument(const clang::Expr* argument) {
  if (!argument->isGLValue()) return rvalue(argument);
  clang::QualType type = argument->getType();
  if (argument->isXValue() && isEmptiedByMove(type))
    return moveOut(lvalue(argument), type, locate(argument));
  if (type->isArrayType() || type->isFunctionType()) return lvalue(argument);
  if (hasObjectShape(type) && !llvm::isa<clang::MaterializeTemporaryExpr>(peel(argument))) {
    auto* record = type->getAsCXXRecordDecl();
    if (record && record->isLambda()) return lvalue(argument);
    Value copy = newObject(locate(argument));
    emit(Opcode::Copy, {copy, lvalue(argument)}, locate(argument));
    return copy;
  }
  return through(lvalue(argument), type, locate(argument));
}

Value FunctionLowering::invoke(const Site& site) {
  if (site.spec->each != dialect::Each::None)
    if (std::optional<Value> result = visitEach(site)) return *result;
  const clang::Expr* task = operandExpression(site, site.spec->task);
  if (!task) return Value::unknown();
  Value callable = valueOfCallable(task);
  if (!site.spec->many && site.spec->each == dialect::Each::None) {
    Values operands;
    bool after = task == site.receiver;
    for (unsigned i = 0; i < site.arguments.size(); ++i) {
      const clang::Expr* written = site.arguments[i];
      if (after)
        operands.push_back(site.callee && i < site.callee->getNumParams()
                               ? argument(written, site.callee->getParamDecl(i)->getType())
                               : lvalue(written));
      after |= written == task;
    }
    return callValue(callable, task, operands, site.location);
  }
  BlockId test = newBlock(), turn = newBlock(), done = newBlock();
  jump(test);
  current_ = test;
  branch(Value::unknown(), turn, done);
  current_ = turn;
  callValue(callable, task, {}, site.location);
  jump(test);
  current_ = done;
  return Value::unknown();
}

// Runs what the task holds here and now; what that throws goes to the future.
void FunctionLowering::runPackaged(const Site& site) {
  Value task = load(receiverSlot(site), site.location);
  Value callable =
      load(fieldSlot(task, unit_.symbol(kPackagedCallable), site.location), site.location);
  Values operands;
  for (unsigned i = 0; i < site.arguments.size(); ++i)
    if (site.callee && i < site.callee->getNumParams())
      operands.push_back(argument(site.arguments[i], site.callee->getParamDecl(i)->getType()));
  callValue(callable, nullptr, std::move(operands), site.location);
  BlockId caught = newBlock(), after = newBlock();
  out_.blocks[current_].instructions.back().unwind = caught;
  jump(after);
  current_ = caught;
  Terminator dispatch{Terminator::Dispatch};
  dispatch.location = site.location;
  dispatch.handlers.push_back({kNone, after});
  terminate(std::move(dispatch));
  current_ = after;
}

// The number of a placeholder: std::placeholders::_1 stands for the first argument of the call.
std::optional<unsigned> FunctionLowering::placeholder(const clang::Expr* argument) const {
  auto* record = llvm::dyn_cast_or_null<clang::ClassTemplateSpecializationDecl>(
      argument->getType()->getAsCXXRecordDecl());
  if (!record || !record->isInStdNamespace() || record->getName() != "_Placeholder")
    return std::nullopt;
  const clang::TemplateArgument& number = record->getTemplateArgs()[0];
  constexpr unsigned kMost = 32;
  if (number.getKind() != clang::TemplateArgument::Integral) return std::nullopt;
  uint64_t value = number.getAsIntegral().getLimitedValue();
  return value >= 1 && value <= kMost ? std::optional<unsigned>(value) : std::nullopt;
}

// Whether what is called takes a reference to the primitive that is bound as argument `i`.
bool FunctionLowering::isBoundByReference(const Site& site, unsigned i) const {
  const clang::Expr* bound = site.arguments[i];
  clang::QualType parameter = parameterOf(site.arguments[0], i - 1);
  return !parameter.isNull() && parameter->isReferenceType() && classOf(bound->getType()) &&
         classOf(bound->getType()) == classOf(parameter.getNonReferenceType());
}

// A closure that holds the callable and its arguments, and calls the one with the others; and with
// arguments of the call, where placeholders stand for them or the bound ones are not all.
Value FunctionLowering::bind(const Site& site) {
  if (site.arguments.empty()) return Value::unknown();
  std::string usr = ("chanvet:bind@" + out_.usr + "@" + llvm::Twine(out_.registers)).str();
  Thunk thunk("bound call", site.location, out_.isLocal);
  Values operands;
  Value closure = emitResult(Opcode::Closure, {}, site.location);
  size_t closureAt = out_.blocks[current_].instructions.size() - 1;
  BlockId closureBlock = current_;
  Callee callee;
  Values bound;
  for (size_t i = 0; i < site.arguments.size(); ++i) {
    if (std::optional<unsigned> number = placeholder(site.arguments[i])) {
      operands.push_back(thunk.loadParameter(*number));
      continue;
    }
    SymbolId field = unit_.symbol(usr + "::" + std::to_string(i));
    Value value = i == 0 ? valueOfCallable(site.arguments[0]) : spawnedArgument(site.arguments[i]);
    if (i == 0) callee = calleeFor(value, site.arguments[0], bound);
    store(fieldSlot(closure, field, site.location), value, site.location);
    // What is bound is called with the closure's own: a reference is one to that.
    bool isReference = i > 0 && isBoundByReference(site, i);
    operands.push_back(isReference ? thunk.fieldSlot(field) : thunk.loadField(field));
  }
  if (callee.kind == Callee::Value) callee.value = operands[0];
  // operator() of a function object takes the object itself first.
  if (bound.empty()) operands.erase(operands.begin());
  for (unsigned all = parametersOf(site.arguments[0]); operands.size() < all;)
    operands.push_back(thunk.loadParameter(thunk.parameters() + 1));
  thunk.push(Opcode::Call, operands).callee = callee;
  FunctionId function = unit_.synthesize(usr, thunk.take(thunk.last()));
  out_.blocks[closureBlock].instructions[closureAt].function = function;
  return closure;
}

const clang::CXXMethodDecl* invokedByPointer(const clang::FunctionDecl* function) {
  auto* invoker = llvm::dyn_cast_or_null<clang::CXXMethodDecl>(function);
  if (!invoker || !invoker->isLambdaStaticInvoker()) return nullptr;
  const clang::CXXMethodDecl* called = invoker->getParent()->getLambdaCallOperator();
  if (const clang::TemplateArgumentList* arguments = invoker->getTemplateSpecializationArgs()) {
    void* position = nullptr;
    called = llvm::dyn_cast_or_null<clang::CXXMethodDecl>(
        called->getDescribedFunctionTemplate()->findSpecialization(arguments->asArray(), position));
  }
  return called;
}

// It has no object, and needs none: nothing is captured.
void FunctionLowering::runInvoker(const clang::CXXMethodDecl* invoked) {
  declareParameters();
  current_ = newBlock();
  Values operands;
  if (invoked->isInstance()) operands.push_back(Value::unknown());
  for (LocalId parameter = 0; parameter < out_.parameters; ++parameter)
    operands.push_back(load(Value::local(parameter), out_.location));
  Value result = emitResult(Opcode::Call, {}, out_.location);
  Instruction& call = out_.blocks[current_].instructions.back();
  call.operands = std::move(operands);
  call.callee = {Callee::Direct, unit_.function(invoked), {}};
  Terminator leave{Terminator::Return};
  leave.value = result;
  terminate(std::move(leave));
  finish();
}

}  // namespace chanvet::model
