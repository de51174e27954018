#!/usr/bin/env python3
"""Compares what random programs do when they run with what chanvet says about them.

  random    generates programs from seeds; each that run and report disagree about is told
  cases     those that were found so, minimised, in files
  replay    compiles programs, and runs them under the schedules of what chanvet says
  faithful  compiles programs and sees that run.cpp does with them what the compiled ones do

Wrong are misses (a program was seen to hang or die, and nothing is said) and false alarms (an error
is said that very many schedules do not show). What is known to be wrong is written down, and fails
as well when it is right again: then it is to be taken from the list.
"""

import argparse
import json
import os
import re
import sys

import compare
import replaying
from compare import Case, Tools
from generate import generate
from minimise import minimised, smallest
from program import STYLES, read, write

HERE = os.path.dirname(os.path.abspath(__file__))


# ---- random ---------------------------------------------------------------------------------


def run_random(tools, arguments):
    seeds = range(arguments.first, arguments.first + arguments.count)
    cases = {seed: Case(generate(seed), compare.style_for(seed)) for seed in seeds}
    known = read_known(arguments.known) if arguments.known else {}
    compare.look(tools, list(cases.values()), arguments.schedules)
    surprises = {s: case for s, case in cases.items() if case.failure or case.wrong() != known.get(s, [])}
    compare.look_again(tools, list(surprises.values()))
    print_summary(cases)
    if arguments.update:
        write_known(arguments.known, cases)
        return 0
    problems = 0
    for seed, case in surprises.items():
        was = known.get(seed, [])
        if case.wrong() == was:
            continue
        problems += 1
        print(f"seed {seed}: wrong is: {words(case.wrong())}, known is: {words(was)}")
        for wrong in case.wrong():
            if wrong not in was:
                small = minimised(tools, case, wrong) if arguments.minimise else case
                print(f"{wrong}, {small.style}: {write(small.program)}\n{describe(small)}")
    if problems and known:
        print(f"When all of this is meant: the same command with --update writes {arguments.known}.")
    return 1 if problems else 0


def words(wrong):
    return " ".join(wrong) or "nothing"


def print_summary(cases):
    counts = {}
    for case in cases.values():
        for wrong in case.wrong():
            counts[wrong] = counts.get(wrong, 0) + 1
    said = ", ".join(f"{n} {wrong}" for wrong, n in sorted(counts.items()))
    print(f"{len(cases)} programs: {said or 'all agree'}")


def describe(case):
    said = [f"{f['line']}: {f['severity']}: {f['message']} [{f['check']}]" for f in case.findings]
    ran = [f"{n['count']} {ending}: {'; '.join(n['ways'])}" for ending, n in case.runs.items() if n["count"]]
    lines = [*(f"ran {line}" for line in ran), *(f"said {line}" for line in said or ["nothing"])]
    return "\n".join(["  " + line for line in lines] + ["    " + line for line in case.source().splitlines()])


def read_known(path):
    with open(path, encoding="utf-8") as file:
        lines = [line.split() for line in file if line.strip() and not line.startswith("#")]
    return {int(seed): wrong for seed, *wrong in lines}


def write_known(path, cases):
    with open(path, "w", encoding="utf-8") as file:
        file.write("# Seeds of random.test on which run and report are known to disagree, and in what.\n")
        file.write("# differential.py random --update writes this file.\n")
        for seed, case in cases.items():
            if case.wrong():
                file.write(f"{seed} {words(case.wrong())}\n")


# ---- cases ----------------------------------------------------------------------------------


def run_cases(tools, arguments):
    """Each in all styles."""
    cases = {}
    known = {}
    for name in sorted(os.listdir(arguments.folder)):
        with open(os.path.join(arguments.folder, name), encoding="utf-8") as file:
            text = file.read()
        known[name] = sorted(" ".join(re.findall(r"^# known: (.*)$", text, re.M)).split())
        program = read(re.sub(r"^#.*$", "", text, flags=re.M))
        cases[name] = [Case(program, style) for style in STYLES]
    everything = [case for of_name in cases.values() for case in of_name]
    compare.look(tools, everything, arguments.schedules)
    compare.look_again(tools, [case for case in everything if case.failure])
    problems = 0
    for name, of_name in cases.items():
        wrong = sorted({word for case in of_name for word in case.wrong()})
        if wrong != known[name]:
            problems += 1
            print(f"{name}: wrong is: {words(wrong)}, known is: {words(known[name])}")
            print("\n".join(describe(case) for case in of_name if case.wrong()))
    return 1 if problems else 0


# ---- faithful -------------------------------------------------------------------------------


def run_faithful(tools, arguments):
    seeds = range(arguments.first, arguments.first + arguments.count)
    # What is global is there before a run begins.
    styles = [style for style in STYLES if style != "global"]
    cases = [Case(generate(seed), styles[seed % len(styles)]) for seed in seeds]
    compare.run_all(tools, cases, arguments.schedules)
    compiled = replaying.tallies(tools, cases, arguments.schedules)
    problems = 0
    for case, line in zip(cases, compiled, strict=True):
        if json.loads(line) != case.runs:
            problems += 1
            print(f"{case.style}: {write(case.program)}\n  compiled: {line}\n  run: {case.runs}")
    return 1 if problems else 0


# ---- replay ---------------------------------------------------------------------------------


def run_replay(tools, arguments):
    seeds = range(arguments.first, arguments.first + arguments.count)
    programs = {seed: generate(seed) for seed in seeds}
    cases = {seed: Case(program, compare.style_for(seed)) for seed, program in programs.items()}
    compare.check_all(tools, list(cases.values()))
    replaying.confirm(tools, list(cases.values()))
    unreached = [(seed, case) for seed, case in cases.items() if case.unreached()]
    for seed, case in unreached:
        if arguments.minimise:
            case = smallest(case, lambda tried: still_unreached(tools, tried))
        print(f"seed {seed}: {case.style}: {write(case.program)}")
        print("\n".join(case.unreached()))
        print(case.source())
    reached = sum(case.reached() for case in cases.values())
    print(f"{reached} schedules of {len(cases)} programs reached; {len(unreached)} programs do not follow all of theirs")
    return 1 if unreached else 0


def still_unreached(tools, tried):
    compare.check_all(tools, tried)
    replaying.confirm(tools, tried)
    return [case for case in tried if case.unreached()]


# ---------------------------------------------------------------------------------------------


COMMANDS = (("random", run_random), ("cases", run_cases), ("replay", run_replay), ("faithful", run_faithful))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--chanvet", required=True)
    parser.add_argument("--run", required=True, help="Inputs/run.cpp, built")
    parser.add_argument("--cxx", default="clang++-22")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, function in COMMANDS:
        command = commands.add_parser(name)
        command.set_defaults(function=function)
        command.add_argument("--schedules", type=int, default=300, help="for each program")
        if name != "cases":
            command.add_argument("--first", type=int, default=0, help="seed")
            command.add_argument("--count", type=int, default=1000)
    commands.choices["random"].add_argument("--known", help="list of what is known to be wrong")
    commands.choices["random"].add_argument("--update", action="store_true", help="write that list")
    for name in ("random", "replay"):
        commands.choices[name].add_argument("--minimise", action="store_true")
    commands.choices["cases"].add_argument("folder")
    arguments = parser.parse_args()
    tools = Tools(
        chanvet=arguments.chanvet,
        runner=arguments.run,
        declarations=os.path.join(HERE, "Inputs", "declarations"),
        csp=os.path.join(HERE, "..", "csp", "include"),
        cxx=arguments.cxx,
    )
    return arguments.function(tools, arguments)


if __name__ == "__main__":
    sys.exit(main())
