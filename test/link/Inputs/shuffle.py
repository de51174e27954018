"""Links models in many orders and groups; the result has to be the same file each time."""

import random
import subprocess
import sys

chanvet, models = sys.argv[1], sys.argv[2:]


def link(files, to):
    subprocess.run([chanvet, "link", *files, "-o", to], check=True)
    with open(to, "rb") as file:
        return file.read()


def tree(files, name):
    """Links the files two groups at a time; one of them is linked twice."""
    if len(files) == 1:
        return files[0]
    middle = random.randrange(1, len(files))
    parts = [tree(files[:middle], name + "l"), tree(files[middle:], name + "r")]
    link([*parts, random.choice(parts)], name + ".cvm")
    return name + ".cvm"


random.seed(7)
expected = link(models, "expected.cvm")
for turn in range(12):
    random.shuffle(models)
    root = tree(models, "tree")
    with open(root, "rb") as file:
        if file.read() != expected:
            sys.exit(f"turn {turn}: {models} make another file")
