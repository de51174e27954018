"""What programs do when they run, and what chanvet says about them."""

import dataclasses
import glob
import json
import os
import re
import subprocess
import tempfile

import replaying
from program import STYLES, Source, write

# Findings that say that a program dies there; all other errors say that fibers wait for ever.
DYING = {"channel-send-after-close", "channel-double-close", "waitgroup-negative", "lock-unlock-unheld"}
# A nil channel makes its fiber wait, but closing it makes it die.
EITHER = {"channel-nil"}
# What these say does not show in how a program ends.
SILENT = {
    "error-dropped",
    "timer-ticker-not-stopped",
    "fiber-loop-capture",
    "waitgroup-add-in-task",
    "waitgroup-reuse",
}

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

    def unreached(self):
        """Why the schedules are not that a replay has not reached, and which these are."""
        return [f["unreached"] for f in self.findings if f.get("unreached")]

    def reached(self):
        return sum(bool(f.get("reached")) for f in self.findings)

    def misses(self):
        return [f"miss-{kind}" for kind in KINDS if self.seen(kind) and not self.said(kind)]

    def false_alarms(self):
        """`false`: nothing goes wrong at all. `false-died`: the program gets stuck before.

        What a run under the finding's own schedule shows is true. Of programs that end by a panic of
        their own, or never, nothing is known.
        """
        if self.seen("ended") or self.seen("cut"):
            return []
        said = [
            kind
            for kind in KINDS
            if not self.seen(kind) and any(is_to_be_seen(f) for f in self.said(kind, ("error",)))
        ]
        if said and not any(self.seen(kind) for kind in KINDS):
            return ["false"]
        return [f"false-{kind}" for kind in said]

    def wrong(self):
        return self.misses() + self.false_alarms()

    def source(self):
        return Source(self.program, self.style).text()


def is_to_be_seen(finding):
    return finding["check"] not in EITHER and not finding.get("reached")


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
    witness = os.path.join(folder, "schedules")
    command = [tools.chanvet, "check", "-q", "--format", "json", "--checks=*", "--witness", witness, *files]
    command += ["--", "-std=c++20", *include, "-pthread"]
    run = subprocess.run(command, text=True, capture_output=True, cwd=folder)
    if run.returncode not in (0, 1, 3):
        raise RuntimeError(f"chanvet ended with status {run.returncode}\n{run.stderr}")
    report = json.loads(run.stdout)
    by_file = dict(zip(files, cases))
    for case in cases:
        case.findings, case.failure = [], ""
    schedules = schedules_in(witness)
    for finding in report["findings"]:
        finding["schedule"] = schedules.get(finding["fingerprint"].removeprefix("v1:"))
        by_file[finding["file"]].findings.append(finding)
    for failure in report["failures"]:
        by_file[failure["unit"]].failure = failure["reason"]


def schedules_in(folder):
    """By the fingerprints of their findings."""
    found = {}
    for path in glob.glob(os.path.join(folder, "*.schedule")):
        with open(path, encoding="utf-8") as file:
            text = file.read()
        found[re.search(r"^fingerprint (.*)$", text, re.M).group(1)] = text
    return found


def look(tools, cases, schedules):
    """Runs and checks all. A false alarm is one only when neither very many schedules show it nor that
    which is said to."""
    run_all(tools, cases, schedules)
    check_all(tools, cases)
    for case in cases:
        if case.false_alarms():
            run_all(tools, [case], schedules * 50, first_seed=schedules)
    replaying.confirm(tools, [case for case in cases if case.false_alarms()])


def look_again(tools, cases):
    """With the real headers."""
    check_all(tools, cases, real=True)
    for case in cases:
        if case.failure:
            raise RuntimeError(f"chanvet does not analyse {write(case.program)}: {case.failure}")
