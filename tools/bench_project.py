"""What a whole project costs: tools/bench --project.

All units, the same number at a time, by chanvet and by others. Nothing is
written into the project: the unit that changes between runs is a copy, which takes the place of its
source for everybody.
"""

import concurrent.futures
import json
import os
import platform
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

from benchmark import hyperfine, instructions, run_with_all_it_starts, write_json

SOURCES = (".cc", ".cpp", ".cxx", ".c++", ".C")
TIDY_CHECKS = "-*,concurrency-*,bugprone-*"
MEASURES = {
    "syntax": "`clang++ -fsyntax-only`",
    "cold": "chanvet, cold",
    "warm": "chanvet, warm",
    "changed": "chanvet, one file changed",
    "tidy": "clang-tidy, `concurrency-*,bugprone-*`",
    "analyze": "`clang++ --analyze`",
}


class Project:
    """The units to measure, in a folder that is removed afterwards."""

    def __init__(self, units, options, folder):
        self.options = options
        self.folder = folder
        self.cache = os.path.join(folder, "cache")
        self.units, self.left_out = self.those_that_compile(units)
        self.changing, self.copy = None, None
        self.write_database()

    # ---- units ------------------------------------------------------------------------------

    def those_that_compile(self, given):
        """The units of C++ that compile, each source once; and why the others are left out, by their files."""
        units = {}
        left_out = {}
        for unit in given:
            if not unit.file.endswith(SOURCES):
                left_out[unit.file] = "is no C++"
            else:
                units.setdefault(unit.file, unit)
        compiled = []
        for unit, problem in zip(units.values(), self.problems_of(units.values())):
            if problem:
                left_out[unit.file] = problem
            else:
                compiled.append(unit)
        if not compiled:
            file, problem = next(iter(left_out.items()))
            sys.exit(f"error: there is no unit to measure; {file}: {problem}")
        return compiled, left_out

    def problems_of(self, units):
        pool = concurrent.futures.ThreadPoolExecutor(self.options.jobs)
        try:
            return list(pool.map(self.problem_of, units))
        finally:
            pool.shutdown(cancel_futures=True)

    def problem_of(self, unit):
        """The first error of the compiler, or None."""
        done = subprocess.run(unit.compile_command(self.options.clang), cwd=unit.directory, capture_output=True,
                              text=True, errors="replace", check=False)
        if done.returncode == 0:
            return None
        errors = [line for line in done.stderr.splitlines() if "error:" in line]
        return errors[0] if errors else f"status {done.returncode}"

    def write_database(self):
        entries = [
            {"directory": unit.directory, "file": unit.file,
             "arguments": [unit.compiler, *unit.flags, "-c", unit.file]}
            for unit in self.units
        ]
        with open(os.path.join(self.folder, "compile_commands.json"), "w", encoding="utf-8") as file:
            json.dump(entries, file)

    def put_copy(self):
        """A copy in the place of one unit's source, which is as it was for those who look at it."""
        chosen = self.chosen()
        folder = os.path.join(self.folder, "changed")
        os.mkdir(folder)
        self.copy = os.path.join(folder, os.path.basename(chosen.file))
        shutil.copyfile(chosen.file, self.copy)
        config = config_of(chosen.file)
        if config:
            with open(os.path.join(folder, ".chanvet.yaml"), "w", encoding="utf-8") as file:
                file.write(f"extends: {json.dumps(config)}\n")
        self.changing = chosen.file
        chosen.flags = ["-iquote", os.path.dirname(chosen.file), *chosen.flags]
        chosen.file = self.copy
        problem = self.problem_of(chosen)
        if problem:
            sys.exit(f"error: {self.changing} does not compile when it lies elsewhere: {problem}; "
                     "name another unit with --changed")
        self.write_database()

    def chosen(self):
        """The unit that is changed: the one that was asked for, or that of middle size."""
        if not self.options.changed:
            return sorted(self.units, key=lambda unit: (os.path.getsize(unit.file), unit.file))[len(self.units) // 2]
        wanted = os.path.realpath(self.options.changed)
        for unit in self.units:
            if os.path.realpath(unit.file) == wanted:
                return unit
        sys.exit(f"error: --changed: '{self.options.changed}' is no unit that is measured")

    # ---- commands ---------------------------------------------------------------------------

    def each(self, name, command_of):
        """A command that runs one for each unit, so many at a time."""
        script = os.path.join(self.folder, name)
        with open(script, "w", encoding="utf-8") as file:
            for unit in self.units:
                file.write(f"cd {shlex.quote(unit.directory)} && exec {shlex.join(command_of(unit))}\n")
        return ["xargs", "-a", script, "-d", "\\n", "-n", "1", "-P", str(self.options.jobs), "sh", "-c"]

    def chanvet(self, *files, jobs=None):
        return [self.options.chanvet, "check", "-q", "--format", "short", "-p", self.folder,
                "-j", str(jobs or self.options.jobs), *files]

    def command(self, measure):
        clang = self.options.clang
        if measure == "syntax":
            return self.each("syntax", lambda unit: unit.compile_command(clang))
        if measure == "tidy":
            return self.each("tidy", lambda unit: [self.options.clang_tidy, "--quiet", f"--checks={TIDY_CHECKS}",
                                                   "-p", self.folder, unit.file])
        if measure == "analyze":
            return self.each("analyze", lambda unit: [clang, "--analyze", "--analyzer-output", "text", *unit.flags,
                                                      unit.file])
        return self.chanvet()

    def before(self, measure):
        """What is to be done before each run, without being measured."""
        if measure == "cold":
            return ["rm", "-rf", self.cache]
        if measure == "changed":
            return ["sh", "-c", 'echo "// changed" >> "$1"', "sh", self.copy]
        return None

    def fill_cache(self):
        run_with_all_it_starts(self.chanvet(), self.folder)

    def sample(self):
        """Units as far from each other as can be."""
        count = min(self.options.sample, len(self.units))
        return [self.units[i * len(self.units) // count] for i in range(count)]


def config_of(file):
    """The configuration that holds for a source, or None."""
    folder = os.path.dirname(file)
    while True:
        config = os.path.join(folder, ".chanvet.yaml")
        if os.path.exists(config):
            return config
        if folder == os.path.dirname(folder):
            return None
        folder = os.path.dirname(folder)


# ---- measuring ------------------------------------------------------------------------------


def measure_times(project):
    figures = {}
    for measure in project.options.measures:
        if measure in ("warm", "changed"):
            project.fill_cache()
        print(f"measuring: {MEASURES[measure]}", file=sys.stderr)
        words = [f"--runs={project.options.runs}"]
        before = project.before(measure)
        if before:
            words += ["--prepare", shlex.join(before)]
        (result,), memory = hyperfine([project.command(measure)], project.folder, words)
        warn(measure, result["exit_codes"])
        figures[measure] = {"seconds": result["median"], "times": result["times"], "memory": memory}
    return figures


def warn(measure, codes):
    """Findings make chanvet's status 1 and that of xargs 123."""
    worst = max(codes)
    if worst not in (0, 1, 123):
        print(f"warning: {MEASURES[measure]} ended with status {worst}: not all units were looked at", file=sys.stderr)


def measure_instructions(project):
    """Of a unit, on average: of a few for what takes long, of all for what does not."""
    print("counting instructions", file=sys.stderr)
    sample = project.sample()
    counted = {"syntax": sum(instructions(unit.compile_command(project.options.clang), unit.directory)
                             for unit in sample) / len(sample)}
    if "cold" in project.options.measures:
        shutil.rmtree(project.cache, ignore_errors=True)
        files = [unit.file for unit in sample]
        counted["cold"] = instructions(project.chanvet(*files, jobs=1), project.folder) / len(sample)
    if "warm" in project.options.measures:
        project.fill_cache()
        counted["warm"] = instructions(project.chanvet(), project.folder) / len(project.units)
    return counted


# ---- telling --------------------------------------------------------------------------------


def table(figures):
    base = figures["syntax"]
    lines = ["| | seconds | ratio | largest process, MiB | ratio |", "|---|---:|---:|---:|---:|"]
    for measure, figure in figures.items():
        seconds, memory = figure["seconds"], figure["memory"]
        lines.append(f"| {MEASURES[measure]} | {seconds:,.2f} | {seconds / base['seconds']:.3f} "
                     f"| {memory / 2**20:,.0f} | {memory / base['memory']:.2f} |")
    return "\n".join(lines)


def table_of_instructions(counted, project):
    of = {"warm": f"all {len(project.units)} units"}
    lines = ["| | counted | instructions of a unit | ratio |", "|---|---|---:|---:|"]
    for measure, count in counted.items():
        lines.append(f"| {MEASURES[measure]} | {of.get(measure, f'{len(project.sample())} units')} "
                     f"| {count / 1e6:,.1f} M | {count / counted['syntax']:.3f} |")
    return "\n".join(lines)


def version_of(command):
    done = subprocess.run([command, "--version"], capture_output=True, text=True, check=False)
    found = re.search(r"[^\n]*\d+\.\d+\.\d+[^\n]*", done.stdout)
    return found[0].strip() if found else command


def describe(project):
    options = project.options
    lines = [f"{len(project.units)} units, {options.jobs} at a time, on {os.cpu_count()} {platform.machine()} "
             f"processors; median of {options.runs}; {version_of(options.clang)}"]
    if project.changing:
        lines.append(f"changed: {project.changing}")
    if project.left_out:
        lines.append(f"left out: {len(project.left_out)} units; the first: "
                     + ": ".join(next(iter(project.left_out.items()))))
    return "\n".join(lines)


def bench_project(units, options):
    with tempfile.TemporaryDirectory(prefix="chanvet-bench-") as folder:
        os.environ["CHANVET_CACHE_DIR"] = os.path.join(folder, "cache")
        project = Project(units, options, os.path.realpath(folder))
        if "changed" in options.measures:
            project.put_copy()
        figures = measure_times(project)
        counted = measure_instructions(project) if options.callgrind else {}
        print(describe(project), table(figures), sep="\n\n")
        if counted:
            print("", table_of_instructions(counted, project), sep="\n")
        if options.json:
            write_json(options.json, {
                "units": len(project.units), "jobs": options.jobs, "runs": options.runs, "changed": project.changing, "leftOut": project.left_out, "measures": figures,
                "instructionsOfUnit": counted,
            })
    ratio = figures["cold"]["seconds"] / figures["syntax"]["seconds"] if "cold" in figures else 0
    return 1 if options.max_ratio and ratio > options.max_ratio else 0
