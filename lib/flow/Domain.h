// The values of the path engine: what a slot or register can hold on one path.
#pragma once

#include <compare>
#include <string>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "model/Model.h"

namespace chanvet::flow {

// Something with an identity: a slot's owner, an object, a primitive, or an unknown value. Entities
// are interned by where they come from, so that paths that meet again agree on them.
using EntityId = uint32_t;

struct Slot {
  static constexpr uint32_t kContent = model::kNone;       // of a local, a global, a cell
  static constexpr uint32_t kElement = model::kNone - 1;   // of a container, at `index`
  static constexpr uint32_t kChannel = model::kNone - 2;   // the channel of a ticker or context
  static constexpr uint32_t kOriginal = model::kNone - 3;  // the object this one was copied from
  static constexpr uint32_t kOnceDone = model::kNone - 4;  // whether a once has run

  EntityId base = 0;
  uint32_t field = kContent;  // a SymbolId, or one of the above
  int64_t index = 0;
  friend auto operator<=>(const Slot&, const Slot&) = default;
};

struct Abstract {
  enum Kind : uint8_t { Unknown, Integer, Null, Reference, Address, Function, View };
  Kind kind = Unknown;
  int64_t number = 0;  // Integer; Reference: EntityId; Function: FunctionId
  Slot slot;           // Address; View: whose text is looked at

  static Abstract unknown() { return {}; }
  static Abstract integer(int64_t n) { return {Integer, n, {}}; }
  static Abstract null() { return {Null, 0, {}}; }
  static Abstract reference(EntityId e) { return {Reference, static_cast<int64_t>(e), {}}; }
  static Abstract address(Slot s) { return {Address, 0, s}; }
  static Abstract view(Slot s) { return {View, 0, s}; }
  static Abstract function(model::FunctionId f) { return {Function, static_cast<int64_t>(f), {}}; }

  bool isReference() const { return kind == Reference; }
  EntityId entity() const { return static_cast<EntityId>(number); }
  friend auto operator<=>(const Abstract&, const Abstract&) = default;
};

struct Entity {
  enum Kind : uint8_t {
    Local,      // the slot of a local in one frame
    Global,     // the slot of a global
    Object,     // made by New
    Primitive,  // made by Make or Spawn
    Closure,
    Symbolic,  // the content of a slot before anything was seen to be stored there, or a result
    Compare,   // left `relation` right
    Not,
    And,
    Or,
    Sum,
  };
  Kind kind = Symbolic;
  // The value cannot be trusted to be the same, or reached by a decision, on a real run: a loop
  // counter after some turns, an element that could be any, what another fiber writes meanwhile.
  bool isImprecise = false;
  // Comes from code that is not seen: a call, an element. Deciding on it twice is a guess.
  bool isOpaque = false;
  model::Relation relation = model::Relation::Equal;
  Abstract left, right;
  Slot source;  // Symbolic: the slot it was first in; base is itself when it is a result
  model::LocalId local = model::kNone;
  model::FunctionId function = model::kNone;  // Local: its function; Closure: what it runs
  model::SymbolId symbol = model::kNone;      // Global
  model::TypeId type = model::kNone;
  model::Location location;  // where it was made
  std::string name;          // of the first named slot it was stored in
};

// Interns entities. Ids are handed out in the order of creation, which the program alone decides.
class EntityTable {
 public:
  EntityTable() { entities_.reserve(kUsual); }

  // What an entity is told apart by: its kind and up to eight numbers, which say where it comes
  // from.
  struct Key {
    Entity::Kind kind;
    int64_t parts[8] = {};
    friend bool operator==(const Key&, const Key&) = default;
  };

  // The entity of this key; `isNew` is set when it did not exist, and the caller fills it in.
  EntityId intern(const Key& key, bool& isNew);
  Entity& operator[](EntityId id) { return entities_[id]; }
  const Entity& operator[](EntityId id) const { return entities_[id]; }
  size_t size() const { return entities_.size(); }

 private:
  // As many as most functions have, with what they call.
  static constexpr size_t kUsual = 128;

  struct Hash {
    size_t operator()(const Key& key) const;
  };

  std::vector<Entity> entities_;
  std::unordered_map<Key, EntityId, Hash> ids_;
};

}  // namespace chanvet::flow
