// A comment of the sources that may silence findings, as it is kept with a unit's model.
#pragma once

#include <string>

#include "finding/Finding.h"

namespace chanvet::link {

struct Comment {
  Place place;
  std::string text;  // with its delimiters
  // The lines of the statement or declaration that starts first after it; 0 when there is none.
  unsigned statementFirstLine = 0;
  unsigned statementLastLine = 0;
};

}  // namespace chanvet::link
