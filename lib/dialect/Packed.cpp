// Numbers are LEB128, texts and lists have their length before them. A structure is a number whose
// bits say which fields are not as they are by default, and those fields: most are.
#include "dialect/Packed.h"

#include <cassert>
#include <cstdint>
#include <optional>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <llvm/Support/LEB128.h>
#include <llvm/Support/raw_ostream.h>

#include "dialect/Fields.h"

namespace chanvet::dialect {

namespace {

template <class T>
concept Number = std::is_integral_v<T> || std::is_enum_v<T>;

template <class T>
concept Structure = requires(T& value) { fieldsOf(value); };

class Packer {
 public:
  explicit Packer(llvm::raw_ostream& out) : out_(out) {}

  template <Number T>
  void put(T value) {
    llvm::encodeULEB128(static_cast<uint64_t>(value), out_);
  }
  void put(const std::string& text) {
    put(text.size());
    out_ << text;
  }
  template <class T>
  void put(const std::optional<T>& value) {
    put(value.has_value());
    if (value) put(*value);
  }
  template <class First, class Second>
  void put(const std::pair<First, Second>& both) {
    put(both.first);
    put(both.second);
  }
  template <class T>
  void put(const std::vector<T>& all) {
    put(all.size());
    for (const T& one : all) put(one);
  }
  template <Structure T>
  void put(const T& structure) {
    uint64_t changed = changedFields(structure);
    put(changed);
    auto putChanged = [&](const auto& field) {
      if (changed & 1) put(field);
      changed >>= 1;
    };
    std::apply([&](const auto&... fields) { (putChanged(fields), ...); }, fieldsOf(structure));
  }

 private:
  // A bit for each field, the first one lowest.
  template <Structure T>
  static uint64_t changedFields(const T& structure) {
    static const T byDefault;
    auto fields = fieldsOf(structure);
    auto usual = fieldsOf(byDefault);
    constexpr size_t kFields = std::tuple_size_v<decltype(fields)>;
    static_assert(kFields <= 64, "the bits of a number are too few");
    return [&]<size_t... At>(std::index_sequence<At...>) {
      return ((uint64_t{std::get<At>(fields) != std::get<At>(usual)} << At) | ...);
    }(std::make_index_sequence<kFields>());
  }

  llvm::raw_ostream& out_;
};

class Unpacker {
 public:
  explicit Unpacker(llvm::StringRef packed) : at_(packed.bytes_begin()), end_(packed.bytes_end()) {}

  bool isAtEnd() const { return at_ == end_; }

  template <Number T>
  void take(T& value) {
    value = static_cast<T>(number());
  }
  void take(std::string& text) {
    size_t size = number();
    assert(size <= static_cast<size_t>(end_ - at_));
    text.assign(reinterpret_cast<const char*>(at_), size);
    at_ += size;
  }
  template <class T>
  void take(std::optional<T>& value) {
    if (number() != 0) take(value.emplace());
  }
  template <class First, class Second>
  void take(std::pair<First, Second>& both) {
    take(both.first);
    take(both.second);
  }
  template <class T>
  void take(std::vector<T>& all) {
    all.resize(number());
    for (T& one : all) take(one);
  }
  template <Structure T>
  void take(T& structure) {
    uint64_t changed = number();
    auto takeChanged = [&](auto& field) {
      if (changed & 1) take(field);
      changed >>= 1;
    };
    std::apply([&](auto&... fields) { (takeChanged(fields), ...); }, fieldsOf(structure));
  }

 private:
  uint64_t number() {
    unsigned length = 0;
    const char* problem = nullptr;
    uint64_t value = llvm::decodeULEB128(at_, &length, end_, &problem);
    assert(!problem);
    at_ += length;
    return value;
  }

  const uint8_t* at_;
  const uint8_t* end_;
};

}  // namespace

std::string pack(const Dialect& dialect) {
  std::string bytes;
  llvm::raw_string_ostream out(bytes);
  Packer(out).put(dialect);
  return bytes;
}

Dialect unpack(llvm::StringRef packed) {
  Dialect dialect;
  Unpacker from(packed);
  from.take(dialect);
  assert(from.isAtEnd());
  return dialect;
}

}  // namespace chanvet::dialect
