#pragma once

#include <stdexcept>

inline int checked(int value) {
  if (value < 0) throw std::invalid_argument("value");
  return value;
}
