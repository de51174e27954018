#include "model/Model.h"

namespace chanvet::model {

Place Unit::place(const Location& location) const {
  if (!location.isValid()) return {};
  return {files[location.file], location.line, location.column, location.endLine,
          location.endColumn};
}

}  // namespace chanvet::model
