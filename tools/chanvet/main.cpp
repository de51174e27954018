#include <optional>

#include "Commands.h"
#include "Options.h"

int main(int argc, char** argv) {
  using namespace chanvet::tool;
  int status = 0;
  std::optional<Options> options = parseOptions(argc, argv, status);
  if (!options) return status;
  switch (options->subcommand) {
    case Subcommand::Check:
      return check(*options);
    case Subcommand::Explain:
      return explain(*options);
    case Subcommand::Checks:
      return listChecks(*options);
    case Subcommand::Dialects:
      return listDialects(*options);
    case Subcommand::Model:
      return printModel(*options);
    case Subcommand::Map:
      return map(*options);
    case Subcommand::Link:
      return link(*options);
    case Subcommand::Cache:
      return manageCache(*options);
    case Subcommand::Config:
      return printConfig(*options);
    case Subcommand::Init:
      return init(*options);
    case Subcommand::Stacks:
      return stacks(*options);
    case Subcommand::Completion:
      return printCompletion(*options);
    case Subcommand::Manual:
      return printManual();
  }
}
