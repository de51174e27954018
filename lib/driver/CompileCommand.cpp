#include "driver/CompileCommand.h"

#include <initializer_list>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <clang/Driver/ToolChain.h>
#include <clang/Driver/Types.h>
#include <clang/Options/Options.h>
#include <llvm/ADT/DenseMap.h>
#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/STLFunctionalExtras.h>
#include <llvm/ADT/SmallString.h>
#include <llvm/ADT/StringExtras.h>
#include <llvm/Option/Arg.h>
#include <llvm/Option/ArgList.h>
#include <llvm/Option/OptTable.h>
#include <llvm/Support/Path.h>
#include <llvm/TargetParser/Triple.h>

namespace chanvet::driver {

namespace {

namespace options = clang::options;
namespace types = clang::driver::types;
using llvm::StringRef;

enum class Action {
  DropSilently,  // says where output goes or what is done after parsing
  DropPlugin,    // would load code into this program
  Drop,          // has an effect on parsing that is not wanted here
  Refuse,        // the command means nothing without it, and it must not be followed
};

struct Rule {
  unsigned option;  // an option or a group of clang's option table
  Action action;
  const char* why;
};

// What is not handed on to clang's driver. All that is not named here and that clang knows is.
constexpr Rule kRules[] = {
    {options::OPT_INPUT, Action::DropSilently, ""},
    {options::OPT__DASH_DASH, Action::DropSilently, ""},  // with all inputs that follow
    {options::OPT_o, Action::DropSilently, ""},
    {options::OPT_Action_Group, Action::DropSilently, ""},
    {options::OPT_M_Group, Action::DropSilently, ""},
    {options::OPT_Link_Group, Action::DropSilently, ""},
    {options::OPT_L, Action::DropSilently, ""},
    {options::OPT_v, Action::DropSilently, ""},
    {options::OPT__HASH_HASH_HASH, Action::DropSilently, ""},
    {options::OPT_save_temps_EQ, Action::DropSilently, ""},
    {options::OPT_save_temps, Action::DropSilently, ""},
    {options::OPT__serialize_diags, Action::DropSilently, ""},
    {options::OPT_ftime_trace, Action::DropSilently, ""},
    {options::OPT_ftime_trace_EQ, Action::DropSilently, ""},
    {options::OPT_resource_dir, Action::DropSilently, ""},
    {options::OPT_resource_dir_EQ, Action::DropSilently, ""},
    {options::OPT_mllvm, Action::DropSilently, ""},

    {options::OPT_fplugin_EQ, Action::DropPlugin, ""},
    {options::OPT_fplugin_arg, Action::DropSilently, ""},
    {options::OPT_fpass_plugin_EQ, Action::DropPlugin, ""},
    {options::OPT_hipspv_pass_plugin_EQ, Action::DropPlugin, ""},

    // Read as text instead: clang only reads those of its own version, and writes its caches where
    // the command says.
    {options::OPT_include_pch, Action::Drop, "precompiled headers are not read"},
    {options::OPT_fmodules, Action::Drop, "headers are read as text"},
    {options::OPT_fcxx_modules, Action::Drop, "headers are read as text"},
    {options::OPT_fimplicit_module_maps, Action::Drop, "headers are read as text"},
    {options::OPT_fmodules_cache_path, Action::Drop, "headers are read as text"},

    // clang's driver runs programs for these.
    {options::OPT_offload_Group, Action::Drop, "code for accelerators is not analysed"},
    {options::OPT_cuda_Group, Action::Drop, "code for accelerators is not analysed"},
    {options::OPT_hip_Group, Action::Drop, "code for accelerators is not analysed"},
    {options::OPT_offload_arch_tool_EQ, Action::Drop, "no program is run"},
    {options::OPT_nvptx_arch_tool_EQ, Action::Drop, "no program is run"},
    {options::OPT_amdgpu_arch_tool_EQ, Action::Drop, "no program is run"},
    {options::OPT_fopenmp_targets_EQ, Action::Drop, "code for accelerators is not analysed"},

    {options::OPT_config, Action::Refuse, "takes its flags from the configuration file"},
    {options::OPT_config_system_dir_EQ, Action::DropSilently, ""},
    {options::OPT_config_user_dir_EQ, Action::DropSilently, ""},
};

const Rule* ruleFor(const llvm::opt::Option& option) {
  for (const Rule& rule : kRules)
    if (option.matches(rule.option)) return &rule;
  return nullptr;
}

// Options of the compiler proper (-Xclang NAME [-Xclang VALUE]) that load code or precompiled
// headers, or that set options of LLVM for the whole program.
struct FrontendRule {
  StringRef name;
  bool isPrefix;
  Action action;
};
const FrontendRule kFrontendRules[] = {
    {"-load", false, Action::DropPlugin},         {"-plugin", false, Action::DropSilently},
    {"-add-plugin", false, Action::DropSilently}, {"-plugin-arg-", true, Action::DropSilently},
    {"-mllvm", false, Action::DropSilently},      {"-include-pch", false, Action::DropSilently},
};

const FrontendRule* frontendRuleFor(StringRef name) {
  for (const FrontendRule& rule : kFrontendRules)
    if (rule.isPrefix ? name.starts_with(rule.name) : name == rule.name) return &rule;
  return nullptr;
}

llvm::Error failure(const llvm::Twine& message) {
  return llvm::createStringError(llvm::inconvertibleErrorCode(), message);
}

std::string baseName(StringRef path) { return llvm::sys::path::filename(path).str(); }

// Calls `visit` for each option with the arguments it was written with. Stops when it returns
// false.
void eachOption(
    llvm::ArrayRef<std::string> arguments, bool isCl,
    llvm::function_ref<bool(const llvm::opt::Arg&, llvm::ArrayRef<std::string>)> visit) {
  std::vector<const char*> pointers;
  for (const std::string& argument : arguments) pointers.push_back(argument.c_str());
  llvm::opt::InputArgList list(pointers.data(), pointers.data() + pointers.size());
  llvm::opt::Visibility visibility(isCl ? options::CLOption : options::ClangOption);
  for (unsigned index = 0; index < arguments.size();) {
    unsigned begin = index;
    std::unique_ptr<llvm::opt::Arg> option =
        clang::getDriverOptTable().ParseOneArg(list, index, visibility);
    if (!option) return;  // the value of the last option is missing
    if (!visit(*option, arguments.slice(begin, index - begin))) return;
  }
}

struct Compiler {
  std::string mode;    // "--driver-mode=g++", or empty
  std::string target;  // "--target=...", or empty
  bool isCl = false;
};

Compiler compilerOf(StringRef program) {
  clang::driver::ParsedClangName name =
      clang::driver::ToolChain::getTargetAndModeFromProgramName(baseName(program));
  Compiler compiler;
  if (name.DriverMode) compiler.mode = name.DriverMode;
  if (name.TargetIsValid) compiler.target = "--target=" + name.TargetPrefix;
  compiler.isCl = compiler.mode == "--driver-mode=cl";
  return compiler;
}

llvm::ArrayRef<std::string> optionsOf(const CompileCommand& command) {
  llvm::ArrayRef<std::string> arguments = command.arguments;
  return arguments.empty() ? arguments : arguments.drop_front();
}

bool isCl(const CompileCommand& command) {
  return !command.arguments.empty() && compilerOf(command.arguments.front()).isCl;
}

types::ID typeOfFile(StringRef file) {
  StringRef extension = llvm::sys::path::extension(file);
  return extension.empty() ? types::TY_INVALID
                           : types::lookupTypeForExtension(extension.drop_front());
}

// The language of the last -x, or TY_INVALID.
types::ID typeOfOption(const llvm::opt::Arg& option) {
  return types::lookupTypeForTypeSpecifier(option.getValue());
}

bool isGpu(StringRef target) {
  llvm::Triple triple(llvm::Triple::normalize(target));
  return triple.isAMDGPU() || triple.isNVPTX() || triple.isSPIROrSPIRV();
}

// Goes through the options of one command and keeps what clang may see.
class Filter {
 public:
  explicit Filter(bool isCl) : isCl_(isCl) {}

  llvm::Error run(llvm::ArrayRef<std::string> arguments) {
    llvm::Error error = llvm::Error::success();
    eachOption(arguments, isCl_,
               [&](const llvm::opt::Arg& option, llvm::ArrayRef<std::string> written) {
                 error = add(option, written);
                 return !error;
               });
    return error;
  }

  std::vector<std::string> kept, warnings, notes;
  types::ID type = types::TY_INVALID;

 private:
  llvm::Error add(const llvm::opt::Arg& option, llvm::ArrayRef<std::string> written) {
    const llvm::opt::Option& kind = option.getOption();
    if (kind.matches(options::OPT_INPUT) && StringRef(written.front()).starts_with("@"))
      return failure("its compile command takes its flags from the response file '" +
                     StringRef(written.front()).drop_front() +
                     "', which is not read; write the compile database without response files or "
                     "give the flags after --");
    if (kind.matches(options::OPT_UNKNOWN)) {
      notes.push_back("left out '" + written.front() + "': clang does not know it");
      return llvm::Error::success();
    }
    if (kind.matches(options::OPT_Xclang)) return addFrontend(option, written);
    if (const Rule* rule = knownRuleFor(kind)) return apply(*rule, option, written);
    if (kind.matches(options::OPT_x)) type = typeOfOption(option);
    if (kind.matches(options::OPT_target) && isGpu(option.getValue()))
      return failure("code for accelerators ('" + written.back() + "') is not analysed");
    keep(written);
    return llvm::Error::success();
  }

  // Most options of a command are of a few kinds.
  const Rule* knownRuleFor(const llvm::opt::Option& option) {
    auto [known, isNew] = rules_.try_emplace(option.getID());
    if (isNew) known->second = ruleFor(option);
    return known->second;
  }

  llvm::Error apply(const Rule& rule, const llvm::opt::Arg& option,
                    llvm::ArrayRef<std::string> written) {
    switch (rule.action) {
      case Action::DropSilently:
        break;
      case Action::DropPlugin:
        dropPlugin(option.getValue());
        break;
      case Action::Drop:
        notes.push_back("left out '" + written.front() + "': " + rule.why);
        break;
      case Action::Refuse:
        return failure(llvm::Twine("its compile command ") + rule.why + " '" + option.getValue() +
                       "', which is not read; give the flags after --");
    }
    return llvm::Error::success();
  }

  // -Xclang carries one argument of the compiler proper; that argument's value comes in a second
  // -Xclang.
  llvm::Error addFrontend(const llvm::opt::Arg& option, llvm::ArrayRef<std::string> written) {
    StringRef argument = option.getValue();
    if (pendingFrontend_) {
      if (pendingFrontend_->action == Action::DropPlugin) dropPlugin(argument);
      pendingFrontend_ = nullptr;
      return llvm::Error::success();
    }
    pendingFrontend_ = frontendRuleFor(argument);
    if (!pendingFrontend_) keep(written);
    return llvm::Error::success();
  }

  void dropPlugin(StringRef plugin) {
    warnings.push_back(
        ("the compile command names the plugin '" + plugin + "'; plugins are never loaded").str());
  }

  void keep(llvm::ArrayRef<std::string> written) {
    kept.insert(kept.end(), written.begin(), written.end());
  }

  bool isCl_;
  const FrontendRule* pendingFrontend_ = nullptr;
  llvm::SmallDenseMap<unsigned, const Rule*> rules_;  // by option
};

// The -x option that makes clang read the file as C++, where its name does not say so.
std::vector<std::string> languageOption(StringRef file, types::ID given) {
  if (given != types::TY_INVALID) return {};
  types::ID type = typeOfFile(file);
  if (type == types::TY_CHeader || type == types::TY_INVALID || type == types::TY_Object)
    return {"-x", "c++-header"};
  return {};
}

llvm::Error checkLanguage(StringRef file, types::ID given) {
  types::ID type = given != types::TY_INVALID ? given : typeOfFile(file);
  if (type == types::TY_INVALID || type == types::TY_Object) return llvm::Error::success();
  if (types::isCuda(type) || types::isHIP(type) || types::isOpenCL(type) ||
      !types::isDerivedFromC(type) || type == types::TY_Asm || type == types::TY_PP_Asm)
    return failure("files of type '" + llvm::Twine(types::getTypeName(type)) +
                   "' are not analysed");
  return llvm::Error::success();
}

// The driver looks for headers of its installation (libc++) relative to its own place.
std::string clangProgram(StringRef resourceDir) {
  llvm::SmallString<128> path(resourceDir);
  for (int up = 0; up < 3; ++up) llvm::sys::path::remove_filename(path);
  llvm::sys::path::append(path, "bin", "clang++");
  return path.str().str();
}

bool isNamed(StringRef program, std::initializer_list<StringRef> names) {
  return llvm::is_contained(names, llvm::sys::path::stem(program));
}

std::string absolute(StringRef path, const CompileCommand& command) {
  llvm::SmallString<256> result(path);
  llvm::sys::path::make_absolute(command.directory, result);
  llvm::sys::path::remove_dots(result, /*remove_dot_dot=*/true);
  return result.str().str();
}

}  // namespace

llvm::ArrayRef<std::string> withoutLaunchers(llvm::ArrayRef<std::string> arguments) {
  auto dropSettings = [&] {
    auto isSetting = [](StringRef word) { return word.starts_with("-") || word.contains('='); };
    while (arguments.size() > 1 && isSetting(arguments.front())) arguments = arguments.drop_front();
  };
  while (arguments.size() > 1) {
    if (isNamed(arguments.front(), {"cmake"}) && arguments.size() > 3 && arguments[1] == "-E" &&
        arguments[2] == "env") {
      arguments = arguments.drop_front(3);
    } else if (isNamed(arguments.front(),
                       {"ccache", "sccache", "distcc", "icecc", "gomacc", "env"}) &&
               !StringRef(arguments[1]).starts_with("-")) {
      arguments = arguments.drop_front();
    } else {
      return arguments;
    }
    dropSettings();
  }
  return arguments;
}

llvm::Expected<ClangCommand> clangCommand(const CompileCommand& command,
                                          const ExtraArguments& extra, StringRef resourceDir) {
  llvm::ArrayRef<std::string> original = command.arguments;
  if (original.empty()) return failure("its compile command is empty");
  Compiler compiler = compilerOf(original.front());
  if (!compiler.target.empty() && isGpu(StringRef(compiler.target).split('=').second))
    return failure("code for accelerators is not analysed");

  std::vector<std::string> arguments = extra.before;
  arguments.insert(arguments.end(), original.begin() + 1, original.end());
  arguments.insert(arguments.end(), extra.after.begin(), extra.after.end());
  Filter filter(compiler.isCl);
  if (llvm::Error error = filter.run(arguments)) return error;
  if (llvm::Error error = checkLanguage(command.file, filter.type)) return error;

  ClangCommand result;
  result.arguments.push_back(clangProgram(resourceDir));
  if (!compiler.target.empty()) result.arguments.push_back(compiler.target);
  if (!compiler.mode.empty()) result.arguments.push_back(compiler.mode);
  for (std::string& argument : filter.kept) result.arguments.push_back(std::move(argument));
  for (std::string& argument : languageOption(command.file, filter.type))
    result.arguments.push_back(std::move(argument));
  result.arguments.push_back("-resource-dir=" + resourceDir.str());
  result.arguments.push_back("-fsyntax-only");
  result.arguments.push_back("--");
  result.arguments.push_back(command.file);
  result.warnings = std::move(filter.warnings);
  result.notes = std::move(filter.notes);
  return result;
}

std::string parseKey(const CompileCommand& command) {
  Filter filter(isCl(command));
  llvm::ArrayRef<std::string> arguments = optionsOf(command);
  if (llvm::Error error = filter.run(arguments)) {
    llvm::consumeError(std::move(error));
    return command.file + '\0' + llvm::join(arguments, std::string(1, '\0'));
  }
  std::string key = command.file + '\0' + command.directory;
  for (const std::string& argument : filter.kept)
    if (!StringRef(argument).starts_with_insensitive("-fpi") &&
        !StringRef(argument).starts_with("-g"))
      key += '\0' + argument;
  return key;
}

std::vector<std::string> toolchainOptions(llvm::ArrayRef<std::string> arguments) {
  std::vector<std::string> kept;
  eachOption(arguments.drop_front(), /*isCl=*/false,
             [&](const llvm::opt::Arg& option, llvm::ArrayRef<std::string> written) {
               const llvm::opt::Option& kind = option.getOption();
               if (kind.matches(options::OPT__DASH_DASH)) return false;
               const bool isOfUnit = kind.matches(options::OPT_I) || kind.matches(options::OPT_D) ||
                                     kind.matches(options::OPT_U) ||
                                     kind.matches(options::OPT_Xclang) ||
                                     kind.matches(options::OPT_x) ||
                                     (kind.matches(options::OPT_clang_i_Group) &&
                                      !kind.matches(options::OPT_isysroot));
               if (!isOfUnit) llvm::append_range(kept, written);
               return true;
             });
  return kept;
}

std::vector<std::string> macrosOf(const CompileCommand& command, const ExtraArguments& extra) {
  std::vector<std::string> macros;
  for (llvm::ArrayRef<std::string> arguments :
       {llvm::ArrayRef(extra.before), optionsOf(command), llvm::ArrayRef(extra.after)})
    eachOption(arguments, isCl(command), [&](const llvm::opt::Arg& option, auto) {
      if (option.getOption().matches(options::OPT_D)) macros.push_back(option.getValue());
      return true;
    });
  return macros;
}

bool isCxx(const CompileCommand& command) {
  types::ID type = types::TY_INVALID;
  eachOption(optionsOf(command), isCl(command), [&](const llvm::opt::Arg& option, auto) {
    if (option.getOption().matches(options::OPT_x)) type = typeOfOption(option);
    return true;
  });
  if (type == types::TY_INVALID) type = typeOfFile(command.file);
  return types::isCXX(type) && !types::isCuda(type) && !types::isHIP(type);
}

std::vector<std::string> includeDirs(const CompileCommand& command) {
  std::vector<std::string> dirs;
  eachOption(optionsOf(command), isCl(command), [&](const llvm::opt::Arg& option, auto) {
    const llvm::opt::Option& kind = option.getOption();
    if (!kind.matches(options::OPT_I) && !kind.matches(options::OPT_iquote) &&
        !kind.matches(options::OPT_idirafter))
      return true;
    dirs.push_back(absolute(option.getValue(), command));
    return true;
  });
  return dirs;
}

std::vector<std::string> forcedIncludes(const CompileCommand& command) {
  std::vector<std::string> files;
  bool isNext = false;  // the next -Xclang has the name
  eachOption(optionsOf(command), isCl(command), [&](const llvm::opt::Arg& option, auto) {
    const llvm::opt::Option& kind = option.getOption();
    const bool isFrontend = kind.matches(options::OPT_Xclang);
    if (kind.matches(options::OPT_include) || (isFrontend && isNext))
      files.push_back(absolute(option.getValue(), command));
    isNext = isFrontend && StringRef(option.getValue()) == "-include";
    return true;
  });
  return files;
}

}  // namespace chanvet::driver
