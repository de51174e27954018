// What a library's names mean: the vocabulary of the dialect files, as plain data.
//
// A dialect says which classes are which kind of primitive, which functions are which operation on
// which argument, and how this library behaves where libraries differ. docs/dialects.md describes
// the YAML form of every field here; share/dialect.schema.json is its JSON schema.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace chanvet::dialect {

enum class ClassKind {
  Channel,
  Fiber,     // handle on a fiber, thread or task that can be joined
  Executor,  // runs tasks it is given: io_context, thread pool
  WaitGroup,
  ErrorGroup,  // wait group whose tasks return errors
  Mutex,
  RwMutex,
  Guard,  // locks a mutex while it lives
  Condition,
  Once,
  Ticker,
  Timer,
  Context,  // carries cancellation
  Error,    // a value that says whether something failed, and must be looked at
  Result,   // a value or an error
  Defer,    // runs a callable when it is destroyed
  Future,
  Task,  // a coroutine that runs when it is awaited
  Promise,
  PackagedTask,
  Latch,
  Barrier,
  Semaphore,
  StopSource,
  StopToken,
  SelectCase,
  ConcurrentMap,
  Pool,
  Atomic,
  // Plumbing: types that carry handles without being primitives.
  Pointer,    // owning pointer: shared_ptr, unique_ptr
  Function,   // type-erased callable: std::function
  Wrapper,    // holds one value: optional, reference_wrapper
  Container,  // holds many values
  Iterator,   // is at an element of a container
};

enum class OpKind {
  Make,  // constructor or factory: the result is a new primitive
  // channel
  Send,
  TrySend,
  Receive,
  TryReceive,
  Close,
  Cancel,  // wakes who waits, without closing
  Reopen,
  Query,     // looks at a primitive without changing it
  Length,    // how many values a channel's buffer holds
  Capacity,  // how many it can hold
  // select
  Select,
  CaseSend,
  CaseReceive,
  CaseDefault,
  // fibers
  Spawn,         // runs the task in a new fiber
  SpawnCounted,  // the same, counted by the wait group it is called on: add, spawn, done
  Join,
  Detach,
  Yield,
  Sleep,
  // wait groups, latches, barriers, semaphores
  Add,
  Done,
  Wait,
  TryWait,  // takes what is there, does not wait: try_acquire of a semaphore
  // locks
  Lock,
  TryLock,
  Unlock,
  LockShared,
  TryLockShared,
  UnlockShared,
  AttachGuard,   // the guard belongs to the mutex from now on, without locking it: std::defer_lock
  AdoptGuard,    // the same for a mutex that the caller has locked: std::adopt_lock
  ReleaseGuard,  // the guard forgets its mutex without unlocking it
  ConditionWait,
  Signal,
  Broadcast,
  CallOnce,
  // time
  Stop,
  Restart,    // a timer or ticker runs again from now
  AfterFunc,  // runs the task in a fiber of its own, later
  ChannelOf,  // the channel that belongs to a ticker, timer or context
  ContextOf,  // the context that belongs to an error group: cancelled when a task fails
  // contexts and stop tokens
  MakeContext,  // the result is a pair of a context and the function that cancels it
  RequestStop,
  // futures
  Get,
  SetValue,
  FutureOf,
  // errors
  WrapError,
  TestError,  // looks at an error or result
  Panic,      // throws and is not expected to be caught
  Exit,       // ends the process
  // plumbing
  Forward,   // the result is the argument: std::move, std::ref
  Allocate,  // makes an object and returns a pointer to it: std::make_shared
  Deref,     // the object behind a pointer, wrapper or iterator
  Clear,     // the pointer, function or wrapper becomes empty
  Invoke,    // calls the callable it is given, before it returns
  Bind,      // a callable that calls the first argument with the others
  Insert,    // the container holds the arguments from now on
  Remove,    // an element leaves the container
  Element,   // an element of a container, or an iterator to it
  Next,      // the element after it: of the iterator, in place, or of the value
  Size,      // how many elements a container has
  Empty,     // whether it has none
  Resize,    // the container has so many elements from now on
  Reserve,   // growing up to so many elements moves none of them
  Swap,      // the object and the value change places; with a result, it is the old object
  // atomics: each is one step, which no other fiber can come between
  Load,
  Store,            // holds the value from now on: 0, if none is given
  Exchange,         // the same (1, if none is given); the result is what it held
  CompareExchange,  // holds the value from now on, if it held what the first argument holds
  FetchAdd,         // the result is what it held
  FetchSub,
  AddFetch,  // the result is what it holds
  SubFetch,
  Update,  // holds something else from now on
  // resources
  Acquire,  // the result has to be given back: what a pool lends, an open file
  Release,  // gives the value back, or the object
  Ignore,   // keeps and changes nothing of its arguments
};

// What happens when an operation meets a closed channel, a negative counter and the like.
enum class OnMisuse {
  Unknown,  // never evidence for a finding
  Nothing,  // allowed, no effect
  Panic,    // throws an exception nobody is expected to catch, aborts, or terminates
  Throw,    // throws an exception
  Status,   // says so in its result
  Undefined,
};

enum class Handle {
  Unique,  // the object is the primitive
  Shared,  // copies stand for one primitive
};

// What the destructor of an object does.
enum class OnDestroy { Nothing, Close, Join, Terminate, Detach, Stop, Unlock, Run, Cancel };

// Which part of a call is meant.
struct Operand {
  enum Kind { None, This, Result, Argument, Callable /* the first argument that can be called */ };
  Kind kind = None;
  unsigned index = 0;         // for Argument, from 0
  bool andFollowing = false;  // for Argument: it and all after it

  bool isSet() const { return kind != None; }
  friend bool operator==(const Operand&, const Operand&) = default;
};

// How the outcome of an operation reaches the caller.
enum class ResultKind {
  None,
  Value,     // the value itself
  Optional,  // empty when there is none
  Status,    // bool, enum or errno that says whether it worked
  Pair,      // value and status
  Error,     // an error that must be looked at
};

enum class Blocks { Never, Fiber, Thread };

// Which element of a container is meant.
enum class Where : uint8_t {
  Any,    // not known, or the one at the index that is given
  First,  // of an Insert: a new first element
  Last,
  Key,   // the one under the key that is given, made if there is none
  All,   // Remove: the container is empty afterwards
  End,   // none: the place behind the last one
  Find,  // Element: the one under the key, if there is one; Insert: only if there is none
  At,    // Remove: the one that an iterator is at
};

// What an Invoke does with what its task says of each element of a range.
enum class Each {
  None,   // no range, or unknown
  Visit,  // nothing: std::for_each
  Find,   // the result is an iterator to the first for which it holds, or that equals the value
  Any,    // the result is whether it holds for any
  All,
  Nothing,  // whether it holds for none
  Erase,    // the elements leave the container for which it holds
};

struct CapacityRule {
  Operand from;           // constructor or factory argument
  unsigned fallback = 0;  // slots when the argument is left out
  enum Zero { Rendezvous, Unbounded, Invalid } zero = Rendezvous;
  bool usableIsOneLess = false;
  bool powerOfTwo = false;

  friend bool operator==(const CapacityRule&, const CapacityRule&) = default;
};

// One meaning of one function. A function can have several entries that differ in arity.
struct OperationSpec {
  OpKind kind = OpKind::Ignore;
  Operand object;      // the primitive it works on; This for members by default
  Operand value;       // what is sent, stored, inserted, forwarded
  Operand task;        // what is spawned, deferred or called
  Operand count;       // delta of Add, initial count or capacity of Make
  int fixedCount = 1;  // where there is no argument for it
  Operand channel;     // of a select case
  Operand lock;        // what a ConditionWait gives up meanwhile, a condition is made with
  ClassKind makes = ClassKind::Channel;  // for Make by a function
  std::string makesClass;  // the class whose behaviour the made primitive has, or that a Panic
                           // throws; may be empty
  bool periodic = false;   // Make of a timer channel: fires again and again
  bool stoppable = true;   // false: nothing can stop what is made (tick)
  ResultKind result = ResultKind::None;
  std::string okValue;       // enumerator, "true" or "0": what Status holds when it worked
  std::string closedValue;   // the same for a closed channel; empty: as for any failure
  std::string timeoutValue;  // the same when the time of a 'timed' one is over
  OnMisuse onClosed = OnMisuse::Unknown;  // Unknown: as the class says. Spawn: on an exception
  Blocks blocks = Blocks::Never;          // Spawn: what its task holds up when it waits
  bool timed = false;                     // gives up after a time
  bool await = false;         // where the result can be awaited, happens only when it is
  bool arrives = false;       // Wait: counts the caller first, as Done does
  bool mustCheck = false;     // the result must be looked at
  bool many = false;          // Invoke: any number of times, not exactly once
  Where where = Where::Any;   // Element, Insert, Remove; Next: Last for the one before
  Each each = Each::None;     // Invoke
  bool later = false;         // Spawn: the task may start after the object it is given to is run
  std::string runsFirst;      // Spawn: with this enumerator among the arguments, the task runs at
                              // once, until it first waits
  bool takesTurns = false;    // Spawn: runs on its spawner's thread, while the others there wait
  bool endsWithMain = false;  // Spawn: the end of main ends the fiber, wherever it is
  std::optional<OnDestroy> onDestroy;  // of what is made or spawned, where its class says otherwise
  std::optional<unsigned> minArgs, maxArgs;  // applies to calls with so many written arguments
  std::string takes;                         // and only to overloads with a parameter of this type
  bool externC = false;                      // and only to functions with C linkage

  friend bool operator==(const OperationSpec&, const OperationSpec&) = default;
};

struct MethodSpec {
  std::string name;  // "send", "operator<<", "operator bool"
  OperationSpec op;

  friend bool operator==(const MethodSpec&, const MethodSpec&) = default;
};

struct ClassSpec {
  std::string name;  // qualified, without template arguments and inline namespaces: "csp::chan"
  ClassKind kind = ClassKind::Channel;
  std::string dialect;  // the dialect it comes from
  Handle handle = Handle::Unique;
  bool nilByDefault = false;      // a default-constructed object stands for no primitive
  bool rangeReceives = false;     // range-for receives until the channel is closed
  bool mustCheck = false;         // a returned value of this class must be looked at
  bool recursive = false;         // mutex: may be locked again by its holder
  bool movesElements = false;     // container: growing moves the elements, unless there is room
  bool writerPreferring = false;  // rw mutex: a waiting writer holds back new readers
  bool fiberAware = true;         // waiting blocks the fiber, not its thread
  OnDestroy onDestroy = OnDestroy::Nothing;
  OnMisuse onSendClosed = OnMisuse::Unknown;
  OnMisuse onReceiveClosed = OnMisuse::Unknown;
  OnMisuse onSecondClose = OnMisuse::Unknown;
  OnMisuse onNegative = OnMisuse::Unknown;  // wait group below zero
  bool closeWakesSenders = true;
  bool closeWakesReceivers = true;
  bool closeDropsBuffer = false;
  CapacityRule capacity;
  unsigned element = 0;  // template argument that is the element, pointee or signature
  // Constructors that do more than make the primitive (a fiber handle's constructor spawns, a
  // guard's locks). Tried in order; the first whose arity fits applies.
  std::vector<OperationSpec> constructors;
  std::vector<MethodSpec> methods;

  friend bool operator==(const ClassSpec&, const ClassSpec&) = default;
};

struct FunctionSpec {
  std::string name;  // qualified: "csp::go", "boost::fibers::async"
  std::string dialect;
  OperationSpec op;

  friend bool operator==(const FunctionSpec&, const FunctionSpec&) = default;
};

struct Dialect {
  std::string name;
  std::string summary;
  std::string file;  // where it was read from
  // "csp/csp.h", or a folder "boost/fiber/": a unit that includes none is not concerned.
  std::vector<std::string> headers;
  // Other spellings of a namespace: {"boost::asio", "asio"}; the first is the one used below.
  std::vector<std::pair<std::string, std::string>> namespaceAliases;
  std::vector<ClassSpec> classes;
  std::vector<FunctionSpec> functions;

  friend bool operator==(const Dialect&, const Dialect&) = default;
};

}  // namespace chanvet::dialect
