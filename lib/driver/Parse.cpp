#include "driver/Parse.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <clang/AST/ASTConsumer.h>
#include <clang/AST/ASTContext.h>
#include <clang/Basic/Diagnostic.h>
#include <clang/Basic/DiagnosticOptions.h>
#include <clang/Basic/FileManager.h>
#include <clang/Basic/SourceManager.h>
#include <clang/Basic/Stack.h>
#include <clang/Basic/Version.h>
#include <clang/Driver/CreateInvocationFromArgs.h>
#include <clang/Frontend/CompilerInstance.h>
#include <clang/Frontend/CompilerInvocation.h>
#include <clang/Frontend/FrontendAction.h>
#include <clang/Lex/HeaderSearch.h>
#include <clang/Lex/PPCallbacks.h>
#include <clang/Lex/Pragma.h>
#include <clang/Lex/Preprocessor.h>
#include <clang/Lex/PreprocessorOptions.h>
#include <clang/Sema/Sema.h>
#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/SmallString.h>
#include <llvm/ADT/StringExtras.h>
#include <llvm/Support/FileSystem.h>
#include <llvm/Support/MemoryBuffer.h>
#include <llvm/Support/Path.h>
#include <llvm/Support/VirtualFileSystem.h>

#include "driver/FreeMemory.h"
#include "driver/ListedFiles.h"
#include "driver/Recovery.h"
#include "driver/StandardHeader.h"
#include "driver/Statements.h"
#include "driver/TypeTables.h"
#include "model/SourcePath.h"
#include "report/Words.h"

namespace chanvet::driver {

namespace {

using llvm::StringRef;

// A command that clang's driver rejects is tried again without the argument it names, so often.
constexpr int kMaxRetries = 16;

// --- diagnostics ----------------------------------------------------------------------------

// Keeps the first error and counts the rest. Warnings are not ours to report.
class ErrorCollector : public clang::DiagnosticConsumer {
 public:
  explicit ErrorCollector(StringRef workingDirectory) : workingDirectory_(workingDirectory) {}

  void HandleDiagnostic(clang::DiagnosticsEngine::Level level,
                        const clang::Diagnostic& info) override {
    DiagnosticConsumer::HandleDiagnostic(level, info);
    if (level < clang::DiagnosticsEngine::Error || !first_.empty()) return;
    llvm::SmallString<256> message;
    info.FormatDiagnostic(message);
    first_ = placeOf(info) + message.str().str();
    message_ = message.str().str();
    if (!info.hasSourceManager() || info.getLocation().isInvalid()) return;
    isInSystemHeader_ = info.getSourceManager().isInSystemHeader(info.getLocation());
    mainLine_ = mainLineOf(info);
  }

  bool hasErrors() const { return getNumErrors() > 0; }
  const std::string& message() const { return message_; }
  // Of the first one.
  bool isInSystemHeader() const { return isInSystemHeader_; }
  // The line of the main file that has it, or includes what has it; 0 if there is none.
  unsigned mainLine() const { return mainLine_; }
  // "a.cpp:3:4: no member named 'x' (and 2 more errors)"
  std::string summary() const {
    unsigned more = getNumErrors() - 1;
    if (more == 0) return first_;
    return first_ + " (and " + std::to_string(more) +
           (more == 1 ? " more error)" : " more errors)");
  }

 private:
  static unsigned mainLineOf(const clang::Diagnostic& info) {
    const clang::SourceManager& sources = info.getSourceManager();
    clang::SourceLocation at = sources.getExpansionLoc(info.getLocation());
    while (at.isValid() && !sources.isWrittenInMainFile(at))
      at = sources.getIncludeLoc(sources.getFileID(at));
    return at.isValid() ? sources.getSpellingLineNumber(at) : 0;
  }

  std::string placeOf(const clang::Diagnostic& info) const {
    if (!info.hasSourceManager() || info.getLocation().isInvalid()) return "";
    clang::PresumedLoc place = info.getSourceManager().getPresumedLoc(info.getLocation());
    if (place.isInvalid()) return "";
    return report::relativeTo(place.getFilename(), workingDirectory_) + ":" +
           std::to_string(place.getLine()) + ":" + std::to_string(place.getColumn()) + ": ";
  }

  std::string workingDirectory_;
  std::string first_, message_;
  bool isInSystemHeader_ = false;
  unsigned mainLine_ = 0;
};

// --- the command ----------------------------------------------------------------------------

// Drops the argument that an error of clang's driver puts in quotes. False: none is there.
bool dropRejected(std::vector<std::string>& arguments, StringRef message, std::string& note) {
  llvm::SmallVector<StringRef> parts;
  message.split(parts, '\'');
  for (size_t index = 1; index < parts.size(); index += 2) {
    StringRef word = parts[index];
    if (!word.starts_with("-")) continue;
    auto found = llvm::find_if(llvm::drop_begin(arguments), [&](StringRef argument) {
      return argument == word || (argument.starts_with(word) && word.ends_with("="));
    });
    if (found == arguments.end()) continue;
    note = "left out '" + *found + "': " + message.str();
    arguments.erase(found);
    return true;
  }
  return false;
}

// Makes the invocation read only, whatever came through the command: no plugins, no outputs, no
// options for LLVM, and warnings neither computed nor turned into errors.
void harden(clang::CompilerInvocation& invocation, std::vector<std::string>& warnings) {
  clang::FrontendOptions& frontend = invocation.getFrontendOpts();
  for (const std::string& plugin : frontend.Plugins)
    warnings.push_back("the compile command names the plugin '" + plugin +
                       "'; plugins are never loaded");
  frontend.Plugins.clear();
  frontend.AddPluginActions.clear();
  frontend.PluginArgs.clear();
  frontend.ActionName.clear();
  frontend.LLVMArgs.clear();
  frontend.MLIRArgs.clear();
  frontend.ASTMergeFiles.clear();
  frontend.OutputFile.clear();
  frontend.StatsFile.clear();
  frontend.TimeTracePath.clear();
  frontend.ModuleOutputPath.clear();
  frontend.SymbolGraphOutputDir.clear();
  frontend.DumpMinimizationHintsPath.clear();
  frontend.ShowStats = false;
  frontend.CodeCompletionAt = {};
  frontend.ProgramAction = clang::frontend::ParseSyntaxOnly;

  invocation.getDependencyOutputOpts() = {};
  invocation.getHeaderSearchOpts().Verbose = false;
  invocation.getHeaderSearchOpts().ModuleCachePath.clear();
  invocation.getPreprocessorOpts().ImplicitPCHInclude.clear();
  invocation.getPreprocessorOpts().DisablePragmaDebugCrash = true;
  // __DATE__, __TIME__ and __TIMESTAMP__ would make each run another one.
  invocation.getPreprocessorOpts().SourceDateEpoch = 0;
  invocation.getLangOpts().ImplicitModules = false;
  invocation.getLangOpts().DumpRecordLayouts = false;

  clang::DiagnosticOptions& diagnostics = invocation.getDiagnosticOpts();
  diagnostics.DiagnosticLogFile.clear();
  diagnostics.DiagnosticSerializationFile.clear();
  diagnostics.Remarks.clear();
  diagnostics.IgnoreWarnings = true;
  diagnostics.Pedantic = false;
  diagnostics.PedanticErrors = false;
  diagnostics.VerifyDiagnostics = false;
  diagnostics.ShowCarets = false;
  // What turns a warning on is of no use; what turns a default error off is.
  llvm::erase_if(diagnostics.Warnings,
                 [](StringRef warning) { return !warning.starts_with("no-"); });
}

std::unique_ptr<clang::CompilerInvocation> createInvocation(
    std::vector<std::string> arguments, llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem> files,
    StringRef workingDirectory, ParseResult& result) {
  for (int attempt = 0;; ++attempt) {
    ErrorCollector errors(workingDirectory);
    clang::DiagnosticOptions diagnosticOptions;
    std::vector<const char*> pointers;
    for (const std::string& argument : arguments) pointers.push_back(argument.c_str());
    clang::CreateInvocationOptions options;
    options.VFS = files;
    options.Diags = clang::CompilerInstance::createDiagnostics(*files, diagnosticOptions, &errors,
                                                               /*ShouldOwnClient=*/false);
    std::unique_ptr<clang::CompilerInvocation> invocation =
        clang::createInvocation(pointers, std::move(options));
    if (invocation && !errors.hasErrors()) return invocation;
    std::string note;
    if (attempt < kMaxRetries && dropRejected(arguments, errors.message(), note)) {
      result.notes.push_back(std::move(note));
      continue;
    }
    result.failure = "clang rejects its compile command: " +
                     (errors.hasErrors() ? errors.summary() : "there is nothing to compile");
    return nullptr;
  }
}

// --- the unit -------------------------------------------------------------------------------

class CommentCollector : public clang::CommentHandler {
 public:
  bool HandleComment(clang::Preprocessor& preprocessor, clang::SourceRange range) override {
    clang::SourceManager& sources = preprocessor.getSourceManager();
    const char* begin = sources.getCharacterData(range.getBegin());
    const char* end = sources.getCharacterData(range.getEnd());
    StringRef text(begin, end - begin);
    if (!report::mayBeSuppression(text)) return false;
    if (sources.isInSystemHeader(range.getBegin())) return false;
    add(sources, range, text);
    return false;
  }

  std::vector<report::Comment> take() { return std::move(comments_); }

 private:
  void add(clang::SourceManager& sources, clang::SourceRange range, StringRef text) {
    auto [file, offset] = sources.getDecomposedLoc(range.getBegin());
    clang::OptionalFileEntryRef entry = sources.getFileEntryRefForID(file);
    if (!entry) return;
    unsigned endOffset = sources.getFileOffset(range.getEnd());
    Place place{model::pathOf(*entry), sources.getLineNumber(file, offset),
                sources.getColumnNumber(file, offset), sources.getLineNumber(file, endOffset),
                sources.getColumnNumber(file, endOffset)};
    comments_.push_back({.place = std::move(place), .text = text.str()});
  }

  std::vector<report::Comment> comments_;
};

// The source that several units begin with: their includes, and a pragma at which one of them goes
// on. What ends with the semicolon before it, the parser has seen all of. No file has its name.
constexpr StringRef kSharedName = "<shared>";
constexpr StringRef kPragma = "chanvet_unit";

std::string sharedPath(const CompileCommand& command) {
  llvm::SmallString<256> path(llvm::sys::path::parent_path(command.file));
  llvm::sys::path::append(path, kSharedName + llvm::sys::path::extension(command.file));
  return path.str().str();
}

// A line marker says that what follows is part of a system header.
std::string textOf(const SharedInclude& include) {
  const std::string directive = "#include " + include.name + '\n';
  if (!include.isSystem) return directive;
  const std::string marker = "# 1 \"" + kSharedName.str() + "\"";
  return marker + " 3\n" + directive + marker + '\n';
}

std::string sharedSource(llvm::ArrayRef<SharedInclude> includes) {
  std::string source;
  for (const SharedInclude& include : includes) source += textOf(include);
  return source + ";\n#pragma " + kPragma.str() + '\n';
}

// The bodies of function templates in system headers wait until something instantiates them, which
// for most nothing does (-fdelayed-template-parsing, for these headers alone).
class DelayedTemplates : public clang::PPCallbacks {
 public:
  explicit DelayedTemplates(clang::LangOptions& language) : language_(language) {}

  // From the next file on.
  void begin() { isOn_ = true; }

  void FileChanged(clang::SourceLocation, FileChangeReason, clang::SrcMgr::CharacteristicKind kind,
                   clang::FileID) override {
    language_.DelayedTemplateParsing = isOn_ && clang::SrcMgr::isSystem(kind);
  }

 private:
  clang::LangOptions& language_;
  bool isOn_ = false;
};

// Whose text stands in a line of this source; nothing for the last lines.
std::optional<std::size_t> includeInLine(const SharedIncludes& shared, unsigned line) {
  if (line == 0) return std::nullopt;
  unsigned end = 1;
  for (auto [number, include] : llvm::enumerate(shared.includes))
    if (end += llvm::count(textOf(include), '\n'); line < end) return number;
  return std::nullopt;
}

// Goes on with a unit, or with more that some units share. That includes again what was included,
// so it has to be guarded. What templates are to be instantiated for it by then, is (as with
// -fpch-instantiate-templates): for that, they cannot wait.
class UnitPragma : public clang::PragmaHandler {
 public:
  UnitPragma(const SharedIncludes& shared, clang::CompilerInstance& compiler,
             DelayedTemplates& delayedTemplates)
      : PragmaHandler(kPragma),
        shared_(shared),
        includes_(shared.includes),
        compiler_(compiler),
        delayedTemplates_(delayedTemplates) {}

  void HandlePragma(clang::Preprocessor& preprocessor, clang::PragmaIntroducer introducer,
                    clang::Token& token) override {
    clang::SourceManager& sources = preprocessor.getSourceManager();
    preprocessor.LexUnexpandedToken(token);  // the end of the line
    bool isHere = sources.getFileID(introducer.Loc) == sources.getMainFileID();
    bool isUsable = !preprocessor.getDiagnostics().hasErrorOccurred() && areGuarded(preprocessor);
    if (hasEntered_ || !isHere || !isUsable) return;
    compiler_.getSema().PerformPendingInstantiations();
    if (preprocessor.getDiagnostics().hasErrorOccurred()) return;
    makeRoomForTypes(compiler_.getASTContext());
    giveBackFreeMemory();
    SharedNext next = shared_.next();
    if (next.unit.empty())
      enterShared(preprocessor, std::move(next.includes), introducer.Loc);
    else
      enterUnit(preprocessor, next.unit, introducer.Loc);
  }

 private:
  void enterShared(clang::Preprocessor& preprocessor, std::vector<SharedInclude> includes,
                   clang::SourceLocation from) {
    includes_ = std::move(includes);
    clang::SourceManager& sources = preprocessor.getSourceManager();
    clang::OptionalFileEntryRef main = sources.getFileEntryRefForID(sources.getMainFileID());
    llvm::SmallString<256> path(llvm::sys::path::parent_path(main->getName()));
    llvm::sys::path::append(path, kSharedName + "." + std::to_string(++times_));
    const std::string source = sharedSource(includes_);
    clang::FileEntryRef file =
        sources.getFileManager().getVirtualFileRef(path, source.size(), /*ModificationTime=*/0);
    sources.overrideFileContents(file, llvm::MemoryBuffer::getMemBufferCopy(source, path));
    enter(preprocessor, sources.createFileID(file, from, clang::SrcMgr::C_User), from);
  }

  // In the unit the pragma means nothing.
  void enterUnit(clang::Preprocessor& preprocessor, StringRef path, clang::SourceLocation from) {
    hasEntered_ = true;
    delayedTemplates_.begin();
    clang::SourceManager& sources = preprocessor.getSourceManager();
    auto file = sources.getFileManager().getFileRef(path);
    if (!file) return llvm::consumeError(file.takeError());
    preprocessor.getHeaderSearchInfo().getFileInfo(*file);  // what it includes asks for that
    enter(preprocessor, sources.createFileID(*file, from, clang::SrcMgr::C_User), from);
  }

  static void enter(clang::Preprocessor& preprocessor, clang::FileID file,
                    clang::SourceLocation from) {
    preprocessor.getSourceManager().setMainFileID(file);
    preprocessor.EnterSourceFile(file, /*Dir=*/nullptr, from);
  }

  bool areGuarded(clang::Preprocessor& preprocessor) const {
    const clang::SourceManager& sources = preprocessor.getSourceManager();
    for (unsigned index = 0; index < sources.local_sloc_entry_size(); ++index) {
      const clang::SrcMgr::SLocEntry& entry = sources.getLocalSLocEntry(index);
      if (!entry.isFile()) continue;
      clang::SourceLocation include = entry.getFile().getIncludeLoc();
      if (include.isInvalid() || sources.getFileID(include) != sources.getMainFileID()) continue;
      clang::OptionalFileEntryRef file = entry.getFile().getContentCache().OrigEntry;
      if (file && !preprocessor.getHeaderSearchInfo().isFileMultipleIncludeGuarded(*file) &&
          !isStandard(*file))
        return false;
    }
    return true;
  }

  // Some of these have something in front of their guards.
  bool isStandard(clang::FileEntryRef file) const {
    return llvm::any_of(includes_, [&](const SharedInclude& include) {
      const StringRef name = include.name;
      return isStandardHeader(name) &&
             file.getName().ends_with("/" + name.drop_front().drop_back().str());
    });
  }

  const SharedIncludes& shared_;
  std::vector<SharedInclude> includes_;  // those that have been parsed last
  unsigned times_ = 0;                   // that others came after the first ones
  clang::CompilerInstance& compiler_;
  DelayedTemplates& delayedTemplates_;
  bool hasEntered_ = false;
};

std::map<std::string, std::uint64_t> projectFiles(const clang::SourceManager& sources) {
  std::map<std::string, std::uint64_t> files;
  for (unsigned index = 0; index < sources.local_sloc_entry_size(); ++index) {
    const clang::SrcMgr::SLocEntry& entry = sources.getLocalSLocEntry(index);
    if (!entry.isFile()) continue;
    const clang::SrcMgr::FileInfo& info = entry.getFile();
    if (clang::SrcMgr::isSystem(info.getFileCharacteristic())) continue;
    clang::OptionalFileEntryRef file = info.getContentCache().OrigEntry;
    if (!file || llvm::sys::path::stem(file->getName()) == kSharedName) continue;
    auto [known, isNew] = files.try_emplace(model::pathOf(*file));
    if (!isNew) continue;
    const std::optional<StringRef> content = info.getContentCache().getBufferDataIfLoaded();
    known->second = cache::contentHash(content.value_or(""));
  }
  return files;
}

class IncludeCollector : public clang::PPCallbacks {
 public:
  explicit IncludeCollector(model::SourceOrder& order) : order_(order) {}

  void InclusionDirective(clang::SourceLocation hash, const clang::Token&, StringRef, bool,
                          clang::CharSourceRange, clang::OptionalFileEntryRef file, StringRef,
                          StringRef, const clang::Module*, bool,
                          clang::SrcMgr::CharacteristicKind) override {
    if (file) order_.add(hash, *file);
  }

 private:
  model::SourceOrder& order_;
};

using Use = llvm::function_ref<void(const ParsedUnit&)>;

class Consumer : public clang::ASTConsumer {
 public:
  Consumer(CommentCollector& comments, model::SourceOrder& order, Use use)
      : comments_(comments), order_(order), use_(use) {}

  void HandleTranslationUnit(clang::ASTContext& context) override {
    if (context.getDiagnostics().hasErrorOccurred()) return;
    std::map<std::string, std::uint64_t> files = projectFiles(context.getSourceManager());
    std::vector<report::Comment> comments = comments_.take();
    findStatements(context, comments);
    use_({context, files, comments, &order_});
  }

 private:
  CommentCollector& comments_;
  model::SourceOrder& order_;
  Use use_;
};

class Action : public clang::ASTFrontendAction {
 public:
  Action(bool delaysTemplates, const ParseOptions& options, Use use)
      : delaysTemplates_(delaysTemplates), options_(options), use_(use) {}

  std::unique_ptr<clang::ASTConsumer> CreateASTConsumer(clang::CompilerInstance& compiler,
                                                        StringRef) override {
    compiler.getPreprocessor().addCommentHandler(&comments_);
    auto delayed = std::make_unique<DelayedTemplates>(compiler.getLangOpts());
    // The preprocessor owns both.
    if (options_.shared)
      compiler.getPreprocessor().AddPragmaHandler(
          new UnitPragma(*options_.shared, compiler, *delayed));
    else if (delaysTemplates_)
      delayed->begin();
    compiler.getPreprocessor().addPPCallbacks(std::move(delayed));
    if (options_.headers) options_.headers->handTo(compiler.getPreprocessor(), options_.reads);
    order_.emplace(compiler.getSourceManager());
    compiler.getPreprocessor().addPPCallbacks(std::make_unique<IncludeCollector>(*order_));
    return std::make_unique<Consumer>(comments_, *order_, use_);
  }

 private:
  bool delaysTemplates_;
  const ParseOptions& options_;
  CommentCollector comments_;
  std::optional<model::SourceOrder> order_;
  Use use_;
};

using FileSystem = llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem>;

// Returns whether the first error, if there is one, is in a system header.
bool parseInvocation(std::unique_ptr<clang::CompilerInvocation> invocation, FileSystem files,
                     const ParseOptions& options, bool delaysTemplates, Use use,
                     ParseResult& result) {
  ErrorCollector errors(options.workingDirectory);
  clang::CompilerInstance compiler(std::move(invocation));
  compiler.setVerboseOutputStream(llvm::nulls());
  compiler.createVirtualFileSystem(std::move(files), &errors);
  compiler.createDiagnostics(&errors, /*ShouldOwnClient=*/false);
  compiler.createFileManager();
  Action action(delaysTemplates, options, use);
  bool succeeded = compiler.ExecuteAction(action);
  result.failure = errors.hasErrors() ? errors.summary()
                   : succeeded        ? ""
                                      : "clang could not parse it";
  if (options.shared) result.wrongInclude = includeInLine(*options.shared, errors.mainLine());
  return errors.isInSystemHeader();
}

FileSystem withShared(const CompileCommand& command, const SharedIncludes& shared,
                      FileSystem files) {
  auto memory = llvm::makeIntrusiveRefCnt<llvm::vfs::InMemoryFileSystem>();
  memory->setCurrentWorkingDirectory(command.directory);
  memory->addFile(command.file, /*ModificationTime=*/0,
                  llvm::MemoryBuffer::getMemBufferCopy(sharedSource(shared.includes)));
  auto overlay = llvm::makeIntrusiveRefCnt<llvm::vfs::OverlayFileSystem>(std::move(files));
  overlay->pushOverlay(std::move(memory));
  return overlay;
}

void parseUnit(CompileCommand command, const ExtraArguments& extra, const ParseOptions& options,
               Use use, ParseResult& result) {
  if (options.shared) command.file = sharedPath(command);
  llvm::Expected<ClangCommand> adjusted = clangCommand(command, extra, resourceDir());
  if (!adjusted) {
    result.failure = llvm::toString(adjusted.takeError());
    return;
  }
  result.warnings = std::move(adjusted->warnings);
  result.notes = std::move(adjusted->notes);

  FileSystem files = llvm::vfs::createPhysicalFileSystem();
  if (std::error_code error = files->setCurrentWorkingDirectory(command.directory)) {
    result.failure = "its directory '" + command.directory + "': " + error.message();
    return;
  }
  files = llvm::makeIntrusiveRefCnt<ListedFiles>(std::move(files));
  if (options.reads)
    files = llvm::makeIntrusiveRefCnt<cache::RecordingFileSystem>(std::move(files), *options.reads);
  if (options.shared) files = withShared(command, *options.shared, std::move(files));
  auto invocation =
      createInvocation(std::move(adjusted->arguments), files, options.workingDirectory, result);
  if (!invocation) return;
  harden(*invocation, result.warnings);
  invocation->getFrontendOpts().DisableFree = options.isLast;

  // A body that waits sees what is declared after it. Where that is an error, it does not wait.
  auto again = std::make_unique<clang::CompilerInvocation>(*invocation);
  bool isDoubtful = parseInvocation(std::move(invocation), files, options,
                                    /*delaysTemplates=*/true, use, result);
  if (isDoubtful && !options.shared)
    parseInvocation(std::move(again), files, options, /*delaysTemplates=*/false, use, result);
}

// Beside an installed program: PREFIX/bin/chanvet, PREFIX/lib/clang/22.
std::string installedResourceDir() {
  static int anchor;
  llvm::SmallString<256> dir(
      llvm::sys::path::parent_path(llvm::sys::fs::getMainExecutable(nullptr, &anchor)));
  llvm::sys::path::append(dir, "..", "lib", "clang", CLANG_VERSION_MAJOR_STRING);
  // Where it is a link into clang's own installation, other things are found beside the target.
  llvm::SmallString<256> real;
  return llvm::sys::fs::real_path(dir, real) ? "" : real.str().str();
}

}  // namespace

const std::string& resourceDir() {
  static const std::string dir = [] {
    std::string installed = installedResourceDir();
    return installed.empty() ? CHANVET_CLANG_RESOURCE_DIR : installed;
  }();
  return dir;
}

ParseResult parse(const CompileCommand& command, const ExtraArguments& extra,
                  const ParseOptions& options, Use use) {
  ParseResult result;
  bool survived = runSafely([&] {
    clang::noteBottomOfStack(/*ForceSet=*/true);
    parseUnit(command, extra, options, use, result);
    if (options.shared) options.shared->ended(std::move(result));
  });
  if (!survived) result.failure = "the analysis crashed";
  return result;
}

}  // namespace chanvet::driver
