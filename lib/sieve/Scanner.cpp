#include "sieve/Scanner.h"

#include <map>
#include <system_error>
#include <utility>

#include <clang/Basic/Diagnostic.h>
#include <clang/Basic/SourceManager.h>
#include <clang/DependencyScanning/DependencyScannerImpl.h>
#include <clang/DependencyScanning/DependencyScanningFilesystem.h>
#include <clang/DependencyScanning/DependencyScanningService.h>
#include <clang/Driver/CreateInvocationFromArgs.h>
#include <clang/Frontend/CompilerInstance.h>
#include <clang/Frontend/FrontendActions.h>
#include <clang/Lex/HeaderSearch.h>
#include <clang/Lex/PPCallbacks.h>
#include <clang/Lex/Preprocessor.h>
#include <clang/Lex/PreprocessorOptions.h>
#include <llvm/ADT/DenseMap.h>
#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/SmallString.h>
#include <llvm/ADT/StringExtras.h>
#include <llvm/ADT/StringSet.h>
#include <llvm/Support/MemoryBuffer.h>
#include <llvm/Support/Path.h>
#include <llvm/Support/VirtualFileSystem.h>
#include <llvm/Support/raw_ostream.h>

#include "sieve/StandardHeaders.h"

namespace chanvet::sieve {

namespace {

namespace scanning = clang::dependencies;
using llvm::StringRef;
using FileSystem = llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem>;

class FirstError : public clang::DiagnosticConsumer {
 public:
  void HandleDiagnostic(clang::DiagnosticsEngine::Level level,
                        const clang::Diagnostic& info) override {
    DiagnosticConsumer::HandleDiagnostic(level, info);
    if (level < clang::DiagnosticsEngine::Error || !message.empty()) return;
    llvm::SmallString<128> text;
    info.FormatDiagnostic(text);
    message = text.str().str();
  }

  std::string message;
};

std::string absolute(StringRef file, StringRef directory) {
  llvm::SmallString<256> path(file);
  llvm::sys::path::make_absolute(directory, path);
  llvm::sys::path::remove_dots(path, /*remove_dot_dot=*/true);
  return path.str().str();
}

class TreeBuilder : public clang::PPCallbacks {
 public:
  TreeBuilder(clang::Preprocessor& preprocessor, StringRef directory, IncludeTable& table,
              IncludeTree& tree)
      : preprocessor_(preprocessor),
        sources_(preprocessor.getSourceManager()),
        directory_(directory),
        table_(table),
        tree_(tree) {}

  void FileChanged(clang::SourceLocation at, FileChangeReason reason,
                   clang::SrcMgr::CharacteristicKind kind, clang::FileID) override {
    if (reason != EnterFile) return;
    clang::OptionalFileEntryRef file = sources_.getFileEntryRefForID(sources_.getFileID(at));
    if (!file) return;
    const FileNumber number = numberOf(*file);
    auto [known, isNew] = places_.try_emplace(number, tree_.files.size());
    if (!isNew) return;
    tree_.files.push_back({.file = number, .isSystem = clang::SrcMgr::isSystem(kind)});
    entries_.push_back(*file);
    includes_.emplace_back();
  }

  void InclusionDirective(clang::SourceLocation hash, const clang::Token&, StringRef name,
                          bool isAngled, clang::CharSourceRange, clang::OptionalFileEntryRef file,
                          StringRef, StringRef, const clang::Module*, bool,
                          clang::SrcMgr::CharacteristicKind) override {
    if (!file) return;
    const FileNumber number = numberOf(*file);
    if (isAngled && table_.file(number).angled.empty()) table_.file(number).angled = name.str();
    auto [includer, offset] = sources_.getDecomposedLoc(hash);
    clang::OptionalFileEntryRef from = sources_.getFileEntryRefForID(includer);
    if (!from) return (void)tree_.forced.push_back(number);
    const Include include{offset, number};
    Includes& includes = includes_[places_.at(numberOf(*from))];
    if (!llvm::is_contained(includes, include)) includes.push_back(include);
  }

  void EndOfMainFile() override {
    const clang::HeaderSearch& headers = preprocessor_.getHeaderSearchInfo();
    for (auto [file, entry, includes] : llvm::zip_equal(tree_.files, entries_, includes_)) {
      file.isGuarded = headers.isFileMultipleIncludeGuarded(entry);
      file.includes = table_.add(std::move(includes));
    }
  }

 private:
  // A file that is reached by several paths has the first.
  FileNumber numberOf(clang::FileEntryRef file) {
    auto [known, isNew] = numbers_.try_emplace(&file.getFileEntry(), 0);
    if (isNew)
      known->second = table_.add({.path = absolute(file.getName(), directory_), .angled = ""});
    return known->second;
  }

  clang::Preprocessor& preprocessor_;
  const clang::SourceManager& sources_;
  StringRef directory_;
  IncludeTable& table_;
  IncludeTree& tree_;
  llvm::DenseMap<const clang::FileEntry*, FileNumber> numbers_;
  std::map<FileNumber, std::size_t> places_;  // in the tree
  std::vector<clang::FileEntryRef> entries_;  // at each place
  std::vector<Includes> includes_;
};

class Action : public clang::PreprocessOnlyAction {
 public:
  Action(StringRef directory, cache::Reads* reads, FoundHeaders& found, IncludeTable& table,
         IncludeTree& tree)
      : directory_(directory), reads_(reads), found_(found), table_(table), tree_(tree) {}

 private:
  bool BeginSourceFileAction(clang::CompilerInstance& compiler) override {
    clang::Preprocessor& preprocessor = compiler.getPreprocessor();
    preprocessor.addPPCallbacks(
        std::make_unique<TreeBuilder>(preprocessor, directory_, table_, tree_));
    found_.handTo(preprocessor, reads_);
    return PreprocessOnlyAction::BeginSourceFileAction(compiler);
  }

  void EndSourceFileAction() override { found_.learnFrom(getCompilerInstance().getPreprocessor()); }

  StringRef directory_;
  cache::Reads* reads_;
  FoundHeaders& found_;
  IncludeTable& table_;
  IncludeTree& tree_;
};

// Nothing is written, and no module or precompiled header read.
void harden(clang::CompilerInvocation& invocation) {
  invocation.getDependencyOutputOpts() = {};
  invocation.getDiagnosticOpts().DiagnosticLogFile.clear();
  invocation.getDiagnosticOpts().DiagnosticSerializationFile.clear();
  invocation.getDiagnosticOpts().IgnoreWarnings = true;
  invocation.getFrontendOpts().OutputFile.clear();
  invocation.getFrontendOpts().ProgramAction = clang::frontend::RunPreprocessorOnly;
  invocation.getPreprocessorOpts().ImplicitPCHInclude.clear();
  invocation.getLangOpts().ImplicitModules = false;
}

}  // namespace

class Scanner::Impl {
 public:
  Scan scan(const ScanRequest& request, cache::Reads* reads) {
    FileSystem files = files_;
    if (reads) files = llvm::makeIntrusiveRefCnt<cache::RecordingFileSystem>(files, *reads);
    Scan scan = treeOf(request.arguments, request.directory, std::move(files), reads);
    if (!scan.failure.empty()) return scan;
    const llvm::StringSet<>& standard = standardHeaders(request);
    for (const IncludedFile& included : scan.tree.files) {
      KnownFile& file = table_.file(included.file);
      if (standard.contains(file.path))
        file.isStandard = true;
      else
        scan.files.push_back(file.path);
    }
    return scan;
  }

  const IncludeTable& table() const { return table_; }
  FoundHeaders& found() { return found_; }

 private:
  Scan treeOf(const std::vector<std::string>& arguments, const std::string& directory,
              FileSystem files, cache::Reads* reads) {
    Scan scan;
    if (std::error_code error = files->setCurrentWorkingDirectory(directory)) {
      scan.failure = "cannot enter '" + directory + "': " + error.message();
      return scan;
    }
    FirstError errors;
    if (run(arguments, directory, std::move(files), reads, errors, scan.tree)) return scan;
    scan.failure = errors.message.empty() ? "clang cannot scan it" : errors.message;
    return scan;
  }

  bool run(const std::vector<std::string>& arguments, const std::string& directory,
           FileSystem files, cache::Reads* reads, FirstError& errors, IncludeTree& tree) {
    clang::DiagnosticOptions diagnosticOptions;
    std::vector<const char*> pointers;
    for (const std::string& argument : arguments) pointers.push_back(argument.c_str());
    clang::CreateInvocationOptions options;
    options.VFS = files;
    options.Diags = clang::CompilerInstance::createDiagnostics(*files, diagnosticOptions, &errors,
                                                               /*ShouldOwnClient=*/false);
    std::unique_ptr<clang::CompilerInvocation> invocation =
        clang::createInvocation(pointers, std::move(options));
    if (!invocation || errors.getNumErrors() > 0) return false;
    harden(*invocation);
    clang::CompilerInstance compiler(std::move(invocation));
    compiler.setVerboseOutputStream(llvm::nulls());
    scanning::initializeScanCompilerInstance(compiler, std::move(files), &errors, service_, files_);
    Action action(directory, reads, found_, table_, tree);
    return compiler.ExecuteAction(action) && errors.getNumErrors() == 0;
  }

  // Those of a toolchain with these options, and what they include; none where they cannot be read.
  const llvm::StringSet<>& standardHeaders(const ScanRequest& request) {
    auto [known, isNew] = standard_.try_emplace(llvm::join(request.toolchain, "\n"));
    if (!isNew) return known->second;
    const std::string source = "/chanvet-standard-headers.cpp";
    std::vector<std::string> arguments = request.toolchain;
    arguments.insert(arguments.begin(), request.arguments.front());
    arguments.insert(arguments.end(), {"-fsyntax-only", "--", source});
    auto memory = llvm::makeIntrusiveRefCnt<llvm::vfs::InMemoryFileSystem>();
    memory->addFile(source, 0, llvm::MemoryBuffer::getMemBufferCopy(includeStandardHeaders()));
    auto overlay = llvm::makeIntrusiveRefCnt<llvm::vfs::OverlayFileSystem>(files_);
    overlay->pushOverlay(std::move(memory));
    const Scan scan = treeOf(arguments, "/", std::move(overlay), /*reads=*/nullptr);
    for (const IncludedFile& file : scan.tree.files)
      known->second.insert(table_.file(file.file).path);
    return known->second;
  }

  scanning::DependencyScanningService service_{scanning::ScanningMode::DependencyDirectivesScan,
                                               scanning::ScanningOutputFormat::Make};
  llvm::IntrusiveRefCntPtr<scanning::DependencyScanningWorkerFilesystem> files_ =
      llvm::makeIntrusiveRefCnt<scanning::DependencyScanningWorkerFilesystem>(
          service_.getSharedCache(), llvm::vfs::createPhysicalFileSystem());
  FoundHeaders found_;
  IncludeTable table_;
  std::map<std::string, llvm::StringSet<>> standard_;  // by the options of the toolchain
};

Scanner::Scanner() : impl_(std::make_unique<Impl>()) {}
Scanner::~Scanner() = default;

Scan Scanner::scan(const ScanRequest& request, cache::Reads* reads) {
  return impl_->scan(request, reads);
}

const IncludeTable& Scanner::table() const { return impl_->table(); }

FoundHeaders& Scanner::found() { return impl_->found(); }

}  // namespace chanvet::sieve
