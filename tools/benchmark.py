"""What tools/bench and tools/bench-explore have in common: the units to measure, and their flags."""

import json
import os
import shlex
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

# What a compile command says about its output; -fsyntax-only has none. The number is how many
# arguments follow.
OUTPUT_FLAGS = {"-o": 1, "-MF": 1, "-MT": 1, "-MQ": 1, "-c": 0, "-MD": 0, "-MMD": 0, "-MP": 0}


class Unit:
    def __init__(self, file, directory, flags):
        self.file = file
        self.directory = directory
        self.flags = flags

    def compile_command(self, clang):
        return [clang, "-fsyntax-only", *self.flags, self.file]

    def check_command(self, chanvet, database, options=("--format", "short")):
        command = [chanvet, "check", *options]
        if database:
            return [*command, "-p", database, self.file]
        return [*command, self.file, "--", *self.flags]


def units_of_database(folder, wanted):
    path = os.path.join(folder, "compile_commands.json")
    with open(path, encoding="utf-8") as file:
        entries = json.load(file)
    wanted = {os.path.realpath(f) for f in wanted}
    units = []
    for entry in entries:
        file = os.path.normpath(os.path.join(entry["directory"], entry["file"]))
        if wanted and os.path.realpath(file) not in wanted:
            continue
        arguments = entry.get("arguments") or shlex.split(entry["command"])
        units.append(Unit(file, entry["directory"], input_flags(arguments[1:], entry["file"])))
    return units


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
