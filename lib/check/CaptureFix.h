// The fix of a capture by reference of what does not live long enough.
#pragma once

#include <optional>

#include "finding/Finding.h"
#include "flow/PathEngine.h"

namespace chanvet::check {

// Whether the closure that runs `body` only reads what its capture `field` refers to: then a copy
// will do.
bool onlyReads(const model::Function& body, model::SymbolId field);

// Whether the function that has the local gives it one value.
bool isWrittenOnce(const model::Unit& unit, const flow::Borrow& borrow);

// The edit that makes it a capture by value; nothing where the source has another form than
// `[&name]` or `[&]`, as in a macro.
std::optional<Fix> captureByValue(const flow::Borrow& borrow);

}  // namespace chanvet::check
