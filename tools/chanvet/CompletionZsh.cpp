#include <map>
#include <string>

#include <llvm/ADT/StringExtras.h>
#include <llvm/ADT/StringRef.h>

#include "Completion.h"

namespace chanvet::tool {

namespace {

using llvm::StringRef;

constexpr char kHead[] = R"(#compdef chanvet
# Completes chanvet in zsh. Written by: chanvet completion zsh
)";

// Read as a file of a function it is the function's body; sourced, it defines the function.
constexpr char kTail[] = R"(
if [[ $funcstack[1] == _chanvet ]]; then
  _chanvet "$@"
else
  compdef _chanvet chanvet
fi
)";

// The text as it stands within '...'; the characters of `special` get a backslash, for who reads
// what the quotes hold.
std::string escaped(StringRef text, StringRef special) {
  std::string result;
  for (char c : text) {
    if (special.contains(c)) result += '\\';
    result += c == '\'' ? "'\\''" : std::string(1, c);
  }
  return result;
}

std::string described(const Word& word) {
  std::string text = escaped(word.name, ":\\");
  if (!word.help.empty()) text += ":" + escaped(inOneLine(word.help), "");
  return "'" + text + "'";
}

void writeWords(StringRef noun, const std::vector<Word>& words, llvm::raw_ostream& out) {
  out << "  local -a words_=(\n";
  for (const Word& word : words) out << "    " << described(word) << '\n';
  out << "  )\n"
      << "  _describe -t " << noun << " " << noun << " words_";
}

// The function that completes a value; nothing when anything goes.
void writeFunction(StringRef name, const Value& value, llvm::raw_ostream& out) {
  const bool hasFiles = value.files != Files::None;
  if (!hasFiles && value.words.empty() && !value.isRevision) return;
  out << "\n_" << name << "() {\n";
  if (value.isList) out << "  compset -P '*,'\n";
  if (value.takesMinus) out << "  compset -P '-'\n";
  if (value.isRevision)
    out << "  local -a revisions=(HEAD ${(f)\"$(git for-each-ref --format='%(refname:short)' "
           "2>/dev/null)\"})\n"
           "  compadd -- $revisions";
  if (!value.words.empty()) writeWords(value.noun, value.words, out);
  if (!value.words.empty() && hasFiles) out << "\n";
  if (hasFiles) out << (value.files == Files::Directories ? "  _files -/" : "  _files");
  out << "\n}\n";
}

// ":FILE:_chanvet_file", as _arguments wants it.
std::string action(const std::string& placeholder, const Value& value) {
  const bool isFree = value.words.empty() && value.files == Files::None && !value.isRevision;
  return ":" + placeholder + ":" + (isFree ? "" : "_" + functionName(placeholder));
}

// One name of an option with what _arguments puts behind it: "--config=", "-p+".
std::string head(const OptionInfo& option, StringRef name) {
  if (option.placeholder.empty()) return name.str();
  if (option.isOptionalValue) return (name + "=-").str();
  return (name + (name.starts_with("--") ? "=" : "+")).str();
}

void writeOption(const OptionInfo& option, llvm::raw_ostream& out) {
  std::string rest = "[" + escaped(inOneLine(option.help), "[]\\") + "]";
  if (!option.placeholder.empty())
    rest += (option.isOptionalValue ? ":" : "") + action(option.placeholder, option.value);
  const std::string others = option.isRepeatable ? "*" : "(" + llvm::join(option.names, " ") + ")";
  for (const std::string& name : option.names)
    out << " \\\n    '" << others << head(option, name) << rest << "'";
}

void writeCommand(const CommandInfo& command, llvm::raw_ostream& out) {
  out << "\n_chanvet_command_" << command.name << "() {\n  _arguments -S";
  for (const OptionInfo& option : command.options) writeOption(option, out);
  for (const ArgumentInfo& argument : command.arguments)
    out << " \\\n    '" << (argument.isRepeatable ? "*" : "1")
        << (argument.isRequired || argument.isRepeatable ? "" : ":")
        << action(argument.name, argument.value) << "'";
  out << "\n}\n";
}

void writeProgram(const ProgramInfo& program, llvm::raw_ostream& out) {
  std::vector<Word> commands;
  for (const CommandInfo& command : program.commands)
    commands.push_back({command.name, command.help});
  out << "\n_chanvet_commands() {\n";
  writeWords("command", commands, out);
  out << "\n}\n"
         "\n_chanvet() {\n"
         "  local curcontext=$curcontext state state_descr line\n"
         "  typeset -A opt_args\n"
         "  _arguments -C";
  for (const OptionInfo& option : program.options) writeOption(option, out);
  out << " \\\n    '1: :_chanvet_commands' \\\n    '*:: :->arguments' && return\n"
         "  [[ $state == arguments ]] && (( $+functions[_chanvet_command_$words[1]] )) || return "
         "1\n"
         "  curcontext=${curcontext%:*:*}:chanvet-$words[1]:\n"
         "  _chanvet_command_$words[1]\n"
         "}\n";
}

}  // namespace

void writeZshCompletion(const ProgramInfo& program, llvm::raw_ostream& out) {
  out << kHead;
  for (const auto& [placeholder, value] : valuesOf(program))
    writeFunction(functionName(placeholder), value, out);
  for (const CommandInfo& command : program.commands) writeCommand(command, out);
  writeProgram(program, out);
  out << kTail;
}

}  // namespace chanvet::tool
