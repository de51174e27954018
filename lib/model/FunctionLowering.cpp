#include "model/FunctionLowering.h"

#include <clang/AST/RecursiveASTVisitor.h>
#include <llvm/ADT/DenseSet.h>

namespace chanvet::model {

namespace {

// Of a wider range of case labels no more than this many are told apart.
constexpr int64_t kMaxCaseRange = 64;

clang::CFG::BuildOptions graphOptions() {
  clang::CFG::BuildOptions options;
  options.AddInitializers = true;
  options.AddImplicitDtors = true;
  options.AddTemporaryDtors = true;
  options.AddLifetime = true;
  options.AddStaticInitBranches = true;
  options.AddCXXDefaultInitExprInCtors = true;
  return options;
}

// Awaited calls stand directly below co_await; && and || of awaitables await both sides.
void collectAwaited(const clang::Expr* operand, llvm::SmallPtrSetImpl<const clang::Expr*>& out) {
  operand = operand->IgnoreImplicit()->IgnoreParens();
  out.insert(operand);
  auto* call = llvm::dyn_cast<clang::CXXOperatorCallExpr>(operand);
  if (!call) return;
  if (call->getOperator() != clang::OO_AmpAmp && call->getOperator() != clang::OO_PipePipe) return;
  for (const clang::Expr* argument : call->arguments()) collectAwaited(argument, out);
}

// All calls in a statement but those in `except`.
void collectCalls(const clang::Stmt* statement, llvm::SmallPtrSetImpl<const clang::Expr*>& out,
                  const clang::Stmt* except = nullptr) {
  if (statement == except) return;
  if (auto* declarations = llvm::dyn_cast<clang::DeclStmt>(statement))
    for (const clang::Decl* declaration : declarations->decls())
      if (auto* variable = llvm::dyn_cast<clang::VarDecl>(declaration); variable->getInit())
        collectCalls(variable->getInit(), out, except);
  if (auto* expression = llvm::dyn_cast<clang::CallExpr>(statement)) out.insert(expression);
  for (const clang::Stmt* child : statement->children())
    if (child) collectCalls(child, out, except);
}

// The blocks that can be reached, each before those it leads to (but for loops). LLVM's iterator
// has no place for clang's pruned edges, which are null.
std::vector<const clang::CFGBlock*> reversePostOrder(const clang::CFGBlock* start) {
  std::vector<const clang::CFGBlock*> order;
  llvm::DenseSet<const clang::CFGBlock*> visited{start};
  std::vector<std::pair<const clang::CFGBlock*, clang::CFGBlock::const_succ_iterator>> path;
  path.emplace_back(start, start->succ_begin());
  while (!path.empty()) {
    auto& [block, next] = path.back();
    if (next == block->succ_end()) {
      order.push_back(block);
      path.pop_back();
      continue;
    }
    const clang::CFGBlock* successor = (next++)->getReachableBlock();
    if (successor && visited.insert(successor).second)
      path.emplace_back(successor, successor->succ_begin());
  }
  std::reverse(order.begin(), order.end());
  return order;
}

// The local that is the result itself: compilers leave out its copy and its destruction.
const clang::VarDecl* returnedInPlace(const clang::Stmt* statement) {
  auto* leave = llvm::dyn_cast_or_null<clang::ReturnStmt>(statement);
  const clang::VarDecl* candidate = leave ? leave->getNRVOCandidate() : nullptr;
  return candidate && candidate->isNRVOVariable() ? candidate : nullptr;
}

}  // namespace

bool isStdMethod(const clang::FunctionDecl* callee, llvm::StringRef name) {
  auto* method = llvm::dyn_cast_or_null<clang::CXXMethodDecl>(callee);
  return method && method->getIdentifier() && method->getName() == name &&
         method->getParent()->isInStdNamespace();
}

FunctionLowering::FunctionLowering(UnitBuilder& unit, FunctionId id,
                                   const clang::FunctionDecl* declaration)
    : unit_(unit), id_(id), declaration_(declaration), out_(unit.at(id)) {}

void FunctionLowering::run() {
  if (const clang::CXXMethodDecl* invoked = invokedByPointer(declaration_))
    return runInvoker(invoked);
  body_ = declaration_->getBody();
  if (auto* coroutine = llvm::dyn_cast<clang::CoroutineBodyStmt>(body_)) {
    out_.isCoroutine = true;
    body_ = coroutine->getBody();
  }
  collectFacts(body_, nullptr);
  collectBaseInitializers();
  declareParameters();
  std::unique_ptr<clang::CFG> graph = clang::CFG::buildCFG(
      declaration_, const_cast<clang::Stmt*>(body_), &unit_.context(), graphOptions());
  // clang gives up on code it could not make sense of
  if (!graph) return unit_.omit(declaration_, "it has no control-flow graph");
  lowerGraph(*graph);
  finish();
}

void FunctionLowering::finish() {
  for (Block& block : out_.blocks) block.instructions.shrink_to_fit();
  out_.blocks.shrink_to_fit();
  out_.locals.shrink_to_fit();
  out_.overriders = unit_.at(id_).overriders;
  unit_.at(id_) = std::move(out_);
}

std::vector<GlobalInitializer> FunctionLowering::runInitializers(
    llvm::ArrayRef<const clang::VarDecl*> globals) {
  std::vector<GlobalInitializer> parts;
  current_ = newBlock();
  for (const clang::VarDecl* global : globals) {
    Location location = unit_.location(global->getSourceRange());
    const clang::Expr* init = global->getInit();
    if (init && init->containsErrors()) continue;
    uint32_t begin = out_.blocks[current_].instructions.size();
    parts.push_back({unit_.global(global), current_, begin});
    currentStatement_ = init;
    clang::QualType type = global->getType();
    Value value = init ? argument(init, type) : defaultValue(type, location);
    // Numbers start as zero.
    if (!init && type->isIntegralOrEnumerationType()) value = Value::constant(0);
    store(Value::global(unit_.global(global)), value, location);
  }
  terminate({Terminator::Return});
  unit_.at(id_) = std::move(out_);
  return parts;
}

// One walk over the body: which try block a statement stands in, what is awaited, what loops over
// what. Lambda bodies are functions of their own.
void FunctionLowering::collectFacts(const clang::Stmt* statement,
                                    const clang::CXXTryStmt* enclosingTry) {
  if (!statement) return;
  if (enclosingTry) tryOf_[statement] = enclosingTry;
  noteUse(statement);
  if (auto* lambda = llvm::dyn_cast<clang::LambdaExpr>(statement)) {
    for (const clang::Expr* init : lambda->capture_inits()) collectFacts(init, enclosingTry);
    return;
  }
  if (auto* await = llvm::dyn_cast<clang::CoawaitExpr>(statement)) {
    collectAwaited(await->getOperand(), awaited_);
    awaitedTypes_[await->getOperand()->IgnoreImplicit()->IgnoreParens()] = await->getType();
  }
  if (auto* leave = llvm::dyn_cast<clang::CoreturnStmt>(statement);
      leave && leave->getPromiseCall())
    collectCalls(leave->getPromiseCall(), machinery_, leave->getOperand());
  if (auto* call = llvm::dyn_cast<clang::CallExpr>(statement)) noteSpawn(call);
  if (auto* cast = llvm::dyn_cast<clang::ImplicitCastExpr>(statement);
      cast && cast->getCastKind() == clang::CK_LValueToRValue)
    onlyRead_.insert(cast->getSubExpr()->IgnoreParens());
  if (auto* suspended = llvm::dyn_cast<clang::CoroutineSuspendExpr>(statement)) {
    for (const clang::Stmt* part : suspended->children())
      if (part && part != suspended->getOperand())
        collectCalls(part, machinery_, suspended->getOperand());
    return collectFacts(suspended->getOperand(), enclosingTry);
  }
  if (auto* declarations = llvm::dyn_cast<clang::DeclStmt>(statement))
    for (const clang::Decl* declaration : declarations->decls())
      if (auto* variable = llvm::dyn_cast<clang::VarDecl>(declaration))
        tryOfVariable_[variable] = enclosingTry;
  if (auto* loop = llvm::dyn_cast<clang::ForStmt>(statement))
    if (auto* init = llvm::dyn_cast_or_null<clang::DeclStmt>(loop->getInit()))
      for (const clang::Decl* declaration : init->decls())
        if (auto* variable = llvm::dyn_cast<clang::VarDecl>(declaration))
          loopVariables_.insert(variable);
  if (auto* loop = llvm::dyn_cast<clang::WhileStmt>(statement))
    if (const clang::VarDecl* variable = loop->getConditionVariable())
      loopVariables_.insert(variable);
  if (auto* loop = llvm::dyn_cast<clang::CXXForRangeStmt>(statement)) noteRangeFor(loop);
  if (returnedInPlace(statement))
    inPlace_.insert(llvm::cast<clang::ReturnStmt>(statement)->getRetValue()->IgnoreImplicit());
  if (auto* attempt = llvm::dyn_cast<clang::CXXTryStmt>(statement)) {
    outerTry_[attempt] = enclosingTry;
    collectFacts(attempt->getTryBlock(), attempt);
    for (unsigned i = 0; i < attempt->getNumHandlers(); ++i)
      collectFacts(attempt->getHandler(i), enclosingTry);
    return;
  }
  for (const clang::Stmt* child : statement->children()) collectFacts(child, enclosingTry);
}

// A base that is a primitive makes the object itself one; constructing the base adds nothing.
void FunctionLowering::collectBaseInitializers() {
  auto* constructor = llvm::dyn_cast<clang::CXXConstructorDecl>(declaration_);
  if (!constructor) return;
  for (const clang::CXXCtorInitializer* initializer : constructor->inits()) {
    if (initializer->isMemberInitializer() || !initializer->getInit()) continue;
    const clang::Expr* init = initializer->getInit()->IgnoreImplicit();
    inPlace_.insert(init);
    if (initializer->isBaseInitializer() &&
        classOf(clang::QualType(initializer->getBaseClass(), 0)))
      machinery_.insert(init);
  }
}

// co_spawn(executor, serve(), …): serve() makes a coroutine that has not started.
// sync_wait(serve()) runs it.
void FunctionLowering::noteSpawn(const clang::CallExpr* call) {
  const clang::FunctionDecl* starter = dialect::calleeOf(call, unit_.context());
  if (!starter) return;
  // The object whose operator() it is stands before the arguments.
  unsigned first = isMemberOperator(call, starter) ? 1 : 0;
  const dialect::OperationSpec* spec =
      unit_.resolver().operationOf(starter, call->getNumArgs() - first);
  if (!spec || spec->task.kind != dialect::Operand::Argument) return;
  unsigned at = spec->task.index + first;
  if (at >= call->getNumArgs()) return;
  auto* made = llvm::dyn_cast<clang::CallExpr>(
      call->getArg(at)->IgnoreImplicit()->IgnoreParens()->IgnoreImplicit());
  const clang::FunctionDecl* body = made ? dialect::calleeOf(made, unit_.context()) : nullptr;
  const clang::FunctionDecl* definition = nullptr;
  if (!body || !isSeen(body) || !body->isDefined(definition)) return;
  if (!llvm::isa_and_nonnull<clang::CoroutineBodyStmt>(definition->getBody())) return;
  if (spec->kind == OpKind::Spawn || spec->kind == OpKind::SpawnCounted) spawned_.insert(made);
  if (spec->kind == OpKind::Invoke) awaited_.insert(made);
}

void FunctionLowering::noteRangeFor(const clang::CXXForRangeStmt* loop) {
  loopVariables_.insert(loop->getLoopVariable());
  const clang::DeclStmt *begin = loop->getBeginStmt(), *end = loop->getEndStmt();
  if (!begin || !begin->isSingleDecl()) return;
  if (auto* variable = llvm::dyn_cast<clang::VarDecl>(begin->getSingleDecl()))
    rangeLoops_[variable] = loop;
  if (!isReceiving(loop) && !isIndexed(loop)) return;
  collectCalls(begin, machinery_);
  if (end) collectCalls(end, machinery_);
  if (!isIndexed(loop)) return;
  indices_.insert(llvm::cast<clang::VarDecl>(begin->getSingleDecl()));
  if (end && end->isSingleDecl()) ends_.insert(llvm::cast<clang::VarDecl>(end->getSingleDecl()));
}

// Whether the loop ranges over a channel.
bool FunctionLowering::isReceiving(const clang::CXXForRangeStmt* loop) const {
  auto* range = llvm::cast<clang::VarDecl>(loop->getRangeStmt()->getSingleDecl());
  const dialect::ClassSpec* spec = classOf(range->getType());
  return spec && spec->rangeReceives;
}

void FunctionLowering::declareParameters() {
  if (out_.isMethod) {
    Local self;
    self.name = "this";
    self.isParameter = true;
    self.isReference = true;
    out_.locals.push_back(self);
  }
  for (const clang::ParmVarDecl* parameter : declaration_->parameters()) localOf(parameter);
  for (Local& local : out_.locals) local.isParameter = true;
  out_.parameters = out_.locals.size();
  auto* method = llvm::dyn_cast<clang::CXXMethodDecl>(declaration_);
  if (!method || !method->getParent()->isLambda()) return;
  llvm::DenseMap<const clang::ValueDecl*, clang::FieldDecl*> fields;
  clang::FieldDecl* self = nullptr;
  method->getParent()->getCaptureFields(fields, self);
  for (auto [variable, field] : fields) captures_[variable] = field;
  thisCapture_ = self;
}

// Who is given an owner by value destroys it, unless it passes it on.
const FunctionLowering::LiveObject* FunctionLowering::ownedParameters() {
  const LiveObject* live = nullptr;
  if (isInherited()) return live;
  for (const clang::ParmVarDecl* parameter : declaration_->parameters()) {
    clang::QualType type = parameter->getType();
    if (type->isReferenceType() || !isEmptiedByMove(type)) continue;
    const dialect::ClassSpec* spec = classOf(type);
    bool isOwner = spec->kind == ClassKind::Guard || spec->kind == ClassKind::Fiber ||
                   spec->kind == ClassKind::Future || spec->kind == ClassKind::Pointer ||
                   isPromise(spec->kind);
    if (!isOwner || !type->getAsCXXRecordDecl() || isCopyable(type->getAsCXXRecordDecl())) continue;
    liveObjects_.push_back({parameter, live});
    live = &liveObjects_.back();
  }
  return live;
}

// Whether an object that is in a variable of the type belongs to another: what is copied with it is
// the reference.
bool FunctionLowering::refers(clang::QualType type) const {
  if (type->isReferenceType() || type->isPointerType()) return true;
  const dialect::ClassSpec* spec = classOf(type);
  return spec && (spec->kind == ClassKind::Pointer || spec->kind == ClassKind::Wrapper);
}

LocalId FunctionLowering::localOf(const clang::VarDecl* variable) {
  auto [at, isNew] = locals_.try_emplace(variable, out_.locals.size());
  if (!isNew) return at->second;
  Local local;
  local.name = variable->getNameAsString();
  local.location = unit_.location(variable->getLocation());
  local.isReference = refers(variable->getType());
  local.isLoopVariable = loopVariables_.contains(variable);
  local.isView = isTextView(variable->getType());
  local.relocates = relocates(variable);
  if (const dialect::ClassSpec* spec = classOf(variable->getType())) local.type = unit_.type(*spec);
  out_.locals.push_back(std::move(local));
  return at->second;
}

void FunctionLowering::lowerGraph(clang::CFG& graph) {
  for (auto it = graph.try_blocks_begin(); it != graph.try_blocks_end(); ++it)
    if (auto* attempt = llvm::dyn_cast_or_null<clang::CXXTryStmt>((*it)->getTerminatorStmt()))
      dispatchBlocks_[attempt] = *it;
  parameters_ = ownedParameters();
  findJoins(graph);
  lowerFrom(&graph.getEntry(), parameters_);
  // Handlers are reached by exceptions alone. Lowering one can reach further ones.
  for (bool progress = true; progress;) {
    progress = false;
    for (auto it = graph.try_blocks_begin(); it != graph.try_blocks_end(); ++it) {
      if (lowered_.lookup(*it) || !blockIds_.contains(*it)) continue;
      lowerFrom(*it, liveAtEntry_.lookup(*it));
      progress = true;
    }
  }
}

void FunctionLowering::lowerFrom(const clang::CFGBlock* start, const LiveObject* live) {
  liveAtEntry_[start] = live;
  for (const clang::CFGBlock* block : reversePostOrder(start)) {
    if (lowered_.lookup(block)) continue;
    lowered_[block] = true;
    live_ = liveAtEntry_.lookup(block);
    current_ = blockOf(block);
    lowerBlock(*block);
    for (const clang::CFGBlock::AdjacentBlock& next : block->succs())
      if (const clang::CFGBlock* successor = next.getReachableBlock())
        liveAtEntry_.try_emplace(successor, live_);
  }
}

void FunctionLowering::lowerBlock(const clang::CFGBlock& block) {
  returnLocation_ = {};
  enterJoin(block);
  auto* decided = llvm::dyn_cast_or_null<clang::Expr>(block.getTerminatorCondition());
  for (const clang::CFGElement& element : block) {
    if (isTerminated()) return;
    // The branch lowers what it decides on; there is no need to do that twice.
    auto statement = element.getAs<clang::CFGStmt>();
    if (decided && statement && statement->getStmt() == decided && !decided->isValueDependent() &&
        !decided->HasSideEffects(unit_.context()))
      continue;
    lowerElement(element);
  }
  if (!isTerminated()) lowerTerminator(block);
}

void FunctionLowering::lowerElement(const clang::CFGElement& element) {
  switch (element.getKind()) {
    case clang::CFGElement::Statement:
    case clang::CFGElement::Constructor:
    case clang::CFGElement::CXXRecordTypedCall:
      return lowerStatement(element.castAs<clang::CFGStmt>().getStmt());
    case clang::CFGElement::Initializer:
      return lowerInitializer(element.castAs<clang::CFGInitializer>().getInitializer());
    case clang::CFGElement::AutomaticObjectDtor: {
      auto destructor = element.castAs<clang::CFGAutomaticObjDtor>();
      const clang::VarDecl* variable = destructor.getVarDecl();
      if (live_ && live_->variable == variable) live_ = live_->outer;
      const clang::Stmt* trigger = destructor.getTriggerStmt();
      if (returnedInPlace(trigger) == variable) return;
      clang::SourceLocation end = trigger ? trigger->getEndLoc() : clang::SourceLocation();
      return destroyVariable(variable, unit_.location(end));
    }
    case clang::CFGElement::LifetimeEnds: {
      const clang::VarDecl* variable = element.castAs<clang::CFGLifetimeEnds>().getVarDecl();
      if (locals_.contains(variable) && !variable->getType()->isReferenceType())
        emit(Opcode::EndScope, {Value::local(localOf(variable))},
             unit_.location(variable->getLocation()));
      return;
    }
    case clang::CFGElement::TemporaryDtor: {
      const clang::CXXBindTemporaryExpr* bound =
          element.castAs<clang::CFGTemporaryDtor>().getBindTemporaryExpr();
      auto at = temporaries_.find(bound);
      if (givenAway_.contains(bound)) return;
      if (at != temporaries_.end()) destroySlot(at->second, bound->getType(), locate(bound));
      return;
    }
    case clang::CFGElement::MemberDtor: {
      const clang::FieldDecl* field = element.castAs<clang::CFGMemberDtor>().getFieldDecl();
      Location location = unit_.location(declaration_->getEndLoc());
      Value slot = fieldSlot(thisObject(location), unit_.field(field), location);
      return destroySlot(slot, field->getType(), location);
    }
    case clang::CFGElement::BaseDtor: {
      const clang::CXXBaseSpecifier* base = element.castAs<clang::CFGBaseDtor>().getBaseSpecifier();
      Location location = unit_.location(declaration_->getEndLoc());
      if (auto* record = base->getType()->getAsCXXRecordDecl())
        destroyRecord(thisObject(location), record, location);
      return;
    }
    case clang::CFGElement::DeleteDtor: {
      const clang::CXXDeleteExpr* expression =
          element.castAs<clang::CFGDeleteDtor>().getDeleteExpr();
      auto* record = expression->getDestroyedType()->getAsCXXRecordDecl();
      if (record)
        destroyRecord(rvalue(expression->getArgument()), record, locate(expression),
                      /*isExact=*/false);
      return;
    }
    default:
      return;
  }
}

void FunctionLowering::lowerStatement(const clang::Stmt* statement) {
  currentStatement_ = statement;
  if (auto* declarations = llvm::dyn_cast<clang::DeclStmt>(statement)) {
    for (const clang::Decl* declaration : declarations->decls())
      if (auto* variable = llvm::dyn_cast<clang::VarDecl>(declaration)) lowerDeclaration(variable);
    return;
  }
  const clang::Expr* returned = nullptr;
  bool returns = false;
  if (auto* statementReturn = llvm::dyn_cast<clang::ReturnStmt>(statement))
    returned = statementReturn->getRetValue(), returns = true;
  if (auto* coroutineReturn = llvm::dyn_cast<clang::CoreturnStmt>(statement))
    returned = coroutineReturn->getOperand(), returns = true;
  if (returns) {
    returnLocation_ = locate(statement);
    // The objects of the function are destroyed after the value is computed; the return itself is
    // the terminator of the block that leads to the exit.
    Value value = Value::unknown();
    if (const clang::VarDecl* local = returnedInPlace(statement))
      value = load(Value::local(localOf(local)), returnLocation_);
    else if (returned)
      value = argument(returned, declaration_->getReturnType());
    if (returned && !declaration_->getReturnType()->isVoidType())
      store(Value::local(returnSlot()), value, locate(statement));
    return;
  }
  auto* expression = llvm::dyn_cast<clang::Expr>(statement);
  if (!expression || expression->getType().isNull()) return;
  if (inPlace_.contains(expression->IgnoreImplicit())) return;
  expression = resolvedOperator(expression);
  if (auto* thrown = llvm::dyn_cast<clang::CXXThrowExpr>(expression)) return lowerThrow(thrown);
  if (expression->isGLValue() && !llvm::isa<clang::CallExpr>(expression->IgnoreParens()))
    lvalue(expression);
  else
    rvalue(expression);
}

LocalId FunctionLowering::returnSlot() {
  if (returnSlot_ == kNone) {
    returnSlot_ = out_.locals.size();
    out_.locals.push_back({"(result)"});
    out_.locals.back().isReference = true;  // it belongs to the caller
  }
  return returnSlot_;
}

void FunctionLowering::lowerDeclaration(const clang::VarDecl* variable) {
  Location location = unit_.location(variable->getSourceRange());
  const clang::Expr* init = variable->getInit();
  if (init && init->containsErrors()) init = nullptr;
  if (variable->hasGlobalStorage()) {
    if (!init || !variable->isStaticLocal()) return;
    store(Value::global(unit_.global(variable)), argument(init, variable->getType()), location);
    store(initialized(variable), Value::constant(1), location);
    return;
  }
  if (ends_.contains(variable)) return;
  Value slot = Value::local(localOf(variable));
  if (indices_.contains(variable)) return store(slot, Value::constant(0), location);
  if (init)
    store(slot, argument(init, variable->getType()), location);
  else
    store(slot, defaultValue(variable->getType(), location), location);
  clang::QualType owned =
      variable->getType()->isReferenceType() ? extendedTemporary(variable) : variable->getType();
  if (!owned.isNull() && owned.isDestructedType() != clang::QualType::DK_none) {
    liveObjects_.push_back({variable, live_});
    live_ = &liveObjects_.back();
  }
}

// Whether a static local has been initialised: in this unit's runs, not known at first.
Value FunctionLowering::initialized(const clang::VarDecl* variable) {
  return Value::global(unit_.initializedFlag(variable));
}

void FunctionLowering::lowerInitializer(const clang::CXXCtorInitializer* initializer) {
  const clang::Expr* init = initializer->getInit();
  if (!init) return;
  Location location = locate(init);
  if (!location.isValid()) location = unit_.location(initializer->getSourceRange());
  if (initializer->isMemberInitializer()) {
    const clang::FieldDecl* field = initializer->getMember();
    Value value = argument(init, field->getType());
    store(fieldSlot(thisObject(location), unit_.field(field), location), value, location);
    return;
  }
  if (auto* inherited = llvm::dyn_cast<clang::CXXInheritedCtorInitExpr>(init->IgnoreImplicit()))
    return lowerInherited(inherited, location);
  // A base or delegated constructor runs on the object itself.
  auto* constructed = llvm::dyn_cast<clang::CXXConstructExpr>(init->IgnoreImplicit());
  if (!constructed || machinery_.contains(constructed)) return;
  FunctionId callee = unit_.function(constructed->getConstructor());
  Instruction call;
  call.opcode = Opcode::Call;
  call.callee = {Callee::Direct, callee, {}};
  call.operands.push_back(thisObject(location));
  const clang::CXXConstructorDecl* constructor = constructed->getConstructor();
  for (unsigned i = 0; i < constructed->getNumArgs(); ++i)
    call.operands.push_back(
        argument(constructed->getArg(i), i < constructor->getNumParams()
                                             ? constructor->getParamDecl(i)->getType()
                                             : constructed->getArg(i)->getType()));
  call.location = location;
  call.unwind = unwindTarget(init);
  out_.blocks[current_].instructions.push_back(std::move(call));
}

// A constructor that the class takes over hands its arguments on to the base's, which owns them.
void FunctionLowering::lowerInherited(const clang::CXXInheritedCtorInitExpr* init,
                                      Location location) {
  if (machinery_.contains(init)) return;
  Values operands{thisObject(location)};
  for (const clang::ParmVarDecl* parameter : declaration_->parameters())
    operands.push_back(load(Value::local(localOf(parameter)), location));
  FunctionId base = unit_.function(init->getConstructor());
  BlockId unwind = unwindTarget(init);
  Instruction& call = emit(Opcode::Call, {}, location);
  call.callee = {Callee::Direct, base, {}};
  call.operands = std::move(operands);
  call.unwind = unwind;
}

bool FunctionLowering::isInherited() const {
  auto* constructor = llvm::dyn_cast_or_null<clang::CXXConstructorDecl>(declaration_);
  return constructor && constructor->isInheritingConstructor();
}

void FunctionLowering::lowerTerminator(const clang::CFGBlock& block) {
  const clang::Stmt* statement = block.getTerminatorStmt();
  llvm::SmallVector<const clang::CFGBlock*, 4> successors;
  for (const clang::CFGBlock::AdjacentBlock& next : block.succs())
    successors.push_back(next.getReachableBlock());
  if (statement) out_.blocks[current_].loop = loopHead(statement);
  if (block.hasNoReturnElement()) return terminate({Terminator::Unreachable});
  if (successors.empty()) {
    Terminator leave{Terminator::Return};
    leave.location = unit_.location(body_->getEndLoc());
    for (const LiveObject* owned = parameters_; owned; owned = owned->outer)
      destroyVariable(owned->variable, leave.location);
    if (returnSlot_ != kNone) leave.value = load(Value::local(returnSlot_), leave.location);
    return terminate(std::move(leave));
  }
  if (statement && llvm::isa<clang::CXXTryStmt>(statement)) return lowerDispatch(block);
  if (auto* choice = llvm::dyn_cast_or_null<clang::SwitchStmt>(statement))
    return lowerSwitch(block, choice);
  if (successors.size() == 1 || !statement) {
    if (!successors[0]) return terminate({Terminator::Unreachable});
    storeArm(block, successors[0]);
    jump(blockOf(successors[0]));
    out_.blocks[current_].terminator.location = returnLocation_;
    return;
  }
  currentStatement_ = statement;
  if (auto* declarations = llvm::dyn_cast<clang::DeclStmt>(statement);
      declarations && declarations->isSingleDecl() && successors[0] && successors[1]) {
    auto* variable = llvm::cast<clang::VarDecl>(declarations->getSingleDecl());
    Value known = load(initialized(variable), locate(statement));
    return branch(known, blockOf(successors[0]), blockOf(successors[1]));
  }
  const clang::Expr* condition =
      block.getTerminator().isStmtBranch() ? block.getLastCondition() : nullptr;
  if (!condition) condition = llvm::dyn_cast_or_null<clang::Expr>(block.getTerminatorCondition());
  Value decided = Value::unknown();
  if (condition && block.getTerminator().isStmtBranch() && !condition->containsErrors()) {
    // Control is here because the left sides of && and || have been decided already.
    condition = condition->IgnoreParens();
    while (auto* logical = llvm::dyn_cast<clang::BinaryOperator>(condition)) {
      if (!logical->isLogicalOp()) break;
      condition = logical->getRHS()->IgnoreParens();
    }
    decided = rvalue(condition);
  }
  if (isTerminated()) return;
  if (!successors[0] && !successors[1]) return terminate({Terminator::Unreachable});
  if (!successors[0]) return jump(joinedBlock(block, successors[1], 1));
  if (!successors[1]) return jump(joinedBlock(block, successors[0], 0));
  if (!decided.kind && successors.size() > 2) return terminate({Terminator::Unreachable});
  BlockId whenTrue = joinedBlock(block, successors[0], 0);
  BlockId whenFalse = joinedBlock(block, successors[1], 1);
  branch(decided, whenTrue, whenFalse);
  out_.blocks[current_].terminator.location = condition ? locate(condition) : Location{};
}

// `for (…)`, `while (…)`, or the `while` behind a do loop.
Location FunctionLowering::loopHead(const clang::Stmt* statement) {
  if (auto* loop = llvm::dyn_cast<clang::ForStmt>(statement))
    return unit_.location({loop->getForLoc(), loop->getRParenLoc()});
  if (auto* loop = llvm::dyn_cast<clang::CXXForRangeStmt>(statement))
    return unit_.location({loop->getForLoc(), loop->getRParenLoc()});
  if (auto* loop = llvm::dyn_cast<clang::WhileStmt>(statement))
    return unit_.location({loop->getWhileLoc(), loop->getRParenLoc()});
  if (auto* loop = llvm::dyn_cast<clang::DoStmt>(statement))
    return unit_.location({loop->getWhileLoc(), loop->getRParenLoc()});
  return {};
}

void FunctionLowering::lowerSwitch(const clang::CFGBlock& block,
                                   const clang::SwitchStmt* statement) {
  Terminator choice{Terminator::Switch};
  choice.location = locate(statement->getCond());
  choice.value = rvalue(statement->getCond());
  BlockId otherwise = kNone;
  for (const clang::CFGBlock::AdjacentBlock& next : block.succs()) {
    const clang::CFGBlock* successor = next.getReachableBlock();
    if (!successor) continue;
    auto* label = llvm::dyn_cast_or_null<clang::CaseStmt>(successor->getLabel());
    if (!label || label->getLHS()->isValueDependent()) {
      otherwise = blockOf(successor);
      continue;
    }
    // Labels that follow each other directly stand before one block: case 1: case 2: …
    auto valueOf = [&](const clang::Expr* bound) {
      return bound->EvaluateKnownConstInt(unit_.context()).extOrTrunc(64).getSExtValue();
    };
    int64_t first = valueOf(label->getLHS());
    int64_t last = label->getRHS() ? valueOf(label->getRHS()) : first;  // GNU: case 1 ... 3
    if (last - first > kMaxCaseRange) choice.value = Value::unknown();
    for (int64_t each = first; each <= last && each - first <= kMaxCaseRange; ++each) {
      choice.cases.push_back(each);
      choice.successors.push_back(blockOf(successor));
    }
  }
  if (otherwise == kNone) {
    otherwise = newBlock();
    out_.blocks[otherwise].terminator = {Terminator::Unreachable};
  }
  choice.successors.push_back(otherwise);
  terminate(std::move(choice));
}

void FunctionLowering::lowerDispatch(const clang::CFGBlock& block) {
  Terminator dispatch{Terminator::Dispatch};
  auto* attempt = llvm::cast<clang::CXXTryStmt>(block.getTerminatorStmt());
  dispatch.location = unit_.location(attempt->getBeginLoc());
  for (const clang::CFGBlock::AdjacentBlock& next : block.succs()) {
    const clang::CFGBlock* successor = next.getReachableBlock();
    if (!successor) continue;
    auto* handler = llvm::dyn_cast_or_null<clang::CXXCatchStmt>(successor->getLabel());
    if (!handler) continue;
    Handler entry{kNone, blockOf(successor)};
    if (const clang::VarDecl* variable = handler->getExceptionDecl()) localOf(variable);
    if (!handler->getCaughtType().isNull()) {
      clang::QualType caught = handler->getCaughtType().getNonReferenceType();
      auto* record = caught->getAsCXXRecordDecl();
      entry.type = unit_.symbol(record ? qualifiedName(record) : caught.getAsString());
    }
    dispatch.handlers.push_back(entry);
    if (entry.type == kNone) return terminate(std::move(dispatch));
  }
  BlockId outer = cleanup(live_, outerTry_.lookup(attempt));
  if (outer != kNone) dispatch.successors.push_back(outer);
  terminate(std::move(dispatch));
}

// The class that is thrown, and its bases.
List<SymbolId> FunctionLowering::withBases(const clang::CXXRecordDecl* record) {
  List<SymbolId> symbols;
  std::vector<const clang::CXXRecordDecl*> classes{record};
  for (size_t i = 0; i < classes.size(); ++i) {
    symbols.push_back(unit_.symbol(qualifiedName(classes[i])));
    if (!classes[i]->hasDefinition()) continue;
    for (const clang::CXXBaseSpecifier& base : classes[i]->bases())
      if (auto* record = base.getType()->getAsCXXRecordDecl()) classes.push_back(record);
  }
  return symbols;
}

void FunctionLowering::lowerThrow(const clang::CXXThrowExpr* expression) {
  Terminator thrown{Terminator::Throw};
  thrown.location = locate(expression);
  if (const clang::Expr* operand = expression->getSubExpr()) {
    rvalue(operand);
    if (auto* record = operand->getType()->getAsCXXRecordDecl())
      thrown.thrown = withBases(record);
    else
      thrown.thrown.push_back(unit_.symbol(operand->getType().getAsString()));
  }
  BlockId target = unwindTarget(expression);
  if (target != kNone) thrown.successors.push_back(target);
  terminate(std::move(thrown));
}

void FunctionLowering::throwWhere(Value condition, llvm::ArrayRef<llvm::StringLiteral> classes,
                                  const clang::Expr* site) {
  Value certain = emitResult(Opcode::Certain, {condition}, locate(site));
  BlockId thrown = newBlock(), after = newBlock();
  branch(certain, thrown, after);
  current_ = thrown;
  Terminator leave{Terminator::Throw};
  leave.location = locate(site);
  for (llvm::StringRef each : classes) leave.thrown.push_back(unit_.symbol(each));
  if (BlockId target = unwindTarget(site); target != kNone) leave.successors.push_back(target);
  terminate(std::move(leave));
  current_ = after;
}

BlockId FunctionLowering::blockOf(const clang::CFGBlock* block) {
  auto [at, isNew] = blockIds_.try_emplace(block, kNone);
  if (isNew) blockIds_[block] = newBlock();
  return blockIds_[block];
}

BlockId FunctionLowering::newBlock() {
  Block block;
  block.terminator.kind = Terminator::Unreachable;
  out_.blocks.push_back(std::move(block));
  open_.push_back(true);
  return out_.blocks.size() - 1;
}

bool FunctionLowering::isTerminated() const { return !open_[current_]; }

void FunctionLowering::terminate(Terminator terminator) {
  if (isTerminated()) return;
  open_[current_] = false;
  out_.blocks[current_].terminator = std::move(terminator);
}

void FunctionLowering::jump(BlockId target) {
  Terminator terminator{Terminator::Jump};
  terminator.successors = {target};
  terminate(std::move(terminator));
}

void FunctionLowering::branch(Value condition, BlockId whenTrue, BlockId whenFalse) {
  Terminator terminator{Terminator::Branch};
  terminator.value = condition;
  terminator.successors = {whenTrue, whenFalse};
  terminate(std::move(terminator));
}

BlockId FunctionLowering::unwindTarget(const clang::Stmt* statement) {
  const clang::CXXTryStmt* target = tryOf_.lookup(statement);
  if (!target && currentStatement_) target = tryOf_.lookup(currentStatement_);
  return cleanup(live_, target);
}

BlockId FunctionLowering::cleanup(const LiveObject* live, const clang::CXXTryStmt* target) {
  auto isInside = [&](const clang::VarDecl* variable) {
    if (!target) return true;
    const clang::CXXTryStmt* at = tryOfVariable_.lookup(variable);
    while (at && at != target) at = outerTry_.lookup(at);
    return at == target;
  };
  if (!live || !isInside(live->variable)) {
    if (target)
      if (const clang::CFGBlock* dispatch = dispatchBlocks_.lookup(target))
        liveAtEntry_.try_emplace(dispatch, live);
    return afterCleanup(target);
  }
  auto [at, isNew] = cleanups_.try_emplace({live, target}, kNone);
  if (!isNew) return at->second;

  BlockId saved = current_;
  const LiveObject* savedLive = live_;
  BlockId first = current_ = newBlock();
  live_ = live->outer;
  bool wasUnwinding = std::exchange(isUnwinding_, true);
  destroyVariable(live->variable, unit_.location(live->variable->getLocation()));
  isUnwinding_ = wasUnwinding;
  BlockId rest = cleanup(live->outer, target);
  bool isEmpty = current_ == first && out_.blocks[first].instructions.empty();
  if (rest == kNone && !isEmpty) {
    if (resumeBlock_ == kNone) {
      resumeBlock_ = newBlock();
      open_[resumeBlock_] = false;
      out_.blocks[resumeBlock_].terminator = {Terminator::Resume};
    }
    rest = resumeBlock_;
  }
  BlockId target_ = isEmpty ? rest : first;
  if (rest != kNone) jump(rest);
  current_ = saved;
  live_ = savedLive;
  return cleanups_[{live, target}] = target_;
}

BlockId FunctionLowering::afterCleanup(const clang::CXXTryStmt* target) {
  if (!target) return kNone;
  const clang::CFGBlock* dispatch = dispatchBlocks_.lookup(target);
  return dispatch ? blockOf(dispatch) : kNone;
}

}  // namespace chanvet::model
