// Iterators, which stand for the slot of the element they are at (or null, behind the last one),
// and the algorithms that visit what is between two of them.
#include "model/FunctionLowering.h"
#include "model/StableOrder.h"

namespace chanvet::model {

using dialect::Each;
using dialect::Operand;

namespace {

// Farther than this an iterator is not followed.
constexpr int64_t kMostSteps = 8;

// What the entries of maps are: a pair of a key that stays and a value.
bool isEntry(clang::QualType type) {
  auto* pair = llvm::dyn_cast_or_null<clang::ClassTemplateSpecializationDecl>(
      type.getNonReferenceType()->getAsCXXRecordDecl());
  if (!pair || !pair->isInStdNamespace() || pair->getName() != "pair") return false;
  const clang::TemplateArgument& first = pair->getTemplateArgs()[0];
  return first.getKind() == clang::TemplateArgument::Type && first.getAsType().isConstQualified();
}

const clang::CXXMethodDecl* memberOperator(const clang::CXXRecordDecl* record,
                                           clang::OverloadedOperatorKind op) {
  if (!record || !record->hasDefinition()) return nullptr;
  auto& names = record->getASTContext().DeclarationNames;
  for (const clang::NamedDecl* found : record->lookup(names.getCXXOperatorName(op)))
    if (auto* method = llvm::dyn_cast<clang::CXXMethodDecl>(found)) return method;
  return nullptr;
}

// The function that a callable runs, as far as the source says.
const clang::FunctionDecl* calledBy(const clang::Expr* callable) {
  auto* record = callable->getType().getNonReferenceType()->getAsCXXRecordDecl();
  if (record && record->isLambda()) {
    if (const clang::FunctionTemplateDecl* generic = record->getDependentLambdaCallOperator())
      return firstInstanceOf(generic);
    return record->getLambdaCallOperator();
  }
  if (record) return memberOperator(record, clang::OO_Call);
  callable = peel(callable);
  if (auto* address = llvm::dyn_cast<clang::UnaryOperator>(callable))
    callable = peel(address->getSubExpr());
  auto* reference = llvm::dyn_cast<clang::DeclRefExpr>(callable);
  return reference ? llvm::dyn_cast<clang::FunctionDecl>(reference->getDecl()) : nullptr;
}

}  // namespace

bool FunctionLowering::isIterator(clang::QualType type) const {
  const dialect::ClassSpec* spec = classOf(type);
  return spec && spec->kind == ClassKind::Iterator;
}

// Last for the iterators that go backwards.
Where FunctionLowering::directionOf(clang::QualType type) const {
  if (const dialect::ClassSpec* spec = classOf(type))
    for (const dialect::MethodSpec& method : spec->methods)
      if (method.name == "operator++") return method.op.where;
  return Where::Any;
}

clang::QualType FunctionLowering::visitedBy(clang::QualType iterator) const {
  iterator = iterator.getNonReferenceType();
  if (iterator->isPointerType()) return iterator->getPointeeType();
  const clang::CXXMethodDecl* access =
      memberOperator(iterator->getAsCXXRecordDecl(), clang::OO_Star);
  return access ? access->getReturnType().getNonReferenceType() : clang::QualType();
}

Value FunctionLowering::valueOf(const clang::Expr* expression) {
  return expression->isGLValue() ? load(lvalue(expression), locate(expression))
                                 : rvalue(expression);
}

Value FunctionLowering::nextOf(Value at, Where direction, Location location) {
  if (at.kind == Value::Unknown || at.kind == Value::Null) return Value::unknown();
  Value next = emitResult(Opcode::Next, {at}, location);
  if (direction == Where::Last) out_.blocks[current_].instructions.back().where = Where::Last;
  return next;
}

// The call of begin(), end() or their kind that an expression is; null for all else.
const clang::CallExpr* FunctionLowering::positionCall(const clang::Expr* expression,
                                                      Where& where) const {
  expression = peel(expression);
  if (auto* converted = llvm::dyn_cast<clang::CXXConstructExpr>(expression))
    return converted->getNumArgs() == 1 ? positionCall(converted->getArg(0), where) : nullptr;
  auto* called = llvm::dyn_cast<clang::CallExpr>(expression);
  // A member call whose types are not known yet has no object.
  if (called && called->getNumArgs() == 0 && !llvm::isa<clang::CXXMemberCallExpr>(called))
    return nullptr;
  const clang::FunctionDecl* callee = called ? dialect::calleeOf(called, unit_.context()) : nullptr;
  const dialect::OperationSpec* spec =
      callee ? unit_.resolver().operationOf(callee, called->getNumArgs()) : nullptr;
  if (!spec || spec->kind != OpKind::Element) return nullptr;
  where = spec->where;
  return where == Where::First || where == Where::Last || where == Where::End ? called : nullptr;
}

// An iterator some steps on. From the first element, the one at that index; before the end, the
// last one.
Value FunctionLowering::advanced(const clang::Expr* from, Value at, Where direction,
                                 const clang::Expr* count, Location location) {
  std::optional<int64_t> steps = 1;
  if (count) {
    Value number = count->isGLValue() ? Value::unknown() : constantOf(count);
    steps = number.kind == Value::Constant ? std::optional(number.payload) : std::nullopt;
  }
  Where position = Where::Any;
  const clang::CallExpr* call = from ? positionCall(from, position) : nullptr;
  auto container = [&] {
    if (auto* member = llvm::dyn_cast<clang::CXXMemberCallExpr>(call)) {
      const clang::Expr* object = member->getImplicitObjectArgument();
      return object->getType()->isPointerType() ? rvalue(object) : lvalue(object);
    }
    return lvalue(call->getArg(0));
  };
  if (call && position == Where::First && direction == Where::Any && count)
    return elementSlot(container(), location, valueOf(count));
  if (!steps || std::abs(*steps) > kMostSteps) return Value::unknown();
  if (*steps < 0) direction = direction == Where::Last ? Where::Any : Where::Last;
  int64_t left = std::abs(*steps);
  if (call && position == Where::End && direction == Where::Last && left > 0) {
    at = elementSlot(container(), location);
    if (at.kind != Value::Unknown) out_.blocks[current_].instructions.back().where = Where::Last;
    --left;
  }
  while (left-- > 0) at = nextOf(at, direction, location);
  return at;
}

// ++it, it += 2, std::next(it), it + 1
Value FunctionLowering::next(const Site& site) {
  const dialect::OperationSpec& spec = *site.spec;
  const clang::Expr* count = operandExpression(site, spec.count);
  if (count && llvm::isa<clang::CXXDefaultArgExpr>(count)) count = nullptr;
  if (spec.value.isSet()) {
    const clang::Expr* from = operandExpression(site, spec.value);
    return from ? advanced(from, valueOf(from), spec.where, count, site.location)
                : Value::unknown();
  }
  const clang::Expr* object = operandExpression(site, spec.object);
  Value slot = spec.object.kind == Operand::This ? receiverSlot(site)
               : object                          ? lvalue(object)
                                                 : Value::unknown();
  Value before = load(slot, site.location);
  Value after = advanced(nullptr, before, spec.where, count, site.location);
  store(slot, after, site.location);
  if (site.expression->isGLValue()) return slot;
  auto* called = llvm::dyn_cast<clang::CXXOperatorCallExpr>(site.expression);
  bool isPostfix = called && called->getNumArgs() == 2 &&
                   (called->getOperator() == clang::OO_PlusPlus ||
                    called->getOperator() == clang::OO_MinusMinus);
  return isPostfix ? before : after;
}

// *it, it->: the element's slot; the object in it, but of a map, whose entries are known by their
// slots.
Value FunctionLowering::iteratorTarget(const Site& site) {
  Value slot = load(receiverSlot(site), site.location);
  clang::QualType type = site.type;
  if (!site.expression->isGLValue() && type->isPointerType()) type = type->getPointeeType();
  if (!site.arguments.empty())
    slot = advanced(nullptr, slot, directionOf(site.receiver->getType()), site.arguments[0],
                    site.location);
  return elementValue(slot, type, /*copies=*/false, /*byReference=*/true, site.location);
}

// What the element in a slot is to who gets it by reference or by value.
Value FunctionLowering::elementValue(Value slot, clang::QualType type, bool copies,
                                     bool byReference, Location location) {
  if (type.isNull() || isEntry(type)) return slot;
  if (!hasObjectShape(type)) return byReference ? slot : load(slot, location);
  Value object = load(slot, location);
  return copies ? copyOf(object, location) : object;
}

// Whether objects of the classes are equal when they stand for the same.
bool FunctionLowering::haveIdentity(clang::QualType a, clang::QualType b) const {
  const dialect::ClassSpec *left = classOf(a), *right = classOf(b);
  if (!left || !right || left->kind != right->kind) return false;
  // Two errors of a library whose errors are values can be made apart and still be equal.
  bool isShared = left->handle == dialect::Handle::Shared;
  return left->kind == ClassKind::Iterator || left->kind == ClassKind::Pointer ||
         (left->kind == ClassKind::Error && isShared);
}

// Whether the class holds what can be told apart, or nothing.
bool FunctionLowering::isOptionalKey(clang::QualType type) const {
  const dialect::ClassSpec* spec = classOf(type);
  return spec && spec->kind == ClassKind::Wrapper && spec->nilByDefault && isKey(pointeeOf(type));
}

bool FunctionLowering::isComparable(const clang::Expr* side) const {
  return isOptionalKey(side->getType()) || isKey(side->getType()) || isTextLike(side);
}

// it == end, pointer == other, error == other: whether both are the same.
std::optional<Value> FunctionLowering::comparedValues(const clang::CallExpr* expression) {
  auto* called = llvm::dyn_cast<clang::CXXOperatorCallExpr>(expression);
  if (!called || called->getNumArgs() != 2) return std::nullopt;
  clang::OverloadedOperatorKind op = called->getOperator();
  if (op != clang::OO_EqualEqual && op != clang::OO_ExclaimEqual) return std::nullopt;
  const clang::Expr *left = called->getArg(0), *right = called->getArg(1);
  bool holdsValue = isOptionalKey(left->getType()) || isOptionalKey(right->getType());
  bool isValue = holdsValue && isComparable(left) && isComparable(right);
  if (!isValue && !haveIdentity(left->getType(), right->getType())) return std::nullopt;
  Location location = locate(expression);
  Value a = isTextLike(left) ? textOf(left) : valueOf(left);
  Value b = isTextLike(right) ? textOf(right) : valueOf(right);
  return emitResult(Opcode::Compare, {a, b}, location,
                    op == clang::OO_EqualEqual ? Relation::Equal : Relation::NotEqual);
}

// --- ranges

// The elements that the first arguments of an algorithm stand for: two iterators or a container.
std::optional<FunctionLowering::Range> FunctionLowering::rangeGiven(
    llvm::ArrayRef<const clang::Expr*> arguments, Location location) {
  if (arguments.empty()) return std::nullopt;
  Range range;
  clang::QualType type = arguments[0]->getType().getNonReferenceType();
  auto isPlace = [&](const clang::Expr* each) {
    return isIterator(each->getType()) || each->getType()->isPointerType();
  };
  if (arguments.size() > 1 && isPlace(arguments[0]) && isPlace(arguments[1])) {
    range.first = valueOf(arguments[0]);
    range.last = valueOf(arguments[1]);
    range.direction = directionOf(type);
    range.element = visitedBy(type);
    if (range.first.kind == Value::Unknown || range.last.kind == Value::Unknown)
      return std::nullopt;
    return range;
  }
  const dialect::ClassSpec* spec = classOf(type);
  auto* array = unit_.context().getAsArrayType(type);
  if (!array && (!spec || spec->kind != ClassKind::Container)) return std::nullopt;
  range.container = arguments[0]->isGLValue() ? lvalue(arguments[0]) : rvalue(arguments[0]);
  range.first = elementSlot(range.container, location);
  if (range.first.kind == Value::Unknown) return std::nullopt;
  out_.blocks[current_].instructions.back().where = Where::First;
  range.last = Value::null();
  // The entries of a map are their slots.
  if (!isMap(type)) range.element = array ? array->getElementType() : pointeeOf(type);
  return range;
}

// A loop over the elements. `body` gets the slot of each, and the block where the next turn begins.
void FunctionLowering::eachIn(const Range& range, Location location,
                              llvm::function_ref<void(const Turn&)> body) {
  Turn turn;
  turn.place = hiddenLocal();
  turn.test = newBlock();
  turn.step = newBlock();
  turn.done = newBlock();
  store(turn.place, range.first, location);
  jump(turn.test);
  current_ = turn.test;
  turn.at = load(turn.place, location);
  Value more = emitResult(Opcode::Compare, {turn.at, range.last}, location, Relation::NotEqual);
  BlockId visit = newBlock();
  branch(more, visit, turn.done);
  current_ = visit;
  body(turn);
  jump(turn.step);
  current_ = turn.step;
  store(turn.place, nextOf(turn.at, range.direction, location), location);
  jump(turn.test);
  current_ = turn.done;
}

// What the task, or the comparison with a value, says of an element.
Value FunctionLowering::judged(const Site& site, const Range& range, Value callable, Value wanted,
                               Value at) {
  const clang::Expr* task = operandExpression(site, site.spec->task);
  if (!task) {
    bool isScalar = !range.element.isNull() && !hasObjectShape(range.element);
    if (!isScalar || wanted.kind == Value::Unknown) return Value::unknown();
    return emitResult(Opcode::Compare, {load(at, site.location), wanted}, site.location);
  }
  const clang::FunctionDecl* called = calledBy(task);
  bool byReference =
      called && called->getNumParams() > 0 && called->getParamDecl(0)->getType()->isReferenceType();
  Value given = elementValue(at, range.element, /*copies=*/called && !byReference, byReference,
                             site.location);
  return callValue(callable, task, {given}, site.location);
}

// An algorithm that asks its task, or compares, for one element after the other. None, when what it
// visits is not known.
std::optional<Value> FunctionLowering::visitEach(const Site& site) {
  const clang::Expr* task = operandExpression(site, site.spec->task);
  const clang::Expr* value = operandExpression(site, site.spec->value);
  Each each = site.spec->each;
  std::optional<Range> range = rangeGiven(site.arguments, site.location);
  if (!range || (each == Each::Erase && range->container.kind == Value::Unknown))
    return std::nullopt;
  Value callable = task ? valueOfCallable(task) : Value::unknown();
  Value wanted =
      !task && value && !hasObjectShape(value->getType()) ? valueOf(value) : Value::unknown();
  Location location = site.location;
  Value result = hiddenLocal();
  if (each == Each::Find)
    store(result, range->last, location);
  else if (each == Each::Any || each == Each::All || each == Each::Nothing)
    store(result, Value::constant(each != Each::Any), location);
  eachIn(*range, location, [&](const Turn& turn) {
    Value holds = judged(site, *range, callable, wanted, turn.at);
    if (each == Each::Visit) return;
    BlockId hit = newBlock();
    each == Each::All ? branch(holds, turn.step, hit) : branch(holds, hit, turn.step);
    current_ = hit;
    if (each == Each::Erase) {
      store(turn.place, removeAt(range->container, turn.at, location), location);
      return jump(turn.test);
    }
    store(result, each == Each::Find ? turn.at : Value::constant(each == Each::Any), location);
    jump(turn.done);
  });
  bool hasResult = each != Each::Visit && each != Each::Erase;
  return hasResult ? load(result, location) : Value::unknown();
}

// An element leaves the container; the result is an iterator to the one after it.
Value FunctionLowering::removeAt(Value container, Value at, Location location) {
  Value after = emitResult(Opcode::Remove, {container, at}, location);
  out_.blocks[current_].instructions.back().where = Where::At;
  return after;
}

// All from the first to the second iterator leave the container.
Value FunctionLowering::removeRange(Value container, const clang::Expr* first,
                                    const clang::Expr* last, Location location) {
  Range range;
  range.first = valueOf(first);
  range.last = valueOf(last);
  if (range.first.kind == Value::Unknown || range.last.kind == Value::Unknown) {
    emit(Opcode::Remove, {container}, location);
    return Value::unknown();
  }
  eachIn(range, location, [&](const Turn& turn) {
    store(turn.place, removeAt(container, turn.at, location), location);
    jump(turn.test);
  });
  return range.last;
}

// Copies of what is between two iterators are put in.
void FunctionLowering::insertRange(Value container, clang::QualType own, Where where,
                                   const Range& range, Location location) {
  eachIn(range, location, [&](const Turn& turn) {
    std::vector<TupleElement> parts;
    if (isMap(own) && !range.element.isNull())
      parts = tupleElements(range.element->getAsCXXRecordDecl());
    Value key = Value::unknown(), value;
    if (parts.size() == 2) {
      key = load(fieldSlot(turn.at, parts[0].symbol, location), location);
      value = load(fieldSlot(turn.at, parts[1].symbol, location), location);
      if (!isKey(parts[0].type)) key = Value::unknown();
    } else {
      value =
          elementValue(turn.at, range.element, /*copies=*/true, /*byReference=*/false, location);
      if (isKey(range.element)) key = value;
    }
    if (where == Where::Key || where == Where::Find)
      putUnder(container, key, value, where == Where::Find, location);
    else
      store(appendSlot(container, where, location), value, location);
  });
}

}  // namespace chanvet::model
