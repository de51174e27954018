#include "model/Model.h"

namespace chanvet::model {

bool Function::isDestructor() const {
  size_t scope = name.rfind("::");
  return scope != std::string::npos && name.compare(scope + 2, 1, "~") == 0;
}

Place Unit::place(const Location& location) const {
  if (!location.isValid()) return {};
  return {files[location.file], location.line, location.column, location.endLine,
          location.endColumn};
}

}  // namespace chanvet::model
