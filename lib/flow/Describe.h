// Words for the steps of a trace.
#pragma once

#include <string>

#include "model/Model.h"

namespace chanvet::flow {

// "'jobs' is closed": what an operation does to a primitive of this name ("" for an unnamed one).
std::string describe(model::OpKind kind, const std::string& name);

// The name in quotes, or the words for a primitive that has none ("the channel").
std::string quoted(const std::string& name, model::ClassKind kind);

}  // namespace chanvet::flow
