"""Runs the examples of the manual, and prints their exit statuses.

    examples.py MANUAL CHANVET CSP FOLDER
"""

import json
import os
import re
import shutil
import subprocess
import sys

POOL = """#include "jobs.h"
int main() {
  Jobs jobs(1);
  jobs.send(1);
  jobs.close();
  %s
}
"""

DUMP = """goroutine 1 [chan receive (nil chan), 12 minutes]:
main.main()
\t/src/main.go:7 +0x1d
"""


def write(path, text):
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def make_project(folder, csp):
    """A repository whose compile database has nothing to report, and whose src/pool.cpp has."""
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    os.chdir(folder)
    write("include/jobs.h", f'#pragma once\n#include "{csp}/csp/csp.h"\nusing Jobs = csp::chan<int>;\n')
    write("src/pool.cpp", POOL % "jobs.close();")
    write("src/main.cpp", POOL % "")
    write("dump.txt", DUMP)
    arguments = ["c++", "-std=c++20", "-Iinclude", f"-I{csp}", "-c", "src/main.cpp"]
    write("build/compile_commands.json",
          json.dumps([{"directory": folder, "file": "src/main.cpp", "arguments": arguments}]))
    for command in ("init -q", "add .", "-c user.name=n -c user.email=e commit -q -m first"):
        subprocess.run(["git", *command.split()], check=True)


def main():
    manual, chanvet, csp, folder = sys.argv[1:]
    text = open(manual, encoding="utf-8").read().split(".SH EXAMPLES\n")[1].split("\n.SH")[0]
    make_project(folder, csp)
    path = os.pathsep.join([os.path.dirname(chanvet), os.environ["PATH"]])
    for example in re.findall(r"^\.EX\n(.*?)\n\.EE$", text, re.S | re.M):
        command = example.replace("\\-", "-").replace("\\(aq", "'").replace("\\e", "\\")
        # csp is where the flags of the user's project would find it.
        done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False,
                              env={**os.environ, "PATH": path, "CPLUS_INCLUDE_PATH": csp})
        print(done.returncode, command)
        if "chanvet: error" in done.stderr or done.returncode > 1:
            sys.exit(done.stdout + done.stderr)


main()
