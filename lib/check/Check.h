// What a check is: metadata, the registry, and what it may look at in one unit.
//
// A check is a folder checks/<group>/<what>/ with check.cpp, doc.md and test.cpp. Its check.cpp
// holds one class derived from Check and the line CHANVET_CHECK(TheClass).
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <llvm/ADT/StringRef.h>
#include <llvm/Support/Error.h>

#include "finding/Finding.h"

namespace clang {
class ASTContext;
}
namespace chanvet::dialect {
class Registry;
class Resolver;
}  // namespace chanvet::dialect
namespace chanvet::model {
struct Unit;
}
namespace chanvet::flow {
class Analysis;
class PathObserver;
}  // namespace chanvet::flow
namespace chanvet::explore {
class Exploration;
enum class Verdict;
}  // namespace chanvet::explore

namespace chanvet::check {

class UnitCode;

// The lowest layer that answers the check well (see docs/architecture.md).
enum class Layer { Ast, Flow, Explore };

// An option of a check, as documented under "Options" in its doc.md.
struct OptionSpec {
  std::string name;
  std::string defaultValue;
  std::string help;
};

struct Metadata {
  std::string name;     // "channel-send-after-close"
  std::string summary;  // first sentence of doc.md
  std::string doc;      // all of doc.md
  Severity severity = Severity::Warning;
  Layer layer = Layer::Flow;
  bool onByDefault = true;
  bool explores = false;                      // reports a verdict of the explorer
  std::vector<std::string> toldBy, replaces;  // see Check
  std::vector<OptionSpec> options;
};

// The values of a check's options: the configured ones over the defaults.
using Options = std::map<std::string, std::string>;

// A fix of a check for findings that only the explorer makes: for those that are related to
// `place`.
struct OfferedFix {
  std::string check;
  Place place;
  Fix fix;
};

// Takes findings in any order. The host sorts, filters and prints them.
class FindingSink {
 public:
  virtual ~FindingSink() = default;
  virtual void add(Finding finding) = 0;
  // Only of use to checks with a verdict of the explorer.
  virtual void offer(OfferedFix) {}
};

// What a check may look at in one translation unit. All of it is built once per unit and shared.
struct UnitContext {
  const model::Unit& unit;
  flow::Analysis& flow;
  // Only for checks of the ast layer; null when the unit was read from disk.
  clang::ASTContext* ast = nullptr;
  const dialect::Resolver* resolver = nullptr;
  UnitCode* code = nullptr;
};

class Check {
 public:
  virtual ~Check() = default;

  const std::string& name() const { return name_; }
  virtual Severity severity() const = 0;
  virtual Layer layer() const = 0;
  virtual bool onByDefault() const { return true; }
  virtual std::vector<OptionSpec> options() const { return {}; }

  // The verdict of the explorer that this check reports. Where it reports findings of its own too,
  // the explorer gives those it confirms a schedule, and those it refutes are dropped.
  virtual std::optional<explore::Verdict> verdict() const { return std::nullopt; }

  // Whether findings mean that the program hangs or dies: the explorer refutes them where it has
  // followed all schedules of a whole program that does neither.
  virtual bool isRefutable() const { return verdict().has_value(); }

  // Checks whose findings on the same primitive and place tell what a finding of this one does, and
  // more: with a schedule. Where there is one, this check's is left out.
  virtual std::vector<std::string> toldBy() const { return {}; }

  // Checks whose findings on the same primitive and place tell what comes of what a finding of this
  // one tells. They are left out, and this check's finding gets their schedule.
  virtual std::vector<std::string> replaces() const { return {}; }

  // Called once before the first unit, which changes nothing in the check: each unit is looked at
  // in a process of its own. An error names the option and what it takes.
  virtual llvm::Error configure(const Options&) { return llvm::Error::success(); }

  // Looks at the whole unit: the model's functions, points-to sets, the AST.
  virtual void checkUnit(const UnitContext&, FindingSink&) {}

  // The observer of paths this check wants to run over every function of the unit, or null.
  // Observers of all checks run together in one pass.
  virtual std::unique_ptr<flow::PathObserver> observePaths(const UnitContext&, FindingSink&);

 protected:
  // A finding of this check with its name and severity filled in.
  Finding finding(std::string message, Place place) const;

 private:
  friend class Registry;
  std::string name_;
};

// All checks of the program, sorted by name.
class Registry {
 public:
  using Factory = std::unique_ptr<Check> (*)();

  static Registry& instance();
  void add(llvm::StringRef name, llvm::StringRef doc, Factory factory);

  // Metadata of all checks, sorted by name.
  std::vector<Metadata> all() const;
  std::optional<Metadata> find(llvm::StringRef name) const;
  // A fresh instance; null for an unknown name.
  std::unique_ptr<Check> create(llvm::StringRef name) const;

 private:
  struct Entry {
    std::string doc;
    Factory factory;
  };
  std::map<std::string, Entry> entries_;
};

template <class T>
struct Registration {
  Registration(llvm::StringRef name, llvm::StringRef doc) {
    Registry::instance().add(name, doc, [] { return std::unique_ptr<Check>(new T); });
  }
};

}  // namespace chanvet::check

// Registers the check whose folder this file lies in. The build defines CHANVET_CHECK_NAME from the
// folder's path and force-includes a generated header that holds the text of doc.md as kCheckDoc.
#define CHANVET_CHECK(TYPE) \
  static const ::chanvet::check::Registration<TYPE> registration(CHANVET_CHECK_NAME, kCheckDoc)
