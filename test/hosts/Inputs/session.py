"""What happens in an editor: session.py CLANGD FOLDER, where jobs.cpp is. Prints what the server says."""

import os
import sys

from lsp import Client

clangd, folder = sys.argv[1:]
file = os.path.join(folder, "jobs.cpp")
uri = "file://" + file
with open(file, encoding="utf-8") as source:
    text = source.read()


def show(title, diagnostics):
    print(f"== {title}")
    for each in diagnostics:
        start = each["range"]["start"]
        print(f"{start['line'] + 1}:{start['character'] + 1}: {each.get('source')}:"
              f" {each.get('code')}: {each['message'].splitlines()[0]}")
        for related in each.get("relatedInformation", []):
            line = related["location"]["range"]["start"]["line"] + 1
            print(f"    {line}: {related['message']}")


client = Client([clangd, "--log=error"], folder)
client.open(uri, text)
found = client.diagnostics(uri, 1)
show("opened", found)

print("== actions")
for diagnostic in found:
    for action in client.request("textDocument/codeAction", {
            "textDocument": {"uri": uri}, "range": diagnostic["range"],
            "context": {"diagnostics": [diagnostic]}}):
        if action.get("kind") != "quickfix":
            continue
        print(f"{diagnostic['code']}: {action['title']}")
        for edit in action["edit"]["changes"][uri]:
            start = edit["range"]["start"]
            print(f"    {start['line'] + 1}:{start['character'] + 1}: {edit['newText']!r}")

cut = text[:text.index("done.add(1)") + len("done.ad")]
client.change(uri, 2, cut)
show("half typed", [d for d in client.diagnostics(uri, 2) if "chanvet" in str(d.get("code"))])

mended = text.replace("      done.add(1);\n", "").replace("    csp::go(", "    done.add(1);\n    csp::go(")
client.change(uri, 3, mended)
show("mended", client.diagnostics(uri, 3))

client.change(uri, 4, mended.replace(
    "  results.close();\n}", "  // chanvet: ignore[channel-double-close] the caller sees to it\n  results.close();\n}"))
show("suppressed", client.diagnostics(uri, 4))
client.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
print("exit", client.close())
