#include <algorithm>
#include <string>
#include <tuple>
#include <vector>

#include <llvm/ADT/STLExtras.h>
#include <llvm/Support/JSON.h>
#include <llvm/Support/raw_ostream.h>

#include "Commands.h"
#include "Status.h"
#include "Terminal.h"
#include "dialect/Loader.h"
#include "driver/CompileDatabase.h"

namespace chanvet::tool {

namespace {

struct Row {
  std::string name, summary, from, file;
  bool on;
  size_t classes, functions;
};

Row rowOf(const dialect::Dialect& dialect) {
  return {dialect.name,           dialect.summary,         "", "", false,
          dialect.classes.size(), dialect.functions.size()};
}

// The dialects that are on, and the shipped ones that are off.
llvm::Expected<std::vector<Row>> rowsOf(const driver::Config& config) {
  std::vector<Row> rows;
  for (const driver::ActiveDialect& active : config.dialects()) {
    Row row = rowOf(*active.dialect);
    row.from = active.from;
    row.file = active.file;
    row.on = true;
    rows.push_back(std::move(row));
  }
  for (const dialect::detail::EmbeddedDialect& shipped : dialect::shippedDialects()) {
    if (llvm::any_of(rows, [&](const Row& row) { return row.name == shipped.name; })) continue;
    llvm::Expected<dialect::Dialect> loaded = dialect::loadShippedDialect(shipped.name);
    if (!loaded) return loaded.takeError();
    rows.push_back(rowOf(*loaded));
    rows.back().from = "turned off";
  }
  llvm::sort(rows, [](const Row& a, const Row& b) {
    return std::tie(a.name, a.file) < std::tie(b.name, b.file);
  });
  return rows;
}

void printJson(const std::vector<Row>& rows) {
  llvm::json::OStream out(llvm::outs(), 2);
  out.array([&] {
    for (const Row& row : rows)
      out.object([&] {
        out.attribute("name", row.name);
        out.attribute("summary", row.summary);
        out.attribute("on", row.on);
        out.attribute("from", row.from);
        if (!row.file.empty()) out.attribute("file", row.file);
        out.attribute("classes", static_cast<int64_t>(row.classes));
        out.attribute("functions", static_cast<int64_t>(row.functions));
      });
  });
  llvm::outs() << '\n';
}

void printTable(const std::vector<Row>& rows) {
  size_t nameWidth = 0, fromWidth = 0;
  for (const Row& row : rows) {
    nameWidth = std::max(nameWidth, row.name.size());
    fromWidth = std::max(fromWidth, row.from.size());
  }
  for (const Row& row : rows)
    llvm::outs() << llvm::left_justify(row.name, nameWidth) << (row.on ? "  on   " : "  off  ")
                 << llvm::left_justify(row.from, fromWidth) << "  " << row.summary << '\n';
}

}  // namespace

std::vector<std::string> dialectNames() {
  std::vector<std::string> names;
  for (const dialect::detail::EmbeddedDialect& shipped : dialect::shippedDialects())
    names.push_back(shipped.name.str());
  return names;
}

int listDialects(const Options& options) {
  std::unique_ptr<driver::Configs> configs = openConfigs(options);
  if (!configs) return kUsage;
  auto config = configs->forFile(driver::normalPath("a.cpp", workingDirectory()));
  if (!config) return usageError(config.takeError());
  llvm::Expected<std::vector<Row>> rows = rowsOf(**config);
  if (!rows) return usageError(rows.takeError());
  if (options.json)
    printJson(*rows);
  else
    printTable(*rows);
  return kClean;
}

}  // namespace chanvet::tool
