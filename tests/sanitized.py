"""Runs Python's tests on an extension with sanitizers: `python tests/sanitized.py build/asan`.

With ASan and UBSan the tests of what the binding does, with TSan those of concurrent use. Leaks are
not looked for: Python itself leaves memory to the end of the process.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TESTS = ROOT / "tests" / "python"
PROCESS = TESTS / "package" / "test_process.py"
THREADS = (
    "test_two_threads_in_one_optimizer",
    "test_what_another_thread_reads_is_of_one_moment",
    "test_neither_a_loop_of_steps_nor_one_of_reads_keeps_the_other_out",
    "test_each_thread_its_own_optimizer",
    "test_threads_holds_for_its_own_thread_only",
    "test_the_number_of_threads_changes_while_others_step",
)
NAMES = (
    "averages",
    "binding",
    "containers",
    "gradients",
    "in_place",
    "interrupts",
    "saved",
    "state",
)
CORE = [TESTS / "optimizer" / f"test_{name}.py" for name in NAMES]
CORE += [TESTS / "schedules" / "test_schedules.py", TESTS / "minimize" / "test_line_searches.py"]

# By the sanitizer: the libraries to load before Python, settings, and the tests.
KINDS = {
    "address,undefined": (
        ("libasan.so", "libubsan.so"),
        {"ASAN_OPTIONS": "detect_leaks=0", "UBSAN_OPTIONS": "print_stacktrace=1"},
        [str(path) for path in CORE],
    ),
    "thread": (
        ("libtsan.so",),
        {"TSAN_OPTIONS": "halt_on_error=1"},
        [f"{PROCESS}::{name}" for name in THREADS],
    ),
}


def preloaded(library: str) -> str:
    command = ["g++", f"-print-file-name={library}"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def package(build: Path, folder: str) -> str:
    """Python's package in this folder, with the extension of this build; gives a PYTHONPATH."""
    (extension,) = (build / "cpp" / "bindings").glob("_core*.so")
    package = Path(folder, "gradstep")
    shutil.copytree(
        ROOT / "python" / "gradstep", package, ignore=shutil.ignore_patterns("_core*.so")
    )
    shutil.copy(extension, package)
    return os.pathsep.join(filter(None, [folder, os.environ.get("PYTHONPATH")]))


def main(build: Path, *options: str) -> int:
    cache = (build / "CMakeCache.txt").read_text().splitlines()
    kind = next(line.split("=", 1)[1] for line in cache if line.startswith("GRADSTEP_SANITIZE:"))
    libraries, settings, tests = KINDS[kind]
    with tempfile.TemporaryDirectory() as folder:
        path = package(build, folder)
        loads = " ".join(preloaded(library) for library in libraries)
        environment = os.environ | settings | {"PYTHONPATH": path, "LD_PRELOAD": loads}
        # pytest's other capture would keep the sanitizer's report for itself
        command = [sys.executable, "-m", "pytest", "-q", "--capture=sys", *options, *tests]
        return subprocess.run(command, cwd=ROOT, env=environment).returncode


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    sys.exit(main(Path(sys.argv[1]).resolve(), *sys.argv[2:]))
