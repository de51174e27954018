// Text: strings are values, as numbers are, which literals tell apart.
#include "model/FunctionLowering.h"

namespace chanvet::model {

namespace {

// What __FILE__ is, depends on by which path a header was included.
bool namesItsFile(const clang::StringLiteral* literal, const clang::SourceManager& sources) {
  const clang::SourceLocation location = literal->getBeginLoc();
  if (!location.isMacroID()) return false;
  const clang::PresumedLoc file = sources.getPresumedLoc(location);
  return file.isValid() && literal->getString().contains(file.getFilename());
}

}  // namespace

// std::string and std::string_view.
bool FunctionLowering::isText(clang::QualType type) const {
  if (type.isNull()) return false;
  auto* record = llvm::dyn_cast_or_null<clang::ClassTemplateSpecializationDecl>(
      type.getNonReferenceType()->getAsCXXRecordDecl());
  if (!record || !record->isInStdNamespace() || !record->getIdentifier()) return false;
  if (record->getName() != "basic_string" && record->getName() != "basic_string_view") return false;
  const clang::TemplateArgument& character = record->getTemplateArgs()[0];
  return character.getKind() == clang::TemplateArgument::Type &&
         character.getAsType()->isCharType();
}

Value FunctionLowering::text(llvm::StringRef content) const {
  return Value::text(unit_.symbol(("\"" + content + "\"").str()));
}

Value FunctionLowering::literalText(const clang::StringLiteral* literal) const {
  bool isKnown = literal->getCharByteWidth() == 1 &&
                 !namesItsFile(literal, unit_.context().getSourceManager());
  return isKnown ? text(literal->getString()) : Value::unknown();
}

// Text, or characters that can become text.
bool FunctionLowering::isTextLike(const clang::Expr* expression) const {
  clang::QualType type = expression->getType();
  if (isText(type)) return true;
  const clang::Type* character = type->getPointeeOrArrayElementType();
  return (type->isPointerType() || type->isArrayType()) && character->isCharType();
}

Value FunctionLowering::textOf(const clang::Expr* expression) {
  return expression->getType()->isArrayType() ? lvalue(expression) : valueOf(expression);
}

// Of a literal, other text, or what nobody knows.
Value FunctionLowering::constructText(llvm::ArrayRef<const clang::Expr*> arguments,
                                      Location location) {
  unsigned written = writtenArguments(arguments);
  if (written == 0) return text("");
  if (written == 1 && isTextLike(arguments[0])) return textOf(arguments[0]);
  for (const clang::Expr* argument : arguments.take_front(written))
    argument->isGLValue() ? lvalue(argument) : rvalue(argument);
  return emitUnknown(location);
}

// Calls of the library's own functions whose results are text, or depend on which text it is.
std::optional<Value> FunctionLowering::textCall(const clang::CallExpr* expression,
                                                const clang::FunctionDecl* callee) {
  if (callee->getLiteralIdentifier())  // "text"s
    return isText(expression->getType()) ? std::optional(textOf(expression->getArg(0)))
                                         : std::nullopt;
  if (std::optional<Assignment> sides = assignmentOf(expression)) {
    if (!isText(sides->left->getType()) || !isTextLike(sides->right)) return std::nullopt;
    Value slot = lvalue(sides->left);
    store(slot, textOf(sides->right), locate(expression));
    return slot;
  }
  if (auto* called = llvm::dyn_cast<clang::CXXOperatorCallExpr>(expression))
    return textOperator(called);
  auto* called = llvm::dyn_cast<clang::CXXMemberCallExpr>(expression);
  return called ? textMember(called) : std::nullopt;
}

std::optional<Value> FunctionLowering::textOperator(const clang::CXXOperatorCallExpr* expression) {
  if (expression->getNumArgs() != 2) return std::nullopt;
  const clang::Expr *left = expression->getArg(0), *right = expression->getArg(1);
  if (expression->getOperator() == clang::OO_Subscript && isText(left->getType()) &&
      isOnlyRead(expression))
    return characterSlot(load(lvalue(left), locate(expression)), rvalue(right), locate(expression));
  if (!isText(left->getType()) && !isText(right->getType())) return std::nullopt;
  if (!isTextLike(left) || !isTextLike(right)) return std::nullopt;
  Location location = locate(expression);
  switch (expression->getOperator()) {
    case clang::OO_EqualEqual:
      return emitResult(Opcode::Compare, {textOf(left), textOf(right)}, location);
    case clang::OO_ExclaimEqual:
      return emitResult(Opcode::Compare, {textOf(left), textOf(right)}, location,
                        Relation::NotEqual);
    default:
      return std::nullopt;
  }
}

// The slot of a copy of a character, for who only reads it.
Value FunctionLowering::characterSlot(Value text, Value index, Location location) {
  Value slot = newObject(location);
  store(slot, emitResult(Opcode::Character, {text, index}, location), location);
  return slot;
}

// Whether nobody can change the character that a call gives.
bool FunctionLowering::isOnlyRead(const clang::CallExpr* expression) const {
  return onlyRead_.contains(expression) || expression->getType().isConstQualified();
}

std::optional<Value> FunctionLowering::textMember(const clang::CXXMemberCallExpr* expression) {
  const clang::CXXMethodDecl* method = expression->getMethodDecl();
  const clang::Expr* receiver = expression->getImplicitObjectArgument();
  if (!method || !receiver) return std::nullopt;
  clang::QualType type = receiver->getType();
  bool isPointer = type->isPointerType();
  if (!isText(isPointer ? type->getPointeeType() : type)) return std::nullopt;
  Location location = locate(expression);
  auto slot = [&] { return isPointer ? rvalue(receiver) : lvalue(receiver); };
  if (llvm::isa<clang::CXXConversionDecl>(method)) return view(slot(), location);
  if (!method->getIdentifier()) return std::nullopt;
  llvm::StringRef name = method->getName();
  if (name == "c_str" || name == "data")
    return isTextView(receiver->getType()) ? load(slot(), location) : view(slot(), location);
  if (name == "empty")
    return emitResult(
        Opcode::Compare,
        {emitResult(Opcode::Length, {load(slot(), location)}, location), Value::constant(0)},
        location);
  if (name == "size" || name == "length")
    return emitResult(Opcode::Length, {load(slot(), location)}, location);
  if (name == "at" && isOnlyRead(expression)) {
    Value content = load(slot(), location), index = rvalue(expression->getArg(0));
    Value length = emitResult(Opcode::Length, {content}, location);
    throwWhere(emitResult(Opcode::Compare, {index, length}, location, Relation::GreaterEqual),
               kOutOfRange, expression);
    return characterSlot(content, index, location);
  }
  if (name == "clear") {
    store(slot(), text(""), location);
    return Value::unknown();
  }
  return std::nullopt;
}

}  // namespace chanvet::model
