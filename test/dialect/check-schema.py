"""Validates dialect files against share/dialect.schema.json, and the schema against the program.

    check-schema.py SOURCE_ROOT [FILES...]
"""

import json
import pathlib
import re
import sys

import jsonschema
import yaml

root = pathlib.Path(sys.argv[1])
schema = json.loads((root / "share/dialect.schema.json").read_text())
jsonschema.Draft202012Validator.check_schema(schema)
validator = jsonschema.Draft202012Validator(schema)

failed = False
for file in sys.argv[2:] or sorted(map(str, (root / "dialects").glob("*.yaml"))):
    errors = list(validator.iter_errors(yaml.safe_load(pathlib.Path(file).read_text())))
    for error in errors:
        failed = True
        print(f"{file}: {'/'.join(map(str, error.absolute_path))}: {error.message}")
    if not errors:
        print(f"{pathlib.Path(file).name} is valid")

# Every word and key that the loader knows is in the schema.
known = set()


def collect(node):
    if isinstance(node, dict):
        known.update(word for word in node.get("enum", ()))
        known.update(node.get("properties", {}))
        for value in node.values():
            collect(value)
    elif isinstance(node, list):
        for value in node:
            collect(value)


collect(schema)
words = re.findall(r'\{"(\w+)", ', (root / "lib/dialect/Words.cpp").read_text())
loader = (root / "lib/dialect/Loader.cpp").read_text()
keys = re.findall(r'(?:in|top|of)\.(?:read|readWord|find|require)(?:<\w+>)?\("(\w+)"', loader)
keys += re.findall(r'readOperand\(in, "(\w+)"', loader)
for missing in sorted(set(words + keys) - known):
    failed = True
    print(f"the schema does not know '{missing}'")

sys.exit(failed)
