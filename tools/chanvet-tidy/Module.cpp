// The checks as a module of clang-tidy, and by that of clangd: chanvet-fiber-leak and so on.
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include <clang-tidy/ClangTidy.h>
#include <clang-tidy/ClangTidyCheck.h>
#include <clang-tidy/ClangTidyModule.h>
#include <clang/AST/ASTContext.h>
#include <clang/ASTMatchers/ASTMatchFinder.h>
#include <clang/Basic/SourceManager.h>
#include <llvm/ADT/STLExtras.h>
#include <llvm/Support/FileSystem.h>
#include <llvm/Support/Path.h>

#include "check/Check.h"
#include "driver/Hosted.h"
#include "report/Words.h"

namespace chanvet::tidy {

namespace {

using clang::tidy::ClangTidyContext;
using llvm::StringRef;

constexpr llvm::StringLiteral kPrefix = "chanvet-";

class TidyCheck;

// Whether the list of globs has the name itself.
bool isNamed(StringRef globs, StringRef name) {
  return llvm::any_of(llvm::split(globs, ','), [&](StringRef glob) { return glob.trim() == name; });
}

// One unit: all checks that are on for it look at it together.
class Session {
 public:
  // The session of the unit that is being set up in the context.
  static std::shared_ptr<Session> of(ClangTidyContext* context);

  void add(TidyCheck* check) { checks_.push_back(check); }
  // The check that speaks for all.
  bool isLedBy(const TidyCheck* check) const { return checks_.front() == check; }
  void analyse(clang::ASTContext& ast, StringRef mainFile, StringRef globs);

 private:
  TidyCheck* find(StringRef check) const;

  std::vector<TidyCheck*> checks_;
};

class TidyCheck : public clang::tidy::ClangTidyCheck {
 public:
  TidyCheck(StringRef name, ClangTidyContext* context, check::Metadata metadata)
      : ClangTidyCheck(name, context),
        context_(context),
        name_(name.str()),
        metadata_(std::move(metadata)),
        session_(Session::of(context)) {
    for (const check::OptionSpec& option : metadata_.options)
      if (std::optional<StringRef> value = Options.get(option.name))
        options_[option.name] = value->str();
    session_->add(this);
  }

  const std::string& name() const { return name_; }
  const check::Metadata& metadata() const { return metadata_; }
  const std::map<std::string, std::string>& options() const { return options_; }

  bool isLanguageVersionSupported(const clang::LangOptions& language) const override {
    return language.CPlusPlus;
  }
  void storeOptions(clang::tidy::ClangTidyOptions::OptionMap& map) override {
    for (const check::OptionSpec& option : metadata_.options) {
      auto set = options_.find(option.name);
      Options.store(map, option.name,
                    StringRef(set == options_.end() ? option.defaultValue : set->second));
    }
  }
  void registerMatchers(clang::ast_matchers::MatchFinder* finder) override {
    using namespace clang::ast_matchers;
    // All that is wanted is the unit. clangd leaves it out, and traverses what stands in its file.
    auto atTop = decl(anyOf(translationUnitDecl(), hasDeclContext(translationUnitDecl())));
    if (session_->isLedBy(this)) finder->addMatcher(atTop, this);
  }
  void check(const clang::ast_matchers::MatchFinder::MatchResult& result) override {
    ast_ = result.Context;
  }
  void onEndOfTranslationUnit() override {
    if (!ast_) return;
    const auto& checks = context_->getOptions().Checks;
    session_->analyse(*ast_, context_->getCurrentFile(), checks ? *checks : "");
  }

  void report(const Finding& finding, clang::SourceManager& sources);
  // Where the file begins: editors show nothing without a place. A failure is an error under a name
  // that no list of checks has, since clang-tidy shows errors whatever is asked for.
  void reportFailure(StringRef reason, clang::SourceManager& sources) {
    context_->diag("chanvet-failure", sources.getLocForStartOfFile(sources.getMainFileID()), "%0",
                   clang::DiagnosticIDs::Error)
        << reason;
  }
  void reportWarning(StringRef warning, clang::SourceManager& sources) {
    diag(sources.getLocForStartOfFile(sources.getMainFileID()), "%0") << warning;
  }

 private:
  ClangTidyContext* context_;
  std::string name_;
  check::Metadata metadata_;
  std::map<std::string, std::string> options_;
  std::shared_ptr<Session> session_;
  clang::ASTContext* ast_ = nullptr;
};

// --- places of findings in clang's terms ----------------------------------------------------

clang::SourceLocation locate(const clang::SourceManager& sources, const std::string& file,
                             unsigned line, unsigned column) {
  clang::OptionalFileEntryRef entry = sources.getFileManager().getOptionalFileRef(file);
  if (!entry) return {};
  clang::FileID id = sources.translateFile(*entry);
  return id.isValid() ? sources.translateLineCol(id, line, column) : clang::SourceLocation();
}

clang::CharSourceRange locate(const clang::SourceManager& sources, const Place& place) {
  return clang::CharSourceRange::getCharRange(
      locate(sources, place.file, place.line, place.column),
      locate(sources, place.file, place.endLine, place.endColumn));
}

void TidyCheck::report(const Finding& finding, clang::SourceManager& sources) {
  clang::CharSourceRange at = locate(sources, finding.place);
  if (at.getBegin().isInvalid()) return;
  {
    clang::DiagnosticBuilder told = diag(at.getBegin(), "%0");
    told << finding.message << at;
    if (finding.fix)
      for (const Edit& edit : finding.fix->edits)
        told << clang::FixItHint::CreateReplacement(locate(sources, edit.range), edit.replacement);
  }
  for (const RelatedPlace& note : report::notesOf(finding)) {
    clang::SourceLocation place =
        locate(sources, note.place.file, note.place.line, note.place.column);
    if (place.isValid()) diag(place, "%0", clang::DiagnosticIDs::Note) << note.message;
  }
}

// --- the session ----------------------------------------------------------------------------

std::shared_ptr<Session> Session::of(ClangTidyContext* context) {
  static std::mutex mutex;
  static std::map<ClangTidyContext*, std::weak_ptr<Session>> sessions;
  std::lock_guard lock(mutex);
  std::shared_ptr<Session> session = sessions[context].lock();
  if (!session) sessions[context] = session = std::make_shared<Session>();
  std::erase_if(sessions, [](const auto& each) { return each.second.expired(); });
  return session;
}

TidyCheck* Session::find(StringRef check) const {
  auto found =
      llvm::find_if(checks_, [&](const TidyCheck* each) { return each->metadata().name == check; });
  return found == checks_.end() ? nullptr : *found;
}

void Session::analyse(clang::ASTContext& ast, StringRef mainFile, StringRef globs) {
  driver::HostedRequest request;
  llvm::SmallString<256> path(mainFile), directory;
  llvm::sys::fs::make_absolute(path);
  llvm::sys::fs::current_path(directory);
  request.mainFile = path.str().str();
  request.workingDirectory = directory.str().str();
  for (const TidyCheck* check : checks_)
    request.checks[check->metadata().name] = {isNamed(globs, check->name()), check->options()};
  driver::HostedResult result = driver::analyseHosted(ast, request);
  clang::SourceManager& sources = ast.getSourceManager();
  if (!result.failure.empty()) checks_.front()->reportFailure(result.failure, sources);
  for (const std::string& warning : result.warnings)
    checks_.front()->reportWarning(warning, sources);
  for (const Finding& finding : result.findings)
    if (TidyCheck* check = find(finding.check)) check->report(finding, sources);
}

class Module : public clang::tidy::ClangTidyModule {
 public:
  void addCheckFactories(clang::tidy::ClangTidyCheckFactories& factories) override {
    for (const check::Metadata& metadata : check::Registry::instance().all())
      factories.registerCheckFactory(kPrefix.str() + metadata.name,
                                     [metadata](StringRef name, ClangTidyContext* context) {
                                       return std::make_unique<TidyCheck>(name, context, metadata);
                                     });
  }
};

clang::tidy::ClangTidyModuleRegistry::Add<Module> registration("chanvet", "The checks of chanvet.");

}  // namespace
}  // namespace chanvet::tidy
