// The configuration of a run: .chanvet.yaml files, what they extend, and the command line over
// them. docs/configuration.md describes the files; share/config.schema.json is their JSON schema.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <llvm/ADT/ArrayRef.h>
#include <llvm/ADT/StringMap.h>
#include <llvm/ADT/StringRef.h>
#include <llvm/Support/Error.h>

#include "check/Check.h"
#include "dialect/Dialect.h"
#include "driver/PathGlob.h"
#include "finding/Finding.h"

namespace llvm {
class raw_ostream;
}

namespace chanvet::driver {

// A value and where it was set: "default", ".chanvet.yaml:3:7", "--checks".
template <class T>
struct Setting {
  T value;
  std::string from;
};

// The least severity that makes the exit status 1; nothing: no finding does.
using FailOn = std::optional<Severity>;

// "error", "warning", "info" or "none"; nothing for other words.
std::optional<FailOn> parseFailOn(llvm::StringRef word);
llvm::StringRef nameOf(const FailOn& failOn);

// For those who work on the explorer.
struct Debugging {
  bool reduces = true;    // see explore::SearchOptions
  bool measures = false;  // likewise
};

// What a run is asked to do beside the files.
struct CommandLineConfig {
  std::string file;                   // --config: takes the place of the closest .chanvet.yaml
  std::vector<std::string> checks;    // --checks, lists of globs
  std::vector<std::string> dialects;  // --dialect, names or files
  std::optional<FailOn> failOn;
  std::optional<unsigned> steps;
  std::optional<unsigned> states;
  std::optional<unsigned> seconds;
  std::optional<unsigned> memory;
  std::string baseline;  // --baseline
  Debugging debugging;
};

struct CheckSettings {
  Setting<bool> on;
  Setting<Severity> severity;
  std::map<std::string, Setting<std::string>> options;

  check::Options optionValues() const;
};
// By the name of the check; all checks that there are.
using CheckTable = std::map<std::string, CheckSettings>;

// Checks, severities and options, for all files or for those that fit some patterns.
struct ConfigBlock {
  struct Rule {
    std::string glob;
    bool on;
    std::string from;
  };
  struct SeverityRule {
    std::string glob;
    Severity severity;
    std::string from;
  };
  struct OptionRule {
    std::string check, option, value;
    std::string from;
  };
  std::vector<PathGlob> paths;  // none: all files
  std::vector<Rule> checks;
  std::vector<SeverityRule> severities;
  std::vector<OptionRule> options;
};

// A dialect that is turned on or off, or that a project brings.
struct DialectRule {
  std::string glob;  // of a shipped one's name
  bool on = true;
  std::string file;                     // absolute; of a project's own
  std::optional<dialect::Dialect> own;  // one that stands in the configuration
  std::string from;
};

// The dialects that are on for a configuration.
struct ActiveDialect {
  std::string name;
  std::string from;  // "shipped", or where it was named
  std::string file;  // of a project's own, else empty
  std::shared_ptr<const dialect::Dialect> dialect;
};

// The configuration of the files below one .chanvet.yaml.
class Config {
 public:
  // The file it was read from; empty: there is none.
  const std::string& file() const { return file_; }
  // It, those that it extends, and the files of the project's own dialects.
  std::vector<std::string> sources() const;
  // What is on for an analysed file, or for findings in it.
  CheckTable checksFor(llvm::StringRef path) const;
  bool excludes(llvm::StringRef path) const;
  const Setting<FailOn>& failOn() const { return failOn_; }
  // Nothing: as many as the program thinks right.
  const std::optional<Setting<unsigned>>& steps() const { return steps_; }
  const std::optional<Setting<unsigned>>& states() const { return states_; }
  // Of a unit: time of the processor; MiB.
  const std::optional<Setting<unsigned>>& seconds() const { return seconds_; }
  const std::optional<Setting<unsigned>>& memory() const { return memory_; }
  // The file with the findings that are known, absolute; empty: there is none.
  const Setting<std::string>& baseline() const { return baseline_; }
  const Debugging& debugging() const { return debugging_; }
  llvm::ArrayRef<ActiveDialect> dialects() const { return dialects_; }

  // The whole configuration of one file as a .chanvet.yaml, each value with where it came from.
  void print(llvm::StringRef path, llvm::raw_ostream& out) const;

 private:
  friend class ConfigReader;
  friend class Configs;

  std::string file_;
  std::vector<std::string> read_;  // it and those that it extends
  const std::vector<check::Metadata>* known_ = nullptr;
  std::vector<ConfigBlock> blocks_;  // later ones win
  std::vector<DialectRule> dialectRules_;
  std::vector<ActiveDialect> dialects_;
  std::vector<Setting<PathGlob>> excludes_;
  Setting<FailOn> failOn_{Severity::Warning, "default"};
  std::optional<Setting<unsigned>> steps_, states_, seconds_, memory_;
  Setting<std::string> baseline_;
  Debugging debugging_;
};

// Where the configuration of the files in a directory may stand: .chanvet.yaml in it and in each
// one upward, the closest first.
std::vector<std::string> configFilesFor(llvm::StringRef directory);

// All configurations of a run. Each file is read once.
class Configs {
 public:
  // `checks`: all that there are. Errors: unknown names and unreadable files of the command line.
  static llvm::Expected<std::unique_ptr<Configs>> create(std::vector<check::Metadata> checks,
                                                         CommandLineConfig commandLine,
                                                         llvm::StringRef workingDirectory);

  // The configuration of an absolute path: --config, else the closest .chanvet.yaml upward, else
  // the defaults; the command line over it. Errors name file, line and column.
  llvm::Expected<const Config*> forFile(llvm::StringRef path);

  // That of the files in a directory.
  llvm::Expected<const Config*> forDirectory(llvm::StringRef directory);

  const std::vector<check::Metadata>& checks() const { return checks_; }

 private:
  Configs() = default;
  llvm::Expected<const Config*> read(llvm::StringRef file);
  llvm::Error applyCommandLine(Config& config);
  llvm::Error loadDialects(Config& config);
  llvm::Error addShipped(Config& config);
  llvm::Expected<std::shared_ptr<const dialect::Dialect>> shipped(llvm::StringRef name);
  llvm::Expected<std::shared_ptr<const dialect::Dialect>> fromFile(llvm::StringRef file);

  std::vector<check::Metadata> checks_;
  CommandLineConfig commandLine_;
  std::string workingDirectory_;
  std::map<std::string, std::unique_ptr<Config>> byFile_;  // "" is the one without a file
  llvm::StringMap<const Config*> byDirectory_;
  llvm::StringMap<std::shared_ptr<const dialect::Dialect>> dialects_;
};

// Whether `text` fits a list element of --checks: `*` stands for any text.
bool matchesGlob(llvm::StringRef glob, llvm::StringRef text);

}  // namespace chanvet::driver
