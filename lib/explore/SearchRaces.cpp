// Looks for races along the schedules that a search has followed. Each state is come to once, on
// the schedule on which it was found first; what comes after a state that was known does not matter
// a second time, but the step that leads there does.
#include <algorithm>
#include <map>

#include <llvm/ADT/ArrayRef.h>
#include <llvm/ADT/STLExtras.h>

#include "explore/Search.h"
#include "explore/Standing.h"

namespace chanvet::explore {

// What is followed of any search, and the part that is followed of a longer one. Schedules of one
// program have most of their races in common.
constexpr uint64_t kSteps = 200'000;
constexpr uint64_t kPart = 4;

void Search::growTree() {
  tree_.assign(nodes_.size(), {kNone, nullptr});
  std::vector<NodeId> queue;
  auto grow = [&](NodeId from, const Edge& edge) {
    if (tree_[edge.to].second) return;
    tree_[edge.to] = {from, &edge};
    queue.push_back(edge.to);
  };
  for (const Edge& edge : starts_) grow(kNone, edge);
  for (size_t next = 0; next < queue.size(); ++next)
    for (const Edge& edge : nodes_[queue[next]].edges) grow(queue[next], edge);
}

std::vector<const Search::Edge*> Search::pathTo(NodeId node) const {
  std::vector<const Edge*> path;
  for (; node != kNone; node = tree_[node].first) path.push_back(tree_[node].second);
  std::reverse(path.begin(), path.end());
  return path;
}

// A race that came about in a step did so before its choice, whatever that leads to.
void Search::keepRaces(History& history, const std::vector<State>& states, NodeId from,
                       const Edge& edge, RaceEdges& found) const {
  bool isDoubtful = llvm::any_of(states, [](const State& state) { return state.isDoubtful; });
  for (const Race& race : history.takeRaces())
    if (!isDoubtful)
      found[{race.first.instruction, race.second.instruction}].push_back({from, &edge});
}

// Whether the fibers of the visit stand where those of its node do. Nothing is followed from one
// that has come somewhere else.
bool Search::isWhereSearchWas(const Visit& visit) const {
  const auto& standing = nodes_[visit.node].standing;
  if (standing.size() != visit.order.size()) return false;
  return llvm::all_of(llvm::zip(standing, visit.order), [&](const auto& each) {
    const auto& [instruction, id] = each;
    const Fiber& fiber = visit.state.fibers[visit.state.positionOf(id)];
    return standingOf(machine_.unit(), fiber).instruction == instruction;
  });
}

void Search::visitEdges(Visit visit, std::vector<Visit>& stack, RaceEdges& found) {
  if (!isWhereSearchWas(visit)) return;
  const std::vector<Edge>& edges = nodes_[visit.node].edges;
  for (size_t first = 0, next = 0; first < edges.size(); first = next) {
    next = first + 1;
    while (next < edges.size() && edges[next].via == edges[first].via) ++next;
    // Histories are large: the last one that needs it takes it over.
    History history = next == edges.size() ? std::move(visit.history) : History(visit.history);
    machine_.history = &history;
    std::vector<State> states =
        machine_.apply(visit.state, transitionOf(edges[first], visit.order));
    keepRaces(history, states, visit.node, edges[first], found);
    std::vector<const Edge*> onTree;
    for (const Edge& edge : llvm::ArrayRef(edges).slice(first, next - first))
      if (tree_[edge.to].second == &edge && edge.fork < states.size()) onTree.push_back(&edge);
    visitLater(onTree, states, std::move(history), stack);
    machine_.history = nullptr;
  }
}

// What the edges of one transition lead to.
void Search::visitLater(llvm::ArrayRef<const Edge*> edges, std::vector<State>& states,
                        History history, std::vector<Visit>& stack) {
  for (const Edge* edge : edges) {
    Visit& to = stack.emplace_back();
    to.node = edge->to;
    to.state = std::move(states[edge->fork]);
    to.history = edge == edges.back() ? std::move(history) : history;
    machine_.history = &to.history;
    to.order = machine_.canonicalize(to.state).order;
  }
}

void Search::followTree(RaceEdges& found) {
  std::vector<Visit> stack;
  History history;
  machine_.history = &history;
  std::vector<State> states = machine_.start(root_);
  keepRaces(history, states, kNone, starts_.front(), found);
  std::vector<const Edge*> onTree;
  for (const Edge& edge : starts_)
    if (tree_[edge.to].second == &edge) onTree.push_back(&edge);
  visitLater(onTree, states, std::move(history), stack);
  machine_.history = nullptr;
  uint64_t limit =
      machine_.steps + std::min(statistics_.steps, std::max(kSteps, statistics_.steps / kPart));
  while (!stack.empty() && machine_.steps <= limit) {
    Visit visit = std::move(stack.back());
    stack.pop_back();
    visitEdges(std::move(visit), stack, found);
  }
}

// Runs the schedule again, with its events. The last edge has the race.
std::optional<Ending> Search::replayRace(const RaceKey& key, const std::vector<const Edge*>& path) {
  History history;
  machine_.history = &history;
  machine_.recording = true;
  Ending ending;
  ending.root = root_;
  ending.length = path.size();
  State state = std::move(machine_.start(root_)[path[0]->fork]);
  for (size_t i = 1; i < path.size(); ++i) {
    State::Canonical canonical = machine_.canonicalize(state);
    history.takeRaces();
    Transition transition = transitionOf(*path[i], canonical.order);
    state = std::move(machine_.apply(state, transition)[path[i]->fork]);
  }
  machine_.history = nullptr;
  machine_.recording = false;
  for (const Race& race : history.takeRaces())
    if (RaceKey(race.first.instruction, race.second.instruction) == key) ending.race = race;
  if (!ending.race) return std::nullopt;
  ending.at = {key.first, key.second};
  ending.state = std::move(state);
  return ending;
}

std::vector<Ending> Search::races() {
  if (!machine_.startsFibers()) return {};
  RaceEdges found;
  growTree();
  followTree(found);
  std::multimap<size_t, std::pair<std::vector<const Edge*>, RaceKey>> schedules;
  for (const auto& [key, edges] : found) {
    std::vector<NodeId> sources;
    std::vector<const Edge*> shortest;
    bool isForced = false;
    for (const auto& [from, edge] : edges) {
      isForced |= from == kNone;
      if (from != kNone) sources.push_back(from);
      std::vector<const Edge*> path = pathTo(from);
      path.push_back(edge);
      if (shortest.empty() || path.size() < shortest.size()) shortest = std::move(path);
    }
    size_t length = shortest.size();
    if (isForced || canForce(starts_, forceable(sources)))
      schedules.insert({length, {std::move(shortest), key}});
  }
  constexpr size_t kMost = 32;
  std::vector<Ending> endings;
  for (const auto& [length, schedule] : schedules) {
    if (endings.size() == kMost) break;
    const auto& [path, key] = schedule;
    if (std::optional<Ending> ending = replayRace(key, path)) endings.push_back(std::move(*ending));
  }
  return endings;
}

}  // namespace chanvet::explore
