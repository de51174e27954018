"""Prints a SARIF log with one mistake: break-sarif.py MISTAKE LOG"""

import json
import sys

mistake, path = sys.argv[1:]
with open(path, encoding="utf-8") as file:
    log = json.load(file)
run = log["runs"][0]
result = run["results"][0]
place = result["locations"][0]["physicalLocation"]

if mistake == "level":
    result["level"] = "info"
elif mistake == "uri":
    place["artifactLocation"]["uri"] = "with blank.cpp"
elif mistake == "region":
    del place["region"]["startLine"]
elif mistake == "link":
    result["message"]["text"] = "no link to any place."
elif mistake == "order":
    result["codeFlows"][1]["threadFlows"][0]["locations"].pop()
elif mistake == "index":
    result["ruleIndex"] = 0
elif mistake == "notification":
    run["invocations"][0]["toolExecutionNotifications"][-1]["descriptor"]["index"] = 0
elif mistake == "help":
    del run["tool"]["driver"]["rules"][0]["help"]
else:
    sys.exit(f"unknown mistake {mistake}")
json.dump(log, sys.stdout)
