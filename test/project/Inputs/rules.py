"""The rules of the project that no compiler knows, each a function that yields complaints.

    rules.py RULE ROOT

prints the complaints and exits with 1 when there are any.
"""

import os
import re
import sys

SECTIONS = ["Why", "Reported", "Not reported", "How to fix", "Options", "Limits"]

# What is said of schedules, whatever the check.
TELLERS = ["lib/explore/Diagnosis.cpp", "lib/explore/RaceDiagnosis.cpp", "lib/explore/Story.cpp"]

# Names that only dialect files and tests may say.
LIBRARY_NAMES = re.compile(r"\b(csp|boost|asio)\b", re.I)


def read(*path):
    with open(os.path.join(*path), encoding="utf-8", errors="replace") as file:
        return file.read()


def check_folders(root):
    """Yields the name and the folder of every check."""
    checks = os.path.join(root, "checks")
    for group in sorted(os.listdir(checks)):
        for what in sorted(os.listdir(os.path.join(checks, group))):
            yield f"{group}-{what}", os.path.join(checks, group, what)


def tests_of(folder):
    return [n for n in sorted(os.listdir(folder)) if n.startswith("test") and n.endswith(".cpp")]


def without_comments(source):
    return re.sub(r"//[^\n]*", "", source)


def files(root):
    """Every check is a room with its code, its documentation and its tests."""
    for name, folder in check_folders(root):
        for file in ("check.cpp", "doc.md", "test.cpp"):
            if not os.path.exists(os.path.join(folder, file)):
                yield f"{name}: has no {file}"


def sections(root):
    """Every doc.md has the title, a one-sentence summary and the sections, in order."""
    for name, folder in check_folders(root):
        text = re.sub(r"^```.*?^```$", "", read(folder, "doc.md"), flags=re.S | re.M)
        title, _, rest = text.partition("\n")
        if title != f"# {name}":
            yield f"{name}: doc.md starts with '{title}', not with '# {name}'"
        summary = " ".join(rest.strip().split("\n\n")[0].split())
        if not re.fullmatch(r"[A-Z][^#]*\.", summary) or ". " in summary:
            yield f"{name}: the first paragraph of doc.md is not one sentence: {summary}"
        found = re.findall(r"^## (.*)$", text, flags=re.M)
        if found != SECTIONS:
            yield f"{name}: doc.md has the sections {found}, not {SECTIONS}"


def silence(root):
    """Every check has at least as many functions where it must be silent as where it must not."""
    for name, folder in check_folders(root):
        counts = {"bad": 0, "ok": 0}
        for test in tests_of(folder):
            functions = set(re.findall(r"\b((?:bad|ok)[A-Z0-9]\w*)\s*\(", without_comments(read(folder, test))))
            for kind in counts:
                counts[kind] += sum(f.startswith(kind) for f in functions)
        if not counts["bad"]:
            yield f"{name}: the tests have no bad... function"
        if counts["ok"] < counts["bad"]:
            yield f"{name}: {counts['bad']} bad... functions, but only {counts['ok']} ok... functions"


def pieces_of_messages(source):
    """The fixed parts of the texts in a source: string literals with words, but not those of options."""
    source = re.sub(r"options\(\) const override \{.*?^  \}$", "", without_comments(source), flags=re.S | re.M)
    pieces = set()
    for literals in re.finditer(r"(?:\"(?:[^\"\\\n]|\\.)*\"\s*)+", source):
        text = "".join(re.findall(r"\"((?:[^\"\\]|\\.)*)\"", literals[0])).replace('\\"', '"')
        if " " in text.strip():
            pieces |= {piece.strip() for piece in re.split(r"\{[^}]*\}", text) if len(re.findall(r"[a-z]", piece)) > 4}
    return pieces


def messages(root):
    """Every message of a check is expected by one of its tests."""
    for name, folder in check_folders(root):
        texts = [read(folder, test) for test in tests_of(folder)] + [read(folder, "doc.md")]
        expected = "\n".join(re.findall(r"//\s*(?:expect|note|step|fix)(?:@[+-]\d+)?:(.*)", "\n".join(texts)))
        for piece in sorted(pieces_of_messages(read(folder, "check.cpp"))):
            if piece not in expected:
                yield f"{name}: no test expects the message with '{piece}'"

    everything = "\n".join(every_test(root))
    for teller in TELLERS:
        if not os.path.exists(os.path.join(root, teller)):
            yield f"{teller}: is not there"
            continue
        for piece in sorted(pieces_of_messages(read(root, teller))):
            if piece.strip("'") not in everything:
                yield f"{teller}: no test expects what is said with '{piece}'"


def every_test(root):
    """The texts of all tests."""
    for _, folder in check_folders(root):
        yield from (read(folder, name) for name in tests_of(folder))
    for folder, _, found in os.walk(os.path.join(root, "test")):
        yield from (read(folder, n) for n in sorted(found) if n.endswith((".test", ".cpp")))


def options(root):
    """Every option of a check is set by the configuration of one of its tests."""
    for name, folder in check_folders(root):
        section = re.search(r"^## Options$(.*?)^## ", read(folder, "doc.md"), flags=re.S | re.M)[1]
        settings = "\n".join(read(folder, n) for n in sorted(os.listdir(folder)) if n.endswith(".yaml"))
        for option in re.findall(r"^- `([a-z-]+)`", section, flags=re.M):
            if not re.search(rf"\b{option}:", settings):
                yield f"{name}: no test sets the option '{option}'"


def runs(root):
    """The wrong example of a check of errors says how it goes wrong, so that a test sees it happen."""
    for name, folder in check_folders(root):
        source = read(folder, "check.cpp")
        if not re.search(r"severity\(\) const (?:override|final)\s*\{\s*return Severity::Error;", source):
            continue
        wrong = re.findall(r"^```cpp wrong$(.*?)^```$", read(folder, "doc.md"), flags=re.S | re.M)
        if not any(re.search(r"^// run: (dies|hangs|leaks)$", block, flags=re.M) for block in wrong):
            yield f"{name}: no wrong example in doc.md has a line '// run: dies|hangs|leaks'"


def names(root):
    """Nothing in lib knows a check or a library by name, and no check a library."""
    check_names = [name for name, _ in check_folders(root)]
    sources = [os.path.join(folder, "check.cpp") for _, folder in check_folders(root)]
    sources = [source for source in sources if os.path.exists(source)]
    for folder, _, found in os.walk(os.path.join(root, "lib")):
        sources += [os.path.join(folder, name) for name in sorted(found) if name.endswith((".cpp", ".h"))]
    for path in sources:
        where = os.path.relpath(path, root)
        for number, line in enumerate(read(path).splitlines(), start=1):
            code = without_comments(line)
            library = LIBRARY_NAMES.search(code)
            if library:
                yield f"{where}:{number}: says '{library[0]}', the name of a library"
            if where.startswith("lib"):
                yield from (f"{where}:{number}: says '{n}', the name of a check" for n in check_names if n in code)


def links(root):
    """Every relative link in the documentation leads somewhere."""
    pages = [os.path.join(root, n) for n in sorted(os.listdir(root)) if n.endswith(".md")]
    for top in ("docs", "checks"):
        for folder, _, found in os.walk(os.path.join(root, top)):
            pages += [os.path.join(folder, n) for n in sorted(found) if n.endswith(".md")]
    for page in pages:
        text = re.sub(r"^```.*?^```$", "", read(page), flags=re.S | re.M)
        for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", text):
            if not os.path.exists(os.path.join(os.path.dirname(page), target)):
                yield f"{os.path.relpath(page, root)}: no {target}"


RULES = {rule.__name__: rule for rule in (files, sections, silence, messages, options, runs, names, links)}


def main():
    complaints = list(RULES[sys.argv[1]](sys.argv[2]))
    print("\n".join(complaints), end="\n" if complaints else "")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
