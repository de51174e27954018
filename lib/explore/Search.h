// Looks through the states a program can be in, breadth first, so that the first schedule found for
// a state is the shortest. When a quarter of the states that may be looked at has not been enough,
// those come first in which the fewest fibers can move: they are the nearest to a deadlock
// (Edelkamp, Leue, Lluch Lafuente, "Directed explicit-state model checking in the validation of
// communication protocols", 2004, where it is the heuristic of active processes).
//
// Of transitions that do not depend on each other one order is enough: from each state only those
// of a stubborn set are followed (Valmari, "Stubborn sets for reduced state space generation",
// 1991), built from what each fiber can still reach. That keeps every state in which nothing can
// go on. Where a set leads only to states that are known, all transitions are followed, so that no
// fiber is passed over for ever.
//
// A fiber is stuck when the program can get into states from which it never moves again: it stands
// still in all of a strongly connected component of the state graph that has no way out.
//
// Where a condition is lost, the model chooses in place of the program. What is told has to happen
// however the lost conditions come out: the graph is a game, in which the schedule is ours and the
// lost conditions are the adversary's, and only what can be forced is evidence.
#pragma once

#include <optional>
#include <set>
#include <unordered_map>
#include <vector>

#include <llvm/ADT/ArrayRef.h>
#include <llvm/ADT/BitVector.h>
#include <llvm/ADT/DenseMap.h>
#include <llvm/ADT/MapVector.h>
#include <llvm/ADT/STLExtras.h>

#include "explore/History.h"
#include "explore/LateAdds.h"
#include "explore/Machine.h"
#include "explore/SearchOptions.h"
#include "explore/Statistics.h"

namespace chanvet::explore {

// A state in which fibers are stuck for ever, or the program has died of a misuse (state.killer),
// or what is added to a wait group comes too late, or two fibers race.
struct Ending {
  State state;  // with the events that led to it
  std::optional<LateAdd> lateAdd;
  std::optional<Race> race;
  std::vector<FiberId> stuck;  // in the order in which they were spawned
  model::FunctionId root = model::kNone;
  // Where the fibers are stuck, or where the program dies.
  std::vector<const model::Instruction*> at;
  uint32_t length = 0;  // transitions that lead there
  // Whether there is no shorter schedule. Where fibers can still go on, that is not known if only
  // some orders were followed: steps of others may be among it that it does not need.
  bool isShortest = false;
  // The operations that meet their partners, on this schedule or another.
  const std::set<const model::Instruction*>* completed = nullptr;
};

class Search {
 public:
  Search(Machine& machine, const SearchOptions& options) : machine_(machine), options_(options) {}

  // All endings of `root` that differ in where the fibers stand, those with the shortest schedule
  // first.
  std::vector<Ending> run(model::FunctionId root);

  // The races on the schedules that the last run has followed, those with the shortest one first:
  // of each pair of instructions one. Follows no more than as many instructions again.
  std::vector<Ending> races();

  // The operations that meet their partners on some schedule.
  const std::set<const model::Instruction*>& completed() const { return completed_; }

  // Whether fibers are stuck on some schedule, whether or not that is evidence.
  bool anyStuck() const {
    return llvm::any_of(stuck_, [](const auto& node) { return !node.second.empty(); });
  }

  // The bounds that left something out.
  const std::set<Bound>& reached() const { return reached_; }

  // Of the last run; without its root and the time.
  const Statistics& statistics() const { return statistics_; }

  // The operations that the program died of on some schedule, and the additions that came too late
  // on one, whether or not that is evidence.
  std::set<const model::Instruction*> killing() const;

 private:
  using NodeId = uint32_t;
  struct Edge {
    NodeId to = 0;
    Transition via;                // its fibers by their positions in the state it starts from
    uint32_t fork = 0;             // which of the states that the transition leads to
    bool isGuess = false;          // it depends on lost conditions which of them
    std::vector<uint8_t> moved;    // positions of the fibers that take part
    std::vector<uint8_t> becomes;  // where each fiber's position is in `to`, or kGone
  };
  struct Node {
    bool isExpanded = false, isCut = false, hasEnded = false;
    bool isRunning = false;  // a fiber goes on before any other may
    bool isDoubtful = false;
    std::vector<const model::Instruction*> standing;  // of each fiber, by its position
    std::vector<Edge> edges;
    const model::Instruction* killer = nullptr;  // as State has it
  };
  struct Queued {
    NodeId node;
    State state;
    std::vector<FiberId> order;
    uint32_t depth = 1;  // transitions to it, the start among them
  };
  // Of transitions that were followed.
  struct Followed {
    bool anyNew = false;    // a state was not known before
    bool anyEnded = false;  // the program is over in a state
  };

  // The transition of an edge from one of the equal states that are its node; `order` has that
  // state's fibers by their positions.
  static Transition transitionOf(const Edge& edge, const std::vector<FiberId>& order);
  NodeId add(State state, bool& isNew, std::vector<FiberId>& order);
  using Waiting = std::set<std::pair<size_t, size_t>>;
  std::pair<size_t, size_t> rankOf(size_t queued) const;
  void searchAll();
  void measureWaiting(size_t next);
  void measureGraph();
  void begin(model::FunctionId root);
  void expand(Queued queued);
  bool followEnds(const Queued& queued, std::vector<std::vector<Transition>>& enabled);
  // `reach`: Machine::reachable() of each fiber.
  bool bury(Queued& queued, const std::vector<std::vector<Transition>>& enabled,
            std::vector<llvm::BitVector> reach);
  void noteLockCycle(const Queued& queued, const std::vector<std::vector<Transition>>& enabled);
  Followed follow(const Queued& from, const std::vector<Transition>& transitions);
  std::vector<size_t> stubbornSet(const State& state,
                                  const std::vector<std::vector<Transition>>& enabled,
                                  llvm::ArrayRef<llvm::BitVector> reach) const;
  std::vector<std::vector<NodeId>> bottomComponents() const;
  std::vector<uint8_t> stuckPositions(const std::vector<NodeId>& component) const;
  bool givesWay(NodeId node, uint8_t position) const;
  // Where something is wrong, by the instruction at which it is; in the order of the nodes.
  using Targets = llvm::MapVector<const model::Instruction*, std::vector<NodeId>>;
  void addTarget(Targets& targets, const model::Instruction* at, NodeId node) const;
  Targets deaths() const;
  Targets standstills();
  void addLockCycles(Targets& targets);
  Targets overtaken() const;
  std::vector<bool> forceable(const std::vector<NodeId>& targets) const;
  bool canForce(const std::vector<Edge>& edges, const std::vector<bool>& won) const;
  std::vector<const Edge*> shortestPath(const std::vector<NodeId>& targets) const;
  Ending replay(model::FunctionId root, const std::vector<const Edge*>& path);

  // --- SearchRaces.cpp
  using RaceKey = std::pair<const model::Instruction*, const model::Instruction*>;
  // A node that a schedule has come to, and what fibers did on the way.
  struct Visit {
    NodeId node = 0;
    State state;
    History history;
    std::vector<FiberId> order;  // of the state's fibers
  };
  // Where races are: the edge that has one; in the order in which they were found.
  using RaceEdges = llvm::MapVector<RaceKey, std::vector<std::pair<NodeId, const Edge*>>>;
  bool isWhereSearchWas(const Visit& visit) const;
  void growTree();
  void followTree(RaceEdges& found);
  void visitEdges(Visit visit, std::vector<Visit>& stack, RaceEdges& found);
  void visitLater(llvm::ArrayRef<const Edge*> edges, std::vector<State>& states, History history,
                  std::vector<Visit>& stack);
  void keepRaces(History& history, const std::vector<State>& states, NodeId from, const Edge& edge,
                 RaceEdges& found) const;
  std::vector<const Edge*> pathTo(NodeId node) const;
  std::optional<Ending> replayRace(const RaceKey& key, const std::vector<const Edge*>& path);

  Machine& machine_;
  SearchOptions options_;
  std::set<Bound> reached_;
  Statistics statistics_;
  uint64_t measured_ = 0;  // how many states were waiting when their memory was measured
  uint64_t compared_ = 0;  // words of states
  std::vector<Node> nodes_;
  llvm::DenseMap<std::pair<uint64_t, uint64_t>, NodeId> known_;  // by their digests
  std::vector<Queued> queue_;
  std::vector<Edge> starts_;
  model::FunctionId root_ = model::kNone;
  // Of each node the edge by which it was first found, and where that begins.
  std::vector<std::pair<NodeId, const Edge*>> tree_;
  std::set<const model::Instruction*> completed_;
  // Additions to wait groups and the nodes in which they come too late.
  std::vector<std::pair<const model::Instruction*, NodeId>> lateAdds_;
  std::vector<NodeId> buried_;  // nodes in which fibers were found stuck before the end
  // Nodes in which the fibers at the positions wait for locks of each other.
  std::vector<std::pair<NodeId, std::vector<uint8_t>>> lockCycles_;
  std::unordered_map<NodeId, std::vector<uint8_t>> stuck_;  // positions, of nodes that are endings
};

}  // namespace chanvet::explore
