#include "driver/FreeMemory.h"

#include <string>

#include <jemalloc/jemalloc.h>

#pragma weak mallctl

namespace chanvet::driver {

void giveBackFreeMemory() {
  if (!mallctl) return;
  static const std::string purgeAll = "arena." + std::to_string(MALLCTL_ARENAS_ALL) + ".purge";
  mallctl(purgeAll.c_str(), nullptr, nullptr, nullptr, 0);
}

}  // namespace chanvet::driver
