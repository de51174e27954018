"""Validates the examples of docs/configuration.md against share/config.schema.json, and the schema
against the program.

    check-config-schema.py SOURCE_ROOT FOLDER

The examples are written to FOLDER as 1.yaml, 2.yaml ..., for the program to read.
"""

import json
import pathlib
import re
import sys

import jsonschema
import yaml

root = pathlib.Path(sys.argv[1])
dialect = json.loads((root / "share/dialect.schema.json").read_text())
schema = json.loads((root / "share/config.schema.json").read_text())
jsonschema.Draft202012Validator.check_schema(schema)

# One schema out of both: where they lie is no business of this test.
definitions = dialect.pop("$defs", {})
schema["$defs"] = definitions
schema["properties"]["dialects"]["items"]["anyOf"][1] = dialect
validator = jsonschema.Draft202012Validator(schema)

failed = False
document = (root / "docs/configuration.md").read_text()
examples = re.findall(r"^( *)```yaml\n(.*?)^ *```", document, re.M | re.S)
for number, (indent, text) in enumerate(examples, 1):
    text = "\n".join(line[len(indent):] for line in text.split("\n"))
    pathlib.Path(sys.argv[2], f"{number}.yaml").write_text(text)
    for error in validator.iter_errors(yaml.safe_load(text)):
        failed = True
        print(f"{'/'.join(map(str, error.absolute_path))}: {error.message}\n{text}")
print(f"docs/configuration.md: {len(examples)} examples are valid" if not failed else "")
print("refuses a wrong key" if list(validator.iter_errors({"cheks": []})) else "accepts anything")

# Every key that the reader knows is in the schema.
known = set(schema["properties"])
known |= set(schema["properties"]["overrides"]["items"]["properties"])
known |= set(schema["properties"]["budget"]["properties"])
reader = (root / "lib/driver/ConfigReader.cpp").read_text()
keys = set(re.findall(r'\w+\.(?:find|require)\("([\w-]+)"\)', reader))
if keys != known:
    failed = True
    print(f"reader and schema differ: {sorted(keys ^ known)}")

sys.exit(failed)
