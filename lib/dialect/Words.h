// The words that dialect files and annotations use for the vocabulary of Dialect.h.
#pragma once

#include <llvm/ADT/ArrayRef.h>
#include <llvm/ADT/StringRef.h>

#include "dialect/Dialect.h"
#include "yaml/Reader.h"

namespace chanvet::dialect {

// All words for the values of an enumeration, one per value, in the enumeration's order.
// Defined for ClassKind, OpKind, OnMisuse, Handle, OnDestroy, ResultKind, Blocks, Where, Each
// and CapacityRule::Zero.
template <class E>
llvm::ArrayRef<yaml::Word<E>> words();

template <>
llvm::ArrayRef<yaml::Word<ClassKind>> words();
template <>
llvm::ArrayRef<yaml::Word<OpKind>> words();
template <>
llvm::ArrayRef<yaml::Word<OnMisuse>> words();
template <>
llvm::ArrayRef<yaml::Word<Handle>> words();
template <>
llvm::ArrayRef<yaml::Word<OnDestroy>> words();
template <>
llvm::ArrayRef<yaml::Word<ResultKind>> words();
template <>
llvm::ArrayRef<yaml::Word<Blocks>> words();
template <>
llvm::ArrayRef<yaml::Word<Where>> words();
template <>
llvm::ArrayRef<yaml::Word<Each>> words();
template <>
llvm::ArrayRef<yaml::Word<CapacityRule::Zero>> words();

// "rw_mutex", "try_send".
template <class E>
llvm::StringRef wordOf(E value) {
  return words<E>()[static_cast<size_t>(value)].text;
}

}  // namespace chanvet::dialect
