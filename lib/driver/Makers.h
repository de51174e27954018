// Which units are worth being explored by themselves.
#pragma once

#include <llvm/ADT/BitVector.h>

#include "link/Program.h"
#include "link/Store.h"

namespace chanvet::driver {

// The units with a function that may make a primitive, itself or in what it leads to in some
// program: of the others a program without a main has no function that it could begin with.
llvm::BitVector unitsThatMake(const link::Store& store, const link::Linker& linker);

}  // namespace chanvet::driver
