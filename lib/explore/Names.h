// How the source calls what a value of the model stands for.
#pragma once

#include <string>

#include "model/Model.h"

namespace chanvet::explore {

// The variable, member or element that the value was read from: "results", "ctx.done()",
// "workers[…]"; empty when it has no name.
std::string nameOf(const model::Unit& unit, const model::Function& function,
                   const model::Value& value);

// Whether its name is that of its class: "ns::A<int>::A".
bool isConstructor(const model::Function& function);

// What a class of primitives is called: "channel", "wait group".
llvm::StringRef wordFor(model::ClassKind kind);

// "'results'", or "a channel" for what has no name.
std::string quoted(const std::string& name, model::ClassKind kind);

}  // namespace chanvet::explore
