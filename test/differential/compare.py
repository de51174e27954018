"""What programs do when they run, and what chanvet says about them."""

import dataclasses
import json
import os
import subprocess
import tempfile

from program import STYLES, Source, write

# Findings that say that a program dies there; all other errors say that fibers wait for ever.
DYING = {"channel-send-after-close", "channel-double-close", "waitgroup-negative", "lock-unlock-unheld"}
# A nil channel makes its fiber wait, but closing it makes it die.
EITHER = {"channel-nil"}
# What these say does not show in how a program ends.
SILENT = {"error-dropped", "timer-ticker-not-stopped", "fiber-loop-capture", "waitgroup-add-in-task"}

KINDS = ("stuck", "died")


@dataclasses.dataclass
class Tools:
    chanvet: str
    runner: str  # run.cpp, built
    declarations: str  # the folder with the declarations of csp
    csp: str  # the folder of csp itself
    cxx: str = "clang++-22"
    batch: int = 200


@dataclasses.dataclass
class Case:
    """A program in a style, what was seen and what was said."""

    program: list
    style: str
    runs: dict = dataclasses.field(default_factory=dict)
    findings: list = dataclasses.field(default_factory=list)
    failure: str = ""  # chanvet does not analyse it
    unreached: list = dataclasses.field(default_factory=list)  # why schedules are not, and which

    def seen(self, kind):
        return self.runs[kind]["count"] > 0

    def said(self, kind, severities=("error", "warning", "info")):
        return [
            f
            for f in self.findings
            if f["severity"] in severities
            and f["check"] not in SILENT
            and (f["check"] in EITHER or (f["check"] in DYING) == (kind == "died"))
        ]

    def misses(self):
        return [f"miss-{kind}" for kind in KINDS if self.seen(kind) and not self.said(kind)]

    def false_alarms(self):
        """`false`: nothing goes wrong at all. `false-died`: the program gets stuck before.

        Of programs that end by a panic of their own, or never, nothing is known.
        """
        if self.seen("ended") or self.seen("cut"):
            return []
        said = [
            kind
            for kind in KINDS
            if not self.seen(kind) and any(f["check"] not in EITHER for f in self.said(kind, ("error",)))
        ]
        if said and not any(self.seen(kind) for kind in KINDS):
            return ["false"]
        return [f"false-{kind}" for kind in said]

    def wrong(self):
        return self.misses() + self.false_alarms()

    def source(self):
        return Source(self.program, self.style).text()


def style_for(seed):
    return STYLES[seed % len(STYLES)]


def run_all(tools, cases, schedules, first_seed=0):
    """Fills in `runs`."""
    for begin in range(0, len(cases), tools.batch):
        batch = cases[begin : begin + tools.batch]
        lines = "".join(write(case.program) + "\n" for case in batch)
        command = [tools.runner, str(schedules), str(first_seed)]
        out = subprocess.run(command, input=lines, text=True, stdout=subprocess.PIPE, check=True).stdout
        for case, line in zip(batch, out.splitlines(), strict=True):
            case.runs = json.loads(line)


def check_all(tools, cases, real=False):
    """Fills in `findings`. `real`: with the real headers, which takes a second for each program."""
    for begin in range(0, len(cases), tools.batch):
        with tempfile.TemporaryDirectory(prefix="differential") as folder:
            check_batch(tools, cases[begin : begin + tools.batch], folder, real)


def check_batch(tools, cases, folder, real):
    files = [os.path.join(os.path.realpath(folder), f"p{i}.cpp") for i in range(len(cases))]
    for file, case in zip(files, cases):
        with open(file, "w", encoding="utf-8") as out:
            out.write(case.source())
    include = ("-I", tools.csp) if real else ("-isystem", tools.declarations)
    command = [tools.chanvet, "check", "-q", "--format", "json", "--checks=*", *files, "--", "-std=c++20"]
    run = subprocess.run([*command, *include, "-pthread"], text=True, capture_output=True, cwd=folder)
    if run.returncode not in (0, 1, 3):
        raise RuntimeError(f"chanvet ended with status {run.returncode}\n{run.stderr}")
    report = json.loads(run.stdout)
    by_file = dict(zip(files, cases))
    for case in cases:
        case.findings, case.failure = [], ""
    for finding in report["findings"]:
        by_file[finding["file"]].findings.append(finding)
    for failure in report["failures"]:
        by_file[failure["unit"]].failure = failure["reason"]


def look(tools, cases, schedules):
    """Runs and checks all. A false alarm is one only when very many schedules do not show it."""
    run_all(tools, cases, schedules)
    check_all(tools, cases)
    for case in cases:
        if case.false_alarms():
            run_all(tools, [case], schedules * 50, first_seed=schedules)


def look_again(tools, cases):
    """With the real headers."""
    check_all(tools, cases, real=True)
    for case in cases:
        if case.failure:
            raise RuntimeError(f"chanvet does not analyse {write(case.program)}: {case.failure}")
