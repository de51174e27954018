// What happens when objects die.
#include "model/FunctionLowering.h"

namespace chanvet::model {

clang::QualType extendedTemporary(const clang::VarDecl* reference) {
  const clang::Expr* init = reference->getInit();
  while (init) {
    if (auto* temporary = llvm::dyn_cast<clang::MaterializeTemporaryExpr>(init))
      return temporary->getExtendingDecl() == reference ? temporary->getSubExpr()->getType()
                                                        : clang::QualType();
    if (auto* whole = llvm::dyn_cast<clang::FullExpr>(init))
      init = whole->getSubExpr();
    else if (auto* cast = llvm::dyn_cast<clang::CastExpr>(init))
      init = cast->getSubExpr();
    else
      break;
  }
  return {};
}

bool isPromise(ClassKind kind) {
  return kind == ClassKind::Promise || kind == ClassKind::PackagedTask;
}

bool isCopyable(const clang::CXXRecordDecl* record) {
  return llvm::any_of(record->ctors(), [](const clang::CXXConstructorDecl* constructor) {
    return constructor->isCopyConstructor() && !constructor->isDeleted();
  });
}

void FunctionLowering::destroyVariable(const clang::VarDecl* variable, Location location) {
  clang::QualType type = variable->getType();
  Value slot = Value::local(localOf(variable));
  if (type->isReferenceType()) {
    type = extendedTemporary(variable);
    if (type.isNull()) return;
    if (!hasObjectShape(type)) slot = load(slot, location);
  }
  const dialect::ClassSpec* spec = classOf(type);
  if (spec && spec->kind == ClassKind::Defer) return runDeferred(slot, variable, location);
  destroySlot(slot, type, location);
}

// What the callable throws leaves the destructor where that is declared to let it out.
void FunctionLowering::runDeferred(Value slot, const clang::VarDecl* variable, Location location) {
  auto* record = variable->getType()->getAsCXXRecordDecl();
  const clang::CXXDestructorDecl* destructor = record ? record->getDestructor() : nullptr;
  auto* type = destructor ? destructor->getType()->getAs<clang::FunctionProtoType>() : nullptr;
  bool throws = type && type->getExceptionSpecType() == clang::EST_NoexceptFalse;
  BlockId unwind =
      throws && !isUnwinding_ ? cleanup(live_, tryOfVariable_.lookup(variable)) : kNone;
  callValue(load(slot, location), nullptr, {}, location);
  out_.blocks[current_].instructions.back().unwind = unwind;
}

void FunctionLowering::destroySlot(Value slot, clang::QualType type, Location location) {
  if (type->isArrayType()) return destroyElements(slot, type, location);
  if (isText(type)) return;
  if (const dialect::ClassSpec* spec = classOf(type)) {
    switch (spec->kind) {
      case ClassKind::Guard:
        return destroyGuard(slot, *spec, type, location);
      case ClassKind::Defer: {
        Values none;
        callValue(load(slot, location), nullptr, none, location);
        return;
      }
      case ClassKind::Pointer:
        return destroyPointee(slot, type, location);
      case ClassKind::Container:
        return destroyElements(slot, type, location);
      case ClassKind::Wrapper:
        return destroyHeld(slot, type, location);
      default:
        break;
    }
    if (extendsPrimitive(type, *spec))
      destroyRecord(load(slot, location), type->getAsCXXRecordDecl(), location);
    // What a fiber's or future's end does can depend on how it was started (std::async).
    bool mayWait = spec->kind == ClassKind::Fiber || spec->kind == ClassKind::Future;
    if (spec->onDestroy == OnDestroy::Nothing && !mayWait && !isPromise(spec->kind)) return;
    Instruction& destroy = emit(Opcode::Destroy, {load(slot, location)}, location);
    destroy.type = unit_.type(*spec);
    return;
  }
  auto* record = type->getAsCXXRecordDecl();
  if (record && !record->isLambda()) destroyRecord(load(slot, location), record, location);
}

// What a pointer refers to can be of a derived class; of all else the class is known exactly.
void FunctionLowering::destroyRecord(Value object, const clang::CXXRecordDecl* record,
                                     Location location, bool isExact) {
  const clang::CXXDestructorDecl* destructor = record->getDestructor();
  if (!destructor || destructor->isTrivial()) return;
  const clang::FunctionDecl* definition = nullptr;
  if (!destructor->isDefined(definition) || !unit_.isProjectCode(destructor->getLocation())) return;
  Instruction& call = emit(Opcode::Call, {object}, location);
  bool dynamic = destructor->isVirtual() && !isExact;
  call.callee = {dynamic ? Callee::Virtual : Callee::Direct, unit_.function(destructor), {}};
}

// The last owner destroys the object; only of a unique pointer it is known who that is, and which
// one it is shows in the class: it cannot be copied.
void FunctionLowering::destroyPointee(Value slot, clang::QualType pointer, Location location) {
  auto* smart = pointer.getNonReferenceType()->getAsCXXRecordDecl();
  if (!smart || isCopyable(smart)) return;
  clang::QualType pointee = pointeeOf(pointer);
  auto* record = pointee.isNull() ? nullptr : pointee->getAsCXXRecordDecl();
  if (!record) return;
  Value object = load(slot, location);
  BlockId destroy = newBlock(), after = newBlock();
  branch(object, destroy, after);
  current_ = destroy;
  if (const dialect::ClassSpec* spec = classOf(pointee)) {
    if (spec->onDestroy != OnDestroy::Nothing || isPromise(spec->kind))
      emit(Opcode::Destroy, {load(object, location)}, location).type = unit_.type(*spec);
  } else {
    destroyRecord(object, record, location, /*isExact=*/false);
  }
  jump(after);
  current_ = after;
}

// Whether something happens when a value of this type dies. Types that hold themselves through
// others are looked into only so far.
bool FunctionLowering::endMatters(clang::QualType type, unsigned depth) const {
  constexpr unsigned kMostDepth = 4;
  if (type.isNull() || type->isDependentType() || depth > kMostDepth) return false;
  if (auto* array = unit_.context().getAsArrayType(type))
    return endMatters(array->getElementType(), depth + 1);
  auto* record = type->getAsCXXRecordDecl();
  if (!record) return false;
  if (const dialect::ClassSpec* spec = classOf(type)) {
    switch (spec->kind) {
      case ClassKind::Guard:
      case ClassKind::Defer:
      case ClassKind::Fiber:
      case ClassKind::Future:
        return true;
      case ClassKind::Pointer:
        return !isCopyable(record) && endMatters(pointeeOf(type), depth + 1);
      case ClassKind::Container:
        return endMatters(pointeeOf(type), depth + 1);
      case ClassKind::Wrapper:
        return spec->nilByDefault && endMatters(pointeeOf(type), depth + 1);
      default:
        return spec->onDestroy != OnDestroy::Nothing || isPromise(spec->kind);
    }
  }
  if (record->isLambda() || !record->hasDefinition()) return false;
  const clang::CXXDestructorDecl* destructor = record->getDestructor();
  const clang::FunctionDecl* definition = nullptr;
  return destructor && !destructor->isTrivial() && destructor->isDefined(definition) &&
         unit_.isProjectCode(destructor->getLocation());
}

// The elements of an array or container die with it, the last one first.
void FunctionLowering::destroyElements(Value slot, clang::QualType type, Location location) {
  clang::QualType element = pointeeOf(type);
  if (auto* array = unit_.context().getAsArrayType(type)) element = array->getElementType();
  if (!endMatters(element)) return;
  Value container = load(slot, location);
  Value count = emitResult(Opcode::Size, {container}, location);
  Value index = hiddenLocal();
  BlockId test = newBlock(), turn = newBlock(), done = newBlock();
  store(index, count, location);
  jump(test);
  current_ = test;
  Value left = load(index, location);
  Value more = emitResult(Opcode::Compare, {left, Value::constant(0)}, location, Relation::Greater);
  branch(more, turn, done);
  current_ = turn;
  Value at = emitResult(Opcode::Compute, {left, Value::constant(-1)}, location);
  store(index, at, location);
  destroySlot(elementSlot(container, location, at), element, location);
  jump(test);
  current_ = done;
}

// What an optional holds dies with it.
void FunctionLowering::destroyHeld(Value slot, clang::QualType type, Location location) {
  clang::QualType held = pointeeOf(type);
  if (!classOf(type)->nilByDefault || !endMatters(held)) return;
  BlockId destroy = newBlock(), after = newBlock();
  branch(load(slot, location), destroy, after);
  current_ = destroy;
  destroySlot(slot, held, location);
  jump(after);
  current_ = after;
}

// A local that the source does not have. It owns nothing.
Value FunctionLowering::hiddenLocal() {
  Local local;
  local.isReference = true;
  out_.locals.push_back(std::move(local));
  return Value::local(out_.locals.size() - 1);
}

}  // namespace chanvet::model
