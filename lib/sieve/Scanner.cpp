#include "sieve/Scanner.h"

#include <map>
#include <system_error>
#include <utility>

#include <clang/Basic/Diagnostic.h>
#include <clang/DependencyScanning/DependencyScanningService.h>
#include <clang/DependencyScanning/DependencyScanningWorker.h>
#include <clang/Tooling/DependencyScanningTool.h>
#include <llvm/ADT/SmallString.h>
#include <llvm/ADT/StringExtras.h>
#include <llvm/ADT/StringSet.h>
#include <llvm/Support/MemoryBuffer.h>
#include <llvm/Support/Path.h>
#include <llvm/Support/VirtualFileSystem.h>

#include "sieve/StandardHeaders.h"

namespace chanvet::sieve {

namespace {

namespace scanning = clang::dependencies;
using llvm::StringRef;
using FileSystem = llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem>;
using Overlay = llvm::IntrusiveRefCntPtr<llvm::vfs::OverlayFileSystem>;

// Units are plain sources: modules are for those who parse them.
class Includes : public scanning::DependencyConsumer {
 public:
  void handleFileDependency(StringRef file) override { files.push_back(file.str()); }
  void handleDependencyOutputOpts(const clang::DependencyOutputOptions&) override {}
  void handlePrebuiltModuleDependency(scanning::PrebuiltModuleDep) override {}
  void handleModuleDependency(scanning::ModuleDeps) override {}
  void handleDirectModuleDependency(scanning::ModuleID) override {}
  void handleVisibleModule(std::string) override {}
  void handleContextHash(std::string) override {}

  std::vector<std::string> files;
};

class NoModules : public scanning::DependencyActionController {
 public:
  std::string lookupModuleOutput(const scanning::ModuleDeps&, scanning::ModuleOutputKind) override {
    return "";
  }
};

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

}  // namespace

class Scanner::Impl {
 public:
  Scan scan(const ScanRequest& request, cache::Reads* reads) {
    FileSystem files = llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem>(&worker_.getVFS());
    if (reads) files = llvm::makeIntrusiveRefCnt<cache::RecordingFileSystem>(files, *reads);
    auto overlay = llvm::makeIntrusiveRefCnt<llvm::vfs::OverlayFileSystem>(std::move(files));
    Scan all = includesOf(request.arguments, request.directory, std::move(overlay));
    if (!all.failure.empty()) return all;
    const llvm::StringSet<>& standard = standardHeaders(request);
    llvm::erase_if(all.files, [&](StringRef file) { return standard.contains(file); });
    return all;
  }

 private:
  Scan includesOf(const std::vector<std::string>& arguments, const std::string& directory,
                  Overlay files) {
    Scan scan;
    if (std::error_code error = files->setCurrentWorkingDirectory(directory)) {
      scan.failure = "cannot enter '" + directory + "': " + error.message();
      return scan;
    }
    Includes includes;
    NoModules controller;
    FirstError errors;
    if (!clang::tooling::computeDependencies(worker_, directory, arguments, includes, controller,
                                             errors, std::move(files))) {
      scan.failure = errors.message.empty() ? "clang cannot scan it" : errors.message;
      return scan;
    }
    llvm::StringSet<> known;
    for (StringRef file : includes.files) {
      std::string path = absolute(file, directory);
      if (known.insert(path).second) scan.files.push_back(std::move(path));
    }
    return scan;
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
    auto overlay = llvm::makeIntrusiveRefCnt<llvm::vfs::OverlayFileSystem>(
        llvm::IntrusiveRefCntPtr<llvm::vfs::FileSystem>(&worker_.getVFS()));
    overlay->pushOverlay(std::move(memory));
    Scan scan = includesOf(arguments, "/", std::move(overlay));
    for (const std::string& file : scan.files) known->second.insert(file);
    return known->second;
  }

  scanning::DependencyScanningService service_{scanning::ScanningMode::DependencyDirectivesScan,
                                               scanning::ScanningOutputFormat::Make};
  scanning::DependencyScanningWorker worker_{service_, llvm::vfs::createPhysicalFileSystem()};
  std::map<std::string, llvm::StringSet<>> standard_;  // by the options of the toolchain
};

Scanner::Scanner() : impl_(std::make_unique<Impl>()) {}
Scanner::~Scanner() = default;

Scan Scanner::scan(const ScanRequest& request, cache::Reads* reads) {
  return impl_->scan(request, reads);
}

}  // namespace chanvet::sieve
