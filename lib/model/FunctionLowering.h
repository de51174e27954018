// Lowers one function body from clang's CFG. Control flow is in FunctionLowering.cpp, values that
// depend on a branch in JoinLowering.cpp, expressions in ExpressionLowering.cpp, calls and
// construction in CallLowering.cpp, the ends of objects in DestructionLowering.cpp, the operations
// of dialects in OperationLowering.cpp, ContainerLowering.cpp, IteratorLowering.cpp and
// SelectLowering.cpp.
#pragma once

#include <array>

#include <clang/AST/ExprCXX.h>
#include <clang/AST/StmtCXX.h>
#include <clang/Analysis/CFG.h>
#include <llvm/ADT/SmallPtrSet.h>

#include "model/UnitBuilder.h"

namespace chanvet::model {

// The fields of a guard: the mutexes it was given, and whether it has them locked.
inline constexpr llvm::StringLiteral kGuardOwns = "guard::owns";
// What a result holds: a value, or an error that is not null.
inline constexpr llvm::StringLiteral kResultValue = "result::value";
inline constexpr llvm::StringLiteral kResultError = "result::error";
// What a packaged task runs.
inline constexpr llvm::StringLiteral kPackagedCallable = "packaged_task::callable";
inline std::string guardField(unsigned mutex) { return "guard::mutex" + std::to_string(mutex); }

// Whether it makes a future ready when it dies, at the latest.
bool isPromise(ClassKind kind);
bool isCopyable(const clang::CXXRecordDecl* record);
// The type of the temporary whose life a reference makes as long as its own; null if there is none.
clang::QualType extendedTemporary(const clang::VarDecl* reference);
// How many of the arguments of a call stand in the source.
unsigned writtenArguments(llvm::ArrayRef<const clang::Expr*> arguments);

// What a comparison asks; nothing for operators that are none.
std::optional<Relation> relationOf(clang::BinaryOperatorKind op);

// What is written, without the conversions and temporaries that clang puts around it.
inline const clang::Expr* peel(const clang::Expr* expression) {
  return expression->IgnoreImplicit()->IgnoreParens()->IgnoreImplicit();
}

// What the standard library throws, with the bases.
inline constexpr std::array<llvm::StringLiteral, 3> kOutOfRange = {
    "std::out_of_range", "std::logic_error", "std::exception"};
inline constexpr std::array<llvm::StringLiteral, 2> kBadOptionalAccess = {
    "std::bad_optional_access", "std::exception"};
inline constexpr std::array<llvm::StringLiteral, 2> kBadVariantAccess = {"std::bad_variant_access",
                                                                         "std::exception"};
// Whether it is the function of this name of a class of the standard library.
bool isStdMethod(const clang::FunctionDecl* callee, llvm::StringRef name);

// Whether the call is written as an operator whose object stands first among its arguments.
bool isMemberOperator(const clang::CallExpr* expression, const clang::FunctionDecl* callee);

// The operator of the lambda whose conversion to a pointer gives `function`; null for any other.
// Clang leaves such a function without statements.
const clang::CXXMethodDecl* invokedByPointer(const clang::FunctionDecl* function);

class FunctionLowering {
 public:
  FunctionLowering(UnitBuilder& unit, FunctionId id, const clang::FunctionDecl* declaration);

  void run();

  // The function is the one that gives globals their first values. It has no declaration. Returns
  // where it begins with each of them.
  std::vector<GlobalInitializer> runInitializers(llvm::ArrayRef<const clang::VarDecl*> globals);

 private:
  // A local object whose destructor runs when control leaves its scope; objects declared before it
  // follow as `outer`.
  struct LiveObject {
    const clang::VarDecl* variable;
    const LiveObject* outer;
  };

  // --- FunctionLowering.cpp: control flow
  void collectFacts(const clang::Stmt* statement, const clang::CXXTryStmt* enclosingTry);
  void noteRangeFor(const clang::CXXForRangeStmt* loop);
  void collectBaseInitializers();
  void noteSpawn(const clang::CallExpr* call);

  // --- GrowthLowering.cpp
  const clang::VarDecl* usedWithoutRoom(const clang::Stmt* statement) const;
  void noteUse(const clang::Stmt* statement);
  bool relocates(const clang::VarDecl* variable) const;

  // --- FunctionLowering.cpp: control flow
  bool isReceiving(const clang::CXXForRangeStmt* loop) const;
  void finish();
  void declareParameters();
  const LiveObject* ownedParameters();
  void lowerGraph(clang::CFG& graph);
  void lowerFrom(const clang::CFGBlock* start, const LiveObject* live);
  void lowerBlock(const clang::CFGBlock& block);
  void lowerElement(const clang::CFGElement& element);
  void lowerStatement(const clang::Stmt* statement);
  void lowerDeclaration(const clang::VarDecl* variable);
  Value initialized(const clang::VarDecl* variable);
  void lowerInitializer(const clang::CXXCtorInitializer* initializer);
  void lowerInherited(const clang::CXXInheritedCtorInitExpr* init, Location location);
  bool isInherited() const;
  void lowerTerminator(const clang::CFGBlock& block);
  Location loopHead(const clang::Stmt* statement);
  void lowerSwitch(const clang::CFGBlock& block, const clang::SwitchStmt* statement);
  void lowerDispatch(const clang::CFGBlock& block);
  List<SymbolId> withBases(const clang::CXXRecordDecl* record);
  void lowerThrow(const clang::CXXThrowExpr* expression);
  // The library's function throws where the condition is known to be true.
  void throwWhere(Value condition, llvm::ArrayRef<llvm::StringLiteral> classes,
                  const clang::Expr* site);
  BlockId blockOf(const clang::CFGBlock* block);
  BlockId newBlock();
  bool isTerminated() const;
  void terminate(Terminator terminator);
  void jump(BlockId target);
  void branch(Value condition, BlockId whenTrue, BlockId whenFalse);

  // Where an exception thrown by `statement` goes: the block that destroys the live objects and
  // enters the handlers; kNone when it leaves the function with nothing to destroy.
  BlockId unwindTarget(const clang::Stmt* statement);
  BlockId cleanup(const LiveObject* live, const clang::CXXTryStmt* target);
  BlockId afterCleanup(const clang::CXXTryStmt* target);

  // --- DestructionLowering.cpp
  void destroyElements(Value slot, clang::QualType type, Location location);
  void destroyHeld(Value slot, clang::QualType type, Location location);
  bool endMatters(clang::QualType type, unsigned depth = 0) const;
  Value hiddenLocal();
  void runDeferred(Value slot, const clang::VarDecl* variable, Location location);
  void destroyVariable(const clang::VarDecl* variable, Location location);
  void destroySlot(Value slot, clang::QualType type, Location location);
  void destroyRecord(Value object, const clang::CXXRecordDecl* record, Location location,
                     bool isExact = true);
  void destroyPointee(Value slot, clang::QualType pointer, Location location);

  // --- JoinLowering.cpp: &&, || and ?: whose value is used where their branches meet again
  struct Join {
    const clang::Expr* expression;
    LocalId result;
    // Of ?:, the blocks of its first choice.
    llvm::SmallPtrSet<const clang::CFGBlock*, 4> whenTrue;
  };
  void findJoins(clang::CFG& graph);
  void enterJoin(const clang::CFGBlock& block);
  // The block to go to for `to`, which is `from`'s successor number `edge`.
  BlockId joinedBlock(const clang::CFGBlock& from, const clang::CFGBlock* to, unsigned edge);
  void storeArm(const clang::CFGBlock& from, const clang::CFGBlock* to);

  // --- OperatorLowering.cpp
  const clang::Expr* resolvedOperator(const clang::Expr* expression);

  // --- ExpressionLowering.cpp
  Value rvalue(const clang::Expr* expression);
  Value lvalue(const clang::Expr* expression);  // a slot, or the object for types of object shape
  Value computeRvalue(const clang::Expr* expression);
  Value computeLvalue(const clang::Expr* expression);
  Value variableLvalue(const clang::ValueDecl* variable, const clang::Expr* use);
  Value memberLvalue(const clang::MemberExpr* expression);
  Value castRvalue(const clang::CastExpr* expression);
  Value unaryRvalue(const clang::UnaryOperator* expression);
  Value binaryRvalue(const clang::BinaryOperator* expression);
  Value compare(clang::BinaryOperatorKind op, Value a, Value b, Location location);
  Value constantOf(const clang::Expr* expression);
  Value constantVariable(const clang::Expr* expression);
  FunctionId pointedTo(const clang::FunctionDecl* function);
  Value slotContent(Value slot, clang::QualType type, Location location);
  unsigned storeBaseClosures(Value object, const clang::CXXRecordDecl* record,
                             const clang::InitListExpr* list);
  Value initializerList(const clang::InitListExpr* list);
  Value lambda(const clang::LambdaExpr* expression);
  Value materialize(const clang::Expr* expression);
  Value thisObject(Location location);
  Value argument(const clang::Expr* expression, clang::QualType parameter);
  void giveAway(const clang::Expr* argument);
  // The value an object of type `type` has after construction without arguments.
  Value defaultValue(clang::QualType type, Location location);
  bool hasObjectShape(clang::QualType type) const;
  // A slot's content for scalar shapes, the object itself for object shapes.
  Value through(Value lvalue, clang::QualType type, Location location);
  bool isEmptiedByMove(clang::QualType type) const;
  Value moveOut(Value slot, clang::QualType type, Location location);

  // --- CallLowering.cpp
  Value call(const clang::CallExpr* expression);
  Value awaited(const clang::CoroutineSuspendExpr* suspended);
  Value directCall(const clang::CallExpr* expression, const clang::FunctionDecl* callee);
  Values operandsOf(const clang::CallExpr* expression, const clang::FunctionDecl* callee,
                    uint32_t* readOnly = nullptr);
  bool isSeen(const clang::FunctionDecl* callee) const;
  bool isComputed(const clang::FunctionDecl* callee) const;
  bool isQuiet(const clang::FunctionDecl* callee) const;
  bool refers(clang::QualType type) const;
  bool isNotYetRun(const clang::CallExpr* call, const clang::FunctionDecl* callee) const;
  Value returnedConstant(const clang::FunctionDecl* callee);
  bool isDispatched(const clang::CallExpr* expression, const clang::FunctionDecl* callee) const;
  Value callThrough(const clang::CallExpr* expression);
  std::optional<Value> tupleGet(const clang::CallExpr* expression,
                                const clang::FunctionDecl* callee);
  bool isQualifiedCall(const clang::CallExpr* expression) const;
  struct Assignment {
    const clang::Expr *left, *right;
  };
  std::optional<Assignment> assignmentOf(const clang::CallExpr* expression) const;
  Value assign(const clang::CallExpr* expression, const clang::CXXMethodDecl* method);
  std::optional<Value> assignLibraryClass(const Assignment& sides, Location location);
  bool isEmptyTag(clang::QualType type) const;
  struct TupleElement {
    SymbolId symbol;
    clang::QualType type;
  };
  std::vector<TupleElement> tupleElements(const clang::CXXRecordDecl* record);
  void assignTuple(Value target, const clang::CXXRecordDecl* record, Value source,
                   clang::QualType sourceType, Location location);

  bool isElided(const clang::CXXConstructExpr* copy);
  Value construct(const clang::CXXConstructExpr* expression);
  Value constructClass(const dialect::ClassSpec& spec, clang::QualType type,
                       const clang::CXXConstructorDecl* constructor,
                       llvm::ArrayRef<const clang::Expr*> arguments, const clang::Expr* site);
  Value constructRecord(const clang::CXXRecordDecl* record,
                        const clang::CXXConstructorDecl* constructor,
                        llvm::ArrayRef<const clang::Expr*> arguments, const clang::Expr* site);
  bool isRunToCopy(const clang::CXXMethodDecl* method) const;
  bool ownsParts(const clang::CXXRecordDecl* record, unsigned depth = 0) const;
  Value relocated(Value from, clang::QualType type, const clang::Expr* site);
  void callConstructor(Value object, const clang::CXXConstructorDecl* constructor,
                       llvm::ArrayRef<const clang::Expr*> arguments, const clang::Expr* expression);
  bool extendsPrimitive(clang::QualType type, const dialect::ClassSpec& spec) const;
  Value constructTuple(const clang::CXXRecordDecl* record,
                       llvm::ArrayRef<const clang::Expr*> arguments, const clang::Expr* site);
  // An object made by library code from arguments it forwards (make_shared, emplace_back).
  Value handedOver(const clang::Expr* argument);
  Value constructForwarded(clang::QualType type, llvm::ArrayRef<const clang::Expr*> arguments,
                           const clang::Expr* site);
  const clang::CXXConstructorDecl* forwardedConstructor(
      const clang::CXXRecordDecl* record, llvm::ArrayRef<const clang::Expr*> arguments);

  // --- OperationLowering.cpp: calls that are an operation of a dialect
  struct Site {
    const clang::Expr* expression;
    const clang::FunctionDecl* callee;
    const dialect::OperationSpec* spec;
    const dialect::ClassSpec* cls;  // of the receiver, null for functions
    const clang::Expr* receiver;    // null for functions
    bool receiverIsPointer;
    llvm::SmallVector<const clang::Expr*, 4> arguments;
    clang::QualType type;  // of the result
    Location location;
  };
  // What the receiver is or points to; null for functions, and for what a template leaves open.
  clang::QualType receiverType(const Site& site) const;
  Value operation(const Site& site);
  Value forward(const Site& site);
  Value forwarded(const Site& site);
  Value castOrNull(Value value, clang::QualType wanted, Location location);
  Value resultPart(const Site& site, llvm::StringRef part);
  Value makeResult(clang::QualType type, llvm::ArrayRef<const clang::Expr*> arguments,
                   const clang::Expr* site);
  bool canHoldNull(clang::QualType type) const;
  Value emptyOf(clang::QualType type) const;
  Value heldBy(clang::QualType type, Value value, Location location);
  bool isErrorValue(clang::QualType type) const;
  Value heldOr(Value held, Value isThere, const clang::Expr* otherwise, Location location);
  Value copyOf(Value object, Location location);
  Value primitiveOperation(const Site& site);
  Value makeByFactory(const Site& site);
  Value makePrimitive(const dialect::ClassSpec& spec, const dialect::OperationSpec* factory,
                      llvm::ArrayRef<const clang::Expr*> arguments, Location location);
  Value makeContext(const Site& site);
  Value cancelFunction(Value context, Location location);
  Value allocate(const Site& site);
  Value dereference(const Site& site);
  Value clear(const Site& site);
  Value swap(const Site& site);

  // --- CallableLowering.cpp
  Value spawn(const Site& site);
  Value invoke(const Site& site);
  Value bind(const Site& site);
  std::optional<unsigned> placeholder(const clang::Expr* argument) const;
  bool isBoundByReference(const Site& site, unsigned i) const;
  void runPackaged(const Site& site);
  void runInvoker(const clang::CXXMethodDecl* invoked);
  Value packagedCall(Value task, const dialect::ClassSpec& spec, unsigned parameters,
                     Location location);
  uint32_t startOfTask(const Site& site);
  bool runsFirst(const Site& site) const;
  void giveWay(Value handle, ClassKind kind, Location location);

  // --- GuardLowering.cpp
  Value lockGuard(const Site& site, clang::QualType guardType);
  void destroyGuard(Value slot, const dialect::ClassSpec& spec, clang::QualType guard,
                    Location location);
  Value lockOrUnlock(const Operation& operation, Values mutexes,
                     const clang::CXXRecordDecl* lockable, Location location);
  const clang::CXXRecordDecl* lockableOf(clang::QualType guard) const;
  TypeId lockedType(clang::QualType guard);
  Value guardOperation(const Site& site);
  Value guardOwns(const Site& site);
  Value conditionWait(const Site& site);
  Value mutexOf(const clang::Expr* lock, Location location);

  // --- VariantLowering.cpp
  std::vector<clang::QualType> alternativesOf(clang::QualType type) const;
  bool ownsSomething(clang::QualType type, unsigned depth = 0) const;
  static std::optional<unsigned> alternativeNamed(const clang::TemplateArgument& name,
                                                  llvm::ArrayRef<clang::QualType> alternatives);
  std::optional<unsigned> alternativeFor(const clang::Expr* source,
                                         llvm::ArrayRef<clang::QualType> alternatives) const;
  Value alternativeSlot(Value variant, unsigned index, Location location);
  Value holdsAlternative(Value variant, unsigned index, Location location, Relation relation);
  void setAlternative(Value variant, unsigned index, Value value, Location location);
  Value makeAlternative(clang::QualType type, llvm::ArrayRef<const clang::Expr*> arguments,
                        const clang::Expr* site);
  void loseAlternative(Value variant, llvm::ArrayRef<const clang::Expr*> arguments,
                       const clang::Expr* site);
  Value constructVariant(llvm::ArrayRef<clang::QualType> alternatives,
                         llvm::ArrayRef<const clang::Expr*> arguments, const clang::Expr* site);
  Value assignVariant(const Assignment& sides, Location location);
  std::optional<Value> variantCall(const clang::CallExpr* expression,
                                   const clang::FunctionDecl* callee);
  std::optional<Value> variantMember(const clang::CXXMemberCallExpr* expression,
                                     const clang::FunctionDecl* callee);
  // What a visitor runs; with a lambda, the part of it that derives from that one.
  struct Visitor {
    const clang::FunctionDecl* body = nullptr;
    const clang::CXXRecordDecl* lambda = nullptr;
  };
  Visitor visitorFor(const clang::CXXRecordDecl* record, clang::QualType alternative) const;
  SymbolId closurePart(const clang::CXXRecordDecl* lambda) const;
  std::optional<Value> visitVariant(const clang::CallExpr* expression);
  Value callVisitor(Value visitor, const Visitor& chosen, Value slot, clang::QualType type,
                    const clang::Expr* site);

  // --- TimeLowering.cpp

  Value makeDuration(Value nanoseconds, Location location);
  Value nanosecondsOf(const clang::Expr* duration);
  std::optional<Value> durationRvalue(const clang::Expr* expression);
  std::optional<Value> betweenDurations(clang::BinaryOperatorKind kind, const clang::Expr* left,
                                        const clang::Expr* right, Location location);
  std::optional<Value> rewrittenDurations(const clang::CXXRewrittenBinaryOperator* expression);
  std::optional<Value> changeDuration(const clang::CXXOperatorCallExpr* call);
  std::optional<Value> durationCall(const clang::CallExpr* expression);

  // --- TextLowering.cpp
  bool isText(clang::QualType type) const;
  Value text(llvm::StringRef content) const;
  Value literalText(const clang::StringLiteral* literal) const;
  Value textOf(const clang::Expr* expression);
  bool isTextLike(const clang::Expr* expression) const;
  Value constructText(llvm::ArrayRef<const clang::Expr*> arguments, Location location);
  std::optional<Value> textCall(const clang::CallExpr* expression,
                                const clang::FunctionDecl* callee);
  std::optional<Value> textOperator(const clang::CXXOperatorCallExpr* expression);
  bool isOnlyRead(const clang::CallExpr* expression) const;
  Value characterSlot(Value text, Value index, Location location);
  std::optional<Value> textMember(const clang::CXXMemberCallExpr* expression);

  // --- AtomicLowering.cpp
  bool isPools(const Site& site) const;
  Value acquire(const Site& site);
  Value calledAsItIs(const Site& site);
  Value atomic(const Site& site);
  bool isConcurrentMap(const Site& site) const;
  Value atomicSlot(const Site& site);
  clang::QualType entryType(const Site& site) const;
  Value absentEntry(const Site& site) const;
  Value atomicOperand(const Site& site, int64_t otherwise);
  void storeAtomic(Value slot, Value value, Location location);
  Value insertEntry(const Site& site);
  Value removeEntry(const Site& site);
  Value update(const Site& site, Arithmetic arithmetic, int64_t otherwise, bool yieldsOld);
  Value compareExchange(const Site& site);
  static bool isPostfix(const Site& site);

  Value testForNull(const Site& site);
  const clang::CXXRecordDecl* panicClass(const Site& site) const;
  void panic(const Site& site);
  std::optional<Value> comparedToNull(const Site& site);
  bool isBooleanConversion(const Site& site) const;
  OnMisuse awaitedMisuse(const Site& site, OnMisuse misuse) const;
  clang::QualType resultType(const Site& site) const;
  std::optional<int64_t> statusValue(llvm::StringRef word, clang::QualType type) const;
  OnMisuse misuse(const dialect::OperationSpec& spec, const dialect::ClassSpec* cls) const;
  Value valueOfCallable(const clang::Expr* expression);
  Value spawnedArgument(const clang::Expr* argument);
  Value emitUnknown(Location location);

  Value receiverSlot(const Site& site);
  Value operandObject(const Site& site);  // the primitive
  const clang::Expr* operandExpression(const Site& site, const dialect::Operand& operand) const;
  const clang::Expr* callableArgument(llvm::ArrayRef<const clang::Expr*> arguments) const;
  Callee calleeFor(Value callable, const clang::Expr* expression, Values& operands);
  Value callValue(Value callable, const clang::Expr* expression, Values operands,
                  Location location);
  std::vector<TupleElement> pairOf(clang::QualType type);
  Value makePair(llvm::ArrayRef<TupleElement> elements, Value first, Value second,
                 Location location);
  // What the raw or smart pointer points to; the type itself if it is none.
  clang::QualType behindPointer(clang::QualType type) const;
  // A primitive as a factory with this result type returns it: where that is a pointer, to the
  // primitive.
  Value asReturned(Value made, clang::QualType type, Location location);
  const dialect::ClassSpec* classBehind(const Site& site) const;
  bool isAwaited(const clang::Expr* call) const { return awaited_.contains(call); }

  // --- ContainerLowering.cpp: containers, arrays, and the loops over them
  Value insert(const Site& site);
  Value element(const Site& site);
  Value remove(const Site& site);
  Value takenOut(Value found, Value key, clang::QualType held, Location location);
  Value insertNode(Value container, clang::QualType held, Value node, Location location);
  Value resize(const Site& site);
  Value sizeOf(const Site& site);
  Value containerOf(const Site& site);
  Value newContainer(clang::QualType type, Location location);
  Value newElements(clang::QualType type, const clang::CXXConstructorDecl* constructor,
                    llvm::ArrayRef<const clang::Expr*> arguments, const clang::Expr* site);
  void setElements(Value container, Value first, Value count, Location location,
                   llvm::function_ref<Value()> make);
  bool isConstructed(clang::QualType element) const;
  void constructElements(Value container, Value first, Value count, clang::QualType element,
                         const clang::Expr* site);
  Value newUnderKey(const Site& site);
  Value constructContainer(clang::QualType type, const clang::CXXConstructorDecl* constructor,
                           llvm::ArrayRef<const clang::Expr*> arguments, const clang::Expr* site);
  void fillContainer(Value container, clang::QualType type, const clang::InitListExpr* list);
  void storeElements(Value container, const clang::InitListExpr* list, int64_t& index);
  // What is under a key, and whether it is new.
  struct Entry {
    Value slot = {}, isNew = {};
  };
  Entry storeEntry(Value container, const clang::Expr* written, Value pair, Where where,
                   Location location);
  bool isMap(clang::QualType type) const;
  Value keyOf(const clang::Expr* expression);
  Value elementDefault(clang::QualType element) const;
  Value keySlot(Value container, Value key, Location location);
  Value appendSlot(Value container, Where where, Location location);
  void resizeTo(Value container, Value count, Value value, Location location);
  // The begin iterator of a range-for compared (for a channel: the receive) or dereferenced.
  std::optional<Value> rangeForCall(const clang::CallExpr* expression);
  std::optional<Value> rangeForElement(const clang::Expr* iterator, Location location);
  std::optional<Value> rangeForTest(const clang::Expr* iterator, clang::BinaryOperatorKind op,
                                    Location location);
  std::optional<Value> receiveUntilClosed(const clang::CXXForRangeStmt* loop,
                                          clang::OverloadedOperatorKind op, Location location);
  const clang::CXXForRangeStmt* rangeLoopOf(const clang::Expr* iterator) const;
  bool isIndexed(const clang::CXXForRangeStmt* loop) const;
  static bool writesElements(const clang::CXXForRangeStmt* loop);
  Value rangeOf(const clang::CXXForRangeStmt* loop, Location location);

  // Whether keys of this type can be told apart: numbers, pointers and handles.
  bool isKey(clang::QualType type) const;
  Value insertKeyed(const Site& site, Value container, clang::QualType own);
  Entry putUnder(Value container, Value key, Value value, bool onlyNew, Location location);
  Value insertResult(const Site& site, const Entry& entry);

  // --- IteratorLowering.cpp
  struct Range {
    Value first, last;
    Where direction = Where::Any;
    clang::QualType element;  // null: of a map, whose entries are their slots
    Value container;          // unknown where two iterators are given
  };
  // One turn of a loop over a range.
  struct Turn {
    Value at;     // the slot of the element
    Value place;  // the hidden local that holds it
    BlockId test = kNone, step = kNone, done = kNone;
  };
  bool isIterator(clang::QualType type) const;
  Where directionOf(clang::QualType type) const;
  clang::QualType visitedBy(clang::QualType iterator) const;
  // The value of an expression, also of one that is a place.
  Value valueOf(const clang::Expr* expression);
  Value nextOf(Value at, Where direction, Location location);
  const clang::CallExpr* positionCall(const clang::Expr* expression, Where& where) const;
  Value advanced(const clang::Expr* from, Value at, Where direction, const clang::Expr* count,
                 Location location);
  Value next(const Site& site);
  Value iteratorTarget(const Site& site);
  Value elementValue(Value slot, clang::QualType type, bool copies, bool byReference,
                     Location location);
  bool haveIdentity(clang::QualType a, clang::QualType b) const;
  bool isOptionalKey(clang::QualType type) const;
  bool isComparable(const clang::Expr* side) const;
  std::optional<Value> comparedValues(const clang::CallExpr* expression);
  std::optional<Range> rangeGiven(llvm::ArrayRef<const clang::Expr*> arguments, Location location);
  void eachIn(const Range& range, Location location, llvm::function_ref<void(const Turn&)> body);
  Value judged(const Site& site, const Range& range, Value callable, Value wanted, Value at);
  std::optional<Value> visitEach(const Site& site);
  Value removeAt(Value container, Value at, Location location);
  Value removeRange(Value container, const clang::Expr* first, const clang::Expr* last,
                    Location location);
  void insertRange(Value container, clang::QualType own, Where where, const Range& range,
                   Location location);

  // --- SelectLowering.cpp
  Value select(const Site& site);
  bool passesValue(const clang::Expr* callback) const;

  // --- emitting
  Instruction& emit(Opcode opcode, std::initializer_list<Value> operands, Location location);
  Value emitResult(Opcode opcode, std::initializer_list<Value> operands, Location location,
                   Relation relation = Relation::Equal);
  Value compute(Value left, Arithmetic arithmetic, Value right, Location location);
  Value load(Value slot, Location location, bool moves = false);
  Value view(Value slot, Location location);
  void store(Value slot, Value value, Location location);
  Value fieldSlot(Value object, SymbolId field, Location location);
  Value elementSlot(Value container, Location location, Value index = {});
  Value newObject(Location location, TypeId type = kNone);
  Location locate(const clang::Stmt* statement) {
    return unit_.location(statement->getSourceRange());
  }
  const dialect::ClassSpec* classOf(clang::QualType type) const;

  LocalId localOf(const clang::VarDecl* variable);
  LocalId returnSlot();
  // What a smart pointer, container or wrapper holds; null type when its class does not say.
  clang::QualType pointeeOf(clang::QualType type) const;

  UnitBuilder& unit_;
  FunctionId id_;
  const clang::FunctionDecl* declaration_;
  Function out_;  // under construction; moved into the unit at the end
  const clang::Stmt* body_ = nullptr;

  BlockId current_ = kNone;
  std::vector<bool> open_;  // by block: has no terminator yet
  LocalId returnSlot_ = kNone;
  Location returnLocation_;  // of the return statement in the current block
  const LiveObject* live_ = nullptr;
  bool isUnwinding_ = false;                // lowers what an exception that passes runs
  const LiveObject* parameters_ = nullptr;  // those that this function destroys
  const clang::Stmt* currentStatement_ = nullptr;
  std::deque<LiveObject> liveObjects_;
  BlockId resumeBlock_ = kNone;

  llvm::DenseMap<const clang::CFGBlock*, BlockId> blockIds_;
  llvm::DenseMap<const clang::CFGBlock*, const LiveObject*> liveAtEntry_;
  llvm::DenseMap<const clang::CFGBlock*, bool> lowered_;
  llvm::DenseMap<const clang::CXXTryStmt*, const clang::CFGBlock*> dispatchBlocks_;
  llvm::DenseMap<const clang::CXXTryStmt*, const clang::CXXTryStmt*> outerTry_;
  llvm::DenseMap<const clang::Stmt*, const clang::CXXTryStmt*> tryOf_;
  llvm::DenseMap<const clang::VarDecl*, const clang::CXXTryStmt*> tryOfVariable_;
  std::map<std::pair<const LiveObject*, const clang::CXXTryStmt*>, BlockId> cleanups_;

  llvm::DenseMap<const clang::VarDecl*, LocalId> locals_;
  llvm::DenseMap<const clang::ValueDecl*, const clang::FieldDecl*> captures_;
  const clang::FieldDecl* thisCapture_ = nullptr;
  llvm::DenseMap<const clang::Expr*, Value> values_;  // of expressions with effects
  llvm::DenseMap<const clang::Expr*, Value> temporaries_;
  llvm::SmallPtrSet<const clang::Expr*, 8> awaited_;
  llvm::DenseMap<const clang::Expr*, clang::QualType> awaitedTypes_;  // what co_await yields
  // Calls of coroutines that a fiber is to run: the call itself runs nothing.
  llvm::SmallPtrSet<const clang::Expr*, 4> spawned_;
  // Calls that are part of an operation: begin() and end() of channels, await_ready() and its kind.
  llvm::SmallPtrSet<const clang::Expr*, 8> machinery_;
  // In templates: the operators as they are lowered.
  llvm::DenseMap<const clang::Expr*, const clang::Expr*> resolvedOperators_;
  // Places of which only the value is used.
  llvm::SmallPtrSet<const clang::Expr*, 16> onlyRead_;
  // Constructions that make no new object: of bases, of the object by another constructor, and of
  // a result that is the local which is returned.
  llvm::SmallPtrSet<const clang::Expr*, 4> inPlace_;
  // Temporaries whose value another object owns, which the receiver of an argument destroys.
  llvm::SmallPtrSet<const clang::Expr*, 4> givenAway_;
  llvm::SmallPtrSet<const clang::VarDecl*, 8> loopVariables_;
  llvm::DenseMap<const clang::VarDecl*, int> usesThatMayMakeRoom_;  // reserve() among them
  // Iterators of range-for loops that the model counts through: begin is an index, end nothing.
  llvm::SmallPtrSet<const clang::VarDecl*, 8> indices_, ends_;
  // The begin iterator of a range-for -> its loop, and what the loop ranges over.
  llvm::DenseMap<const clang::VarDecl*, const clang::CXXForRangeStmt*> rangeLoops_;
  llvm::DenseMap<const clang::CXXForRangeStmt*, Value> received_;
  llvm::DenseMap<const clang::CFGBlock*, Join> joins_;
};

}  // namespace chanvet::model
