// What objects hold, apart from how things are numbered. It is worked out once for each object,
// which many states share. Internal to the room.
#pragma once

#include <llvm/ADT/ArrayRef.h>

#include "explore/State.h"

namespace chanvet::explore {

// Writes what the datum is: `out` has put(number), and putObject(id), putUnknown(id) and
// putTested(id) for what it refers to.
template <typename Writer>
void write(const Datum& datum, Writer& out) {
  auto number = [&] { out.put(static_cast<uint64_t>(datum.number)); };
  out.put(datum.kind);
  switch (datum.kind) {
    case Datum::Unknown:
      out.putUnknown(datum.object);
      if (datum.object) number();
      return;
    case Datum::Test:
      out.putTested(datum.object);
      out.put(static_cast<uint64_t>(datum.relation) << 1 | datum.againstNull);
      return number();
    case Datum::Number:
    case Datum::Null:
      return number();
    case Datum::Function:
    case Datum::Text:
      return out.put(datum.object);
    case Datum::Object:
      return out.putObject(datum.object);
    case Datum::Slot:
      out.putObject(datum.object);
      return number();
  }
}

const Content& contentOf(const Object& object);

llvm::XXH128_hash_t digestOf(llvm::ArrayRef<uint64_t> words);

}  // namespace chanvet::explore
