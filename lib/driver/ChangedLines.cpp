#include "driver/ChangedLines.h"

#include <algorithm>

#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/StringExtras.h>

#include "driver/CompileDatabase.h"
#include "driver/Git.h"

namespace chanvet::driver {

namespace {

using llvm::StringRef;

llvm::Error failure(const llvm::Twine& message) {
  return llvm::createStringError(llvm::inconvertibleErrorCode(), message);
}

std::string withoutLineEnd(std::string text) {
  StringRef rest = text;
  rest.consume_back("\n");
  return rest.str();
}

// The first of the parts that a null byte ends; it and its null byte are taken from the text.
StringRef takePart(StringRef& text) {
  auto [part, rest] = text.split('\0');
  text = rest;
  return part;
}

// Takes git's list of files from the front of `git diff --raw -p -z`: the names that they have now,
// in the order of the patches behind it.
std::vector<std::string> takeFiles(StringRef& diff) {
  std::vector<std::string> files;
  while (diff.starts_with(":")) {
    // ":100644 100644 bcd1234 0123456 R086", the file, and of a renamed one its new name.
    StringRef status = takePart(diff).rsplit(' ').second;
    StringRef file = takePart(diff);
    if (status.starts_with("R") || status.starts_with("C")) file = takePart(diff);
    files.push_back(file.str());
  }
  return files;
}

// Of "@@ -3,2 +4,5 @@ f()": the lines 4 to 8.
std::pair<unsigned, unsigned> newLinesOf(StringRef hunk) {
  StringRef range = hunk.split('+').second.split(' ').first;
  auto [start, length] = range.split(',');
  unsigned first = 0;
  unsigned count = 1;
  start.getAsInteger(10, first);
  if (!length.empty()) length.getAsInteger(10, count);
  if (count == 0) return {first, first + 1};  // what was removed stood between these
  return {first, first + count - 1};
}

llvm::Expected<std::string> commonAncestor(const Git& git, StringRef revision) {
  auto commit = git.run({"rev-parse", "--verify", "--quiet", (revision + "^{commit}").str()});
  if (!commit) {
    llvm::consumeError(commit.takeError());
    return failure("unknown revision '" + revision + "'");
  }
  std::string hash = withoutLineEnd(std::move(*commit));
  auto base = git.run({"merge-base", hash, "HEAD"});
  if (base) return withoutLineEnd(std::move(*base));
  llvm::consumeError(base.takeError());
  return failure("'" + revision +
                 "' and HEAD have no commit in common; a shallow clone needs more of the history");
}

}  // namespace

llvm::Expected<ChangedLines> ChangedLines::since(StringRef revision, StringRef directory) {
  if (revision.empty() || revision.starts_with("-"))
    return failure("unknown revision '" + revision + "'");
  llvm::Expected<Git> nearby = Git::in(directory);
  if (!nearby) return nearby.takeError();
  auto top = nearby->run({"rev-parse", "--show-toplevel"});
  if (!top) return top.takeError();
  const std::string root = withoutLineEnd(std::move(*top));
  llvm::Expected<Git> git = Git::in(root);
  if (!git) return git.takeError();
  auto base = commonAncestor(*git, revision);
  if (!base) return base.takeError();

  auto diff = git->run({"diff", "--raw", "-p", "-z", "-U0", "--inter-hunk-context=0", "-M",
                        "--diff-filter=AMRC", "--ignore-submodules", "--no-relative",
                        "--no-ext-diff", "--no-textconv", "--no-color", *base, "--"});
  if (!diff) return diff.takeError();
  auto untracked = git->run({"ls-files", "--others", "--exclude-standard", "-z"});
  if (!untracked) return untracked.takeError();

  ChangedLines changed;
  StringRef patch = *diff;
  const std::vector<std::string> files = takeFiles(patch);
  changed.addDiff(root, patch, files);
  for (StringRef rest = *untracked; !rest.empty();)
    changed.files_[normalPath(takePart(rest), root)].all = true;
  return changed;
}

void ChangedLines::addDiff(StringRef root, StringRef patch, llvm::ArrayRef<std::string> files) {
  Lines* lines = nullptr;
  for (StringRef line : llvm::split(patch, '\n')) {
    line.consume_front(StringRef("\0", 1));  // ends the list of files
    if (line.starts_with("diff --git ") && !files.empty()) {
      lines = &files_[normalPath(files.front(), root)];
      files = files.drop_front();
    } else if (line.starts_with("@@ ") && lines) {
      lines->ranges.push_back(newLinesOf(line));
    }
  }
}

const ChangedLines::Lines* ChangedLines::linesOf(StringRef file) {
  auto [known, isNew] = realPaths_.try_emplace(file);
  if (isNew) known->second = realPath(file);
  auto lines = files_.find(known->second);
  return lines == files_.end() ? nullptr : &lines->second;
}

bool ChangedLines::contains(StringRef file) { return linesOf(file) != nullptr; }

bool ChangedLines::contains(const Place& place) {
  const Lines* lines = linesOf(place.file);
  if (!lines) return false;
  const unsigned last = std::max(place.line, place.endLine);
  return lines->all || llvm::any_of(lines->ranges, [&](const auto& range) {
           return range.first <= last && place.line <= range.second;
         });
}

bool ChangedLines::contains(const Finding& finding) {
  auto isChanged = [this](const auto& step) { return contains(step.place); };
  return contains(finding.place) || llvm::any_of(finding.related, isChanged) ||
         llvm::any_of(finding.trace, isChanged);
}

}  // namespace chanvet::driver
