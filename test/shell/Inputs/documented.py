"""Runs the lines of the blocks ```sh of a page, each in the shell that it is for, and asks what they have done.

    documented.py PAGE FOLDER

FOLDER has the program.
"""

import os
import re
import subprocess
import sys

# By a word of the line: how to run it, and what to ask behind it.
SHELLS = {
    "bash": (["bash", "--norc", "-c"], "{line}\ncomplete -p chanvet"),
    "zsh": (["zsh", "-f", "-c"], "autoload -Uz compinit; compinit -D -u\n{line}\nprint $_comps[chanvet]"),
    "fish": (["fish", "--no-config", "-c"], "{line}\ncomplete --do-complete 'chanvet exp'"),
    "man": (["bash", "-c"], "{line} | head -n 1"),
}


def main():
    page, folder = sys.argv[1:]
    environment = {**os.environ, "PATH": folder + os.pathsep + os.environ["PATH"], "MANPAGER": "cat"}
    for block in re.findall(r"^```sh\n(.*?)^```$", open(page, encoding="utf-8").read(), re.S | re.M):
        for line in block.splitlines():
            line = line.split("  #")[0].rstrip()
            command, ask = SHELLS[next(shell for shell in SHELLS if f" {shell}" in line)]
            done = subprocess.run([*command, ask.format(line=line)], env=environment, capture_output=True, text=True)
            print(line, done.stdout + done.stderr, sep="\n", end="")


main()
