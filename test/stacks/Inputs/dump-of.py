"""Prints a dump in which a fiber stands wherever the findings of a report say that one is blocked."""

import json
import sys

with open(sys.argv[1], encoding="utf-8") as file:
    findings = json.load(file)["findings"]
number = 2
for finding in findings:
    for step in finding["trace"]:
        if step.get("blocked"):
            print(f"fiber {number} [chan receive, 24 ms]:\n    waits at {step['file']}:{step['line']}\n")
            number += 1
