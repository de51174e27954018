// Reads dialect files. docs/dialects.md describes their form.
#pragma once

#include <string>
#include <vector>

#include <llvm/ADT/ArrayRef.h>
#include <llvm/ADT/StringRef.h>
#include <llvm/Support/Error.h>

#include "dialect/Dialect.h"
#include "dialect/Embedded.h"
#include "yaml/Reader.h"

namespace chanvet::dialect {

// Reads and checks a dialect file. The error is a yaml::FileError with every mistake in it.
llvm::Expected<Dialect> loadDialect(llvm::StringRef path);

// The same for text; `fileName` is what errors call it.
llvm::Expected<Dialect> parseDialect(llvm::StringRef text, llvm::StringRef fileName);

// Reads a dialect that stands inside another file. Mistakes are reported to the node's document;
// what is returned then is incomplete and not to be used.
Dialect readDialect(const yaml::Node& node, llvm::StringRef fileName);

// The dialects that are part of the program, sorted by name. The build has read and checked them.
llvm::ArrayRef<detail::EmbeddedDialect> shippedDialects();

// Error: there is none of this name (with the nearest one).
llvm::Expected<Dialect> loadShippedDialect(llvm::StringRef name);

// The text of an annotation after "chanvet::", as in [[clang::annotate("chanvet::TEXT")]]:
//   word [ "(" key "=" value { "," key "=" value } ")" ]
// with the words and keys of dialect files: "channel", "send(on_closed=panic)". Operands that an
// operation cannot do without may be left out: the object of a function is its first argument, the
// value the next, the task the first argument that can be called.
// The error's text is one line without a place.
llvm::Expected<ClassSpec> parseClassAnnotation(llvm::StringRef text);
llvm::Expected<OperationSpec> parseMethodAnnotation(llvm::StringRef text);
llvm::Expected<OperationSpec> parseFunctionAnnotation(llvm::StringRef text);

}  // namespace chanvet::dialect
