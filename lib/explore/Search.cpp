#include "explore/Search.h"

#include <algorithm>
#include <deque>
#include <map>
#include <numeric>
#include <set>

#include <llvm/ADT/STLExtras.h>

#include "explore/Standing.h"

namespace chanvet::explore {

namespace {

constexpr uint8_t kGone = 255;
constexpr unsigned kStepsPerState = 100;
// Comparing a state costs a step for each of so many words.
constexpr unsigned kWordsPerStep = 32;

uint8_t positionIn(const std::vector<FiberId>& order, FiberId id) {
  auto at = std::find(order.begin(), order.end(), id);
  return at == order.end() ? kGone : static_cast<uint8_t>(at - order.begin());
}

// The transition with what `map` makes of each fiber that it names.
Transition renamed(Transition transition, llvm::function_ref<FiberId(FiberId)> map) {
  if (transition.fiber != kNone) transition.fiber = map(transition.fiber);
  if (transition.partner != kNone) transition.partner = map(transition.partner);
  for (FiberId& id : transition.buried) id = map(id);
  return transition;
}

std::vector<size_t> positionsOf(const std::vector<std::vector<Transition>>& enabled) {
  std::vector<size_t> positions(enabled.size());
  std::iota(positions.begin(), positions.end(), 0);
  return positions;
}

}  // namespace

Transition Search::transitionOf(const Edge& edge, const std::vector<FiberId>& order) {
  return renamed(edge.via, [&](FiberId position) { return order[position]; });
}

Search::NodeId Search::add(State state, bool& isNew, std::vector<FiberId>& order) {
  State::Canonical canonical = machine_.canonicalize(state);
  order = canonical.order;
  compared_ += canonical.words;
  auto [at, inserted] =
      known_.try_emplace({canonical.digest.low64, canonical.digest.high64}, nodes_.size());
  isNew = inserted;
  if (!inserted) return at->second;
  statistics_.fibers = std::max<unsigned>(statistics_.fibers, order.size());
  Node node;
  bool holdsBack = llvm::any_of(state.fibers, [](const Fiber& fiber) { return fiber.isHeldBack; });
  node.isCut = state.cut != Bound::None || holdsBack;
  node.hasEnded = state.ended;
  node.isRunning = Machine::running(state) != kNone;
  node.killer = state.killer;
  node.isDoubtful = state.isDoubtful;
  if (node.isCut) reached_.insert(holdsBack ? Bound::Fibers : state.cut);
  for (FiberId id : order) {
    const Fiber& fiber = state.fibers[state.positionOf(id)];
    node.standing.push_back(standingOf(machine_.unit(), fiber).instruction);
  }
  nodes_.push_back(std::move(node));
  queue_.push_back({at->second, std::move(state), order});
  return at->second;
}

void Search::begin(model::FunctionId root) {
  std::vector<State> states = machine_.start(root);
  for (uint32_t fork = 0; fork < states.size(); ++fork) {
    bool isNew = false;
    std::vector<FiberId> order;
    Edge edge;
    edge.fork = fork;
    edge.isGuess = states[fork].isGuess;
    edge.to = add(std::move(states[fork]), isNew, order);
    starts_.push_back(std::move(edge));
  }
}

// The fibers of the smallest set that is closed under dependence and can go on.
std::vector<size_t> Search::stubbornSet(const State& state,
                                        const std::vector<std::vector<Transition>>& enabled,
                                        llvm::ArrayRef<llvm::BitVector> reach) const {
  size_t count = state.fibers.size();
  for (size_t i = 0; i < count; ++i)
    if (!enabled[i].empty() && machine_.commutes(state, state.fibers[i])) return {i};
  std::vector<llvm::BitVector> touches;
  for (const Fiber& fiber : state.fibers) {
    llvm::BitVector touched(state.objectCount());
    for (ObjectId id : machine_.touched(state, fiber)) touched.set(id);
    // Who has its turn decides when this one goes on.
    if (const Fiber* first = machine_.hasTurn(state, fiber)) touched.set(first->handle);
    touches.push_back(std::move(touched));
  }
  std::vector<size_t> best;
  size_t bestWork = SIZE_MAX;
  for (size_t start = 0; start < count; ++start) {
    if (enabled[start].empty()) continue;
    std::vector<size_t> set{start};
    std::vector<bool> isIn(count);
    isIn[start] = true;
    size_t work = 0;
    for (size_t next = 0; next < set.size(); ++next) {
      work += enabled[set[next]].size();
      for (size_t other = 0; other < count; ++other) {
        if (isIn[other] || state.fibers[other].isHeldBack) continue;
        if (!reach[other].anyCommon(touches[set[next]])) continue;
        isIn[other] = true;
        set.push_back(other);
      }
    }
    if (work >= bestWork) continue;
    bestWork = work;
    best = std::move(set);
  }
  std::sort(best.begin(), best.end());
  return best;
}

Search::Followed Search::follow(const Queued& from, const std::vector<Transition>& transitions) {
  Followed followed;
  for (const Transition& transition : transitions) {
    std::vector<State> successors = machine_.apply(from.state, transition);
    Transition byPosition =
        renamed(transition, [&](FiberId id) { return positionIn(from.order, id); });
    for (uint32_t fork = 0; fork < successors.size(); ++fork) {
      bool isNew = false;
      std::vector<FiberId> order;
      Edge edge;
      edge.via = byPosition;
      edge.fork = fork;
      edge.isGuess = successors.size() > 1 && successors[fork].isGuess;
      edge.to = add(std::move(successors[fork]), isNew, order);
      if (isNew) queue_.back().depth = from.depth + 1;
      followed.anyNew |= isNew;
      followed.anyEnded |= nodes_[edge.to].hasEnded;
      if (transition.fiber != kNone) edge.moved.push_back(positionIn(from.order, transition.fiber));
      if (transition.partner != kNone)
        edge.moved.push_back(positionIn(from.order, transition.partner));
      for (uint8_t position : edge.moved)
        if (position != kGone && transition.partner != kNone)
          completed_.insert(nodes_[from.node].standing[position]);
      for (FiberId id : from.order) edge.becomes.push_back(positionIn(order, id));
      nodes_[from.node].edges.push_back(std::move(edge));
    }
  }
  return followed;
}

// Fibers that cannot go on, and with which the others have no primitive in common, are stuck
// whatever comes: they are told, and the search goes on without them (Saioc, Lee, Møller, Chabbi,
// "Dynamic partial deadlock detection and recovery via garbage collection", 2025, finds leaks at
// run time so).
bool Search::bury(Queued& queued, const std::vector<std::vector<Transition>>& enabled,
                  std::vector<llvm::BitVector> reach) {
  State& state = queued.state;
  size_t count = state.fibers.size();
  for (llvm::BitVector& primitives : reach)
    for (ObjectId id : primitives.set_bits())
      if (!state.object(id).isPrimitive) primitives.reset(id);
  std::vector<bool> isDead(count);
  for (size_t i = 0; i < count; ++i)
    isDead[i] = enabled[i].empty() && !state.fibers[i].isHeldBack &&
                !machine_.hasTurn(state, state.fibers[i]);
  for (bool changed = true; changed;) {
    changed = false;
    for (size_t i = 0; i < count; ++i)
      for (size_t j = 0; isDead[i] && j < count; ++j) {
        if (isDead[j] || !reach[i].anyCommon(reach[j])) continue;
        isDead[i] = false;
        changed = true;
      }
  }
  Transition burial;
  burial.way = Transition::Bury;
  std::vector<uint8_t> positions;
  std::vector<FiberId> dead;
  for (size_t i = 0; i < count; ++i) {
    if (!isDead[i]) continue;
    dead.push_back(state.fibers[i].id);
    positions.push_back(positionIn(queued.order, state.fibers[i].id));
  }
  if (dead.empty()) return false;
  std::sort(positions.begin(), positions.end());
  stuck_[queued.node] = positions;
  buried_.push_back(queued.node);
  burial.buried = dead;
  follow(queued, {burial});
  return true;
}

// Fibers that wait for locks which they hold themselves, or each other, are stuck whatever others
// do: only the holder of a lock releases it. What a fiber has left locked when it ended, another
// may be meant to unlock that was not followed so far.
void Search::noteLockCycle(const Queued& queued,
                           const std::vector<std::vector<Transition>>& enabled) {
  if (machine_.releasesOfOthers) return;
  const State& state = queued.state;
  std::set<FiberId> stuck;
  for (size_t i = 0; i < enabled.size(); ++i)
    if (enabled[i].empty() && !machine_.blockers(state, state.fibers[i]).empty())
      stuck.insert(state.fibers[i].id);
  auto isStuck = [&](FiberId id) { return stuck.contains(id); };
  for (bool changed = true; changed;) {
    changed = false;
    for (const Fiber& fiber : state.fibers)
      if (stuck.contains(fiber.id) && llvm::none_of(machine_.blockers(state, fiber), isStuck))
        changed = stuck.erase(fiber.id) > 0;
  }
  std::vector<uint8_t> positions;
  for (FiberId id : stuck) positions.push_back(positionIn(queued.order, id));
  std::sort(positions.begin(), positions.end());
  if (!positions.empty()) lockCycles_.emplace_back(queued.node, std::move(positions));
}

// Follows the ends of the program that fibers are about to bring about, and takes them out of what
// is enabled: they depend on everything that others do, and hide it. Whether there are any.
bool Search::followEnds(const Queued& queued, std::vector<std::vector<Transition>>& enabled) {
  std::vector<Transition> ends;
  for (size_t i = 0; i < enabled.size(); ++i)
    if (queued.state.fibers[i].endsProgram()) ends = std::exchange(enabled[i], {});
  follow(queued, ends);
  return !ends.empty();
}

void Search::expand(Queued queued) {
  nodes_[queued.node].isExpanded = true;
  if (queued.state.ended) return;
  if (FiberId running = Machine::running(queued.state); running != kNone) {
    Transition resume;
    resume.fiber = running;
    resume.way = Transition::Resume;
    follow(queued, {resume});
    return;
  }
  std::vector<std::vector<Transition>> enabled(queued.state.fibers.size());
  bool any = false;
  for (size_t i = 0; i < enabled.size(); ++i) {
    machine_.transitions(queued.state, i, enabled[i]);
    any |= !enabled[i].empty();
  }
  for (const LateAdd& late : lateAdds(machine_.unit(), queued.state))
    lateAdds_.emplace_back(late.add, queued.node);
  noteLockCycle(queued, enabled);
  // Where the program may end at any time nobody waits for ever, so nobody is buried.
  bool ends = followEnds(queued, enabled);
  if (!any) return;
  std::vector<llvm::BitVector> reach;
  for (const Fiber& fiber : queued.state.fibers)
    reach.push_back(machine_.reachable(queued.state, fiber));
  if (!ends && bury(queued, enabled, reach)) return;
  std::vector<size_t> chosen =
      options_.reduces ? stubbornSet(queued.state, enabled, reach) : positionsOf(enabled);
  std::vector<Transition> first, rest;
  for (size_t i = 0; i < enabled.size(); ++i) {
    bool isChosen = std::binary_search(chosen.begin(), chosen.end(), i);
    std::vector<Transition>& into = isChosen ? first : rest;
    into.insert(into.end(), enabled[i].begin(), enabled[i].end());
  }
  Followed followed = follow(queued, first);
  // The end of the program is the end of all of its fibers: it depends on everything.
  if (!followed.anyNew || followed.anyEnded) follow(queued, rest);
}

// Tarjan's algorithm, without recursion; components from which no edge leads out.
std::vector<std::vector<Search::NodeId>> Search::bottomComponents() const {
  size_t count = nodes_.size();
  std::vector<uint32_t> index(count, kNone), low(count), component(count, kNone);
  std::vector<NodeId> stack;
  std::vector<std::vector<NodeId>> components;
  struct Visit {
    NodeId node;
    size_t edge = 0;
  };
  uint32_t next = 0;
  for (NodeId start = 0; start < count; ++start) {
    if (index[start] != kNone) continue;
    std::vector<Visit> visits{{start}};
    while (!visits.empty()) {
      Visit& visit = visits.back();
      NodeId node = visit.node;
      if (visit.edge == 0 && index[node] == kNone) {
        index[node] = low[node] = next++;
        stack.push_back(node);
      }
      if (visit.edge < nodes_[node].edges.size()) {
        NodeId to = nodes_[node].edges[visit.edge++].to;
        if (index[to] == kNone)
          visits.push_back({to});
        else if (component[to] == kNone)
          low[node] = std::min(low[node], index[to]);
        continue;
      }
      visits.pop_back();
      if (!visits.empty()) low[visits.back().node] = std::min(low[visits.back().node], low[node]);
      if (low[node] != index[node]) continue;
      components.emplace_back();
      for (NodeId member = kNone; member != node;) {
        member = stack.back();
        stack.pop_back();
        component[member] = components.size() - 1;
        components.back().push_back(member);
      }
    }
  }
  std::vector<std::vector<NodeId>> bottom;
  for (std::vector<NodeId>& one : components) {
    bool leaves = false;
    for (NodeId node : one) {
      leaves |= !nodes_[node].isExpanded || nodes_[node].isCut;
      for (const Edge& edge : nodes_[node].edges) leaves |= component[edge.to] != component[node];
    }
    if (leaves) continue;
    std::sort(one.begin(), one.end());
    bottom.push_back(std::move(one));
  }
  std::sort(bottom.begin(), bottom.end());
  return bottom;
}

// The fibers, by their positions in the component's first node, that never move in it.
std::vector<uint8_t> Search::stuckPositions(const std::vector<NodeId>& component) const {
  std::map<NodeId, size_t> offset;
  size_t count = 0;
  for (NodeId node : component) {
    offset[node] = count;
    count += nodes_[node].standing.size();
  }
  // Positions that are one fiber, along the edges.
  std::vector<size_t> leader(count);
  for (size_t i = 0; i < count; ++i) leader[i] = i;
  auto find = [&](size_t i) {
    while (leader[i] != i) i = leader[i] = leader[leader[i]];
    return i;
  };
  for (NodeId node : component)
    for (const Edge& edge : nodes_[node].edges)
      for (size_t i = 0; i < edge.becomes.size(); ++i)
        if (edge.becomes[i] != kGone)
          leader[find(offset[node] + i)] = find(offset[edge.to] + edge.becomes[i]);
  std::set<size_t> moves;
  for (NodeId node : component)
    for (const Edge& edge : nodes_[node].edges) {
      for (uint8_t position : edge.moved) moves.insert(find(offset[node] + position));
      for (size_t i = 0; i < edge.becomes.size(); ++i)
        if (edge.becomes[i] == kGone) moves.insert(find(offset[node] + i));
    }
  std::vector<uint8_t> stuck;
  for (size_t i = 0; i < nodes_[component[0]].standing.size(); ++i)
    if (!moves.contains(find(offset[component[0]] + i))) stuck.push_back(i);
  return stuck;
}

// Whether one transition leads to what is won: in all of its states, where lost conditions choose
// among them.
bool Search::canForce(const std::vector<Edge>& edges, const std::vector<bool>& won) const {
  for (size_t first = 0, next = 0; first < edges.size(); first = next) {
    bool any = false, all = true;
    for (next = first; next < edges.size() && edges[next].via == edges[first].via; ++next) {
      any |= won[edges[next].to];
      all &= won[edges[next].to];
    }
    if (edges[first].isGuess ? all : any) return true;
  }
  return false;
}

// The nodes from which the schedule can force one of the targets.
std::vector<bool> Search::forceable(const std::vector<NodeId>& targets) const {
  std::vector<bool> won(nodes_.size());
  for (NodeId target : targets) won[target] = true;
  // Most nodes come before their successors.
  for (bool changed = true; changed;) {
    changed = false;
    for (NodeId node = nodes_.size(); node-- > 0;) {
      if (won[node] || !canForce(nodes_[node].edges, won)) continue;
      won[node] = changed = true;
    }
  }
  return won;
}

// The edges of the shortest schedule to one of the targets; none if it cannot be forced.
std::vector<const Search::Edge*> Search::shortestPath(const std::vector<NodeId>& targets) const {
  std::vector<bool> won = forceable(targets);
  std::vector<bool> isTarget(nodes_.size());
  for (NodeId target : targets) isTarget[target] = true;
  if (!canForce(starts_, won)) return {};
  std::vector<const Edge*> cameBy(nodes_.size());
  std::vector<NodeId> cameFrom(nodes_.size(), kNone), queue;
  auto visit = [&](const Edge& edge, NodeId from) {
    if (!won[edge.to] || cameBy[edge.to]) return;
    cameBy[edge.to] = &edge;
    cameFrom[edge.to] = from;
    queue.push_back(edge.to);
  };
  for (const Edge& edge : starts_) visit(edge, kNone);
  for (size_t next = 0; next < queue.size(); ++next) {
    NodeId at = queue[next];
    if (!isTarget[at]) {
      for (const Edge& edge : nodes_[at].edges) visit(edge, at);
      continue;
    }
    std::vector<const Edge*> path;
    for (; at != kNone; at = cameFrom[at]) path.push_back(cameBy[at]);
    std::reverse(path.begin(), path.end());
    return path;
  }
  return {};
}

// What comes after the misuse that the program dies of is how it dies: destructors of what is left.
static void endWith(const model::Instruction* killer, std::vector<Event>& events) {
  auto isKilling = [&](const Event& event) {
    return event.kind == Event::Operation && event.instruction == killer;
  };
  while (!events.empty() && !isKilling(events.back())) events.pop_back();
}

// Runs the schedule again, with its events.
Ending Search::replay(model::FunctionId root, const std::vector<const Edge*>& path) {
  machine_.recording = true;
  Ending ending;
  ending.root = root;
  State state = std::move(machine_.start(root)[path[0]->fork]);
  State::Canonical canonical = machine_.canonicalize(state);
  for (size_t i = 1; i < path.size(); ++i) {
    Transition transition = transitionOf(*path[i], canonical.order);
    state = std::move(machine_.apply(state, transition)[path[i]->fork]);
    canonical = machine_.canonicalize(state);
  }
  machine_.recording = false;
  NodeId node = path.back()->to;
  for (uint8_t position : stuck_[node]) ending.stuck.push_back(canonical.order[position]);
  std::sort(ending.stuck.begin(), ending.stuck.end());
  ending.length = path.size();
  // Of schedules after which nothing can go on, all orders are known.
  bool isDeadlock = nodes_[node].edges.empty() && !nodes_[node].killer;
  bool buries = llvm::any_of(path, [](auto* edge) { return edge->via.way == Transition::Bury; });
  ending.isShortest = !options_.reduces || (isDeadlock && !buries);
  if (const model::Instruction* killer = nodes_[node].killer) {
    ending.at.push_back(killer);
    endWith(killer, state.events);
  }
  for (uint8_t position : stuck_[node]) ending.at.push_back(nodes_[node].standing[position]);
  ending.state = std::move(state);
  ending.completed = &completed_;
  return ending;
}

std::set<const model::Instruction*> Search::killing() const {
  std::set<const model::Instruction*> found;
  for (const Node& node : nodes_)
    if (node.killer) found.insert(node.killer);
  for (const auto& [add, node] : lateAdds_) found.insert(add);
  return found;
}

void Search::addTarget(Targets& targets, const model::Instruction* at, NodeId node) const {
  if (!nodes_[node].isDoubtful) targets[at].push_back(node);
}

// The nodes in which the program has died, by what it died of.
Search::Targets Search::deaths() const {
  Targets targets;
  for (NodeId node = 0; node < nodes_.size(); ++node)
    if (nodes_[node].killer) addTarget(targets, nodes_[node].killer, node);
  return targets;
}

// Whether the fiber waits for one that it has started to have its first turn.
bool Search::givesWay(NodeId node, uint8_t position) const {
  const model::Instruction* at = nodes_[node].standing[position];
  return at && standingAt(machine_.unit(), *at).is(model::OpKind::Yield);
}

// The nodes in which fibers are stuck, by what they stand before.
Search::Targets Search::standstills() {
  Targets targets;
  for (const std::vector<NodeId>& component : bottomComponents()) {
    NodeId first = component[0];
    if (nodes_[first].hasEnded) continue;
    // A fiber that runs for ever without an operation that others can see lets nobody else run.
    if (llvm::all_of(component, [&](NodeId node) { return nodes_[node].isRunning; })) {
      reached_.insert(Bound::Run);
      continue;
    }
    std::vector<uint8_t> stuck = stuckPositions(component);
    // Who has given way to a fiber that goes on for ever may be let on by what is not modelled.
    if (llvm::any_of(stuck, [&](uint8_t position) { return givesWay(first, position); })) continue;
    stuck_[first] = std::move(stuck);
    for (uint8_t position : stuck_[first])
      if (const model::Instruction* at = nodes_[first].standing[position])
        addTarget(targets, at, first);
  }
  for (NodeId node : buried_)
    for (uint8_t position : stuck_[node])
      if (const model::Instruction* at = nodes_[node].standing[position])
        addTarget(targets, at, node);
  if (!reached_.empty()) addLockCycles(targets);
  return targets;
}

// Where the end of schedules was not seen, a part of it is: with whatever else comes to a stop, but
// for what is told by its end already.
void Search::addLockCycles(Targets& targets) {
  std::set<const model::Instruction*> told;
  for (const auto& [at, nodes] : targets) told.insert(at);
  for (const auto& [node, positions] : lockCycles_) {
    auto isTold = [&](uint8_t position) { return told.contains(nodes_[node].standing[position]); };
    if (stuck_.contains(node) || llvm::any_of(positions, isTold)) continue;
    stuck_[node] = positions;
    for (uint8_t position : positions) addTarget(targets, nodes_[node].standing[position], node);
  }
}

// The nodes in which what is added to a wait group comes too late, by the addition.
Search::Targets Search::overtaken() const {
  Targets targets;
  for (const auto& [add, node] : lateAdds_) addTarget(targets, add, node);
  return targets;
}

// Before others come states in which fewer fibers can move, and of these the deepest.
std::pair<size_t, size_t> Search::rankOf(size_t queued) const {
  const State& state = queue_[queued].state;
  std::vector<Transition> ways;
  size_t active = 0;
  for (size_t i = 0; i < state.fibers.size(); ++i) {
    ways.clear();
    if (state.fibers[i].stopped) machine_.transitions(state, i, ways);
    active += !state.fibers[i].stopped || !ways.empty();
  }
  return {active, SIZE_MAX - queued};
}

// Until all states are known, or as many as there may be.
void Search::searchAll() {
  uint64_t firstStep = machine_.steps;
  auto isWithin = [&](uint64_t states) {
    uint64_t work = machine_.steps - firstStep + compared_ / kWordsPerStep;
    return nodes_.size() < states && work <= states * kStepsPerState;
  };
  auto isNear = [&](size_t queued) { return queue_[queued].depth < options_.depth; };
  size_t next = 0;
  for (; next < queue_.size() && isNear(next) && isWithin(options_.states / 4); ++next) {
    measureWaiting(next);
    expand(std::move(queue_[next]));
  }
  Waiting waiting;
  auto queueRest = [&] {
    for (; next < queue_.size(); ++next)
      if (isNear(next)) waiting.insert(rankOf(next));
  };
  queueRest();
  while (!waiting.empty() && isWithin(options_.states)) {
    size_t best = SIZE_MAX - waiting.begin()->second;
    waiting.erase(waiting.begin());
    expand(std::move(queue_[best]));
    queueRest();
  }
  if (!waiting.empty()) reached_.insert(Bound::States);
  queue_.clear();
  statistics_.steps = machine_.steps - firstStep;
  statistics_.states = nodes_.size();
  statistics_.isCut = !reached_.empty();
  if (options_.measures) measureGraph();
}

// The states from `next` on wait in the queue.
void Search::measureWaiting(size_t next) {
  uint64_t waiting = queue_.size() - next;
  statistics_.waiting = std::max(statistics_.waiting, waiting);
  if (!options_.measures || waiting <= measured_ + measured_ / 10) return;
  measured_ = waiting;
  llvm::DenseSet<const Object*> counted;
  statistics_.waitingBytes = 0;
  for (; next < queue_.size(); ++next)
    statistics_.waitingBytes += bytesOf(queue_[next].state, counted);
}

void Search::measureGraph() {
  uint64_t& bytes = statistics_.graphBytes;
  bytes = nodes_.capacity() * sizeof(Node) + queue_.capacity() * sizeof(Queued) +
          known_.getMemorySize();
  for (const Node& node : nodes_) {
    statistics_.transitions += node.edges.size();
    bytes += node.standing.capacity() * sizeof(node.standing[0]);
    bytes += node.edges.capacity() * sizeof(Edge);
    for (const Edge& edge : node.edges)
      bytes += edge.moved.capacity() + edge.becomes.capacity() +
               edge.via.buried.capacity() * sizeof(FiberId);
  }
}

std::vector<Ending> Search::run(model::FunctionId root) {
  root_ = root;
  begin(root);
  searchAll();

  std::vector<Ending> endings;
  std::set<const model::Instruction*> told;
  for (const auto& [at, targets] : deaths())
    if (std::vector<const Edge*> path = shortestPath(targets); !path.empty())
      endings.push_back(replay(root, path));
  for (const auto& [at, targets] : standstills()) {
    if (told.contains(at)) continue;
    std::vector<const Edge*> path = shortestPath(targets);
    if (path.empty()) continue;
    NodeId node = path.back()->to;
    told.insert(at);
    for (uint8_t position : stuck_[node]) told.insert(nodes_[node].standing[position]);
    endings.push_back(replay(root, path));
  }
  for (const auto& [add, nodes] : overtaken()) {
    std::vector<const Edge*> path = shortestPath(nodes);
    if (path.empty()) continue;
    Ending ending = replay(root, path);
    for (const LateAdd& late : lateAdds(machine_.unit(), ending.state))
      if (late.add == add) ending.lateAdd = late;
    ending.at.push_back(add);
    endings.push_back(std::move(ending));
  }
  return endings;
}

}  // namespace chanvet::explore
