#include "link/Archive.h"

#include <string>
#include <utility>

#include <llvm/ADT/CachedHashString.h>
#include <llvm/ADT/SmallVector.h>
#include <llvm/Bitstream/BitCodes.h>
#include <llvm/Bitstream/BitstreamReader.h>
#include <llvm/Bitstream/BitstreamWriter.h>
#include <llvm/MC/StringTableBuilder.h>
#include <llvm/Support/CRC.h>
#include <llvm/Support/Endian.h>
#include <llvm/Support/raw_ostream.h>

namespace chanvet::link {

namespace {

using llvm::StringRef;
namespace endian = llvm::support::endian;

// A file is a header and, behind it, one block of an LLVM bitstream. The header: what the file is,
// the version of its format, how many bytes follow it, and their CRC-32; all little-endian.
constexpr StringRef kMagic("CVM\x1a", 4);
constexpr uint32_t kVersion = 4;
constexpr size_t kVersionAt = 4, kSizeAt = 8, kChecksumAt = 16, kHeaderSize = 20;

constexpr unsigned kBlock = llvm::bitc::FIRST_APPLICATION_BLOCKID;
constexpr unsigned kAbbreviationWidth = 3;

// The codes of records, in the order in which these stand in the block. Of the tables there is one
// for each element.
enum Code : unsigned {
  kSchema = 1,
  kTexts,      // the bytes of all texts
  kTextPlaces  // where each is, and how long
};
constexpr unsigned kFirstTable = 4;

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
  static constexpr Pool Store::* kTables[] = {
      &Store::keys_,        &Store::symbols_, &Store::types_,   &Store::operations_,
      &Store::definitions_, &Store::units_,   &Store::failures_};

  static llvm::Expected<StringRef> payloadOf(StringRef bytes);
  static void writeTexts(const Pool& texts, llvm::BitstreamWriter& stream);
  static bool readTexts(StringRef blob, llvm::ArrayRef<uint64_t> places, Pool& texts);
  static bool isValid(const Store& store, Pool Store::* table, llvm::ArrayRef<uint64_t> words);
  static bool readRecord(unsigned code, llvm::ArrayRef<uint64_t> words, StringRef& texts,
                         StringRef blob, Contents contents, Store& store);
};

void Archive::writeTexts(const Pool& texts, llvm::BitstreamWriter& stream) {
  llvm::StringTableBuilder table(llvm::StringTableBuilder::RAW);
  for (uint32_t id = 0; id < texts.size(); ++id) table.add(llvm::CachedHashStringRef(texts[id]));
  table.finalize();
  std::string bytes;
  llvm::raw_string_ostream out(bytes);
  table.write(out);

  auto abbreviation = std::make_shared<llvm::BitCodeAbbrev>();
  abbreviation->Add(llvm::BitCodeAbbrevOp(kTexts));
  abbreviation->Add(llvm::BitCodeAbbrevOp(llvm::BitCodeAbbrevOp::Blob));
  unsigned blob = stream.EmitAbbrev(std::move(abbreviation));
  stream.EmitRecordWithBlob(blob, llvm::ArrayRef<unsigned>{kTexts}, bytes);

  Words places;
  for (uint32_t id = 0; id < texts.size(); ++id) {
    places.push_back(table.getOffset(llvm::CachedHashStringRef(texts[id])));
    places.push_back(texts[id].size());
  }
  stream.EmitRecord(kTextPlaces, places);
}

std::string Archive::write(const Store& given) {
  Store store = given.canonical();
  llvm::SmallVector<char, 0> payload;
  {
    llvm::BitstreamWriter stream(payload);
    stream.EnterSubblock(kBlock, kAbbreviationWidth);
    stream.EmitRecord(kSchema, schema());
    writeTexts(store.texts_, stream);
    unsigned code = kFirstTable;
    for (Pool Store::* table : kTables) {
      const Pool& pool = store.*table;
      for (uint32_t id = 0; id < pool.size(); ++id) stream.EmitRecord(code, unpack(pool[id]));
      ++code;
    }
    stream.ExitBlock();
  }
  StringRef content(payload.data(), payload.size());
  std::string bytes(kHeaderSize, '\0');
  std::copy(kMagic.begin(), kMagic.end(), bytes.begin());
  endian::write32le(&bytes[kVersionAt], kVersion);
  endian::write64le(&bytes[kSizeAt], content.size());
  endian::write32le(&bytes[kChecksumAt], checksumOf(content));
  return bytes + content.str();
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

bool Archive::readTexts(StringRef blob, llvm::ArrayRef<uint64_t> places, Pool& texts) {
  if (places.size() % 2 != 0) return false;
  for (size_t i = 0; i < places.size(); i += 2) {
    if (places[i] > blob.size() || places[i + 1] > blob.size() - places[i]) return false;
    if (texts.add(blob.substr(places[i], places[i + 1])) != i / 2) return false;
  }
  return true;
}

bool Archive::isValid(const Store& store, Pool Store::* table, llvm::ArrayRef<uint64_t> words) {
  SameIds same(store);
  if (table == &Store::keys_) return decodeKey(words, same).has_value();
  if (table == &Store::symbols_) return decodeSymbol(words, same).has_value();
  if (table == &Store::types_) return decodeType(words, same).has_value();
  if (table == &Store::operations_) return decodeOperation(words, same).has_value();
  if (table == &Store::definitions_) return decodeFunction(words, same).has_value();
  if (table == &Store::units_) return decodeUnit(words, same).has_value();
  return decodeFailure(words, same).has_value();
}

// Adds what a record holds to the store. Tables come one after another, so that what an element
// refers to is there before it.
bool Archive::readRecord(unsigned code, llvm::ArrayRef<uint64_t> words, StringRef& texts,
                         StringRef blob, Contents contents, Store& store) {
  if (code == kTexts) {
    texts = blob;
    return true;
  }
  if (code == kTextPlaces) return readTexts(texts, words, store.texts_);
  if (code < kFirstTable || code - kFirstTable >= std::size(kTables)) return false;
  Pool Store::* table = kTables[code - kFirstTable];
  Pool& pool = store.*table;
  uint32_t next = pool.size();
  if (contents == Contents::Checked && !isValid(store, table, words)) return false;
  return pool.add(pack(words)) == next;
}

llvm::Expected<Store> Archive::read(StringRef bytes, Contents contents) {
  llvm::Expected<StringRef> payload = payloadOf(bytes);
  if (!payload) return payload.takeError();
  llvm::BitstreamCursor cursor(*payload);
  auto block = cursor.advance();
  if (!block) return damagedAs(block.takeError());
  if (block->Kind != llvm::BitstreamEntry::SubBlock || block->ID != kBlock) return damaged();
  if (llvm::Error wrong = cursor.EnterSubBlock(kBlock)) return damagedAs(std::move(wrong));
  Store store;
  StringRef texts;
  bool isKnown = false;
  for (;;) {
    auto entry = cursor.advance();
    if (!entry) return damagedAs(entry.takeError());
    if (entry->Kind == llvm::BitstreamEntry::EndBlock) break;
    if (entry->Kind != llvm::BitstreamEntry::Record) return damaged();
    Words words;
    StringRef blob;
    llvm::Expected<unsigned> code = cursor.readRecord(entry->ID, words, &blob);
    if (!code) return damagedAs(code.takeError());
    if (*code == kSchema) {
      if (words != schema())
        return error("it was written by another version of this program: write it again");
      isKnown = true;
    } else if (!isKnown || !readRecord(*code, words, texts, blob, contents, store)) {
      return damaged();
    }
  }
  return store;
}

std::string write(const Store& store) { return Archive::write(store); }
llvm::Expected<Store> read(StringRef bytes) {
  return Archive::read(bytes, Archive::Contents::Checked);
}
Store readOwn(StringRef bytes) {
  return llvm::cantFail(Archive::read(bytes, Archive::Contents::Known));
}

}  // namespace chanvet::link
