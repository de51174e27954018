#include <algorithm>
#include <string>
#include <vector>

#include <llvm/ADT/STLExtras.h>
#include <llvm/Support/raw_ostream.h>

#include "Commands.h"
#include "Markdown.h"
#include "Status.h"
#include "Terminal.h"
#include "driver/Run.h"
#include "yaml/Reader.h"

namespace chanvet::tool {

std::vector<check::Metadata> explainedChecks() {
  std::vector<check::Metadata> checks = driver::allChecks();
  checks.push_back(blockedCheck());
  return checks;
}

int explain(const Options& options) {
  constexpr unsigned kMaxWidth = 100;
  const std::string& name = options.arguments.front();
  std::vector<check::Metadata> checks = explainedChecks();
  auto check = llvm::find_if(checks, [&](const auto& known) { return known.name == name; });
  if (check == checks.end()) {
    std::vector<llvm::StringRef> names;
    for (const check::Metadata& known : checks) names.push_back(known.name);
    printError("unknown check '" + name + "'" + yaml::didYouMean(name, names));
    return kUsage;
  }
  MarkdownOptions markdown;
  markdown.color = useColor(options.color);
  if (unsigned width = terminalWidth()) markdown.width = std::min(width, kMaxWidth);
  llvm::outs() << renderMarkdown(check->doc, markdown);
  return kClean;
}

}  // namespace chanvet::tool
