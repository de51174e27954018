// The values of &&, || and ?: where their branches meet again. Each branch leaves its value in a
// local of its own, so that nothing is evaluated, or read, a second time.
#include "model/FunctionLowering.h"

namespace chanvet::model {

namespace {

// The operand that decides a chain of && and || last.
const clang::Expr* lastOperand(const clang::Expr* expression) {
  expression = expression->IgnoreParens();
  while (auto* logical = llvm::dyn_cast<clang::BinaryOperator>(expression)) {
    if (!logical->isLogicalOp()) break;
    expression = logical->getRHS()->IgnoreParens();
  }
  return expression;
}

bool isLogical(const clang::Stmt* statement) {
  auto* binary = llvm::dyn_cast_or_null<clang::BinaryOperator>(statement);
  return binary && binary->isLogicalOp();
}

// What can be reached from `start` before `end`.
void reach(const clang::CFGBlock* start, const clang::CFGBlock* end,
           llvm::SmallPtrSetImpl<const clang::CFGBlock*>& out) {
  llvm::SmallVector<const clang::CFGBlock*> work{start};
  while (!work.empty()) {
    const clang::CFGBlock* block = work.pop_back_val();
    if (!block || block == end || !out.insert(block).second) continue;
    for (const clang::CFGBlock::AdjacentBlock& next : block->succs())
      work.push_back(next.getReachableBlock());
  }
}

}  // namespace

void FunctionLowering::findJoins(clang::CFG& graph) {
  llvm::DenseMap<const clang::Stmt*, const clang::CFGBlock*> deciding;
  for (const clang::CFGBlock* block : graph)
    if (block && block->getTerminatorStmt()) deciding[block->getTerminatorStmt()] = block;
  for (const clang::CFGBlock* block : graph) {
    if (!block || block->empty()) continue;
    auto first = block->front().getAs<clang::CFGStmt>();
    auto* expression = first ? llvm::dyn_cast<clang::Expr>(first->getStmt()) : nullptr;
    auto* choice = llvm::dyn_cast_or_null<clang::ConditionalOperator>(expression);
    if (!choice && !isLogical(expression)) continue;
    if (expression->isTypeDependent() || expression->getType()->isVoidType()) continue;
    if (expression->containsErrors()) continue;
    Join join{expression, kNone, {}};
    if (choice) {
      const clang::CFGBlock* decides = deciding.lookup(choice);
      if (!decides || decides->succ_size() != 2) continue;
      reach(decides->succ_begin()->getReachableBlock(), block, join.whenTrue);
    } else if (!deciding.contains(expression)) {
      continue;
    }
    join.result = static_cast<LocalId>(hiddenLocal().payload);
    joins_[block] = std::move(join);
  }
}

void FunctionLowering::enterJoin(const clang::CFGBlock& block) {
  auto at = joins_.find(&block);
  if (at == joins_.end()) return;
  Value result = Value::local(at->second.result);
  Location location = locate(at->second.expression);
  values_[at->second.expression] = load(result, location);
  emit(Opcode::EndScope, {result}, location);
}

// A branch of && or || that goes to where they meet says by that what their value is.
BlockId FunctionLowering::joinedBlock(const clang::CFGBlock& from, const clang::CFGBlock* to,
                                      unsigned edge) {
  BlockId target = blockOf(to);
  auto at = joins_.find(to);
  if (at == joins_.end() || !isLogical(at->second.expression)) return target;
  if (!isLogical(from.getTerminatorStmt())) return target;
  BlockId saved = current_, between = newBlock();
  current_ = between;
  store(Value::local(at->second.result), Value::constant(edge == 0), locate(at->second.expression));
  jump(target);
  current_ = saved;
  return between;
}

// What a block that ends at the meeting point leaves there.
void FunctionLowering::storeArm(const clang::CFGBlock& from, const clang::CFGBlock* to) {
  auto at = joins_.find(to);
  if (at == joins_.end()) return;
  const clang::Expr* source = lastOperand(at->second.expression);
  if (auto* choice = llvm::dyn_cast<clang::ConditionalOperator>(at->second.expression))
    source = at->second.whenTrue.contains(&from) ? choice->getTrueExpr() : choice->getFalseExpr();
  Value value = at->second.expression->isGLValue() ? lvalue(source) : rvalue(source);
  store(Value::local(at->second.result), value, locate(source));
}

}  // namespace chanvet::model
