// Reads one .chanvet.yaml and the files it extends.
#pragma once

#include <string>
#include <vector>

#include <llvm/ADT/SmallVector.h>
#include <llvm/ADT/StringRef.h>
#include <llvm/Support/Error.h>

#include "driver/Config.h"
#include "yaml/Reader.h"

namespace chanvet::driver {

class ConfigReader {
 public:
  // Settings are added to `config`, behind those it has.
  ConfigReader(Config& config, const std::vector<check::Metadata>& checks,
               llvm::StringRef workingDirectory)
      : config_(config), checks_(checks), workingDirectory_(workingDirectory) {}

  // Reads the file and what it extends. The error is a yaml::FileError with all mistakes of a file.
  llvm::Error read(llvm::StringRef file);

  // What is wrong with a glob for checks, or "".
  static std::string problemOfCheckGlob(llvm::StringRef glob,
                                        const std::vector<check::Metadata>& checks);
  // What is wrong with a glob for shipped dialects, or "".
  static std::string problemOfDialectGlob(llvm::StringRef glob);

 private:
  llvm::Error readExtended(const yaml::Node& node);
  void readTop(yaml::Mapping& top);
  void readBlock(yaml::Mapping& mapping, ConfigBlock& block);
  void readChecks(const yaml::Node& node, ConfigBlock& block);
  void readSeverities(const yaml::Node& node, ConfigBlock& block);
  void readOptions(const yaml::Node& node, ConfigBlock& block);
  void readOptionsOf(const check::Metadata& check, const yaml::Node& node, ConfigBlock& block);
  void readBudget(const yaml::Node& node);
  void readDialects(const yaml::Node& node);
  void readExcludes(const yaml::Node& node);
  void readOverrides(const yaml::Node& node);
  std::string placeOf(const yaml::Node& node) const;

  Config& config_;
  const std::vector<check::Metadata>& checks_;
  std::string workingDirectory_;
  // Of the file that is being read.
  std::string file_, directory_;
  llvm::SmallVector<std::string> open_;  // the files that extend each other, outermost first
};

}  // namespace chanvet::driver
