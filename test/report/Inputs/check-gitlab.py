"""Checks a Code Quality report against what GitLab asks for, and prints its issues.

    check-gitlab.py REPORT
"""

import json
import re
import sys

SEVERITIES = {"info", "minor", "major", "critical", "blocker"}

with open(sys.argv[1], encoding="utf-8") as file:
    issues = json.load(file)
for issue in issues:
    assert set(issue) == {"description", "check_name", "fingerprint", "severity", "location"}, issue
    assert issue["severity"] in SEVERITIES, issue
    assert re.fullmatch("[0-9a-f]{32}", issue["fingerprint"]), issue
    location = issue["location"]
    lines = location["lines"]
    assert not location["path"].startswith("./") and lines["begin"] > 0, issue
    until = f"-{lines['end']}" if "end" in lines else ""
    print(f"{issue['severity']} {issue['check_name']} {location['path']}:{lines['begin']}{until}: "
          f"{issue['description']}")
fingerprints = [issue["fingerprint"] for issue in issues]
assert len(set(fingerprints)) == len(fingerprints), "two issues have one fingerprint"
