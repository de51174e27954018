#include "link/Codec.h"

#include <limits>

#include <llvm/ADT/DenseSet.h>
#include <llvm/ADT/STLExtras.h>
#include <llvm/Support/LEB128.h>
#include <llvm/Support/MathExtras.h>
#include <llvm/Support/raw_ostream.h>

namespace chanvet::link {

namespace {

using model::Callee;
using model::kNone;
using model::Location;
using model::Opcode;
using model::Terminator;
using model::Value;

uint64_t zigZag(int64_t number) {
  return (static_cast<uint64_t>(number) << 1) ^ static_cast<uint64_t>(number >> 63);
}

int64_t unZigZag(uint64_t word) {
  return static_cast<int64_t>(word >> 1) ^ -static_cast<int64_t>(word & 1);
}

// Writer and Reader have the same members, so that the order of the fields of a structure stands in
// one place: the function `transfer` for it.
class Writer {
 public:
  static constexpr bool kReads = false;

  explicit Writer(Encoding& ids) : ids_(ids) {}

  template <class T>
  void word(const T& value) {
    words.push_back(static_cast<uint64_t>(value));
  }
  template <class T>
  void enumerator(const T& value, T) {
    word(value);
  }
  void number(int64_t value) { words.push_back(zigZag(value)); }
  // A number near another.
  void relative(uint32_t value, uint32_t base) { number(int64_t{value} - base); }
  void text(const std::string& value) { words.push_back(ids_.idOf(llvm::StringRef(value))); }
  // kNone is a value as well.
  void id(Table table, uint32_t value) {
    words.push_back(value == kNone ? 0 : uint64_t{ids_.idOf(table, value)} + 1);
  }
  void index(uint32_t value) { words.push_back(value == kNone ? 0 : uint64_t{value} + 1); }
  template <class All, class Each>
  void list(const All& all, Each each) {
    word(all.size());
    for (const auto& one : all) each(one);
  }
  template <class T>
  void optional(const std::optional<T>& value) {
    word(value.has_value());
    if (value) number(*value);
  }
  // Bits that are known when a structure is written, and read before the rest of it.
  uint64_t flags(std::initializer_list<bool> all) {
    uint64_t mask = 0;
    unsigned bit = 0;
    for (bool flag : all) mask |= uint64_t{flag} << bit++;
    words.push_back(mask);
    return mask;
  }

  Words words;

 private:
  Encoding& ids_;
};

class Reader {
 public:
  static constexpr bool kReads = true;

  Reader(llvm::ArrayRef<uint64_t> words, Decoding& ids) : words_(words), ids_(ids) {}

  bool hasSucceeded() const { return !hasFailed_ && at_ == words_.size(); }
  void fail() { hasFailed_ = true; }

  uint64_t next() {
    if (at_ < words_.size()) return words_[at_++];
    hasFailed_ = true;
    return 0;
  }
  template <class T>
  void word(T& value) {
    uint64_t read = next();
    value = static_cast<T>(read);
    hasFailed_ |= static_cast<uint64_t>(value) != read;
  }
  template <class T>
  void enumerator(T& value, T last) {
    uint64_t read = next();
    hasFailed_ |= read > static_cast<uint64_t>(last);
    value = static_cast<T>(std::min(read, static_cast<uint64_t>(last)));
  }
  void number(int64_t& value) { value = unZigZag(next()); }
  void relative(uint32_t& value, uint32_t base) {
    int64_t distance = unZigZag(next());
    value = base + static_cast<uint32_t>(distance);
    hasFailed_ |= distance != static_cast<int64_t>(value) - int64_t{base};
  }
  void text(std::string& value) {
    if (std::optional<llvm::StringRef> found = ids_.textOf(next()))
      value = found->str();
    else
      hasFailed_ = true;
  }
  void id(Table table, uint32_t& value) {
    value = kNone;
    uint64_t read = next();
    if (read == 0) return;
    if (std::optional<uint32_t> found = ids_.idOf(table, read - 1))
      value = *found;
    else
      hasFailed_ = true;
  }
  void index(uint32_t& value) {
    uint64_t read = next();
    value = static_cast<uint32_t>(read) - 1;
    hasFailed_ |= read > kNone;
  }
  template <class All, class Each>
  void list(All& all, Each each) {
    uint64_t count = next();
    // Every element takes a word at least.
    hasFailed_ |= count > words_.size() - at_;
    if (hasFailed_) return;
    all.reserve(count);
    for (; count > 0 && !hasFailed_; --count) each(all.emplace_back());
  }
  template <class T>
  void optional(std::optional<T>& value) {
    if (next() == 0) return;
    int64_t read = 0;
    number(read);
    value = static_cast<T>(read);
  }
  uint64_t flags(std::initializer_list<bool>) { return next(); }

 private:
  llvm::ArrayRef<uint64_t> words_;
  Decoding& ids_;
  size_t at_ = 0;
  bool hasFailed_ = false;
};

constexpr bool has(uint64_t mask, unsigned bit) { return mask >> bit & 1; }

template <class Io, class... Flags>
void bools(Io& io, Flags&... all) {
  if constexpr (Io::kReads) {
    uint64_t mask = io.flags({});
    unsigned bit = 0;
    ((all = has(mask, bit++)), ...);
  } else {
    io.flags({all...});
  }
}

// The transfers take structures apart as a whole, so that none compiles that misses a field.

template <class Io, class T>
void transferCapacity(Io& io, T& capacity) {
  auto& [from, fallback, zero, usableIsOneLess, powerOfTwo] = capacity;
  auto& [kind, index, andFollowing] = from;
  io.enumerator(kind, dialect::Operand::Callable);
  io.word(index);
  io.word(fallback);
  io.enumerator(zero, dialect::CapacityRule::Invalid);
  bools(io, andFollowing, usableIsOneLess, powerOfTwo);
}

template <class Io, class T>
void transferType(Io& io, T& type) {
  auto& [name, kind, shared, nilByDefault, stoppable, periodic, fiberAware, recursive,
         writerPreferring, closeWakesSenders, closeWakesReceivers, closeDropsBuffer, onDestroy,
         onSendClosed, onSecondClose, onNegative, capacity] = type;
  io.text(name);
  io.enumerator(kind, model::ClassKind::Iterator);
  bools(io, shared, nilByDefault, stoppable, periodic, fiberAware, recursive, writerPreferring,
        closeWakesSenders, closeWakesReceivers, closeDropsBuffer);
  io.enumerator(onDestroy, model::OnDestroy::Cancel);
  io.enumerator(onSendClosed, model::OnMisuse::Undefined);
  io.enumerator(onSecondClose, model::OnMisuse::Undefined);
  io.enumerator(onNegative, model::OnMisuse::Undefined);
  transferCapacity(io, capacity);
}

template <class Io, class T>
void transferOperation(Io& io, T& operation) {
  auto& [kind, on, result, type, onMisuse, blocks, timed, arrives, mustCheck, untilClosed,
         endsWithMain, okValue, closedValue, timeoutValue] = operation;
  io.enumerator(kind, model::OpKind::Ignore);
  io.enumerator(on, model::ClassKind::Iterator);
  io.enumerator(result, dialect::ResultKind::Error);
  io.id(Table::Type, type);
  io.enumerator(onMisuse, model::OnMisuse::Undefined);
  io.enumerator(blocks, dialect::Blocks::Thread);
  bools(io, timed, arrives, mustCheck, untilClosed, endsWithMain);
  io.optional(okValue);
  io.optional(closedValue);
  io.optional(timeoutValue);
}

template <class Io, class T>
void transferKey(Io& io, T& key) {
  io.text(key.usr);
  io.word(key.ordinal);
  bools(io, key.isLocal);
}

template <class Io, class T>
void transferSymbol(Io& io, T& symbol) {
  io.text(symbol.name);
  bools(io, symbol.isLocal);
  io.id(Table::Function, symbol.closure);
}

// The transfer of one function. Locations follow each other closely, and so do registers.
template <class Io>
class FunctionTransfer {
 public:
  explicit FunctionTransfer(Io& io) : io_(io) {}

  template <class T>
  void function(T& function) {
    auto& [usr, name, place, owner, locals, parameters, registers, isMethod, isLambda, isMain,
           isCoroutine, isVisible, isLocal, isNoReturn, isNoexcept, overriders, blocks] = function;
    uint64_t mask = io_.flags({!blocks.empty()});
    io_.text(name);
    location(place);
    io_.id(Table::Symbol, owner);
    bools(io_, isMethod, isLambda, isMain, isCoroutine, isNoReturn, isNoexcept);
    io_.word(parameters);
    io_.word(registers);
    io_.list(locals, [&](auto& each) { local(each); });
    if (has(mask, 0)) io_.list(blocks, [&](auto& each) { block(each); });
  }

  template <class T>
  void location(T& location) {
    auto& [file, line, column, endLine, endColumn] = location;
    io_.id(Table::File, file);
    if (file == kNone) return;
    io_.relative(line, lastLine_);
    io_.word(column);
    io_.relative(endLine, line);
    io_.word(endColumn);
    lastLine_ = line;
  }

 private:
  template <class T>
  void local(T& local) {
    auto& [name, place, type, isParameter, isReference, isLoopVariable, isView, relocates] = local;
    io_.text(name);
    location(place);
    io_.id(Table::Type, type);
    bools(io_, isParameter, isReference, isLoopVariable, isView, relocates);
  }

  template <class T>
  void block(T& block) {
    auto& [instructions, end, loop] = block;
    io_.list(instructions, [&](auto& each) { instruction(each); });
    terminator(end);
    location(loop);
  }

  // Most instructions have few of the things that an instruction can have.
  template <class T>
  void instruction(T& instruction) {
    auto& [opcode, relation, arithmetic, where, readOnly, moves, views, atomic, takesTurns, isQuiet,
           result, received, symbol, type, operation, function, unwind, called, counter, operands,
           cases, place] = instruction;
    io_.enumerator(opcode, Opcode::Havoc);
    uint64_t mask = io_.flags({result != kNone,
                               !operands.empty(),
                               place.isValid(),
                               symbol != kNone,
                               called.kind != Callee::None,
                               operation != kNone,
                               unwind != kNone,
                               type != kNone,
                               function != kNone,
                               relation != model::Relation::Equal,
                               where != model::Where::Any,
                               moves,
                               received != kNone,
                               counter.kind != Value::Unknown,
                               !cases.empty(),
                               arithmetic != model::Arithmetic::Add,
                               readOnly != 0,
                               atomic,
                               takesTurns,
                               isQuiet,
                               views});
    if (has(mask, 1)) io_.list(operands, [&](auto& each) { value(each); });
    if (has(mask, 2)) location(place);
    if (has(mask, 3)) io_.id(Table::Symbol, symbol);
    if (has(mask, 4)) callee(called);
    if (has(mask, 5)) io_.id(Table::Operation, operation);
    if (has(mask, 6)) io_.index(unwind);
    if (has(mask, 7)) io_.id(Table::Type, type);
    if (has(mask, 8)) io_.id(Table::Function, function);
    if (has(mask, 9)) io_.enumerator(relation, model::Relation::GreaterEqual);
    if (has(mask, 10)) io_.enumerator(where, model::Where::At);
    if constexpr (Io::kReads) moves = has(mask, 11);
    if (has(mask, 12)) io_.index(received);
    if (has(mask, 13)) value(counter);
    if (has(mask, 14)) io_.list(cases, [&](auto& each) { selectCase(each); });
    if (has(mask, 15)) io_.enumerator(arithmetic, model::Arithmetic::Replace);
    if (has(mask, 16)) io_.word(readOnly);
    if constexpr (Io::kReads) atomic = has(mask, 17);
    if constexpr (Io::kReads) takesTurns = has(mask, 18);
    if constexpr (Io::kReads) isQuiet = has(mask, 19);
    if constexpr (Io::kReads) views = has(mask, 20);
    if (!has(mask, 0)) return;
    io_.relative(result, lastResult_ + 1);
    lastResult_ = result;
  }

  template <class T>
  void callee(T& callee) {
    auto& [kind, function, called] = callee;
    io_.enumerator(kind, Callee::Computed);
    io_.id(Table::Function, function);
    if (kind == Callee::Value) value(called);
  }

  template <class T>
  void selectCase(T& one) {
    auto& [kind, type, channel, sent, received, place] = one;
    io_.enumerator(kind, model::OpKind::Ignore);
    io_.id(Table::Type, type);
    value(channel);
    value(sent);
    io_.index(received);
    location(place);
  }

  template <class T>
  void terminator(T& terminator) {
    auto& [kind, on, successors, cases, handlers, thrown, place] = terminator;
    io_.enumerator(kind, Terminator::Unreachable);
    value(on);
    io_.list(successors, [&](auto& each) { io_.word(each); });
    io_.list(cases, [&](auto& each) { io_.number(each); });
    io_.list(handlers, [&](auto& each) {
      io_.id(Table::Symbol, each.type);
      io_.index(each.block);
    });
    io_.list(thrown, [&](auto& each) { io_.id(Table::Symbol, each); });
    location(place);
  }

  template <class T>
  void value(T& value) {
    auto& [kind, payload] = value;
    io_.enumerator(kind, Value::Text);
    switch (kind) {
      case Value::Unknown:
      case Value::Null:
      case Value::Nothing:
        return;
      case Value::Reg:
        return relativeToLast(payload);
      case Value::Constant:
      case Value::LocalSlot:
        return io_.number(payload);
      case Value::GlobalSlot:
      case Value::Text:
        return idIn(Table::Symbol, payload);
      case Value::FunctionRef:
        return idIn(Table::Function, payload);
    }
  }

  template <class T>
  void relativeToLast(T& payload) {
    uint32_t index = static_cast<uint32_t>(payload);
    io_.relative(index, lastResult_);
    if constexpr (Io::kReads) payload = index;
  }

  template <class T>
  void idIn(Table table, T& payload) {
    uint32_t id = static_cast<uint32_t>(payload);
    io_.id(table, id);
    if constexpr (Io::kReads) payload = id;
  }

  Io& io_;
  uint32_t lastLine_ = 0;
  uint32_t lastResult_ = kNone;
};

// Whether everything that a function's instructions name is there.
class Validator {
 public:
  explicit Validator(const model::Function& function) : function_(function) {}

  bool isValid() const {
    return function_.parameters <= function_.locals.size() &&
           function_.registers <= registersDefinable() &&
           llvm::all_of(function_.blocks, [&](const model::Block& block) {
             return llvm::all_of(block.instructions,
                                 [&](const auto& each) { return isValid(each); }) &&
                    isValid(block.terminator);
           });
  }

 private:
  static size_t operandsNeeded(Opcode opcode) {
    switch (opcode) {
      case Opcode::Choose:
      case Opcode::CompareExchange:
        return 3;
      case Opcode::Store:
      case Opcode::Copy:
      case Opcode::Resize:
      case Opcode::And:
      case Opcode::Or:
      case Opcode::Compare:
      case Opcode::Compute:
      case Opcode::Update:
      case Opcode::Character:
        return 2;
      case Opcode::New:
      case Opcode::Make:
      case Opcode::Closure:
      case Opcode::Call:
      case Opcode::Operation:
      case Opcode::Select:
      case Opcode::Spawn:
        return 0;
      default:
        return 1;
    }
  }

  // A bound on what a hostile file can make its reader allocate. Registers of instructions that
  // never run are left out when a function is lowered, so not all need be defined.
  size_t registersDefinable() const { return kRegistersAtLeast + 8 * instructions(); }

  size_t instructions() const {
    size_t count = 0;
    for (const model::Block& block : function_.blocks) count += block.instructions.size();
    return count;
  }

  bool isValid(const model::Instruction& i) const {
    return i.operands.size() >= operandsNeeded(i.opcode) && isRegister(i.result) &&
           isRegister(i.received) && isBlock(i.unwind) && hasItsId(i) && isValid(i.callee) &&
           isValid(i.counter) &&
           llvm::all_of(i.operands, [&](const Value& value) { return isValid(value); }) &&
           llvm::all_of(i.cases, [&](const model::SelectCase& one) {
             return isValid(one.channel) && isValid(one.sent) && isRegister(one.received);
           });
  }

  static bool hasItsId(const model::Instruction& i) {
    switch (i.opcode) {
      case Opcode::Field:
      case Opcode::IsA:
        return i.symbol != kNone;
      case Opcode::Make:
      case Opcode::Destroy:
        return i.type != kNone;
      case Opcode::Operation:
        return i.operation != kNone;
      case Opcode::Closure:
        return i.function != kNone;
      default:
        return true;
    }
  }

  bool isValid(const Callee& callee) const {
    bool isNamed = callee.kind == Callee::Direct || callee.kind == Callee::Virtual;
    return isValid(callee.value) && (!isNamed || callee.function != kNone);
  }

  bool isValid(const Value& value) const {
    switch (value.kind) {
      case Value::Reg:
        return value.payload < function_.registers;
      case Value::LocalSlot:
        return value.payload >= 0 && static_cast<uint64_t>(value.payload) < function_.locals.size();
      case Value::GlobalSlot:
      case Value::FunctionRef:
      case Value::Text:
        return value.payload != kNone;
      default:
        return true;
    }
  }

  bool isValid(const Terminator& terminator) const {
    auto exists = [&](model::BlockId block) { return block < function_.blocks.size(); };
    return isValid(terminator.value) && hasItsSuccessors(terminator) &&
           llvm::all_of(terminator.successors, exists) &&
           llvm::all_of(terminator.handlers,
                        [&](const model::Handler& handler) { return exists(handler.block); }) &&
           !llvm::is_contained(terminator.thrown, kNone);
  }

  static bool hasItsSuccessors(const Terminator& terminator) {
    switch (terminator.kind) {
      case Terminator::Jump:
        return terminator.successors.size() == 1;
      case Terminator::Branch:
        return terminator.successors.size() == 2;
      case Terminator::Switch:
        return terminator.successors.size() == terminator.cases.size() + 1;
      default:
        return true;
    }
  }

  bool isRegister(model::Register id) const { return id == kNone || id < function_.registers; }
  bool isBlock(model::BlockId id) const { return id == kNone || id < function_.blocks.size(); }

  static constexpr size_t kRegistersAtLeast = 64;
  const model::Function& function_;
};

template <class Io, class T>
void transferFunction(Io& io, T& function) {
  FunctionTransfer<Io>(io).function(function);
}

template <class Io, class T>
void transferComment(Io& io, T& comment) {
  io.text(comment.place.file);
  io.word(comment.place.line);
  io.word(comment.place.column);
  io.word(comment.place.endLine);
  io.word(comment.place.endColumn);
  io.text(comment.text);
  io.word(comment.statementFirstLine);
  io.word(comment.statementLastLine);
}

template <class Io, class T>
void transferUnit(Io& io, T& unit) {
  io.text(unit.name);
  io.list(unit.functions, [&](auto& entry) {
    io.id(Table::Function, entry.function);
    io.id(Table::Definition, entry.definition);
    bools(io, entry.isVisible);
  });
  io.id(Table::Function, unit.main);
  io.id(Table::Function, unit.initializer);
  io.list(unit.initializers, [&](auto& part) {
    io.id(Table::Symbol, part.global);
    io.index(part.block);
    io.word(part.instruction);
  });
  io.list(unit.overriders, [&](auto& each) {
    io.id(Table::Function, each.method);
    io.id(Table::Function, each.overrider);
    bools(io, each.isAbsent);
  });
  io.list(unit.destructors, [&](auto& each) {
    io.id(Table::Symbol, each.of);
    io.id(Table::Function, each.function);
  });
  io.list(unit.fields, [&](auto& field) {
    io.id(Table::Symbol, field.symbol);
    bools(io, field.isPrivate, field.classIsComplete, field.isView);
  });
  FunctionTransfer<Io> locations(io);
  io.list(unit.omissions, [&](auto& omission) {
    io.text(omission.function);
    locations.location(omission.location);
    io.text(omission.reason);
  });
  io.list(unit.files, [&](auto& file) { io.text(file); });
  io.list(unit.comments, [&](auto& comment) { transferComment(io, comment); });
}

template <class Io, class T>
void transferFailure(Io& io, T& failure) {
  io.text(failure.name);
  io.text(failure.reason);
}

// Whether a unit has the functions that are said to be its own, and all ids are there.
bool isWhole(const UnitRecord& unit) {
  llvm::DenseSet<model::FunctionId> own;
  for (const UnitRecord::Entry& entry : unit.functions) {
    if ((entry.function == kNone) != (entry.definition == kNone)) return false;
    if (entry.function != kNone) own.insert(entry.function);
  }
  auto isOwn = [&](model::FunctionId function) { return own.contains(function); };
  return (unit.main == kNone || isOwn(unit.main)) &&
         (unit.initializer == kNone || isOwn(unit.initializer)) &&
         llvm::all_of(unit.initializers, [](const auto& part) { return part.global != kNone; }) &&
         llvm::all_of(unit.fields, [](const auto& field) { return field.symbol != kNone; }) &&
         llvm::all_of(unit.destructors,
                      [&](const UnitRecord::Destructor& each) {
                        return each.of != kNone && isOwn(each.function);
                      }) &&
         llvm::all_of(unit.overriders, [&](const UnitRecord::Overrider& each) {
           return isOwn(each.method) && isOwn(each.overrider);
         });
}

// `transfer` is one of the functions above.
template <class T, class Transfer>
Words encodeWith(Transfer transfer, const T& value, Encoding& ids) {
  Writer writer(ids);
  transfer(writer, value);
  return std::move(writer.words);
}

template <class T, class Transfer>
std::optional<T> decodeWith(Transfer transfer, llvm::ArrayRef<uint64_t> words, Decoding& ids) {
  Reader reader(words, ids);
  T value;
  transfer(reader, value);
  if (!reader.hasSucceeded()) return std::nullopt;
  return value;
}

constexpr auto ofKey = [](auto& io, auto& key) { transferKey(io, key); };
constexpr auto ofSymbol = [](auto& io, auto& symbol) { transferSymbol(io, symbol); };
constexpr auto ofType = [](auto& io, auto& type) { transferType(io, type); };
constexpr auto ofOperation = [](auto& io, auto& each) { transferOperation(io, each); };
constexpr auto ofFunction = [](auto& io, auto& function) { transferFunction(io, function); };
constexpr auto ofUnit = [](auto& io, auto& unit) { transferUnit(io, unit); };
constexpr auto ofFailure = [](auto& io, auto& failure) { transferFailure(io, failure); };

using Numbers = llvm::ArrayRef<uint64_t>;

}  // namespace

Words schema() {
  auto number = [](auto last) { return static_cast<uint64_t>(last); };
  return {number(Opcode::Havoc),
          number(model::Relation::GreaterEqual),
          number(model::Arithmetic::Replace),
          number(model::Where::At),
          number(Callee::Computed),
          number(model::OpKind::Ignore),
          number(model::ClassKind::Iterator),
          number(dialect::ResultKind::Error),
          number(model::OnMisuse::Undefined),
          number(model::OnDestroy::Cancel),
          number(Terminator::Unreachable),
          number(Value::Text)};
}

Words encode(const Key& key, Encoding& ids) { return encodeWith(ofKey, key, ids); }
Words encode(const Symbol& symbol, Encoding& ids) { return encodeWith(ofSymbol, symbol, ids); }
Words encode(const model::Type& type, Encoding& ids) { return encodeWith(ofType, type, ids); }
Words encode(const model::Operation& operation, Encoding& ids) {
  return encodeWith(ofOperation, operation, ids);
}
Words encode(const model::Function& function, Encoding& ids) {
  return encodeWith(ofFunction, function, ids);
}
Words encode(const UnitRecord& unit, Encoding& ids) { return encodeWith(ofUnit, unit, ids); }
Words encode(const Failure& failure, Encoding& ids) { return encodeWith(ofFailure, failure, ids); }

std::optional<Key> decodeKey(Numbers words, Decoding& ids) {
  return decodeWith<Key>(ofKey, words, ids);
}
std::optional<Symbol> decodeSymbol(Numbers words, Decoding& ids) {
  return decodeWith<Symbol>(ofSymbol, words, ids);
}
std::optional<model::Type> decodeType(Numbers words, Decoding& ids) {
  return decodeWith<model::Type>(ofType, words, ids);
}
std::optional<model::Operation> decodeOperation(Numbers words, Decoding& ids) {
  return decodeWith<model::Operation>(ofOperation, words, ids);
}
std::optional<model::Function> decodeFunction(Numbers words, Decoding& ids) {
  std::optional<model::Function> function = decodeWith<model::Function>(ofFunction, words, ids);
  if (!function || function->hasBody() != (words[0] != 0)) return std::nullopt;
  if (!Validator(*function).isValid()) return std::nullopt;
  return function;
}
std::optional<UnitRecord> decodeUnit(Numbers words, Decoding& ids) {
  std::optional<UnitRecord> unit = decodeWith<UnitRecord>(ofUnit, words, ids);
  if (!unit || !isWhole(*unit)) return std::nullopt;
  return unit;
}
std::optional<Failure> decodeFailure(Numbers words, Decoding& ids) {
  return decodeWith<Failure>(ofFailure, words, ids);
}

std::string pack(llvm::ArrayRef<uint64_t> words) {
  constexpr size_t kMost = 10;  // bytes of a number
  llvm::SmallVector<uint8_t, 256> bytes;
  bytes.resize_for_overwrite(words.size() * kMost);
  uint8_t* end = bytes.begin();
  for (uint64_t word : words) end += llvm::encodeULEB128(word, end);
  return std::string(bytes.begin(), end);
}

Words unpack(llvm::StringRef bytes) {
  Words words;
  words.reserve(bytes.size());
  const uint8_t* at = bytes.bytes_begin();
  while (at != bytes.bytes_end()) {
    unsigned length = 0;
    words.push_back(llvm::decodeULEB128(at, &length, bytes.bytes_end()));
    at += length;
  }
  return words;
}

}  // namespace chanvet::link
