"""Whether a dialect file has every key of share/dialect.schema.json: every-key.py SOURCE_ROOT FILE."""

import json
import pathlib
import sys

import yaml

schema = json.loads((pathlib.Path(sys.argv[1]) / "share/dialect.schema.json").read_text())
dialect = yaml.safe_load(pathlib.Path(sys.argv[2]).read_text())


def keys(node, within):
    """All keys of mappings in the node; of the schema, those below "properties" only."""
    if isinstance(node, dict):
        found = set(node.get(within, {}) if within else node)
        return found.union(*(keys(value, within) for value in node.values()))
    if isinstance(node, list):
        return set().union(*(keys(value, within) for value in node))
    return set()


missing = keys(schema, "properties") - keys(dialect, None)
for key in sorted(missing):
    print(f"{sys.argv[2]} does not have '{key}'")
sys.exit(bool(missing))
