"""Which lines of cpp/ and python/ the tests run: `python tests/covered.py build/coverage`.

It runs the C++ tests and Python's on the extension of that build, which counts its lines, prints
what of them did not run, and fails if a test fails or one of the figures is below 95 %. Options go
to pytest. Of each Python test it runs at most 16 cases, drawn evenly, or as many as `--cases` says:
a test with hundreds of cases has them for their values, not for lines that no other runs. torch's
tensors are covered where torch is installed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from sanitized import ROOT, TESTS, package

LEAST = 95  # percent of the lines, in C++ and in Python
CASES = 16  # of each Python test, at most

# These build C++ of their own, which does not count, or only read what is written. Without memory
# (pressure), what counts dies first; one test of process looks into an installed package.
NAMES = ("bench", "cpp", "docs", "objdump", "own_rules", "pressure", "stubs", "typing")
LEFT_OUT = [TESTS / "package" / f"test_{name}.py" for name in NAMES]
LEFT_OUT.append(TESTS / "dialects" / "test_dialect_stubs.py")
NOT_HERE = f"{TESTS.relative_to(ROOT)}/package/test_process.py::test_command_info_and_directories"

# Of gcovr: a line counts once, however many instances of templates have it; CMake's own program
# has no source.
GCOVR = ("--merge-lines", "--merge-mode-functions", "separate")
GCOVR += ("--exclude-directories", ".*/CompilerIdCXX", "--filter", "cpp/")


# This file is a plugin of pytest, too.
def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--cases", type=int, default=CASES, help="of each test, at most")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    tests: dict[str, list[pytest.Item]] = {}
    for item in items:
        tests.setdefault(item.nodeid.partition("[")[0], []).append(item)
    kept = set()
    for cases in tests.values():
        # An odd stride, since cases often alternate between two dtypes.
        kept.update(cases[:: -(-len(cases) // config.option.cases) | 1])
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = [item for item in items if item in kept]


def main(build: Path, *options: str) -> int:
    for counts in build.rglob("*.gcda"):
        counts.unlink()
    for data in build.glob("python.coverage*"):
        data.unlink()
    environment = os.environ | {"COVERAGE_FILE": str(build / "python.coverage")}

    def run(*command: str) -> bool:
        print("+", *command, flush=True)
        return subprocess.run(command, cwd=ROOT, env=environment).returncode == 0

    python = (sys.executable, "-m")
    done = [run("ctest", "--preset", "coverage")]
    with tempfile.TemporaryDirectory() as folder:
        path = package(build, folder)
        environment["PYTHONPATH"] = os.pathsep.join([path, str(Path(__file__).parent)])
        tests = ["pytest", "-q", "-p", "covered", *options]
        left_out = [f"--ignore={path}" for path in LEFT_OUT] + [f"--deselect={NOT_HERE}"]
        done.append(run(*python, "coverage", "run", "-m", *tests, *left_out, str(TESTS)))
    run(*python, "coverage", "combine", "--quiet")
    for data in build.glob("python.coverage.*"):  # of processes that were killed while they wrote
        data.unlink()
    done.append(run(*python, "coverage", "report", f"--fail-under={LEAST}"))
    counts = ("--root", str(ROOT), "--object-directory", str(build), str(build))
    done.append(run(*python, "gcovr", *GCOVR, *counts, "--fail-under-line", str(LEAST)))
    return 0 if all(done) else 1


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main(Path(sys.argv[1]).resolve(), *sys.argv[2:]))
