"""Runs a command in a pseudo terminal and prints what is to be seen there.

    terminal.py [--columns N] [--stdout FILE] [NAME=VALUE...] COMMAND...

First each line that is written over, as `shown: ...`, then what is left on the screen. A line that is written
over and reaches the last column is an error: terminals would break it.
"""

import argparse
import fcntl
import os
import pty
import re
import struct
import sys
import termios
import unicodedata


def run(options, environment):
    ready_to_run, ready = os.pipe()
    pid, terminal = pty.fork()
    if pid == 0:
        os.read(ready_to_run, 1)
        if options.stdout:
            os.dup2(os.open(options.stdout, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644), 1)
        os.execvpe(options.command[0], options.command, environment)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, options.columns, 0, 0))
    os.write(ready, b"x")
    said = b""
    while True:
        try:
            piece = os.read(terminal, 65536)
        except OSError:  # the other side is closed
            piece = b""
        if not piece:
            break
        said += piece
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), said.decode().replace("\r\n", "\n")


def width(text):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def on_screen(line, columns):
    """What is left of a line when all that goes over it is there; prints what was there before."""
    visible, *later = line.split("\r")
    for text in later:
        before, cleared, behind = text.partition("\x1b[K")
        assert cleared, f"{text!r} is written over {visible!r}, which may be longer"
        if visible:
            print(f"shown: {visible}")
            assert width(visible) < columns, (visible, columns)
        visible = before + behind
    return visible


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--columns", type=int, default=80)
    parser.add_argument("--stdout")
    parser.add_argument("command", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    environment = {**os.environ, "TERM": "xterm"}
    environment.pop("COLUMNS", None)
    while re.match(r"[A-Z_]+=", options.command[0]):
        name, value = options.command.pop(0).split("=", 1)
        environment[name] = value
    status, said = run(options, environment)

    for line in said.rstrip("\n").split("\n"):
        print(on_screen(line, options.columns))
    print(f"status {status}")


main()
