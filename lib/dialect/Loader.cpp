#include "dialect/Loader.h"

#include <array>
#include <optional>
#include <utility>

#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/StringExtras.h>
#include <llvm/ADT/StringSet.h>

#include "dialect/Words.h"

namespace chanvet::dialect {

namespace {

constexpr unsigned kMaxArguments = 32;

// Where an operation stands: what 'this' means, and which operands are needed.
enum class Position { Constructor, Method, Function };

// --- names ----------------------------------------------------------------------------------

// "operator<<", "operator bool": what follows the keyword.
bool isOperatorName(llvm::StringRef name) {
  return name.consume_front("operator") && !name.empty() && !llvm::isAlnum(name.front()) &&
         name.front() != '_';
}

bool isIdentifier(llvm::StringRef name) {
  return !name.empty() && !llvm::isDigit(name.front()) &&
         llvm::all_of(name, [](char c) { return llvm::isAlnum(c) || c == '_'; });
}

bool isQualifiedName(llvm::StringRef name, bool mayBeOperator) {
  llvm::SmallVector<llvm::StringRef> parts;
  // An operator's own characters are not separators.
  size_t operatorAt = mayBeOperator ? name.rfind("operator") : llvm::StringRef::npos;
  if (operatorAt != llvm::StringRef::npos && isOperatorName(name.substr(operatorAt))) {
    if (operatorAt == 0) return true;
    name = name.take_front(operatorAt);
    if (!name.consume_back("::")) return false;
  }
  name.split(parts, "::");
  return llvm::all_of(parts, isIdentifier);
}

// Splits "lock, try_lock"; a comma of an operator's name is none of ours.
std::vector<std::string> splitNames(llvm::StringRef key) {
  std::vector<std::string> names;
  llvm::SmallVector<llvm::StringRef> parts;
  key.split(parts, ',');
  for (llvm::StringRef part : parts) names.push_back(part.trim().str());
  return names;
}

void checkName(const yaml::Node& at, llvm::StringRef name, const llvm::Twine& what,
               bool mayBeOperator) {
  if (isQualifiedName(name, mayBeOperator)) return;
  if (name.contains('<') && !name.contains("operator"))
    at.error(what + " '" + name + "' is written without template arguments");
  else
    at.error("'" + name + "' is not the name of a " + what);
}

// --- operands -------------------------------------------------------------------------------

std::optional<Operand> parseOperand(llvm::StringRef text) {
  if (text == "none") return Operand{};
  if (text == "this") return Operand{Operand::This, 0, false};
  if (text == "result") return Operand{Operand::Result, 0, false};
  if (text == "callable") return Operand{Operand::Callable, 0, false};
  if (!text.consume_front("arg")) return std::nullopt;
  bool andFollowing = text.consume_back("+");
  unsigned index = 0;
  if (text.getAsInteger(10, index) || index >= kMaxArguments) return std::nullopt;
  return Operand{Operand::Argument, index, andFollowing};
}

constexpr llvm::StringLiteral kOperandForms =
    "this, result, callable, none, an argument (arg0, arg1 ...) or an argument and those after it "
    "(arg1+)";

void readOperand(yaml::Mapping& in, llvm::StringRef key, Operand& target) {
  std::optional<yaml::Node> node = in.find(key);
  if (!node) return;
  std::optional<std::string> text = node->string("'" + key + "'");
  if (!text) return;
  if (std::optional<Operand> operand = parseOperand(*text)) {
    target = *operand;
    return;
  }
  node->error("'" + key + "' must be " + kOperandForms + ", not '" + *text + "'");
}

// --- operations -----------------------------------------------------------------------------

bool actsOnPrimitive(OpKind kind) {
  switch (kind) {
    case OpKind::Send:
    case OpKind::TrySend:
    case OpKind::Receive:
    case OpKind::TryReceive:
    case OpKind::Close:
    case OpKind::Cancel:
    case OpKind::Reopen:
    case OpKind::SpawnCounted:
    case OpKind::Join:
    case OpKind::Detach:
    case OpKind::Add:
    case OpKind::Done:
    case OpKind::Wait:
    case OpKind::TryWait:
    case OpKind::Lock:
    case OpKind::TryLock:
    case OpKind::Unlock:
    case OpKind::LockShared:
    case OpKind::TryLockShared:
    case OpKind::UnlockShared:
    case OpKind::AttachGuard:
    case OpKind::AdoptGuard:
    case OpKind::ReleaseGuard:
    case OpKind::ConditionWait:
    case OpKind::Signal:
    case OpKind::Broadcast:
    case OpKind::CallOnce:
    case OpKind::Stop:
    case OpKind::Restart:
    case OpKind::ChannelOf:
    case OpKind::ContextOf:
    case OpKind::RequestStop:
    case OpKind::Get:
    case OpKind::SetValue:
    case OpKind::FutureOf:
    case OpKind::Swap:
      return true;
    default:
      return false;
  }
}

// Waits, or starts what may wait.
bool isBlocking(OpKind kind) {
  switch (kind) {
    case OpKind::Send:
    case OpKind::Receive:
    case OpKind::Select:
    case OpKind::Join:
    case OpKind::Sleep:
    case OpKind::Wait:
    case OpKind::Lock:
    case OpKind::LockShared:
    case OpKind::ConditionWait:
    case OpKind::CallOnce:
    case OpKind::Get:
    case OpKind::Yield:
    case OpKind::Spawn:
    case OpKind::SpawnCounted:
      return true;
    default:
      return false;
  }
}

bool isSpawn(OpKind kind) {
  return kind == OpKind::Spawn || kind == OpKind::SpawnCounted || kind == OpKind::AfterFunc;
}

// Locks that a guard's constructor takes on another object, not on the guard.
bool isGuardConstruction(OpKind kind) {
  switch (kind) {
    case OpKind::Lock:
    case OpKind::TryLock:
    case OpKind::LockShared:
    case OpKind::TryLockShared:
    case OpKind::AttachGuard:
    case OpKind::AdoptGuard:
      return true;
    default:
      return false;
  }
}

bool needsTask(OpKind kind) {
  switch (kind) {
    case OpKind::Spawn:
    case OpKind::SpawnCounted:
    case OpKind::AfterFunc:
    case OpKind::CallOnce:
    case OpKind::Invoke:
    case OpKind::Bind:
      return true;
    default:
      return false;
  }
}

bool needsValue(OpKind kind) {
  return kind == OpKind::Send || kind == OpKind::TrySend || kind == OpKind::CaseSend;
}

bool needsChannel(OpKind kind) { return kind == OpKind::CaseSend || kind == OpKind::CaseReceive; }

// What an operation of this kind means where the file does not say more.
OperationSpec defaultsOf(OpKind kind, Position position, bool fiberAware) {
  const Operand self{Operand::This, 0, false};
  const Operand result{Operand::Result, 0, false};
  const Operand first{Operand::Argument, 0, false};
  const Operand all{Operand::Argument, 0, true};
  bool isMember = position != Position::Function;

  OperationSpec op;
  op.kind = kind;
  if (isBlocking(kind)) op.blocks = fiberAware ? Blocks::Fiber : Blocks::Thread;
  if (isMember) op.object = self;
  switch (kind) {
    case OpKind::Make:
    case OpKind::MakeContext:
    case OpKind::AfterFunc:
    case OpKind::Allocate:
      if (!isMember) op.object = result;
      break;
    case OpKind::Receive:
    case OpKind::Get:
      op.result = ResultKind::Value;
      break;
    case OpKind::TryLock:
    case OpKind::TryLockShared:
    case OpKind::TryWait:
      op.result = ResultKind::Status;
      break;
    case OpKind::Forward:
    case OpKind::WrapError:
      op.value = isMember ? self : first;
      break;
    case OpKind::TestError:
    case OpKind::Deref:
    case OpKind::Element:
    case OpKind::Size:
    case OpKind::Empty:
    case OpKind::Remove:
      if (!isMember) op.object = first;
      break;
    case OpKind::Insert:
    case OpKind::Select:
      op.value = all;
      break;
    case OpKind::Release:
      if (!isMember) op.value = first;
      break;
    default:
      break;
  }
  return op;
}

// Annotations are short: what an operation needs is where one would expect it. Files say it.
void assumeOperands(OperationSpec& op, Position position) {
  unsigned next = 0;
  auto take = [&] { return Operand{Operand::Argument, next++, false}; };
  if (position == Position::Function && actsOnPrimitive(op.kind)) op.object = take();
  if (needsChannel(op.kind)) op.channel = take();
  if (needsValue(op.kind)) op.value = take();
  if (needsTask(op.kind)) op.task = Operand{Operand::Callable, 0, false};
}

// A class name in 'makes_class'. Classes may be described after what makes them, so that these are
// looked up at the end.
struct ClassUse {
  yaml::Node at;
  std::string name;
};

class OperationReader {
 public:
  // Appends to `uses` what has to be looked up later.
  OperationReader(Position position, bool fiberAware, std::vector<ClassUse>& uses)
      : position_(position), fiberAware_(fiberAware), uses_(uses) {}

  void assumeOperands() { assumesOperands_ = true; }

  // `node` is a word, or a mapping with 'op'. `title` is what errors call it.
  OperationSpec read(const yaml::Node& node, const std::string& title) {
    if (!node.isMapping()) {
      std::optional<OpKind> kind = node.word("the operation of " + title, words<OpKind>());
      OperationSpec op = startOf(kind.value_or(OpKind::Ignore));
      if (kind) check(op, node, title);
      return op;
    }
    yaml::Mapping in = node.mapping(title);
    OpKind kind = OpKind::Ignore;
    std::optional<yaml::Node> op = in.require("op");
    bool isKnown = op && in.readWord("op", kind, words<OpKind>());
    OperationSpec spec = startOf(kind);
    readFields(in, spec);
    if (isKnown) check(spec, *op, title);
    return spec;
  }

 private:
  OperationSpec startOf(OpKind kind) const {
    OperationSpec op = defaultsOf(kind, position_, fiberAware_);
    if (assumesOperands_) dialect::assumeOperands(op, position_);
    return op;
  }

  void readFields(yaml::Mapping& in, OperationSpec& op) {
    readOperand(in, "object", op.object);
    readOperand(in, "value", op.value);
    readOperand(in, "task", op.task);
    readOperand(in, "channel", op.channel);
    readOperand(in, "lock", op.lock);
    readCount(in, op);
    readMakes(in, op);
    in.read("periodic", op.periodic);
    in.read("stoppable", op.stoppable);
    in.readWord("result", op.result, words<ResultKind>());
    if (op.result == ResultKind::Status) op.okValue = "true";
    in.readWord("on_closed", op.onClosed, words<OnMisuse>());
    if (in.readWord("on_exception", op.onClosed, words<OnMisuse>()) && !isSpawn(op.kind))
      in.find("on_exception")
          ->error("'on_exception' is for what starts a task only, in " + in.title());
    in.readWord("blocks", op.blocks, words<Blocks>());
    in.read("timed", op.timed);
    readStatusValues(in, op);
    in.read("await", op.await);
    in.read("arrives", op.arrives);
    in.read("must_check", op.mustCheck);
    in.read("many", op.many);
    in.readWord("where", op.where, words<Where>());
    in.readWord("each", op.each, words<Each>());
    in.read("later", op.later);
    in.read("runs_first", op.runsFirst);
    in.read("takes_turns", op.takesTurns);
    in.read("ends_with_main", op.endsWithMain);
    OnDestroy onDestroy;
    if (in.readWord("on_destroy", onDestroy, words<OnDestroy>())) op.onDestroy = onDestroy;
    readArity(in, op);
    in.read("takes", op.takes);
    in.read("extern_c", op.externC);
  }

  // A number, or an operand and (in 'default_count') the number where it is left out.
  void readCount(yaml::Mapping& in, OperationSpec& op) {
    constexpr int kMaxCount = 1'000'000;
    int64_t number = 0;
    std::optional<yaml::Node> node = in.find("count");
    if (node && !node->text().getAsInteger(10, number)) {
      in.read<int>("count", op.fixedCount, -kMaxCount, kMaxCount);
      return;
    }
    readOperand(in, "count", op.count);
    if (op.kind == OpKind::Make && !in.has("count")) op.fixedCount = 0;
    in.read<int>("default_count", op.fixedCount, -kMaxCount, kMaxCount);
  }

  void readMakes(yaml::Mapping& in, OperationSpec& op) {
    bool hasKind = in.readWord("makes", op.makes, words<ClassKind>());
    bool hasClass = in.read("makes_class", op.makesClass);
    // What a panic throws need not be a class with a meaning.
    if (hasClass && op.kind != OpKind::Panic)
      uses_.push_back({*in.find("makes_class"), op.makesClass});
    if (hasClass && hasKind)
      in.find("makes")->error("'makes_class' says what is made; leave out 'makes' in " +
                              in.title());
    if (op.kind == OpKind::Make && position_ == Position::Function && !hasKind && !hasClass)
      in.error("'make' by a function needs 'makes' or 'makes_class', in " + in.title());
  }

  // "true" and "0" may be written without quotes: every scalar is a string.
  void readStatusValues(yaml::Mapping& in, OperationSpec& op) {
    bool hasStatus = op.result == ResultKind::Status;
    bool inserts = op.kind == OpKind::Insert && op.result == ResultKind::Pair;
    if (in.read("ok_value", op.okValue) && !hasStatus && !inserts)
      in.find("ok_value")
          ->error("'ok_value' is for 'result: status' and the pair of an 'insert' only, in " +
                  in.title());
    if (in.read("closed_value", op.closedValue) && !hasStatus)
      in.find("closed_value")
          ->error("'closed_value' is for 'result: status' only, in " + in.title());
    if (in.read("timeout_value", op.timeoutValue) && (!hasStatus || !op.timed))
      in.find("timeout_value")
          ->error("'timeout_value' is for 'result: status' of a 'timed' operation only, in " +
                  in.title());
  }

  void readArity(yaml::Mapping& in, OperationSpec& op) {
    unsigned exact = 0, min = 0, max = 0;
    if (in.read<unsigned>("args", exact, 0, kMaxArguments)) op.minArgs = op.maxArgs = exact;
    if (in.has("args") && (in.has("min_args") || in.has("max_args")))
      in.find("args")->error("'args' says it all; leave out 'min_args' and 'max_args' in " +
                             in.title());
    if (in.read<unsigned>("min_args", min, 0, kMaxArguments)) op.minArgs = min;
    if (in.read<unsigned>("max_args", max, 0, kMaxArguments)) op.maxArgs = max;
    if (op.minArgs && op.maxArgs && *op.minArgs > *op.maxArgs)
      in.find("min_args")->error("'min_args' is larger than 'max_args' in " + in.title());
  }

  void check(const OperationSpec& op, const yaml::Node& at, const std::string& title) {
    std::string word = "'" + wordOf(op.kind).str() + "'";
    auto need = [&](llvm::StringRef key, llvm::StringRef why) {
      at.error(word + " needs '" + key + "', " + why + ", in " + title);
    };
    // A search needs none if it compares with a value.
    bool compares = op.each != Each::None && op.value.isSet();
    if (needsTask(op.kind) && !op.task.isSet() && !compares) need("task", "what is run");
    if (needsValue(op.kind) && !op.value.isSet()) need("value", "what is sent");
    if (needsChannel(op.kind) && !op.channel.isSet()) need("channel", "what the case waits for");
    if (position_ == Position::Function && actsOnPrimitive(op.kind) && !op.object.isSet())
      need("object", "what it works on");
    if (position_ == Position::Constructor && isGuardConstruction(op.kind) &&
        op.object.kind == Operand::This)
      need("object", "the mutex that the guard is for");
    if (position_ == Position::Function) checkNoThis(op, at, title);
    checkIndices(op, at, title);
  }

  void checkNoThis(const OperationSpec& op, const yaml::Node& at, const std::string& title) {
    for (const Operand& operand : operandsOf(op))
      if (operand.kind == Operand::This) {
        at.error("'this' means nothing for a function, in " + title);
        return;
      }
  }

  void checkIndices(const OperationSpec& op, const yaml::Node& at, const std::string& title) {
    if (!op.maxArgs) return;
    for (const Operand& operand : operandsOf(op)) {
      if (operand.kind != Operand::Argument || operand.index < *op.maxArgs) continue;
      at.error("'arg" + llvm::Twine(operand.index) + "' is never there: there are at most " +
               llvm::Twine(*op.maxArgs) + " arguments in " + title);
    }
  }

  static std::array<Operand, 6> operandsOf(const OperationSpec& op) {
    return {op.object, op.value, op.task, op.count, op.channel, op.lock};
  }

  Position position_;
  bool fiberAware_;
  bool assumesOperands_ = false;
  std::vector<ClassUse>& uses_;
};

// --- classes --------------------------------------------------------------------------------

void readCapacity(yaml::Mapping& of, CapacityRule& rule) {
  std::optional<yaml::Node> node = of.find("capacity");
  if (!node) return;
  yaml::Mapping in = node->mapping("'capacity' of " + of.title());
  readOperand(in, "from", rule.from);
  in.read<unsigned>("default", rule.fallback);
  in.readWord("zero", rule.zero, words<CapacityRule::Zero>());
  in.read("usable_is_one_less", rule.usableIsOneLess);
  in.read("power_of_two", rule.powerOfTwo);
}

void readClassFields(yaml::Mapping& in, ClassSpec& spec) {
  in.readWord("handle", spec.handle, words<Handle>());
  in.read("nil_by_default", spec.nilByDefault);
  in.read("range_receives", spec.rangeReceives);
  in.read("must_check", spec.mustCheck);
  in.read("recursive", spec.recursive);
  in.read("moves_elements", spec.movesElements);
  in.read("writer_preferring", spec.writerPreferring);
  in.read("fiber_aware", spec.fiberAware);
  in.readWord("on_destroy", spec.onDestroy, words<OnDestroy>());
  in.readWord("on_send_closed", spec.onSendClosed, words<OnMisuse>());
  in.readWord("on_receive_closed", spec.onReceiveClosed, words<OnMisuse>());
  in.readWord("on_second_close", spec.onSecondClose, words<OnMisuse>());
  in.readWord("on_negative", spec.onNegative, words<OnMisuse>());
  in.read("close_wakes_senders", spec.closeWakesSenders);
  in.read("close_wakes_receivers", spec.closeWakesReceivers);
  in.read("close_drops_buffer", spec.closeDropsBuffer);
  readCapacity(in, spec.capacity);
  in.read<unsigned>("element", spec.element, 0, kMaxArguments);

  if (spec.kind == ClassKind::Channel) return;
  for (llvm::StringRef key :
       {"capacity", "range_receives", "on_send_closed", "on_receive_closed", "on_second_close",
        "close_wakes_senders", "close_wakes_receivers", "close_drops_buffer"})
    if (std::optional<yaml::Node> node = in.find(key))
      node->error("'" + key + "' is for channels only; " + in.title() + " is a " +
                  wordOf(spec.kind));
}

class DialectReader {
 public:
  explicit DialectReader(llvm::StringRef fileName) { dialect_.file = fileName.str(); }

  Dialect read(const yaml::Node& node) {
    yaml::Mapping in = node.mapping("the dialect");
    readName(in);
    in.read("summary", dialect_.summary);
    readHeaders(in);
    in.read("fiber_aware", fiberAware_);
    readAliases(in);
    readClasses(in);
    readFunctions(in);
    checkClassUses();
    return std::move(dialect_);
  }

 private:
  void readName(yaml::Mapping& in) {
    std::optional<yaml::Node> node = in.require("name");
    if (!node || !in.read("name", dialect_.name)) return;
    auto allowed = [](char c) { return llvm::isLower(c) || llvm::isDigit(c) || c == '-'; };
    if (dialect_.name.empty() || !llvm::all_of(dialect_.name, allowed))
      node->error("the name of a dialect is made of a-z, 0-9 and '-', unlike '" + dialect_.name +
                  "'");
    in.setTitle("dialect '" + dialect_.name + "'");
  }

  void readHeaders(yaml::Mapping& in) {
    if (in.read("headers", dialect_.headers) && llvm::is_contained(dialect_.headers, ""))
      in.find("headers")->error("'headers' has one without a name, in " + in.title());
  }

  void readAliases(yaml::Mapping& top) {
    std::optional<yaml::Node> node = top.find("namespace_aliases");
    if (!node) return;
    yaml::Mapping in = node->mapping("'namespace_aliases'");
    for (const yaml::Mapping::Entry& entry : in.entries()) {
      std::optional<std::string> target =
          entry.value.string("the namespace of '" + entry.key + "'");
      if (!target) continue;
      checkName(entry.keyNode, entry.key, "namespace", false);
      checkName(entry.value, *target, "namespace", false);
      dialect_.namespaceAliases.emplace_back(*target, entry.key);
    }
  }

  void readClasses(yaml::Mapping& top) {
    std::optional<yaml::Node> node = top.find("classes");
    if (!node) return;
    yaml::Mapping in = node->mapping("'classes'");
    llvm::StringSet<> seen;
    for (const yaml::Mapping::Entry& entry : in.entries()) {
      ClassSpec spec = readClass(entry);
      for (std::string& name : splitNames(entry.key)) {
        checkName(entry.keyNode, name, "class", false);
        if (!seen.insert(name).second) {
          entry.keyNode.error("class '" + name + "' is described twice");
          continue;
        }
        spec.name = std::move(name);
        dialect_.classes.push_back(spec);
      }
    }
  }

  ClassSpec readClass(const yaml::Mapping::Entry& entry) {
    ClassSpec spec;
    spec.dialect = dialect_.name;
    spec.fiberAware = fiberAware_;
    yaml::Mapping in = entry.value.mapping("class '" + entry.key + "'");
    if (in.require("kind")) in.readWord("kind", spec.kind, words<ClassKind>());
    readClassFields(in, spec);
    readConstructors(in, spec);
    readMethods(in, spec);
    return spec;
  }

  void readConstructors(yaml::Mapping& of, ClassSpec& spec) {
    std::optional<yaml::Node> node = of.find("constructors");
    if (!node) return;
    std::string title = "'constructors' of " + of.title().str();
    for (const yaml::Node& item : node->list(title))
      spec.constructors.push_back(readOperation(item, Position::Constructor, spec.fiberAware,
                                                "a constructor of " + of.title().str()));
  }

  void readMethods(yaml::Mapping& of, ClassSpec& spec) {
    std::optional<yaml::Node> node = of.find("methods");
    if (!node) return;
    yaml::Mapping in = node->mapping("'methods' of " + of.title());
    llvm::StringSet<> seen;
    for (const yaml::Mapping::Entry& entry : in.entries()) {
      std::string title = "method '" + entry.key + "' of " + of.title().str();
      std::vector<OperationSpec> meanings =
          readMeanings(entry.value, Position::Method, spec.fiberAware, title);
      for (const std::string& name : splitNames(entry.key)) {
        if (!isIdentifier(name) && !isOperatorName(name))
          entry.keyNode.error("'" + name + "' is not the name of a method");
        if (!seen.insert(name).second)
          entry.keyNode.error("method '" + name + "' of " + of.title() + " is described twice");
        for (const OperationSpec& op : meanings) spec.methods.push_back({name, op});
      }
    }
  }

  void readFunctions(yaml::Mapping& top) {
    std::optional<yaml::Node> node = top.find("functions");
    if (!node) return;
    yaml::Mapping in = node->mapping("'functions'");
    llvm::StringSet<> seen;
    for (const yaml::Mapping::Entry& entry : in.entries()) {
      std::vector<OperationSpec> meanings = readMeanings(
          entry.value, Position::Function, fiberAware_, "function '" + entry.key + "'");
      for (const std::string& name : splitNames(entry.key)) {
        checkName(entry.keyNode, name, "function", true);
        if (!seen.insert(name).second)
          entry.keyNode.error("function '" + name + "' is described twice");
        for (const OperationSpec& op : meanings)
          dialect_.functions.push_back({name, dialect_.name, op});
      }
    }
  }

  // One meaning, or a list of them.
  std::vector<OperationSpec> readMeanings(const yaml::Node& node, Position position,
                                          bool fiberAware, const std::string& title) {
    if (!node.isSequence()) return {readOperation(node, position, fiberAware, title)};
    std::vector<OperationSpec> meanings;
    for (const yaml::Node& item : node.list(title))
      meanings.push_back(readOperation(item, position, fiberAware, title));
    return meanings;
  }

  OperationSpec readOperation(const yaml::Node& node, Position position, bool fiberAware,
                              const std::string& title) {
    return OperationReader(position, fiberAware, classUses_).read(node, title);
  }

  // Fills in what kind of primitive is made.
  void checkClassUses() {
    llvm::SmallVector<llvm::StringRef> names;
    for (const ClassSpec& spec : dialect_.classes) names.push_back(spec.name);
    for (const ClassUse& use : classUses_)
      if (!llvm::is_contained(names, use.name))
        use.at.error("unknown class '" + use.name + "' in 'makes_class'" +
                     yaml::didYouMean(use.name, names));
    for (FunctionSpec& function : dialect_.functions) setMakes(function.op);
    for (ClassSpec& spec : dialect_.classes)
      for (MethodSpec& method : spec.methods) setMakes(method.op);
  }

  void setMakes(OperationSpec& op) {
    for (const ClassSpec& spec : dialect_.classes)
      if (spec.name == op.makesClass) op.makes = spec.kind;
  }

  Dialect dialect_;
  bool fiberAware_ = true;
  std::vector<ClassUse> classUses_;
};

// --- annotations ----------------------------------------------------------------------------

// "send(on_closed=panic)" as YAML: "{op: send, on_closed: panic}".
llvm::Expected<yaml::Document> annotationDocument(llvm::StringRef text, llvm::StringRef key) {
  text = text.trim();
  size_t open = text.find('(');
  llvm::StringRef word = text.take_front(open).trim();
  std::string yaml = ("{" + key + ": '" + word + "'").str();
  if (open != llvm::StringRef::npos) {
    llvm::StringRef options = text.drop_front(open + 1);
    if (!options.consume_back(")"))
      return llvm::createStringError("missing ')' after the options of '" + word + "'");
    llvm::SmallVector<llvm::StringRef> parts;
    options.split(parts, ',', -1, /*KeepEmpty=*/false);
    for (llvm::StringRef part : parts) {
      auto [name, value] = part.split('=');
      yaml += (", " + name.trim() + ": " + value.trim()).str();
    }
  }
  return yaml::Document::parse(yaml + "}", "annotation");
}

// The first mistake of the document without its place.
llvm::Error firstProblem(yaml::Document& document) {
  llvm::Error error = document.takeErrors();
  if (!error) return error;
  std::string message;
  llvm::handleAllErrors(std::move(error), [&](const yaml::FileError& file) {
    message = file.problems().front().message;
  });
  return llvm::createStringError(message);
}

llvm::Expected<OperationSpec> parseOperationAnnotation(llvm::StringRef text, Position position) {
  llvm::Expected<yaml::Document> document = annotationDocument(text, "op");
  if (!document) return document.takeError();
  std::vector<ClassUse> uses;
  OperationReader reader(position, /*fiberAware=*/true, uses);
  reader.assumeOperands();
  OperationSpec op = reader.read(document->root(), "the annotation");
  if (llvm::Error error = firstProblem(*document)) return error;
  return op;
}

}  // namespace

Dialect readDialect(const yaml::Node& node, llvm::StringRef fileName) {
  return DialectReader(fileName).read(node);
}

static llvm::Expected<Dialect> readDocument(llvm::Expected<yaml::Document> document) {
  if (!document) return document.takeError();
  Dialect dialect = readDialect(document->root(), document->fileName());
  if (llvm::Error error = document->takeErrors()) return error;
  return dialect;
}

llvm::Expected<Dialect> loadDialect(llvm::StringRef path) {
  return readDocument(yaml::Document::open(path));
}

llvm::Expected<Dialect> parseDialect(llvm::StringRef text, llvm::StringRef fileName) {
  return readDocument(yaml::Document::parse(text, fileName));
}

llvm::Expected<ClassSpec> parseClassAnnotation(llvm::StringRef text) {
  llvm::Expected<yaml::Document> document = annotationDocument(text, "kind");
  if (!document) return document.takeError();
  ClassSpec spec;
  {
    yaml::Mapping in = document->root().mapping("the annotation");
    in.readWord("kind", spec.kind, words<ClassKind>());
    readClassFields(in, spec);
  }
  if (llvm::Error error = firstProblem(*document)) return error;
  return spec;
}

llvm::Expected<OperationSpec> parseMethodAnnotation(llvm::StringRef text) {
  return parseOperationAnnotation(text, Position::Method);
}

llvm::Expected<OperationSpec> parseFunctionAnnotation(llvm::StringRef text) {
  return parseOperationAnnotation(text, Position::Function);
}

}  // namespace chanvet::dialect
