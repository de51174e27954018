// Memory that this process has freed, and its allocator keeps for what comes next.
#pragma once

namespace chanvet::driver {

// Gives it back to the system: forks would hold it as well. Does nothing where the allocator is not
// jemalloc, as in a program that this is a plugin of.
void giveBackFreeMemory();

}  // namespace chanvet::driver
