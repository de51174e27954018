// One table per enumeration, in the order of its values.
#include "dialect/Words.h"

namespace chanvet::dialect {

namespace {

constexpr yaml::Word<ClassKind> kClassKindWords[] = {
    {"channel", ClassKind::Channel},
    {"fiber", ClassKind::Fiber},
    {"executor", ClassKind::Executor},
    {"wait_group", ClassKind::WaitGroup},
    {"error_group", ClassKind::ErrorGroup},
    {"mutex", ClassKind::Mutex},
    {"rw_mutex", ClassKind::RwMutex},
    {"guard", ClassKind::Guard},
    {"condition", ClassKind::Condition},
    {"once", ClassKind::Once},
    {"ticker", ClassKind::Ticker},
    {"timer", ClassKind::Timer},
    {"context", ClassKind::Context},
    {"error", ClassKind::Error},
    {"result", ClassKind::Result},
    {"defer", ClassKind::Defer},
    {"future", ClassKind::Future},
    {"task", ClassKind::Task},
    {"promise", ClassKind::Promise},
    {"packaged_task", ClassKind::PackagedTask},
    {"latch", ClassKind::Latch},
    {"barrier", ClassKind::Barrier},
    {"semaphore", ClassKind::Semaphore},
    {"stop_source", ClassKind::StopSource},
    {"stop_token", ClassKind::StopToken},
    {"select_case", ClassKind::SelectCase},
    {"concurrent_map", ClassKind::ConcurrentMap},
    {"pool", ClassKind::Pool},
    {"atomic", ClassKind::Atomic},
    {"pointer", ClassKind::Pointer},
    {"function", ClassKind::Function},
    {"wrapper", ClassKind::Wrapper},
    {"container", ClassKind::Container},
    {"iterator", ClassKind::Iterator},
};

constexpr yaml::Word<OpKind> kOpKindWords[] = {
    {"make", OpKind::Make},
    {"send", OpKind::Send},
    {"try_send", OpKind::TrySend},
    {"receive", OpKind::Receive},
    {"try_receive", OpKind::TryReceive},
    {"close", OpKind::Close},
    {"cancel", OpKind::Cancel},
    {"reopen", OpKind::Reopen},
    {"query", OpKind::Query},
    {"length", OpKind::Length},
    {"capacity", OpKind::Capacity},
    {"select", OpKind::Select},
    {"case_send", OpKind::CaseSend},
    {"case_receive", OpKind::CaseReceive},
    {"case_default", OpKind::CaseDefault},
    {"spawn", OpKind::Spawn},
    {"spawn_counted", OpKind::SpawnCounted},
    {"join", OpKind::Join},
    {"detach", OpKind::Detach},
    {"yield", OpKind::Yield},
    {"sleep", OpKind::Sleep},
    {"add", OpKind::Add},
    {"done", OpKind::Done},
    {"wait", OpKind::Wait},
    {"try_wait", OpKind::TryWait},
    {"lock", OpKind::Lock},
    {"try_lock", OpKind::TryLock},
    {"unlock", OpKind::Unlock},
    {"lock_shared", OpKind::LockShared},
    {"try_lock_shared", OpKind::TryLockShared},
    {"unlock_shared", OpKind::UnlockShared},
    {"attach_guard", OpKind::AttachGuard},
    {"adopt_guard", OpKind::AdoptGuard},
    {"release_guard", OpKind::ReleaseGuard},
    {"condition_wait", OpKind::ConditionWait},
    {"signal", OpKind::Signal},
    {"broadcast", OpKind::Broadcast},
    {"call_once", OpKind::CallOnce},
    {"stop", OpKind::Stop},
    {"restart", OpKind::Restart},
    {"after_func", OpKind::AfterFunc},
    {"channel_of", OpKind::ChannelOf},
    {"context_of", OpKind::ContextOf},
    {"make_context", OpKind::MakeContext},
    {"request_stop", OpKind::RequestStop},
    {"get", OpKind::Get},
    {"set_value", OpKind::SetValue},
    {"future_of", OpKind::FutureOf},
    {"wrap_error", OpKind::WrapError},
    {"test_error", OpKind::TestError},
    {"panic", OpKind::Panic},
    {"exit", OpKind::Exit},
    {"forward", OpKind::Forward},
    {"allocate", OpKind::Allocate},
    {"deref", OpKind::Deref},
    {"clear", OpKind::Clear},
    {"invoke", OpKind::Invoke},
    {"bind", OpKind::Bind},
    {"insert", OpKind::Insert},
    {"remove", OpKind::Remove},
    {"element", OpKind::Element},
    {"next", OpKind::Next},
    {"size", OpKind::Size},
    {"empty", OpKind::Empty},
    {"resize", OpKind::Resize},
    {"reserve", OpKind::Reserve},
    {"swap", OpKind::Swap},
    {"load", OpKind::Load},
    {"store", OpKind::Store},
    {"exchange", OpKind::Exchange},
    {"compare_exchange", OpKind::CompareExchange},
    {"fetch_add", OpKind::FetchAdd},
    {"fetch_sub", OpKind::FetchSub},
    {"add_fetch", OpKind::AddFetch},
    {"sub_fetch", OpKind::SubFetch},
    {"update", OpKind::Update},
    {"acquire", OpKind::Acquire},
    {"release", OpKind::Release},
    {"ignore", OpKind::Ignore},
};

constexpr yaml::Word<OnMisuse> kOnMisuseWords[] = {
    {"unknown", OnMisuse::Unknown}, {"nothing", OnMisuse::Nothing},
    {"panic", OnMisuse::Panic},     {"throw", OnMisuse::Throw},
    {"status", OnMisuse::Status},   {"undefined", OnMisuse::Undefined},
};

constexpr yaml::Word<Handle> kHandleWords[] = {
    {"unique", Handle::Unique},
    {"shared", Handle::Shared},
};

constexpr yaml::Word<OnDestroy> kOnDestroyWords[] = {
    {"nothing", OnDestroy::Nothing}, {"close", OnDestroy::Close},
    {"join", OnDestroy::Join},       {"terminate", OnDestroy::Terminate},
    {"detach", OnDestroy::Detach},   {"stop", OnDestroy::Stop},
    {"unlock", OnDestroy::Unlock},   {"run", OnDestroy::Run},
    {"cancel", OnDestroy::Cancel},
};

constexpr yaml::Word<ResultKind> kResultKindWords[] = {
    {"none", ResultKind::None},         {"value", ResultKind::Value},
    {"optional", ResultKind::Optional}, {"status", ResultKind::Status},
    {"pair", ResultKind::Pair},         {"error", ResultKind::Error},
};

constexpr yaml::Word<Blocks> kBlocksWords[] = {
    {"never", Blocks::Never},
    {"fiber", Blocks::Fiber},
    {"thread", Blocks::Thread},
};

constexpr yaml::Word<Where> kWhereWords[] = {
    {"any", Where::Any}, {"first", Where::First}, {"last", Where::Last}, {"key", Where::Key},
    {"all", Where::All}, {"end", Where::End},     {"find", Where::Find}, {"at", Where::At},
};

constexpr yaml::Word<Each> kEachWords[] = {
    {"none", Each::None}, {"visit", Each::Visit},     {"find", Each::Find},   {"any", Each::Any},
    {"all", Each::All},   {"nothing", Each::Nothing}, {"erase", Each::Erase},
};

constexpr yaml::Word<CapacityRule::Zero> kCapacityRuleZeroWords[] = {
    {"rendezvous", CapacityRule::Rendezvous},
    {"unbounded", CapacityRule::Unbounded},
    {"invalid", CapacityRule::Invalid},
};

// A table is as good as its order: wordOf() takes the value as the index.
template <class E, size_t N>
constexpr bool inOrder(const yaml::Word<E> (&table)[N]) {
  for (size_t i = 0; i < N; ++i)
    if (static_cast<size_t>(table[i].value) != i) return false;
  return true;
}

static_assert(inOrder(kClassKindWords));
static_assert(inOrder(kOpKindWords));
static_assert(inOrder(kOnMisuseWords));
static_assert(inOrder(kHandleWords));
static_assert(inOrder(kOnDestroyWords));
static_assert(inOrder(kResultKindWords));
static_assert(inOrder(kBlocksWords));
static_assert(inOrder(kWhereWords));
static_assert(inOrder(kEachWords));
static_assert(inOrder(kCapacityRuleZeroWords));

}  // namespace

template <>
llvm::ArrayRef<yaml::Word<ClassKind>> words() {
  return kClassKindWords;
}
template <>
llvm::ArrayRef<yaml::Word<OpKind>> words() {
  return kOpKindWords;
}
template <>
llvm::ArrayRef<yaml::Word<OnMisuse>> words() {
  return kOnMisuseWords;
}
template <>
llvm::ArrayRef<yaml::Word<Handle>> words() {
  return kHandleWords;
}
template <>
llvm::ArrayRef<yaml::Word<OnDestroy>> words() {
  return kOnDestroyWords;
}
template <>
llvm::ArrayRef<yaml::Word<ResultKind>> words() {
  return kResultKindWords;
}
template <>
llvm::ArrayRef<yaml::Word<Blocks>> words() {
  return kBlocksWords;
}
template <>
llvm::ArrayRef<yaml::Word<Where>> words() {
  return kWhereWords;
}
template <>
llvm::ArrayRef<yaml::Word<Each>> words() {
  return kEachWords;
}
template <>
llvm::ArrayRef<yaml::Word<CapacityRule::Zero>> words() {
  return kCapacityRuleZeroWords;
}

}  // namespace chanvet::dialect
