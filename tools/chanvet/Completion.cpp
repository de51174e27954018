#include "Completion.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/StringExtras.h>

#include "Commands.h"
#include "Options.h"
#include "Status.h"

namespace chanvet::tool {

namespace {

struct Shell {
  llvm::StringRef name;
  void (*write)(const ProgramInfo& program, llvm::raw_ostream& out);
};

constexpr Shell kShells[] = {
    {"bash", writeBashCompletion},
    {"fish", writeFishCompletion},
    {"zsh", writeZshCompletion},
};

}  // namespace

std::vector<std::string> shellNames() {
  std::vector<std::string> names;
  for (const Shell& shell : kShells) names.push_back(shell.name.str());
  return names;
}

std::string functionName(const std::string& placeholder) {
  std::string name = "chanvet_";
  for (char c : placeholder) name += llvm::isAlnum(c) ? llvm::toLower(c) : '_';
  return name;
}

std::map<std::string, Value> valuesOf(const ProgramInfo& program) {
  std::map<std::string, Value> values;
  for (const CommandInfo& command : program.commands) {
    for (const ArgumentInfo& argument : command.arguments)
      values.emplace(argument.name, argument.value);
    for (const OptionInfo& option : command.options)
      if (!option.placeholder.empty()) values.emplace(option.placeholder, option.value);
  }
  return values;
}

int printCompletion(const Options& options) {
  const Shell* shell = llvm::find_if(
      kShells, [&](const Shell& each) { return each.name == options.arguments.front(); });
  shell->write(describeCommandLine(), llvm::outs());
  return kClean;
}

}  // namespace chanvet::tool
