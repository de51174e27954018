"""Prints the fenced blocks of a Markdown file whose text contains a string.

    extract.py FILE LANGUAGE TEXT
"""

import re
import sys

file, language, text = sys.argv[1:]
with open(file, encoding="utf-8") as source:
    for block in re.findall(rf"^```{language}\n(.*?)^```$", source.read(), re.S | re.M):
        if text in block:
            print(block)
