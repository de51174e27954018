#include "Options.h"

#include <algorithm>
#include <cassert>
#include <iostream>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/StringExtras.h>
#include <llvm/ADT/StringRef.h>

#include "CommandLine.h"
#include "Commands.h"
#include "Completion.h"
#include "Markdown.h"
#include "Status.h"
#include "driver/Run.h"
#include "report/Report.h"
#include "yaml/Reader.h"

namespace chanvet::tool {

namespace {

using llvm::StringRef;

// Unlike an exception of CLI11's parser, says what is wrong in our words.
std::string unknown(StringRef what, StringRef word, llvm::ArrayRef<StringRef> known) {
  return ("unknown " + what + " '" + word + "'").str() + yaml::didYouMean(word, known);
}

// Leaves out what says where a report goes, not what is in it.
std::vector<std::string> withoutOutputs(llvm::ArrayRef<std::string> arguments) {
  std::vector<std::string> shown;
  for (size_t index = 0; index < arguments.size(); ++index) {
    StringRef argument = arguments[index];
    auto [name, value] = argument.split('=');
    if (name.starts_with("-j") && name.size() > 2) continue;
    if (!llvm::is_contained({"--output", "--witness", "--statistics", "-j"}, name))
      shown.push_back(arguments[index]);
    else if (name.size() == argument.size())
      ++index;
  }
  return shown;
}

// "Exit status: 0 clean and complete; ..."
std::string statusText() {
  std::vector<std::string> parts;
  for (const StatusMeaning& each : kStatusMeanings)
    parts.push_back(std::to_string(each.status) + " " + each.meaning);
  return "Exit status: " + llvm::join(parts, "; ") + ".";
}

std::string placeholderOf(const CLI::Option& option) {
  return option.get_positional() ? option.get_name(true) : option.get_type_name();
}

class Parser {
 public:
  Parser() : app_("Finds concurrency defects in C++ programs that use channels and fibers.") {
    app_.name("chanvet");
    app_.set_version_flag("--version", "chanvet " + driver::version().str());
    app_.set_help_flag("-h,--help", "Print this help");
    app_.require_subcommand(1);
    app_.get_formatter()->column_width(32);
    app_.footer(renderMarkdown(statusText(), {.width = 90}));
    addCheck();
    addExplain();
    addChecks();
    addDialects();
    addModel();
    addMap();
    addLink();
    addCache();
    addConfig();
    addInit();
    addStacks();
    addCompletion();
    addManual();
    refuseUnknownWords();
  }

  ProgramInfo describe() const {
    ProgramInfo program{app_.get_name(), app_.get_description(), app_.get_footer(), {}, {}};
    for (const CLI::Option* option : app_.get_options())
      program.options.push_back(describe(*option));
    for (const auto& [command, kind] : commands_) program.commands.push_back(describe(*command));
    return program;
  }

  std::optional<Options> parse(const std::vector<std::string>& given, int& status) {
    if (given.empty()) {
      std::cerr << app_.help();
      status = kUsage;
      return std::nullopt;
    }
    std::vector<std::string> arguments = given;
    splitFlags(arguments);
    if (std::string problem = chooseSubcommand(arguments); !problem.empty())
      return usageError(problem, status);
    options_.shown = withoutOutputs(given);
    std::reverse(arguments.begin(), arguments.end());  // as CLI11 wants them
    try {
      app_.parse(std::move(arguments));
    } catch (const CLI::ExtrasError&) {
      return usageError(describeExtra(), status);
    } catch (const CLI::ParseError& error) {
      if (error.get_exit_code() != 0) return usageError(error.what(), status);
      app_.exit(error);  // --help and --version
      status = kClean;
      return std::nullopt;
    }
    for (const auto& [command, kind] : commands_)
      if (command->parsed()) options_.subcommand = kind;
    if (std::string problem = interpret(); !problem.empty()) return usageError(problem, status);
    return std::move(options_);
  }

 private:
  // --- what there is -------------------------------------------------------------------------

  CLI::App* add(StringRef name, StringRef help, Subcommand kind) {
    CLI::App* command = app_.add_subcommand(name.str(), help.str());
    command->set_help_flag("-h,--help", "Print this help");
    commands_.emplace_back(command, kind);
    return command;
  }

  // An option that may be given several times, with one value each.
  static CLI::Option* addList(CLI::App* command, const char* name, std::vector<std::string>& list,
                              const char* value, const std::string& help) {
    return command->add_option(name, list, help)->allow_extra_args(false)->type_name(value);
  }

  void addConfigOptions(CLI::App* command) {
    command->add_option("--config", options_.config.file, "Use FILE, not the closest .chanvet.yaml")
        ->type_name("FILE");
    addList(command, "--dialect", options_.config.dialects, "NAME|FILE",
            "Turn a dialect on or, with '-' before it, off, or add that of a file");
  }

  void addCheckOptions(CLI::App* command) {
    addConfigOptions(command);
    addList(command, "--checks", options_.config.checks, "GLOBS",
            "Turn checks on and, with '-' before them, off, as in clang-tidy:\n"
            "--checks='-*,channel-*'");
  }

  void addCompileOptions(CLI::App* command) {
    command->add_option("-p", options_.buildDir, "Directory with compile_commands.json")
        ->type_name("BUILD");
    addList(command, "--extra-arg", options_.extra.after, "ARG",
            "Add ARG behind the arguments of every compile command");
    addList(command, "--extra-arg-before", options_.extra.before, "ARG",
            "Add ARG before the arguments of every compile command");
  }

  void addVerbosity(CLI::App* command) {
    command->add_flag("-q,--quiet", options_.quiet,
                      "No summary, progress or warnings; errors are still told");
    command->add_flag("-v,--verbose", options_.verbose,
                      "Tell what was left out, inferred, suppressed");
  }

  void addJobs(CLI::App* command) {
    command
        ->add_option("-j", options_.jobs,
                     "Analyse so many units at a time; without it, one for each\n"
                     "processor")
        ->type_name("N");
  }

  void addNoCache(CLI::App* command) {
    command->add_flag_callback(
        "--no-cache", [this] { options_.usesCache = false; },
        "Neither use nor keep results of earlier runs");
  }

  void addParseAll(CLI::App* command) {
    command->add_flag("--parse-all", options_.parsesAll,
                      "Parse each unit, also where its includes and names show\n"
                      "that nothing in it concerns a check");
  }

  void addColor(CLI::App* command) {
    command->add_option("--color", color_, "Colours: auto (the default), always, never")
        ->type_name("WHEN");
  }

  static std::string formatNames() {
    std::string names;
    for (const report::Format& format : report::formats())
      names += (names.empty() ? "" : ", ") + format.name.str();
    return names;
  }

  void addOutput(CLI::App* command) {
    addList(command, "--format", formats_, "FORMAT",
            "How to print findings: " + formatNames() +
                ";\nwithout it, text on a terminal and short elsewhere");
    addList(command, "--output", outputs_, "FILE",
            "Write the --format before it to FILE ('-': standard output); several\n"
            "pairs make several reports");
  }

  void addFailOn(CLI::App* command) {
    command
        ->add_option("--fail-on", failOn_,
                     "Least severity that makes the exit status 1: error, warning (the\n"
                     "default), info, none")
        ->type_name("SEVERITY");
  }

  void addCheck() {
    CLI::App* command = add("check", "Analyse files, directories, or the whole compile database",
                            Subcommand::Check);
    command
        ->add_option("FILES", options_.arguments,
                     "Sources, headers, directories whose units to analyse, or models (.cvm);\n"
                     "none: everything in the compile database")
        ->type_name("");
    addCompileOptions(command);
    addCheckOptions(command);
    addOutput(command);
    command
        ->add_option("--witness", options_.witnessDir,
                     "Write the schedules of findings to files in DIR, for replay")
        ->type_name("DIR");
    addFailOn(command);
    addSelection(command);
    addFixing(command);
    command
        ->add_option("--max-steps", options_.config.steps,
                     "Bound on the work spent on one function")
        ->type_name("N");
    command
        ->add_option("--max-states", options_.config.states,
                     "Bound on the states that a program is followed through")
        ->type_name("N");
    command
        ->add_option("--max-seconds", options_.config.seconds,
                     "Bound on the time of the processor for one unit")
        ->type_name("N");
    command
        ->add_option("--max-memory", options_.config.memory,
                     "Bound on the memory for one unit, in MiB")
        ->type_name("N");
    addJobs(command);
    addNoCache(command);
    addParseAll(command);
    addColor(command);
    addVerbosity(command);
    addDebugging(command);
    command->footer(
        "Flags after -- are used in place of a compile database:\n"
        "  chanvet check src/pipeline.cpp -- -std=c++20 -Iinclude\n");
  }

  // Which findings are told.
  void addSelection(CLI::App* command) {
    command
        ->add_option("--baseline", options_.config.baseline,
                     "Do not tell the findings that FILE has")
        ->type_name("FILE");
    command
        ->add_flag("--update-baseline{all}", baselineUpdate_,
                   "Write the findings of this run to the baseline; with =shrink, only\n"
                   "remove from it what is no longer found")
        ->type_name("WHAT");
    command
        ->add_option("--changed-since", options_.changedSince,
                     "Only tell findings with a place on lines that have changed since REV;\n"
                     "without FILES, only analyse what these concern")
        ->type_name("REV");
  }

  void addFixing(CLI::App* command) {
    auto* fix = command->add_flag("--fix", fix_, "Apply the fixes of the findings to the sources");
    command
        ->add_flag("--fix-dry-run", fixDryRun_, "Print what --fix would change, as a unified diff")
        ->excludes(fix);
  }

  void addDebugging(CLI::App* command) {
    command
        ->add_option("--statistics", options_.statistics,
                     "Write what exploring cost to FILE, as JSON")
        ->type_name("FILE")
        ->group("Debugging");
    command
        ->add_flag_callback(
            "--no-reduction", [this] { options_.config.debugging.reduces = false; },
            "Explore all orders, also of what does not depend on each other")
        ->group("Debugging");
  }

  void addExplain() {
    CLI::App* command = add("explain", "Print the documentation of a check", Subcommand::Explain);
    command->add_option("CHECK", options_.arguments, "Its name")
        ->required()
        ->expected(1)
        ->type_name("");
    addColor(command);
  }

  void addChecks() {
    CLI::App* command = add("checks", "List the checks, and which are on", Subcommand::Checks);
    addCheckOptions(command);
    command->add_flag("--json", options_.json, "For programs");
    addColor(command);
  }

  void addDialects() {
    CLI::App* command =
        add("dialects", "List the dialects, and which are on", Subcommand::Dialects);
    addConfigOptions(command);
    command->add_flag("--json", options_.json, "For programs");
    addColor(command);
  }

  void addModel() {
    CLI::App* command = add("model", "Print the concurrency model of a file", Subcommand::Model);
    command->add_option("FILE", options_.arguments, "A source, a header, or models (.cvm)")
        ->required()
        ->expected(1)
        ->type_name("");
    addCompileOptions(command);
    addConfigOptions(command);
    addVerbosity(command);
  }

  CLI::Option* addModelFile(CLI::App* command) {
    return command
        ->add_option("-o,--output", options_.modelFile,
                     "The file to write, *.cvm ('-': standard output)")
        ->type_name("FILE");
  }

  void addMap() {
    CLI::App* command =
        add("map", "Write the concurrency models of units to a file", Subcommand::Map);
    command
        ->add_option("FILES", options_.arguments,
                     "Sources, or directories whose units to read;\n"
                     "none: everything in the compile database")
        ->type_name("");
    addDistribution(command, addModelFile(command));
    addJobs(command);
    addNoCache(command);
    addCompileOptions(command);
    addConfigOptions(command);
    addVerbosity(command);
  }

  // What build systems and several machines need.
  void addDistribution(CLI::App* command, CLI::Option* modelFile) {
    CLI::Option* shard =
        command
            ->add_option("--shard", shard_,
                         "Only read the units of one part of several: 2/8 is the second of eight")
            ->type_name("I/N");
    CLI::Option* keep =
        command->add_flag("--keep-failures", options_.map.keepsFailures,
                          "Write down which units cannot be read, for check to tell; they do not\n"
                          "make the exit status 3");
    CLI::Option* depfile =
        command
            ->add_option("--depfile", options_.map.depfile,
                         "Write to FILE what was read, as make and ninja want it")
            ->type_name("FILE");
    command
        ->add_option("--emit-ninja", options_.map.ninjaFile,
                     "Write a build file for ninja, which maps each unit, links the models and\n"
                     "checks the whole, as far as needed")
        ->type_name("FILE")
        ->excludes(modelFile)
        ->excludes(shard)
        ->excludes(keep)
        ->excludes(depfile);
  }

  void addCache() {
    CLI::App* command =
        add("cache", "Look after the results that are kept between runs", Subcommand::Cache);
    CLI::Option_group* actions = command->add_option_group("Actions");
    actions->require_option(1);
    auto addAction = [&](const char* name, CacheAction action, const char* help) {
      actions->add_flag_callback(name, [this, action] { options_.cacheAction = action; }, help);
    };
    addAction("--stats", CacheAction::Show, "Print where they are, how many, and their size");
    addAction("--clear", CacheAction::Clear, "Remove all of them");
    addAction("--verify", CacheAction::Verify, "Remove what is damaged");
    command->footer(
        "CHANVET_CACHE_DIR names the directory, and turns the cache off when it is empty.\n"
        "CHANVET_CACHE_SIZE says how large it may grow, in MiB.\n");
  }

  void addLink() {
    CLI::App* command = add("link", "Join files of models into one", Subcommand::Link);
    command->add_option("FILES", options_.arguments, "Models (.cvm)")->required()->type_name("");
    addModelFile(command)->required();
    addVerbosity(command);
  }

  void addConfig() {
    CLI::App* command =
        add("config", "Print the effective configuration, each value with where it came from",
            Subcommand::Config);
    command
        ->add_option("FILE", options_.arguments,
                     "Of which file; the default is one in this directory")
        ->type_name("")
        ->expected(0, 1);
    addCheckOptions(command);
  }

  void addInit() {
    CLI::App* command =
        add("init", "Look at this project, and write a .chanvet.yaml for it", Subcommand::Init);
    command
        ->add_option("--with", options_.snippets,
                     "Write the files of these hosts, too: " + llvm::join(snippetNames(), ", "))
        ->delimiter(',')
        ->type_name("HOSTS");
  }

  void addStacks() {
    CLI::App* command =
        add("stacks", "Read dumps of running programs: which fibers are stuck", Subcommand::Stacks);
    StacksOptions& stacks = options_.stacks;
    command
        ->add_option("FILES", options_.arguments,
                     "Dumps, whose fibers are taken together ('-': standard input)")
        ->required()
        ->type_name("");
    addList(command, "--before", stacks.before, "FILE",
            "An earlier dump, to see what has grown; several are taken together");
    addList(
        command, "--findings", stacks.findings, "FILE",
        "A report of check in the format json or sarif: which of its\nfindings the dumps confirm");
    addList(command, "--waits", stacks.waits, "FILE",
            "What functions of your own wait for: docs/stacks.md has the form");
    command
        ->add_option("--min-count", stacks.minCount,
                     "Fibers that are suspicious together; the default is 100")
        ->type_name("N");
    command
        ->add_option("--min-growth", stacks.minGrowth,
                     "Fibers more than before that are suspicious; the default is 10")
        ->type_name("N");
    command
        ->add_option("--min-wait", stacks.minWait,
                     "Seconds of waiting for a lock that are suspicious; the default is 60")
        ->type_name("SECONDS");
    command->add_flag("--all", stacks.all, "Tell what is not suspicious as well");
    addOutput(command);
    addFailOn(command);
    addColor(command);
    command->add_flag("-q,--quiet", options_.quiet, "No summary; errors are still told");
    command->footer(
        "Dumps are those of dump_fibers(), of Go's goroutine?debug=2 and panics, and of gdb's\n"
        "`thread apply all bt`. The exit status is 1 when findings are told at or above "
        "--fail-on,\n"
        "and 3 when a file is no dump.\n");
  }

  void addCompletion() {
    CLI::App* command = add("completion", "Print a script that completes chanvet's command line",
                            Subcommand::Completion);
    command
        ->add_option("SHELL", options_.arguments,
                     "Of which shell: " + llvm::join(shellNames(), ", "))
        ->required()
        ->expected(1)
        ->type_name("");
    command->footer(
        "In a file that the shell reads when it starts, bash and zsh need\n"
        "  source <(chanvet completion bash)\n"
        "and fish\n"
        "  chanvet completion fish | source\n"
        "Where chanvet was installed by `cmake --install`, the scripts are in place.\n");
  }

  void addManual() {
    CLI::App* command = add("man", "Print the manual page", Subcommand::Manual);
    command->footer("It is roff: chanvet man | man -l -\n");
  }

  // --- what there is, as data ----------------------------------------------------------------

  const Value& valueOf(const CLI::Option& option) const {
    auto value = values_.find(placeholderOf(option));
    assert(value != values_.end() && "a word in capitals that describeValues() does not know");
    return value->second;
  }

  void refuseUnknownWords() {
    for (const auto& [command, kind] : commands_) {
      for (CLI::Option* option : command->get_options()) {
        if (placeholderOf(*option).empty() || !valueOf(*option).isChecked) continue;
        option->check([&value = valueOf(*option)](const std::string& word) {
          std::vector<StringRef> known;
          for (const Word& each : value.words) known.push_back(each.name);
          return llvm::is_contained(known, word) ? "" : unknown(value.noun, word, known);
        });
      }
    }
  }

  OptionInfo describe(const CLI::Option& option) const {
    OptionInfo info;
    for (const std::string& name : option.get_snames()) info.names.push_back("-" + name);
    for (const std::string& name : option.get_lnames()) info.names.push_back("--" + name);
    info.help = option.get_description();
    info.placeholder = placeholderOf(option);
    if (!info.placeholder.empty()) info.value = valueOf(option);
    info.isOptionalValue = option.get_items_expected_max() == 0;
    info.isRepeatable = option.get_expected_max() > 1;
    return info;
  }

  ArgumentInfo describeArgument(const CLI::Option& option) const {
    return {option.get_name(true), option.get_description(), valueOf(option), option.get_required(),
            option.get_expected_max() > 1};
  }

  CommandInfo describe(const CLI::App& command) const {
    CommandInfo info{command.get_name(), command.get_description(), command.get_footer(), {}, {}};
    for (const CLI::Option* option : command.get_options()) {
      if (option->get_positional())
        info.arguments.push_back(describeArgument(*option));
      else
        info.options.push_back(describe(*option));
    }
    return info;
  }

  // --- what was written ----------------------------------------------------------------------

  void splitFlags(std::vector<std::string>& arguments) {
    auto dashes = llvm::find(arguments, "--");
    if (dashes == arguments.end()) return;
    options_.flags.emplace(std::next(dashes), arguments.end());
    arguments.erase(dashes, arguments.end());
  }

  // CMake calls `chanvet --extra-arg-before=... SRC -- COMPILER ...`: without a subcommand, check
  // is meant.
  std::string chooseSubcommand(std::vector<std::string>& arguments) {
    StringRef first = arguments.front();
    std::vector<StringRef> names;
    for (const auto& [command, kind] : commands_) names.push_back(command->get_name());
    if (llvm::is_contained(names, first)) return "";
    if (first == "-h" || first == "--help" || first == "--version") return "";
    if (!first.starts_with("-") && !first.contains('/') && !first.contains('.'))
      return unknown("command", first, names);
    arguments.insert(arguments.begin(), "check");
    return "";
  }

  std::string describeExtra() {
    for (const auto& [command, kind] : commands_) {
      if (!command->parsed()) continue;
      std::vector<std::string> owned;
      for (const CLI::Option* option : command->get_options())
        for (const std::string& name : option->get_lnames()) owned.push_back("--" + name);
      std::vector<StringRef> names(owned.begin(), owned.end());
      for (StringRef word : command->remaining(true)) {
        StringRef name = word.split('=').first;
        return name.starts_with("-") ? unknown("option", name, names)
                                     : ("unexpected argument '" + word + "'").str();
      }
    }
    return "unexpected arguments";
  }

  std::string interpret() {
    if (options_.quiet && options_.verbose) return "--quiet excludes --verbose";
    if (options_.config.steps == 0u) return "--max-steps must be at least 1";
    if (options_.config.states == 0u) return "--max-states must be at least 1";
    if (options_.config.seconds == 0u) return "--max-seconds must be at least 1";
    if (options_.config.memory == 0u) return "--max-memory must be at least 1";
    if (options_.jobs == 0) return "-j must be at least 1";
    if (options_.stacks.minCount == 0) return "--min-count must be at least 1";
    if (options_.stacks.minGrowth == 0) return "--min-growth must be at least 1";
    options_.config.debugging.measures = !options_.statistics.empty();
    if (fix_) options_.fixing = Fixing::Write;
    if (fixDryRun_) options_.fixing = Fixing::DryRun;
    if (!failOn_.empty()) options_.config.failOn = driver::parseFailOn(failOn_);
    if (std::string problem = interpretBaseline(); !problem.empty()) return problem;
    if (std::string problem = interpretMap(); !problem.empty()) return problem;
    if (color_ == "always") options_.color = Color::Always;
    if (color_ == "never") options_.color = Color::Never;
    return pairOutputs();
  }

  std::string interpretBaseline() {
    if (baselineUpdate_.empty()) return "";
    if (!options_.changedSince.empty()) return "--update-baseline excludes --changed-since";
    if (options_.fixing != Fixing::None) return "--update-baseline excludes --fix";
    options_.baselineUpdate =
        baselineUpdate_ == "all" ? BaselineUpdate::All : BaselineUpdate::Shrink;
    return "";
  }

  std::string interpretMap() {
    if (options_.subcommand != Subcommand::Map) return "";
    if (options_.modelFile.empty() && options_.map.ninjaFile.empty())
      return "map needs --output FILE or --emit-ninja FILE";
    if (options_.modelFile == "-" && !options_.map.depfile.empty())
      return "--depfile needs an --output that is a file";
    if (shard_.empty()) return "";
    auto [index, count] = StringRef(shard_).split('/');
    Shard& shard = options_.map.shard;
    if (index.getAsInteger(10, shard.index) || count.getAsInteger(10, shard.count) ||
        shard.index < 1 || shard.index > shard.count)
      return "--shard " + shard_ + ": it is to be one of several, as 2/8 is the second of eight";
    return "";
  }

  // Each --output takes the --format before it.
  std::string pairOutputs() {
    auto format = formats_.begin();
    auto output = outputs_.begin();
    bool isOpen = false;  // the last report has no --output yet
    for (const CLI::Option* option : app_.get_subcommands().front()->parse_order()) {
      if (option->check_lname("format")) {
        options_.outputs.push_back({*format++, ""});
        isOpen = true;
      } else if (output != outputs_.end() && option->check_lname("output")) {
        if (!isOpen) return "--output " + *output + " needs a --format before it";
        options_.outputs.back().file = *output == "-" ? "" : *output;
        ++output;
        isOpen = false;
      }
    }
    if (options_.outputs.empty()) options_.outputs.emplace_back();
    for (auto at = options_.outputs.begin(); at != options_.outputs.end(); ++at)
      for (auto other = std::next(at); other != options_.outputs.end(); ++other)
        if (at->file == other->file)
          return at->file.empty() ? "two formats for standard output; give one an --output"
                                  : "--output " + at->file + " is given twice";
    return "";
  }

  std::optional<Options> usageError(StringRef problem, int& status) {
    std::cerr << "chanvet: error: " << problem.str() << '\n';
    status = kUsage;
    return std::nullopt;
  }

  CLI::App app_;
  const std::map<std::string, Value> values_ = describeValues();
  std::vector<std::pair<CLI::App*, Subcommand>> commands_;
  Options options_;
  std::vector<std::string> formats_, outputs_;
  std::string failOn_, baselineUpdate_, shard_, color_ = "auto";
  bool fix_ = false, fixDryRun_ = false;
};

}  // namespace

ProgramInfo describeCommandLine() { return Parser().describe(); }

std::optional<Options> parseOptions(int argc, char** argv, int& status) {
  return Parser().parse({argv + 1, argv + argc}, status);
}

}  // namespace chanvet::tool
