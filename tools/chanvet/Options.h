// What the command line says.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "driver/CompileCommand.h"
#include "driver/Config.h"
#include "driver/UnitRunner.h"

namespace chanvet::tool {

enum class Subcommand {
  Check,
  Explain,
  Checks,
  Dialects,
  Model,
  Map,
  Link,
  Cache,
  Config,
  Init,
  Stacks,
  Completion,
  Manual
};

enum class BaselineUpdate { None, All, Shrink };

enum class Fixing { None, DryRun, Write };

enum class Color { Auto, Always, Never };

enum class CacheAction { Show, Clear, Verify };

// A report and where it goes; an empty file is standard output.
struct OutputRequest {
  std::string format;  // empty: what suits standard output
  std::string file;
};

// Of the command stacks, whose arguments are dumps.
struct StacksOptions {
  std::vector<std::string> before;    // earlier dumps
  std::vector<std::string> findings;  // reports of check
  std::vector<std::string> waits;     // files that say what functions wait for
  std::uint64_t minCount = 100;
  std::uint64_t minGrowth = 10;
  unsigned minWait = 60;  // seconds
  bool all = false;
};

// The units whose number leaves the remainder index - 1 when it is divided by count.
struct Shard {
  unsigned index = 1;
  unsigned count = 1;
};

// Of the command map.
struct MapOptions {
  std::string ninjaFile;  // empty: units are read
  std::string depfile;    // empty: none
  Shard shard;
  bool keepsFailures = false;
};

struct Options {
  Subcommand subcommand = Subcommand::Check;
  std::vector<std::string> arguments;  // files and directories, or one name
  driver::CommandLineConfig config;
  std::string buildDir;
  std::optional<std::vector<std::string>> flags;  // after --
  driver::ExtraArguments extra;
  std::vector<OutputRequest> outputs;
  std::vector<std::string> snippets;  // what init writes beside the configuration
  Fixing fixing = Fixing::None;
  BaselineUpdate baselineUpdate = BaselineUpdate::None;
  std::string changedSince;  // a revision; empty: findings count wherever they are
  std::string modelFile;     // what map and link write
  MapOptions map;
  std::string witnessDir;  // empty: no schedules are written
  std::string statistics;  // the file for what exploring cost; empty: none
  StacksOptions stacks;
  CacheAction cacheAction = CacheAction::Show;
  bool usesCache = true;
  bool parsesAll = false;
  unsigned jobs = driver::defaultProcesses();
  Color color = Color::Auto;
  bool quiet = false;
  bool verbose = false;
  bool json = false;
  // The command line as SARIF is to show it: without what does not change the result.
  std::vector<std::string> shown;
};

// Reads the command line. Nothing when all is said and done, as after --help or a mistake, which
// has been printed; `status` is the exit status then.
std::optional<Options> parseOptions(int argc, char** argv, int& status);

}  // namespace chanvet::tool
