"""Compares the options that --help has, of each command, with those of a completion or of the manual.

    options.py CHANVET bash|zsh|fish|man
"""

import re
import subprocess
import sys


def run(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def names_in_help(text):
    """"  -q,--quiet ...", "  --update-baseline{all} ..." """
    names = set()
    for listed in re.findall(r"^  (-\S+)", text, re.M):
        names.update(re.sub(r"\{.*?\}", "", listed).split(","))
    return names


def in_bash(chanvet, command):
    script = run(chanvet, "completion", "bash")
    words = ["chanvet", *command, "-"]
    # Outside of an interactive shell there is no compopt.
    ask = f"COMP_WORDS=({' '.join(words)}) COMP_CWORD={len(words) - 1} COMP_WORDBREAKS='='; _chanvet"
    return set(run("bash", "-c", f"{script}\n{ask}\nprintf '%s\\n' \"${{COMPREPLY[@]}}\"").split())


def in_fish(chanvet, command):
    line = " ".join(["chanvet", *command])
    ask = f"complete --do-complete '{line} -'; complete --do-complete '{line} --'"
    said = run("fish", "--no-config", "-c", f"{run(chanvet, 'completion', 'fish')}\n{ask}")
    return {answer.split("\t")[0].rstrip("=") for answer in said.splitlines()}


def in_zsh(chanvet, command):
    name = "_".join(["_chanvet", *(["command", *command] if command else [])])
    body = re.search(rf"^{name}\(\) {{\n(.*?)^}}", run(chanvet, "completion", "zsh"), re.S | re.M)[1]
    return set(re.findall(r"^    '(?:\*|\(.*?\))(--?[a-z-]*[a-z])", body, re.M))


def in_man(chanvet, command):
    text = run(chanvet, "man").replace("\\-", "-")
    if not command:
        return set(re.findall(r"^\\fBchanvet (--?[a-z-]+)\\fR", text, re.M))
    section = re.search(rf"^\.SS chanvet {command[0]}\n(.*?)^\.S[SH]", text, re.S | re.M)[1]
    return {name for line in re.findall(r"^\.TP\n(.*)", section, re.M)
            for name in re.findall(r"\\fB(--?[a-z-]+)\\fR", line)}


def main():
    chanvet, where = sys.argv[1:]
    find = {"bash": in_bash, "zsh": in_zsh, "fish": in_fish, "man": in_man}[where]
    help_text = run(chanvet, "--help")
    commands = re.findall(r"^  ([a-z]+) ", help_text.split("Subcommands:")[1], re.M)
    assert len(commands) > 10, commands
    status = 0
    for command in [[], *([name] for name in commands)]:
        wanted = names_in_help(run(chanvet, *command, "--help"))
        if not command and where == "man":
            wanted = {"--version", "--help"}  # one form of each in the synopsis
        found = find(chanvet, command)
        for names, what in ((wanted - found, "lacks"), (found - wanted, "has in addition")):
            if names:
                print(f"{where}: chanvet {' '.join(command)}: {what} {', '.join(sorted(names))}")
                status = 1
    print(f"{where}: {len(commands)} commands")
    return status


sys.exit(main())
