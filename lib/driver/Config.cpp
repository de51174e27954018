#include "driver/Config.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/SmallString.h>
#include <llvm/ADT/StringExtras.h>
#include <llvm/ADT/StringSwitch.h>
#include <llvm/Support/FileSystem.h>
#include <llvm/Support/Path.h>
#include <llvm/Support/raw_ostream.h>

#include "dialect/Loader.h"
#include "driver/CompileDatabase.h"
#include "driver/ConfigReader.h"
#include "report/Words.h"

namespace chanvet::driver {

namespace {

using llvm::StringRef;

constexpr StringRef kFileName = ".chanvet.yaml";

llvm::Error failure(const llvm::Twine& message) {
  return llvm::createStringError(llvm::inconvertibleErrorCode(), message);
}

// Whether YAML reads the text as that very string without quotes.
bool isPlain(StringRef text) {
  return !text.empty() && (llvm::isAlpha(text.front()) || text.front() == '/') &&
         llvm::all_of(text,
                      [](char c) { return llvm::isAlnum(c) || StringRef("-_./").contains(c); });
}

std::string quoted(StringRef text) {
  if (isPlain(text)) return text.str();
  std::string result = "'";
  for (char c : text) result += c == '\'' ? "''" : std::string(1, c);
  return result + "'";
}

// One line of print(): what is set, and where that was done.
void printLine(llvm::raw_ostream& out, const llvm::Twine& setting, StringRef from) {
  constexpr unsigned kColumn = 44;
  std::string text = setting.str();
  out << text;
  out.indent(text.size() < kColumn ? kColumn - text.size() : 1) << "# " << from << '\n';
}

}  // namespace

bool matchesGlob(StringRef glob, StringRef text) {
  auto [head, tail] = glob.split('*');
  if (!text.consume_front(head)) return false;
  if (head.size() == glob.size()) return text.empty();
  for (size_t begin = 0; begin <= text.size(); ++begin)
    if (matchesGlob(tail, text.drop_front(begin))) return true;
  return false;
}

std::optional<FailOn> parseFailOn(StringRef word) {
  return llvm::StringSwitch<std::optional<FailOn>>(word)
      .Case("error", FailOn(Severity::Error))
      .Case("warning", FailOn(Severity::Warning))
      .Case("info", FailOn(Severity::Info))
      .Case("none", FailOn())
      .Default(std::nullopt);
}

StringRef nameOf(const FailOn& failOn) { return failOn ? report::severityName(*failOn) : "none"; }

check::Options CheckSettings::optionValues() const {
  check::Options values;
  for (const auto& [name, setting] : options) values[name] = setting.value;
  return values;
}

// --- one configuration ----------------------------------------------------------------------

CheckTable Config::checksFor(StringRef path) const {
  CheckTable table;
  for (const check::Metadata& check : *known_) {
    CheckSettings& settings = table[check.name];
    settings.on = {check.onByDefault, "default"};
    settings.severity = {check.severity, "default"};
    for (const check::OptionSpec& option : check.options)
      settings.options[option.name] = {option.defaultValue, "default"};
  }
  for (const ConfigBlock& block : blocks_) {
    auto fits = [&](const PathGlob& glob) { return glob.matches(path); };
    if (!block.paths.empty() && llvm::none_of(block.paths, fits)) continue;
    for (auto& [name, settings] : table) {
      for (const ConfigBlock::Rule& rule : block.checks)
        if (matchesGlob(rule.glob, name)) settings.on = {rule.on, rule.from};
      for (const ConfigBlock::SeverityRule& rule : block.severities)
        if (matchesGlob(rule.glob, name)) settings.severity = {rule.severity, rule.from};
    }
    for (const ConfigBlock::OptionRule& rule : block.options)
      table[rule.check].options[rule.option] = {rule.value, rule.from};
  }
  return table;
}

bool Config::excludes(StringRef path) const {
  return llvm::any_of(excludes_, [&](const auto& glob) { return glob.value.matches(path); });
}

void Config::print(StringRef path, llvm::raw_ostream& out) const {
  CheckTable table = checksFor(path);
  out << "checks:\n  - '-*'\n";
  for (const auto& [name, check] : table)
    if (check.on.value) printLine(out, "  - " + name, check.on.from);
  out << "severity:\n";
  for (const auto& [name, check] : table)
    if (check.on.value)
      printLine(out, "  " + name + ": " + report::severityName(check.severity.value),
                check.severity.from);
  bool hasOptions = false;
  for (const auto& [name, check] : table) {
    if (!check.on.value || check.options.empty()) continue;
    out << (hasOptions ? "" : "options:\n") << "  " << name << ":\n";
    hasOptions = true;
    for (const auto& [option, setting] : check.options)
      printLine(out, "    " + option + ": " + quoted(setting.value), setting.from);
  }
  out << "dialects:\n  - '-*'\n";
  for (const ActiveDialect& dialect : dialects_)
    printLine(out, "  - " + quoted(dialect.file.empty() ? dialect.name : dialect.file),
              dialect.from);
  if (!excludes_.empty()) out << "exclude:\n";
  for (const Setting<PathGlob>& glob : excludes_)
    printLine(out, "  - " + quoted(glob.value.pattern()), glob.from);
  printLine(out, "fail-on: " + nameOf(failOn_.value), failOn_.from);
  const std::pair<StringRef, const std::optional<Setting<unsigned>>&> bounds[] = {
      {"steps", steps_}, {"states", states_}, {"seconds", seconds_}, {"memory", memory_}};
  if (llvm::any_of(bounds, [](const auto& bound) { return bound.second.has_value(); }))
    out << "budget:\n";
  for (const auto& [name, bound] : bounds)
    if (bound) printLine(out, "  " + name + ": " + llvm::Twine(bound->value), bound->from);
  if (!baseline_.value.empty())
    printLine(out, "baseline: " + quoted(baseline_.value), baseline_.from);
}

// --- all configurations ---------------------------------------------------------------------

llvm::Expected<std::unique_ptr<Configs>> Configs::create(std::vector<check::Metadata> checks,
                                                         CommandLineConfig commandLine,
                                                         StringRef workingDirectory) {
  std::unique_ptr<Configs> configs(new Configs);
  configs->checks_ = std::move(checks);
  configs->commandLine_ = std::move(commandLine);
  configs->workingDirectory_ = workingDirectory.str();
  // Mistakes on the command line are told even when there is nothing to analyse.
  const std::string& file = configs->commandLine_.file;
  if (!file.empty()) {
    auto config = configs->read(normalPath(file, workingDirectory));
    if (!config) return config.takeError();
  } else if (!configs->commandLine_.checks.empty() || !configs->commandLine_.dialects.empty()) {
    Config scratch;
    if (llvm::Error error = configs->applyCommandLine(scratch)) return error;
  }
  return configs;
}

std::vector<std::string> Config::sources() const {
  std::vector<std::string> sources = read_;
  for (const ActiveDialect& dialect : dialects_)
    if (!dialect.file.empty()) sources.push_back(dialect.file);
  return sources;
}

std::vector<std::string> configFilesFor(StringRef directory) {
  std::vector<std::string> files;
  for (StringRef at = directory; !at.empty(); at = llvm::sys::path::parent_path(at)) {
    llvm::SmallString<256> file(at);
    llvm::sys::path::append(file, kFileName);
    files.push_back(file.str().str());
  }
  return files;
}

llvm::Expected<const Config*> Configs::forFile(StringRef path) {
  if (!commandLine_.file.empty()) return read(normalPath(commandLine_.file, workingDirectory_));
  return forDirectory(llvm::sys::path::parent_path(path));
}

llvm::Expected<const Config*> Configs::forDirectory(StringRef directory) {
  auto known = byDirectory_.find(directory);
  if (known != byDirectory_.end()) return known->second;
  llvm::SmallString<256> file(directory);
  llvm::sys::path::append(file, kFileName);
  StringRef parent = llvm::sys::path::parent_path(directory);
  llvm::Expected<const Config*> config = llvm::sys::fs::exists(file) ? read(file)
                                         : parent.empty() || parent == directory
                                             ? read("")
                                             : forDirectory(parent);
  if (config) byDirectory_[directory] = *config;
  return config;
}

llvm::Expected<const Config*> Configs::read(StringRef file) {
  auto known = byFile_.find(file.str());
  if (known != byFile_.end()) return known->second.get();
  auto config = std::make_unique<Config>();
  config->file_ = file.str();
  config->known_ = &checks_;
  if (!file.empty()) {
    ConfigReader reader(*config, checks_, workingDirectory_);
    if (llvm::Error error = reader.read(file)) return error;
  }
  if (llvm::Error error = applyCommandLine(*config)) return error;
  if (llvm::Error error = loadDialects(*config)) return error;
  return (byFile_[file.str()] = std::move(config)).get();
}

llvm::Error Configs::applyCommandLine(Config& config) {
  ConfigBlock block;
  for (const std::string& list : commandLine_.checks)
    for (StringRef glob : llvm::split(list, ',')) {
      glob = glob.trim();
      if (glob.empty()) continue;
      bool on = !glob.consume_front("-");
      if (std::string problem = ConfigReader::problemOfCheckGlob(glob, checks_); !problem.empty())
        return failure("--checks: " + problem);
      block.checks.push_back({glob.str(), on, "--checks"});
    }
  config.blocks_.push_back(std::move(block));

  for (const std::string& word : commandLine_.dialects) {
    DialectRule rule;
    rule.from = "--dialect";
    StringRef glob = word;
    if (glob.contains('/') || glob.ends_with(".yaml") || glob.ends_with(".yml")) {
      rule.file = normalPath(glob, workingDirectory_);
    } else {
      rule.on = !glob.consume_front("-");
      rule.glob = glob.str();
      if (std::string problem = ConfigReader::problemOfDialectGlob(glob); !problem.empty())
        return failure("--dialect: " + problem);
    }
    config.dialectRules_.push_back(std::move(rule));
  }
  if (commandLine_.failOn) config.failOn_ = {*commandLine_.failOn, "--fail-on"};
  auto bound = [](const std::optional<unsigned>& given, const char* from, auto& setting) {
    if (given) setting = Setting<unsigned>{*given, from};
  };
  bound(commandLine_.steps, "--max-steps", config.steps_);
  bound(commandLine_.states, "--max-states", config.states_);
  bound(commandLine_.seconds, "--max-seconds", config.seconds_);
  bound(commandLine_.memory, "--max-memory", config.memory_);
  if (!commandLine_.baseline.empty())
    config.baseline_ = {normalPath(commandLine_.baseline, workingDirectory_), "--baseline"};
  config.debugging_ = commandLine_.debugging;
  return llvm::Error::success();
}

llvm::Error Configs::loadDialects(Config& config) {
  if (llvm::Error error = addShipped(config)) return error;
  for (const DialectRule& rule : config.dialectRules_) {
    if (rule.own) {
      auto own = std::make_shared<const dialect::Dialect>(*rule.own);
      config.dialects_.push_back({own->name, rule.from, config.file_, own});
    } else if (!rule.file.empty()) {
      auto loaded = fromFile(rule.file);
      if (!loaded) return loaded.takeError();
      config.dialects_.push_back({(*loaded)->name, rule.from, rule.file, *loaded});
    }
  }
  return llvm::Error::success();
}

llvm::Error Configs::addShipped(Config& config) {
  for (const dialect::detail::EmbeddedDialect& candidate : dialect::shippedDialects()) {
    Setting<bool> on{true, "shipped"};
    for (const DialectRule& rule : config.dialectRules_)
      if (!rule.own && rule.file.empty() && matchesGlob(rule.glob, candidate.name))
        on = {rule.on, rule.from};
    if (!on.value) continue;
    auto loaded = shipped(candidate.name);
    if (!loaded) return loaded.takeError();
    config.dialects_.push_back({candidate.name.str(), on.from, "", *loaded});
  }
  return llvm::Error::success();
}

llvm::Expected<std::shared_ptr<const dialect::Dialect>> Configs::shipped(StringRef name) {
  std::shared_ptr<const dialect::Dialect>& known = dialects_[name];
  if (known) return known;
  llvm::Expected<dialect::Dialect> loaded = dialect::loadShippedDialect(name);
  if (!loaded) return loaded.takeError();
  return known = std::make_shared<const dialect::Dialect>(std::move(*loaded));
}

llvm::Expected<std::shared_ptr<const dialect::Dialect>> Configs::fromFile(StringRef file) {
  std::shared_ptr<const dialect::Dialect>& known = dialects_[file];
  if (known) return known;
  llvm::Expected<dialect::Dialect> loaded =
      dialect::loadDialect(report::relativeTo(file, workingDirectory_));
  if (!loaded) return loaded.takeError();
  return known = std::make_shared<const dialect::Dialect>(std::move(*loaded));
}

}  // namespace chanvet::driver
