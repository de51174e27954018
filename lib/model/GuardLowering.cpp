// Guards of locks, and the waits that give a lock up.
#include "model/FunctionLowering.h"

namespace chanvet::model {

using dialect::Operand;
using dialect::ResultKind;

Value FunctionLowering::lockGuard(const Site& site, clang::QualType) {
  Value guard = newObject(site.location);
  OpKind kind = site.spec ? site.spec->kind : OpKind::Lock;
  unsigned count = 0;
  std::vector<Value> mutexes;
  // Without a word of the dialect, the first argument is the mutex.
  Operand first{Operand::Argument, 0, false};
  if (site.spec && site.spec->object.kind == Operand::Argument) first = site.spec->object;
  for (unsigned i = first.index; i < site.arguments.size(); ++i) {
    if (i > first.index && !first.andFollowing) break;
    Value mutex = load(lvalue(site.arguments[i]), site.location);
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
    bool tries = kind == OpKind::TryLock || kind == OpKind::TryLockShared;
    lock.blocks = tries ? dialect::Blocks::Never : dialect::Blocks::Fiber;
    if (tries) lock.okValue = 1;
    Instruction& instruction = emit(Opcode::Operation, {}, site.location);
    instruction.operands = std::move(mutexes);
    instruction.operation = unit_.operation(lock);
    instruction.result = out_.registers++;
    if (tries) owned = Value::reg(instruction.result);
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
  Value result = emitResult(Opcode::Operation, {mutex}, site.location);
  out_.blocks[current_].instructions.back().operation = unit_.operation(operation);
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
