#include <map>
#include <string>
#include <vector>

#include <llvm/ADT/MapVector.h>
#include <llvm/ADT/StringExtras.h>

#include "Completion.h"

namespace chanvet::tool {

namespace {

constexpr char kHead[] =
    R"(# Completes chanvet in bash, 4.3 or newer. Written by: chanvet completion bash

)";

constexpr char kTail[] = R"bash(
# Not with compgen -W, which would run what a branch's name says.
_chanvet_revisions() {
  local name
  while read -r name; do
    [[ $name == "$cur"* ]] || continue
    printf -v name %q "$name"
    COMPREPLY+=("$name")
  done < <(echo HEAD; git for-each-ref --format='%(refname:short)' 2>/dev/null)
}

# Puts what fits the word `cur` into COMPREPLY.
_chanvet_reply() {
  local before=''
  [[ $isList && $cur == *,* ]] && before=${cur%,*},
  [[ $takesMinus && ${cur#"$before"} == -* ]] && before+=-
  mapfile -t COMPREPLY < <(compgen -P "$before" -W "$words" -- "${cur#"$before"}")
  [[ ! $isRevision ]] || _chanvet_revisions
  if [[ $files && ! $before ]]; then
    compopt -o filenames 2>/dev/null
    mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -A "$files" -- "$cur")
  fi
}

# Bash takes --format=text for three words: puts the words up to the cursor together again, in
# `line`, without the program.
_chanvet_join() {
  local index word isOpen=''
  for ((index = 1; index <= COMP_CWORD; index++)); do
    word=${COMP_WORDS[index]}
    if [[ $word == = && ${#line[@]} -gt 0 ]]; then
      line[-1]+='='
      isOpen=1
    elif [[ $isOpen ]]; then
      line[-1]+=$word
      isOpen=''
    else
      line+=("$word")
    fi
  done
}

# Finds what the word at the cursor stands behind: sets `option`, and `isGiven` when an argument is
# there already. Fails behind --, where flags of the compiler are.
_chanvet_look_back() {
  local word
  for word in "${line[@]:1:${#line[@]}-2}"; do
    if [[ $option ]]; then
      option=''
    elif [[ $word == -- ]]; then
      return 1
    elif [[ $word == -?* ]]; then
      _chanvet_value "${line[0]}" "$word" && [[ ! $isOptional ]] && option=$word
    else
      isGiven=1
    fi
  done
  return 0
}

_chanvet() {
  local IFS=$' \t\n' cur option='' prefix='' isGiven=''
  local words files isList takesMinus isRevision isOptional isSingle
  local -a line=()
  COMPREPLY=()
  _chanvet_join
  cur=${line[-1]}
  if ((${#line[@]} == 1)); then
    mapfile -t COMPREPLY < <(compgen -W "$(_chanvet_words '')" -- "$cur")
    return
  fi
  if ! _chanvet_look_back; then
    compopt -o filenames 2>/dev/null
    mapfile -t COMPREPLY < <(compgen -f -- "$cur")
    return
  fi
  if [[ ! $option && $cur == --*=* ]]; then
    option=${cur%%=*}
    [[ $COMP_WORDBREAKS == *=* ]] || prefix=$option=
    cur=${cur#*=}
  elif [[ ! $option && $cur == -* ]]; then
    mapfile -t COMPREPLY < <(compgen -W "$(_chanvet_words "${line[0]}")" -- "$cur")
    return
  fi
  _chanvet_value "${line[0]}" "$option" || return
  [[ ! $option && $isSingle && $isGiven ]] && return
  cur=${cur#[\"\']}
  _chanvet_reply
  COMPREPLY=("${COMPREPLY[@]/#/$prefix}")
}

complete -F _chanvet chanvet
)bash";

// What is quoted holds names of checks, formats and the like: no quotes.
std::string quoted(const std::string& names) { return "'" + names + "'"; }

std::string namesOf(const std::vector<Word>& words) {
  std::vector<std::string> names;
  for (const Word& word : words) names.push_back(word.name);
  return llvm::join(names, " ");
}

// The variables of a value that are not empty, as `_chanvet_value` sets them.
std::string assignments(const Value& value) {
  std::vector<std::string> parts;
  if (!value.words.empty()) parts.push_back("words=" + quoted(namesOf(value.words)));
  if (value.files == Files::Any) parts.push_back("files=file");
  if (value.files == Files::Directories) parts.push_back("files=directory");
  if (value.isList) parts.push_back("isList=1");
  if (value.takesMinus) parts.push_back("takesMinus=1");
  if (value.isRevision) parts.push_back("isRevision=1");
  return llvm::join(parts, " ");
}

using Places =
    llvm::MapVector<std::string, std::vector<std::string>, std::map<std::string, unsigned>>;

// Where which variables are set: "check:--format" for options, "check:" for arguments.
Places placesOf(const ProgramInfo& program) {
  Places places;
  auto add = [&](const std::string& place, const Value& value, const char* more) {
    std::string variables = assignments(value) + more;
    places[variables.empty() ? ":" : variables].push_back(place);
  };
  for (const CommandInfo& command : program.commands) {
    for (const ArgumentInfo& argument : command.arguments)
      add(command.name + ":", argument.value, argument.isRepeatable ? "" : " isSingle=1");
    for (const OptionInfo& option : command.options)
      for (const std::string& name : option.names)
        if (!option.placeholder.empty())
          add(command.name + ":" + name, option.value,
              option.isOptionalValue ? " isOptional=1" : "");
  }
  return places;
}

void writeValues(const ProgramInfo& program, llvm::raw_ostream& out) {
  out << "# What the value of the option $2 of the command $1 is, or, without $2, its argument.\n"
         "# Fails when there is none.\n"
         "_chanvet_value() {\n"
         "  words='' files='' isList='' takesMinus='' isRevision='' isOptional='' isSingle=''\n"
         "  case $1:$2 in\n";
  for (const auto& [variables, places] : placesOf(program))
    out << "    " << llvm::join(places, " | \\\n      ") << ")\n      " << variables << " ;;\n";
  out << "    *) return 1 ;;\n"
         "  esac\n"
         "}\n\n";
}

std::string optionNames(const std::vector<OptionInfo>& options) {
  std::vector<std::string> names;
  for (const OptionInfo& option : options)
    names.insert(names.end(), option.names.begin(), option.names.end());
  return llvm::join(names, " ");
}

void writeWords(const ProgramInfo& program, llvm::raw_ostream& out) {
  std::string commands = optionNames(program.options);
  for (const CommandInfo& command : program.commands) commands += " " + command.name;
  out << "# The options of the command $1; without one, the commands and the program's options.\n"
         "_chanvet_words() {\n"
         "  case $1 in\n"
         "    '') echo "
      << quoted(commands) << " ;;\n";
  for (const CommandInfo& command : program.commands)
    out << "    " << command.name << ") echo " << quoted(optionNames(command.options)) << " ;;\n";
  out << "  esac\n"
         "}\n";
}

}  // namespace

void writeBashCompletion(const ProgramInfo& program, llvm::raw_ostream& out) {
  out << kHead;
  writeValues(program, out);
  writeWords(program, out);
  out << kTail;
}

}  // namespace chanvet::tool
