#include "check/AstLoops.h"

#include <clang/AST/ExprCXX.h>
#include <clang/AST/StmtCXX.h>
#include <clang/Analysis/CFG.h>
#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/SmallPtrSet.h>

#include "dialect/Resolver.h"

namespace chanvet::check {

using clang::CFGBlock;
using clang::Expr;
using clang::Stmt;
using dialect::OpKind;

namespace {

// Whether a loop runs `part`, which is directly in it, on every turn.
bool isEveryTurn(const Stmt* loop, const Stmt* part) {
  if (auto* counted = llvm::dyn_cast<clang::ForStmt>(loop))
    return part == counted->getBody() || part == counted->getCond() || part == counted->getInc();
  if (auto* range = llvm::dyn_cast<clang::CXXForRangeStmt>(loop)) return part == range->getBody();
  return llvm::isa<clang::WhileStmt, clang::DoStmt>(loop);
}

std::optional<int64_t> constantOf(const Expr* expression, const clang::ASTContext& ast) {
  clang::Expr::EvalResult result;
  if (expression->isValueDependent() || !expression->EvaluateAsInt(result, ast))
    return std::nullopt;
  return result.Val.getInt().getExtValue();
}

// The larger of the constants that a condition compares with: turns are counted up to it, or down
// from where the variable starts.
std::optional<int64_t> boundOf(const clang::ForStmt* loop, const clang::ASTContext& ast) {
  auto* condition = llvm::dyn_cast_or_null<clang::BinaryOperator>(loop->getCond());
  auto* start = llvm::dyn_cast_or_null<clang::DeclStmt>(loop->getInit());
  if (!condition || !condition->isComparisonOp() || !start || !start->isSingleDecl())
    return std::nullopt;
  auto* counter = llvm::dyn_cast<clang::VarDecl>(start->getSingleDecl());
  if (!counter || !counter->getInit()) return std::nullopt;
  std::optional<int64_t> first = constantOf(counter->getInit(), ast);
  for (const Expr* side : {condition->getLHS(), condition->getRHS()})
    if (std::optional<int64_t> last = constantOf(side, ast); first && last)
      return std::max(*first, *last);
  return std::nullopt;
}

const CFGBlock* blockOf(const clang::CFG& graph, EnclosingPath path) {
  for (; !path.empty(); path = path.drop_back())
    for (const CFGBlock* block : graph) {
      for (const clang::CFGElement& element : *block)
        if (auto statement = element.getAs<clang::CFGStmt>())
          if (statement->getStmt() == path.back().statement) return block;
      if (block->getTerminatorCondition() &&
          block->getTerminatorCondition() == path.back().statement)
        return block;
    }
  return nullptr;
}

// Whether a path of at least one edge leads from one block to the other. Loops for which
// `isEndless` holds have no way out.
bool reaches(const CFGBlock* start, const CFGBlock* end,
             llvm::function_ref<bool(const Stmt*)> isEndless) {
  llvm::SmallPtrSet<const CFGBlock*, 16> seen;
  llvm::SmallVector<const CFGBlock*, 16> open = {start};
  while (!open.empty()) {
    const CFGBlock* block = open.pop_back_val();
    if (block->hasNoReturnElement()) continue;
    const Stmt* loop = block->getTerminatorStmt();
    // The first successor is the body, the second what follows the loop.
    size_t ways = loop && isEndless(loop) ? 1 : block->succ_size();
    for (const CFGBlock::AdjacentBlock& next : llvm::ArrayRef(block->succ_begin(), ways)) {
      if (next.getReachableBlock() == end) return true;
      if (next.getReachableBlock() && seen.insert(next.getReachableBlock()).second)
        open.push_back(next.getReachableBlock());
    }
  }
  return false;
}

}  // namespace

Loops::Loops(clang::ASTContext& ast, const dialect::Resolver& resolver, unsigned fewTurns)
    : ast_(ast), resolver_(resolver), fewTurns_(fewTurns) {}
Loops::~Loops() = default;

const Stmt* Loops::around(EnclosingPath path) {
  const Stmt* body = bodyAround(path);
  if (!body) return nullptr;
  const Stmt* found = nullptr;
  for (size_t index = path.size() - 1; index-- > 0 && path[index].statement != body;) {
    const Stmt* loop = path[index].statement;
    if (loop &&
        llvm::isa<clang::ForStmt, clang::CXXForRangeStmt, clang::WhileStmt, clang::DoStmt>(loop) &&
        isEveryTurn(loop, path[index + 1].statement) && !hasFewTurns(loop)) {
      found = loop;
      break;
    }
  }
  if (found && comesAgain(path, body)) return found;
  EnclosingPath lambda = lambdaAround(path);
  return !lambda.empty() && isRunInPlace(lambda, resolver_) ? around(lambda) : nullptr;
}

bool Loops::canEnd(EnclosingPath path, llvm::function_ref<bool(const Stmt*)> isEndless) {
  const Stmt* body = bodyAround(path);
  const clang::CFG* graph = body ? graphOf(body, functionAround(path)) : nullptr;
  const CFGBlock* block = graph ? blockOf(*graph, path) : nullptr;
  return !block || reaches(block, &graph->getExit(), isEndless);
}

bool Loops::hasFewTurns(const Stmt* loop) const {
  if (auto* counted = llvm::dyn_cast<clang::ForStmt>(loop)) {
    std::optional<int64_t> bound = boundOf(counted, ast_);
    return bound && *bound <= static_cast<int64_t>(fewTurns_);
  }
  auto* range = llvm::dyn_cast<clang::CXXForRangeStmt>(loop);
  if (!range || !range->getRangeInit()) return false;
  const Expr* values = asWritten(range->getRangeInit());
  if (auto* list = llvm::dyn_cast<clang::CXXStdInitializerListExpr>(values))
    values = asWritten(list->getSubExpr());
  if (auto* list = llvm::dyn_cast<clang::InitListExpr>(values))
    return list->getNumInits() <= fewTurns_;
  auto* array = ast_.getAsConstantArrayType(values->getType());
  return array && array->getSize().ule(fewTurns_);
}

bool Loops::comesAgain(EnclosingPath path, const Stmt* body) {
  const clang::CFG* graph = graphOf(body, functionAround(path));
  const CFGBlock* block = graph ? blockOf(*graph, path) : nullptr;
  return block && reaches(block, block, [](const Stmt*) { return false; });
}

const clang::CFG* Loops::graphOf(const Stmt* body, const clang::Decl* owner) {
  std::unique_ptr<clang::CFG>& graph = graphs_[body];
  if (!graph) {
    clang::CFG::BuildOptions options;
    options.setAllAlwaysAdd();
    graph = clang::CFG::buildCFG(owner, const_cast<Stmt*>(body), &ast_, options);
  }
  return graph.get();
}

bool isRunInPlace(EnclosingPath path, const dialect::Resolver& resolver) {
  EnclosingPath parent = parentOf(path);
  auto* call =
      parent.empty() ? nullptr : llvm::dyn_cast_or_null<clang::CallExpr>(parent.back().statement);
  if (!call) return false;
  if (auto* operation = llvm::dyn_cast<clang::CXXOperatorCallExpr>(call))
    if (operation->getOperator() == clang::OO_Call &&
        asWritten(operation->getArg(0)) == path.back().statement)
      return true;
  const dialect::OperationSpec* operation = operationOf(call, resolver);
  return operation && llvm::is_contained({OpKind::CaseSend, OpKind::CaseReceive,
                                          OpKind::CaseDefault, OpKind::Invoke, OpKind::CallOnce},
                                         operation->kind);
}

}  // namespace chanvet::check
