// Guards of locks, and the waits that give a lock up.
#include "model/FunctionLowering.h"

namespace chanvet::model {

using dialect::Operand;
using dialect::ResultKind;

namespace {

// The template arguments of a guard: the classes of what it locks.
llvm::ArrayRef<clang::TemplateArgument> lockedBy(clang::QualType guard) {
  auto* record =
      llvm::dyn_cast_or_null<clang::ClassTemplateSpecializationDecl>(guard->getAsCXXRecordDecl());
  if (!record || record->getTemplateArgs().size() == 0) return {};
  llvm::ArrayRef<clang::TemplateArgument> arguments = record->getTemplateArgs().asArray();
  bool isPack = arguments[0].getKind() == clang::TemplateArgument::Pack;
  return isPack ? arguments[0].pack_elements() : arguments.take_front(1);
}

// The member without parameters of that name, also of a base; null when there is none.
const clang::CXXMethodDecl* memberNamed(const clang::CXXRecordDecl* record, llvm::StringRef name) {
  if (!record->hasDefinition()) return nullptr;
  for (const clang::CXXMethodDecl* method : record->methods())
    if (method->getIdentifier() && method->getName() == name && method->param_empty())
      return method;
  for (const clang::CXXBaseSpecifier& base : record->getDefinition()->bases())
    if (auto* of = base.getType()->getAsCXXRecordDecl())
      if (const clang::CXXMethodDecl* method = memberNamed(of, name)) return method;
  return nullptr;
}

// What guards call of what they lock ([thread.req.lockable]).
llvm::StringRef memberFor(OpKind kind) {
  switch (kind) {
    case OpKind::TryLock:
      return "try_lock";
    case OpKind::LockShared:
      return "lock_shared";
    case OpKind::TryLockShared:
      return "try_lock_shared";
    case OpKind::Unlock:
      return "unlock";
    case OpKind::UnlockShared:
      return "unlock_shared";
    default:
      return "lock";
  }
}

}  // namespace

// The class of the program's own whose members the guard calls; null where it locks what a dialect
// knows, or several at a time in an order that is its own business.
const clang::CXXRecordDecl* FunctionLowering::lockableOf(clang::QualType guard) const {
  llvm::ArrayRef<clang::TemplateArgument> locked = lockedBy(guard);
  if (locked.size() != 1 || locked[0].getKind() != clang::TemplateArgument::Type) return nullptr;
  const clang::CXXRecordDecl* record = locked[0].getAsType()->getAsCXXRecordDecl();
  const clang::CXXMethodDecl* unlock = record ? memberNamed(record, "unlock") : nullptr;
  return unlock && isSeen(unlock) ? record : nullptr;
}

// What the dialects say of what the guard locks; none where that is of several classes.
TypeId FunctionLowering::lockedType(clang::QualType guard) {
  const dialect::ClassSpec* all = nullptr;
  for (const clang::TemplateArgument& argument : lockedBy(guard)) {
    if (argument.getKind() != clang::TemplateArgument::Type) return kNone;
    const dialect::ClassSpec* one = classOf(argument.getAsType());
    if (!one || (all && one != all)) return kNone;
    all = one;
  }
  return all ? unit_.type(*all) : kNone;
}

// Of all the mutexes at once; of a lockable class, by its own member. The result is whether it is
// locked.
Value FunctionLowering::lockOrUnlock(const Operation& operation, Values mutexes,
                                     const clang::CXXRecordDecl* lockable, Location location) {
  if (!lockable) {
    Value result = emitResult(Opcode::Operation, {}, location);
    Instruction& emitted = out_.blocks[current_].instructions.back();
    emitted.operands = std::move(mutexes);
    emitted.operation = unit_.operation(operation);
    return result;
  }
  const clang::CXXMethodDecl* member = memberNamed(lockable, memberFor(operation.kind));
  if (!member || operation.timed) return Value::unknown();
  FunctionId target = unit_.function(member);
  Value result = emitResult(Opcode::Call, {}, location);
  Instruction& call = out_.blocks[current_].instructions.back();
  call.operands = std::move(mutexes);
  call.callee = {member->isVirtual() ? Callee::Virtual : Callee::Direct, target, {}};
  return result;
}

Value FunctionLowering::lockGuard(const Site& site, clang::QualType guardType) {
  Value guard = newObject(site.location);
  OpKind kind = site.spec ? site.spec->kind : OpKind::Lock;
  unsigned count = 0;
  Values mutexes;
  const clang::CXXRecordDecl* lockable = lockableOf(guardType);
  // Without a word of the dialect, the first argument is the mutex.
  Operand first{Operand::Argument, 0, false};
  if (site.spec && site.spec->object.kind == Operand::Argument) first = site.spec->object;
  for (unsigned i = first.index; i < site.arguments.size(); ++i) {
    if (i > first.index && !first.andFollowing) break;
    Value mutex = lvalue(site.arguments[i]);
    if (!lockable) mutex = load(mutex, site.location);
    mutexes.push_back(mutex);
    store(fieldSlot(guard, unit_.symbol(guardField(count++)), site.location), mutex, site.location);
  }
  bool owns = !mutexes.empty() && kind != OpKind::AttachGuard;
  Value owned = Value::constant(owns);
  if (owns && kind != OpKind::AdoptGuard) {
    Operation lock;
    lock.kind =
        kind == OpKind::TryLock || kind == OpKind::LockShared || kind == OpKind::TryLockShared
            ? kind
            : OpKind::Lock;
    lock.on = ClassKind::Mutex;
    lock.type = lockedType(guardType);
    bool tries = kind == OpKind::TryLock || kind == OpKind::TryLockShared;
    lock.blocks = tries ? dialect::Blocks::Never : dialect::Blocks::Fiber;
    if (tries) lock.okValue = 1;
    Value isLocked = lockOrUnlock(lock, std::move(mutexes), lockable, site.location);
    if (tries) owned = isLocked;
  }
  store(fieldSlot(guard, unit_.symbol(kGuardOwns), site.location), owned, site.location);
  return guard;
}

Value FunctionLowering::guardOperation(const Site& site) {
  Value guard = load(receiverSlot(site), site.location);
  Value owns = fieldSlot(guard, unit_.symbol(kGuardOwns), site.location);
  if (site.spec->kind == OpKind::ReleaseGuard) {
    store(owns, Value::constant(0), site.location);
    return Value::unknown();
  }
  Value mutex = load(fieldSlot(guard, unit_.symbol(guardField(0)), site.location), site.location);
  Operation operation;
  operation.kind = site.spec->kind;
  operation.on = ClassKind::Mutex;
  operation.blocks = site.spec->blocks;
  operation.timed = site.spec->timed;
  bool tries = operation.kind == OpKind::TryLock || operation.kind == OpKind::TryLockShared;
  if (tries) operation.okValue = 1;
  clang::QualType type = receiverType(site);
  operation.type = lockedType(type);
  Value result = lockOrUnlock(operation, {mutex}, lockableOf(type), site.location);
  switch (site.spec->kind) {
    case OpKind::Lock:
    case OpKind::LockShared:
      store(owns, Value::constant(1), site.location);
      break;
    case OpKind::TryLock:
    case OpKind::TryLockShared:
      store(owns, result, site.location);
      break;
    default:
      store(owns, Value::constant(0), site.location);
      break;
  }
  return result;
}

// A guard unlocks what it still owns.
void FunctionLowering::destroyGuard(Value slot, const dialect::ClassSpec& spec,
                                    clang::QualType guardType, Location location) {
  bool isShared = llvm::any_of(spec.constructors, [](const dialect::OperationSpec& constructor) {
    return constructor.kind == OpKind::LockShared;
  });
  Value guard = load(slot, location);
  Value owns = load(fieldSlot(guard, unit_.symbol(kGuardOwns), location), location);
  BlockId unlock = newBlock(), after = newBlock();
  branch(owns, unlock, after);
  current_ = unlock;
  Operation operation;
  operation.kind = isShared ? OpKind::UnlockShared : OpKind::Unlock;
  operation.on = ClassKind::Mutex;
  unsigned mutexes = std::max<size_t>(lockedBy(guardType).size(), 1);
  for (unsigned i = mutexes; i-- > 0;) {
    Value mutex = load(fieldSlot(guard, unit_.symbol(guardField(i)), location), location);
    lockOrUnlock(operation, {mutex}, lockableOf(guardType), location);
  }
  jump(after);
  current_ = after;
}

// if (guard), guard.owns_lock()
Value FunctionLowering::guardOwns(const Site& site) {
  Value guard = load(receiverSlot(site), site.location);
  return load(fieldSlot(guard, unit_.symbol(kGuardOwns), site.location), site.location);
}

// The mutex that an argument is, or that the guard holds which it is.
Value FunctionLowering::mutexOf(const clang::Expr* lock, Location location) {
  Value value = load(lvalue(lock), location);
  const dialect::ClassSpec* spec = classOf(lock->getType());
  if (!spec || spec->kind != ClassKind::Guard) return value;
  return load(fieldSlot(value, unit_.symbol(guardField(0)), location), location);
}

// wait(lock, predicate) is: while (!predicate()) wait(lock);
Value FunctionLowering::conditionWait(const Site& site) {
  Value condition = operandObject(site);
  const clang::Expr* lock = operandExpression(site, site.spec->lock);
  Value mutex = lock ? mutexOf(lock, site.location) : Value::unknown();
  const clang::Expr* predicate = operandExpression(site, site.spec->task);
  Operation wait;
  wait.kind = OpKind::ConditionWait;
  wait.on = ClassKind::Condition;
  wait.blocks = site.spec->blocks;
  wait.timed = site.spec->timed;
  if (!predicate && site.spec->result == ResultKind::Status) {
    wait.result = ResultKind::Status;
    wait.okValue = statusValue(site.spec->okValue, resultType(site));
  }
  auto emitWait = [&] {
    Value result = emitResult(Opcode::Operation, {condition, mutex}, site.location);
    out_.blocks[current_].instructions.back().operation = unit_.operation(wait);
    return result;
  };
  if (!predicate) return emitWait();
  Value callable = valueOfCallable(predicate);
  BlockId test = newBlock(), blocked = newBlock(), done = newBlock();
  jump(test);
  current_ = test;
  Value holds = callValue(callable, predicate, {}, site.location);
  branch(holds, done, blocked);
  current_ = blocked;
  emitWait();
  if (!wait.timed) {
    jump(test);
    current_ = done;
    return Value::constant(1);
  }
  // After the time, what the predicate says then is the result.
  BlockId late = newBlock(), after = newBlock();
  branch(Value::unknown(), test, late);
  Value result = hiddenLocal();
  current_ = late;
  store(result, callValue(callable, predicate, {}, site.location), site.location);
  jump(after);
  current_ = done;
  store(result, Value::constant(1), site.location);
  jump(after);
  current_ = after;
  return load(result, site.location);
}

}  // namespace chanvet::model
