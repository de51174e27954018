#include <string>

#include <llvm/Support/FileSystem.h>
#include <llvm/Support/raw_ostream.h>

#include "Commands.h"
#include "Status.h"
#include "Terminal.h"
#include "driver/CompileDatabase.h"
#include "report/Words.h"

namespace chanvet::tool {

int printConfig(const Options& options) {
  std::unique_ptr<driver::Configs> configs = openConfigs(options);
  if (!configs) return kUsage;
  std::string directory = workingDirectory();
  std::string file =
      driver::normalPath(options.arguments.empty() ? "." : options.arguments.front(), directory);
  // Of a directory: what holds for a file in it.
  if (llvm::sys::fs::is_directory(file)) file = driver::normalPath("a.cpp", file);
  llvm::Expected<const driver::Config*> config = configs->forFile(file);
  if (!config) return usageError(config.takeError());
  llvm::outs() << "# "
               << ((*config)->file().empty() ? "no .chanvet.yaml"
                                             : report::relativeTo((*config)->file(), directory))
               << '\n';
  (*config)->print(file, llvm::outs());
  return kClean;
}

}  // namespace chanvet::tool
