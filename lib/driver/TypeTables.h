// The tables in which clang keeps the types and names of a unit.
#pragma once

namespace clang {
class ASTContext;
}

namespace chanvet::driver {

// Makes room for as many again as there are. A table that grows writes to everything in it, which
// in a fork copies the memory that all of this is in.
void makeRoomForTypes(clang::ASTContext& context);

}  // namespace chanvet::driver
