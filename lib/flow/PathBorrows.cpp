#include "flow/PathBorrows.h"

#include <llvm/ADT/STLExtras.h>

#include "flow/PathMemory.h"

namespace chanvet::flow {

using model::Location;
using Loan = PathState::Loan;
using Borrowed = PathState::Borrowed;

void PathBorrows::noteStore(const Slot& slot, const Abstract& stored, const Location& location) {
  storedAt_[slot] = location;
  const Entity& local = entities_[slot.base];
  if (slot.field != Slot::kContent || local.kind != Entity::Local) return;
  if (!stored.isReference() || entities_[stored.entity()].kind != Entity::Object) return;
  if (!unit_.functions[local.function].locals[local.local].isReference)
    owners_.try_emplace(stored.entity(), slot.base);
}

// --- lending

void PathBorrows::borrow(PathState& state, const Abstract& callable, const Spawned& fiber) const {
  if (!callable.isReference()) return;
  for (const auto& [slot, content] : contentsOf(state, callable.entity()))
    lend(state, content, content.kind == Abstract::View && isView(slot),
         {.capture = slot, .spawned = fiber.location, .handle = fiber.handle});
}

void PathBorrows::borrowArgument(PathState& state, const Abstract& argument, bool isView,
                                 const Spawned& fiber) const {
  lend(state, argument, isView, {.spawned = fiber.location, .handle = fiber.handle});
  borrow(state, argument, fiber);
}

void PathBorrows::keep(PathState& state, const Slot& slot, const Abstract& handle) const {
  if (!handle.isReference()) return;
  const model::Type* type = entities_.type(handle.entity());
  bool endsWithHandle = type && (type->onDestroy == model::OnDestroy::Join ||
                                 type->onDestroy == model::OnDestroy::Terminate);
  if (!endsWithHandle) return;
  for (auto& [loan, borrowed] : state.borrowed)
    if (borrowed.handle == handle.entity() &&
        llvm::is_contained(reachable(state, Abstract::reference(loan.target)), slot.base))
      borrowed.mayBeOver = true;
}

void PathBorrows::lend(PathState& state, const Abstract& reference, bool isView,
                       const Borrowed& how) const {
  std::optional<Loan> loan = loanOf(reference, isView);
  if (!loan) return;
  Borrowed& borrowed = state.borrowed[*loan] = how;
  // Who has it besides may have made room in it.
  borrowed.mayHaveRoom = state.escaped.contains(loan->target);
}

std::optional<Loan> PathBorrows::loanOf(const Abstract& reference, bool isView) const {
  if (reference.isReference()) {
    bool isObject = entities_[reference.entity()].kind == Entity::Object;
    return isObject ? std::optional<Loan>({reference.entity(), false}) : std::nullopt;
  }
  bool isPlace =
      reference.kind == Abstract::Address || (isView && reference.kind == Abstract::View);
  if (!isPlace) return std::nullopt;
  Entity::Kind kind = entities_[reference.slot.base].kind;
  if (kind != Entity::Local && kind != Entity::Object) return std::nullopt;
  return Loan{reference.slot.base, reference.slot.field == Slot::kElement};
}

// Whether the slot is for who looks at text where it is.
bool PathBorrows::isView(const Slot& slot) const {
  return llvm::any_of(unit_.fields, [&](const model::FieldInfo& field) {
    return field.symbol == slot.field && field.isView;
  });
}

// --- taking back

// The local that this is a loan of, or that owns it; 0 if there is none.
EntityId PathBorrows::ownerOf(const Loan& loan) const {
  if (entities_[loan.target].kind == Entity::Local) return loan.target;
  auto owner = owners_.find(loan.target);
  return owner == owners_.end() ? 0 : owner->second;
}

std::vector<Borrow> PathBorrows::end(PathState& state, const Slot& slot) const {
  if (slot.field != Slot::kContent) return {};
  return takeBack(state, Borrow::Ends,
                  [&](const Loan& loan, const Borrowed&) { return ownerOf(loan) == slot.base; });
}

std::vector<Borrow> PathBorrows::endAll(PathState& state, const Frame& frame) {
  return takeBack(state, Borrow::Ends, [&](const Loan& loan, const Borrowed&) {
    EntityId owner = ownerOf(loan);
    // Calls around this one may be of the same function.
    return entities_[owner].function == frame.function &&
           entities_.local(frame, entities_[owner].local) == owner;
  });
}

std::vector<Borrow> PathBorrows::change(PathState& state, const Slot& slot) const {
  if (slot.field != Slot::kContent) return {};
  auto held = state.memory.find(slot);
  return takeBack(state, Borrow::Changes, [&](const Loan& loan, const Borrowed&) {
    bool isHeld = held != state.memory.end() && held->second == Abstract::reference(loan.target);
    return loan.target == slot.base || (isHeld && ownerOf(loan) == slot.base);
  });
}

std::vector<Borrow> PathBorrows::grow(PathState& state, const Abstract& container) const {
  if (!container.isReference()) return {};
  return takeBack(state, Borrow::Grows, [&](const Loan& loan, const Borrowed& borrowed) {
    if (loan.target != container.entity() || !loan.isElement || borrowed.mayHaveRoom) return false;
    const Entity& local = entities_[ownerOf(loan)];
    return unit_.functions[local.function].locals[local.local].relocates;
  });
}

std::vector<Borrow> PathBorrows::empty(PathState& state, const Abstract& container) const {
  if (!container.isReference()) return {};
  return takeBack(state, Borrow::Empties, [&](const Loan& loan, const Borrowed&) {
    return loan.target == container.entity() && loan.isElement;
  });
}

std::vector<Borrow> PathBorrows::takeBack(
    PathState& state, Borrow::Breach how,
    llvm::function_ref<bool(const Loan&, const Borrowed&)> isBroken) const {
  std::vector<Borrow> broken;
  std::erase_if(state.borrowed, [&](const auto& entry) {
    // What no local owns may live on.
    if (ownerOf(entry.first) == 0 || !isBroken(entry.first, entry.second)) return false;
    broken.push_back(describe(entry.first, entry.second));
    broken.back().how = how;
    return true;
  });
  return broken;
}

Borrow PathBorrows::describe(const Loan& loan, const Borrowed& borrowed) const {
  const Entity& local = entities_[ownerOf(loan)];
  const model::Local& declared = unit_.functions[local.function].locals[local.local];
  Borrow borrow;
  borrow.name = declared.name;
  borrow.isLoopVariable = declared.isLoopVariable;
  borrow.mayBeOver = borrowed.mayBeOver;
  borrow.owner = local.function;
  borrow.declared = unit_.place(declared.location);
  borrow.spawned = borrow.captured = unit_.place(borrowed.spawned);
  if (!borrowed.capture) return borrow;
  const Entity& closure = entities_[borrowed.capture->base];
  auto captured = storedAt_.find(*borrowed.capture);
  borrow.captured = captured == storedAt_.end() ? Place() : unit_.place(captured->second);
  // What a bound call is given is an argument.
  if (closure.function != model::kNone && unit_.functions[closure.function].isLambda)
    borrow.reference = entities_.slotName(*borrowed.capture);
  if (borrow.name.empty()) borrow.name = borrow.reference;
  borrow.closure = unit_.place(closure.location);
  borrow.field = borrowed.capture->field;
  borrow.function = closure.function;
  return borrow;
}

}  // namespace chanvet::flow
