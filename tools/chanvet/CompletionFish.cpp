#include <map>
#include <string>

#include <llvm/ADT/StringExtras.h>
#include <llvm/ADT/StringRef.h>

#include "Completion.h"

namespace chanvet::tool {

namespace {

using llvm::StringRef;

constexpr char kHead[] =
    R"(# Completes chanvet in fish, 3.0 or newer. Written by: chanvet completion fish

function __chanvet_command -d 'Whether the command is the given one; with none: whether there is none yet'
    set -l words (commandline -opc)
    if test (count $argv) -eq 0
        test (count $words) -eq 1
    else
        test (count $words) -gt 1; and test "$words[2]" = $argv[1]
    end
end

function __chanvet_before -d 'What stands in the word before what is completed: as the pattern has it'
    set -l word (commandline -ct | string replace -r '^--[^=]*=' '' | string replace -r '^[\'"]' '')
    string match -r -- $argv[1] "$word"
end

)";

// Within '...' of fish, where a backslash quotes.
std::string quoted(StringRef text) {
  std::string result = "'";
  for (char c : text) {
    if (c == '\'' || c == '\\') result += '\\';
    result += c;
  }
  return result + "'";
}

// What of a word stays when the rest is completed: names of a list, a '-'.
std::string patternOfBefore(const Value& value) {
  return std::string("^") + (value.isList ? "(?:.*,)?" : "") + (value.takesMinus ? "-?" : "");
}

void writeFunction(StringRef name, const Value& value, llvm::raw_ostream& out) {
  if (value.words.empty()) return;
  out << "function __" << name << "\n";
  const bool hasBefore = value.isList || value.takesMinus;
  if (hasBefore)
    out << "    set -l before (__chanvet_before " << quoted(patternOfBefore(value)) << ")\n";
  out << "    printf '%s\\t%s\\n'";
  for (const Word& word : value.words)
    out << " \\\n        " << (hasBefore ? "\"$before\"" : "") << quoted(word.name) << ' '
        << quoted(inOneLine(word.help));
  out << "\nend\n\n";
}

// How `complete` is told of what can stand there.
std::string candidates(const std::string& placeholder, const Value& value) {
  std::string text = value.files == Files::Any ? " -F" : " -f";
  if (value.files == Files::Directories) text += " -a '(__fish_complete_directories)'";
  if (value.isRevision)
    text += " -a '(echo HEAD; git for-each-ref --format=\"%(refname:short)\" 2>/dev/null)'";
  if (!value.words.empty()) text += " -a '(__" + functionName(placeholder) + ")'";
  return text;
}

void writeOption(const OptionInfo& option, StringRef condition, llvm::raw_ostream& out) {
  out << "complete -c chanvet -n " << condition;
  for (StringRef name : option.names)
    out << (name.consume_front("--") ? " -l " : (name.consume_front("-"), " -s ")) << name;
  if (option.takesNextWord()) out << " -r";
  if (!option.placeholder.empty()) out << candidates(option.placeholder, option.value);
  out << " -d " << quoted(inOneLine(option.help)) << '\n';
}

void writeCommand(const CommandInfo& command, llvm::raw_ostream& out) {
  const std::string condition = quoted("__chanvet_command " + command.name);
  out << "\ncomplete -c chanvet -n __chanvet_command -f -a " << command.name << " -d "
      << quoted(inOneLine(command.help)) << '\n';
  if (command.arguments.empty()) out << "complete -c chanvet -n " << condition << " -f\n";
  // Files are what fish completes when nobody says anything.
  for (const ArgumentInfo& argument : command.arguments)
    if (argument.value.files != Files::Any)
      out << "complete -c chanvet -n " << condition << candidates(argument.name, argument.value)
          << '\n';
  for (const OptionInfo& option : command.options) writeOption(option, condition, out);
}

}  // namespace

void writeFishCompletion(const ProgramInfo& program, llvm::raw_ostream& out) {
  out << kHead;
  for (const auto& [placeholder, value] : valuesOf(program))
    writeFunction(functionName(placeholder), value, out);
  for (const OptionInfo& option : program.options) writeOption(option, "__chanvet_command", out);
  for (const CommandInfo& command : program.commands) writeCommand(command, out);
}

}  // namespace chanvet::tool
