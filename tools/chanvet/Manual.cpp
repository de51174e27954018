#include <string>

#include <llvm/ADT/STLExtras.h>
#include <llvm/ADT/SmallVector.h>
#include <llvm/ADT/StringExtras.h>
#include <llvm/ADT/StringRef.h>
#include <llvm/Support/raw_ostream.h>

#include "CommandLine.h"
#include "Commands.h"
#include "Status.h"
#include "driver/Run.h"

namespace chanvet::tool {

namespace {

using llvm::StringRef;

// What the command line does not say of itself.
constexpr char kDescription[] = R"(.SH DESCRIPTION
.B chanvet
reads C++ and says where a program that uses channels, fibers, locks, wait
groups, timers or futures can hang, leak a fiber or die of a misuse.
What it knows of a library stands in a dialect:
.B chanvet dialects
lists those that are shipped.
.PP
Sources are read with the flags of the closest
.I compile_commands.json
or of the one in the directory of
.BR \-p ,
or with those that stand behind
.BR \-\- .
Without a command,
.B check
is meant where the first word is an option or the name of a file with a dot or
a slash in it.
.PP
Findings go to standard output.
What is said of the run goes to standard error: warnings, errors, a summary,
on a terminal how far it is and, for people, what to do about findings.
The same sources and configuration give the same report.
)";

constexpr char kFiles[] = R"(.SH FILES
.TP
.I .chanvet.yaml
The configuration: the closest one from the directory of a source upwards
counts.
.B chanvet init
writes one, and
.B chanvet config
shows what is in force.
.TP
.I compile_commands.json
How sources are compiled: the closest one from the directory of a source
upwards, or in a folder
.I build
there.
CMake writes it with
.BR \-DCMAKE_EXPORT_COMPILE_COMMANDS=ON .
.TP
.I compile_flags.txt
Flags for all sources below it, one a line, where there is no closer
.IR compile_commands.json .
.TP
.I ~/.cache/chanvet
Results of earlier runs.
It may be removed at any time;
.B chanvet cache
looks after it.
.SH ENVIRONMENT
.TP
.B CHANVET_CACHE_DIR
Where results of earlier runs are kept.
When it is set and empty, nothing is kept.
.TP
.B CHANVET_CACHE_SIZE
How large that may grow, in MiB, in place of 2048.
.TP
.B XDG_CACHE_HOME
Where a folder
.I chanvet
is made for them, in place of
.IR ~/.cache .
.TP
.B NO_COLOR
When it is set and not empty, there are no colours unless
.B \-\-color always
asks for them.
.TP
.B TERM
When it is
.B dumb
or not set, a terminal is shown neither colours nor progress.
.TP
.B COLUMNS
The width of the terminal, in place of what the terminal says.
)";

constexpr char kSeeAlso[] = R"(.SH SEE ALSO
.BR clang\-tidy (1),
.BR clangd (1)
.PP
.B chanvet explain
has a page for each check.
The documentation is installed in
.IR share/doc/chanvet .
)";

struct Example {
  StringRef command;
  StringRef help;
};

constexpr Example kExamples[] = {
    {"chanvet check -p build", "Analyse everything in build/compile_commands.json:"},
    {"chanvet check src/pool.cpp -- -std=c++20 -Iinclude", "Analyse one file, with these flags:"},
    {"chanvet check -p build --checks='-*,channel-*'", "Look at channels only:"},
    {"chanvet check -p build --format text --format sarif --output chanvet.sarif",
     "Print what is found, and write a report for a code scanning service:"},
    {"chanvet check -p build --baseline chanvet-baseline.json --update-baseline",
     "Take all that is found now as known; later runs with this baseline tell what is new:"},
    {"chanvet check -p build --changed-since HEAD", "Look at what is not committed yet:"},
    {"chanvet explain channel-send-after-close", "What a check finds, why, and how to mend it:"},
    {"chanvet stacks dump.txt", "Which fibers of a running program are stuck:"},
};

// Characters as they are, whatever the device makes of them otherwise.
std::string escaped(StringRef text) {
  std::string result;
  for (char c : text) {
    switch (c) {
      case '\\':
        result += "\\e";
        break;
      case '-':
        result += "\\-";
        break;
      case '\'':
        result += "\\(aq";
        break;
      case '`':
        result += "\\(ga";
        break;
      default:
        result += c;
    }
  }
  return result.starts_with('.') ? "\\&" + result : result;
}

std::string bold(StringRef text) { return "\\fB" + escaped(text) + "\\fR"; }
std::string italic(StringRef text) { return "\\fI" + escaped(text) + "\\fR"; }

// The text in lines that are not long.
void writeFilled(StringRef text, llvm::raw_ostream& out) {
  constexpr std::size_t kWidth = 76;
  llvm::SmallVector<StringRef> words;
  llvm::SplitString(text, words);
  std::string line;
  for (StringRef word : words) {
    std::string next = escaped(word);
    if (!line.empty() && line.size() + 1 + next.size() > kWidth) {
      out << line << '\n';
      line.clear();
    }
    line += (line.empty() ? "" : " ") + next;
  }
  if (!line.empty()) out << line << '\n';
}

void writeCode(StringRef code, llvm::raw_ostream& out) {
  out << ".PP\n.RS 4\n.EX\n" << escaped(code) << "\n.EE\n.RE\n";
}

// Paragraphs, with what is indented as code between them.
void writeFooter(StringRef footer, llvm::raw_ostream& out) {
  llvm::SmallVector<StringRef> lines;
  footer.split(lines, '\n', /*MaxSplit=*/-1, /*KeepEmpty=*/false);
  std::string paragraph;
  auto flush = [&] {
    if (!paragraph.empty()) out << ".PP\n";
    writeFilled(paragraph, out);
    paragraph.clear();
  };
  for (StringRef line : lines) {
    if (line.starts_with("  ")) {
      flush();
      writeCode(line.trim(), out);
    } else {
      paragraph += line.str() + " ";
    }
  }
  flush();
}

// Those that say what they are.
void writeWords(const std::vector<Word>& words, llvm::raw_ostream& out) {
  if (words.front().help.empty()) return;
  out << ".RS\n";
  for (const Word& word : words) {
    out << ".TP\n" << bold(word.name) << '\n';
    writeFilled(word.help, out);
  }
  out << ".RE\n";
}

void writeOption(const OptionInfo& option, llvm::raw_ostream& out) {
  std::vector<std::string> names;
  for (const std::string& name : option.names) names.push_back(bold(name));
  out << ".TP\n" << llvm::join(names, ", ");
  if (option.isOptionalValue && !option.placeholder.empty())
    out << "[" << bold("=") << italic(option.placeholder) << "]";
  else if (!option.placeholder.empty())
    out << ' ' << italic(option.placeholder);
  out << '\n';
  writeFilled(option.help + ".", out);
  if (option.value.isChecked) writeWords(option.value.words, out);
}

// "[OPTIONS] [FILES...]"
std::string usageOf(const CommandInfo& command) {
  std::string usage = "[" + italic("OPTIONS") + "]";
  for (const ArgumentInfo& argument : command.arguments) {
    std::string text = italic(argument.name) + (argument.isRepeatable ? "..." : "");
    usage += argument.isRequired ? " " + text : " [" + text + "]";
  }
  const bool compiles = llvm::any_of(
      command.options, [](const OptionInfo& option) { return option.names[0] == "-p"; });
  if (compiles) usage += " [" + bold("--") + " " + italic("FLAGS") + "...]";
  return usage;
}

void writeSynopsis(const ProgramInfo& program, llvm::raw_ostream& out) {
  out << ".SH SYNOPSIS\n";
  for (const CommandInfo& command : program.commands)
    out << bold(program.name + " " + command.name) << ' ' << usageOf(command) << "\n.br\n";
  for (const OptionInfo& option : program.options)
    out << bold(program.name + " " + option.names.back())
        << (&option == &program.options.back() ? "\n" : "\n.br\n");
}

void writeCommand(const ProgramInfo& program, const CommandInfo& command, llvm::raw_ostream& out) {
  out << ".SS chanvet " << escaped(command.name) << '\n';
  writeFilled(command.help + ".", out);
  for (const ArgumentInfo& argument : command.arguments) {
    out << ".TP\n" << italic(argument.name) << '\n';
    writeFilled(argument.help + ".", out);
  }
  for (const OptionInfo& option : command.options) writeOption(option, out);
  if (command.footer != program.footer) writeFooter(command.footer, out);
}

void writeStatuses(llvm::raw_ostream& out) {
  out << ".SH EXIT STATUS\n";
  for (const StatusMeaning& each : kStatusMeanings) {
    out << ".TP\n" << bold(std::to_string(each.status)) << '\n';
    writeFilled(std::string(each.meaning) + ".", out);
  }
  out << ".PP\nWhen several apply, 2 goes before 3, and 3 before 1.\n";
}

void writeExamples(llvm::raw_ostream& out) {
  out << ".SH EXAMPLES\n";
  for (const Example& example : kExamples) {
    if (&example != kExamples) out << ".PP\n";
    writeFilled(example.help, out);
    writeCode(example.command, out);
  }
}

}  // namespace

// No date: it would not say when the program that prints the page was changed. And no hyphens at
// the ends of lines: names of options and files have their own.
int printManual() {
  llvm::raw_ostream& out = llvm::outs();
  const ProgramInfo program = describeCommandLine();
  out << ".\\\" Written by: chanvet man\n"
      << ".TH CHANVET 1 \"\" \"chanvet " << driver::version()
      << "\" \"User Commands\"\n"
         ".nr HY 0\n.nh\n"
      << ".SH NAME\nchanvet \\- find concurrency defects in C++ programs that use channels and "
         "fibers\n";
  writeSynopsis(program, out);
  out << kDescription << ".SH COMMANDS\n";
  for (const CommandInfo& command : program.commands) writeCommand(program, command, out);
  writeStatuses(out);
  out << kFiles;
  writeExamples(out);
  out << kSeeAlso;
  return kClean;
}

}  // namespace chanvet::tool
