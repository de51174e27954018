#include "explore/RaceDiagnosis.h"

#include <fmt/format.h>
#include <llvm/ADT/STLExtras.h>

#include "explore/Names.h"
#include "explore/Story.h"

namespace chanvet::explore {

namespace {

// What fibers race for: a variable, a field, or what is in one.
struct Subject {
  std::string name;   // as the source has it; may be empty
  std::string whole;  // the same for the same variable
  Place declared;     // of a local
};

class Subjects {
 public:
  Subjects(const model::Unit& unit, const State& state) : unit_(unit), state_(state) {}

  Subject of(const MemorySlot& slot, int depth = 0) const {
    auto [id, key] = slot;
    const Object& object = state_.object(id);
    bool isPart = key < 0 || key >= kElements;
    if (isPart || depth > 4) return depth > 4 ? Subject{} : ofHolder(id, depth);
    if (object.frameOf != model::kNone) return ofLocal(object.frameOf, key);
    llvm::StringRef symbol = unit_.symbol(static_cast<model::SymbolId>(key));
    size_t at = symbol.rfind("::");
    std::string last = (at == llvm::StringRef::npos ? symbol : symbol.drop_front(at + 2)).str();
    return {last, symbol.str(), {}};
  }

 private:
  Subject ofLocal(model::FunctionId function, int64_t key) const {
    const model::Local& local = unit_.functions[function].locals[key];
    Place declared = unit_.place(local.location);
    if (local.name.empty() || local.name[0] == '#') return {};
    return {local.name, fmt::format("{}:{}:{}", local.name, declared.line, declared.column),
            declared};
  }

  // The variable that the object is the content of.
  Subject ofHolder(ObjectId wanted, int depth) const {
    for (ObjectId id = 0; id < state_.objectCount(); ++id) {
      const Object* object = state_.find(id);
      if (!object || object->function != model::kNone || id == wanted) continue;
      for (const auto& [key, held] : object->slots) {
        if (held != Datum::ofObject(wanted)) continue;
        if (isReference(*object, key)) continue;
        Subject found = of({id, key}, depth + 1);
        if (!found.name.empty()) return found;
      }
    }
    return {};
  }

  bool isReference(const Object& object, int64_t key) const {
    if (object.frameOf == model::kNone || key < 0) return false;
    const model::Local& local = unit_.functions[object.frameOf].locals[key];
    return local.isReference || local.isParameter;
  }

  const model::Unit& unit_;
  const State& state_;
};

class RaceDiagnosis {
 public:
  RaceDiagnosis(const model::Unit& unit, const Ending& ending)
      : unit_(unit),
        race_(*ending.race),
        state_(withAccesses(ending)),
        story_(unit, state_, ending.root),
        subject_(Subjects(unit, ending.state).of(race_.slot)) {
    if (subject_.name.empty()) subject_.name = nameIn(race_.second);
    story_.callRaced(subject_.name);
  }

  Defect run() const { return race_.look ? actDefect() : raceDefect(); }

 private:
  Defect raceDefect() const {
    bool isSecond = race_.second.writes;
    const MemoryAccess& write = isSecond ? race_.second : race_.first;
    const MemoryAccess& other = isSecond ? race_.first : race_.second;
    Defect defect = defectAt(Verdict::DataRace, write, message(other));
    relate(defect.finding, other, fmt::format("is {} here", participle(other)));
    tell(defect.finding);
    return defect;
  }

  // What comes between is written by the first access, the second is the act.
  Defect actDefect() const {
    Defect defect = defectAt(
        Verdict::CheckThenAct, race_.second,
        fmt::format("{} is loaded and then stored in two steps: {} can store to it in between",
                    what(), story_.fiberName(race_.first.fiber)));
    relate(defect.finding, *race_.look, "is loaded here");
    relate(defect.finding, race_.first, "is stored to here");
    tell(defect.finding);
    return defect;
  }

  Defect defectAt(Verdict verdict, const MemoryAccess& at, std::string message) const {
    Defect defect;
    defect.verdict = verdict;
    defect.subject = subject_.whole.empty() ? subject_.name : subject_.whole;
    defect.finding.message = std::move(message);
    defect.finding.place = placeOf(at);
    defect.finding.function = unit_.functions[at.function].name;
    if (!subject_.name.empty()) defect.finding.primitives.push_back(subject_.name);
    return defect;
  }

  void relate(Finding& finding, const MemoryAccess& access, const std::string& text) const {
    if (placeOf(access) != finding.place)
      finding.related.push_back({placeOf(access), fmt::format("{} {}, in {}", what(), text,
                                                              story_.fiberName(access.fiber))});
  }

  // Where the fibers and the variable come from, and how they get there.
  void tell(Finding& finding) const {
    for (const Event& event : state_.events)
      if (event.kind == Event::Spawn && isInvolved(event.detail) &&
          llvm::none_of(finding.related, [&](const RelatedPlace& known) {
            return known.place == unit_.place(event.location);
          }))
        finding.related.push_back(
            {unit_.place(event.location), story_.fiberName(event.detail) + " was started here"});
    if (subject_.declared.isValid())
      finding.related.push_back({subject_.declared, what() + " declared here"});
    finding.trace = story_.trace();
  }

  // The events up to the second access, and the two accesses among them.
  State withAccesses(const Ending& ending) const {
    State state = ending.state;
    std::vector<Event>& events = state.events;
    events.resize(std::min(events.size(), race_.second.event));
    put(race_.second, events);
    put(race_.first, events);
    return state;
  }

  // In place of the event that others could see it by, if there is one.
  static void put(const MemoryAccess& access, std::vector<Event>& events) {
    auto at = events.begin() + std::min(events.size(), access.event);
    bool isThere = at != events.begin() && std::prev(at)->kind == Event::Operation &&
                   std::prev(at)->fiber == access.fiber &&
                   std::prev(at)->instruction == access.instruction;
    if (isThere)
      *std::prev(at) = eventOf(access);
    else
      events.insert(at, eventOf(access));
  }

  static Event eventOf(const MemoryAccess& access) {
    Event event;
    event.fiber = access.fiber;
    event.function = access.function;
    event.location = access.instruction->location;
    event.kind = Event::Access;
    event.instruction = access.instruction;
    event.detail = access.writes;
    event.depth = access.depth;
    return event;
  }

  std::string nameIn(const MemoryAccess& access) const {
    return nameOf(unit_, unit_.functions[access.function], access.instruction->operands[0]);
  }

  Place placeOf(const MemoryAccess& access) const {
    return unit_.place(access.instruction->location);
  }

  bool isInvolved(int64_t fiber) const {
    return fiber == race_.first.fiber || fiber == race_.second.fiber;
  }

  static std::string participle(const MemoryAccess& access) {
    return access.writes ? "written" : "read";
  }

  std::string what() const {
    return subject_.name.empty() ? "a variable" : "'" + subject_.name + "'";
  }

  std::string message(const MemoryAccess& other) const {
    return fmt::format("{} is written while {} can {} it: nothing orders the two", what(),
                       story_.fiberName(other.fiber), other.writes ? "write" : "read");
  }

  const model::Unit& unit_;
  const Race& race_;
  const State state_;
  Story story_;
  Subject subject_;
};

}  // namespace

Defect diagnoseRace(const model::Unit& unit, const Ending& ending) {
  return RaceDiagnosis(unit, ending).run();
}

}  // namespace chanvet::explore
