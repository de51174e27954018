#include <string>
#include <vector>

#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/SmallString.h>
#include <llvm/ADT/StringExtras.h>
#include <llvm/Support/FileSystem.h>
#include <llvm/Support/Path.h>
#include <llvm/Support/raw_ostream.h>

#include "Commands.h"
#include "Status.h"
#include "Terminal.h"
#include "dialect/Loader.h"
#include "driver/Survey.h"
#include "report/Words.h"

namespace chanvet::tool {

namespace {

using llvm::StringRef;

// A file that makes one host use chanvet.
struct Snippet {
  StringRef name;
  StringRef file;  // relative to the root of the project
  StringRef text;
};

constexpr Snippet kSnippets[] = {
    {"clangd", ".clangd",
     R"(# For chanvet-clangd: clangd with the checks of chanvet.
Diagnostics:
  ClangTidy:
    Add: chanvet-*
    FastCheckFilter: Loose
)"},
    {"github", ".github/workflows/chanvet.yml",
     R"(name: chanvet
on: [push, pull_request]
jobs:
  chanvet:
    runs-on: ubuntu-latest
    permissions: {contents: read, security-events: write}
    steps:
      - uses: actions/checkout@v4
      # chanvet has to be on the runner: in its image, or installed by a step before this one.
      - run: cmake -B build -DCMAKE_EXPORT_COMPILE_COMMANDS=ON
      - run: chanvet check -p build --format github --output - --format sarif --output chanvet.sarif
      - uses: github/codeql-action/upload-sarif@v3
        if: always()
        with: {sarif_file: chanvet.sarif}
)"},
    {"gitlab", ".gitlab-ci.yml",
     R"(# chanvet has to be in the image of the job.
chanvet:
  stage: test
  script:
    - cmake -B build -DCMAKE_EXPORT_COMPILE_COMMANDS=ON
    - chanvet check -p build --format short --output - --format gitlab --output gl-code-quality-report.json
  artifacts:
    when: always
    reports: {codequality: gl-code-quality-report.json}
)"},
    {"pre-commit", ".pre-commit-config.yaml",
     R"(repos:
  - repo: local
    hooks:
      - id: chanvet
        name: chanvet
        entry: chanvet check --changed-since HEAD --format short
        language: system
        pass_filenames: false
        require_serial: true
        files: '\.(c|cc|cp|cpp|cxx|c\+\+|C|h|hh|hp|hpp|hxx|h\+\+|H|inc|inl|ipp|tpp|txx|ixx|cppm)$'
)"},
};

const Snippet* findSnippet(StringRef name) {
  auto found = llvm::find_if(kSnippets, [&](const Snippet& each) { return each.name == name; });
  return found == std::end(kSnippets) ? nullptr : found;
}

std::string configuration(const driver::Survey& survey) {
  std::string text =
      "# How chanvet looks at this project. `chanvet config` prints all that is in force, and\n"
      "# `chanvet checks` what there is.\n"
      "\n"
      "# Which checks run, as globs: '-error-dropped' turns one off, 'channel-*' a group on.\n"
      "checks: []\n";
  if (survey.foreign.empty()) return text;
  text += "\n# Code of others: read where it is included, and not reported on.\nexclude:\n";
  for (const std::string& folder : survey.foreign) text += "  - '" + folder + "/**'\n";
  return text;
}

std::string pathIn(StringRef root, StringRef file) {
  llvm::SmallString<256> path(root);
  llvm::sys::path::append(path, file);
  return path.str().str();
}

// What went wrong, or "".
std::string write(const std::string& path, StringRef text) {
  if (std::error_code error = llvm::sys::fs::create_directories(llvm::sys::path::parent_path(path)))
    return error.message();
  std::error_code error;
  llvm::raw_fd_ostream out(path, error, llvm::sys::fs::CD_CreateNew);
  if (error) return error.message();
  out << text;
  out.close();
  return out.has_error() ? out.error().message() : "";
}

llvm::Expected<std::vector<dialect::Dialect>> shippedDialects() {
  std::vector<dialect::Dialect> dialects;
  for (const dialect::detail::EmbeddedDialect& shipped : dialect::shippedDialects()) {
    llvm::Expected<dialect::Dialect> loaded = dialect::loadShippedDialect(shipped.name);
    if (!loaded) return loaded.takeError();
    dialects.push_back(std::move(*loaded));
  }
  return dialects;
}

std::string counted(unsigned count, StringRef what) {
  return std::to_string(count) + " " + what.str() + (count == 1 ? "" : "s");
}

void tell(const driver::Survey& survey, llvm::raw_ostream& out) {
  out << "Read " << counted(survey.files, "file") << (survey.isCut ? ", of more" : "") << ".\n";
  if (survey.dialects.empty())
    out << "No library of fibers or channels was seen, beside the standard one. A layer of your "
           "own\n"
           "is described by a dialect: docs/dialects.md.\n";
  for (const driver::SeenDialect& dialect : survey.dialects)
    out << "  " << dialect.summary << " (" << dialect.name
        << "): " << counted(dialect.files, "file") << ", as " << dialect.example << '\n';
  if (survey.databases.empty())
    out << "There is no compile_commands.json yet: cmake -B build "
           "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON\n";
  for (const std::string& database : survey.databases)
    out << "Compile database: " << database << '\n';
}

// Returns whether it went well.
bool writeNew(StringRef root, StringRef file, StringRef text) {
  std::string path = pathIn(root, file);
  if (llvm::sys::fs::exists(path)) {
    printWarning("'" + file.str() + "' is there already, and stays as it is");
    return true;
  }
  if (std::string problem = write(path, text); !problem.empty()) {
    printError("cannot write '" + file.str() + "': " + problem);
    return false;
  }
  llvm::outs() << "Wrote " << file << ".\n";
  return true;
}

}  // namespace

std::vector<std::string> snippetNames() {
  std::vector<std::string> names;
  for (const Snippet& snippet : kSnippets) names.push_back(snippet.name.str());
  return names;
}

int init(const Options& options) {
  llvm::Expected<std::vector<dialect::Dialect>> dialects = shippedDialects();
  if (!dialects) return usageError(dialects.takeError());
  std::string root = workingDirectory();
  driver::Survey survey = driver::survey(root, *dialects);
  tell(survey, llvm::outs());
  bool isDone = writeNew(root, ".chanvet.yaml", configuration(survey));
  for (const std::string& name : options.snippets) {
    const Snippet& snippet = *findSnippet(name);
    isDone &= writeNew(root, snippet.file, snippet.text);
  }
  if (options.snippets.empty())
    llvm::outs() << "Next: chanvet check -p BUILD; chanvet init --with "
                 << llvm::join(snippetNames(), ",") << "\nfor editors, commits and CI.\n";
  return isDone ? kClean : kIncomplete;
}

}  // namespace chanvet::tool
