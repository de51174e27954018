"""lit's configuration of the three suites.

test    whole-program behaviour: files with RUN lines
checks  the tests of the checks: expectations in test*.cpp and in the blocks of doc.md
docs    the examples and the C++ blocks of the documentation, with expectations
"""

import os
import shutil
import sys

import lit.formats

# The suite's folders are known to the site configuration that CMake writes into the build.
source = config.chanvet_source
build = config.chanvet_build
suite = config.chanvet_suite

sys.path.insert(0, os.path.join(source, "test", "formats"))
import expectations  # noqa: E402

config.name = suite
config.test_source_root = os.path.join(source, suite)
config.test_exec_root = os.path.join(build, suite)
config.excludes = {"Inputs", "include", "node_modules", "formats", "lit.cfg.py"}

chanvet = os.path.join(build, "bin", "chanvet")
csp = os.path.join(source, "test", "csp", "include")
cxx = shutil.which("clang++-22") or os.path.join(config.llvm_tools, "clang++")
node_modules = os.path.join(build, "node_modules")

# FileCheck, not, split-file and count come from llvm-22-tools.
config.environment["PATH"] = os.pathsep.join([config.llvm_tools, os.environ["PATH"]])
# What the reader of a test sees must not depend on who runs it.
config.environment["LC_ALL"] = "C.UTF-8"
config.environment["NO_COLOR"] = "1"
# Tests are of what is done, not of what is remembered.
config.environment["CHANVET_CACHE_DIR"] = ""
for variable in ("HOME", "CCACHE_DIR", "XDG_CACHE_HOME"):
    if variable in os.environ:
        config.environment[variable] = os.environ[variable]

if os.path.isdir(node_modules):
    config.available_features.add("npm")
if config.chanvet_corpus:
    config.available_features.add("corpus")
clangd = os.path.join(build, "bin", "chanvet-clangd")
if os.path.exists(clangd):
    config.available_features.add("clangd")
for command, feature in {
    "bazel-4": "bazel",
    "bear": "bear",
    "clang-tidy-22": "clang-tidy",
    "fish": "fish",
    "hyperfine": "hyperfine",
    "lua5.4": "lua",
    "man": "man",
    "mandoc": "mandoc",
    "pre-commit": "pre-commit",
    "valgrind": "valgrind",
    "zsh": "zsh",
}.items():
    if shutil.which(command):
        config.available_features.add(feature)
sbin = os.pathsep.join([os.environ["PATH"], "/usr/sbin"])
for commands, feature in {
    ("parallel", "ssh", "sshd"): "sshd",
    ("munged", "sbatch", "slurmctld", "slurmd"): "slurm",
}.items():
    if all(shutil.which(command, path=sbin) for command in commands):
        config.available_features.add(feature)
if shutil.which("chromium") and shutil.which("node"):
    config.available_features.add("chromium")
for package, header in {
    "absl": "/usr/include/absl/synchronization/mutex.h",
    "boost-fiber": "/usr/include/boost/fiber/all.hpp",
    "boost-asio": "/usr/include/boost/asio/experimental/channel.hpp",
    "moodycamel": "/usr/include/concurrentqueue/blockingconcurrentqueue.h",
    "tbb": "/usr/include/oneapi/tbb/concurrent_queue.h",
}.items():
    if os.path.exists(header):
        config.available_features.add(package)

csp_pch = os.path.join(build, "test", "csp.pch")
config.host = expectations.Host(source=source, chanvet=chanvet, cxx=cxx, csp=csp, csp_pch=csp_pch)
if suite == "test":
    config.test_format = lit.formats.ShTest(execute_external=True)
    config.suffixes = {".test", ".cpp", ".c"}
    config.substitutions += [
        (r"%chanvet\b", chanvet),
        (r"%clangd\b", clangd),
        (r"%tidy\b", f"clang-tidy-22 -load {build}/lib/libchanvet-tidy.so --quiet"),
        (r"%csp_flags\b", f"-std=c++20 -I {csp} -pthread"),
        (r"%csp\b", csp),
        (r"%corpus\b", config.chanvet_corpus),
        (r"%cxx\b", cxx),
        (r"%llvm_include\b", config.llvm_include),
        (r"%source\b", source),
        (r"%build\b", build),
        (r"%node_modules\b", node_modules),
        (r"%python\b", sys.executable),
    ]
else:
    formats = {"checks": expectations.CheckFormat, "docs": expectations.DocsFormat}
    config.test_format = formats[suite](config.host)
    config.suffixes = {".cpp", ".md"}

# A program of the tests that waits for ever must not make the run do so.
try:
    import psutil  # noqa: F401  lit kills the whole process tree with it

    lit_config.maxIndividualTestTime = 300
except ImportError:
    pass
