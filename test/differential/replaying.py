"""Compiled programs: whether run.cpp does the same as they, and whether they can be run into what
chanvet reports."""

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


def confirm(tools, cases):
    """Notes which findings are `reached`: the program runs into what they say."""
    scheduled = [(i, finding) for i, case in enumerate(cases) for finding in case.findings if finding["schedule"]]
    if not scheduled:
        return
    with tempfile.TemporaryDirectory(prefix="differential") as folder:
        program = compile_numbered(tools, cases, folder)
        for i, finding in scheduled:
            finding["unreached"] = replay(program, i, finding["schedule"], folder)
            finding["reached"] = not finding["unreached"]


def compile_numbered(tools, cases, folder):
    main = "  const int number = std::atoi(argv[1]);\n"
    return compile_all(tools, cases, folder, "if (number == {i}) return p{i}::run();", main)


def replay(program, number, schedule, folder):
    """Why it is not reached, with the schedule, or None."""
    path = os.path.join(folder, "schedule")
    schedule = re.sub(r"[^ ]*/p\d+\.cpp", f"p{number}.cpp", schedule)
    with open(path, "w", encoding="utf-8") as file:
        file.write(schedule)
    environment = {**os.environ, "CSP_SCHEDULE": path}
    command = [program, str(number)]
    try:
        run = subprocess.run(command, text=True, capture_output=True, env=environment, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        return f"too slow\n{schedule}"
    if run.returncode == 0 and "schedule reached" in run.stderr:
        return None
    return run.stderr.strip().replace(folder + "/", "") + "\n" + schedule
