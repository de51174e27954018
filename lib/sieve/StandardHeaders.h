// The headers that C++, C and POSIX name.
#pragma once

#include <string>

namespace chanvet::sieve {

// A source that includes each one that there is.
std::string includeStandardHeaders();

}  // namespace chanvet::sieve
