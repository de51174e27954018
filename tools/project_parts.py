"""The pieces that tools/generate-project puts together: C++ with $NAMES for what differs.

A piece is what a header declares and what a source defines. $Type is the unit's record, $name its
name in lower case, $number, $text and $amount three fields of it.
"""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Piece:
    declares: str
    defines: str
    defect: str = ""  # the check that finds what is wrong with it, on the line marked @defect
    runs: str = ""  # what starts it, in `main`


# ---- what every unit includes ---------------------------------------------------------------

BASE = {
    "base/result.h": """\
// A value, or why there is none.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace shop {

struct Failure {
  std::string message;
};

template <class T>
class Result {
 public:
  Result(T value) : content_(std::move(value)) {}
  Result(Failure failure) : content_(std::move(failure)) {}

  bool ok() const { return std::holds_alternative<T>(content_); }
  const T& value() const { return std::get<T>(content_); }
  T& value() { return std::get<T>(content_); }
  const std::string& message() const { return std::get<Failure>(content_).message; }

  template <class F>
  auto then(F next) const -> decltype(next(std::declval<const T&>())) {
    if (!ok()) return Failure{message()};
    return next(value());
  }
  std::optional<T> optional() const { return ok() ? std::optional<T>(value()) : std::nullopt; }

 private:
  std::variant<T, Failure> content_;
};

}  // namespace shop
""",
    "base/text.h": """\
// What all modules do with text.
#pragma once

#include <algorithm>
#include <cctype>
#include <charconv>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace shop {

inline std::string_view trim(std::string_view text) {
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front()))) text.remove_prefix(1);
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back()))) text.remove_suffix(1);
  return text;
}

inline std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (std::size_t begin = 0; begin <= text.size();) {
    std::size_t end = std::min(text.find(separator, begin), text.size());
    parts.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

template <class Range, class F>
std::string join(const Range& range, std::string_view separator, F toText) {
  std::string text;
  for (const auto& one : range) {
    if (!text.empty()) text += separator;
    text += toText(one);
  }
  return text;
}

template <class Number>
std::optional<Number> parseNumber(std::string_view text) {
  Number number{};
  text = trim(text);
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// "key=value;key=value"
inline std::map<std::string, std::string> parseFields(std::string_view text) {
  std::map<std::string, std::string> fields;
  for (std::string_view part : split(text, ';')) {
    std::size_t equals = part.find('=');
    if (equals == std::string_view::npos) continue;
    fields.emplace(trim(part.substr(0, equals)), trim(part.substr(equals + 1)));
  }
  return fields;
}

}  // namespace shop
""",
    "base/events.h": """\
// Those who want to know of changes, and what they are told.
#pragma once

#include <functional>
#include <memory>
#include <utility>
#include <vector>

namespace shop {

template <class... Arguments>
class Event {
 public:
  using Handler = std::function<void(const Arguments&...)>;

  // Until what is returned goes away.
  std::shared_ptr<void> subscribe(Handler handler) {
    auto kept = std::make_shared<Handler>(std::move(handler));
    handlers_.push_back(kept);
    return kept;
  }
  void tell(const Arguments&... arguments) const {
    for (const std::weak_ptr<Handler>& weak : handlers_)
      if (std::shared_ptr<Handler> handler = weak.lock()) (*handler)(arguments...);
  }

 private:
  std::vector<std::weak_ptr<Handler>> handlers_;
};

}  // namespace shop
""",
}

HEADERS = """\
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>
"""

SOURCE_HEADERS = """\
#include <algorithm>
#include <cmath>
#include <iomanip>
#include <list>
#include <numeric>
#include <set>
#include <sstream>
#include <stdexcept>
#include <utility>
"""

# ---- code that has nothing to do with fibers ------------------------------------------------

PLAIN = [
    Piece(
        """\
// Of the form "$number=1;$text=...".
Result<$Type> parse$Type(std::string_view text);
std::string format$Type(const $Type& $name);
""",
        """\
Result<$Type> parse$Type(std::string_view text) {
  std::map<std::string, std::string> fields = parseFields(text);
  $Type parsed;
  auto number = fields.find("$number");
  if (number == fields.end()) return Failure{"'$number' is missing"};
  std::optional<std::int64_t> id = parseNumber<std::int64_t>(number->second);
  if (!id) return Failure{"'$number' is no number: " + number->second};
  parsed.$number = *id;
  if (auto found = fields.find("$text"); found != fields.end()) parsed.$text = found->second;
  if (auto found = fields.find("$amount"); found != fields.end()) {
    std::optional<std::int64_t> amount = parseNumber<std::int64_t>(found->second);
    if (!amount || *amount < 0) return Failure{"'$amount' must be a number from 0 on"};
    parsed.$amount = static_cast<double>(*amount) / 100;
  }
  if (auto found = fields.find("note"); found != fields.end()) parsed.note = found->second;
  for (std::string_view label : split(fields["labels"], ','))
    if (!trim(label).empty()) parsed.labels.emplace_back(trim(label));
  return parsed;
}

std::string format$Type(const $Type& $name) {
  std::ostringstream out;
  out << "$number=" << $name.$number << ";$text=" << $name.$text << ";$amount="
      << std::llround($name.$amount * 100);
  if ($name.note) out << ";note=" << *$name.note;
  if (!$name.labels.empty())
    out << ";labels=" << join($name.labels, ",", [](const std::string& label) { return label; });
  return out.str();
}
""",
    ),
    Piece(
        """\
// What is wrong with it; empty if nothing is.
std::vector<std::string> problemsOf(const $Type& $name);
""",
        """\
std::vector<std::string> problemsOf(const $Type& $name) {
  std::vector<std::string> problems;
  if ($name.$number <= 0) problems.push_back("'$number' must be positive");
  if (trim($name.$text).empty()) problems.push_back("'$text' must not be empty");
  if ($name.$text.size() > $limit) problems.push_back("'$text' has more than $limit characters");
  if (!std::isfinite($name.$amount)) problems.push_back("'$amount' is no number");
  if ($name.$amount < 0 || $name.$amount > $limit * 1000.0)
    problems.push_back("'$amount' is out of range: " + std::to_string($name.$amount));
  std::set<std::string> seen;
  for (const std::string& label : $name.labels)
    if (!seen.insert(label).second) problems.push_back("label '" + label + "' is there twice");
  if ($name.note && $name.note->empty()) problems.push_back("'note' is empty; leave it out");
  return problems;
}
""",
    ),
    Piece(
        """\
// All there are, by $number.
class $TypeStore {
 public:
  // Nothing if it is there already.
  const $Type* add($Type $name);
  const $Type* find(std::int64_t $number) const;
  bool change(std::int64_t $number, const std::function<void($Type&)>& how);
  bool remove(std::int64_t $number);
  std::vector<const $Type*> where(const std::function<bool(const $Type&)>& holds) const;
  std::size_t size() const { return all_.size(); }

  Event<$Type> added, changed;

 private:
  std::map<std::int64_t, std::unique_ptr<$Type>> all_;
};
""",
        """\
const $Type* $TypeStore::add($Type $name) {
  auto [at, isNew] = all_.try_emplace($name.$number);
  if (!isNew) return nullptr;
  at->second = std::make_unique<$Type>(std::move($name));
  added.tell(*at->second);
  return at->second.get();
}

const $Type* $TypeStore::find(std::int64_t $number) const {
  auto found = all_.find($number);
  return found == all_.end() ? nullptr : found->second.get();
}

bool $TypeStore::change(std::int64_t $number, const std::function<void($Type&)>& how) {
  auto found = all_.find($number);
  if (found == all_.end()) return false;
  $Type before = *found->second;
  how(*found->second);
  if (found->second->$number != before.$number) {
    *found->second = std::move(before);
    throw std::invalid_argument("'$number' of $name must stay");
  }
  changed.tell(*found->second);
  return true;
}

bool $TypeStore::remove(std::int64_t $number) { return all_.erase($number) > 0; }

std::vector<const $Type*> $TypeStore::where(const std::function<bool(const $Type&)>& holds) const {
  std::vector<const $Type*> found;
  for (const auto& [number, one] : all_)
    if (holds(*one)) found.push_back(one.get());
  return found;
}
""",
    ),
    Piece(
        """\
struct $TypeTotal {
  std::string $text;
  std::size_t count = 0;
  double sum = 0, least = 0, most = 0;
};

// One for each $text, the largest sum first.
std::vector<$TypeTotal> totalsOf(const std::vector<$Type>& all);
""",
        """\
std::vector<$TypeTotal> totalsOf(const std::vector<$Type>& all) {
  std::unordered_map<std::string, $TypeTotal> totals;
  for (const $Type& one : all) {
    $TypeTotal& total = totals[one.$text];
    if (total.count == 0) {
      total.$text = one.$text;
      total.least = total.most = one.$amount;
    }
    total.least = std::min(total.least, one.$amount);
    total.most = std::max(total.most, one.$amount);
    total.sum += one.$amount;
    ++total.count;
  }
  std::vector<$TypeTotal> sorted;
  for (auto& [key, total] : totals) sorted.push_back(std::move(total));
  std::sort(sorted.begin(), sorted.end(), [](const $TypeTotal& a, const $TypeTotal& b) {
    return a.sum != b.sum ? a.sum > b.sum : a.$text < b.$text;
  });
  return sorted;
}
""",
    ),
    Piece(
        """\
struct $TypePage {
  std::vector<$Type> items;
  std::optional<std::size_t> next;
};

enum class $TypeOrder { ByNumber, ByText, ByAmount };

$TypePage pageOf(std::vector<$Type> all, $TypeOrder order, std::size_t first, std::size_t count = $limit);
""",
        """\
$TypePage pageOf(std::vector<$Type> all, $TypeOrder order, std::size_t first, std::size_t count) {
  std::sort(all.begin(), all.end(), [order](const $Type& a, const $Type& b) {
    switch (order) {
      case $TypeOrder::ByNumber:
        return a.$number < b.$number;
      case $TypeOrder::ByText:
        return a.$text < b.$text;
      case $TypeOrder::ByAmount:
        return a.$amount > b.$amount;
    }
    return false;
  });
  $TypePage page;
  if (first >= all.size()) return page;
  std::size_t end = std::min(all.size(), first + count);
  std::move(all.begin() + first, all.begin() + end, std::back_inserter(page.items));
  if (end < all.size()) page.next = end;
  return page;
}
""",
    ),
    Piece(
        """\
enum class $TypeState { Drafted, Submitted, Approved, Rejected, Archived };

std::string_view nameOf($TypeState state);
bool mayFollow($TypeState from, $TypeState to);
Result<$TypeState> advance($TypeState from, std::string_view to);
""",
        """\
std::string_view nameOf($TypeState state) {
  switch (state) {
    case $TypeState::Drafted:
      return "drafted";
    case $TypeState::Submitted:
      return "submitted";
    case $TypeState::Approved:
      return "approved";
    case $TypeState::Rejected:
      return "rejected";
    case $TypeState::Archived:
      return "archived";
  }
  return "unknown";
}

bool mayFollow($TypeState from, $TypeState to) {
  static const std::map<$TypeState, std::set<$TypeState>> kNext = {
      {$TypeState::Drafted, {$TypeState::Submitted, $TypeState::Archived}},
      {$TypeState::Submitted, {$TypeState::Approved, $TypeState::Rejected}},
      {$TypeState::Approved, {$TypeState::Archived}},
      {$TypeState::Rejected, {$TypeState::Drafted, $TypeState::Archived}},
  };
  auto found = kNext.find(from);
  return found != kNext.end() && found->second.count(to) > 0;
}

Result<$TypeState> advance($TypeState from, std::string_view to) {
  for ($TypeState state : {$TypeState::Drafted, $TypeState::Submitted, $TypeState::Approved,
                           $TypeState::Rejected, $TypeState::Archived}) {
    if (nameOf(state) != to) continue;
    if (mayFollow(from, state)) return state;
    return Failure{std::string(nameOf(from)) + " $name cannot become " + std::string(to)};
  }
  return Failure{"no state is called " + std::string(to)};
}
""",
    ),
    Piece(
        """\
// The $limit that were used last.
class $TypeCache {
 public:
  using Load = std::function<std::optional<$Type>(std::int64_t)>;

  explicit $TypeCache(Load load) : load_(std::move(load)) {}
  std::optional<$Type> get(std::int64_t $number);
  void forget(std::int64_t $number);
  double hitRate() const;

 private:
  using Entries = std::vector<std::pair<std::int64_t, $Type>>;

  Load load_;
  Entries entries_;  // the last used at the end
  std::size_t hits_ = 0, asked_ = 0;
};
""",
        """\
std::optional<$Type> $TypeCache::get(std::int64_t $number) {
  ++asked_;
  auto isIt = [&](const auto& entry) { return entry.first == $number; };
  if (auto found = std::find_if(entries_.begin(), entries_.end(), isIt); found != entries_.end()) {
    ++hits_;
    std::rotate(found, found + 1, entries_.end());
    return entries_.back().second;
  }
  std::optional<$Type> loaded = load_($number);
  if (!loaded) return std::nullopt;
  if (entries_.size() == $limit) entries_.erase(entries_.begin());
  entries_.emplace_back($number, *loaded);
  return loaded;
}

void $TypeCache::forget(std::int64_t $number) {
  auto isIt = [&](const auto& entry) { return entry.first == $number; };
  entries_.erase(std::remove_if(entries_.begin(), entries_.end(), isIt), entries_.end());
}

double $TypeCache::hitRate() const {
  return asked_ == 0 ? 0 : static_cast<double>(hits_) / static_cast<double>(asked_);
}
""",
    ),
    Piece(
        """\
struct $TypeDifference {
  std::vector<$Type> added, removed;
  std::vector<std::pair<$Type, $Type>> changed;  // before and after
};

$TypeDifference differenceOf(const std::vector<$Type>& before, const std::vector<$Type>& after);
""",
        """\
namespace {

bool isSame(const $Type& a, const $Type& b) {
  return a.$text == b.$text && std::abs(a.$amount - b.$amount) < 0.005 && a.note == b.note &&
         a.labels == b.labels;
}

}  // namespace

$TypeDifference differenceOf(const std::vector<$Type>& before, const std::vector<$Type>& after) {
  std::map<std::int64_t, std::pair<const $Type*, const $Type*>> both;
  for (const $Type& one : before) both[one.$number].first = &one;
  for (const $Type& one : after) both[one.$number].second = &one;
  $TypeDifference difference;
  for (const auto& [number, pair] : both) {
    if (!pair.first)
      difference.added.push_back(*pair.second);
    else if (!pair.second)
      difference.removed.push_back(*pair.first);
    else if (!isSame(*pair.first, *pair.second))
      difference.changed.emplace_back(*pair.first, *pair.second);
  }
  return difference;
}
""",
    ),
    Piece(
        """\
struct $TypeCreated {
  $Type $name;
};
struct $TypeRenamed {
  std::int64_t $number = 0;
  std::string $text;
};
struct $TypeDropped {
  std::int64_t $number = 0;
  std::string reason;
};
using $TypeChange = std::variant<$TypeCreated, $TypeRenamed, $TypeDropped>;

std::string describe(const $TypeChange& change);
std::map<std::int64_t, $Type> replay(const std::vector<$TypeChange>& changes);
""",
        """\
namespace {

template <class... F>
struct $TypeVisitor : F... {
  using F::operator()...;
};
template <class... F>
$TypeVisitor(F...) -> $TypeVisitor<F...>;

}  // namespace

std::string describe(const $TypeChange& change) {
  return std::visit(
      $TypeVisitor{
          [](const $TypeCreated& created) { return "created " + created.$name.$text; },
          [](const $TypeRenamed& renamed) {
            return "renamed " + std::to_string(renamed.$number) + " to " + renamed.$text;
          },
          [](const $TypeDropped& dropped) {
            return "dropped " + std::to_string(dropped.$number) + ": " + dropped.reason;
          },
      },
      change);
}

std::map<std::int64_t, $Type> replay(const std::vector<$TypeChange>& changes) {
  std::map<std::int64_t, $Type> all;
  for (const $TypeChange& change : changes) {
    if (const auto* created = std::get_if<$TypeCreated>(&change)) {
      all[created->$name.$number] = created->$name;
    } else if (const auto* renamed = std::get_if<$TypeRenamed>(&change)) {
      auto found = all.find(renamed->$number);
      if (found != all.end()) found->second.$text = renamed->$text;
    } else if (const auto* dropped = std::get_if<$TypeDropped>(&change)) {
      all.erase(dropped->$number);
    }
  }
  return all;
}
""",
    ),
    Piece(
        """\
// A group of $name, with groups in it.
class $TypeGroup {
 public:
  explicit $TypeGroup(std::string title) : title_(std::move(title)) {}
  $TypeGroup& addGroup(std::string title);
  void add(std::shared_ptr<const $Type> $name) { items_.push_back(std::move($name)); }
  double sum() const;
  std::size_t depth() const;
  void visit(const std::function<void(const std::string& path, const $Type&)>& each) const;

 private:
  void visit(const std::string& path,
             const std::function<void(const std::string& path, const $Type&)>& each) const;

  std::string title_;
  std::vector<std::shared_ptr<const $Type>> items_;
  std::vector<std::unique_ptr<$TypeGroup>> groups_;
};
""",
        """\
$TypeGroup& $TypeGroup::addGroup(std::string title) {
  auto isIt = [&](const auto& group) { return group->title_ == title; };
  auto found = std::find_if(groups_.begin(), groups_.end(), isIt);
  if (found != groups_.end()) return **found;
  groups_.push_back(std::make_unique<$TypeGroup>(std::move(title)));
  return *groups_.back();
}

double $TypeGroup::sum() const {
  double sum = 0;
  for (const auto& item : items_) sum += item->$amount;
  for (const auto& group : groups_) sum += group->sum();
  return sum;
}

std::size_t $TypeGroup::depth() const {
  std::size_t deepest = 0;
  for (const auto& group : groups_) deepest = std::max(deepest, group->depth());
  return deepest + 1;
}

void $TypeGroup::visit(const std::function<void(const std::string&, const $Type&)>& each) const {
  visit("", each);
}

void $TypeGroup::visit(const std::string& path,
                       const std::function<void(const std::string&, const $Type&)>& each) const {
  std::string below = path.empty() ? title_ : path + "/" + title_;
  for (const auto& item : items_) each(below, *item);
  for (const auto& group : groups_) group->visit(below, each);
}
""",
    ),
    Piece(
        """\
std::string csvOf(const std::vector<$Type>& all, char separator = ',');
Result<std::vector<$Type>> readCsv$Type(std::string_view text, char separator = ',');
""",
        """\
namespace {

std::string quote(std::string_view text, char separator) {
  bool isPlain = text.find_first_of("\\"\\n") == std::string_view::npos &&
                 text.find(separator) == std::string_view::npos;
  if (isPlain) return std::string(text);
  std::string result = "\\"";
  for (char c : text) result += c == '"' ? std::string("\\"\\"") : std::string(1, c);
  return result + '"';
}

}  // namespace

std::string csvOf(const std::vector<$Type>& all, char separator) {
  std::ostringstream out;
  out << "$number" << separator << "$text" << separator << "$amount\\n";
  for (const $Type& one : all)
    out << one.$number << separator << quote(one.$text, separator) << separator << std::fixed
        << std::setprecision(2) << one.$amount << '\\n';
  return out.str();
}

Result<std::vector<$Type>> readCsv$Type(std::string_view text, char separator) {
  std::vector<$Type> all;
  std::size_t number = 0;
  for (std::string_view line : split(text, '\\n')) {
    if (++number == 1 || trim(line).empty()) continue;
    std::vector<std::string_view> cells = split(line, separator);
    if (cells.size() < 2) return Failure{"line " + std::to_string(number) + " is too short"};
    std::optional<std::int64_t> id = parseNumber<std::int64_t>(cells[0]);
    if (!id) return Failure{"line " + std::to_string(number) + " begins with no number"};
    $Type& one = all.emplace_back();
    one.$number = *id;
    one.$text = std::string(trim(cells[1]));
  }
  return all;
}
""",
    ),
    Piece(
        """\
struct $TypeSettings {
  std::chrono::milliseconds timeout{$limit};
  unsigned attempts = 3;
  bool isStrict = false;
  std::string region = "eu";
};

Result<$TypeSettings> read$TypeSettings(const std::map<std::string, std::string>& values);
std::vector<std::chrono::milliseconds> delaysOf(const $TypeSettings& settings);
""",
        """\
Result<$TypeSettings> read$TypeSettings(const std::map<std::string, std::string>& values) {
  $TypeSettings settings;
  for (const auto& [key, value] : values) {
    if (key == "timeout") {
      std::optional<int> milliseconds = parseNumber<int>(value);
      if (!milliseconds || *milliseconds <= 0) return Failure{"'timeout' must be positive"};
      settings.timeout = std::chrono::milliseconds(*milliseconds);
    } else if (key == "attempts") {
      std::optional<unsigned> attempts = parseNumber<unsigned>(value);
      if (!attempts) return Failure{"'attempts' must be a number"};
      settings.attempts = *attempts;
    } else if (key == "strict") {
      settings.isStrict = value == "true" || value == "yes";
    } else if (key == "region") {
      settings.region = value;
    } else {
      return Failure{"no setting of $name is called '" + key + "'"};
    }
  }
  return settings;
}

std::vector<std::chrono::milliseconds> delaysOf(const $TypeSettings& settings) {
  std::vector<std::chrono::milliseconds> delays;
  std::chrono::milliseconds delay{$step};
  while (delays.size() < settings.attempts) {
    std::chrono::milliseconds sum = std::accumulate(delays.begin(), delays.end(), delay);
    if (sum > settings.timeout) break;
    delays.push_back(delay);
    delay = delay * 3 / 2;
  }
  return delays;
}
""",
    ),
]

# ---- fibers, as they should be --------------------------------------------------------------

FIBERS = [
    Piece(
        "// By several workers at a time.\ndouble sumOfAll(const std::vector<$Type>& all);\n",
        """\
double sumOfAll(const std::vector<$Type>& all) {
  csp::chan<$Type> jobs(4);
  csp::chan<double> sums(0);
  csp::wait_group workers;
  for (int i = 0; i < 2; ++i)
    workers.go([jobs, sums] {
      double sum = 0;
      for (const $Type& job : jobs) sum += job.$amount;
      sums.send(sum);
    });
  csp::go([jobs, all] {
    for (const $Type& one : all) jobs.send(one);
    jobs.close();
  });
  double sum = 0;
  for (int i = 0; i < 2; ++i) sum += sums.recv().value_or(0);
  workers.wait();
  return sum;
}
""",
        runs="sumOfAll({$nameSample, $nameSample});",
    ),
    Piece(
        "// The texts of those that are fine, by way of two fibers.\nstd::vector<std::string> publish(const std::vector<$Type>& all);\n",
        """\
std::vector<std::string> publish(const std::vector<$Type>& all) {
  csp::chan<$Type> checked(0);
  csp::chan<std::string> formatted($buffer);
  csp::go([checked, all] {
    for (const $Type& one : all)
      if (one.$number > 0) checked.send(one);
    checked.close();
  });
  csp::go([checked, formatted] {
    for (const $Type& one : checked) formatted.send(one.$text + "!");
    formatted.close();
  });
  std::vector<std::string> lines;
  for (const std::string& line : formatted) lines.push_back(line);
  return lines;
}
""",
        runs="publish({$nameSample, $nameSample});",
    ),
    Piece(
        """\
class $TypeRegistry {
 public:
  void put($Type $name);
  std::optional<$Type> get(std::int64_t $number);

 private:
  csp::mutex mutex_;
  std::map<std::int64_t, $Type> all_;
};

void fill($TypeRegistry& registry);
""",
        """\
void $TypeRegistry::put($Type $name) {
  std::lock_guard<csp::mutex> lock(mutex_);
  all_[$name.$number] = std::move($name);
}

std::optional<$Type> $TypeRegistry::get(std::int64_t $number) {
  std::lock_guard<csp::mutex> lock(mutex_);
  auto found = all_.find($number);
  if (found == all_.end()) return std::nullopt;
  return found->second;
}

void fill($TypeRegistry& registry) {
  csp::wait_group done;
  for (int i = 0; i < 2; ++i) {
    done.add(1);
    csp::go([i, &registry, &done] {
      csp::defer atEnd{[&done] { done.done(); }};
      $Type one;
      one.$number = i + 1;
      registry.put(one);
    });
  }
  done.wait();
}
""",
        runs="{\n    $TypeRegistry registry;\n    fill(registry);\n  }",
    ),
    Piece(
        "// Nothing when the answer takes too long.\nstd::optional<$Type> ask$Type(std::int64_t $number);\n",
        """\
std::optional<$Type> ask$Type(std::int64_t $number) {
  csp::chan<$Type> answer(1);  // room, so that nobody has to be there when it comes
  csp::go([answer, $number] {
    $Type found;
    found.$number = $number;
    answer.send(found);
  });
  std::optional<$Type> result;
  csp::select(csp::on_recv(answer, [&](std::optional<$Type> found) { result = found; }),
              csp::on_recv(csp::after(std::chrono::milliseconds($limit)), [] {}));
  return result;
}
""",
        runs="ask$Type(1);",
    ),
]

# ---- fibers, with a defect ------------------------------------------------------------------

DEFECTS = [
    Piece(
        "// Hands them out until one is too large.\nvoid handOut(const std::vector<$Type>& all);\n",
        """\
void handOut(const std::vector<$Type>& all) {
  csp::chan<$Type> jobs(2);
  csp::wait_group workers;
  workers.go([jobs] {
    for (const $Type& job : jobs) (void)job;
  });
  bool isOpen = true;
  for (const $Type& one : all) {
    if (one.$amount > $limit) {
      jobs.close();
      isOpen = false;
      jobs.send($Type{});  // @defect
      break;
    }
    jobs.send(one);
  }
  if (isOpen) jobs.close();
  workers.wait();
}
""",
        defect="channel-send-after-close",
        runs="handOut({$nameSample});",
    ),
    Piece(
        """\
class $TypeLedger {
 public:
  bool book(const $Type& $name);

 private:
  csp::mutex mutex_;
  double sum_ = 0;
};
""",
        """\
bool $TypeLedger::book(const $Type& $name) {
  mutex_.lock();  // @defect
  if ($name.$amount < 0) return false;
  sum_ += $name.$amount;
  mutex_.unlock();
  return true;
}
""",
        defect="lock-missing-unlock",
        runs="{\n    $TypeLedger ledger;\n    ledger.book($nameSample);\n  }",
    ),
    Piece(
        "bool refresh(const std::vector<$Type>& all);\n",
        """\
bool refresh(const std::vector<$Type>& all) {
  csp::chan<std::string> texts(0);
  csp::chan<csp::unit> stopped(0);
  csp::go([texts, stopped, all] {
    for (const $Type& one : all) texts.send(one.$text);
    stopped.close();
    texts.close();
    texts.close();  // @defect
  });
  std::size_t count = 0;
  for (const std::string& text : texts) count += text.size();
  stopped.recv();
  return count > 0;
}
""",
        defect="channel-double-close",
        runs="refresh({$nameSample});",
    ),
]
