// Plain data as bytes. Writer and Reader have the same members, so that the order of the fields of
// a structure stands in one place: a function `transfer(archive, structure)` beside it.
#pragma once

#include <bit>
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <llvm/ADT/StringRef.h>
#include <llvm/Support/LEB128.h>
#include <llvm/Support/raw_ostream.h>

namespace chanvet::cache {

class Writer {
 public:
  static constexpr bool kReads = false;

  void number(std::uint64_t value) { llvm::encodeULEB128(value, out_); }
  void text(llvm::StringRef value) {
    number(value.size());
    out_ << value;
  }
  template <class T>
  void count(const std::vector<T>& all) {
    number(all.size());
  }
  std::string take() { return std::move(bytes_); }

 private:
  std::string bytes_;
  llvm::raw_string_ostream out_{bytes_};
};

class Reader {
 public:
  static constexpr bool kReads = true;

  explicit Reader(llvm::StringRef bytes) : bytes_(bytes) {}

  // Whether all of the bytes were read, and nothing more was asked for.
  bool hasSucceeded() const { return !hasFailed_ && bytes_.empty(); }
  // What was read means nothing.
  void fail() { hasFailed_ = true; }

  std::uint64_t next() {
    unsigned length = 0;
    const char* problem = nullptr;
    std::uint64_t value =
        llvm::decodeULEB128(bytes_.bytes_begin(), &length, bytes_.bytes_end(), &problem);
    hasFailed_ |= problem != nullptr;
    bytes_ = bytes_.drop_front(length);
    return hasFailed_ ? 0 : value;
  }
  template <class T>
  void number(T& value) {
    value = static_cast<T>(next());
  }
  void text(std::string& value) {
    std::uint64_t size = next();
    hasFailed_ |= size > bytes_.size();
    if (hasFailed_) return;
    value = bytes_.take_front(size).str();
    bytes_ = bytes_.drop_front(size);
  }
  // An element takes a byte at least.
  template <class T>
  void count(std::vector<T>& all) {
    std::uint64_t size = next();
    hasFailed_ |= size > bytes_.size();
    if (!hasFailed_) all.resize(size);
  }

 private:
  llvm::StringRef bytes_;
  bool hasFailed_ = false;
};

template <class Archive>
void transfer(Archive& archive, std::string& value) {
  archive.text(value);
}

template <class Archive, class T>
  requires(std::is_integral_v<T> || std::is_enum_v<T>)
void transfer(Archive& archive, T& value) {
  if constexpr (Archive::kReads)
    archive.number(value);
  else
    archive.number(static_cast<std::uint64_t>(value));
}

template <class Archive>
void transfer(Archive& archive, double& value) {
  auto bits = std::bit_cast<std::uint64_t>(value);
  archive.number(bits);
  value = std::bit_cast<double>(bits);
}

// Those of structures are found beside them.
template <class Archive, class... Fields>
void transferAll(Archive& archive, Fields&... fields) {
  (transfer(archive, fields), ...);
}

template <class Archive, class First, class Second>
void transfer(Archive& archive, std::pair<First, Second>& both) {
  transferAll(archive, both.first, both.second);
}

template <class Archive, class T>
void transfer(Archive& archive, std::vector<T>& all) {
  archive.count(all);
  for (T& one : all) transfer(archive, one);
}

template <class Archive, class T>
void transfer(Archive& archive, std::optional<T>& value) {
  bool exists = value.has_value();
  transfer(archive, exists);
  if (!exists) return;
  if constexpr (Archive::kReads) value.emplace();
  transfer(archive, *value);
}

}  // namespace chanvet::cache
