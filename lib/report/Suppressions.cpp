#include "report/Suppressions.h"

#include <algorithm>
#include <limits>
#include <map>
#include <memory>

#include <fmt/format.h>
#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/StringExtras.h>
#include <llvm/ADT/StringSet.h>

namespace chanvet::report {
namespace {

constexpr llvm::StringLiteral kUnused = "suppression-unused";
constexpr llvm::StringLiteral kUnknown = "suppression-unknown-check";
constexpr llvm::StringLiteral kMalformed = "suppression-malformed";
constexpr llvm::StringLiteral kNolint = "NOLINT";
constexpr llvm::StringLiteral kMarker = "chanvet:";
// What our checks are called in clang-tidy.
constexpr llvm::StringLiteral kTidyPrefix = "chanvet-";

// Whether `name` matches `glob`, where '*' stands for any text.
bool matchesGlob(llvm::StringRef name, llvm::StringRef glob) {
  const auto [before, after] = glob.split('*');
  if (before.size() == glob.size()) return name == glob;
  if (!name.consume_front(before)) return false;
  for (std::size_t skip = 0; skip <= name.size(); ++skip) {
    if (matchesGlob(name.drop_front(skip), after)) return true;
  }
  return false;
}

// A name or glob in the list of a suppression.
struct Entry {
  std::string glob;
  Place place;
  bool isUsed = false;

  bool matches(llvm::StringRef check) const {
    return matchesGlob(check, glob) || matchesGlob((kTidyPrefix + check).str(), glob);
  }
  bool matchesEverything() const { return llvm::StringRef(glob).trim('*').empty(); }
};

// One suppression and the text it covers.
struct Directive {
  Place place;  // where it is written
  const Comment* comment = nullptr;
  bool isNolint = false;
  bool isBlock = false;       // NOLINTBEGIN with its NOLINTEND
  bool fillsComment = false;  // there is nothing else in the comment
  std::vector<Entry> entries;
  std::pair<unsigned, unsigned> from;  // line and column; the end is inclusive
  std::pair<unsigned, unsigned> to;

  bool covers(const Place& other) const {
    const std::pair position(other.line, other.column);
    return from <= position && position <= to;
  }
};

constexpr unsigned kEndOfLine = std::numeric_limits<unsigned>::max();

void coverLines(Directive& directive, unsigned first, unsigned last) {
  directive.from = {first, 0};
  directive.to = {last, kEndOfLine};
}

// The text between the delimiters, and where it starts in the comment.
std::pair<llvm::StringRef, std::size_t> bodyOf(llvm::StringRef comment) {
  llvm::StringRef body = comment;
  if (body.consume_front("/*")) {
    body.consume_back("*/");
    body = body.ltrim('*');
  } else {
    body = body.ltrim('/');
  }
  body.consume_front("!");
  body.consume_front("<");
  body = body.ltrim();
  return {body.rtrim(), static_cast<std::size_t>(body.data() - comment.data())};
}

class Suppressor {
 public:
  Suppressor(std::vector<Comment> comments, const SuppressionOptions& options, SourceCache& sources)
      : comments_(std::move(comments)), options_(options), sources_(sources) {
    for (const std::string& name : options.knownChecks) {
      groups_.insert(llvm::StringRef(name).split('-').first);
    }
    uniteComments();
    parseComments();
  }

  SuppressionResult run(std::vector<Finding> findings) {
    SuppressionResult result;
    for (Finding& finding : findings) {
      if (isSuppressed(finding)) {
        ++result.suppressed;
      } else {
        result.findings.push_back(std::move(finding));
      }
    }
    for (auto& [file, directives] : directives_) {
      for (const auto& directive : directives) reportDirective(*directive);
    }
    for (Finding& finding : own_) {
      if (!hasRun(finding.check, finding.place.file)) continue;
      if (isNamedIn(finding)) continue;
      result.findings.push_back(std::move(finding));
    }
    sortAndUnique(result.findings);
    return result;
  }

 private:
  // --- reading the comments ----------------------------------------------------------------------

  // Keeps one of the same comment seen through several units. These may differ in what follows it,
  // by preprocessing; all of it is covered then.
  void uniteComments() {
    llvm::sort(comments_, [](const Comment& a, const Comment& b) {
      return std::tie(a.place, a.statementFirstLine, a.statementLastLine) <
             std::tie(b.place, b.statementFirstLine, b.statementLastLine);
    });
    std::vector<Comment> united;
    for (Comment& comment : comments_) {
      if (united.empty() || united.back().place != comment.place) {
        united.push_back(std::move(comment));
        continue;
      }
      Comment& last = united.back();
      if (last.statementFirstLine == 0) last.statementFirstLine = comment.statementFirstLine;
      last.statementLastLine = std::max(last.statementLastLine, comment.statementLastLine);
      last.isComplete = last.isComplete && comment.isComplete;
    }
    comments_ = std::move(united);
  }

  void parseComments() {
    std::map<std::string, std::vector<Directive>> begins;  // open NOLINTBEGINs of each file
    for (const Comment& comment : comments_) {
      const auto [body, offset] = bodyOf(comment.text);
      if (body.starts_with(kMarker)) {
        parseIgnore(comment, body, offset);
      } else {
        parseNolints(comment, begins[comment.place.file]);
      }
    }
    for (auto& [file, open] : begins) {
      for (const Directive& begin : open) {
        reportUnmatched(begin, "'NOLINTBEGIN' without a 'NOLINTEND' after it for the same checks");
      }
    }
  }

  void add(Directive directive) {
    directives_[directive.place.file].push_back(std::make_unique<Directive>(std::move(directive)));
  }

  // The place of a part of the comment's text.
  static Place placeIn(const Comment& comment, std::size_t offset, std::size_t length) {
    const llvm::StringRef before = llvm::StringRef(comment.text).take_front(offset);
    const std::size_t lineStart = before.rfind('\n');
    Place place;
    place.file = comment.place.file;
    place.line = comment.place.line + before.count('\n');
    place.column =
        lineStart == llvm::StringRef::npos ? comment.place.column + offset : offset - lineStart;
    place.endLine = place.line;
    place.endColumn = place.column + length;
    return place;
  }

  // Splits a list, which is a part of the comment's text, as clang-tidy does: blanks around the
  // entries and empty entries do not count.
  static std::vector<Entry> parseEntries(const Comment& comment, llvm::StringRef list) {
    std::vector<Entry> entries;
    for (llvm::StringRef glob : llvm::split(list, ',')) {
      glob = glob.trim();
      if (glob.empty()) continue;
      entries.push_back(
          {glob.str(), placeIn(comment, glob.data() - comment.text.data(), glob.size())});
    }
    return entries;
  }

  // The line's text before the comment and after it; nothing when the source cannot be read.
  std::optional<std::pair<llvm::StringRef, llvm::StringRef>> around(const Place& comment) {
    const auto first = sources_.line(comment.file, comment.line);
    const auto last = sources_.line(comment.file, comment.endLine);
    if (!first || !last || comment.column == 0 || comment.endColumn == 0) return std::nullopt;
    return std::pair(first->take_front(comment.column - 1),
                     last->drop_front(std::min<std::size_t>(comment.endColumn - 1, last->size())));
  }

  bool isAlone(const Place& comment) {
    const auto text = around(comment);
    return text && text->first.trim().empty() && text->second.trim().empty();
  }

  // `chanvet: ignore[check,glob-*] reason`
  void parseIgnore(const Comment& comment, llvm::StringRef body, std::size_t offset) {
    const Place place =
        placeIn(comment, offset, body.take_until([](char c) { return c == '\n'; }).size());
    llvm::StringRef rest = body.drop_front(kMarker.size()).ltrim(" \t");
    const llvm::StringRef word =
        rest.take_while([](char c) { return llvm::isAlpha(c) || c == '-'; });
    if (word != "ignore") {
      malformed(place, fmt::format("'{}' is not something that 'chanvet:' can be told; write "
                                   "'chanvet: ignore[CHECK] REASON'",
                                   word.str()));
      return;
    }
    rest = rest.drop_front(word.size()).ltrim(" \t");
    const std::size_t close = rest.find(']');
    if (!rest.consume_front("[") || close == llvm::StringRef::npos) {
      malformed(place,
                "'chanvet: ignore' without the checks; write 'chanvet: ignore[CHECK] REASON'");
      return;
    }
    Directive directive;
    directive.entries = parseEntries(comment, rest.take_front(close - 1));
    const llvm::StringRef reason = rest.drop_front(close).trim(" \t\r\n:-*");
    if (directive.entries.empty()) {
      malformed(place, "'chanvet: ignore' with an empty list of checks");
      return;
    }
    if (reason.empty()) {
      malformed(place,
                "'chanvet: ignore' without a reason; it ignores nothing until one follows "
                "the ']'");
      return;
    }
    directive.place = place;
    directive.comment = &comment;
    directive.fillsComment = true;
    coverIgnored(directive);
    add(std::move(directive));
  }

  // The next statement when the comment stands alone, else the rest of its line.
  void coverIgnored(Directive& directive) {
    const Comment& comment = *directive.comment;
    if (!isAlone(comment.place)) {
      coverLines(directive, comment.place.line, comment.place.endLine);
      return;
    }
    const unsigned next = comment.place.endLine + 1;
    const unsigned first = comment.statementFirstLine ? comment.statementFirstLine : next;
    coverLines(directive, comment.place.line, std::max(first, comment.statementLastLine));
  }

  // Everything that clang-tidy would take for a NOLINT, in the order of the text.
  void parseNolints(const Comment& comment, std::vector<Directive>& open) {
    const llvm::StringRef text = comment.text;
    std::size_t position = 0;
    while ((position = text.find(kNolint, position)) != llvm::StringRef::npos) {
      const std::size_t start = position;
      position += kNolint.size();
      while (position < text.size() && llvm::isAlpha(text[position])) ++position;
      const llvm::StringRef kind = text.slice(start + kNolint.size(), position);
      if (kind != "" && kind != "NEXTLINE" && kind != "BEGIN" && kind != "END") continue;

      Directive directive;
      directive.isNolint = true;
      directive.comment = &comment;
      const auto list = nolintList(text, position);
      directive.place = placeIn(comment, start, position - start);
      directive.entries =
          list ? parseEntries(comment, *list) : std::vector<Entry>{{"*", directive.place}};
      directive.fillsComment = bodyOf(text).first == text.slice(start, position);
      addNolint(kind, std::move(directive), open);
    }
  }

  // The list in parentheses at `position`, which is moved behind it; nothing where there is none.
  static std::optional<llvm::StringRef> nolintList(llvm::StringRef text, std::size_t& position) {
    if (position >= text.size() || text[position] != '(') return std::nullopt;
    const std::size_t close = text.find_first_of("\n)", position);
    if (close == llvm::StringRef::npos || text[close] != ')') return std::nullopt;
    const llvm::StringRef list = text.slice(position + 1, close);
    position = close + 1;
    return list;
  }

  void addNolint(llvm::StringRef kind, Directive directive, std::vector<Directive>& open) {
    // A negative glob takes nothing away from a NOLINT.
    llvm::erase_if(directive.entries, [](const Entry& e) { return e.glob.front() == '-'; });
    const unsigned line = directive.place.line;
    if (kind == "BEGIN") {
      open.push_back(std::move(directive));
    } else if (kind == "END") {
      closeBlock(std::move(directive), open);
    } else {
      const unsigned covered = kind == "NEXTLINE" ? line + 1 : line;
      coverLines(directive, covered, covered);
      add(std::move(directive));
    }
  }

  // An end belongs to the last open begin, if that has the same list.
  void closeBlock(Directive end, std::vector<Directive>& open) {
    auto globs = [](const Directive& d) {
      return llvm::join(llvm::map_range(d.entries, [](const Entry& e) { return e.glob; }), ",");
    };
    if (open.empty() || globs(open.back()) != globs(end)) {
      reportUnmatched(end, "'NOLINTEND' without a 'NOLINTBEGIN' before it for the same checks");
      return;
    }
    Directive block = std::move(open.back());
    open.pop_back();
    block.isBlock = true;
    block.from = {block.place.line, block.place.column};
    block.to = {end.place.line, end.place.column};
    add(std::move(block));
  }

  // --- applying them -----------------------------------------------------------------------------

  bool isSuppressed(const Finding& finding) {
    bool result = isSuppressedAt(finding.place, finding.check);
    for (const TraceStep& step : finding.trace) {
      // Not short-circuited: every suppression that would have been enough counts as used.
      result |= isSuppressedAt(step.place, finding.check);
    }
    return result;
  }

  bool isSuppressedAt(const Place& place, llvm::StringRef check) {
    const auto directives = directives_.find(place.file);
    if (directives == directives_.end()) return false;
    bool result = false;
    for (const auto& directive : directives->second) {
      if (!directive->covers(place)) continue;
      for (Entry& entry : directive->entries) {
        if (!entry.matches(check)) continue;
        entry.isUsed = true;
        result = true;
      }
    }
    return result;
  }

  // Findings about suppressions are silenced by their full name only: a '*' that silences nothing
  // must not silence the word about itself.
  bool isNamedIn(const Finding& finding) const {
    const auto directives = directives_.find(finding.place.file);
    if (directives == directives_.end()) return false;
    return llvm::any_of(directives->second, [&](const auto& directive) {
      return directive->covers(finding.place) &&
             llvm::any_of(directive->entries,
                          [&](const Entry& entry) { return entry.glob == finding.check; });
    });
  }

  // --- what is said about them -------------------------------------------------------------------

  // Whether an entry of a NOLINT speaks of chanvet: it starts with the name of one of our groups.
  // All others are those of clang-tidy's own checks.
  bool isOurs(const Entry& entry) const {
    llvm::StringRef glob = entry.glob;
    if (glob.consume_front(kTidyPrefix)) return true;
    return groups_.contains(glob.split('-').first.split('*').first);
  }

  bool isKnown(const Entry& entry) const {
    return llvm::any_of(options_.knownChecks,
                        [&](const std::string& check) { return entry.matches(check); });
  }

  bool hasRun(llvm::StringRef check, llvm::StringRef file) const {
    return llvm::is_contained(options_.enabledChecks, check) &&
           (!options_.ranIn || options_.ranIn(check, file));
  }

  // Whether it can be told that the entry silences nothing: everything it could silence ran.
  bool canBeJudged(const Entry& entry, const Comment& comment) const {
    return options_.complete && comment.isComplete &&
           llvm::all_of(options_.knownChecks, [&](const std::string& check) {
             return !entry.matches(check) || hasRun(check, comment.place.file);
           });
  }

  static bool isAboutSuppressions(const Entry& entry) {
    return llvm::StringRef(entry.glob).starts_with("suppression-");
  }

  void reportDirective(const Directive& directive) {
    std::vector<std::string> unused;
    for (const Entry& entry : directive.entries) {
      if (directive.isNolint && !isOurs(entry)) continue;
      if (!isKnown(entry)) {
        reportUnknown(entry);
      } else if (!entry.isUsed && !isAboutSuppressions(entry) &&
                 canBeJudged(entry, *directive.comment)) {
        unused.push_back(entry.glob);
      }
    }
    if (!unused.empty()) reportUnused(directive, unused);
  }

  void reportUnused(const Directive& directive, llvm::ArrayRef<std::string> unused) {
    Finding finding =
        about(kUnused, directive.place,
              fmt::format("no finding of '{}' to suppress here", llvm::join(unused, "', '")));
    const bool isAllUnused = unused.size() == directive.entries.size();
    if (isAllUnused && directive.fillsComment && !directive.isBlock) {
      finding.fix = removalOf(directive.comment->place);
    }
    own_.push_back(std::move(finding));
  }

  void reportUnknown(const Entry& entry) {
    Finding finding =
        about(kUnknown, entry.place, fmt::format("there is no check '{}'", entry.glob));
    llvm::StringRef name = entry.glob;
    const llvm::StringRef prefix =
        name.consume_front(kTidyPrefix) ? llvm::StringRef(kTidyPrefix) : "";
    const std::string nearest = nearestCheck(name);
    if (!nearest.empty()) {
      finding.message += fmt::format("; did you mean '{}'?", nearest);
      finding.fix =
          Fix{fmt::format("name '{}'", nearest), {Edit{entry.place, (prefix + nearest).str()}}};
    }
    own_.push_back(std::move(finding));
  }

  std::string nearestCheck(llvm::StringRef name) const {
    std::string nearest;
    unsigned best = name.size() / 3 + 1;
    for (const std::string& check : options_.knownChecks) {
      const unsigned distance = name.edit_distance(check, /*AllowReplacements=*/true, best);
      if (distance < best) {
        best = distance;
        nearest = check;
      }
    }
    return nearest;
  }

  void reportUnmatched(const Directive& directive, llvm::StringRef message) {
    const bool isOfOurs =
        llvm::any_of(directive.entries, [&](const Entry& e) { return isOurs(e); });
    if (isOfOurs) malformed(directive.place, message.str());
  }

  void malformed(const Place& place, std::string message) {
    own_.push_back(about(kMalformed, place, std::move(message)));
  }

  static Finding about(llvm::StringRef check, const Place& place, std::string message) {
    Finding finding;
    finding.check = check;
    finding.severity = Severity::Warning;
    finding.message = std::move(message);
    finding.place = place;
    return finding;
  }

  // Deletes the comment, with its line when it stands alone there, and else with the blanks before
  // it. Nothing when code follows or the source cannot be read.
  std::optional<Fix> removalOf(const Place& comment) {
    const auto text = around(comment);
    if (!text || !text->second.trim().empty()) return std::nullopt;
    Place range = comment;
    if (!text->first.trim().empty()) {
      range.column = text->first.rtrim().size() + 1;
    } else if (sources_.line(comment.file, comment.endLine + 1)) {
      range.column = 1;
      range.endLine = comment.endLine + 1;
      range.endColumn = 1;
    }
    return Fix{"remove the comment", {Edit{range, ""}}};
  }

  std::vector<Comment> comments_;
  const SuppressionOptions& options_;
  SourceCache& sources_;
  llvm::StringSet<> groups_;  // first words of the known checks
  std::map<std::string, std::vector<std::unique_ptr<Directive>>> directives_;  // by file
  std::vector<Finding> own_;
};

}  // namespace

bool mayBeSuppression(llvm::StringRef commentText) {
  return commentText.contains(kNolint) || bodyOf(commentText).first.starts_with(kMarker);
}

SuppressionResult applySuppressions(std::vector<Finding> findings, std::vector<Comment> comments,
                                    const SuppressionOptions& options, SourceCache& sources) {
  return Suppressor(std::move(comments), options, sources).run(std::move(findings));
}

std::vector<Rule> suppressionRules() {
  auto rule = [](llvm::StringRef name, llvm::StringRef summary, llvm::StringRef doc) {
    Rule result;
    result.name = name;
    result.summary = summary;
    result.doc = fmt::format("# {}\n\n{}\n\n{}", name.str(), summary.str(), doc.str());
    result.precision = "very-high";
    return result;
  };
  return {
      rule(kMalformed, "A comment that looks like a suppression but is none.", R"(## Why

What it should silence is still reported, or will be, and who reads the comment believes otherwise.

## Reported

`chanvet:` followed by anything but `ignore[CHECK] REASON`: no list, an empty list, no reason.
`NOLINTBEGIN` and `NOLINTEND` that name a check of chanvet and have no partner with the same list.

## How to fix

Write `// chanvet: ignore[channel-send-after-close] the receiver is gone by then`.
)"),
      rule(kUnknown, "A suppression names a check that does not exist.", R"(## Why

It silences nothing. Most often the name is misspelt, or the check was renamed.

## Reported

Names and globs in `chanvet: ignore[...]` that match no check, and those in `NOLINT(...)` that start
like one of chanvet's (`channel-`, `chanvet-` ...).

## Not reported

Names of other tools' checks in `NOLINT(...)`.
)"),
      rule(kUnused, "A suppression that silences nothing.", R"(## Why

The defect is gone, and the comment would hide the next one.

## Reported

`chanvet: ignore[...]`, and the names of chanvet's checks in `NOLINT(...)`, when the check ran and
found nothing there. The fix removes the comment when nothing else is in it.

## Not reported

`NOLINT` without a list, names of other tools' checks, and checks that did not run or are off for the
file. Any suppression when a unit could not be analysed; those in a header when not all units of the
compile database were; those in a unit in which a budget ran out.
)"),
  };
}

}  // namespace chanvet::report
