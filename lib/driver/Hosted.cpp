#include "driver/Hosted.h"

#include <chrono>
#include <memory>
#include <mutex>
#include <set>
#include <utility>

#include <clang/AST/ASTContext.h>
#include <clang/Basic/SourceManager.h>
#include <clang/Lex/Lexer.h>
#include <llvm/ADT/STLExtras.h>
#include <llvm/Support/FileSystem.h>
#include <llvm/Support/Path.h>

#include "check/ToldOnce.h"
#include "driver/Analyse.h"
#include "driver/Config.h"
#include "driver/Parse.h"
#include "driver/Recovery.h"
#include "driver/Run.h"
#include "driver/Statements.h"
#include "report/SourceCache.h"
#include "report/Suppressions.h"

namespace chanvet::driver {

namespace {

using llvm::StringRef;

// From one function on: a build waits for the answer, or somebody who types.
constexpr explore::SearchOptions kStates{.states = 4000};
constexpr explore::SearchOptions kStatesWhileTyping{.states = 100};
constexpr flow::Budget kStepsWhileTyping{.steps = 1000};

// An editor asks about what stands in the file, and keeps the headers apart.
bool isEditor(const clang::ASTContext& ast) {
  return !llvm::is_contained(ast.getTraversalScope(), ast.getTranslationUnitDecl());
}

// --- configurations, kept while the host runs ------------------------------------------------

// What tells whether a file is still as it was read.
struct Stamp {
  std::string file;
  bool exists = false;
  llvm::sys::TimePoint<> changed;
  uint64_t size = 0;

  static Stamp of(std::string file) {
    llvm::sys::fs::file_status status;
    Stamp stamp;
    stamp.file = std::move(file);
    stamp.exists = !llvm::sys::fs::status(stamp.file, status) && llvm::sys::fs::exists(status);
    if (!stamp.exists) return stamp;
    stamp.changed = status.getLastModificationTime();
    stamp.size = status.getSize();
    return stamp;
  }
  friend bool operator==(const Stamp&, const Stamp&) = default;
};

// The configuration of a directory, and the dialects made ready. Nothing of it changes.
struct Environment {
  std::unique_ptr<Configs> configs;
  const Config* config = nullptr;
  std::optional<dialect::Registry> dialects;
  std::string problem;  // why there is none
  std::vector<Stamp> stamps;

  bool isCurrent() const {
    return llvm::all_of(stamps, [](const Stamp& stamp) { return stamp == Stamp::of(stamp.file); });
  }
};

std::shared_ptr<const Environment> read(StringRef directory, StringRef workingDirectory) {
  auto environment = std::make_shared<Environment>();
  std::set<std::string> files;
  for (std::string& file : configFilesFor(directory)) files.insert(std::move(file));
  auto configs = Configs::create(allChecks(), {}, workingDirectory);
  llvm::Expected<const Config*> config =
      configs ? (*configs)->forDirectory(directory) : llvm::Expected<const Config*>(nullptr);
  if (!configs) {
    environment->problem = llvm::toString(configs.takeError());
  } else if (!config) {
    environment->problem = llvm::toString(config.takeError());
  } else {
    environment->configs = std::move(*configs);
    environment->config = *config;
    environment->dialects = Analyser().dialectsOf(**config);
    for (std::string& file : (*config)->sources()) files.insert(std::move(file));
  }
  for (const std::string& file : files) environment->stamps.push_back(Stamp::of(file));
  return environment;
}

std::shared_ptr<const Environment> environmentOf(const HostedRequest& request) {
  static std::mutex mutex;
  static std::map<std::string, std::shared_ptr<const Environment>> known;
  std::lock_guard lock(mutex);
  StringRef directory = llvm::sys::path::parent_path(request.mainFile);
  std::shared_ptr<const Environment>& environment = known[directory.str()];
  if (!environment || !environment->isCurrent())
    environment = read(directory, request.workingDirectory);
  return environment;
}

CheckTable tableOf(const Config& config, const HostedRequest& request) {
  CheckTable table = config.checksFor(request.mainFile);
  for (auto& [name, settings] : table) {
    auto asked = request.checks.find(name);
    if (asked == request.checks.end()) {
      settings.on = {false, "host"};
      continue;
    }
    if (asked->second.isNamed) settings.on = {true, "host"};
    for (const auto& [option, value] : asked->second.options)
      settings.options[option] = {value, "host"};
  }
  return table;
}

// --- comments -----------------------------------------------------------------------------------

// The comments of a file that may silence something.
void addComments(const clang::ASTContext& ast, const std::string& path,
                 std::vector<report::Comment>& comments) {
  const clang::SourceManager& sources = ast.getSourceManager();
  clang::OptionalFileEntryRef entry = sources.getFileManager().getOptionalFileRef(path);
  clang::FileID file = entry ? sources.translateFile(*entry) : clang::FileID();
  std::optional<llvm::MemoryBufferRef> buffer =
      file.isValid() ? sources.getBufferOrNone(file) : std::nullopt;
  if (!buffer) return;
  StringRef all = buffer->getBuffer();
  if (!all.contains("chanvet") && !all.contains("NOLINT")) return;
  clang::Lexer lexer(file, *buffer, sources, ast.getLangOpts());
  lexer.SetCommentRetentionState(true);
  for (clang::Token token; !lexer.LexFromRawLexer(token);) {
    if (token.isNot(clang::tok::comment)) continue;
    unsigned begin = sources.getFileOffset(token.getLocation()), end = begin + token.getLength();
    StringRef text = all.slice(begin, end);
    if (!report::mayBeSuppression(text)) continue;
    Place place{path, sources.getLineNumber(file, begin), sources.getColumnNumber(file, begin),
                sources.getLineNumber(file, end), sources.getColumnNumber(file, end)};
    comments.push_back({.place = std::move(place), .text = text.str(), .isComplete = false});
  }
}

// Of the files in which a comment can silence one of the findings.
std::vector<report::Comment> commentsFor(clang::ASTContext& ast, llvm::ArrayRef<Finding> findings) {
  std::set<std::string> files;
  for (const Finding& finding : findings) {
    files.insert(finding.place.file);
    for (const TraceStep& step : finding.trace) files.insert(step.place.file);
  }
  std::vector<report::Comment> comments;
  for (const std::string& file : files) addComments(ast, file, comments);
  findStatements(ast, comments);
  return comments;
}

// --- the analysis -------------------------------------------------------------------------------

class HostedRun {
 public:
  HostedRun(clang::ASTContext& ast, const HostedRequest& request, const Environment& environment)
      : ast_(ast), request_(request), environment_(environment) {}

  HostedResult run() {
    Analyser analyser =
        isEditor(ast_) ? Analyser(kStatesWhileTyping, kStepsWhileTyping) : Analyser(kStates);
    analyser.adopt(config(), *environment_.dialects);
    auto checks = analyser.checksFor(tableOf(config(), request_));
    if (!checks) {
      result_.failure = llvm::toString(checks.takeError());
      return std::move(result_);
    }
    Analyser::Result found = analyser.analyse({ast_, {}, {}}, config(), **checks, Exploring::Unit);
    result_.warnings = std::move(found.warnings);
    keep(std::move(found.findings));
    return std::move(result_);
  }

 private:
  const Config& config() const { return *environment_.config; }

  void keep(std::vector<Finding> findings) {
    llvm::erase_if(findings,
                   [&](const Finding& finding) { return config().excludes(finding.place.file); });
    sortAndUnique(findings);
    check::tellOnce(findings, environment_.configs->checks());
    report::SuppressionOptions options;
    for (const check::Metadata& check : environment_.configs->checks())
      options.knownChecks.push_back(check.name);
    report::SourceCache sources;
    std::vector<report::Comment> comments = commentsFor(ast_, findings);
    result_.findings =
        report::applySuppressions(std::move(findings), std::move(comments), options, sources)
            .findings;
  }

  clang::ASTContext& ast_;
  const HostedRequest& request_;
  const Environment& environment_;
  HostedResult result_;
};

}  // namespace

HostedResult analyseHosted(clang::ASTContext& ast, const HostedRequest& request) {
  std::shared_ptr<const Environment> environment = environmentOf(request);
  HostedResult result;
  if (!environment->config) {
    result.failure = environment->problem;
    return result;
  }
  if (environment->config->excludes(request.mainFile)) return result;
  bool survived = runSafely([&] { result = HostedRun(ast, request, *environment).run(); });
  if (!survived) result.failure = "the analysis crashed";
  return result;
}

}  // namespace chanvet::driver
