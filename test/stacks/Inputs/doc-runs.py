"""Runs what a document shows.

    doc-runs.py DOCUMENT CHANVET INCLUDE

The block after a line `<!-- file: NAME -->` is written to a file. Of the blocks after `<!-- run -->`, each
line with `$ ` is run, in an empty folder with INCLUDE as `include`, and what it prints must be what follows,
but for how long fibers have waited. Exits with 1, and shows the difference, when it is not.
"""

import difflib
import os
import re
import subprocess
import sys
import tempfile

document, chanvet, include = map(os.path.abspath, sys.argv[1:])


def blocks_after(text, mark):
    """Yields what a mark says and the text of the block below it."""
    pattern = rf"^<!-- {mark} ?(.*?) -->\n+```\w*\n(.*?)^```$"
    return re.findall(pattern, text, flags=re.S | re.M)


def run(command):
    """What a command prints, first on its standard output."""
    done = subprocess.run(command, shell=True, text=True, capture_output=True)
    return re.sub(r", for up to \d+ \w+", "", done.stdout + done.stderr)


with open(document, encoding="utf-8") as file:
    text = file.read()
runs = blocks_after(text, "run")
if not runs:
    sys.exit(f"{document} shows no run")
with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    os.mkdir("bin")
    os.symlink(chanvet, "bin/chanvet")
    os.symlink(include, "include")
    os.environ["PATH"] = os.path.join(folder, "bin") + os.pathsep + os.environ["PATH"]
    for name, content in blocks_after(text, "file:"):
        with open(name, "w", encoding="utf-8") as file:
            file.write(content)
    for _, shown in runs:
        commands = [line for line in shown.splitlines() if line.startswith("$ ")]
        real = "".join(f"{command}\n{run(command[2:])}" for command in commands)
        if real != shown:
            sys.stdout.writelines(difflib.unified_diff(shown.splitlines(True), real.splitlines(True), document, "real"))
            sys.exit(1)
    os.chdir("/")
