"""Fails unless all findings of checks in logs have the fingerprints that a report has for them."""

import json
import sys


def read(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


known = {(f["check"], f["fingerprint"].removeprefix("v1:")) for f in read(sys.argv[1])["findings"]}
for path in sys.argv[2:]:
    results = [r for r in read(path)["runs"][0]["results"] if r["ruleId"] != "runtime-blocked"]
    assert results, f"{path} has no confirmed finding"
    for result in results:
        assert (result["ruleId"], result["partialFingerprints"]["chanvet/v1"]) in known, result
