#include "driver/ConfigReader.h"

#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/StringExtras.h>
#include <llvm/Support/Path.h>

#include "dialect/Loader.h"
#include "driver/CompileDatabase.h"
#include "report/Words.h"

namespace chanvet::driver {

namespace {

using llvm::StringRef;

constexpr yaml::Word<Severity> kSeverities[] = {
    {"error", Severity::Error}, {"warning", Severity::Warning}, {"info", Severity::Info}};

constexpr yaml::Word<FailOn> kFailOn[] = {{"error", Severity::Error},
                                          {"warning", Severity::Warning},
                                          {"info", Severity::Info},
                                          {"none", std::nullopt}};

std::vector<StringRef> namesOf(const std::vector<check::Metadata>& checks) {
  std::vector<StringRef> names;
  for (const check::Metadata& check : checks) names.push_back(check.name);
  return names;
}

// A dialect's file rather than a shipped one's name.
bool isFileName(StringRef word) {
  return word.contains('/') || word.ends_with(".yaml") || word.ends_with(".yml");
}

std::string problemOfGlob(StringRef glob, llvm::ArrayRef<StringRef> names, StringRef what) {
  if (glob.empty()) return ("a " + what + " is missing").str();
  if (llvm::any_of(names, [&](StringRef name) { return matchesGlob(glob, name); })) return "";
  if (glob.contains('*') && glob.trim('*').empty()) return "";
  if (glob.contains('*')) return ("no " + what + " fits '" + glob + "'").str();
  return ("unknown " + what + " '" + glob + "'").str() + yaml::didYouMean(glob, names);
}

}  // namespace

std::string ConfigReader::problemOfCheckGlob(StringRef glob,
                                             const std::vector<check::Metadata>& checks) {
  return problemOfGlob(glob, namesOf(checks), "check");
}

std::string ConfigReader::problemOfDialectGlob(StringRef glob) {
  std::vector<StringRef> names;
  for (const dialect::detail::EmbeddedDialect& shipped : dialect::shippedDialects())
    names.push_back(shipped.name);
  return problemOfGlob(glob, names, "dialect");
}

llvm::Error ConfigReader::read(StringRef file) {
  std::string name = report::relativeTo(file, workingDirectory_);
  llvm::Expected<yaml::Document> document = yaml::Document::open(name);
  if (!document) return document.takeError();

  std::string outerFile = std::exchange(file_, name);
  std::string outerDirectory = std::exchange(directory_, llvm::sys::path::parent_path(file).str());
  open_.push_back(file.str());
  config_.read_.push_back(file.str());
  llvm::Error extended = llvm::Error::success();
  if (!document->root().isNull()) {
    yaml::Mapping top = document->root().mapping("the configuration");
    if (auto node = top.find("extends")) extended = readExtended(*node);
    if (!extended) readTop(top);
  }
  open_.pop_back();
  file_ = std::move(outerFile);
  directory_ = std::move(outerDirectory);
  if (extended) {
    llvm::consumeError(document->takeErrors());
    return extended;
  }
  return document->takeErrors();
}

llvm::Error ConfigReader::readExtended(const yaml::Node& node) {
  for (const std::string& name : node.strings("'extends'")) {
    std::string file = normalPath(name, directory_);
    if (llvm::is_contained(open_, file)) {
      node.error("'" + name + "' extends itself");
      continue;
    }
    if (llvm::Error error = read(file)) return error;
  }
  return llvm::Error::success();
}

void ConfigReader::readTop(yaml::Mapping& top) {
  ConfigBlock block;
  readBlock(top, block);
  config_.blocks_.push_back(std::move(block));

  if (auto node = top.find("dialects")) readDialects(*node);
  if (auto node = top.find("exclude")) readExcludes(*node);
  if (auto node = top.find("overrides")) readOverrides(*node);
  if (auto node = top.find("fail-on"))
    if (auto word = node->word<FailOn>("'fail-on'", kFailOn))
      config_.failOn_ = {*word, placeOf(*node)};
  if (auto node = top.find("budget")) readBudget(*node);
  if (auto node = top.find("baseline"))
    if (auto path = node->string("'baseline'"))
      config_.baseline_ = {normalPath(*path, directory_), placeOf(*node)};
}

void ConfigReader::readBudget(const yaml::Node& node) {
  auto read = [&](const std::optional<yaml::Node>& bound, StringRef what,
                  std::optional<Setting<unsigned>>& setting) {
    if (!bound) return;
    if (auto value = bound->integer(what, 1, std::numeric_limits<unsigned>::max()))
      setting = Setting<unsigned>{static_cast<unsigned>(*value), placeOf(*bound)};
  };
  yaml::Mapping budget = node.mapping("'budget'");
  read(budget.find("steps"), "'steps'", config_.steps_);
  read(budget.find("states"), "'states'", config_.states_);
  read(budget.find("seconds"), "'seconds'", config_.seconds_);
  read(budget.find("memory"), "'memory'", config_.memory_);
}

void ConfigReader::readBlock(yaml::Mapping& mapping, ConfigBlock& block) {
  if (auto node = mapping.find("checks")) readChecks(*node, block);
  if (auto node = mapping.find("severity")) readSeverities(*node, block);
  if (auto node = mapping.find("options")) readOptions(*node, block);
}

void ConfigReader::readChecks(const yaml::Node& node, ConfigBlock& block) {
  auto readGlobs = [&](const yaml::Node& element) {
    std::optional<std::string> text = element.string("'checks'");
    if (!text) return;
    for (StringRef glob : llvm::split(*text, ',')) {
      glob = glob.trim();
      bool on = !glob.consume_front("-");
      if (std::string problem = problemOfCheckGlob(glob, checks_); !problem.empty())
        element.error(problem);
      block.checks.push_back({glob.str(), on, placeOf(element)});
    }
  };
  if (!node.isSequence()) return readGlobs(node);
  for (const yaml::Node& element : node.list("'checks'")) readGlobs(element);
}

void ConfigReader::readSeverities(const yaml::Node& node, ConfigBlock& block) {
  yaml::Mapping mapping = node.mapping("'severity'");
  for (const yaml::Mapping::Entry& entry : mapping.entries()) {
    if (std::string problem = problemOfCheckGlob(entry.key, checks_); !problem.empty())
      entry.keyNode.error(problem);
    auto severity = entry.value.word<Severity>("the severity of '" + entry.key + "'", kSeverities);
    if (severity) block.severities.push_back({entry.key, *severity, placeOf(entry.value)});
  }
}

void ConfigReader::readOptions(const yaml::Node& node, ConfigBlock& block) {
  yaml::Mapping mapping = node.mapping("'options'");
  for (const yaml::Mapping::Entry& entry : mapping.entries()) {
    auto check = llvm::find_if(checks_, [&](const auto& known) { return known.name == entry.key; });
    if (check == checks_.end())
      entry.keyNode.error("unknown check '" + entry.key + "'" +
                          yaml::didYouMean(entry.key, namesOf(checks_)));
    else
      readOptionsOf(*check, entry.value, block);
  }
}

void ConfigReader::readOptionsOf(const check::Metadata& check, const yaml::Node& node,
                                 ConfigBlock& block) {
  yaml::Mapping mapping = node.mapping("the options of '" + check.name + "'");
  std::vector<StringRef> names;
  for (const check::OptionSpec& option : check.options) names.push_back(option.name);
  for (const yaml::Mapping::Entry& entry : mapping.entries()) {
    if (!llvm::is_contained(names, entry.key)) {
      entry.keyNode.error("'" + check.name + "' has no option '" + entry.key + "'" +
                          yaml::didYouMean(entry.key, names));
      continue;
    }
    std::string value = llvm::join(entry.value.strings("'" + entry.key + "'"), ",");
    block.options.push_back({check.name, entry.key, std::move(value), placeOf(entry.value)});
  }
}

void ConfigReader::readDialects(const yaml::Node& node) {
  for (const yaml::Node& element : node.list("'dialects'")) {
    DialectRule rule;
    rule.from = placeOf(element);
    if (element.isMapping()) {
      rule.own = dialect::readDialect(element, file_);
      config_.dialectRules_.push_back(std::move(rule));
      continue;
    }
    std::optional<std::string> word = element.string("a dialect");
    if (!word) continue;
    if (isFileName(*word)) {
      rule.file = normalPath(*word, directory_);
    } else {
      StringRef glob = *word;
      rule.on = !glob.consume_front("-");
      rule.glob = glob.str();
      if (std::string problem = problemOfDialectGlob(glob); !problem.empty())
        element.error(problem);
    }
    config_.dialectRules_.push_back(std::move(rule));
  }
}

void ConfigReader::readExcludes(const yaml::Node& node) {
  auto readOne = [&](const yaml::Node& element) {
    if (std::optional<std::string> glob = element.string("'exclude'"))
      config_.excludes_.push_back({PathGlob(*glob, directory_), placeOf(element)});
  };
  if (!node.isSequence()) return readOne(node);
  for (const yaml::Node& element : node.list("'exclude'")) readOne(element);
}

void ConfigReader::readOverrides(const yaml::Node& node) {
  for (const yaml::Node& element : node.list("'overrides'")) {
    yaml::Mapping mapping = element.mapping("an override");
    ConfigBlock block;
    std::optional<yaml::Node> paths = mapping.require("paths");
    if (paths)
      for (const std::string& glob : paths->strings("'paths'"))
        block.paths.emplace_back(glob, directory_);
    readBlock(mapping, block);
    if (!block.paths.empty()) config_.blocks_.push_back(std::move(block));
  }
}

std::string ConfigReader::placeOf(const yaml::Node& node) const {
  return file_ + ":" + std::to_string(node.line()) + ":" + std::to_string(node.column());
}

}  // namespace chanvet::driver
