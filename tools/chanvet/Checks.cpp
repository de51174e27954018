#include <algorithm>
#include <string>

#include <llvm/Support/JSON.h>
#include <llvm/Support/raw_ostream.h>

#include "Commands.h"
#include "Status.h"
#include "Terminal.h"
#include "driver/CompileDatabase.h"
#include "report/Words.h"

namespace chanvet::tool {

namespace {

llvm::StringRef nameOf(check::Layer layer) {
  switch (layer) {
    case check::Layer::Ast:
      return "ast";
    case check::Layer::Flow:
      return "flow";
    case check::Layer::Explore:
      return "explore";
  }
  llvm_unreachable("a layer has a name");
}

void printJson(const std::vector<check::Metadata>& checks, const driver::CheckTable& table) {
  llvm::json::OStream out(llvm::outs(), 2);
  out.array([&] {
    for (const check::Metadata& check : checks) {
      const driver::CheckSettings& settings = table.at(check.name);
      out.object([&] {
        out.attribute("name", check.name);
        out.attribute("summary", check.summary);
        out.attribute("severity", report::severityName(settings.severity.value));
        out.attribute("layer", nameOf(check.layer));
        out.attribute("on", settings.on.value);
        out.attribute("from", settings.on.from);
        out.attributeArray("options", [&] {
          for (const check::OptionSpec& option : check.options)
            out.object([&] {
              out.attribute("name", option.name);
              out.attribute("value", settings.options.at(option.name).value);
              out.attribute("default", option.defaultValue);
              out.attribute("help", option.help);
            });
        });
      });
    }
  });
  llvm::outs() << '\n';
}

void printTable(const std::vector<check::Metadata>& checks, const driver::CheckTable& table) {
  size_t nameWidth = 0, fromWidth = 0;
  for (const auto& [name, settings] : table) {
    nameWidth = std::max(nameWidth, name.size());
    fromWidth = std::max(fromWidth, settings.on.from.size());
  }
  llvm::raw_ostream& out = llvm::outs();
  for (const check::Metadata& check : checks) {
    const driver::CheckSettings& settings = table.at(check.name);
    out << llvm::left_justify(check.name, nameWidth) << "  "
        << llvm::left_justify(report::severityName(settings.severity.value), 7) << "  "
        << (settings.on.value ? "on   " : "off  ")
        << llvm::left_justify(settings.on.from, fromWidth) << "  " << check.summary << '\n';
  }
}

}  // namespace

int listChecks(const Options& options) {
  std::unique_ptr<driver::Configs> configs = openConfigs(options);
  if (!configs) return kUsage;
  std::string anyFile = driver::normalPath("a.cpp", workingDirectory());
  llvm::Expected<const driver::Config*> config = configs->forFile(anyFile);
  if (!config) return usageError(config.takeError());
  driver::CheckTable table = (*config)->checksFor(anyFile);
  if (options.json)
    printJson(configs->checks(), table);
  else
    printTable(configs->checks(), table);
  return kClean;
}

}  // namespace chanvet::tool
