// The choice among several channels, and what runs after it.
#include "model/FunctionLowering.h"

namespace chanvet::model {

using dialect::OperationSpec;

// The cases are evaluated where they stand as arguments. After the choice, the callback of the case
// that ran is called.
Value FunctionLowering::select(const Site& site) {
  List<SelectCase> cases;
  std::vector<const clang::Expr*> callbacks;
  bool blocks = true, whole = true;
  for (const clang::Expr* argument : site.arguments) {
    auto* call = llvm::dyn_cast<clang::CallExpr>(peel(argument));
    const clang::FunctionDecl* callee = call ? dialect::calleeOf(call, unit_.context()) : nullptr;
    const OperationSpec* spec =
        callee ? unit_.resolver().operationOf(callee, call->getNumArgs()) : nullptr;
    bool isCase = spec && (spec->kind == OpKind::CaseSend || spec->kind == OpKind::CaseReceive ||
                           spec->kind == OpKind::CaseDefault);
    if (!isCase) {
      whole = false;
      continue;
    }
    Site part{call, callee, spec, nullptr, nullptr, false, {}, call->getType(), locate(call)};
    part.arguments.assign(call->arguments().begin(), call->arguments().end());
    SelectCase one;
    one.kind = spec->kind;
    one.location = part.location;
    if (const clang::Expr* channel = operandExpression(part, spec->channel)) {
      if (const dialect::ClassSpec* cls = classOf(channel->getType())) one.type = unit_.type(*cls);
      one.channel = channel->isGLValue() ? load(lvalue(channel), part.location) : rvalue(channel);
    }
    if (const clang::Expr* value = operandExpression(part, spec->value))
      one.sent = value->isGLValue() ? through(lvalue(value), value->getType(), part.location)
                                    : rvalue(value);
    if (spec->kind == OpKind::CaseDefault) blocks = false;
    const clang::Expr* callback = operandExpression(part, spec->task);
    if (spec->kind == OpKind::CaseReceive && callback && passesValue(callback))
      one.received = out_.registers++;
    callbacks.push_back(callback);
    cases.push_back(one);
  }
  Values callables;
  for (const clang::Expr* callback : callbacks)
    callables.push_back(callback ? valueOfCallable(callback) : Value::unknown());

  Operation operation;
  operation.kind = OpKind::Select;
  operation.blocks = blocks ? dialect::Blocks::Fiber : dialect::Blocks::Never;
  operation.onMisuse = OnMisuse::Panic;
  BlockId unwind = unwindTarget(site.expression);
  std::vector<Register> received;
  for (const SelectCase& one : cases) received.push_back(one.received);
  Instruction& instruction = emit(Opcode::Select, {}, site.location);
  instruction.cases = std::move(cases);
  instruction.operation = unit_.operation(operation);
  instruction.unwind = unwind;
  instruction.result = out_.registers++;
  Value chosen = Value::reg(out_.blocks[current_].instructions.back().result);
  if (callables.empty()) return chosen;

  BlockId after = newBlock();
  Terminator choice{Terminator::Switch};
  choice.value = chosen;
  choice.location = site.location;
  BlockId from = current_;
  for (size_t i = 0; i < callables.size(); ++i) {
    current_ = newBlock();
    choice.cases.push_back(i);
    choice.successors.push_back(current_);
    if (callbacks[i]) {
      Values operands;
      if (received[i] != kNone) operands.push_back(Value::reg(received[i]));
      callValue(callables[i], callbacks[i], operands,
                unit_.location(callbacks[i]->getSourceRange()));
    }
    jump(after);
  }
  BlockId otherwise = after;
  if (whole) {
    current_ = otherwise = newBlock();
    terminate({Terminator::Unreachable});
  }
  choice.successors.push_back(otherwise);
  current_ = from;
  terminate(std::move(choice));
  current_ = after;
  return chosen;
}

bool FunctionLowering::passesValue(const clang::Expr* callback) const {
  clang::QualType type = callback->getType().getNonReferenceType();
  if (auto* record = type->getAsCXXRecordDecl(); record && record->isLambda()) {
    const clang::CXXMethodDecl* body = record->getLambdaCallOperator();
    return body && body->getNumParams() > 0;
  }
  if (type->isFunctionPointerType()) type = type->getPointeeType();
  if (clang::QualType signature = pointeeOf(type); !signature.isNull()) type = signature;
  auto* signature = type->getAs<clang::FunctionProtoType>();
  return signature && signature->getNumParams() > 0;
}

}  // namespace chanvet::model
