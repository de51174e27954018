// The events of a schedule, as the witness tells them. Internal to the room.
#pragma once

#include <initializer_list>
#include <string>
#include <vector>

#include "explore/Standing.h"

namespace chanvet::explore {

// "send on 'jobs'", given what it works on.
std::string operationText(const Standing& standing, const std::string& on);

class Story {
 public:
  // `state` holds the events and outlives the story. `root` is what the first fiber runs.
  Story(const model::Unit& unit, const State& state, model::FunctionId root)
      : unit_(unit), state_(state), root_(root) {}

  std::vector<TraceStep> trace() const;
  // What the source calls what Access events access.
  void callRaced(std::string name) { raced_ = std::move(name); }

  // "main" (or what else the root is), "fiber 2".
  std::string fiberName(FiberId id) const;

  // The last operation of one of the kinds on the object, before `before` if that is given; null
  // when there was none. Selects count as what their case does.
  const Event* last(ObjectId object, std::initializer_list<model::OpKind> kinds,
                    const Event* before = nullptr) const;
  // The last event in which `fiber` locked the object.
  const Event* lockedBy(FiberId fiber, ObjectId lock) const;
  // How the source called the lock there; empty when it has no name.
  std::string nameOfLock(FiberId fiber, ObjectId lock) const;
  // The last event that the instruction made; null when there was none.
  const Event* last(const model::Instruction& instruction) const;
  // How the source called the object in the event.
  std::string nameIn(const Event& event) const;

 private:
  const Event* lastOf(FiberId fiber, ObjectId object,
                      std::initializer_list<model::OpKind> kinds) const;
  model::OpKind kindOf(const Event& event) const;
  void describe(const Event& event, TraceStep& step) const;
  std::string nameOnTheWay(const Event& event) const;
  std::string selectText(const Event& event, const model::Function& function) const;
  bool isTimer(const model::Function& function, const model::Value& channel) const;
  std::string stateOf(const Primitive& primitive) const;

  const model::Unit& unit_;
  const State& state_;
  model::FunctionId root_;
  std::string raced_;
};

}  // namespace chanvet::explore
