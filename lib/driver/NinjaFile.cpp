#include "driver/NinjaFile.h"

#include <set>

#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/SmallString.h>
#include <llvm/ADT/StringExtras.h>
#include <llvm/ADT/StringMap.h>
#include <llvm/Support/JSON.h>
#include <llvm/Support/Path.h>
#include <llvm/Support/raw_ostream.h>

namespace chanvet::driver {

namespace {

namespace json = llvm::json;
using llvm::StringRef;

// So many models are linked at a time: few enough for a command line, and a unit that changes
// brings few links.
constexpr size_t kGroup = 32;

// What stands in report.status is 0 or 1: findings are no reason not to have a report. Other ends
// are errors of the edge, which ninja tries again. Ninja runs a command again when it is another
// one: the shell's comments make it so when the configuration is another file.
constexpr StringRef kRules = R"(
rule map
  command = cd $root && $chanvet map $map_arguments --keep-failures --depfile $out.d -o $out -p $out.json $in # $configs
  description = MAP $in
  deps = gcc
  depfile = $out.d
  rspfile = $out.json
  rspfile_content = $database

rule link
  command = $chanvet link $in -o $out
  description = LINK $out

rule report
  command = cd $root && rm -f $status && { $chanvet check $check_arguments --format sarif --output $sarif --format text --output $text $in; status=$$?; test $$status -le 1 && echo $$status > $status; } # $configs
  description = CHECK $in

rule pass
  command = if test $$(cat $status) -eq 0; then touch $out; else cat $text; exit 1; fi
  description = FINDINGS $text

rule emit
  command = cd $root && $chanvet map $emit_arguments
  description = WRITE $out
  generator = 1
)";

std::string quotedForShell(StringRef word) {
  std::string quoted = "'";
  for (char c : word) quoted += c == '\'' ? "'\\''" : std::string(1, c);
  return quoted + "'";
}

std::string commandLine(llvm::ArrayRef<std::string> words) {
  return llvm::join(llvm::map_range(words, quotedForShell), " ");
}

// A value of a variable.
std::string value(StringRef text) {
  std::string result;
  for (char c : text) result += c == '$' ? "$$" : std::string(1, c);
  return result;
}

// A path in a build statement.
std::string path(StringRef text) {
  std::string result;
  for (char c : text) {
    if (c == '$' || c == ' ' || c == ':') result += '$';
    result += c;
  }
  return result;
}

std::string paths(llvm::ArrayRef<std::string> texts) {
  std::string result;
  for (const std::string& text : texts) result += " " + path(text);
  return result;
}

llvm::Error problemOf(const NinjaProject& project) {
  std::vector<StringRef> texts{project.file, project.directory, project.program};
  for (const auto* list :
       {&project.emitArguments, &project.mapArguments, &project.checkArguments, &project.databases})
    texts.insert(texts.end(), list->begin(), list->end());
  for (const NinjaUnit& unit : project.units) {
    texts.push_back(unit.command.file);
    texts.insert(texts.end(), unit.configs.begin(), unit.configs.end());
  }
  for (StringRef text : texts)
    if (text.contains('\n'))
      return llvm::createStringError("'" + text + "' has a line break, which ninja cannot take");
  // What stands in JSON has a way to write those.
  for (const NinjaUnit& unit : project.units) {
    texts.push_back(unit.command.directory);
    texts.insert(texts.end(), unit.command.arguments.begin(), unit.command.arguments.end());
  }
  for (StringRef text : texts)
    if (!json::isUTF8(text))
      return llvm::createStringError("'" + text + "' is not UTF-8, which the build file has to be");
  return llvm::Error::success();
}

class Writer {
 public:
  explicit Writer(const NinjaProject& project)
      : project_(project), folder_(llvm::sys::path::parent_path(project.file)) {
    std::set<std::string> configs;
    for (const NinjaUnit& unit : project.units)
      configs.insert(unit.configs.begin(), unit.configs.end());
    configs_.assign(configs.begin(), configs.end());
  }

  std::string write() {
    out_ << "# Written by chanvet map --emit-ninja, and written anew when its inputs change.\n"
         << "ninja_required_version = 1.7\n";
    variable("", "builddir", folder_);
    variable("", "root", quotedForShell(project_.directory));
    variable("", "chanvet", quotedForShell(project_.program));
    variable("", "map_arguments", commandLine(project_.mapArguments));
    variable("", "check_arguments", commandLine(project_.checkArguments));
    variable("", "emit_arguments", commandLine(project_.emitArguments));
    out_ << kRules << '\n';
    // One that is removed is no error: the build file is written anew then.
    for (const std::string& file : configs_) out_ << "build " << path(file) << ": phony\n";
    writeEmission();
    std::vector<std::string> models;
    for (const NinjaUnit& unit : project_.units) models.push_back(writeMap(unit));
    writeReport(writeLinks(std::move(models)));
    return std::move(text_);
  }

 private:
  void variable(StringRef indent, StringRef name, StringRef text) {
    out_ << indent << name << " = " << value(text) << '\n';
  }

  std::string in(const llvm::Twine& name) const {
    llvm::SmallString<256> file(folder_);
    llvm::sys::path::append(file, name);
    return file.str().str();
  }

  // By this name ninja knows what it reads, when it is run in the folder.
  void writeEmission() {
    out_ << "build " << path(llvm::sys::path::filename(project_.file)) << ": emit | "
         << path(project_.program) << paths(project_.databases) << paths(configs_) << '\n';
  }

  // A file that is compiled in several ways has several models.
  std::string modelOf(StringRef file) {
    StringRef name = file;
    name.consume_front(project_.directory + "/");
    std::string model = in("models/" + name);
    unsigned turn = turns_[model]++;
    return model + (turn == 0 ? "" : "." + std::to_string(turn + 1)) + ".cvm";
  }

  std::string writeMap(const NinjaUnit& unit) {
    const CompileCommand& command = unit.command;
    std::string model = modelOf(command.file);
    out_ << "build " << path(model) << ": map " << path(command.file) << " | "
         << path(project_.program) << paths(unit.configs) << '\n';
    json::Array database{json::Object{{"directory", command.directory},
                                      {"file", command.file},
                                      {"arguments", json::Array(command.arguments)}}};
    std::string text;
    llvm::raw_string_ostream(text) << json::Value(std::move(database));
    variable("  ", "database", text);
    variable("  ", "configs", llvm::join(unit.configs, " "));
    return model;
  }

  void writeLink(const std::string& target, llvm::ArrayRef<std::string> models) {
    out_ << "build " << path(target) << ": link" << paths(models) << " | " << path(project_.program)
         << '\n';
  }

  // A tree of links; returns its root.
  std::string writeLinks(std::vector<std::string> models) {
    for (unsigned level = 1; models.size() > kGroup; ++level) {
      std::vector<std::string> groups;
      for (size_t begin = 0; begin < models.size(); begin += kGroup) {
        groups.push_back(
            in("links/" + llvm::Twine(level) + "/" + llvm::Twine(groups.size() + 1) + ".cvm"));
        writeLink(groups.back(),
                  llvm::ArrayRef(models).slice(begin, std::min(kGroup, models.size() - begin)));
      }
      models = std::move(groups);
    }
    std::string program = in("program.cvm");
    writeLink(program, models);
    return program;
  }

  void writeReport(const std::string& program) {
    const std::string sarif = in("report.sarif"), text = in("report.txt"),
                      status = in("report.status"), passed = in("passed");
    out_ << "build " << path(sarif) << ' ' << path(text) << ' ' << path(status) << ": report "
         << path(program) << " | " << path(project_.program) << paths(configs_) << '\n';
    variable("  ", "configs", llvm::join(configs_, " "));
    variable("  ", "sarif", quotedForShell(sarif));
    variable("  ", "text", quotedForShell(text));
    variable("  ", "status", quotedForShell(status));
    out_ << "build " << path(passed) << ": pass " << path(status) << ' ' << path(text) << '\n';
    variable("  ", "text", quotedForShell(text));
    variable("  ", "status", quotedForShell(status));
    out_ << "build program: phony " << path(program) << '\n'
         << "build report: phony " << path(sarif) << '\n'
         << "build check: phony " << path(passed) << '\n'
         << "default report\n";
  }

  const NinjaProject& project_;
  std::string folder_;
  std::vector<std::string> configs_;  // of all units, each once
  std::string text_;
  llvm::raw_string_ostream out_{text_};
  llvm::StringMap<unsigned> turns_;
};

}  // namespace

llvm::Expected<std::string> ninjaFileOf(const NinjaProject& project) {
  if (llvm::Error problem = problemOf(project)) return std::move(problem);
  return Writer(project).write();
}

}  // namespace chanvet::driver
