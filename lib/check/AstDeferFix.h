// The fix of what some paths do not end: a deferred call ends it, behind the declaration that
// begins it.
#pragma once

#include <optional>
#include <string>

#include "check/Check.h"
#include "dialect/Dialect.h"

namespace chanvet::check {

// The class of a deferred call as it is spelled, where the unit has exactly one that takes what it
// runs and nothing else; empty otherwise.
std::string deferredCall(const UnitContext& unit);

// The method without arguments by which primitives of the class do what `kind` says: "stop". Empty
// where the class has none, or is not one of a dialect that the unit sees.
std::string methodFor(const UnitContext& unit, llvm::StringRef className, dialect::OpKind kind);

// Inserts the statement, with the indentation of the line, below the line on which `declared` ends.
// Nothing where more than a semicolon and a comment follow there, or the declaration has lines
// above.
std::optional<Fix> insertBelow(const Place& declared, const std::string& description,
                               const std::string& statement);

}  // namespace chanvet::check
