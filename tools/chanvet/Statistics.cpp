#include "Statistics.h"

#include <system_error>

#include <llvm/Support/JSON.h>
#include <llvm/Support/raw_ostream.h>

namespace chanvet::tool {

namespace {

void write(llvm::json::OStream& json, const std::string& unit, const explore::Statistics& cost) {
  json.attribute("unit", unit);
  json.attribute("root", cost.root);
  json.attribute("states", cost.states);
  json.attribute("transitions", cost.transitions);
  json.attribute("steps", cost.steps);
  json.attribute("fibers", cost.fibers);
  json.attribute("waiting", cost.waiting);
  json.attribute("graphBytes", cost.graphBytes);
  json.attribute("waitingBytes", cost.waitingBytes);
  json.attribute("cut", cost.isCut);
  json.attribute("seconds", cost.seconds);
}

}  // namespace

llvm::Error writeStatistics(const driver::Costs& costs, const std::string& file) {
  std::error_code error;
  llvm::raw_fd_ostream out(file, error);
  if (!error) {
    llvm::json::OStream json(out, 2);
    json.object([&] {
      json.attribute("version", 1);
      json.attributeArray("roots", [&] {
        for (const auto& [unit, roots] : costs)
          for (const explore::Statistics& cost : roots)
            json.object([&, &unit = unit] { write(json, unit, cost); });
      });
    });
    out << '\n';
    out.close();
    error = out.error();
    out.clear_error();
  }
  if (!error) return llvm::Error::success();
  return llvm::createStringError(error, "cannot write '" + file + "': " + error.message());
}

}  // namespace chanvet::tool
