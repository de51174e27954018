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
}  // namespace

Value FunctionLowering::valueOfCallable(const clang::Expr* expression) {
  const dialect::ClassSpec* spec = classOf(expression->getType());
  Location location = locate(expression);
  Value callable;
  if (expression->isGLValue() && (spec || expression->getType()->isFunctionPointerType()))
    callable = load(lvalue(expression), location);
  else
    callable = expression->isGLValue() ? lvalue(expression) : rvalue(expression);
  if (!spec || spec->kind != ClassKind::PackagedTask) return callable;
  return load(fieldSlot(callable, unit_.symbol(kPackagedCallable), location), location);
}

// A function object runs its operator(), with itself as the first operand.
Callee FunctionLowering::calleeFor(Value callable, const clang::Expr* expression,
                                   std::vector<Value>& operands) {
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

Value FunctionLowering::callValue(Value callable, const clang::Expr* expression,
                                  std::vector<Value> operands, Location location) {
  Callee callee = calleeFor(callable, expression, operands);
  BlockId unwind = expression ? unwindTarget(expression) : kNone;
  Instruction& instruction = emit(Opcode::Call, {}, location);
  instruction.callee = callee;
  instruction.operands = std::move(operands);
  instruction.unwind = unwind;
  instruction.result = out_.registers++;
  return Value::reg(instruction.result);
}

Value FunctionLowering::spawn(const Site& site) {
  const OperationSpec& spec = *site.spec;
  Value counter = Value::unknown();
  if (spec.kind == OpKind::SpawnCounted) counter = operandObject(site);
  const clang::Expr* task = operandExpression(site, spec.task);
  std::vector<Value> operands;
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
  if (const dialect::ClassSpec* handle = classOf(site.type))
    instruction.type = unit_.type(*site.spec, handle);
  instruction.result = out_.registers++;
  Value handle = Value::reg(instruction.result);
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
    std::vector<Value> operands;
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
  std::vector<Value> operands;
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

// A closure that holds the callable and its arguments, and calls the one with the others; and with
// arguments of the call, where placeholders stand for them or the bound ones are not all.
Value FunctionLowering::bind(const Site& site) {
  if (site.arguments.empty()) return Value::unknown();
  std::string usr = ("chanvet:bind@" + out_.usr + "@" + llvm::Twine(out_.registers)).str();
  Function thunk;
  thunk.name = "bound call";
  thunk.location = site.location;
  thunk.isMethod = thunk.isLambda = true;
  thunk.isVisible = false;
  thunk.isLocal = out_.isLocal;
  thunk.parameters = 1;
  thunk.locals.push_back({"this"});
  thunk.locals[0].isParameter = thunk.locals[0].isReference = true;
  Block body;
  std::vector<Value> operands;
  Value closure = emitResult(Opcode::Closure, {}, site.location);
  size_t closureAt = out_.blocks[current_].instructions.size() - 1;
  BlockId closureBlock = current_;
  auto push = [&](Opcode opcode, std::vector<Value> inputs) -> Instruction& {
    Instruction instruction;
    instruction.opcode = opcode;
    instruction.operands = std::move(inputs);
    instruction.result = thunk.registers++;
    instruction.location = site.location;
    body.instructions.push_back(std::move(instruction));
    return body.instructions.back();
  };
  push(Opcode::Load, {Value::local(0)});
  Callee callee;
  std::vector<Value> bound;
  for (size_t i = 0; i < site.arguments.size(); ++i) {
    if (std::optional<unsigned> number = placeholder(site.arguments[i])) {
      push(Opcode::Load, {Value::local(*number)});
      operands.push_back(Value::reg(thunk.registers - 1));
      thunk.parameters = std::max(thunk.parameters, *number + 1);
      continue;
    }
    SymbolId field = unit_.symbol(usr + "::" + std::to_string(i));
    Value value = i == 0 ? valueOfCallable(site.arguments[0]) : spawnedArgument(site.arguments[i]);
    if (i == 0) callee = calleeFor(value, site.arguments[0], bound);
    store(fieldSlot(closure, field, site.location), value, site.location);
    push(Opcode::Field, {Value::reg(0)}).symbol = field;
    Register slot = thunk.registers - 1;
    push(Opcode::Load, {Value::reg(slot)});
    operands.push_back(Value::reg(thunk.registers - 1));
  }
  if (callee.kind == Callee::Value) callee.value = operands[0];
  // operator() of a function object takes the object itself first.
  if (bound.empty()) operands.erase(operands.begin());
  for (unsigned all = parametersOf(site.arguments[0]); operands.size() < all;) {
    push(Opcode::Load, {Value::local(thunk.parameters++)});
    operands.push_back(Value::reg(thunk.registers - 1));
  }
  while (thunk.locals.size() < thunk.parameters) {
    Local parameter("_" + std::to_string(thunk.locals.size()));
    parameter.isParameter = true;
    thunk.locals.push_back(std::move(parameter));
  }
  Instruction& call = push(Opcode::Call, operands);
  call.callee = callee;
  body.terminator.kind = Terminator::Return;
  body.terminator.value = Value::reg(call.result);
  thunk.blocks.push_back(std::move(body));
  FunctionId function = unit_.synthesize(usr, std::move(thunk));
  out_.blocks[closureBlock].instructions[closureAt].function = function;
  return closure;
}

}  // namespace chanvet::model
