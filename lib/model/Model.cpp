#include "model/Model.h"

#include <llvm/Support/MathExtras.h>

namespace chanvet::model {

bool Function::isDestructor() const {
  size_t scope = name.rfind("::");
  return scope != std::string::npos && name.compare(scope + 2, 1, "~") == 0;
}

void Functions::bring(FunctionId id) const {
  missing_.reset(id);
  functions_[id] = bring_(id);
}

Place Unit::place(const Location& location) const {
  if (!location.isValid()) return {};
  return {files[location.file], location.line, location.column, location.endLine,
          location.endColumn};
}

std::optional<int64_t> compute(int64_t left, Arithmetic arithmetic, int64_t right) {
  int64_t result = 0;
  bool isShift = arithmetic == Arithmetic::ShiftLeft || arithmetic == Arithmetic::ShiftRight;
  if (isShift && (right < 0 || right > 62)) return std::nullopt;
  switch (arithmetic) {
    case Arithmetic::Add:
      if (llvm::AddOverflow(left, right, result)) return std::nullopt;
      return result;
    case Arithmetic::Subtract:
      if (llvm::SubOverflow(left, right, result)) return std::nullopt;
      return result;
    case Arithmetic::Multiply:
      if (llvm::MulOverflow(left, right, result)) return std::nullopt;
      return result;
    case Arithmetic::Divide:
      if (right == 0 || (left == INT64_MIN && right == -1)) return std::nullopt;
      return left / right;
    case Arithmetic::Remainder:
      if (right == 0 || (left == INT64_MIN && right == -1)) return std::nullopt;
      return left % right;
    case Arithmetic::And:
      return left & right;
    case Arithmetic::Or:
      return left | right;
    case Arithmetic::Xor:
      return left ^ right;
    case Arithmetic::ShiftLeft:
      if (llvm::MulOverflow(left, int64_t(1) << right, result)) return std::nullopt;
      return result;
    case Arithmetic::ShiftRight:
      return left >> right;
    case Arithmetic::Replace:
      return right;
  }
  return std::nullopt;
}

}  // namespace chanvet::model
