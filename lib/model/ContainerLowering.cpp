// Containers and arrays: what is put in, found and taken out, and the loops over them.
#include "model/FunctionLowering.h"

namespace chanvet::model {

using dialect::Operand;
using dialect::ResultKind;

namespace {

// The list that an argument is, below the conversions to std::initializer_list.
const clang::InitListExpr* listIn(const clang::Expr* argument) {
  const clang::Expr* written = peel(argument);
  if (auto* wrapped = llvm::dyn_cast<clang::CXXStdInitializerListExpr>(written))
    written = peel(wrapped->getSubExpr());
  return llvm::dyn_cast<clang::InitListExpr>(written);
}

// The number of elements that the type alone says: of an array, or a class like std::array. Sizes
// beyond all that a program would write out are none.
std::optional<int64_t> fixedSize(clang::QualType type) {
  constexpr uint64_t kMost = 1u << 20;
  type = type.getNonReferenceType();
  uint64_t size = 0;
  if (auto* array = llvm::dyn_cast<clang::ConstantArrayType>(type.getCanonicalType()))
    size = array->getZExtSize();
  else if (auto* record = llvm::dyn_cast_or_null<clang::ClassTemplateSpecializationDecl>(
               type->getAsCXXRecordDecl());
           record && record->hasDefinition() && record->isAggregate() &&
           record->getTemplateArgs().size() == 2 &&
           record->getTemplateArgs()[1].getKind() == clang::TemplateArgument::Integral)
    size = record->getTemplateArgs()[1].getAsIntegral().getLimitedValue(kMost + 1);
  else
    return std::nullopt;
  return size <= kMost ? std::optional<int64_t>(size) : std::nullopt;
}

// More elements than this are not told apart when a container makes them by itself.
constexpr int64_t kMostConstructed = 64;

// v.begin(), v.end(): where an element is inserted.
Where positionOf(const clang::Expr* argument) {
  auto* call = llvm::dyn_cast<clang::CXXMemberCallExpr>(peel(argument));
  const clang::CXXMethodDecl* method = call ? call->getMethodDecl() : nullptr;
  if (auto* converted = llvm::dyn_cast<clang::CXXConstructExpr>(peel(argument));
      converted && converted->getNumArgs() == 1)
    return positionOf(converted->getArg(0));  // iterator to const_iterator
  if (!method || !method->getIdentifier()) return Where::Any;
  llvm::StringRef name = method->getName();
  if (name == "begin" || name == "cbegin") return Where::First;
  return name == "end" || name == "cend" ? Where::Last : Where::Any;
}

bool isStd(clang::QualType type, llvm::StringRef name) {
  auto* record = type.getNonReferenceType()->getAsCXXRecordDecl();
  return record && record->isInStdNamespace() && record->getIdentifier() &&
         record->getName() == name;
}

bool isPair(clang::QualType type) { return isStd(type, "pair"); }

// What extract() gives.
bool isNode(clang::QualType type) {
  return isStd(type, "_Node_handle") || isStd(type, "__basic_node_handle");
}

// The key that a node has beside the place of its value.
constexpr llvm::StringLiteral kNodeKey = "node::key";

bool isPiecewise(clang::QualType type) { return isStd(type, "piecewise_construct_t"); }

const clang::StringLiteral* literalIn(const clang::Expr* expression) {
  for (unsigned depth = 0; depth < 8; ++depth) {
    expression = peel(expression);
    if (auto* literal = llvm::dyn_cast<clang::StringLiteral>(expression)) return literal;
    if (auto* bound = llvm::dyn_cast<clang::CXXBindTemporaryExpr>(expression))
      expression = bound->getSubExpr();
    else if (auto* cast = llvm::dyn_cast<clang::CastExpr>(expression))
      expression = cast->getSubExpr();
    else if (auto* made = llvm::dyn_cast<clang::CXXConstructExpr>(expression);
             made && made->getNumArgs() > 0)
      expression = made->getArg(0);
    else
      return nullptr;
  }
  return nullptr;
}

}  // namespace

// --- making

Value FunctionLowering::newContainer(clang::QualType type, Location location) {
  Value container = newObject(location);
  std::optional<int64_t> size = fixedSize(type);
  if (!size) return container;
  clang::QualType element = pointeeOf(type);
  if (auto* array = unit_.context().getAsArrayType(type)) element = array->getElementType();
  // Numbers and pointers are not set to anything by themselves.
  bool isClass = !element.isNull() && element->isRecordType();
  resizeTo(container, Value::constant(*size), isClass ? elementDefault(element) : Value::unknown(),
           location);
  return container;
}

// An array whose elements are constructed.
Value FunctionLowering::newElements(clang::QualType type,
                                    const clang::CXXConstructorDecl* constructor,
                                    llvm::ArrayRef<const clang::Expr*> arguments,
                                    const clang::Expr* site) {
  Location location = locate(site);
  Value container = newContainer(type, location);
  std::optional<int64_t> size = fixedSize(type);
  clang::QualType element = pointeeOf(type);
  if (auto* array = unit_.context().getAsArrayType(type)) element = array->getElementType();
  auto* record = element.isNull() ? nullptr : element->getAsCXXRecordDecl();
  const dialect::ClassSpec* spec = classOf(element);
  if (!size || *size == 0 || !record || elementDefault(element).kind != Value::Unknown)
    return container;
  if (!spec && constructor && constructor->isTrivial()) return container;
  setElements(container, Value::constant(0), Value::constant(*size), location, [&] {
    return !constructor ? constructForwarded(element, arguments, site)
           : spec       ? constructClass(*spec, element, constructor, arguments, site)
                        : constructRecord(record, constructor, arguments, site);
  });
  return container;
}

// Whether elements that a container makes without arguments are objects, made by a constructor.
bool FunctionLowering::isConstructed(clang::QualType element) const {
  return !element.isNull() && element->isRecordType() &&
         elementDefault(element).kind == Value::Unknown;
}

// The elements from `first` to before `count`, one after the other. Of a number that only the
// running program knows, so many that the model tells them apart.
void FunctionLowering::setElements(Value container, Value first, Value count, Location location,
                                   llvm::function_ref<Value()> make) {
  Value index = hiddenLocal();
  BlockId test = newBlock(), turn = newBlock(), done = newBlock();
  store(index, first, location);
  jump(test);
  current_ = test;
  Value at = load(index, location);
  Value more = emitResult(Opcode::Compare, {at, count}, location, Relation::Less);
  if (count.kind != Value::Constant) {
    Value isApart = emitResult(Opcode::Compare, {at, Value::constant(kMostConstructed)}, location,
                               Relation::Less);
    more = emitResult(Opcode::And, {isApart, more}, location);
    out_.blocks[current_].loop = location;
  }
  branch(more, turn, done);
  current_ = turn;
  Value made = make();
  store(elementSlot(container, location, at), made, location);
  store(index, emitResult(Opcode::Compute, {at, Value::constant(1)}, location), location);
  jump(test);
  current_ = done;
}

// Elements that a container makes by their constructor without arguments.
void FunctionLowering::constructElements(Value container, Value first, Value count,
                                         clang::QualType element, const clang::Expr* site) {
  bool isTooMany = count.kind == Value::Constant && count.payload > kMostConstructed;
  if (isTooMany || count.kind == Value::Unknown || !isConstructed(element)) return;
  setElements(container, first, count, locate(site),
              [&] { return constructForwarded(element, {}, site); });
}

// What an element is that a container makes without arguments, as far as it is no object.
Value FunctionLowering::elementDefault(clang::QualType element) const {
  if (element.isNull() || element->isDependentType()) return Value::unknown();
  if (element->isIntegralOrEnumerationType()) return Value::constant(0);
  if (element->isPointerType()) return Value::null();
  if (isText(element)) return text("");
  const dialect::ClassSpec* spec = classOf(element);
  if (!spec) return Value::unknown();
  switch (spec->kind) {
    case ClassKind::Pointer:
    case ClassKind::Function:
    case ClassKind::Wrapper:
    case ClassKind::Error:
    case ClassKind::Fiber:
    case ClassKind::Future:
      return Value::null();
    default:
      return spec->nilByDefault ? Value::null() : Value::unknown();
  }
}

Value FunctionLowering::constructContainer(clang::QualType type,
                                           const clang::CXXConstructorDecl* constructor,
                                           llvm::ArrayRef<const clang::Expr*> arguments,
                                           const clang::Expr* site) {
  Location location = locate(site);
  if (arguments.empty()) return newElements(type, nullptr, arguments, site);
  Value container = newObject(location);
  auto given = [&](const clang::Expr* source) {
    return source->isGLValue() ? through(lvalue(source), source->getType(), location)
                               : rvalue(source);
  };
  auto isNumber = [](clang::QualType each) { return each->isIntegerType(); };
  bool hasCount = constructor && constructor->getNumParams() > 0 &&
                  isNumber(constructor->getParamDecl(0)->getType()) &&
                  isNumber(arguments[0]->getType());
  if (hasCount) {
    Value count = rvalue(arguments[0]);
    bool hasValue = arguments.size() > 1 && constructor->getNumParams() > 2 &&
                    !llvm::isa<clang::CXXDefaultArgExpr>(arguments[1]);
    clang::QualType element = pointeeOf(type);
    resizeTo(container, count, hasValue ? given(arguments[1]) : elementDefault(element), location);
    if (!hasValue) constructElements(container, Value::constant(0), count, element, site);
    return container;
  }
  clang::QualType first = arguments[0]->getType();
  if (arguments.size() > 1 && (isIterator(first) || first->isPointerType())) {
    std::optional<Range> range;
    if (isIterator(first)) range = rangeGiven(arguments, location);
    if (range)
      insertRange(container, type, isMap(type) ? Where::Find : Where::Last, *range, location);
    else
      resizeTo(container, Value::unknown(), Value::unknown(), location);
    return container;
  }
  for (const clang::Expr* source : arguments) {
    if (llvm::isa<clang::CXXDefaultArgExpr>(source)) continue;
    if (const clang::InitListExpr* list = listIn(source))
      fillContainer(container, type, list);
    else if (!source->getType()->isArithmeticType())
      store(elementSlot(container, location), given(source), location);
  }
  return container;
}

bool FunctionLowering::isMap(clang::QualType type) const {
  const dialect::ClassSpec* spec = classOf(type);
  return spec && spec->kind == ClassKind::Container && spec->element > 0;
}

void FunctionLowering::fillContainer(Value container, clang::QualType type,
                                     const clang::InitListExpr* list) {
  if (isMap(type)) {
    for (const clang::Expr* init : list->inits())
      storeEntry(container, init, rvalue(init), Where::Find, locate(init));
    return;
  }
  std::optional<int64_t> size = fixedSize(type);
  if (!size) {
    for (const clang::Expr* init : list->inits()) {
      Value value = rvalue(init);
      store(appendSlot(container, Where::Last, locate(init)), value, locate(init));
    }
    return;
  }
  clang::QualType element =
      type->isArrayType() ? clang::QualType(type->getBaseElementTypeUnsafe(), 0) : pointeeOf(type);
  bool isSparse = *size > list->getNumInits();
  resizeTo(container, Value::constant(*size), isSparse ? elementDefault(element) : Value::unknown(),
           locate(list));
  int64_t index = 0;
  storeElements(container, list, index);
}

// The elements of nested lists (std::array's own array) belong to one container.
void FunctionLowering::storeElements(Value container, const clang::InitListExpr* list,
                                     int64_t& index) {
  for (const clang::Expr* init : list->inits()) {
    const clang::Expr* written = init->IgnoreParens();
    if (auto* whole = llvm::dyn_cast<clang::FullExpr>(written)) written = whole->getSubExpr();
    auto* nested = llvm::dyn_cast<clang::InitListExpr>(written);
    if (nested && nested->getType()->isArrayType()) {
      storeElements(container, nested, index);
      continue;
    }
    if (!nested && init->getType()->isArrayType()) continue;  // std::array<T, N> a{}
    Value value = rvalue(init);
    store(elementSlot(container, locate(init), Value::constant(index++)), value, locate(init));
  }
}

// A pair that is put into a map: its second part, under its first.
FunctionLowering::Entry FunctionLowering::storeEntry(Value container, const clang::Expr* written,
                                                     Value pair, Where where, Location location) {
  clang::QualType type = written->getType();
  std::vector<TupleElement> parts = tupleElements(type.getNonReferenceType()->getAsCXXRecordDecl());
  bool isKeyed = where == Where::Key || where == Where::Find;
  if (parts.size() != 2) {
    Entry entry{isKeyed ? elementSlot(container, location)
                        : appendSlot(container, where, location)};
    store(entry.slot, pair, location);
    return entry;
  }
  Value key = Value::unknown();
  if (const clang::StringLiteral* literal = literalIn(written))
    key = literalText(literal);
  else if (isKey(parts[0].type))
    key = load(fieldSlot(pair, parts[0].symbol, location), location);
  Value value = load(fieldSlot(pair, parts[1].symbol, location), location);
  if (isKeyed) return putUnder(container, key, value, where == Where::Find, location);
  Entry entry{appendSlot(container, where, location)};
  store(entry.slot, value, location);
  return entry;
}

// What is under a key, and whether it was not there before. Only an insertion leaves alone what is
// there.
FunctionLowering::Entry FunctionLowering::putUnder(Value container, Value key, Value value,
                                                   bool onlyNew, Location location) {
  Entry entry;
  if (container.kind == Value::Unknown) return entry;
  Value before = elementSlot(container, location, key);
  out_.blocks[current_].instructions.back().where = Where::Find;
  entry.isNew = emitResult(Opcode::Compare, {before, Value::null()}, location);
  if (!onlyNew) {
    entry.slot = keySlot(container, key, location);
    store(entry.slot, value, location);
    return entry;
  }
  entry.slot = emitResult(Opcode::Append, {container, key, value}, location);
  out_.blocks[current_].instructions.back().where = Where::Key;
  return entry;
}

// --- operations

// The container that a call is about, the object of the call or its first argument.
Value FunctionLowering::containerOf(const Site& site) {
  if (site.receiver || llvm::isa_and_nonnull<clang::CXXMethodDecl>(site.callee))
    return receiverSlot(site);
  const clang::Expr* object = operandExpression(site, site.spec->object);
  return object && hasObjectShape(object->getType()) ? lvalue(object) : Value::unknown();
}

Value FunctionLowering::appendSlot(Value container, Where where, Location location) {
  if (container.kind == Value::Unknown) return container;
  Value slot = emitResult(Opcode::Append, {container}, location);
  out_.blocks[current_].instructions.back().where = where;
  return slot;
}

Value FunctionLowering::keySlot(Value container, Value key, Location location) {
  Value slot = elementSlot(container, location, key);
  if (slot.kind != Value::Unknown) out_.blocks[current_].instructions.back().where = Where::Key;
  return slot;
}

void FunctionLowering::resizeTo(Value container, Value count, Value value, Location location) {
  if (container.kind == Value::Unknown) return;
  if (value.kind == Value::Unknown)
    emit(Opcode::Resize, {container, count}, location);
  else
    emit(Opcode::Resize, {container, count, value}, location);
}

bool FunctionLowering::isKey(clang::QualType type) const {
  if (type.isNull()) return false;
  type = type.getNonReferenceType();
  if (type->isIntegralOrEnumerationType() || type->isPointerType() || isText(type)) return true;
  const dialect::ClassSpec* spec = classOf(type);
  return spec && (spec->kind == ClassKind::Pointer || spec->kind == ClassKind::Channel);
}

// Keys are told apart as numbers, as what a pointer refers to, or as the text that a literal is.
Value FunctionLowering::keyOf(const clang::Expr* expression) {
  if (const clang::StringLiteral* literal = literalIn(expression)) return literalText(literal);
  Value value = expression->isGLValue() ? lvalue(expression) : rvalue(expression);
  if (!isKey(expression->getType())) return Value::unknown();
  return expression->isGLValue() ? load(value, locate(expression)) : value;
}

// What an insertion gives: of the place of the element and whether it is new, or the place alone.
Value FunctionLowering::insertResult(const Site& site, const Entry& entry) {
  std::vector<TupleElement> parts = tupleElements(site.type->getAsCXXRecordDecl());
  if (parts.size() != 2) return entry.slot;
  Value pair = newObject(site.location);
  store(fieldSlot(pair, parts[0].symbol, site.location), entry.slot, site.location);
  store(fieldSlot(pair, parts[1].symbol, site.location), entry.isNew, site.location);
  return pair;
}

// Into a map or set, which has one element under each key.
Value FunctionLowering::insertKeyed(const Site& site, Value container, clang::QualType own) {
  Location location = site.location;
  Where where = site.spec->where;
  llvm::ArrayRef<const clang::Expr*> arguments = site.arguments;
  unsigned valueAt = site.spec->value.kind == Operand::Argument ? site.spec->value.index : 0;
  if (arguments.size() == 2 && isIterator(arguments[0]->getType()) &&
      isIterator(arguments[1]->getType())) {
    if (std::optional<Range> range = rangeGiven(arguments, location))
      insertRange(container, own, where, *range, location);
    return Value::unknown();
  }
  // A hint where to look first.
  if (arguments.size() > 1 && isIterator(arguments[0]->getType())) {
    arguments = arguments.drop_front();
    if (valueAt > 1) --valueAt;
  }
  if (arguments.empty()) return Value::unknown();
  clang::QualType held = pointeeOf(own);
  if (isNode(arguments[0]->getType()))
    return insertNode(container, held, handedOver(arguments[0]), location);
  bool onlyNew = where == Where::Find;
  if (const clang::InitListExpr* list = listIn(arguments[0])) {
    fillContainer(container, own, list);
    return Value::unknown();
  }
  if (!isMap(own)) {
    Value value = arguments.size() == 1 && !site.callee->getPrimaryTemplate()
                      ? handedOver(arguments[0])
                      : constructForwarded(held, arguments, site.expression);
    return insertResult(site, putUnder(container, isKey(held) ? value : Value::unknown(), value,
                                       onlyNew, location));
  }
  if (arguments.size() == 1 && (valueAt == 0 || isPair(arguments[0]->getType())))
    return insertResult(
        site, storeEntry(container, arguments[0], handedOver(arguments[0]), where, location));
  // std::piecewise_construct: both parts are given as tuples of arguments.
  llvm::SmallVector<const clang::Expr*, 4> values;
  const clang::Expr* key = arguments[0];
  if (arguments.size() == 3 && isPiecewise(arguments[0]->getType())) {
    auto* keys = llvm::dyn_cast<clang::CallExpr>(peel(arguments[1]));
    auto* parts = llvm::dyn_cast<clang::CallExpr>(peel(arguments[2]));
    key = keys && keys->getNumArgs() == 1 ? keys->getArg(0) : nullptr;
    if (parts) values.append(parts->arg_begin(), parts->arg_end());
  } else {
    values.append(arguments.begin() + 1, arguments.end());
  }
  Value under = key ? keyOf(key) : Value::unknown();
  Value value = values.empty() && !held->isRecordType()
                    ? elementDefault(held)
                    : constructForwarded(held, values, site.expression);
  return insertResult(site, putUnder(container, under, value, onlyNew, location));
}

// A node that was taken out goes back in, unless it is empty. What is there under its key stays.
Value FunctionLowering::insertNode(Value container, clang::QualType held, Value node,
                                   Location location) {
  BlockId put = newBlock(), after = newBlock();
  branch(emitResult(Opcode::Compare, {node, Value::null()}, location, Relation::NotEqual), put,
         after);
  current_ = put;
  bool isObject = hasObjectShape(held);
  Value key = isObject ? Value::unknown()
                       : load(fieldSlot(node, unit_.symbol(kNodeKey), location), location);
  putUnder(container, key, isObject ? node : load(node, location), /*onlyNew=*/true, location);
  jump(after);
  current_ = after;
  return Value::unknown();
}

// Whether fibers share objects of the class without a lock of theirs.
static bool hasOwnLock(const dialect::ClassSpec* type) {
  return type && (type->kind == ClassKind::ConcurrentMap || type->kind == ClassKind::Pool);
}

Value FunctionLowering::insert(const Site& site) {
  if (isConcurrentMap(site)) return insertEntry(site);
  Value container = receiverSlot(site);
  clang::QualType own = site.receiver ? receiverType(site) : site.type;
  clang::QualType held = pointeeOf(own);
  llvm::SmallVector<const clang::Expr*, 4> arguments(site.arguments);
  Where where = site.spec->where;
  bool isContainer = !site.cls || site.cls->kind == ClassKind::Container;
  if (isContainer && (where == Where::Key || where == Where::Find))
    return insertKeyed(site, container, own);
  // Hints and positions come first.
  const clang::Expr* before = nullptr;
  if (site.spec->value.kind == Operand::Argument && site.spec->value.index < arguments.size()) {
    if (site.spec->value.index > 0) before = arguments[0];
    arguments.erase(arguments.begin(), arguments.begin() + site.spec->value.index);
  }
  if (!isContainer && site.cls->kind == ClassKind::Result) {
    Value value = constructForwarded(held, arguments, site.expression);
    store(resultPart(site, kResultError), Value::null(), site.location);
    Value slot = resultPart(site, kResultValue);
    store(slot, value, site.location);
    return slot;
  }
  if (!isContainer) {
    Value value = constructForwarded(held, arguments, site.expression);
    Value content = heldBy(own, value, site.location);
    if (container.kind == Value::Unknown) return container;
    emit(Opcode::Store, {container, content}, site.location).atomic = hasOwnLock(site.cls);
    return container;
  }
  if (before && where == Where::Any) where = positionOf(before);
  if (arguments.size() == 2 && isIterator(arguments[0]->getType()) &&
      isIterator(arguments[1]->getType())) {
    if (std::optional<Range> range = rangeGiven(arguments, site.location))
      insertRange(container, own, where, *range, site.location);
    return Value::unknown();
  }
  // What is put in is the result of emplace_back, its place that of emplace.
  auto result = [&](Value slot, Value made) {
    return site.expression->isGLValue() && hasObjectShape(site.type) ? made : slot;
  };
  const dialect::ClassSpec* heldClass = classOf(held);
  bool forwards =
      site.callee && site.callee->getIdentifier() && site.callee->getPrimaryTemplate() != nullptr;
  // emplace: the element is made from the arguments, a fiber with a task to run among them.
  if (forwards && !held.isNull() && (heldClass || held->getAsCXXRecordDecl()) && !isMap(own)) {
    Value made = constructForwarded(held, arguments, site.expression);
    Value slot = appendSlot(container, where, site.location);
    store(slot, made, site.location);
    return result(slot, made);
  }
  Value slot = Value::unknown();
  for (const clang::Expr* argument : arguments) {
    if (const clang::InitListExpr* list = listIn(argument);
        list && !held.isNull() && classOf(argument->getType()) != heldClass) {
      for (const clang::Expr* init : list->inits()) {
        Value value = rvalue(init);
        store(appendSlot(container, where, locate(init)), value, locate(init));
      }
      continue;
    }
    Value value = handedOver(argument);
    if (isMap(own)) {
      slot = storeEntry(container, argument, value, where, site.location).slot;
      continue;
    }
    slot = appendSlot(container, where, site.location);
    store(slot, value, site.location);
  }
  bool hasPlace = !site.type.isNull() && (isIterator(site.type) || site.expression->isGLValue());
  return forwards || hasPlace ? result(slot, slot) : Value::unknown();
}

Value FunctionLowering::element(const Site& site) {
  Value container = containerOf(site);
  Value index;
  Where where = site.spec->where;
  if (where == Where::End) return Value::null();
  bool hasKey = where == Where::Key || where == Where::Find;
  for (const clang::Expr* argument : site.arguments) {
    if (!site.receiver && argument == site.arguments.front() &&
        !llvm::isa_and_nonnull<clang::CXXMethodDecl>(site.callee))
      continue;  // the container
    if (hasKey) {
      index = keyOf(argument);
      break;
    }
    Value value = argument->isGLValue()
                      ? through(lvalue(argument), argument->getType(), site.location)
                      : rvalue(argument);
    if (argument->getType()->isIntegralOrEnumerationType()) index = value;
  }
  bool makes = where == Where::Key && site.receiver && index.kind != Value::Unknown;
  Value made = makes ? newUnderKey(site) : Value::unknown();
  Value slot = elementSlot(container, site.location, index);
  if (slot.kind == Value::Unknown) return slot;
  Instruction& found = out_.blocks[current_].instructions.back();
  found.where = where;
  if (made.kind != Value::Unknown) found.operands.push_back(made);
  if (isStdMethod(site.callee, "at")) {
    Value isOutside =
        where == Where::Find
            ? emitResult(Opcode::Compare, {slot, Value::null()}, site.location)
            : emitResult(Opcode::Compare,
                         {index, emitResult(Opcode::Size, {container}, site.location)},
                         site.location, Relation::GreaterEqual);
    throwWhere(isOutside, kOutOfRange, site.expression);
  }
  // contains, count
  if (where == Where::Find && site.type->isIntegerType())
    return emitResult(Opcode::Compare, {slot, Value::null()}, site.location, Relation::NotEqual);
  if (!site.expression->isGLValue()) return slot;
  return hasObjectShape(site.type) ? load(slot, site.location) : slot;
}

// What operator[] puts under a key that is new. It is made for keys that are not, too, so it has to
// be of a class whose making nobody sees.
Value FunctionLowering::newUnderKey(const Site& site) {
  clang::QualType held = pointeeOf(receiverType(site));
  if (!isConstructed(held)) return elementDefault(held);
  const dialect::ClassSpec* spec = classOf(held);
  bool isContainer = spec && spec->kind == ClassKind::Container;
  const clang::CXXConstructorDecl* constructor =
      forwardedConstructor(held->getAsCXXRecordDecl(), {});
  bool isQuiet = !spec && constructor && !constructor->isUserProvided();
  return isContainer || isQuiet ? constructForwarded(held, {}, site.expression) : Value::unknown();
}

// What a node is that is taken out of a container: the place of its value, or null.
Value FunctionLowering::takenOut(Value found, Value key, clang::QualType held, Location location) {
  Value isThere = emitResult(Opcode::Compare, {found, Value::null()}, location, Relation::NotEqual);
  Value content = load(found, location), place = content;
  if (!hasObjectShape(held)) {
    place = newObject(location);
    store(place, content, location);
    store(fieldSlot(place, unit_.symbol(kNodeKey), location), key, location);
  }
  return emitResult(Opcode::Choose, {isThere, place, Value::null()}, location);
}

Value FunctionLowering::remove(const Site& site) {
  if (isConcurrentMap(site)) return removeEntry(site);
  Value container = containerOf(site);
  if (container.kind == Value::Unknown) return container;
  Where where = site.spec->where;
  if (where == Where::All) {
    resizeTo(container, Value::constant(0), Value::unknown(), site.location);
    return Value::unknown();
  }
  llvm::ArrayRef<const clang::Expr*> arguments = site.arguments;
  bool extracts = isNode(site.type);
  clang::QualType held = extracts ? pointeeOf(receiverType(site)) : clang::QualType();
  if (!arguments.empty() && isIterator(arguments[0]->getType())) {
    if (arguments.size() > 1)
      return removeRange(container, arguments[0], arguments[1], site.location);
    Value at = valueOf(arguments[0]);
    Value node = extracts ? takenOut(at, Value::unknown(), held, site.location) : Value();
    if (at.kind != Value::Unknown) {
      Value next = removeAt(container, at, site.location);
      return extracts ? node : next;
    }
    where = Where::Any;
  }
  if (where == Where::Key && !arguments.empty()) {
    Value key = keyOf(arguments[0]);
    Value found = elementSlot(container, site.location, key);
    out_.blocks[current_].instructions.back().where = Where::Find;
    Value node = extracts ? takenOut(found, key, held, site.location) : Value();
    Instruction& removal = emit(Opcode::Remove, {container}, site.location);
    if (key.kind != Value::Unknown) removal.operands.push_back(key);
    removal.where = Where::Key;
    if (extracts) return node;
    // How many there were.
    return emitResult(Opcode::Compare, {found, Value::null()}, site.location, Relation::NotEqual);
  }
  for (const clang::Expr* argument : arguments)
    argument->isGLValue() ? lvalue(argument) : rvalue(argument);
  if (!hasOwnLock(site.cls)) emit(Opcode::Remove, {container}, site.location).where = where;
  return Value::unknown();
}

Value FunctionLowering::resize(const Site& site) {
  const clang::Expr* count = operandExpression(site, site.spec->count);
  if (!count || !count->getType()->isIntegerType()) return insert(site);
  Value container = containerOf(site);
  clang::QualType own = receiverType(site);
  const clang::Expr* value = operandExpression(site, site.spec->value);
  clang::QualType element = pointeeOf(own);
  Value many = count->isGLValue() ? load(lvalue(count), site.location) : rvalue(count);
  bool isGiven = value && !llvm::isa<clang::CXXDefaultArgExpr>(value);
  Value held = isGiven ? handedOver(value) : elementDefault(element);
  bool constructs = !isGiven && isConstructed(element) && container.kind != Value::Unknown;
  Value before = constructs ? emitResult(Opcode::Size, {container}, site.location) : Value();
  resizeTo(container, many, held, site.location);
  if (constructs) constructElements(container, before, many, element, site.expression);
  return Value::unknown();
}

Value FunctionLowering::sizeOf(const Site& site) {
  const clang::Expr* object = operandExpression(site, site.spec->object);
  if (!site.receiver && object && object->getType()->isArrayType())
    if (std::optional<int64_t> size = fixedSize(object->getType())) return Value::constant(*size);
  Value container = containerOf(site);
  if (container.kind == Value::Unknown) return container;
  return emitResult(Opcode::Size, {container}, site.location);
}

// --- range-based for

const clang::CXXForRangeStmt* FunctionLowering::rangeLoopOf(const clang::Expr* iterator) const {
  auto* reference = llvm::dyn_cast<clang::DeclRefExpr>(peel(iterator));
  auto* variable = reference ? llvm::dyn_cast<clang::VarDecl>(reference->getDecl()) : nullptr;
  return variable ? rangeLoops_.lookup(variable) : nullptr;
}

// Whether the loop visits elements that can be counted, so that its iterator is an index.
bool FunctionLowering::isIndexed(const clang::CXXForRangeStmt* loop) const {
  auto* range = llvm::cast<clang::VarDecl>(loop->getRangeStmt()->getSingleDecl());
  clang::QualType type = range->getType().getNonReferenceType();
  if (type->isDependentType()) return false;
  if (type->isArrayType()) return fixedSize(type).has_value();
  if (isText(type)) return !writesElements(loop);
  const dialect::ClassSpec* spec = classOf(type);
  return spec && spec->kind == ClassKind::Container && !spec->rangeReceives;
}

// Whether the body gets the elements by a reference through which it can change them.
bool FunctionLowering::writesElements(const clang::CXXForRangeStmt* loop) {
  clang::QualType type = loop->getLoopVariable()->getType();
  return type->isReferenceType() && !type.getNonReferenceType().isConstQualified();
}

Value FunctionLowering::rangeOf(const clang::CXXForRangeStmt* loop, Location location) {
  auto* range = llvm::cast<clang::VarDecl>(loop->getRangeStmt()->getSingleDecl());
  return load(Value::local(localOf(range)), location);
}

std::optional<Value> FunctionLowering::rangeForElement(const clang::Expr* iterator,
                                                       Location location) {
  const clang::CXXForRangeStmt* loop = rangeLoopOf(iterator);
  if (!loop) return std::nullopt;
  if (isReceiving(loop)) {
    auto received = received_.find(loop);
    return received == received_.end() ? Value::unknown() : received->second;
  }
  Value container = rangeOf(loop, location);
  Value index;
  if (isIndexed(loop)) {
    auto* begin = llvm::cast<clang::VarDecl>(loop->getBeginStmt()->getSingleDecl());
    index = load(Value::local(localOf(begin)), location);
  }
  auto* range = llvm::cast<clang::VarDecl>(loop->getRangeStmt()->getSingleDecl());
  if (isIndexed(loop) && isText(range->getType()))
    return characterSlot(load(container, location), index, location);
  Value slot = elementSlot(container, location, index);
  // An entry of a map is known by the slot of its value.
  if (isMap(range->getType())) return slot;
  return hasObjectShape(loop->getLoopVariable()->getType()) ? load(slot, location) : slot;
}

// Whether there are more elements, or (with ==) no more.
std::optional<Value> FunctionLowering::rangeForTest(const clang::Expr* iterator,
                                                    clang::BinaryOperatorKind op,
                                                    Location location) {
  if (op != clang::BO_NE && op != clang::BO_EQ) return std::nullopt;
  const clang::CXXForRangeStmt* loop = rangeLoopOf(iterator);
  if (!loop || isReceiving(loop)) return std::nullopt;
  if (!isIndexed(loop)) return Value::unknown();
  auto* begin = llvm::cast<clang::VarDecl>(loop->getBeginStmt()->getSingleDecl());
  auto* range = llvm::cast<clang::VarDecl>(loop->getRangeStmt()->getSingleDecl());
  Value index = load(Value::local(localOf(begin)), location);
  Value count;
  if (std::optional<int64_t> size = fixedSize(range->getType()))
    count = Value::constant(*size);
  else if (isText(range->getType()))
    count = emitResult(Opcode::Length, {load(rangeOf(loop, location), location)}, location);
  else
    count = emitResult(Opcode::Size, {rangeOf(loop, location)}, location);
  return emitResult(Opcode::Compare, {index, count}, location,
                    op == clang::BO_NE ? Relation::Less : Relation::GreaterEqual);
}

std::optional<Value> FunctionLowering::rangeForCall(const clang::CallExpr* expression) {
  auto* called = llvm::dyn_cast<clang::CXXOperatorCallExpr>(expression);
  if (!called || called->getNumArgs() == 0) return std::nullopt;
  const clang::CXXForRangeStmt* loop = rangeLoopOf(called->getArg(0));
  if (!loop) return std::nullopt;
  Location location = unit_.location(loop->getRangeInit()->getSourceRange());
  clang::OverloadedOperatorKind op = called->getOperator();
  if (op == clang::OO_PlusPlus) {
    if (!isIndexed(loop)) return Value::unknown();
    auto* begin = llvm::cast<clang::VarDecl>(loop->getBeginStmt()->getSingleDecl());
    Value slot = Value::local(localOf(begin));
    Value next = emitResult(Opcode::Compute, {load(slot, location), Value::constant(1)}, location);
    store(slot, next, location);
    return Value::unknown();
  }
  if (op == clang::OO_Star) return rangeForElement(called->getArg(0), location);
  if (op != clang::OO_ExclaimEqual && op != clang::OO_EqualEqual) return std::nullopt;
  if (isReceiving(loop)) return receiveUntilClosed(loop, op, location);
  return rangeForTest(called->getArg(0), op == clang::OO_ExclaimEqual ? clang::BO_NE : clang::BO_EQ,
                      location);
}

std::optional<Value> FunctionLowering::receiveUntilClosed(const clang::CXXForRangeStmt* loop,
                                                          clang::OverloadedOperatorKind op,
                                                          Location location) {
  auto* range = llvm::cast<clang::VarDecl>(loop->getRangeStmt()->getSingleDecl());
  const dialect::ClassSpec* spec = classOf(range->getType());
  Value channel = load(rangeOf(loop, location), location);
  if (!range->getType()->isReferenceType()) channel = rangeOf(loop, location);
  Operation receive;
  receive.kind = OpKind::Receive;
  receive.on = spec->kind;
  receive.type = unit_.type(*spec);
  receive.result = ResultKind::Optional;
  receive.onMisuse = OnMisuse::Nothing;
  receive.blocks = spec->fiberAware ? dialect::Blocks::Fiber : dialect::Blocks::Thread;
  receive.untilClosed = true;
  Value value = emitResult(Opcode::Operation, {channel}, location);
  out_.blocks[current_].instructions.back().operation = unit_.operation(receive);
  Value slot = newObject(location);
  store(slot, value, location);
  received_[loop] = hasObjectShape(loop->getLoopVariable()->getType()) ? value : slot;
  Value none = elementDefault(pointeeOf(range->getType())).kind == Value::Null ? Value::nothing()
                                                                               : Value::null();
  return emitResult(Opcode::Compare, {value, none}, location,
                    op == clang::OO_ExclaimEqual ? Relation::NotEqual : Relation::Equal);
}

}  // namespace chanvet::model
