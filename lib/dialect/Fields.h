// The fields of the structures of Dialect.h, as tuples of references. Every structure is taken
// apart as a whole, so that a field which is new there does not compile until it is here.
#pragma once

#include <concepts>
#include <tuple>
#include <type_traits>

#include "dialect/Dialect.h"

namespace chanvet::dialect {

template <class T, class Structure>
concept Some = std::same_as<std::remove_const_t<T>, Structure>;

auto fieldsOf(Some<Operand> auto& operand) {
  auto& [kind, index, andFollowing] = operand;
  return std::tie(kind, index, andFollowing);
}

auto fieldsOf(Some<CapacityRule> auto& rule) {
  auto& [from, fallback, zero, usableIsOneLess, powerOfTwo] = rule;
  return std::tie(from, fallback, zero, usableIsOneLess, powerOfTwo);
}

auto fieldsOf(Some<OperationSpec> auto& op) {
  auto& [kind, object, value, task, count, fixedCount, channel, lock, makes, makesClass, periodic,
         stoppable, result, okValue, closedValue, timeoutValue, onClosed, blocks, timed, await,
         arrives, mustCheck, many, where, each, later, runsFirst, takesTurns, endsWithMain,
         onDestroy, minArgs, maxArgs, takes, externC] = op;
  return std::tie(kind, object, value, task, count, fixedCount, channel, lock, makes, makesClass,
                  periodic, stoppable, result, okValue, closedValue, timeoutValue, onClosed, blocks,
                  timed, await, arrives, mustCheck, many, where, each, later, runsFirst, takesTurns,
                  endsWithMain, onDestroy, minArgs, maxArgs, takes, externC);
}

auto fieldsOf(Some<MethodSpec> auto& method) {
  auto& [name, op] = method;
  return std::tie(name, op);
}

auto fieldsOf(Some<ClassSpec> auto& spec) {
  auto& [name, kind, dialect, handle, nilByDefault, rangeReceives, mustCheck, recursive,
         movesElements, writerPreferring, fiberAware, onDestroy, onSendClosed, onReceiveClosed,
         onSecondClose, onNegative, closeWakesSenders, closeWakesReceivers, closeDropsBuffer,
         capacity, element, constructors, methods] = spec;
  return std::tie(name, kind, dialect, handle, nilByDefault, rangeReceives, mustCheck, recursive,
                  movesElements, writerPreferring, fiberAware, onDestroy, onSendClosed,
                  onReceiveClosed, onSecondClose, onNegative, closeWakesSenders,
                  closeWakesReceivers, closeDropsBuffer, capacity, element, constructors, methods);
}

auto fieldsOf(Some<FunctionSpec> auto& function) {
  auto& [name, dialect, op] = function;
  return std::tie(name, dialect, op);
}

auto fieldsOf(Some<Dialect> auto& whole) {
  auto& [name, summary, file, headers, namespaceAliases, classes, functions] = whole;
  return std::tie(name, summary, file, headers, namespaceAliases, classes, functions);
}

}  // namespace chanvet::dialect
