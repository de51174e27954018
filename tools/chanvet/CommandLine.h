// The command line as data: what completions and the manual are made of.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace chanvet::tool {

struct Word {
  std::string name;
  std::string help;  // a few words; may be empty
};

enum class Files { None, Any, Directories };

// What a word in capitals in the help stands for. Where it has none of these, anything goes.
struct Value {
  std::string noun;         // of one of the words: "format"
  std::vector<Word> words;  // what it can be
  bool isChecked = false;   // the parser refuses other words; otherwise they are suggestions
  bool isList = false;      // several words, with commas between them
  bool takesMinus = false;  // '-' before a word turns it off
  bool isRevision = false;  // what git calls a branch or a tag
  Files files = Files::None;
};

struct OptionInfo {
  std::vector<std::string> names;  // "-q", "--quiet"
  std::string placeholder;         // "FILE"; empty: it takes no value
  std::string help;
  Value value;
  bool isOptionalValue = false;  // stands behind '=' or is not there
  bool isRepeatable = false;

  bool takesNextWord() const { return !placeholder.empty() && !isOptionalValue; }
};

struct ArgumentInfo {
  std::string name;  // "FILES"
  std::string help;
  Value value;
  bool isRequired = false;
  bool isRepeatable = false;
};

struct CommandInfo {
  std::string name;
  std::string help;
  std::string footer;  // the program's, where it has none of its own
  std::vector<OptionInfo> options;
  std::vector<ArgumentInfo> arguments;  // at most one: what completes them counts no words
};

struct ProgramInfo {
  std::string name;
  std::string help;
  std::string footer;
  std::vector<OptionInfo> options;
  std::vector<CommandInfo> commands;
};

// What the words in capitals stand for, in every command. The parser checks what is given by it,
// and completions offer what is in it.
std::map<std::string, Value> describeValues();

// What chanvet understands, as its parser has it.
ProgramInfo describeCommandLine();

// The text in one line.
std::string inOneLine(const std::string& text);

}  // namespace chanvet::tool
