#include "flow/PathState.h"

#include <llvm/Support/xxhash.h>

namespace chanvet::flow {

namespace {

class Hasher {
 public:
  void add(uint64_t value) {
    hash_ = (hash_ ^ value) * 0x9fb21c651e98df25;
    hash_ ^= hash_ >> 32;
  }
  void add(const Slot& slot) {
    add(slot.base);
    add(slot.field);
    add(slot.index);
  }
  void add(const Abstract& value) {
    add(value.kind);
    add(value.number);
    if (value.kind == Abstract::Address || value.kind == Abstract::View) add(value.slot);
  }
  uint64_t value() const { return hash_; }

 private:
  uint64_t hash_ = 0x9e3779b97f4a7c15;
};

}  // namespace

uint64_t PathState::hashOfMarks(model::BlockId next) const {
  Hasher hasher;
  for (const Frame& frame : frames) hasher.add(frame.context);
  hasher.add(next);
  for (const auto& [key, mark] : marks) {
    hasher.add(key.first);
    hasher.add(key.second);
    hasher.add(mark.state);
  }
  hasher.add(fiber);
  hasher.add(doubtful);
  return hasher.value();
}

// Steps of the trace are left out: two paths to one state are one.
uint64_t PathState::hash(const UnitFacts& unitFacts) const {
  Hasher hasher;
  for (const Frame& frame : frames) {
    hasher.add(frame.context);
    hasher.add(frame.block);
    hasher.add(frame.index);
    for (model::Register reg : unitFacts.graph(frame.function).crossing())
      hasher.add(frame.registers[reg]);
    hasher.add(llvm::xxh3_64bits(frame.visits));
  }
  for (const auto& [slot, value] : memory) {
    hasher.add(slot);
    hasher.add(value);
  }
  for (const auto& [entity, fact] : facts) {
    hasher.add(entity);
    hasher.add(fact.kind);
    hasher.add(fact.other);
  }
  for (const auto& [key, mark] : marks) {
    hasher.add(key.first);
    hasher.add(key.second);
    hasher.add(mark.state);
    hasher.add(mark.early);
  }
  for (EntityId entity : escaped) hasher.add(entity);
  for (const auto& [function, block, direction] : guesses) {
    hasher.add(function);
    hasher.add(block);
    hasher.add(direction);
  }
  for (const Unordered& operation : unordered) {
    hasher.add(operation.event.entity);
    hasher.add(static_cast<uint64_t>(operation.event.kind));
  }
  hasher.add(fiber);
  hasher.add(doubtful | synchronized << 1 | branched << 2 | isPanicking << 3 | slept << 4);
  for (const auto& [loan, borrowed] : this->borrowed) {
    hasher.add(loan.target);
    hasher.add(loan.isElement | borrowed.mayBeOver << 1 | borrowed.mayHaveRoom << 2);
  }
  return hasher.value();
}

void PathState::doubtBorrows() {
  for (auto& [local, borrow] : borrowed) borrow.mayBeOver = true;
}

}  // namespace chanvet::flow
