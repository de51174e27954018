"""lit formats for C++ whose comments say what chanvet reports.

    jobs.send(1);  // expect: send on closed channel 'jobs'
    jobs.close();  // note: closed here

`// expect: TEXT` wants exactly one finding with its primary place on that line and TEXT in its
message; `// expect@+1:` and `// expect@-1:` mean other lines; a line may have several.
`// note: TEXT` wants a related place on that line with TEXT in its message, `// step: TEXT` a step of
a trace, and `// fix: TEXT` a finding with a fix that is described so. A finding that nobody expects
fails the test, and so does an expectation that nothing meets.

Near the top of the file, `// flags: ...` adds compiler flags, `// checks: GLOBS` chooses the
checks, `// config: FILE` names a configuration next to the file. `// fixes: N` wants fixes with N of
the findings; applied together they leave a file that compiles and has none of these findings.

In a doc.md, the blocks ```cpp, ```cpp wrong and ```cpp right are such files too. Those marked wrong
or right are whole programs, and are compiled and run as well: a right one exits with 0, a wrong one
does what its line `// run: dies|hangs|leaks` says.
"""

import dataclasses
import json
import os
import re
import shlex
import signal
import subprocess
import tempfile

import lit.formats
import lit.Test

EXPECTATION = re.compile(
    r"//\s*(?P<kind>expect|note|step|fix)(?:@(?P<offset>[+-]\d+))?:\s*(?P<text>.*?)\s*"
    r"(?=//\s*(?:expect|note|step|fix)(?:@[+-]\d+)?:|$)"
)
SETTING = re.compile(r"^\s*//\s*(flags|checks|config|run|fixes):\s*(.*?)\s*$")
FENCE = re.compile(r"^```(.*)$")

COMPILE_SECONDS = 120
RUN_SECONDS = 20


@dataclasses.dataclass
class Host:
    """Where the programs and folders are that tests need."""

    source: str
    chanvet: str
    cxx: str
    csp: str
    csp_pch: str  # csp.h precompiled; need not be there

    def default_flags(self):
        return ["-std=c++20", "-I", self.csp, "-pthread"]


@dataclasses.dataclass
class Expectation:
    kind: str
    line: int
    text: str

    def __str__(self):
        return f"line {self.line}: {self.kind} '{self.text}'"


@dataclasses.dataclass
class Block:
    """A fenced C++ block of a Markdown file."""

    mark: str  # "wrong", "right" or ""
    line: int  # of the first line of code
    text: str
    name: str  # "wrong-1"


def expectations_of(text):
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        for match in EXPECTATION.finditer(line):
            offset = int(match["offset"] or 0)
            found.append(Expectation(match["kind"], number + offset, match["text"]))
    return found


def settings_of(text):
    settings = {}
    for line in text.splitlines():
        match = SETTING.match(line)
        if match:
            settings[match[1]] = match[2]
    return settings


def blocks_of(markdown):
    blocks = []
    counts = {}
    language = None
    for number, line in enumerate(markdown.splitlines(), start=1):
        fence = FENCE.match(line)
        if language is None:
            if fence:
                language, start, lines = fence[1].split(), number + 1, []
            continue
        if not fence or fence[1].strip():
            lines.append(line)
            continue
        if language and language[0] == "cpp":
            mark = language[1] if len(language) > 1 else ""
            key = mark or "cpp"
            counts[key] = counts.get(key, 0) + 1
            text = "\n".join(lines) + "\n"
            blocks.append(Block(mark, start, text, f"{key}-{counts[key]}"))
        language = None
    return blocks


def compare(expectations, findings, path):
    """The list of complaints: what was expected and not reported, and the other way round."""
    complaints = []
    open_findings = []
    beside = set()  # kind, line and text of what comes with the findings
    for finding in findings:
        same_file = os.path.realpath(finding["file"]) == os.path.realpath(path)
        open_findings.append((finding["line"] if same_file else None, finding))
        if same_file and "fix" in finding:
            beside.add(("fix", finding["line"], finding["fix"]["description"]))
        for kind, places in (("note", "related"), ("step", "trace")):
            for place in finding.get(places, []):
                if os.path.realpath(place["file"]) == os.path.realpath(path):
                    beside.add((kind, place["line"], place["message"]))

    for expectation in expectations:
        if expectation.kind != "expect":
            wanted = (expectation.kind, expectation.line)
            if not any(wanted == (kind, line) and expectation.text in text for kind, line, text in beside):
                complaints.append(f"expected, not reported: {expectation}")
            continue
        met = [
            entry
            for entry in open_findings
            if entry[0] == expectation.line and expectation.text in entry[1]["message"]
        ]
        if not met:
            complaints.append(f"expected, not reported: {expectation}")
            continue
        open_findings.remove(met[0])

    for line, finding in open_findings:
        where = f"line {line}" if line else f"{finding['file']}:{finding['line']}"
        complaints.append(f"reported, not expected: {where}: {finding['message']} [{finding['check']}]")
        for kind in ("related", "trace"):
            for place in finding.get(kind, []):
                where = f"{os.path.basename(place['file'])}:{place['line']}"
                complaints.append(f"    {kind}: {where}: {place['message']}")
    return complaints


def run(command, seconds, cwd=None):
    """Exit status (negative: the signal; None: too slow), standard output, standard error."""
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=cwd,
        text=True,
        errors="replace",
    )
    try:
        out, err = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        out, err = process.communicate()
        return None, out, err
    return process.returncode, out, err


def failed(command, complaints, err=""):
    text = "\n".join(complaints) + "\n\n$ " + shlex.join(command) + "\n" + err
    return lit.Test.FAIL, text


def check_expectations(host, path, text, checks, directory, extra_flags=()):
    """Runs `chanvet check` over the file at `path`, whose content is `text`.

    checks: the default of --checks, or None; directory: where its `// config:` lies.
    """
    settings = settings_of(text)
    command = [host.chanvet, "check", "--format", "json"]
    checks = settings.get("checks", checks)
    if checks:
        command.append(f"--checks={checks}")
    if "config" in settings:
        command += ["--config", os.path.join(directory, settings["config"])]
    command += [path, "--", *host.default_flags(), *extra_flags]
    command += [flag.replace("%csp", host.csp).replace("%S", directory) for flag in shlex.split(settings.get("flags", ""))]

    status, out, err = run(command, COMPILE_SECONDS, cwd=host.source)
    if status not in (0, 1):
        return failed(command, [f"chanvet ended with status {status}"], err)
    try:
        report = json.loads(out)
    except json.JSONDecodeError as error:
        return failed(command, [f"not JSON: {error}"], out + err)

    complaints = compare(expectations_of(text), report["findings"], path)
    complaints += [f"failure: {entry['unit']}: {entry['reason']}" for entry in report.get("failures", [])]
    if "fixes" in settings:
        complaints += fix_complaints(command, path, text, report["findings"], int(settings["fixes"]))
    if complaints:
        return failed(command, [path, *complaints], err)
    return lit.Test.PASS, ""


def with_fixes(text, findings):
    """The text of a file with the fixes of its findings applied. They must not overlap."""
    lines = [line.encode() for line in text.splitlines(keepends=True)]
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    content = b"".join(lines)
    edits = [edit for finding in findings for edit in finding["fix"]["edits"]]
    for edit in sorted(edits, key=lambda edit: (edit["line"], edit["column"]), reverse=True):
        begin = starts[edit["line"] - 1] + edit["column"] - 1
        end = starts[edit["endLine"] - 1] + edit["endColumn"] - 1
        content = content[:begin] + edit["replacement"].encode() + content[end:]
    return content.decode()


def fix_complaints(command, path, text, findings, wanted):
    """Applies the fixes to a copy of the file, and runs the command on that."""
    fixable = [finding for finding in findings if "fix" in finding]
    if len(fixable) != wanted:
        return [f"fixes wanted: {wanted}; findings with fixes: {len(fixable)}"]
    with tempfile.TemporaryDirectory() as folder:
        fixed = os.path.join(folder, "fixed.cpp")
        with open(fixed, "w", encoding="utf-8") as file:
            file.write(with_fixes(text, fixable))
        status, out, err = run([fixed if word == path else word for word in command], COMPILE_SECONDS)
    if status not in (0, 1):
        return [f"with its fixes the file does not compile: status {status}", err]
    left = len(json.loads(out)["findings"])
    wanted_left = len(findings) - len(fixable)
    return [] if left == wanted_left else [f"with the fixes, {left} findings are left, not {wanted_left}"]


def outcome_complaint(wanted, status, out, err):
    """What is wrong with how a program ended, or None."""
    ended = "too slow" if status is None else f"status {status}"
    if wanted == "ends":
        return None if status == 0 else f"should end with 0: {ended}"
    if wanted == "dies":
        return None if status in (-signal.SIGABRT, -signal.SIGSEGV) else f"should die: {ended}"
    if wanted == "hangs":
        return None if status == 2 and "deadlock" in err else f"should hang (csp's deadlock message, status 2): {ended}"
    if wanted == "leaks":
        return None if status not in (0, None) else f"should leak: {ended}"
    return f"unknown '// run: {wanted}'; it takes dies, hangs or leaks"


def check_run(host, path, text, wanted):
    """Compiles and runs the program at `path`; `wanted` is ends, dies, hangs or leaks."""
    program = path + ".exe"
    flags = shlex.split(settings_of(text).get("flags", ""))
    if not flags and os.path.exists(host.csp_pch):
        flags = ["-include-pch", host.csp_pch]
    command = [host.cxx, *host.default_flags(), "-O0", "-w", *flags, path, "-o", program]
    status, out, err = run(command, COMPILE_SECONDS)
    if status != 0:
        return failed(command, ["does not compile"], out + err)
    status, out, err = run([program], RUN_SECONDS)
    complaint = outcome_complaint(wanted, status, out, err)
    if complaint:
        return failed([program], [complaint], out + err)
    return lit.Test.PASS, ""


class MarkdownAndCpp(lit.formats.FileBasedTest):
    """Tests of *.cpp files, and of the blocks of *.md files: one test for each question asked."""

    def __init__(self, host):
        self.host = host

    def checks_of(self, test_dir):
        """The default of --checks for files in that folder of the suite."""
        raise NotImplementedError

    def wants_file(self, name):
        raise NotImplementedError

    def wants_block(self, block):
        raise NotImplementedError

    def wants_run(self, block):
        """What the block must do when it runs, or None when it is not run."""
        raise NotImplementedError

    def getTestsForPath(self, testSuite, path_in_suite, litConfig, localConfig):
        name = path_in_suite[-1]
        if name in localConfig.excludes:
            return
        if name.endswith(".cpp") and self.wants_file(name):
            yield lit.Test.Test(testSuite, path_in_suite, localConfig)
        if name.endswith(".md"):
            with open(testSuite.getSourcePath(path_in_suite), encoding="utf-8") as file:
                blocks = blocks_of(file.read())
            for block in blocks:
                if self.wants_block(block):
                    yield lit.Test.Test(testSuite, path_in_suite + (block.name,), localConfig)
                if self.wants_run(block):
                    yield lit.Test.Test(testSuite, path_in_suite + (block.name, "run"), localConfig)

    def execute(self, test, litConfig):
        path = list(test.path_in_suite)
        runs = path[-1] == "run"
        if runs:
            path.pop()
        if path[-1].endswith(".cpp"):
            source = test.suite.getSourcePath(path)
            with open(source, encoding="utf-8") as file:
                text = file.read()
            return check_expectations(self.host, source, text, self.checks_of(path[:-1]), os.path.dirname(source))
        return self.execute_block(test, path, runs)

    def execute_block(self, test, path, runs):
        markdown = test.suite.getSourcePath(path[:-1])
        with open(markdown, encoding="utf-8") as file:
            block = next(b for b in blocks_of(file.read()) if b.name == path[-1])
        folder = os.path.join(test.suite.getExecPath(path[:-2]), "Output")
        os.makedirs(folder, exist_ok=True)
        kind = "run" if runs else "check"
        extracted = os.path.join(folder, f"{path[-2]}.{block.name}.{kind}.cpp")
        with open(extracted, "w", encoding="utf-8") as file:
            file.write(block.text)

        where = f"{markdown}:{block.line}: this block, whose first line counts as 1\n"
        if runs:
            code, output = check_run(self.host, extracted, block.text, self.wants_run(block))
        else:
            prelude = () if "#include" in block.text else ("-include", "csp/csp.h")
            code, output = check_expectations(
                self.host, extracted, block.text, self.checks_of(path[:-2]), os.path.dirname(markdown), prelude
            )
        return code, (where + output if output else "")


class CheckFormat(MarkdownAndCpp):
    """checks/<group>/<what>/: only that check is on."""

    def checks_of(self, test_dir):
        return "-*," + "-".join(test_dir)

    def wants_file(self, name):
        return name.startswith("test")

    def wants_block(self, block):
        return True

    def wants_run(self, block):
        if block.mark == "right":
            return "ends"
        return settings_of(block.text).get("run") if block.mark == "wrong" else None


class DocsFormat(MarkdownAndCpp):
    """docs/: every check that is on by default. Blocks without expectations are illustrations."""

    def checks_of(self, test_dir):
        return None

    def wants_file(self, name):
        return True

    def wants_block(self, block):
        return any(e.kind == "expect" for e in expectations_of(block.text))

    def wants_run(self, block):
        return None
