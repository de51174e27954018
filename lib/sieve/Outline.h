// What of a unit's model says whom the unit may concern, and who may concern it.
#pragma once

#include <cstdint>
#include <vector>

#include "model/Model.h"
#include "sieve/FileWords.h"

namespace chanvet::sieve {

struct OutlinedFunction {
  std::uint64_t id = 0;  // the same in every unit that knows the function
  Word name = 0;   // by which sources call it; of a constructor or destructor that of its class
  Word owner = 0;  // of a member: the name of its class; else 0
  bool hasBody = false;
  bool operates = false;         // makes primitives or works on them, or starts fibers
  bool isOffered = false;        // other units can call it
  bool isCalledUnnamed = false;  // as constructors, operators, begin() are: no name tells a call
  std::vector<std::uint64_t> mentions;  // the functions that it calls or hands on
  Words unseen;  // names of what other units may define of it: overriders, and globals it uses
};

using Outline = std::vector<OutlinedFunction>;

Outline outlineOf(const model::Unit& unit);

template <class Archive>
void transfer(Archive& archive, OutlinedFunction& function) {
  transferAll(archive, function.id, function.name, function.owner, function.hasBody,
              function.operates, function.isOffered, function.isCalledUnnamed, function.mentions,
              function.unseen);
}

}  // namespace chanvet::sieve
