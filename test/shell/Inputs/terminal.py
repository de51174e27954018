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
import subprocess
import termios
import threading
import unicodedata

END = b"\0"  # of what the command says; said by us, as a terminal whose last writer has gone may lose what it said


def run(options, environment):
    terminal, its_end = pty.openpty()
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, options.columns, 0, 0))
    process = subprocess.Popen(
        options.command, env=environment, stdin=its_end, stderr=its_end, start_new_session=True,
        stdout=open(options.stdout, "wb") if options.stdout else its_end)
    threading.Thread(target=lambda: (process.wait(), os.write(its_end, END))).start()
    said = b""
    while not said.endswith(END):
        said += os.read(terminal, 65536)
    return process.wait(), said.removesuffix(END).decode().replace("\r\n", "\n")


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
