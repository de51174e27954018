"""Prints models from sources and from files of models; both have to be the same text."""

import glob
import os
import subprocess
import sys

chanvet, folder, letters, flags = sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:]


def run(*arguments):
    return subprocess.run([chanvet, *arguments], capture_output=True, check=True).stdout


count = 0
for source in sorted(glob.glob(os.path.join(folder, f"[{letters}]*.cpp"))):
    count += 1
    run("map", "-q", source, "-o", "unit.cvm", "--", *flags)
    if run("model", "-q", source, "--", *flags) != run("model", "unit.cvm"):
        sys.exit(f"{source}: the model read differs from the one lowered")
print(f"{count} models")
