// What a unit consists of as lists of numbers, for storing and comparing it. Internal to the room.
#pragma once

#include <compare>
#include <optional>
#include <string>

#include <llvm/ADT/ArrayRef.h>
#include <llvm/ADT/SmallVector.h>
#include <llvm/ADT/StringRef.h>

#include "link/Comment.h"
#include "model/Model.h"

namespace chanvet::link {

using Words = llvm::SmallVector<uint64_t, 0>;

// The tables that numbers lead into. A file is the text of its path.
enum class Table { Text, File, Function, Symbol, Type, Operation, Definition };

// Where what is encoded stands in the tables that the numbers are for.
class Encoding {
 public:
  virtual ~Encoding() = default;
  virtual uint32_t idOf(Table table, uint32_t id) = 0;
  virtual uint32_t idOf(llvm::StringRef text) = 0;
};

// The other way; nothing for a number that leads nowhere.
class Decoding {
 public:
  virtual ~Decoding() = default;
  virtual std::optional<uint32_t> idOf(Table table, uint64_t number) = 0;
  virtual std::optional<llvm::StringRef> textOf(uint64_t number) = 0;
};

// How a function is known in all units. Lambdas of one function can have the same USR: they are
// told apart by their order.
struct Key {
  std::string usr;
  uint32_t ordinal = 0;
  bool isLocal = false;  // each unit has another function of this key
};

// A field, a global or a class.
struct Symbol {
  std::string name;
  bool isLocal = false;                      // each unit has another one of this name
  model::FunctionId closure = model::kNone;  // of a capture, which has its name in this closure
};

// A unit, but for what its functions are. Ids of functions are those of their keys.
struct UnitRecord {
  struct Entry {
    model::FunctionId function = model::kNone;
    uint32_t definition = model::kNone;
    bool isVisible = true;
  };
  struct Overrider {
    model::FunctionId method = model::kNone, overrider = model::kNone;
    bool isAbsent = false;
  };
  struct Destructor {
    model::SymbolId of = model::kNone;
    model::FunctionId function = model::kNone;
  };
  std::string name;
  std::vector<Entry> functions;  // in the order of the unit; empty: one that nothing refers to
  model::FunctionId main = model::kNone;
  model::FunctionId initializer = model::kNone;
  std::vector<model::GlobalInitializer> initializers;
  std::vector<Overrider> overriders;
  std::vector<Destructor> destructors;   // with a body
  std::vector<model::FieldInfo> fields;  // without locality and closure, which their symbol has
  std::vector<model::Omission> omissions;
  std::vector<std::string> files;
  std::vector<Comment> comments;
};

// A unit that could not be read.
struct Failure {
  std::string name;    // its main file
  std::string reason;  // as people are told it
  friend auto operator<=>(const Failure&, const Failure&) = default;
};

// Numbers that change when what the numbers below stand for does.
Words schema();

// Equal things have equal numbers.
Words encode(const Key& key, Encoding& ids);
Words encode(const Symbol& symbol, Encoding& ids);
Words encode(const model::Type& type, Encoding& ids);
Words encode(const model::Operation& operation, Encoding& ids);
// A function but for what its key and its unit's entry say, and its overriders. The first number
// says whether there is a body.
Words encode(const model::Function& function, Encoding& ids);
Words encode(const UnitRecord& unit, Encoding& ids);
Words encode(const Failure& failure, Encoding& ids);

// Each gives nothing when the numbers are none of such a thing. All ids, registers, locals and
// blocks of what is given exist, and instructions have the operands they need.
std::optional<Key> decodeKey(llvm::ArrayRef<uint64_t> words, Decoding& ids);
std::optional<Symbol> decodeSymbol(llvm::ArrayRef<uint64_t> words, Decoding& ids);
std::optional<model::Type> decodeType(llvm::ArrayRef<uint64_t> words, Decoding& ids);
std::optional<model::Operation> decodeOperation(llvm::ArrayRef<uint64_t> words, Decoding& ids);
std::optional<model::Function> decodeFunction(llvm::ArrayRef<uint64_t> words, Decoding& ids);
std::optional<UnitRecord> decodeUnit(llvm::ArrayRef<uint64_t> words, Decoding& ids);
std::optional<Failure> decodeFailure(llvm::ArrayRef<uint64_t> words, Decoding& ids);

// Numbers in few bytes, most of them in one each.
std::string pack(llvm::ArrayRef<uint64_t> words);
Words unpack(llvm::StringRef bytes);

}  // namespace chanvet::link
