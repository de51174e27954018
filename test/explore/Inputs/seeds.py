"""Writes random programs of test/differential to FOLDER/SEED.cpp.

    seeds.py FIRST COUNT FOLDER
"""

import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "..", "differential"))

from compare import style_for  # noqa: E402
from generate import generate  # noqa: E402
from program import Source  # noqa: E402


def write_seeds(seeds, folder):
    """The files, by their seeds."""
    files = {}
    os.makedirs(folder, exist_ok=True)
    for seed in seeds:
        files[seed] = os.path.join(folder, f"{seed}.cpp")
        with open(files[seed], "w", encoding="utf-8") as out:
            out.write(Source(generate(seed), style_for(seed)).text())
    return files


if __name__ == "__main__":
    first, count = int(sys.argv[1]), int(sys.argv[2])
    write_seeds(range(first, first + count), sys.argv[3])
