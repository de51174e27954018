// The concurrency model: what a translation unit does to channels, fibers, locks and the objects
// that carry them, without clang's types.
//
// Memory. A local, a global and a field is a slot. A slot of scalar shape (numbers, pointers,
// references, primitives and the wrappers that hold exactly one value: smart pointers,
// std::function, std::optional) holds its value. A slot of any other class holds a reference to an
// object, whose fields are slots again; copying such a value makes a new object (New, Copy), so
// that the reference in a slot is the object's identity. A closure is an object whose captures are
// its fields. A primitive is the value of its slot also where the library makes the object itself
// the primitive (a mutex member). An array or container is an object whose elements are slots. What
// a map holds under a key, and at an index in the order of its entries, is the slot of the value;
// as an object, an entry has that slot as its field `second` of std::pair, and the key as `first`.
//
// Code. A function is a graph of blocks of instructions over registers; a register has one
// instruction that defines it (as its result, or beside it as `received`), and is undefined (an
// unknown) on paths that do not run it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <llvm/ADT/ArrayRef.h>
#include <llvm/ADT/BitVector.h>
#include <llvm/ADT/SmallVector.h>
#include <llvm/ADT/StringRef.h>

#include "dialect/Dialect.h"
#include "finding/Finding.h"

namespace chanvet::model {

using dialect::ClassKind;
using dialect::OnDestroy;
using dialect::OnMisuse;
using dialect::OpKind;
using dialect::Where;

using FunctionId = uint32_t;  // index into Unit::functions
using BlockId = uint32_t;     // index into Function::blocks
using LocalId = uint32_t;     // index into Function::locals
using Register = uint32_t;    // numbered from 0 in each function
using SymbolId = uint32_t;    // index into Unit::symbols
using TypeId = uint32_t;      // index into Unit::types
inline constexpr uint32_t kNone = ~0u;

// Most are empty or short. What holds one can be moved without a copy, also where it is an element
// of a vector that grows.
template <class T>
class List : public llvm::SmallVector<T, 0> {
  using Base = llvm::SmallVector<T, 0>;

 public:
  using Base::Base;
  List() = default;
  List(const List&) = default;
  List(List&& other) noexcept : Base(std::move(other)) {}
  List& operator=(const List&) = default;
  List& operator=(List&& other) noexcept {
    Base::operator=(std::move(other));
    return *this;
  }
};

// Where an instruction stands. Lines and columns count from 1, columns in bytes; end exclusive.
struct Location {
  uint32_t file = kNone;  // index into Unit::files
  unsigned line = 0, column = 0, endLine = 0, endColumn = 0;
  bool isValid() const { return file != kNone; }
  friend bool operator==(const Location&, const Location&) = default;
};

struct Value {
  enum Kind : uint8_t {
    Unknown,   // nothing is known, not even that it equals itself
    Reg,       // the result of an instruction
    Constant,  // an integer, character or boolean
    Null,
    Nothing,     // what an optional holds that is empty; an optional can hold Null
    LocalSlot,   // the address of a local's slot
    GlobalSlot,  // the address of a global's slot; index is a SymbolId
    FunctionRef,
    Text,  // what a literal says; index is the SymbolId of it in quotes
  };
  Kind kind = Unknown;
  int64_t payload = 0;

  static Value unknown() { return {}; }
  static Value reg(Register r) { return {Reg, r}; }
  static Value constant(int64_t v) { return {Constant, v}; }
  static Value null() { return {Null, 0}; }
  static Value nothing() { return {Nothing, 0}; }
  static Value local(LocalId l) { return {LocalSlot, static_cast<int64_t>(l)}; }
  static Value global(SymbolId s) { return {GlobalSlot, s}; }
  static Value function(FunctionId f) { return {FunctionRef, f}; }
  static Value text(SymbolId s) { return {Text, s}; }
  friend bool operator==(const Value&, const Value&) = default;
};

using Values = List<Value>;

enum class Opcode : uint8_t {
  Load,     // result = content of slot operands[0]
  Store,    // slot operands[0] = operands[1]
  Field,    // result = slot `symbol` of object operands[0]
  Element,  // result = the slot of an element of container operands[0]: `where` it is, or the one
            // at index or under key operands[1]; any, if neither is given
            // (Find: null when there is none; without a key, any or null). First, Last: null when
            // there is none. A new one under a key holds operands[2], if given.
  Next,     // result = the slot after element slot operands[0], or (`where` Last) the one before
            // it; null when there is none
  Append,   // result = the slot of a new element of container operands[0], `where` First or Last,
            // or anywhere. `where` Key: the slot under key operands[1]; it is new, and holds
            // operands[2], only if there was none
  Remove,   // the element that is first, last, under key operands[1] or (At) in slot operands[1]
            // (`where`; or else any) leaves container operands[0]. result, if any = the slot of the
            // one after it, or null
  Resize,   // container operands[0] has operands[1] elements from now on; new ones hold operands[2]
            // (of an object, a copy), if given, and else what their class makes of itself
  Size,     // result = the number of elements of container operands[0]
  Length,   // result = the number of characters of text operands[0]
  Character,  // result = the character at index operands[1] of text operands[0]
  New,        // result = a new object (or, when `type` is a primitive's, a new slot)
  Copy,       // every field and element of object operands[0] = that of object operands[1]
  Make,  // result = a new primitive of `type`; operands[0], if given: of a condition, its lock; of
         // an error group, its parent context; of any other, its capacity or count
  Closure,    // result = a new object; captures are stored by Field and Store; `function` runs it
  Call,       // result = callee(operands…)
  Operation,  // result = `operation` on primitive operands[0] (if any) with operands[1…]
  Select,     // result = index of the case that ran; cases in `cases`
  Spawn,      // result = handle of a new fiber that runs callee(operands…); `operation` says how
  Not,        // result = !operands[0]
  And,        // result = operands[0] && operands[1]
  Or,
  Compare,  // result = operands[0] `relation` operands[1]
  Certain,  // result = 1 where operands[0] is known to be true, and else 0
  Hold,     // result = operands[0], as an optional holds it: Null is not Nothing
  IsA,      // result = whether object operands[0] is of class `symbol`, or of one derived from it
  Compute,  // result = operands[0] `arithmetic` operands[1]
  Choose,   // result = operands[0] ? operands[1] : operands[2]
  Destroy,  // operands[0], a primitive of `type`, is destroyed; what that does is the type's word
  Update,   // in one step: result = content of slot operands[0], which holds that `arithmetic`
            // operands[1] from now on
  CompareExchange,  // in one step: if slot operands[0] holds what slot operands[1] does, it holds
                    // operands[2] from now on, and the result is 1; if not, slot operands[1] gets
                    // what it holds, and the result is 0
  EndScope,         // the slot operands[0] ends its life
  Havoc,  // an unseen writer may have changed slot operands[0]; when operands[1] is given, to
          // that, unless it is null
};

// Whether it reads or writes the content of slot operands[0].
inline bool isAccess(Opcode opcode) {
  return opcode == Opcode::Load || opcode == Opcode::Store || opcode == Opcode::Update ||
         opcode == Opcode::CompareExchange;
}

enum class Relation : uint8_t { Equal, NotEqual, Less, LessEqual, Greater, GreaterEqual };

enum class Arithmetic : uint8_t {
  Add,
  Subtract,
  Multiply,
  Divide,
  Remainder,
  And,
  Or,
  Xor,
  ShiftLeft,
  ShiftRight,
  Replace,  // the right operand
};

// What `left op right` is; nothing where C++ does not say, or 64 bits do not hold it.
std::optional<int64_t> compute(int64_t left, Arithmetic arithmetic, int64_t right);

// What is called or spawned.
struct Callee {
  // Computed: by a function that is not seen, but looks at nothing besides its arguments.
  enum Kind : uint8_t { None, Direct, Virtual, Value, Unseen, Computed };
  Kind kind = None;
  FunctionId function = kNone;  // Direct; for Virtual the method named in the call
  model::Value value;           // Value: a closure, function or smart pointer to one
  bool isUnseen() const { return kind == Unseen || kind == Computed; }
};

// The operation of a dialect, with what its class says where the operation itself is silent.
struct Operation {
  OpKind kind = OpKind::Ignore;
  ClassKind on = ClassKind::Channel;
  dialect::ResultKind result = dialect::ResultKind::None;
  TypeId type = kNone;                    // of the primitive, as far as it is declared
  OnMisuse onMisuse = OnMisuse::Unknown;  // closed channel, negative counter, escaping exception
  dialect::Blocks blocks = dialect::Blocks::Never;  // Spawn: what its task holds up
  bool timed = false;
  bool arrives = false;  // Wait: counts the caller first
  bool mustCheck = false;
  bool untilClosed = false;        // Receive of a range-for: the value, null when there is no more
  bool endsWithMain = false;       // Spawn: the end of main ends the fiber, wherever it is
  std::optional<int64_t> okValue;  // Status: the result when it worked
  std::optional<int64_t> closedValue;   // and when the channel was closed, if that is told apart
  std::optional<int64_t> timeoutValue;  // and when its time was over, likewise
  friend bool operator==(const Operation&, const Operation&) = default;
};

struct SelectCase {
  OpKind kind = OpKind::CaseReceive;
  TypeId type = kNone;  // of the channel
  Value channel;
  Value sent;
  // CaseReceive with a callback that takes the value: defined by the select, null when the channel
  // was closed.
  Register received = kNone;
  Location location;
};

// Of nothing else are there so many: what it takes counts.
struct Instruction {
  Opcode opcode = Opcode::Load;
  Relation relation = Relation::Equal;
  Arithmetic arithmetic = Arithmetic::Add;  // Compute, Update
  Where where = Where::Any;                 // Element, Next, Append, Remove
  uint32_t readOnly = 0;        // Call: bit i: the callee only reads what operands[i] leads to
  bool moves : 1 = false;       // Load: the slot is empty afterwards
  bool views : 1 = false;       // Load: of text, for who looks at it where it is
  bool atomic : 1 = false;      // Load, Store, Element: of what fibers share without a lock
  bool takesTurns : 1 = false;  // Spawn: the fiber runs on its spawner's thread, while others wait
  bool isQuiet : 1 = false;     // Call: of a function that is not seen and orders no fibers
  Register result = kNone;
  Register received = kNone;    // Receive into an argument: the value, null when there was none
  SymbolId symbol = kNone;      // Field, IsA
  TypeId type = kNone;          // New, Make, Destroy
  uint32_t operation = kNone;   // Operation, Spawn: index into Unit::operations
  FunctionId function = kNone;  // Closure
  BlockId unwind = kNone;       // where an exception goes; kNone: out of the function
  Callee callee;                // Call, Spawn
  Value counter;                // Spawn: the wait group that counts the fiber from here to its end
  Values operands;
  List<SelectCase> cases;
  Location location;
};

// A handler of a try block. `type` is the qualified name of the caught class; kNone catches all.
struct Handler {
  SymbolId type = kNone;
  BlockId block = kNone;
};

struct Terminator {
  enum Kind : uint8_t {
    Jump,         // to successors[0]; has a location when it stands for a return statement
    Branch,       // on value: successors[0] when true, successors[1] when false
    Switch,       // on value: successors[i] for cases[i], the last successor otherwise
    Return,       // value
    Throw,        // to successors[0], or out of the function when there is none
    Dispatch,     // an exception arrives at a try block: handlers, then successors[0] or out
    Resume,       // an exception leaves the function
    Unreachable,  // the process ends, or undefined behaviour
  };
  Terminator(Kind kind = Unreachable) : kind(kind) {}

  Kind kind;
  Value value;
  List<BlockId> successors;
  List<int64_t> cases;
  List<Handler> handlers;
  List<SymbolId> thrown;  // Throw: the class thrown and its bases
  Location location;
};

struct Block {
  std::vector<Instruction> instructions;
  Terminator terminator;
  Location loop;  // the head of the loop statement that this block decides the next turn of
};

// One without a name is none of the source: the index of a loop over elements, what a branch
// yields.
struct Local {
  Local(std::string name = "") : name(std::move(name)) {}

  std::string name;
  Location location;
  TypeId type = kNone;  // when it holds a primitive
  bool isParameter = false;
  bool isReference = false;     // its slot holds an address, or an object that belongs to another
  bool isLoopVariable = false;  // lives for, or changes with, each turn of a loop
  bool isView = false;          // text that belongs to another
  bool relocates = false;       // a container: growing may move its elements, and the function
                                // makes no room for them beforehand
};

struct Function {
  std::string usr;   // unified symbol resolution: the same in every unit; lambdas may share one
  std::string name;  // qualified, as written in C++; lambdas: "lambda in f"
  Location location;
  SymbolId owner = kNone;     // of a member: its class
  std::vector<Local> locals;  // parameters first; for methods and closures "this" is the first
  uint32_t parameters = 0;
  uint32_t registers = 0;
  bool isMethod = false;
  bool isLambda = false;
  bool isMain = false;
  bool isCoroutine = false;
  bool isVisible = true;  // other units can call it
  bool isLocal = false;   // the same USR means another function in another unit
  bool isNoReturn = false;
  bool isNoexcept = false;             // an exception that leaves it ends the process
  std::vector<FunctionId> overriders;  // of a virtual method, in this unit
  std::vector<Block> blocks;           // the first is the entry; empty: declared only
  bool hasBody() const { return !blocks.empty(); }
  bool isDestructor() const;
};

// The functions of a unit, by their ids. Those of a program are brought when they are asked for:
// most of them never are. Of several threads, only one may ask then.
class Functions {
 public:
  using Bring = std::function<Function(FunctionId)>;

  Functions() = default;
  explicit Functions(std::vector<Function> functions) : functions_(std::move(functions)) {}
  // So many, each of which is brought once.
  Functions(size_t count, Bring bring)
      : functions_(count), missing_(count, true), bring_(std::move(bring)) {}

  size_t size() const { return functions_.size(); }
  Function& operator[](FunctionId id) {
    need(id);
    return functions_[id];
  }
  const Function& operator[](FunctionId id) const {
    need(id);
    return functions_[id];
  }
  FunctionId idOf(const Function& function) const {
    return static_cast<FunctionId>(&function - functions_.data());
  }
  // A new one, of a unit that has all of its functions.
  Function& emplace_back() { return functions_.emplace_back(); }

  // All of them.
  std::vector<Function>::const_iterator begin() const {
    for (FunctionId id = 0; id < missing_.size(); ++id) need(id);
    return functions_.begin();
  }
  std::vector<Function>::const_iterator end() const { return functions_.end(); }

 private:
  void need(FunctionId id) const {
    if (id < missing_.size() && missing_[id]) bring(id);
  }
  void bring(FunctionId id) const;

  mutable std::vector<Function> functions_;
  mutable llvm::BitVector missing_;
  Bring bring_;
};

// The behaviour of a class of primitives: what ClassSpec says, without names of methods.
struct Type {
  std::string name;  // "csp::chan"
  ClassKind kind = ClassKind::Channel;
  bool shared = false;
  bool nilByDefault = false;
  bool stoppable = true;
  bool periodic = false;
  bool fiberAware = true;
  bool recursive = false;
  bool writerPreferring = false;
  bool closeWakesSenders = true;
  bool closeWakesReceivers = true;
  bool closeDropsBuffer = false;
  OnDestroy onDestroy = OnDestroy::Nothing;
  OnMisuse onSendClosed = OnMisuse::Unknown;
  OnMisuse onSecondClose = OnMisuse::Unknown;
  OnMisuse onNegative = OnMisuse::Unknown;
  dialect::CapacityRule capacity;
};

// A function that the model leaves out although its body was written in the unit.
struct Omission {
  std::string function;
  Location location;
  std::string reason;
};

// Facts about a field that are needed to say whether all uses of it are seen.
struct FieldInfo {
  SymbolId symbol = kNone;
  bool isPrivate = false;        // only its class and friends can touch it
  bool classIsComplete = false;  // every member function of its class has its body in this unit
  bool isLocal = false;          // the same name means another field in another unit
  bool isView = false;           // text that belongs to another
  FunctionId closure = kNone;    // of a capture: the function of the closure it is named after
};

// Where the function that initializes globals begins with one of them; it goes on up to the next.
struct GlobalInitializer {
  SymbolId global = kNone;
  BlockId block = kNone;
  uint32_t instruction = 0;
};

// An overrider that has no body in this unit.
struct AbsentOverrider {
  FunctionId method = kNone;
  FunctionId overrider = kNone;
};

struct Unit {
  std::string mainFile;
  std::vector<std::string> files;    // absolute paths
  std::vector<std::string> symbols;  // names of fields, globals, classes
  std::vector<Type> types;
  std::vector<Operation> operations;
  std::vector<FieldInfo> fields;
  std::vector<SymbolId> localSymbols;           // globals and classes that only this unit knows
  FunctionId initializer = kNone;               // stores what globals start with; runs before main
  std::vector<FunctionId> unitInitializers;     // of a program: those of its units, in order
  std::vector<GlobalInitializer> initializers;  // the parts of it, in order
  std::vector<AbsentOverrider> absentOverriders;
  Functions functions;
  std::vector<Omission> omissions;

  // What runs before main, one after the other.
  llvm::ArrayRef<FunctionId> startup() const {
    return initializer == kNone ? llvm::ArrayRef(unitInitializers) : llvm::ArrayRef(initializer);
  }
  Place place(const Location& location) const;
  llvm::StringRef symbol(SymbolId id) const { return symbols[id]; }
  const Operation& operation(const Instruction& instruction) const {
    return operations[instruction.operation];
  }
};

}  // namespace chanvet::model
