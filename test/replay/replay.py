#!/usr/bin/env python3
"""Runs programs under the schedules that chanvet says they go wrong on, and sees that they do.

    replay.py --chanvet BIN --csp DIR FILE...

FILEs are programs, or markdown whose blocks marked `wrong` are. Every schedule of a finding has to be
reached, but for these, which are told:
  - Functions without a body stand for code that nobody knows: a program that calls one crashes, which
    says nothing, and so does one that goes on with what has died.
  - A program that leaves its schedule, whatever its arguments, behind a condition that data decide and
    that the schedule takes for granted.
  - One that has to be stopped between two accesses to memory, where csp has no operation.
"""

import argparse
import glob
import os
import re
import subprocess
import sys
import tempfile

FLAGS = ["-std=c++20", "-pthread"]
SECONDS = 60
MOST_ARGUMENTS = 40
CRASHED = "crashed: it runs code that is not there, or on what has died"
ASSUMED = "takes for granted what data decide"
UNSTOPPED = "has to be stopped at a plain access to memory"
ENDED = "status 0: "  # and has used nothing of csp: with these arguments it does something else
# The runtime knows no accesses to plain variables: a schedule that ends in a race of two goes no further.
AT_ACCESS = re.compile(r"the program leaves the schedule: fiber \d+, (read|write) at")
NO_PROGRAM = "left out: no main, or not in csp"
LEFT_OUT = (CRASHED, ASSUMED, UNSTOPPED)


def programs_in(path, folder):
    """The C++ files that a FILE stands for."""
    if not path.endswith(".md"):
        return [path]
    with open(path, encoding="utf-8") as file:
        blocks = re.findall(r"^```cpp wrong\n(.*?)^```", file.read(), re.M | re.S)
    found = []
    for number, block in enumerate(blocks):
        name = "-".join(os.path.abspath(path).split(os.sep)[-3:-1])
        found.append(os.path.join(folder, f"{name}-{number}.cpp"))
        with open(found[-1], "w", encoding="utf-8") as file:
            file.write(block)
    return found


def schedules_of(arguments, program, folder):
    witness = os.path.join(folder, "schedules")
    command = [arguments.chanvet, "check", "-q", "--format", "short", "--checks=*", "--witness", witness]
    command += [program, "--", *FLAGS, "-I", arguments.csp]
    run = subprocess.run(command, text=True, capture_output=True)
    if run.returncode not in (0, 1):
        sys.exit(f"{program}: chanvet ended with status {run.returncode}\n{run.stderr}")
    return sorted(glob.glob(os.path.join(glob.escape(witness), "*.schedule")))


def is_program(path):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    return "csp/csp.h" in text and re.search(r"^int main\(", text, re.M)


def precompile(arguments, folder):
    header = os.path.join(folder, "csp.pch")
    command = [arguments.cxx, *FLAGS, "-x", "c++-header", os.path.join(arguments.csp, "csp", "csp.h"), "-o", header]
    subprocess.run([*command, "-I", arguments.csp, "-fno-pie"], check=True)
    return header


def link(arguments, header, program, executable):
    command = [arguments.cxx, *FLAGS, "-w", "-I", arguments.csp, "-include-pch", header, "-fno-pie", program]
    command += ["-o", executable, "-no-pie", "-Wl,--unresolved-symbols=ignore-all"]
    run = subprocess.run(command, text=True, capture_output=True)
    if run.returncode != 0:
        sys.exit(f"{program} does not compile\n{run.stderr}")


def replay(executable, schedule):
    """Why the schedule is not reached, or None. What decides where a program goes is how many arguments
    it has, if anything."""
    reasons = []
    for count in range(MOST_ARGUMENTS):
        reasons.append(replay_with(executable, ["x"] * count, schedule))
        if reasons[-1] is None:
            return None
    if CRASHED in reasons:
        return CRASHED
    at_access = any("came too early" in reason or AT_ACCESS.search(reason) for reason in reasons)
    if at_access or stops_between_accesses(schedule):
        return UNSTOPPED
    followed = [reason for reason in reasons if reason != ENDED]
    unexplained = [reason for reason in followed if "is taken for granted" not in reason]
    return ASSUMED if followed and not unexplained else (unexplained or reasons)[0]


def stops_between_accesses(schedule):
    """Whether one fiber accesses memory, then another does, then the first does again."""
    with open(schedule, encoding="utf-8") as file:
        fibers = re.findall(r"^step (\d+) (?:read|write) ", file.read(), re.M)
    turns = [fiber for fiber, before in zip(fibers, [None, *fibers]) if fiber != before]
    return len(turns) > len(set(turns))


def replay_with(executable, arguments, schedule):
    environment = {**os.environ, "CSP_SCHEDULE": schedule}
    command = [executable, *arguments]
    try:
        run = subprocess.run(command, text=True, capture_output=True, env=environment, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        return "too slow"
    if run.returncode == 0 and "schedule reached" in run.stderr:
        return None
    return CRASHED if run.returncode < 0 else f"status {run.returncode}: {run.stderr.strip()}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--chanvet", required=True)
    parser.add_argument("--csp", required=True, help="the folder with csp/csp.h")
    parser.add_argument("--cxx", default="clang++-22")
    parser.add_argument("files", nargs="+")
    arguments = parser.parse_args()

    counts = {"reached": 0, "not reached": 0, **{reason: 0 for reason in (*LEFT_OUT, NO_PROGRAM)}}
    with tempfile.TemporaryDirectory(prefix="replay") as folder:
        header = precompile(arguments, folder)
        programs = [program for path in arguments.files for program in programs_in(path, folder)]
        for number, program in enumerate(programs):
            if not is_program(program):
                counts[NO_PROGRAM] += 1
                continue
            own = os.path.join(folder, str(number))
            os.mkdir(own)
            replay_all(arguments, header, program, own, counts)
    print("\n".join(f"{count} {what}" for what, count in counts.items()))
    return 1 if counts["not reached"] else 0


def replay_all(arguments, header, program, folder, counts):
    schedules = schedules_of(arguments, program, folder)
    if not schedules:
        return
    executable = os.path.join(folder, "program")
    link(arguments, header, program, executable)
    for schedule in schedules:
        why = replay(executable, schedule)
        if why is None or why in LEFT_OUT:
            counts[why or "reached"] += 1
            if why:
                print(f"{program}: left out: {why}: {check_of(schedule)}")
            continue
        counts["not reached"] += 1
        with open(schedule, encoding="utf-8") as file:
            print(f"{program}: not reached: {why}\n{file.read()}")


def check_of(schedule):
    return os.path.basename(schedule).rsplit("-", 1)[0]


if __name__ == "__main__":
    sys.exit(main())
