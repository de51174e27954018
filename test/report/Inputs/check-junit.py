"""Reads a JUnit report with an XML parser, checks what consumers rely on, and prints its tests.

    check-junit.py REPORT
"""

import sys
import xml.etree.ElementTree as ElementTree

RESULTS = {"failure", "error"}


def count(element, tag):
    return sum(1 for _ in element.iter(tag))


def check_counts(element):
    for attribute, tag in (("tests", "testcase"), ("failures", "failure"), ("errors", "error")):
        assert int(element.get(attribute)) == count(element, tag), (element.attrib, attribute)


root = ElementTree.parse(sys.argv[1]).getroot()
assert root.tag == "testsuites"
check_counts(root)
for suite in root:
    assert suite.tag == "testsuite"
    check_counts(suite)
    print(suite.get("name"))
    for known in suite.findall("properties/property"):
        print(f"  {known.get('name')} = {known.get('value')}")
    names = set()
    for case in suite.findall("testcase"):
        assert case.get("classname") and case.get("name") not in names, case.attrib
        names.add(case.get("name"))
        assert len(case) <= 1 and all(result.tag in RESULTS for result in case), case.attrib
        result = case[0] if len(case) else None
        print(f"  {'passed' if result is None else result.tag}: {case.get('name')}")
        if result is not None:
            print(f"    {result.get('type')}: {result.get('message')}")
            for line in (result.text or "").splitlines():
                print(f"    | {line}")
