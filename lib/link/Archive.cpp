#include "link/Archive.h"

#include <memory>
#include <string>
#include <utility>

#include <llvm/ADT/ArrayRef.h>
#include <llvm/ADT/SmallVector.h>
#include <llvm/Bitstream/BitCodes.h>
#include <llvm/Bitstream/BitstreamReader.h>
#include <llvm/Bitstream/BitstreamWriter.h>
#include <llvm/Support/CRC.h>
#include <llvm/Support/Endian.h>

namespace chanvet::link {

namespace {

using llvm::StringRef;
namespace endian = llvm::support::endian;

// A file is a header and, behind it, one block of an LLVM bitstream. The header: what the file is,
// the version of its format, how many bytes follow it, and their CRC-32; all little-endian.
constexpr StringRef kMagic("CVM\x1a", 4);
constexpr uint32_t kVersion = 5;
constexpr size_t kVersionAt = 4, kSizeAt = 8, kChecksumAt = 16, kHeaderSize = 20;

constexpr unsigned kBlock = llvm::bitc::FIRST_APPLICATION_BLOCKID;
constexpr unsigned kAbbreviationWidth = 3;
// Bytes in which the size of an element is told, most of the time.
constexpr size_t kSizeOfSize = 2;

// The codes of records. Behind the schema there are two for each table.
enum Code : unsigned {
  kSchema = 1,
  kSizes,    // of the elements, in bytes
  kElements  // one behind the other
};

llvm::Error error(const llvm::Twine& message) {
  return llvm::createStringError(llvm::inconvertibleErrorCode(), message);
}

llvm::Error damaged() {
  return error("it is damaged: write it again with 'chanvet map' or 'chanvet link'");
}

// What the bitstream's reader says is for who writes such files.
llvm::Error damagedAs(llvm::Error reason) {
  llvm::consumeError(std::move(reason));
  return damaged();
}

uint32_t checksumOf(StringRef bytes) { return llvm::crc32(llvm::arrayRefFromStringRef(bytes)); }

}  // namespace

class Archive {
 public:
  static std::string write(const Store& store);
  // Whether what is in the tables is to be checked.
  enum class Contents { Checked, Known };
  static llvm::Expected<Store> read(StringRef bytes, Contents contents);

 private:
  // An element refers to elements of tables before its own.
  static constexpr Pool Store::* kTables[] = {
      &Store::texts_,      &Store::keys_,        &Store::symbols_, &Store::types_,
      &Store::operations_, &Store::definitions_, &Store::units_,   &Store::failures_};

  static llvm::SmallVector<char, 0> writeTables(const Store& store);
  // Bytes, about as many as its tables take.
  static size_t roomFor(const Store& store);
  static llvm::Expected<StringRef> payloadOf(StringRef bytes);
  static llvm::Expected<Store> readTables(StringRef payload, Contents contents);
  static bool isValid(const Store& store, Pool Store::* table, StringRef element);
  static bool readTable(Pool Store::* table, llvm::ArrayRef<uint64_t> sizes, StringRef elements,
                        Contents contents, Store& store);
};

size_t Archive::roomFor(const Store& store) {
  size_t bytes = 0;
  for (Pool Store::* table : kTables) {
    const Pool& pool = store.*table;
    for (uint32_t id = 0; id < pool.size(); ++id) bytes += pool[id].size() + kSizeOfSize;
  }
  return bytes;
}

llvm::SmallVector<char, 0> Archive::writeTables(const Store& store) {
  llvm::SmallVector<char, 0> payload;
  payload.reserve(roomFor(store));
  {
    llvm::BitstreamWriter stream(payload);
    stream.EnterSubblock(kBlock, kAbbreviationWidth);
    auto abbreviation = std::make_shared<llvm::BitCodeAbbrev>();
    abbreviation->Add(llvm::BitCodeAbbrevOp(kElements));
    abbreviation->Add(llvm::BitCodeAbbrevOp(llvm::BitCodeAbbrevOp::Blob));
    unsigned blob = stream.EmitAbbrev(std::move(abbreviation));
    stream.EmitRecord(kSchema, schema());
    for (Pool Store::* table : kTables) {
      const Pool& pool = store.*table;
      Words sizes;
      size_t size = 0;
      for (uint32_t id = 0; id < pool.size(); ++id) size += sizes.emplace_back(pool[id].size());
      std::string elements;
      elements.reserve(size);
      for (uint32_t id = 0; id < pool.size(); ++id) elements += pool[id];
      stream.EmitRecord(kSizes, sizes);
      stream.EmitRecordWithBlob(blob, llvm::ArrayRef<unsigned>{kElements}, elements);
    }
    stream.ExitBlock();
  }
  return payload;
}

std::string Archive::write(const Store& store) {
  const llvm::SmallVector<char, 0> payload = writeTables(store);
  const StringRef content(payload.data(), payload.size());
  std::string bytes(kHeaderSize, '\0');
  bytes.reserve(kHeaderSize + content.size());
  std::copy(kMagic.begin(), kMagic.end(), bytes.begin());
  endian::write32le(&bytes[kVersionAt], kVersion);
  endian::write64le(&bytes[kSizeAt], content.size());
  endian::write32le(&bytes[kChecksumAt], checksumOf(content));
  return bytes += content;
}

llvm::Expected<StringRef> Archive::payloadOf(StringRef bytes) {
  if (!bytes.starts_with(kMagic.take_front(bytes.size())) || bytes.empty())
    return error("it is no model that 'chanvet map' or 'chanvet link' has written");
  if (bytes.size() < kHeaderSize) return error("it is cut short");
  uint32_t version = endian::read32le(bytes.data() + kVersionAt);
  if (version != kVersion)
    return error("it is of version " + llvm::Twine(version) + " of the format, and this program " +
                 "reads version " + llvm::Twine(kVersion) + ": write it again with this program");
  StringRef payload = bytes.drop_front(kHeaderSize);
  uint64_t size = endian::read64le(bytes.data() + kSizeAt);
  if (payload.size() < size) return error("it is cut short");
  if (payload.size() > size) return error("there is something behind its end");
  if (checksumOf(payload) != endian::read32le(bytes.data() + kChecksumAt)) return damaged();
  return payload;
}

// Numbers that could be packed in fewer bytes would make two elements of one.
bool Archive::isValid(const Store& store, Pool Store::* table, StringRef element) {
  if (table == &Store::texts_) return true;
  Words words = unpack(element);
  if (pack(words) != element) return false;
  SameIds same(store);
  if (table == &Store::keys_) return decodeKey(words, same).has_value();
  if (table == &Store::symbols_) return decodeSymbol(words, same).has_value();
  if (table == &Store::types_) return decodeType(words, same).has_value();
  if (table == &Store::operations_) return decodeOperation(words, same).has_value();
  if (table == &Store::definitions_) return decodeFunction(words, same).has_value();
  if (table == &Store::units_) return decodeUnit(words, same).has_value();
  return decodeFailure(words, same).has_value();
}

bool Archive::readTable(Pool Store::* table, llvm::ArrayRef<uint64_t> sizes, StringRef elements,
                        Contents contents, Store& store) {
  Pool& pool = store.*table;
  for (uint64_t size : sizes) {
    if (size > elements.size()) return false;
    StringRef element = elements.take_front(size);
    elements = elements.drop_front(size);
    if (contents == Contents::Checked && !isValid(store, table, element)) return false;
    uint32_t next = pool.size();
    if (pool.add(element) != next) return false;
  }
  return elements.empty();
}

llvm::Expected<Store> Archive::readTables(StringRef payload, Contents contents) {
  llvm::BitstreamCursor cursor(payload);
  auto block = cursor.advance();
  if (!block) return damagedAs(block.takeError());
  if (block->Kind != llvm::BitstreamEntry::SubBlock || block->ID != kBlock) return damaged();
  if (llvm::Error wrong = cursor.EnterSubBlock(kBlock)) return damagedAs(std::move(wrong));
  // What the next record has to be.
  unsigned expected = kSchema;
  Words sizes;
  llvm::ArrayRef<Pool Store::*> tables(kTables);
  Store store;
  for (;;) {
    auto entry = cursor.advance();
    if (!entry) return damagedAs(entry.takeError());
    if (entry->Kind == llvm::BitstreamEntry::EndBlock) break;
    if (entry->Kind != llvm::BitstreamEntry::Record) return damaged();
    Words words;
    StringRef blob;
    llvm::Expected<unsigned> code = cursor.readRecord(entry->ID, words, &blob);
    if (!code) return damagedAs(code.takeError());
    if (*code != expected || tables.empty()) return damaged();
    if (expected == kSchema && words != schema())
      return error("it was written by another version of this program: write it again");
    if (expected == kElements) {
      if (!readTable(tables.front(), sizes, blob, contents, store)) return damaged();
      tables = tables.drop_front();
    }
    sizes = std::move(words);
    expected = expected == kSizes ? kElements : kSizes;
  }
  if (!tables.empty()) return damaged();
  return store;
}

llvm::Expected<Store> Archive::read(StringRef bytes, Contents contents) {
  llvm::Expected<StringRef> payload = payloadOf(bytes);
  if (!payload) return payload.takeError();
  return readTables(*payload, contents);
}

std::string write(const Store& store) { return Archive::write(store.canonical()); }
llvm::Expected<Store> read(StringRef bytes) {
  return Archive::read(bytes, Archive::Contents::Checked);
}
std::string writeOwn(const Store& store) { return Archive::write(store); }
Store readOwn(StringRef bytes) {
  return llvm::cantFail(Archive::read(bytes, Archive::Contents::Known));
}

}  // namespace chanvet::link
