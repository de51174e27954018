#include "check/AstHeld.h"

#include <deque>

#include <clang/AST/ExprCXX.h>
#include <clang/AST/StmtCXX.h>
#include <clang/Analysis/CFG.h>
#include <clang/Basic/SourceManager.h>
#include <clang/Lex/Lexer.h>
#include <llvm/ADT/STLExtras.h>

#include "dialect/Resolver.h"

namespace chanvet::check {

using clang::BinaryOperator;
using clang::CallExpr;
using clang::CFGBlock;
using clang::DeclRefExpr;
using clang::Expr;
using clang::FunctionDecl;
using clang::Stmt;
using clang::ValueDecl;
using clang::VarDecl;
using dialect::OpKind;

namespace {

constexpr size_t kMaxStates = 5000;
constexpr unsigned kMaxDepth = 4;  // of functions that hand on their parameters

// A pointer, or an object that stands for one.
bool isPointerLike(clang::QualType type, const dialect::Resolver& resolver) {
  type = type.getNonReferenceType();
  const dialect::ClassSpec* spec = resolver.classOf(type);
  return type->isPointerType() || (spec && spec->kind == dialect::ClassKind::Pointer);
}

const FunctionDecl* definitionOf(const FunctionDecl* function) {
  const FunctionDecl* definition = nullptr;
  return function && function->hasBody(definition) ? definition : nullptr;
}

// An argument without the copy that a parameter is made by.
const Expr* argumentAsWritten(const Expr* argument) {
  argument = asWritten(argument);
  auto* construction = llvm::dyn_cast<clang::CXXConstructExpr>(argument->IgnoreImplicit());
  bool isCopy = construction && construction->getNumArgs() >= 1 &&
                construction->getConstructor()->isCopyOrMoveConstructor();
  return isCopy ? argumentAsWritten(construction->getArg(0)) : argument;
}

// A function of the C library takes no hold of what it is given.
bool isOfC(const FunctionDecl* callee, const clang::SourceManager& sources) {
  return callee && callee->isExternC() &&
         sources.isInSystemHeader(sources.getExpansionLoc(callee->getLocation()));
}

// Which variables an expression names, whether those that are wanted are among them, and whether it
// does nothing but to look at them.
class Mentions : public clang::ConstDynamicRecursiveASTVisitor {
 public:
  explicit Mentions(std::set<const ValueDecl*> wanted) : wanted_(std::move(wanted)) {}

  bool VisitDeclRefExpr(const DeclRefExpr* reference) override {
    names.insert(reference->getDecl());
    isFound |= wanted_.contains(reference->getDecl());
    return true;
  }
  bool VisitMemberExpr(const clang::MemberExpr* member) override {
    names.insert(member->getMemberDecl());
    return true;
  }
  bool VisitCallExpr(const CallExpr*) override { return isPure = false, true; }
  bool VisitBinaryOperator(const BinaryOperator* operation) override {
    isPure &= !operation->isAssignmentOp();
    return true;
  }
  bool VisitUnaryOperator(const clang::UnaryOperator* operation) override {
    isPure &= !operation->isIncrementDecrementOp();
    return true;
  }

  std::set<const ValueDecl*> names;
  bool isFound = false;
  bool isPure = true;

 private:
  std::set<const ValueDecl*> wanted_;
};

// The variables that are made from others, by initialisers and assignments.
class MadeFrom : public clang::ConstDynamicRecursiveASTVisitor {
 public:
  explicit MadeFrom(const VarDecl* source) : variables{source} {}

  bool VisitVarDecl(const VarDecl* variable) override {
    return note(variable, variable->getInit());
  }
  bool VisitBinaryOperator(const BinaryOperator* operation) override {
    return !operation->isAssignmentOp() || note(namedBy(operation->getLHS()), operation->getRHS());
  }
  bool VisitCXXOperatorCallExpr(const clang::CXXOperatorCallExpr* call) override {
    return !call->isAssignmentOp() || note(namedBy(call->getArg(0)), call->getArg(1));
  }

  std::set<const ValueDecl*> variables;

 private:
  bool note(const ValueDecl* target, const Expr* value) {
    if (!target || !value) return true;
    Mentions mentions(variables);
    mentions.TraverseStmt(value);
    if (mentions.isFound) variables.insert(target);
    return true;
  }
};

}  // namespace

// --- what is taken, and what variables are used for

void HeldVariables::noteTaking(const ValueDecl* target, const Expr* value, const Stmt* stored) {
  auto* variable = llvm::dyn_cast_or_null<VarDecl>(target);
  const CallExpr* call = variable && value ? callOf(value) : nullptr;
  if (!call || call->isTypeDependent() || !isTaking(call)) return;
  bool isPlain = variable->hasLocalStorage() && !llvm::isa<clang::ParmVarDecl>(variable) &&
                 !variable->getType()->isReferenceType();
  const Stmt* body = bodyAround(path());
  if (!isPlain || !body) return;
  // An object that is made of what was taken cares for it.
  if (!ast().hasSameUnqualifiedType(variable->getType(), call->getType())) return;
  takings_.push_back({variable, call, stored, body, functionAround(path()), functionName()});
}

void HeldVariables::walk() {
  OwnCode::walk();
  if (takings_.empty()) return;
  notesUses_ = true;
  OwnCode::walk();
}

bool HeldVariables::VisitDeclStmt(const clang::DeclStmt* declaration) {
  if (notesUses_) return true;
  for (const clang::Decl* one : declaration->decls())
    if (auto* variable = llvm::dyn_cast<VarDecl>(one))
      noteTaking(variable, variable->getInit(), declaration);
  return true;
}

bool HeldVariables::VisitBinaryOperator(const BinaryOperator* assignment) {
  if (!notesUses_ && assignment->getOpcode() == clang::BO_Assign)
    noteTaking(namedBy(assignment->getLHS()), assignment->getRHS(), assignment);
  return true;
}

bool HeldVariables::VisitDeclRefExpr(const DeclRefExpr* reference) {
  if (!notesUses_) return true;
  if (auto* variable = llvm::dyn_cast<VarDecl>(reference->getDecl());
      variable && variable->hasLocalStorage())
    uses_[variable].push_back(classify(reference));
  if (const FunctionDecl* function = functionAround(path())) walked_.insert(function);
  return true;
}

// A member function that gives back its own object.
bool HeldVariables::VisitCallExpr(const CallExpr* call) {
  const Expr* given = call->isTypeDependent() ? nullptr : givenBackBy(call);
  if (given && llvm::isa<clang::CXXThisExpr>(asWritten(given)))
    givesSelf_.insert(functionAround(path()));
  return true;
}

HeldVariables::Use HeldVariables::classify(const DeclRefExpr* reference) const {
  Use use;
  use.reference = reference;
  use.whole = reference;
  // Who knows when a lambda runs?
  for (size_t i = path().size(); i-- > 0;) {
    if (path()[i].declaration && llvm::isa<VarDecl>(path()[i].declaration)) continue;
    if (llvm::isa_and_nonnull<clang::LambdaExpr>(path()[i].statement)) {
      const Stmt* body = llvm::cast<clang::LambdaExpr>(path()[i].statement)->getBody();
      bool isOwn = reference->getDecl()->getBeginLoc().isValid() &&
                   ast().getSourceManager().isBeforeInTranslationUnit(
                       body->getBeginLoc(), reference->getDecl()->getBeginLoc());
      if (isOwn) break;
      use.kind = Use::HandOn;
      return use;
    }
    if (path()[i].declaration) break;
  }
  EnclosingPath at = path();
  const Expr* part = reference;
  while (true) {
    at = parentOf(at);
    if (at.empty()) return use.kind = Use::HandOn, use;
    if (std::optional<Use> found = classifyIn(at, part, use)) return *found;
    part = llvm::cast<Expr>(at.back().statement);
  }
}

// What a use comes to in the expression around it; nothing where that is up to the next one.
std::optional<HeldVariables::Use> HeldVariables::classifyIn(EnclosingPath at, const Expr* part,
                                                            Use use) const {
  const Stmt* parent = at.back().statement;
  auto is = [&](Use::Kind kind) {
    use.kind = kind;
    return std::optional(use);
  };
  if (!parent) {
    // The initialiser of another variable: a copy of a value is another value.
    bool isCopy = part->isLValue() && !isPointerLike(part->getType(), resolver()) &&
                  part->getType()->isRecordType();
    auto* variable = llvm::dyn_cast_or_null<VarDecl>(at.back().declaration);
    bool isReference = variable && variable->getType()->isReferenceType();
    return is(isCopy && !isReference ? Use::Look : Use::HandOn);
  }
  if (auto* member = llvm::dyn_cast<clang::MemberExpr>(parent)) {
    if (llvm::isa<clang::CXXMethodDecl>(member->getMemberDecl())) return std::nullopt;
    bool isPlain = member->getType()->isArithmeticType() || member->getType()->isEnumeralType();
    if (isPlain || member->isArrow()) return is(Use::Access);
    return std::nullopt;
  }
  if (auto* unary = llvm::dyn_cast<clang::UnaryOperator>(parent)) {
    if (unary->getOpcode() == clang::UO_Deref) return is(Use::Access);
    return is(unary->getOpcode() == clang::UO_AddrOf ? Use::HandOn : Use::Look);
  }
  if (auto* binary = llvm::dyn_cast<BinaryOperator>(parent)) {
    if (!binary->isAssignmentOp()) return is(Use::Look);
    if (asWritten(binary->getLHS()) != asWritten(part)) return is(Use::HandOn);
    return is(Use::Replace);
  }
  if (auto* operation = llvm::dyn_cast<clang::CXXOperatorCallExpr>(parent))
    return classifyOperator(operation, part, use);
  if (auto* call = llvm::dyn_cast<CallExpr>(parent)) {
    if (isOperation(call, OpKind::Forward, resolver())) return std::nullopt;
    return classifyArgument(call, part, use);
  }
  if (auto* choice = llvm::dyn_cast<clang::ConditionalOperator>(parent))
    return is(asWritten(choice->getCond()) == asWritten(part) ? Use::Look : Use::HandOn);
  if (llvm::isa<clang::ArraySubscriptExpr>(parent)) return is(Use::Access);
  bool isLook = llvm::isa<clang::IfStmt, clang::WhileStmt, clang::DoStmt, clang::ForStmt,
                          clang::SwitchStmt, clang::CompoundStmt>(parent);
  return is(isLook ? Use::Look : Use::HandOn);
}

std::optional<HeldVariables::Use> HeldVariables::classifyOperator(
    const clang::CXXOperatorCallExpr* call, const Expr* part, Use use) const {
  bool isLeft = asWritten(call->getArg(0)) == asWritten(part);
  if (givenBackBy(call)) return classifyArgument(call, part, use);
  if (!isLeft) {
    bool isValue = part->isLValue() && !isPointerLike(part->getType(), resolver());
    use.kind = isValue || part->getType()->isArithmeticType() ? Use::Look : Use::HandOn;
    return use;
  }
  bool isAccess = call->getOperator() == clang::OO_Star || call->getOperator() == clang::OO_Arrow;
  use.kind = call->getOperator() == clang::OO_Equal ? Use::Replace
             : isAccess                             ? Use::Access
                                                    : Use::Look;
  return use;
}

HeldVariables::Use HeldVariables::classifyArgument(const CallExpr* call, const Expr* part,
                                                   Use use) const {
  Mentions mentions({use.reference->getDecl()});
  if (const Expr* given = givenBackBy(call)) mentions.TraverseStmt(given);
  if (mentions.isFound) {
    use.kind = Use::GiveBack;
    use.whole = call;
    return use;
  }
  const FunctionDecl* callee = call->getDirectCallee();
  // The object of a member function.
  if (auto* member = llvm::dyn_cast<clang::MemberExpr>(part);
      member && asWritten(call->getCallee()) == member) {
    use.kind = Use::Method;
    use.whole = call;
    use.callee = callee;
    return use;
  }
  use.kind = Use::HandOn;
  if (isTaking(call) || !callee) return use;
  if (isOfC(callee, ast().getSourceManager())) {
    use.kind = Use::Look;
    return use;
  }
  // A copy of a text or container is another value, one of a handle is not.
  auto isPlainValue = [&](clang::QualType held) {
    auto* record = held->getAsCXXRecordDecl();
    return record && record->isInStdNamespace() && !isPointerLike(held, resolver());
  };
  Arguments arguments = writtenArguments(call);
  for (unsigned i = 0; i < arguments.size() && i < callee->getNumParams(); ++i) {
    if (argumentAsWritten(arguments[i]) != asWritten(part)) continue;
    clang::QualType type = callee->getParamDecl(i)->getType();
    bool isMove = type->isRValueReferenceType();
    bool isView = type->isLValueReferenceType() && type->getPointeeType().isConstQualified() &&
                  isPlainValue(type->getPointeeType());
    if (isView) use.kind = Use::Look;
    if (isMove || isView) return use;
    use.kind = Use::Argument;
    use.callee = callee;
    use.parameter = i;
    use.whole = call;
  }
  return use;
}

HeldVariables::Use::Kind HeldVariables::effectOf(const Use& use, unsigned depth) const {
  if (use.kind == Use::Method) {
    const FunctionDecl* definition = definitionOf(use.callee);
    return definition && givesSelf_.contains(definition) ? Use::GiveBack : Use::Access;
  }
  if (use.kind != Use::Argument) return use.kind;
  const FunctionDecl* definition = definitionOf(use.callee);
  if (!definition || !walked_.contains(definition) || depth == kMaxDepth) return Use::HandOn;
  auto uses = uses_.find(definition->getParamDecl(use.parameter));
  if (uses == uses_.end()) return Use::Look;
  Use::Kind effect = Use::Access;
  for (const Use& inner : uses->second) {
    Use::Kind kind = effectOf(inner, depth + 1);
    if (kind == Use::GiveBack) return kind;
    if (kind == Use::HandOn || kind == Use::Replace) effect = Use::HandOn;
  }
  return effect;
}

// --- paths

class HeldVariables::Paths {
 public:
  Paths(const HeldVariables& variables, const Taking& taking)
      : variables_(variables), ast_(variables.ast()), taking_(taking) {
    auto uses = variables.uses_.find(taking.variable);
    if (uses == variables.uses_.end()) return;
    for (const Use& use : uses->second) uses_[use.reference] = {use, variables.effectOf(use)};
    MadeFrom made(taking.variable);
    if (variables.isJudgedByUse()) made.TraverseStmt(taking.body);
    judging_ = std::move(made.variables);
  }

  HeldPaths follow() {
    for (const auto& [reference, use] : uses_) {
      found_.isHandedOn |= use.second == Use::HandOn;
      if (use.second == Use::GiveBack && !found_.givenBack) found_.givenBack = use.first.whole;
    }
    clang::CFG::BuildOptions options;
    options.setAllAlwaysAdd();
    auto graph =
        clang::CFG::buildCFG(taking_.function, const_cast<Stmt*>(taking_.body), &ast_, options);
    if (!graph) return found_;
    for (const CFGBlock* block : *graph) noteBlock(block);
    push(&graph->getEntry(), {});
    while (!open_.empty() && seen_.size() < kMaxStates) {
      auto [block, state] = std::move(open_.front());
      open_.pop_front();
      run(block, std::move(state));
    }
    return found_;
  }

 private:
  struct State {
    bool isTaken = false;
    const Expr* givenBack = nullptr;        // null: is held
    std::map<std::string, bool> decisions;  // by the text of the condition
    friend auto operator<=>(const State&, const State&) = default;
  };

  bool isStored(const clang::CFGElement& element) const {
    auto statement = element.getAs<clang::CFGStmt>();
    if (!statement) return false;
    if (statement->getStmt() == taking_.stored) return true;
    // A declaration of several variables comes in parts.
    auto* declaration = llvm::dyn_cast<clang::DeclStmt>(statement->getStmt());
    return declaration && llvm::isa<clang::DeclStmt>(taking_.stored) &&
           declaration->isSingleDecl() && declaration->getSingleDecl() == taking_.variable;
  }

  // The use that an element is, if it is one of the variable.
  const std::pair<Use, Use::Kind>* useAt(const clang::CFGElement& element) const {
    auto statement = element.getAs<clang::CFGStmt>();
    auto* reference = statement ? llvm::dyn_cast<DeclRefExpr>(statement->getStmt()) : nullptr;
    auto use = reference ? uses_.find(reference) : uses_.end();
    return use == uses_.end() ? nullptr : &use->second;
  }

  // Blocks that give the object back or hand it on, and those that lead there.
  void noteBlock(const CFGBlock* block) {
    bool ends = llvm::any_of(*block, [&](const clang::CFGElement& element) {
      auto* use = useAt(element);
      return use && (use->second == Use::GiveBack || use->second == Use::HandOn);
    });
    if (!ends) return;
    std::vector<const CFGBlock*> work{block};
    while (!work.empty()) {
      const CFGBlock* at = work.back();
      work.pop_back();
      if (!leadsToEnd_.insert(at).second) continue;
      for (const CFGBlock::AdjacentBlock& before : at->preds())
        if (before.getReachableBlock()) work.push_back(before.getReachableBlock());
    }
  }

  void push(const CFGBlock* block, State state) {
    if (block && seen_.insert({block->getBlockID(), state}).second)
      open_.emplace_back(block, std::move(state));
  }

  void run(const CFGBlock* block, State state) {
    const Stmt* exit = nullptr;
    for (const clang::CFGElement& element : *block) {
      auto statement = element.getAs<clang::CFGStmt>();
      if (!statement) continue;
      if (isStored(element)) {
        if (isHeld(state)) leave(nullptr);
        if (state.isTaken) return;
        state.isTaken = true;
      }
      if (state.isTaken && !isStored(element)) {
        if (const auto* use = useAt(element); use && !apply(*use, state)) return;
        if (isCapturedBy(statement->getStmt())) return;
      }
      if (llvm::isa<clang::ReturnStmt, clang::CXXThrowExpr>(statement->getStmt()))
        exit = statement->getStmt();
      forgetChanged(statement->getStmt(), state);
    }
    bool endsProcess =
        block->hasNoReturnElement() && !llvm::isa_and_nonnull<clang::CXXThrowExpr>(exit);
    if (endsProcess) return;
    goOn(block, exit, state);
  }

  void goOn(const CFGBlock* block, const Stmt* exit, const State& state) {
    const Expr* condition = block->succ_size() == 2 ? block->getLastCondition() : nullptr;
    std::optional<bool> absent = condition && isHeld(state) ? absentWhen(condition) : std::nullopt;
    bool isUpToObject = condition && isHeld(state) && !absent && dependsOnObject(condition);
    auto [text, truth] = condition ? decisionOf(condition) : std::pair<std::string, bool>();
    auto decided = state.decisions.find(text);
    bool isDecided = !text.empty() && decided != state.decisions.end();
    unsigned way = 0;
    for (const CFGBlock::AdjacentBlock& successor : block->succs()) {
      bool comesOut = way++ == 0;
      const CFGBlock* next = successor.getReachableBlock();
      if (!next || (condition && absent == comesOut)) continue;
      if (isUpToObject && !leadsToEnd_.contains(next)) continue;
      if (isDecided && decided->second != (comesOut == truth)) continue;
      if (next == &block->getParent()->getExit()) {
        if (isHeld(state)) leave(exit);
        continue;
      }
      State after = state;
      if (!text.empty()) after.decisions[text] = comesOut == truth;
      push(next, std::move(after));
    }
  }

  void leave(const Stmt* exit) {
    if (!found_.left) found_.left = LeftHeld{exit};
  }

  static bool isHeld(const State& state) { return state.isTaken && !state.givenBack; }

  bool isCapturedBy(const Stmt* statement) const {
    auto* lambda = llvm::dyn_cast<clang::LambdaExpr>(statement);
    return lambda && llvm::any_of(lambda->captures(), [&](const clang::LambdaCapture& capture) {
             return capture.capturesVariable() && capture.getCapturedVar() == taking_.variable;
           });
  }

  // False ends the path.
  bool apply(const std::pair<Use, Use::Kind>& used, State& state) {
    const auto& [use, kind] = used;
    if (kind == Use::Replace) return false;
    if (!state.givenBack) {
      if (kind == Use::GiveBack) state.givenBack = use.whole;
      return kind != Use::HandOn;
    }
    bool isLate = kind == Use::Access || kind == Use::GiveBack;
    if (isLate && !found_.late)
      found_.late = LateUse{use.whole, state.givenBack, kind == Use::GiveBack};
    return !isLate;
  }

  // --- conditions

  static const Expr* withoutHints(const Expr* expression) {
    expression = asWritten(expression)->IgnoreParenImpCasts();
    auto* call = llvm::dyn_cast<CallExpr>(expression);
    bool isHint = call && call->getBuiltinCallee() && call->getNumArgs() == 2;
    return isHint ? withoutHints(call->getArg(0)) : expression;
  }

  // The variable, or what it is set to on the spot.
  bool isVariable(const Expr* expression) const {
    expression = withoutHints(expression);
    if (auto* assignment = llvm::dyn_cast<BinaryOperator>(expression);
        assignment && assignment->getOpcode() == clang::BO_Assign)
      expression = assignment->getLHS();
    return namedBy(expression) == taking_.variable &&
           llvm::isa<DeclRefExpr>(asWritten(expression)->IgnoreParenImpCasts());
  }

  // How the condition comes out when nothing was taken, as a pointer is null or a number below
  // zero.
  std::optional<bool> absentWhen(const Expr* condition) const {
    condition = withoutHints(condition);
    if (auto* negation = llvm::dyn_cast<clang::UnaryOperator>(condition);
        negation && negation->getOpcode() == clang::UO_LNot) {
      std::optional<bool> inner = absentWhen(negation->getSubExpr());
      return inner ? std::optional(!*inner) : std::nullopt;
    }
    clang::QualType type = taking_.variable->getType();
    bool isNumber = type->isIntegerType();
    if (isVariable(condition)) return isNumber ? std::nullopt : std::optional(false);
    if (auto* call = llvm::dyn_cast<CallExpr>(condition);
        call && objectOf(call) && isVariable(objectOf(call)) && call->getType()->isBooleanType() &&
        llvm::isa_and_nonnull<clang::CXXConversionDecl>(call->getDirectCallee()))
      return false;
    auto* comparison = llvm::dyn_cast<BinaryOperator>(condition);
    if (!comparison || !comparison->isComparisonOp()) return std::nullopt;
    bool isLeft = isVariable(comparison->getLHS());
    if (!isLeft && !isVariable(comparison->getRHS())) return std::nullopt;
    const Expr* other = isLeft ? comparison->getRHS() : comparison->getLHS();
    clang::BinaryOperatorKind kind = comparison->getOpcode();
    if (!isLeft) kind = BinaryOperator::reverseComparisonOp(kind);
    bool isEqual = kind == clang::BO_EQ, isUnequal = kind == clang::BO_NE;
    if (!isNumber) {
      bool isNull =
          other->isNullPointerConstant(ast_, Expr::NPC_ValueDependentIsNull) != Expr::NPCK_NotNull;
      return isNull && (isEqual || isUnequal) ? std::optional(isEqual) : std::nullopt;
    }
    return absentNumber(kind, other);
  }

  std::optional<bool> absentNumber(clang::BinaryOperatorKind kind, const Expr* bound) const {
    Expr::EvalResult result;
    if (bound->isValueDependent() || !bound->EvaluateAsInt(result, ast_)) return std::nullopt;
    int64_t number = result.Val.getInt().getExtValue();
    constexpr int64_t kAbsent = -1;
    switch (kind) {
      case clang::BO_EQ:
      case clang::BO_NE:
        return number == kAbsent ? std::optional(kind == clang::BO_EQ) : std::nullopt;
      case clang::BO_LT:
      case clang::BO_LE:
        return number == 0 || number == kAbsent ? std::optional(true) : std::nullopt;
      case clang::BO_GT:
      case clang::BO_GE:
        return number == 0 || number == kAbsent ? std::optional(false) : std::nullopt;
      default:
        return std::nullopt;
    }
  }

  // Whether a condition may say that there is nothing to give back, or that it is not to be: of an
  // object, all but the comparison of a number in it.
  bool dependsOnObject(const Expr* condition) const {
    Mentions mentions(judging_);
    mentions.TraverseStmt(condition);
    if (!mentions.isFound || variables_.isJudgedByUse()) return mentions.isFound;
    bool isObject = taking_.variable->getType()->isRecordType() &&
                    !isPointerLike(taking_.variable->getType(), variables_.resolver());
    auto* comparison = llvm::dyn_cast<BinaryOperator>(withoutHints(condition));
    return isObject && !(comparison && comparison->isComparisonOp());
  }

  // The condition without negations, and what it is when the first way is taken; no text when it
  // may be something else the next time.
  std::pair<std::string, bool> decisionOf(const Expr* condition) {
    bool truth = true;
    condition = withoutHints(condition);
    for (auto* negation = llvm::dyn_cast<clang::UnaryOperator>(condition);
         negation && negation->getOpcode() == clang::UO_LNot;
         negation = llvm::dyn_cast<clang::UnaryOperator>(condition)) {
      truth = !truth;
      condition = withoutHints(negation->getSubExpr());
    }
    Mentions mentions({});
    mentions.TraverseStmt(condition);
    if (!mentions.isPure) return {};
    std::string text = clang::Lexer::getSourceText(
                           clang::CharSourceRange::getTokenRange(condition->getSourceRange()),
                           ast_.getSourceManager(), ast_.getLangOpts())
                           .str();
    mentioned_[text] = std::move(mentions.names);
    return {text, truth};
  }

  // Decisions do not hold for what was changed.
  void forgetChanged(const Stmt* statement, State& state) const {
    const ValueDecl* changed = nullptr;
    if (auto* unary = llvm::dyn_cast<clang::UnaryOperator>(statement);
        unary && (unary->isIncrementDecrementOp() || unary->getOpcode() == clang::UO_AddrOf))
      changed = namedBy(unary->getSubExpr());
    if (auto* binary = llvm::dyn_cast<BinaryOperator>(statement);
        binary && binary->isAssignmentOp())
      changed = namedBy(binary->getLHS());
    if (auto* call = llvm::dyn_cast<clang::CXXOperatorCallExpr>(statement);
        call && call->isAssignmentOp())
      changed = namedBy(call->getArg(0));
    if (!changed) return;
    std::erase_if(state.decisions, [&](const auto& decision) {
      auto names = mentioned_.find(decision.first);
      return names != mentioned_.end() && names->second.contains(changed);
    });
  }

  const HeldVariables& variables_;
  clang::ASTContext& ast_;
  const Taking& taking_;
  HeldPaths found_;
  std::map<const DeclRefExpr*, std::pair<Use, Use::Kind>> uses_;
  std::set<const ValueDecl*> judging_;
  std::set<const CFGBlock*> leadsToEnd_;
  std::deque<std::pair<const CFGBlock*, State>> open_;
  std::set<std::pair<unsigned, State>> seen_;
  std::map<std::string, std::set<const ValueDecl*>> mentioned_;
};

HeldPaths HeldVariables::follow(const Taking& taking) { return Paths(*this, taking).follow(); }

}  // namespace chanvet::check
