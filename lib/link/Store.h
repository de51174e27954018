// The models of any number of units, with what they have in common kept once.
#pragma once

#include <string>
#include <vector>

#include "link/Codec.h"
#include "link/Comment.h"
#include "link/Pool.h"
#include "model/Model.h"

namespace chanvet::link {

using UnitId = uint32_t;  // index of a unit in its store

// What is kept of a unit's sources beside the model.
struct Sources {
  std::vector<std::string> files;  // those of the project: absolute paths
  std::vector<Comment> comments;   // in these files
};

// A set of units, and of those that could not be read: equal ones are one. Functions, symbols and
// the rest are kept as packed numbers, and a function that several units define alike is kept once.
class Store {
 public:
  void add(const model::Unit& unit, const Sources& sources);
  void add(const Store& other);
  void add(const Failure& failure);

  // Tells stores apart: equal for stores to which equal units were added in the same order.
  std::string contents() const;

  // The same units in the order of their names, with tables in the order in which these need them:
  // equal for equal sets, however they were put together.
  Store canonical() const;

  uint32_t size() const { return units_.size(); }
  bool isEmpty() const { return units_.size() == 0 && failures_.size() == 0; }

  UnitRecord unit(UnitId id) const;
  std::vector<Failure> failures() const;
  std::vector<Key> keys() const;
  std::vector<Symbol> symbols() const;
  model::Type type(model::TypeId id) const;
  // As `ids` sees what they refer to.
  model::Operation operation(uint32_t id, Decoding& ids) const;
  model::Function definition(uint32_t id, Decoding& ids) const;
  bool hasBody(uint32_t definition) const { return definitions_[definition].front() != '\0'; }
  llvm::StringRef text(uint32_t id) const { return texts_[id]; }
  // How many there are of what has ids.
  uint32_t texts() const { return texts_.size(); }
  uint32_t types() const { return types_.size(); }
  uint32_t operations() const { return operations_.size(); }
  uint32_t definitions() const { return definitions_.size(); }

 private:
  friend class Archive;
  friend class Import;
  friend class Merge;
  friend class SameIds;

  Key key(model::FunctionId id) const;
  Symbol symbol(model::SymbolId id) const;
  std::string contentsOf(UnitId id) const;

  Pool texts_;
  Pool keys_, symbols_, types_, operations_, definitions_, units_, failures_;  // packed
};

// Ids as they are in the store.
class SameIds : public Decoding {
 public:
  explicit SameIds(const Store& store) : store_(store) {}
  std::optional<uint32_t> idOf(Table table, uint64_t number) override;
  std::optional<llvm::StringRef> textOf(uint64_t number) override;

 private:
  const Store& store_;
};

}  // namespace chanvet::link
