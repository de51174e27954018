// Constant capacities that a library rejects, or that wrap around to another number.
//
// Left out: capacities that are not constants, what a dialect says nothing about, and what is
// rejected within a try, whose handlers may be there for it. That a ring keeps one slot free is how
// such libraries count, and no mistake.

#include <clang/AST/ExprCXX.h>
#include <fmt/format.h>
#include <llvm/Support/MathExtras.h>

#include "check/AstCheck.h"
#include "check/AstOwnCode.h"
#include "dialect/Resolver.h"

namespace chanvet::checks {
namespace {

using check::Arguments;
using clang::CallExpr;
using clang::Expr;
using dialect::CapacityRule;
using dialect::ClassKind;
using dialect::ClassSpec;
using dialect::OperationSpec;
using dialect::OpKind;

class Visitor : public check::OwnCode {
 public:
  Visitor(const check::UnitContext& context, check::MakeFinding make, check::FindingSink& sink)
      : OwnCode(context), make_(make), sink_(sink) {}

  bool VisitCXXConstructExpr(const clang::CXXConstructExpr* construction) override {
    if (!construction->getConstructor()->isCopyOrMoveConstructor())
      look(construction->getType(), check::writtenArguments(construction));
    return true;
  }

  // make_chan<int>(8), std::make_shared<channel<int>>(8)
  bool VisitCallExpr(const CallExpr* call) override {
    const OperationSpec* operation = check::operationOf(call, resolver());
    if (!operation) return true;
    if (operation->kind == OpKind::Make && operation->count.isSet())
      look(call->getType(), check::writtenArguments(call));
    if (operation->kind == OpKind::Allocate)
      if (auto pointee = check::typeArguments(call->getType()); !pointee.empty())
        look(pointee.front(), check::writtenArguments(call));
    return true;
  }

 private:
  void look(clang::QualType type, Arguments arguments) {
    const ClassSpec* channel = resolver().classOf(type);
    if (!channel || channel->kind != ClassKind::Channel) return;
    const CapacityRule& rule = channel->capacity;
    if (rule.from.kind != dialect::Operand::Argument || rule.from.index >= arguments.size()) return;
    const Expr* capacity = check::asWritten(arguments[rule.from.index]);
    Expr::EvalResult result;
    if (capacity->isValueDependent() || !capacity->getType()->isIntegralOrEnumerationType() ||
        !capacity->EvaluateAsInt(result, ast()))
      return;
    judge(capacity, result.Val.getInt(), rule);
  }

  void judge(const Expr* capacity, const llvm::APSInt& value, const CapacityRule& rule) {
    std::string number = llvm::toString(value, 10);
    bool isRejected = rule.powerOfTwo || value.isZero();
    if (isRejected && check::tryAround(path())) return;
    if (rule.powerOfTwo) {
      if (value.isNegative() || value.ult(2) || !value.isPowerOf2())
        report(capacity, value,
               fmt::format("the capacity has to be a power of two and at least 2, not {}", number));
    } else if (value.isNegative()) {
      report(capacity, {}, fmt::format("the capacity {} becomes a huge one", number));
    } else if (value.isZero() && rule.zero == CapacityRule::Invalid) {
      report(capacity, {}, "the capacity has to be at least 1, not 0");
    }
  }

  // `rounded`: the number that the fix rounds up to a power of two.
  void report(const Expr* capacity, std::optional<llvm::APSInt> rounded, std::string message) {
    Finding found = make_(std::move(message), placeOf(capacity->getSourceRange()));
    found.function = functionName();
    bool isNumber =
        llvm::isa<clang::IntegerLiteral>(capacity) && !capacity->getBeginLoc().isMacroID();
    if (rounded && isNumber && rounded->getActiveBits() < 32) {
      std::string next =
          std::to_string(std::max<uint64_t>(2, llvm::PowerOf2Ceil(rounded->getZExtValue())));
      found.fix = Fix{"round it up to " + next, {{found.place, next}}};
    }
    sink_.add(std::move(found));
  }

  check::MakeFinding make_;
  check::FindingSink& sink_;
};

class ChannelCapacity : public check::AstCheck {
 protected:
  void walk(const check::UnitContext& context, check::MakeFinding make,
            check::FindingSink& sink) override {
    Visitor(context, make, sink).walk();
  }
};

CHANVET_CHECK(ChannelCapacity);

}  // namespace
}  // namespace chanvet::checks
