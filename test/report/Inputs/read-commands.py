"""Prints workflow commands as the runner of GitHub Actions understands them.

A command is a line `::NAME PROPERTIES::DATA`, which ends where the second `::` stands. Properties are
separated by commas, and those without a value are dropped. `%25` is decoded last, so that no text turns
into an escape. Columns hold on one line only, and in order.
"""

import sys

IN_DATA = {"%0D": "\r", "%0A": "\n", "%25": "%"}
IN_PROPERTIES = {"%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ",", "%25": "%"}
KNOWN = {"error", "warning", "notice"}


def decoded(text, escapes):
    for escape, meant in escapes.items():
        text = text.replace(escape, meant)
    return text


def properties_of(text):
    pairs = [pair.split("=", 1) for pair in text.strip().split(",") if pair]
    return {pair[0]: decoded(pair[1], IN_PROPERTIES) for pair in pairs if len(pair) == 2 and all(pair)}


def dropped(where):
    """The columns that the runner takes away."""
    line, column = where.get("line"), where.get("col")
    end, end_column = where.get("endLine", line), where.get("endColumn", column)
    is_wrong = column and (line is None or end != line or int(end_column) < int(column))
    return {"col", "endColumn"} if is_wrong else set()


for command in sys.stdin.read().split("\n")[:-1]:
    start = command.lstrip()
    head, separator, data = start[2:].partition("::")
    name, _, properties = head.partition(" ")
    if not start.startswith("::") or not separator or name not in KNOWN:
        print(f"no command: {command!r}")
        continue
    where = properties_of(properties)
    kept = {key: value for key, value in where.items() if key not in dropped(where)}
    print(name, kept, repr(decoded(data, IN_DATA)))
    if kept != where:
        print("dropped:", sorted(dropped(where)))
