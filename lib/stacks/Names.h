// The names of functions as debuggers and runtimes write them.
#pragma once

#include <string>

#include <llvm/ADT/StringRef.h>

namespace chanvet::stacks {

// What stands before the arguments of a call in a backtrace: of "Q<int>::pop (this=0x1) at q.h:3"
// it is "Q<int>::pop". All of it, without blanks at its end, when it has no arguments.
llvm::StringRef functionBefore(llvm::StringRef call);

// The name without arguments of templates and without parameters, so that it can be compared:
// "Q<std::pair<int, int> >::pop(bool)" is "Q::pop". Parts without a name keep their brackets:
// "(anonymous namespace)::run", "main::{lambda()#1}::operator()".
std::string plainName(llvm::StringRef function);

// The function that a plain name stands for in a finding: that of a lambda's call is "lambda in
// main".
std::string reportedName(llvm::StringRef plain);

}  // namespace chanvet::stacks
