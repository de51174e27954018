#include "explore/Content.h"

#include <llvm/ADT/SmallVector.h>

namespace chanvet::explore {

namespace {

class ContentWriter {
 public:
  void put(uint64_t word) { words_.push_back(word); }
  void putObject(ObjectId id) { refer(Reference::Object, id, kNone); }
  void putUnknown(UnknownId id) { refer(Reference::Unknown, id, 0); }
  void putTested(UnknownId id) { refer(Reference::Tested, id, 0); }

  void put(const Object& object) {
    put(object.function);
    put(object.isExternal | object.isPrimitive << 1 | object.isEscaped << 2 |
        object.isDestroyed << 3 | object.isLost << 4);
    put(object.constructors.size());
    for (model::FunctionId constructor : object.constructors) put(constructor);
    put(object.elements);
    put(object.slots.size());
    for (const auto& [key, value] : object.slots) {
      put(key);
      write(value, *this);
    }
    if (object.isPrimitive) put(object.primitive);
  }

  llvm::IntrusiveRefCntPtr<const Content> take() {
    auto content = llvm::makeIntrusiveRefCnt<Content>();
    content->digest = digestOf(words_);
    content->words = words_.size();
    content->references.assign(references_.begin(), references_.end());
    return content;
  }

 private:
  void putFiber(FiberId id) { refer(Reference::Fiber, id, kNone); }

  void refer(Reference::Kind kind, uint32_t id, uint32_t nothing) {
    put(id != nothing);
    if (id != nothing) references_.push_back({kind, id});
  }

  void put(const Primitive& primitive) {
    put(primitive.closed | primitive.armed << 1 | primitive.broken << 2);
    put(static_cast<uint64_t>(primitive.kind));
    put(primitive.type);
    put(primitive.capacity);
    put(primitive.count);
    putFiber(primitive.holder);
    put(primitive.readers.size());
    for (FiberId reader : primitive.readers) putFiber(reader);
    put(primitive.buffer.size());
    for (const Datum& datum : primitive.buffer) write(datum, *this);
    putObject(primitive.linked);
    put(primitive.children.size());
    for (ObjectId child : primitive.children) putObject(child);
  }

  llvm::SmallVector<uint64_t, 128> words_;
  llvm::SmallVector<Reference, 32> references_;
};

}  // namespace

llvm::XXH128_hash_t digestOf(llvm::ArrayRef<uint64_t> words) {
  return llvm::xxh3_128bits(
      {reinterpret_cast<const uint8_t*>(words.data()), words.size() * sizeof(uint64_t)});
}

const Content& contentOf(const Object& object) {
  if (!object.content) {
    ContentWriter writer;
    writer.put(object);
    object.content = writer.take();
  }
  return *object.content;
}

}  // namespace chanvet::explore
