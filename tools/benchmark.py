"""What the tools that measure have in common: the units, their flags, and the programs that measure."""

import json
import os
import re
import shlex
import signal
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

# What a compile command says about its output; -fsyntax-only has none. The number is how many
# arguments follow.
OUTPUT_FLAGS = {"-o": 1, "-MF": 1, "-MT": 1, "-MQ": 1, "-c": 0, "-MD": 0, "-MMD": 0, "-MP": 0}


class Unit:
    def __init__(self, file, directory, flags, compiler="clang++"):
        self.file = file
        self.directory = directory
        self.flags = flags
        self.compiler = compiler

    def compile_command(self, clang):
        return [clang, "-fsyntax-only", *self.flags, self.file]

    def check_command(self, chanvet, database, options=("--format", "short")):
        command = [chanvet, "check", *options]
        if database:
            return [*command, "-p", database, self.file]
        return [*command, self.file, "--", *self.flags]


def units_of_database(folder, wanted):
    entries = read_database(os.path.join(folder, "compile_commands.json"))
    wanted = {os.path.realpath(f) for f in wanted}
    units = []
    for entry in entries:
        file = os.path.normpath(os.path.join(entry["directory"], entry["file"]))
        if wanted and os.path.realpath(file) not in wanted:
            continue
        arguments = entry.get("arguments") or shlex.split(entry["command"])
        units.append(Unit(file, entry["directory"], input_flags(arguments[1:], entry["file"]), arguments[0]))
    return units


def read_database(path):
    try:
        with open(path, encoding="utf-8") as file:
            return json.load(file)
    except OSError as error:
        sys.exit(f"error: {path}: {error.strerror}; cmake writes it with -DCMAKE_EXPORT_COMPILE_COMMANDS=ON")
    except ValueError as error:
        sys.exit(f"error: {path} is no JSON: {error}")


def input_flags(arguments, file):
    flags = []
    skip = 0
    for argument in arguments:
        if skip:
            skip -= 1
        elif argument in OUTPUT_FLAGS:
            skip = OUTPUT_FLAGS[argument]
        elif argument != file:
            flags.append(argument)
    return flags


def split_flags(given):
    """The arguments before and behind `--`."""
    if "--" not in given:
        return given, []
    at = given.index("--")
    return given[:at], given[at + 1 :]


def add_units(parser):
    """The options that say what is measured, and with which program."""
    parser.add_argument("files", nargs="*", metavar="FILE")
    parser.add_argument("-p", metavar="BUILD", help="folder of a compile_commands.json")
    parser.add_argument("--json", metavar="FILE", help="write the figures there too")
    parser.add_argument("--chanvet", default=os.path.join(ROOT, "build", "bin", "chanvet"))


def find_units(options, flags):
    if options.p:
        units = units_of_database(options.p, options.files)
    else:
        units = [Unit(os.path.abspath(f), os.getcwd(), flags) for f in options.files]
    if not units:
        sys.exit("error: no such unit in the compile database")
    return units


def find_chanvet(options):
    options.chanvet = os.path.abspath(options.chanvet)
    if not os.path.exists(options.chanvet):
        sys.exit(f"error: there is no {options.chanvet}: build it, or name another with --chanvet")


def write_json(path, figures):
    with open(path, "w", encoding="utf-8") as file:
        json.dump(figures, file, indent=2)
        file.write("\n")


def hyperfine(commands, directory, options):
    """What hyperfine says of each command, measured one after the other: "median", "times" and "exit_codes".
    And the memory of the largest process of all, in bytes."""
    with tempfile.NamedTemporaryFile(suffix=".json") as export, tempfile.TemporaryFile("w+") as said:
        words = ["hyperfine", "--shell=none", "--ignore-failure", "--style=none", f"--export-json={export.name}"]
        words += [*options, *(shlex.join(command) for command in commands)]
        status, usage = run_with_all_it_starts(words, directory, said)
        if status:
            said.seek(0)
            sys.exit(f"error: hyperfine failed for: {shlex.join(commands[0])}\n{said.read()}")
        # The memory of a process that has ended is that of the largest which it has waited for, if that is larger.
        return json.load(export)["results"], usage.ru_maxrss * 1024


def run_with_all_it_starts(words, directory, errors=subprocess.DEVNULL):
    """Returns the status and the resources of a program, when everything that it started has ended as well.
    When this process is stopped, they are stopped."""
    still_open, held_by_all = os.pipe()
    process = subprocess.Popen(words, cwd=directory, stdout=subprocess.DEVNULL, stderr=errors,
                               start_new_session=True, pass_fds=[held_by_all])
    os.close(held_by_all)
    try:
        _, status, usage = os.wait4(process.pid, 0)
        return status, usage
    except BaseException:
        os.killpg(process.pid, signal.SIGTERM)
        raise
    finally:
        with open(still_open, "rb") as pipe:
            pipe.read()


def instructions(command, directory):
    """How many instructions the command executes, with all processes that it starts."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            ["valgrind", "--tool=callgrind", "--trace-children=yes",
             f"--callgrind-out-file={folder}/%p", *command],
            cwd=directory,
            capture_output=True,
            text=True,
            check=False,
        )
    counts = [int(n) for n in re.findall(r"Collected : (\d+)", done.stderr)]
    if not counts:
        sys.exit(f"error: callgrind counted nothing for: {shlex.join(command)}\n{done.stderr}")
    return sum(counts)
