"""Does what a page says, in a folder, and compares what is seen.

    walk.py PAGE FOLDER

A block of `console` has commands, each behind `$ `, and below each what it prints: standard output, then
what it says beside it. `...` stands for any lines. Numbers need not be the same, nor the width of spaces.
A block of `yaml` whose first line is `# FILE` is written to that file.
"""

import re
import subprocess
import sys

page, folder = sys.argv[1:]


def blocks(text):
    return re.findall(r"^```(\w+)\n(.*?)^```\n", text, flags=re.S | re.M)


def steps(block):
    for step in re.split(r"^\$ ", block, flags=re.M)[1:]:
        command, _, shown = step.partition("\n")
        yield command, shown


def alike(line):
    return re.sub(r"\s+", " ", re.sub(r"\d+", "0", line)).strip()


def pattern(shown):
    lines = [r"(?:.*\n)*?" if line == "..." else re.escape(alike(line)) + "\n" for line in shown.splitlines()]
    return "".join(lines)


def run(command):
    ran = subprocess.run(["bash", "-c", command], cwd=folder, capture_output=True, text=True, check=False)
    return ran.stdout + ran.stderr


def walk(text):
    for language, block in blocks(text):
        name = re.match(r"# (\S+)\n", block)
        if language == "yaml" and name:
            with open(f"{folder}/{name[1]}", "w", encoding="utf-8") as file:
                file.write(block)
        for command, shown in steps(block) if language == "console" else []:
            seen = run(command)
            if not re.fullmatch(pattern(shown), "".join(alike(line) + "\n" for line in seen.splitlines())):
                sys.exit(f"$ {command}\n{seen}--- is not what {page} shows:\n{shown}")
            yield command


with open(page, encoding="utf-8") as file:
    count = len(list(walk(file.read())))
print(f"{count} commands")
