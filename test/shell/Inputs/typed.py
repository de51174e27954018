"""Types command lines into an interactive shell, each with a tab at its end, and prints what words they have then.

    typed.py SHELL SCRIPT < lines

SCRIPT is the completion to be read first. A line `cha check --fo` becomes `{cha}{check}{--format}`.
"""

import os
import pty
import select
import sys
import tempfile
import time

SHELLS = {
    "bash": (["bash", "--norc", "--noprofile", "-i"], "bind 'set bell-style none'; source '{script}'"),
    "zsh": (["zsh", "-f", "-i"],
            "bindkey -e; autoload -Uz compinit; compinit -D -u; source '{script}'"),
}
SECONDS = 60  # that a line may take
TO_START, TO_END = "\x01", "\x05"


class Shell:
    def __init__(self, name, script, said):
        self.said, self.lines, self.shown = said, 0, b""
        command, setup = SHELLS[name]
        self.pid, self.terminal = pty.fork()
        if self.pid == 0:
            os.environ.update(TERM="xterm", PS1="$ ", INPUTRC="/dev/null", HISTFILE="")
            os.execvp(command[0], command)
        self.enter(setup.format(script=script) + f"; echo ready >> '{said}'")

    def enter(self, line):
        """Types a line that writes one line to the file, and waits for that."""
        os.write(self.terminal, line.encode() + b"\n")
        self.lines += 1
        end = time.monotonic() + SECONDS
        while self.written() < self.lines:
            if time.monotonic() > end:
                sys.exit(f"no answer to: {line!r}; the terminal shows:\n{self.shown.decode(errors='replace')}")
            if select.select([self.terminal], [], [], 0.02)[0]:
                self.shown += os.read(self.terminal, 65536)

    def written(self):
        with open(self.said, encoding="utf-8") as file:
            return file.read().count("\n")

    def complete(self, line):
        self.enter(f"{line}\t{TO_START}printf '{{%s}}' {TO_END} >> '{self.said}'; echo >> '{self.said}'")

    def close(self):
        os.write(self.terminal, b"exit\n")
        os.close(self.terminal)
        os.waitpid(self.pid, 0)


def main():
    with tempfile.NamedTemporaryFile() as said:
        shell = Shell(sys.argv[1], sys.argv[2], said.name)
        for line in sys.stdin.read().splitlines():
            shell.complete(line)
        shell.close()
        print("\n".join(open(said.name, encoding="utf-8").read().splitlines()[1:]))


main()
