"""Compiled programs: whether run.cpp does the same as they, and whether they can be run into what
chanvet reports."""

import glob
import os
import re
import subprocess
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
FLAGS = ["-std=c++20", "-w", "-pthread", "-I", os.path.join(HERE, "Inputs")]
SECONDS = 20


def compile_all(tools, cases, folder, calls, main):
    """One program of all. `calls`: what main does for each case, by its number; `main`: around that."""
    source = os.path.join(folder, "programs.cpp")
    with open(source, "w", encoding="utf-8") as file:
        file.write('#include "tally.h"\n#include <mutex>\n#include <shared_mutex>\n')
        for i, case in enumerate(cases):
            file.write(f'namespace p{i} {{\n#line 1 "p{i}.cpp"\n{as_function(case.source())}}}\n')
        calls = "".join(f"  {calls.format(i=i)}\n" for i in range(len(cases)))
        file.write(f"int main(int argc, char** argv) {{\n{main}{calls}}}\n")
    program = os.path.join(folder, "programs")
    command = [tools.cxx, *FLAGS, "-I", tools.csp, source, "-o", program]
    subprocess.run(command, check=True)
    return program


def as_function(source):
    """Its lines stay where they are."""
    source = re.sub(r"^#include.*$", "", source, flags=re.M).replace("int main()", "int run()")
    return source.removesuffix("}\n") + "return 0; }\n"


def tallies(tools, cases, schedules):
    with tempfile.TemporaryDirectory(prefix="differential") as folder:
        program = compile_all(tools, cases, folder, f"tallyOf(&p{{i}}::run, 0, {schedules}).print();", "")
        return subprocess.run([program], text=True, stdout=subprocess.PIPE, check=True).stdout.splitlines()


def replay_all(tools, cases):
    """Fills in `unreached` of each case; returns how many schedules there were."""
    with tempfile.TemporaryDirectory(prefix="differential") as folder:
        folder = os.path.realpath(folder)
        schedules = schedules_of(tools, cases, folder)
        program = compile_all(
            tools, cases, folder, "if (number == {i}) return p{i}::run();", "  const int number = std::atoi(argv[1]);\n"
        )
        for case in cases:
            case.unreached = []
        for number, schedule in schedules:
            why = replay(program, number, schedule)
            if why:
                cases[number].unreached.append(why)
        return len(schedules)


def schedules_of(tools, cases, folder):
    """(number of the case, file) of each finding with a schedule."""
    files = [os.path.join(folder, f"p{i}.cpp") for i in range(len(cases))]
    for file, case in zip(files, cases):
        with open(file, "w", encoding="utf-8") as out:
            out.write(case.source())
    witness = os.path.join(folder, "schedules")
    command = [tools.chanvet, "check", "-q", "--format", "short", "--checks=*", "--witness", witness, *files]
    command += ["--", "-std=c++20", "-isystem", tools.declarations]
    run = subprocess.run(command, text=True, capture_output=True)
    if run.returncode not in (0, 1):
        raise RuntimeError(f"chanvet ended with status {run.returncode}\n{run.stderr}")
    found = []
    for path in sorted(glob.glob(os.path.join(witness, "*.schedule"))):
        with open(path, encoding="utf-8") as file:
            found.append((int(re.search(r"/p(\d+)\.cpp:\d", file.read()).group(1)), path))
    return found


def replay(program, number, schedule):
    """Why it is not reached, with the schedule, or None."""
    environment = {**os.environ, "CSP_SCHEDULE": schedule}
    command = [program, str(number)]
    try:
        run = subprocess.run(command, text=True, capture_output=True, env=environment, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        return f"too slow: {schedule}"
    if run.returncode == 0 and "schedule reached" in run.stderr:
        return None
    with open(schedule, encoding="utf-8") as file:
        text = re.sub(r"[^ ]*/(p\d+\.cpp)", r"\1", run.stderr.strip() + "\n" + file.read())
        return re.sub(r"[^ ]*/([^/ ]*\.schedule)", r"\1", text)
