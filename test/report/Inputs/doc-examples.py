"""Compares the examples in a document with what is really written.

    doc-examples.py REPORT_TOOL DOCUMENT [--write]

An example is the block after a line `<!-- example: FORMAT -->`: example.json in that format, or the
file of this folder that is named after the format. --write puts in what is written now.
"""

import difflib
import os
import re
import subprocess
import sys

tool, document, *options = sys.argv[1:]
here = os.path.dirname(os.path.abspath(__file__))
tree = os.path.join(here, "tree")


def example(block):
    before, form, name, language = block.groups()
    command = [tool, os.path.join(here, name or "example.json"), form, f"--root={tree}", "--width=100"]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    output = output.replace(tree, "/home/you/pool").rstrip("\n")
    return f"{before}```{language}\n{output}\n```\n"


with open(document, encoding="utf-8") as file:
    text = file.read()
pattern = r"(<!-- example: (\w+) ?(\S+)? -->\n+)```(\w+)\n.*?^```\n"
real = re.sub(pattern, example, text, flags=re.S | re.M)
if "--write" in options:
    with open(document, "w", encoding="utf-8") as file:
        file.write(real)
elif not re.search(pattern, text, flags=re.S | re.M):
    sys.exit(f"{document} has no examples")
elif real != text:
    sys.stdout.writelines(difflib.unified_diff(text.splitlines(True), real.splitlines(True), document, "real"))
    sys.exit(1)
