// What was looked at in part.
#pragma once

#include <string>

namespace chanvet {

// A function that a bound kept from being looked at to the end.
struct Cut {
  std::string function;  // qualified name
  std::string message;   // one line, names the function: lower case, no final period
};

}  // namespace chanvet
