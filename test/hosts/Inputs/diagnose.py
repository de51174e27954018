"""What clangd says of a file, as it is and after a change: diagnose.py CLANGD FILE."""

import os
import sys

from lsp import Client

clangd, file = sys.argv[1:]
uri = "file://" + file
with open(file, encoding="utf-8") as source:
    text = source.read()

client = Client([clangd, "--log=error"], os.path.dirname(file))
client.open(uri, text)
for version in (1, 2):
    if version == 2:
        client.change(uri, version, text + "\n// changed\n")
    for each in client.diagnostics(uri, version):
        print(f"{each['range']['start']['line'] + 1}: {each.get('code')}: {each['message'].splitlines()[0]}")
print("exit", client.close())
