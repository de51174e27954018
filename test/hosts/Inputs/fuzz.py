"""Half-typed and spoiled text in an editor: fuzz.py CLANGD FOLDER COUNT FILE... The server has to
answer each of COUNT changes, chosen by chance from a fixed seed, and to end as it should."""

import os
import random
import sys

from lsp import Client

TOKENS = ["{", "}", "(", ")", ";", "<", ">", "[", "]", "&", "::", "csp::go(", "co_await ", "auto ",
          "template <class T> ", "[&] { ", "return ", "struct x : ", "0", "\"", "#if 1\n", "\n"]
# One of so many changes may be in the includes.
EVERYWHERE = 50


def behind_includes(text):
    """Where the code begins: what stands before it is parsed again whenever it changes, for long."""
    return text.find("\n", text.rfind("#include")) + 1


def spoiled(text, start, chance):
    """The text with one thing changed in it, from `start` on."""
    at = chance.randrange(min(start, len(text) - 1), len(text))
    end = min(len(text), at + chance.randrange(1, 80))
    kind = chance.choice(["cut", "remove", "double", "insert", "swap"])
    if kind == "cut":
        return text[:at]
    if kind == "remove":
        return text[:at] + text[end:]
    if kind == "double":
        return text[:end] + text[at:]
    if kind == "insert":
        return text[:at] + chance.choice(TOKENS) + text[at:]
    return text[:at] + text[at:end][::-1] + text[end:]


def main(clangd, folder, count, files):
    chance = random.Random(2026)
    client = Client([clangd, "--log=error", "--background-index=false"], folder, timeout=120)
    opened = {}
    found = 0
    for step in range(count):
        file = files[step % len(files)]
        uri = "file://" + os.path.join(folder, os.path.basename(file))
        if uri not in opened:
            with open(file, encoding="utf-8") as source:
                opened[uri] = source.read()
            client.open(uri, opened[uri])
            found += len(client.diagnostics(uri, 1))
        text = opened[uri]
        start = 0 if step % EVERYWHERE == 0 else behind_includes(text)
        for _ in range(chance.randrange(1, 4)):
            text = spoiled(text, start, chance) or " "
        client.change(uri, step + 2, text)
        client.diagnostics(uri, step + 2)
    print(f"{count} changes of {len(opened)} files, {found} findings before; exit {client.close()}")


main(sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4:])
