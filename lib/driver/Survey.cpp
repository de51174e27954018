#include "driver/Survey.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/SmallString.h>
#include <llvm/ADT/StringSet.h>
#include <llvm/Support/FileSystem.h>
#include <llvm/Support/MemoryBuffer.h>
#include <llvm/Support/Path.h>

#include "driver/Units.h"
#include "report/Words.h"

namespace chanvet::driver {

namespace {

using llvm::StringRef;

constexpr unsigned kFiles = 20000;

bool isCxx(StringRef file) {
  static const llvm::StringSet<> kHeaders = {".h", ".hh",  ".hp",  ".hpp", ".hxx", ".h++",
                                             ".H", ".inc", ".inl", ".ipp", ".tpp", ".txx"};
  return isSource(file) || kHeaders.contains(llvm::sys::path::extension(file));
}

bool isForeign(StringRef folder) {
  static const llvm::StringSet<> kNames = {"third_party", "third-party", "thirdparty",  "3rdparty",
                                           "external",    "extern",      "vendor",      "_deps",
                                           "deps",        "submodules",  "node_modules"};
  return kNames.contains(folder);
}

// "boost/fiber/all.hpp" of a line that includes it; empty for any other.
StringRef includedBy(StringRef line) {
  line = line.ltrim();
  if (!line.consume_front("#")) return "";
  line = line.ltrim();
  if (!line.consume_front("include")) return "";
  line = line.ltrim();
  char end = line.starts_with("<") ? '>' : line.starts_with("\"") ? '"' : '\0';
  return end ? line.drop_front().split(end).first : "";
}

// Whether what is included is a header of the dialect, or in one of its folders, by whatever path.
bool brings(const dialect::Dialect& dialect, StringRef included) {
  return llvm::any_of(dialect.headers, [&](StringRef header) {
    if (!header.ends_with("/")) return included == header || included.ends_with("/" + header.str());
    return included.starts_with(header) || included.contains("/" + header.str());
  });
}

class Surveyor {
 public:
  Surveyor(StringRef root, llvm::ArrayRef<dialect::Dialect> dialects)
      : root_(root), dialects_(dialects), seen_(dialects.size()) {}

  Survey run() {
    visit(root_);
    for (auto [dialect, seen] : llvm::zip_equal(dialects_, seen_)) {
      if (seen.files == 0) continue;
      seen.name = dialect.name;
      seen.summary = dialect.summary;
      survey_.dialects.push_back(std::move(seen));
    }
    llvm::sort(survey_.dialects, [](const SeenDialect& a, const SeenDialect& b) {
      return std::tie(b.files, a.name) < std::tie(a.files, b.name);
    });
    llvm::sort(survey_.foreign);
    llvm::sort(survey_.databases);
    return std::move(survey_);
  }

 private:
  std::string relative(StringRef path) const {
    return path == root_ ? "." : report::relativeTo(path, root_);
  }

  static bool has(StringRef folder, StringRef file) {
    llvm::SmallString<256> path(folder);
    llvm::sys::path::append(path, file);
    return llvm::sys::fs::exists(path);
  }

  void visit(StringRef folder) {
    if (has(folder, "compile_commands.json")) survey_.databases.push_back(relative(folder));
    if (has(folder, "CMakeCache.txt") && folder != root_) return;
    std::set<std::string> files, folders;
    std::error_code error;
    for (llvm::sys::fs::directory_iterator at(folder, error, /*follow_symlinks=*/false), end;
         at != end && !error; at.increment(error)) {
      if (llvm::sys::path::filename(at->path()).starts_with(".")) continue;
      if (at->type() == llvm::sys::fs::file_type::directory_file)
        folders.insert(at->path());
      else if (at->type() == llvm::sys::fs::file_type::regular_file && isCxx(at->path()))
        files.insert(at->path());
    }
    for (const std::string& file : files) read(file);
    for (const std::string& below : folders) {
      if (isForeign(llvm::sys::path::filename(below)))
        survey_.foreign.push_back(relative(below));
      else
        visit(below);
    }
  }

  void read(const std::string& file) {
    if (survey_.files == kFiles) {
      survey_.isCut = true;
      return;
    }
    auto buffer = llvm::MemoryBuffer::getFile(file);
    if (!buffer) return;
    ++survey_.files;
    std::set<size_t> found;
    for (StringRef line : llvm::split((*buffer)->getBuffer(), '\n')) {
      StringRef included = includedBy(line);
      for (size_t i = 0; i < dialects_.size() && !included.empty(); ++i)
        if (brings(dialects_[i], included)) found.insert(i);
    }
    for (size_t i : found) {
      if (seen_[i].files++ == 0) seen_[i].example = relative(file);
    }
  }

  std::string root_;
  llvm::ArrayRef<dialect::Dialect> dialects_;
  std::vector<SeenDialect> seen_;  // as dialects_
  Survey survey_;
};

}  // namespace

Survey survey(StringRef root, llvm::ArrayRef<dialect::Dialect> dialects) {
  return Surveyor(root, dialects).run();
}

}  // namespace chanvet::driver
