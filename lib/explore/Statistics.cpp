#include "explore/Statistics.h"

#include "explore/State.h"

namespace chanvet::explore {

namespace {

template <class T>
uint64_t bytesOf(const std::vector<T>& elements) {
  return elements.capacity() * sizeof(T);
}

uint64_t bytesOf(const Object& object) {
  const Primitive& primitive = object.primitive;
  return sizeof(Object) + bytesOf(object.constructors) + bytesOf(object.slots) +
         bytesOf(primitive.readers) + bytesOf(primitive.buffer) + bytesOf(primitive.children);
}

uint64_t bytesOf(const Fiber& fiber) {
  uint64_t bytes = bytesOf(fiber.frames) + bytesOf(fiber.inFlight);
  for (const Frame& frame : fiber.frames) bytes += bytesOf(frame.registers) + bytesOf(frame.turns);
  return bytes;
}

}  // namespace

uint64_t bytesOf(const State& state, llvm::DenseSet<const Object*>& counted) {
  uint64_t bytes = sizeof(State) + bytesOf(state.fibers) + bytesOf(state.knowledge);
  for (const Fiber& fiber : state.fibers) bytes += bytesOf(fiber);
  for (const Knowledge& known : state.knowledge) bytes += bytesOf(known.isNot);
  bytes += state.objectCount() * sizeof(Object*);
  for (ObjectId id = 0; id < state.objectCount(); ++id) {
    const Object* object = state.find(id);
    if (object && counted.insert(object).second) bytes += bytesOf(*object);
  }
  return bytes;
}

}  // namespace chanvet::explore
