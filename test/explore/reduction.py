#!/usr/bin/env python3
"""Compares what the explorer says with what it says when it follows all orders (--no-reduction).

    reduction.py --chanvet PATH files FILE ...        programs
    reduction.py --chanvet PATH seeds FIRST COUNT     random ones, of test/differential

The same has to be found at the same places, with schedules of the same length. Programs of which
following all orders is too much are left out, and counted.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
DECLARATIONS = os.path.join(HERE, "..", "differential", "Inputs", "declarations")
sys.path.insert(0, os.path.join(HERE, "Inputs"))

from seeds import write_seeds  # noqa: E402

BATCH = 200


def check(chanvet, files, options):
    """Findings by file, each as place and length of its schedule; and the files that were cut."""
    command = [chanvet, "check", "-q", "--format", "json", *options, *files]
    command += ["--", "-std=c++20", "-isystem", DECLARATIONS, "-pthread"]
    run = subprocess.run(command, text=True, capture_output=True, cwd=os.path.dirname(files[0]), check=False)
    if run.returncode not in (0, 1):
        sys.exit(f"chanvet ended with status {run.returncode}\n{run.stderr}")
    report = json.loads(run.stdout)
    found = {file: {} for file in files}
    for f in report["findings"]:
        place = (f["check"], f["line"], f["column"], f["severity"])
        found[f["file"]][place] = len(f["trace"])
    return found, {note["unit"] for note in report["notes"]}


def show(found):
    lines = [f"    {place[0]} at {place[1]}:{place[2]}, {steps} steps" for place, steps in sorted(found.items())]
    return "\n".join(lines) or "    nothing"


def compare(arguments, files, names):
    """Prints the programs that differ; returns how many do and how many were left out."""
    options = ["--max-states", str(arguments.max_states)]
    reduced, _ = check(arguments.chanvet, files, options)
    full, cut = check(arguments.chanvet, files, [*options, "--no-reduction"])
    differ = [file for file in files if file not in cut and reduced[file] != full[file]]
    for file in differ:
        print(f"{names[file]}:\n  with reduction:\n{show(reduced[file])}\n  all orders:\n{show(full[file])}")
        if arguments.verbose:
            with open(file, encoding="utf-8") as text:
                print(text.read())
    return len(differ), len(cut)


def compare_seeds(arguments, first, count):
    differ = left_out = 0
    for begin in range(first, first + count, BATCH):
        seeds = range(begin, min(begin + BATCH, first + count))
        with tempfile.TemporaryDirectory(prefix="reduction") as folder:
            names = {file: f"seed {seed}" for seed, file in write_seeds(seeds, os.path.realpath(folder)).items()}
            more, cut = compare(arguments, list(names), names)
        differ += more
        left_out += cut
    return differ, left_out


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--chanvet", required=True)
    parser.add_argument("--max-states", type=int, default=20000)
    parser.add_argument("--verbose", action="store_true", help="print the programs that differ")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("files").add_argument("files", nargs="+")
    seeds = commands.add_parser("seeds")
    seeds.add_argument("first", type=int)
    seeds.add_argument("count", type=int)
    arguments = parser.parse_args()
    if arguments.command == "files":
        files = [os.path.realpath(file) for file in arguments.files]
        count = len(files)
        differ, left_out = compare(arguments, files, {file: os.path.basename(file) for file in files})
    else:
        count = arguments.count
        differ, left_out = compare_seeds(arguments, arguments.first, count)
    print(f"{count} programs, {left_out} left out; {differ} differ")
    return 1 if differ else 0


if __name__ == "__main__":
    sys.exit(main())
