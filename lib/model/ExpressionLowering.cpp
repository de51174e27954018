#include <limits>

#include "model/FunctionLowering.h"

namespace chanvet::model {

namespace {

// Strips what does not change a value: parentheses, full-expression and temporary wrappers.
const clang::Expr* strip(const clang::Expr* expression) {
  for (;;) {
    if (auto* cleanups = llvm::dyn_cast<clang::FullExpr>(expression))
      expression = cleanups->getSubExpr();
    else if (auto* paren = llvm::dyn_cast<clang::ParenExpr>(expression))
      expression = paren->getSubExpr();
    else if (auto* substituted = llvm::dyn_cast<clang::SubstNonTypeTemplateParmExpr>(expression))
      expression = substituted->getReplacement();
    else if (auto* opaque = llvm::dyn_cast<clang::OpaqueValueExpr>(expression);
             opaque && opaque->getSourceExpr())
      expression = opaque->getSourceExpr();
    else if (auto* argument = llvm::dyn_cast<clang::CXXDefaultArgExpr>(expression))
      expression = argument->getExpr();
    else if (auto* init = llvm::dyn_cast<clang::CXXDefaultInitExpr>(expression))
      expression = init->getExpr();
    else
      return expression;
  }
}

// The temporary that an expression is the value of, below casts that leave it as it is.
const clang::CXXBindTemporaryExpr* temporaryOf(const clang::Expr* expression) {
  expression = strip(expression);
  while (auto* cast = llvm::dyn_cast<clang::CastExpr>(expression)) {
    if (cast->getCastKind() != clang::CK_ConstructorConversion &&
        cast->getCastKind() != clang::CK_NoOp)
      break;
    expression = strip(cast->getSubExpr());
  }
  return llvm::dyn_cast<clang::CXXBindTemporaryExpr>(expression);
}

// Evaluated once, where the CFG has it; later uses refer to that value.
bool hasEffects(const clang::Expr* expression) {
  return llvm::isa<clang::CallExpr, clang::CXXConstructExpr, clang::LambdaExpr, clang::CXXNewExpr,
                   clang::MaterializeTemporaryExpr, clang::CoroutineSuspendExpr,
                   clang::InitListExpr, clang::CXXBindTemporaryExpr,
                   clang::CXXStdInitializerListExpr, clang::CXXDynamicCastExpr>(expression) ||
         (llvm::isa<clang::BinaryOperator>(expression) &&
          llvm::cast<clang::BinaryOperator>(expression)->isAssignmentOp()) ||
         (llvm::isa<clang::UnaryOperator>(expression) &&
          llvm::cast<clang::UnaryOperator>(expression)->isIncrementDecrementOp());
}

std::optional<Arithmetic> arithmeticOf(clang::BinaryOperatorKind op) {
  switch (op) {
    case clang::BO_Add:
      return Arithmetic::Add;
    case clang::BO_Sub:
      return Arithmetic::Subtract;
    case clang::BO_Mul:
      return Arithmetic::Multiply;
    case clang::BO_Div:
      return Arithmetic::Divide;
    case clang::BO_Rem:
      return Arithmetic::Remainder;
    case clang::BO_And:
      return Arithmetic::And;
    case clang::BO_Or:
      return Arithmetic::Or;
    case clang::BO_Xor:
      return Arithmetic::Xor;
    case clang::BO_Shl:
      return Arithmetic::ShiftLeft;
    case clang::BO_Shr:
      return Arithmetic::ShiftRight;
    default:
      return std::nullopt;
  }
}

}  // namespace

std::optional<Relation> relationOf(clang::BinaryOperatorKind op) {
  switch (op) {
    case clang::BO_EQ:
      return Relation::Equal;
    case clang::BO_NE:
      return Relation::NotEqual;
    case clang::BO_LT:
      return Relation::Less;
    case clang::BO_LE:
      return Relation::LessEqual;
    case clang::BO_GT:
      return Relation::Greater;
    case clang::BO_GE:
      return Relation::GreaterEqual;
    default:
      return std::nullopt;
  }
}

// --- emitting

Instruction& FunctionLowering::emit(Opcode opcode, std::initializer_list<Value> operands,
                                    Location location) {
  // Code behind a terminator (after a call that does not return) is lowered into a dead block.
  if (isTerminated()) current_ = newBlock();
  Instruction instruction;
  instruction.opcode = opcode;
  instruction.operands = operands;
  instruction.location = location;
  std::vector<Instruction>& block = out_.blocks[current_].instructions;
  block.push_back(std::move(instruction));
  return block.back();
}

Value FunctionLowering::emitResult(Opcode opcode, std::initializer_list<Value> operands,
                                   Location location, Relation relation) {
  Instruction& instruction = emit(opcode, operands, location);
  instruction.relation = relation;
  instruction.result = out_.registers++;
  return Value::reg(instruction.result);
}

Value FunctionLowering::compute(Value left, Arithmetic arithmetic, Value right, Location location) {
  // What is taken away is added: sums of unknowns are what the engines know best.
  bool isConstant = right.kind == Value::Constant && right.payload != INT64_MIN;
  if (arithmetic == Arithmetic::Subtract && isConstant)
    return compute(left, Arithmetic::Add, Value::constant(-right.payload), location);
  Value result = emitResult(Opcode::Compute, {left, right}, location);
  out_.blocks[current_].instructions.back().arithmetic = arithmetic;
  return result;
}

Value FunctionLowering::load(Value slot, Location location, bool moves) {
  if (slot.kind == Value::Unknown) return slot;
  Instruction& instruction = emit(Opcode::Load, {slot}, location);
  instruction.moves = moves;
  instruction.result = out_.registers++;
  return Value::reg(instruction.result);
}

// Text, for who looks at it where it is.
Value FunctionLowering::view(Value slot, Location location) {
  Value text = load(slot, location);
  if (text.kind == Value::Reg) out_.blocks[current_].instructions.back().views = true;
  return text;
}

void FunctionLowering::store(Value slot, Value value, Location location) {
  if (slot.kind != Value::Unknown) emit(Opcode::Store, {slot, value}, location);
}

Value FunctionLowering::fieldSlot(Value object, SymbolId field, Location location) {
  if (object.kind == Value::Unknown) return object;
  Value slot = emitResult(Opcode::Field, {object}, location);
  out_.blocks[current_].instructions.back().symbol = field;
  return slot;
}

Value FunctionLowering::elementSlot(Value container, Location location, Value index) {
  if (container.kind == Value::Unknown) return container;
  if (index.kind == Value::Unknown) return emitResult(Opcode::Element, {container}, location);
  return emitResult(Opcode::Element, {container, index}, location);
}

Value FunctionLowering::newObject(Location location, TypeId type) {
  Value object = emitResult(Opcode::New, {}, location);
  out_.blocks[current_].instructions.back().type = type;
  return object;
}

const dialect::ClassSpec* FunctionLowering::classOf(clang::QualType type) const {
  return type.isNull() ? nullptr : unit_.resolver().classOf(type);
}

bool FunctionLowering::hasObjectShape(clang::QualType type) const {
  if (type.isNull()) return false;  // of an initializer list in a template
  type = type.getNonReferenceType();
  if (type->isArrayType()) return true;
  if (!type->isRecordType()) return false;
  const dialect::ClassSpec* spec = classOf(type);
  if (!spec) return !isText(type);
  return spec->kind == ClassKind::Container || spec->kind == ClassKind::ConcurrentMap ||
         extendsPrimitive(type, *spec);
}

Value FunctionLowering::through(Value lvalue, clang::QualType type, Location location) {
  return hasObjectShape(type) ? lvalue : load(lvalue, location);
}

// Whether an object that was moved from stands for nothing. An optional still has its value then,
// an error code too, and a channel its queue, unless it is a handle that can be nil.
bool FunctionLowering::isEmptiedByMove(clang::QualType type) const {
  const dialect::ClassSpec* spec = classOf(type);
  if (!spec || hasObjectShape(type)) return false;
  if (spec->kind == ClassKind::Channel) return spec->nilByDefault;
  return spec->kind != ClassKind::Wrapper && spec->kind != ClassKind::Error &&
         spec->kind != ClassKind::Result && spec->kind != ClassKind::Iterator;
}

// The content of a slot that is moved from.
Value FunctionLowering::moveOut(Value slot, clang::QualType type, Location location) {
  if (!isEmptiedByMove(type)) return through(slot, type, location);
  if (classOf(type)->kind != ClassKind::Guard) return load(slot, location, /*moves=*/true);
  // Both guards know the mutex, the new one alone has it locked.
  Value from = load(slot, location), guard = newObject(location);
  emit(Opcode::Copy, {guard, from}, location);
  store(fieldSlot(from, unit_.symbol(kGuardOwns), location), Value::constant(0), location);
  return guard;
}

clang::QualType FunctionLowering::pointeeOf(clang::QualType type) const {
  if (type.isNull()) return {};
  const dialect::ClassSpec* spec = classOf(type);
  const clang::CXXRecordDecl* record = type.getNonReferenceType()->getAsCXXRecordDecl();
  auto* specialization = llvm::dyn_cast_or_null<clang::ClassTemplateSpecializationDecl>(record);
  if (!spec || !specialization || spec->element >= specialization->getTemplateArgs().size())
    return {};
  const clang::TemplateArgument& argument = specialization->getTemplateArgs()[spec->element];
  return argument.getKind() == clang::TemplateArgument::Type ? argument.getAsType()
                                                             : clang::QualType();
}

Value FunctionLowering::thisObject(Location location) {
  if (!out_.isMethod || out_.locals.empty()) return Value::unknown();
  return load(Value::local(0), location);
}

// --- values

// An expression in the place of a variable, parameter, field or result of type `parameter`.
Value FunctionLowering::argument(const clang::Expr* expression, clang::QualType parameter) {
  if (parameter->isReferenceType()) return lvalue(expression);
  if (expression->isXValue())
    return moveOut(lvalue(expression), expression->getType(), locate(expression));
  if (const clang::CXXBindTemporaryExpr* temporary = temporaryOf(expression))
    if (isEmptiedByMove(temporary->getType())) givenAway_.insert(temporary);
  return rvalue(expression);
}

// Code that is not seen gets a temporary to move from, and keeps what it owns.
void FunctionLowering::giveAway(const clang::Expr* argument) {
  auto* materialized = llvm::dyn_cast<clang::MaterializeTemporaryExpr>(argument);
  if (!materialized) return;
  const clang::CXXBindTemporaryExpr* temporary = temporaryOf(materialized->getSubExpr());
  if (temporary && isEmptiedByMove(temporary->getType())) givenAway_.insert(temporary);
}

// Before C++17 a copy of a temporary is written where compilers make only one object: the temporary
// is that object, and does not end before it.
bool FunctionLowering::isElided(const clang::CXXConstructExpr* copy) {
  auto* materialized = copy->isElidable()
                           ? llvm::dyn_cast<clang::MaterializeTemporaryExpr>(copy->getArg(0))
                           : nullptr;
  const clang::CXXBindTemporaryExpr* temporary =
      materialized ? temporaryOf(materialized->getSubExpr()) : nullptr;
  if (!temporary) return false;
  givenAway_.insert(temporary);
  return true;
}

Value FunctionLowering::rvalue(const clang::Expr* expression) {
  expression = resolvedOperator(strip(expression));
  if (auto at = values_.find(expression); at != values_.end()) return at->second;
  Value value = computeRvalue(expression);
  if (hasEffects(expression)) values_[expression] = value;
  return value;
}

Value FunctionLowering::lvalue(const clang::Expr* expression) {
  expression = resolvedOperator(strip(expression));
  if (auto at = values_.find(expression); at != values_.end() && expression->isGLValue())
    return at->second;
  if (auto at = temporaries_.find(expression); at != temporaries_.end()) return at->second;
  Value value = computeLvalue(expression);
  if (hasEffects(expression) && expression->isGLValue()) values_[expression] = value;
  return value;
}

Value FunctionLowering::computeRvalue(const clang::Expr* expression) {
  Location location = locate(expression);
  if (expression->isGLValue() && !llvm::isa<clang::CallExpr>(expression))
    return through(lvalue(expression), expression->getType(), location);
  if (std::optional<Value> duration = durationRvalue(expression)) return *duration;
  if (auto* cast = llvm::dyn_cast<clang::CastExpr>(expression)) return castRvalue(cast);
  if (auto* bound = llvm::dyn_cast<clang::CXXBindTemporaryExpr>(expression)) {
    Value value = rvalue(bound->getSubExpr());
    Value slot = newObject(location);
    store(slot, value, location);
    temporaries_[bound] = slot;
    return value;
  }
  if (auto* unary = llvm::dyn_cast<clang::UnaryOperator>(expression)) return unaryRvalue(unary);
  if (auto* binary = llvm::dyn_cast<clang::BinaryOperator>(expression)) return binaryRvalue(binary);
  if (auto* rewritten = llvm::dyn_cast<clang::CXXRewrittenBinaryOperator>(expression)) {
    std::optional<Value> durations = rewrittenDurations(rewritten);
    return durations ? *durations : rvalue(rewritten->getSemanticForm());
  }
  if (auto* choice = llvm::dyn_cast<clang::AbstractConditionalOperator>(expression)) {
    Value condition = rvalue(choice->getCond());
    Value whenTrue = rvalue(choice->getTrueExpr()), whenFalse = rvalue(choice->getFalseExpr());
    return emitResult(Opcode::Choose, {condition, whenTrue, whenFalse}, location);
  }
  if (auto* called = llvm::dyn_cast<clang::CallExpr>(expression)) {
    // A call that yields a reference has the slot as its value; the memo must hold that.
    Value value = call(called);
    if (!expression->isGLValue()) return value;
    values_[expression] = value;
    return value;
  }
  if (machinery_.contains(expression)) return Value::unknown();
  if (auto* constructed = llvm::dyn_cast<clang::CXXConstructExpr>(expression))
    return construct(constructed);
  if (auto* inherited = llvm::dyn_cast<clang::CXXInheritedCtorInitExpr>(expression))
    return newObject(locate(inherited));
  if (auto* closure = llvm::dyn_cast<clang::LambdaExpr>(expression)) return lambda(closure);
  if (auto* list = llvm::dyn_cast<clang::InitListExpr>(expression)) return initializerList(list);
  if (auto* list = llvm::dyn_cast<clang::CXXParenListInitExpr>(expression)) {
    Value object = newObject(location);
    auto* record = expression->getType()->getAsCXXRecordDecl();
    if (!record) return object;
    auto init = list->getInitExprs().begin();
    for (const clang::FieldDecl* field : record->fields()) {
      if (init == list->getInitExprs().end()) break;
      Value value = argument(*init++, field->getType());
      store(fieldSlot(object, unit_.field(field), location), value, location);
    }
    return object;
  }
  if (auto* list = llvm::dyn_cast<clang::CXXStdInitializerListExpr>(expression)) {
    auto* elements =
        llvm::dyn_cast<clang::InitListExpr>(list->getSubExpr()->IgnoreImplicit()->IgnoreParens());
    if (!elements) return rvalue(list->getSubExpr());
    Value container = newObject(location);
    fillContainer(container, list->getType(), elements);
    return container;
  }
  if (auto* temporary = llvm::dyn_cast<clang::MaterializeTemporaryExpr>(expression))
    return rvalue(temporary->getSubExpr());
  if (auto* created = llvm::dyn_cast<clang::CXXNewExpr>(expression)) {
    const clang::Expr* init = created->getInitializer();
    if (hasObjectShape(created->getAllocatedType()))
      return init ? rvalue(init) : newContainer(created->getAllocatedType(), location);
    Value value = init ? rvalue(init) : defaultValue(created->getAllocatedType(), location);
    Value slot = newObject(location);
    store(slot, value, location);
    return slot;
  }
  if (auto* suspended = llvm::dyn_cast<clang::CoroutineSuspendExpr>(expression))
    return awaited(suspended);
  if (llvm::isa<clang::CXXThisExpr>(expression)) {
    if (!thisCapture_) return thisObject(location);
    Value slot = fieldSlot(thisObject(location), unit_.field(thisCapture_), location);
    return load(slot, location);
  }
  if (auto* reference = llvm::dyn_cast<clang::DeclRefExpr>(expression))
    if (auto* function = llvm::dyn_cast<clang::FunctionDecl>(reference->getDecl()))
      return Value::function(unit_.function(function));
  if (llvm::isa<clang::ImplicitValueInitExpr, clang::CXXScalarValueInitExpr>(expression))
    return defaultValue(expression->getType(), location);
  return constantOf(expression);
}

Value FunctionLowering::constantOf(const clang::Expr* expression) {
  // Initializer lists of templates have no type yet.
  if (expression->getType().isNull()) return Value::unknown();
  if (expression->isValueDependent() || expression->containsErrors()) return Value::unknown();
  if (llvm::isa<clang::CXXNullPtrLiteralExpr, clang::GNUNullExpr>(expression)) return Value::null();
  if (!expression->getType()->isIntegralOrEnumerationType()) return Value::unknown();
  clang::Expr::EvalResult evaluated;
  if (!expression->EvaluateAsInt(evaluated, unit_.context())) return Value::unknown();
  const llvm::APSInt& number = evaluated.Val.getInt();
  if (number.isRepresentableByInt64()) return Value::constant(number.getExtValue());
  // std::string::npos, SIZE_MAX: larger than what it is compared with.
  bool isLargest = number.isUnsigned() && number.isMaxValue();
  return isLargest ? Value::constant(std::numeric_limits<int64_t>::max()) : Value::unknown();
}

Value FunctionLowering::castRvalue(const clang::CastExpr* expression) {
  Location location = locate(expression);
  const clang::Expr* operand = expression->getSubExpr();
  switch (expression->getCastKind()) {
    case clang::CK_LValueToRValue:
      if (Value constant = constantVariable(operand); constant.kind != Value::Unknown)
        return constant;
      return through(lvalue(operand), operand->getType(), location);
    case clang::CK_ArrayToPointerDecay:
      return lvalue(operand);
    case clang::CK_NullToPointer:
    case clang::CK_NullToMemberPointer:
      return Value::null();
    case clang::CK_PointerToBoolean:
    case clang::CK_MemberPointerToBoolean:
      return emitResult(Opcode::Compare, {rvalue(operand), Value::null()}, location,
                        Relation::NotEqual);
    case clang::CK_IntegralToBoolean:
      return emitResult(Opcode::Compare, {rvalue(operand), Value::constant(0)}, location,
                        Relation::NotEqual);
    case clang::CK_Dynamic:
      if (expression->isGLValue()) return lvalue(operand);
      return castOrNull(rvalue(operand), expression->getType()->getPointeeType(), location);
    case clang::CK_ToVoid:
      return operand->isGLValue() ? lvalue(operand) : rvalue(operand);
    case clang::CK_FunctionToPointerDecay:
    case clang::CK_BuiltinFnToFnPtr: {
      auto* reference = llvm::dyn_cast<clang::DeclRefExpr>(operand->IgnoreParens());
      auto* function =
          reference ? llvm::dyn_cast<clang::FunctionDecl>(reference->getDecl()) : nullptr;
      return function ? Value::function(unit_.function(function)) : lvalue(operand);
    }
    default:
      return operand->isGLValue() && !expression->isGLValue() ? lvalue(operand) : rvalue(operand);
  }
}

// A pointer to a virtual method calls what the object's class has in its place.
FunctionId FunctionLowering::pointedTo(const clang::FunctionDecl* function) {
  FunctionId target = unit_.function(function);
  auto* method = llvm::dyn_cast<clang::CXXMethodDecl>(function);
  if (!method || !method->isVirtual()) return target;
  Function thunk;
  thunk.name = "virtual " + unit_.at(target).name;
  thunk.location = unit_.at(target).location;
  thunk.isMethod = true;
  thunk.isVisible = false;
  thunk.isLocal = unit_.at(target).isLocal;
  thunk.parameters = method->getNumParams() + 1;
  Block body;
  Instruction call;
  call.opcode = Opcode::Call;
  call.callee = {Callee::Virtual, target, {}};
  call.location = thunk.location;
  for (uint32_t i = 0; i < thunk.parameters; ++i) {
    Local local(i == 0 ? "this" : method->getParamDecl(i - 1)->getNameAsString());
    local.isParameter = true;
    local.isReference = i == 0 || method->getParamDecl(i - 1)->getType()->isReferenceType();
    thunk.locals.push_back(std::move(local));
    Instruction load;
    load.operands = {Value::local(i)};
    load.result = thunk.registers++;
    load.location = thunk.location;
    call.operands.push_back(Value::reg(load.result));
    body.instructions.push_back(std::move(load));
  }
  call.result = thunk.registers++;
  body.terminator.kind = Terminator::Return;
  body.terminator.value = Value::reg(call.result);
  body.instructions.push_back(std::move(call));
  thunk.blocks.push_back(std::move(body));
  return unit_.synthesize("chanvet:virtual@" + unit_.at(target).usr, std::move(thunk));
}

// A constexpr or const variable of integral type reads as its value.
Value FunctionLowering::constantVariable(const clang::Expr* expression) {
  auto* reference = llvm::dyn_cast<clang::DeclRefExpr>(strip(expression));
  auto* variable = reference ? llvm::dyn_cast<clang::VarDecl>(reference->getDecl()) : nullptr;
  if (!variable || !variable->getType().isConstQualified()) return Value::unknown();
  if (!variable->getType()->isIntegralOrEnumerationType()) return Value::unknown();
  if (!variable->getAnyInitializer() || variable->getAnyInitializer()->isValueDependent())
    return Value::unknown();
  if (!variable->isUsableInConstantExpressions(unit_.context())) return Value::unknown();
  return constantOf(reference);
}

Value FunctionLowering::unaryRvalue(const clang::UnaryOperator* expression) {
  Location location = locate(expression);
  const clang::Expr* operand = expression->getSubExpr();
  if (expression->isIncrementDecrementOp()) {
    Value slot = lvalue(operand);
    Value before = load(slot, location);
    bool isPlace = operand->getType()->isPointerType() && !rangeLoopOf(operand);
    Value after =
        isPlace
            ? nextOf(before, expression->isIncrementOp() ? Where::Any : Where::Last, location)
            : emitResult(Opcode::Compute,
                         {before, Value::constant(expression->isIncrementOp() ? 1 : -1)}, location);
    store(slot, after, location);
    return expression->isPostfix() ? before : after;
  }
  switch (expression->getOpcode()) {
    case clang::UO_AddrOf: {
      auto* reference = llvm::dyn_cast<clang::DeclRefExpr>(strip(operand));
      if (reference)
        if (auto* function = llvm::dyn_cast<clang::FunctionDecl>(reference->getDecl()))
          return Value::function(pointedTo(function));
      return lvalue(operand);
    }
    case clang::UO_LNot:
      return emitResult(Opcode::Not, {rvalue(operand)}, location);
    case clang::UO_Minus:
    case clang::UO_Not: {
      Value number = constantOf(expression);
      if (number.kind == Value::Constant) return number;
      bool isMinus = expression->getOpcode() == clang::UO_Minus;
      return compute(Value::constant(isMinus ? 0 : -1), Arithmetic::Subtract, rvalue(operand),
                     location);
    }
    case clang::UO_Plus:
    case clang::UO_Extension:
      return rvalue(operand);
    default:
      return constantOf(expression);
  }
}

Value FunctionLowering::compare(clang::BinaryOperatorKind op, Value a, Value b, Location location) {
  std::optional<Relation> relation = relationOf(op);
  if (!relation) return Value::unknown();
  return emitResult(Opcode::Compare, {a, b}, location, *relation);
}

Value FunctionLowering::binaryRvalue(const clang::BinaryOperator* expression) {
  Location location = locate(expression);
  const clang::Expr *left = expression->getLHS(), *right = expression->getRHS();
  switch (expression->getOpcode()) {
    case clang::BO_Comma:
      left->isGLValue() ? lvalue(left) : rvalue(left);
      return right->isGLValue() ? lvalue(right) : rvalue(right);
    case clang::BO_LAnd:
      return emitResult(Opcode::And, {rvalue(left), rvalue(right)}, location);
    case clang::BO_LOr:
      return emitResult(Opcode::Or, {rvalue(left), rvalue(right)}, location);
    default:
      break;
  }
  if (std::optional<Arithmetic> arithmetic = arithmeticOf(expression->getOpcode())) {
    Value number = constantOf(expression);
    if (number.kind == Value::Constant) return number;
    return compute(rvalue(left), *arithmetic, rvalue(right), location);
  }
  if (std::optional<Value> more = rangeForTest(left, expression->getOpcode(), location))
    return *more;
  if (expression->isComparisonOp())
    return compare(expression->getOpcode(), rvalue(left), rvalue(right), location);
  if (expression->isAssignmentOp()) return load(lvalue(expression), location);
  return constantOf(expression);
}

// --- places

Value FunctionLowering::computeLvalue(const clang::Expr* expression) {
  Location location = locate(expression);
  if (auto* reference = llvm::dyn_cast<clang::DeclRefExpr>(expression))
    return variableLvalue(reference->getDecl(), expression);
  if (auto* literal = llvm::dyn_cast<clang::StringLiteral>(expression)) return literalText(literal);
  if (auto* member = llvm::dyn_cast<clang::MemberExpr>(expression)) return memberLvalue(member);
  if (auto* cast = llvm::dyn_cast<clang::CastExpr>(expression)) {
    if (cast->getCastKind() == clang::CK_LValueToRValue) return rvalue(cast);
    return lvalue(cast->getSubExpr());
  }
  if (auto* unary = llvm::dyn_cast<clang::UnaryOperator>(expression)) {
    if (unary->getOpcode() == clang::UO_Deref) {
      if (std::optional<Value> element = rangeForElement(unary->getSubExpr(), location))
        return *element;
      return rvalue(unary->getSubExpr());
    }
    if (unary->isIncrementDecrementOp()) {
      Value slot = lvalue(unary->getSubExpr());
      unaryRvalue(unary);
      return slot;
    }
  }
  if (auto* binary = llvm::dyn_cast<clang::BinaryOperator>(expression)) {
    if (binary->getOpcode() == clang::BO_Comma) {
      binary->getLHS()->isGLValue() ? lvalue(binary->getLHS()) : rvalue(binary->getLHS());
      return lvalue(binary->getRHS());
    }
    if (binary->isAssignmentOp()) {
      Value value = rvalue(binary->getRHS());
      Value slot = lvalue(binary->getLHS());
      if (binary->isCompoundAssignmentOp())
        value = compute(
            load(slot, location),
            *arithmeticOf(clang::BinaryOperator::getOpForCompoundAssignment(binary->getOpcode())),
            value, location);
      store(slot, value, location);
      return slot;
    }
  }
  if (auto* choice = llvm::dyn_cast<clang::AbstractConditionalOperator>(expression)) {
    Value condition = rvalue(choice->getCond());
    Value whenTrue = lvalue(choice->getTrueExpr()), whenFalse = lvalue(choice->getFalseExpr());
    return emitResult(Opcode::Choose, {condition, whenTrue, whenFalse}, location);
  }
  if (auto* subscript = llvm::dyn_cast<clang::ArraySubscriptExpr>(expression)) {
    Value base = rvalue(subscript->getBase());
    Value slot = elementSlot(base, location, rvalue(subscript->getIdx()));
    return hasObjectShape(expression->getType()) ? load(slot, location) : slot;
  }
  if (auto* suspended = llvm::dyn_cast<clang::CoroutineSuspendExpr>(expression))
    return rvalue(suspended->getOperand());
  if (auto* called = llvm::dyn_cast<clang::CallExpr>(expression); called && expression->isGLValue())
    return rvalue(called);
  if (expression->isPRValue() || llvm::isa<clang::MaterializeTemporaryExpr>(expression))
    return materialize(expression);
  if (auto* bound = llvm::dyn_cast<clang::CXXBindTemporaryExpr>(expression))
    return lvalue(bound->getSubExpr());
  return Value::unknown();
}

// A temporary has a slot of its own, the same wherever the expression is used.
Value FunctionLowering::materialize(const clang::Expr* expression) {
  const clang::Expr* source = expression;
  if (auto* temporary = llvm::dyn_cast<clang::MaterializeTemporaryExpr>(expression))
    source = strip(temporary->getSubExpr());
  Value value = rvalue(source);
  if (hasObjectShape(source->getType())) return temporaries_[expression] = value;
  Value slot;
  if (auto at = temporaries_.find(temporaryOf(source)); at != temporaries_.end()) {
    slot = at->second;
  } else {
    slot = newObject(locate(expression));
    store(slot, value, locate(expression));
  }
  return temporaries_[expression] = slot;
}

Value FunctionLowering::variableLvalue(const clang::ValueDecl* variable, const clang::Expr* use) {
  Location location = locate(use);
  if (auto* binding = llvm::dyn_cast<clang::BindingDecl>(variable)) {
    if (auto captured = captures_.find(binding); captured != captures_.end())
      return slotContent(fieldSlot(thisObject(location), unit_.field(captured->second), location),
                         captured->second->getType(), location);
    return binding->getBinding() ? lvalue(binding->getBinding()) : Value::unknown();
  }
  if (auto* function = llvm::dyn_cast<clang::FunctionDecl>(variable))
    return Value::function(unit_.function(function));
  auto* var = llvm::dyn_cast<clang::VarDecl>(variable);
  if (!var) return Value::unknown();
  if (auto captured = captures_.find(var); captured != captures_.end())
    return slotContent(fieldSlot(thisObject(location), unit_.field(captured->second), location),
                       captured->second->getType(), location);
  // Each thread has its own.
  if (var->getTLSKind() != clang::VarDecl::TLS_None) return Value::unknown();
  if (var->hasGlobalStorage())
    return slotContent(Value::global(unit_.global(var)), var->getType(), location);
  return slotContent(Value::local(localOf(var)), var->getType(), location);
}

// The place that a name of type `type` stands for, given its slot: what a reference refers to, the
// object in a slot of object shape, else the slot itself.
Value FunctionLowering::slotContent(Value slot, clang::QualType type, Location location) {
  return type->isReferenceType() || hasObjectShape(type) ? load(slot, location) : slot;
}

Value FunctionLowering::memberLvalue(const clang::MemberExpr* expression) {
  Location location = locate(expression);
  const clang::ValueDecl* member = expression->getMemberDecl();
  if (llvm::isa<clang::VarDecl>(member)) return variableLvalue(member, expression);
  auto* field = llvm::dyn_cast<clang::FieldDecl>(member);
  if (!field) return Value::unknown();
  const clang::Expr* base = expression->getBase();
  Value object = expression->isArrow() ? rvalue(base) : lvalue(base);
  return slotContent(fieldSlot(object, unit_.field(field), location), field->getType(), location);
}

Value FunctionLowering::defaultValue(clang::QualType type, Location location) {
  if (type->isReferenceType() || type->isDependentType()) return Value::unknown();
  if (hasObjectShape(type)) return newContainer(type, location);
  if (type->isPointerType()) return Value::null();
  if (isText(type)) return text("");
  const dialect::ClassSpec* spec = classOf(type);
  if (!spec) return Value::unknown();
  if (spec->nilByDefault) return Value::null();
  switch (spec->kind) {
    case ClassKind::Pointer:
    case ClassKind::Iterator:
    case ClassKind::Function:
    case ClassKind::Wrapper:
    case ClassKind::Error:
    case ClassKind::Fiber:
    case ClassKind::Future:
      return Value::null();
    case ClassKind::Atomic:
      return Value::constant(0);
    case ClassKind::Guard:
    case ClassKind::Result:
    case ClassKind::SelectCase:
      return Value::unknown();
    default:
      return makePrimitive(*spec, nullptr, {}, location);
  }
}

Value FunctionLowering::initializerList(const clang::InitListExpr* list) {
  if (list->isSemanticForm() == false && list->getSemanticForm()) list = list->getSemanticForm();
  Location location = locate(list);
  clang::QualType type = list->getType();
  if (list->isTransparent()) return rvalue(list->getInit(0));
  const dialect::ClassSpec* spec = classOf(type);
  if (type->isArrayType() || (spec && spec->kind == ClassKind::Container)) {
    Value container = newObject(location);
    fillContainer(container, type, list);
    return container;
  }
  if (!hasObjectShape(type))
    return list->getNumInits() == 1 ? rvalue(list->getInit(0)) : defaultValue(type, location);
  Value object = newObject(location);
  auto* record = type->getAsCXXRecordDecl();
  if (!record) return object;
  unsigned index = storeBaseClosures(object, record, list);
  for (const clang::FieldDecl* field : record->fields()) {
    if (field->isUnnamedBitField()) continue;
    if (index >= list->getNumInits()) break;
    Value value = argument(list->getInit(index++), field->getType());
    store(fieldSlot(object, unit_.field(field), location), value, location);
  }
  return object;
}

// The lambdas that an aggregate derives from. Returns the number of its bases, whose initialisers
// come first in the list.
unsigned FunctionLowering::storeBaseClosures(Value object, const clang::CXXRecordDecl* record,
                                             const clang::InitListExpr* list) {
  unsigned index = 0;
  for (const clang::CXXBaseSpecifier& base : record->bases()) {
    auto* lambda = base.getType()->getAsCXXRecordDecl();
    if (index < list->getNumInits() && lambda && lambda->isLambda()) {
      const clang::Expr* init = list->getInit(index);
      Value closure = init->isGLValue() ? lvalue(init) : rvalue(init);
      store(fieldSlot(object, closurePart(lambda), locate(init)), closure, locate(init));
    }
    ++index;
  }
  return index;
}

Value FunctionLowering::lambda(const clang::LambdaExpr* expression) {
  Location location = locate(expression);
  Value closure = emitResult(Opcode::Closure, {}, location);
  FunctionId function = unit_.function(bodyOfLambda(expression->getLambdaClass()));
  out_.blocks[current_].instructions.back().function = function;
  auto field = expression->getLambdaClass()->field_begin();
  auto capture = expression->capture_begin();
  for (const clang::Expr* init : expression->capture_inits()) {
    if (field == expression->getLambdaClass()->field_end()) break;
    Location place = unit_.location(capture->getLocation());
    if (!place.isValid()) place = location;
    if (init) {
      Value value = argument(init, field->getType());
      store(fieldSlot(closure, unit_.field(*field), place), value, place);
    }
    ++field, ++capture;
  }
  return closure;
}

}  // namespace chanvet::model
