"""Prints the commands that a section of a page shows.

    commands.py PAGE SECTION
"""

import re
import sys

page, section = sys.argv[1:]
with open(page, encoding="utf-8") as file:
    text = re.search(rf"^## {re.escape(section)}$(.*?)(?=^## |\Z)", file.read(), flags=re.S | re.M)[1]
for command in re.findall(r"^    (\S.*)$", text, flags=re.M):
    print(command)
