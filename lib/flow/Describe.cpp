#include "flow/Describe.h"

#include <llvm/ADT/StringExtras.h>

#include "dialect/Words.h"

namespace chanvet::flow {

using model::OpKind;

namespace {

llvm::StringRef verb(OpKind kind) {
  switch (kind) {
    case OpKind::Make:
    case OpKind::MakeContext:
      return "is made";
    case OpKind::AfterFunc:
      return "is started";
    case OpKind::Send:
    case OpKind::TrySend:
      return "is sent to";
    case OpKind::Receive:
    case OpKind::TryReceive:
      return "is received from";
    case OpKind::Close:
      return "is closed";
    case OpKind::Cancel:
      return "is cancelled";
    case OpKind::Add:
      return "is incremented";
    case OpKind::Done:
      return "is decremented";
    case OpKind::Wait:
    case OpKind::ConditionWait:
      return "is waited for";
    case OpKind::Join:
      return "is joined";
    case OpKind::Detach:
      return "is detached";
    case OpKind::Lock:
    case OpKind::LockShared:
      return "is locked";
    case OpKind::Unlock:
    case OpKind::UnlockShared:
      return "is unlocked";
    case OpKind::Stop:
      return "is stopped";
    case OpKind::Spawn:
    case OpKind::SpawnCounted:
      return "counts a new fiber";
    default:
      return "";
  }
}

}  // namespace

std::string quoted(const std::string& name, model::ClassKind kind) {
  if (!name.empty()) return "'" + name + "'";
  std::string words = dialect::wordOf(kind).str();
  std::replace(words.begin(), words.end(), '_', ' ');
  return "the " + words;
}

std::string describe(OpKind kind, const std::string& name) {
  std::string subject = name.empty() ? "it" : "'" + name + "'";
  if (llvm::StringRef known = verb(kind); !known.empty()) return subject + " " + known.str();
  std::string words = dialect::wordOf(kind).str();
  std::replace(words.begin(), words.end(), '_', ' ');
  return words + " on " + subject;
}

}  // namespace chanvet::flow
