"""The C++ tests, as part of `pytest`: builds tests/cpp into build/tests and runs ctest."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import cmake
import ninja
import pytest

import gradstep

ROOT = Path(__file__).parents[2]
BUILD = ROOT / "build" / "tests"
TOOLS = Path(cmake.CMAKE_BIN_DIR)
NINJA = Path(ninja.BIN_DIR) / "ninja"
JOBS = str(os.cpu_count() or 1)


def run(*command: object, timeout: float = 1800) -> str:
    result = subprocess.run(
        [str(word) for word in command],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=timeout,
    )
    if result.returncode != 0:
        pytest.fail(f"{' '.join(map(str, command))}\n{result.stdout}", pytrace=False)
    return result.stdout


@pytest.fixture(scope="module")
def build() -> Path:
    run(
        TOOLS / "cmake",
        *("-S", ROOT, "-B", BUILD, "-G", "Ninja", f"-DCMAKE_MAKE_PROGRAM={NINJA}"),
        *("-DCMAKE_BUILD_TYPE=Release", "-DGRADSTEP_TESTS=ON", "-DGRADSTEP_BENCH=OFF"),
    )
    run(TOOLS / "cmake", "--build", BUILD)
    return BUILD


def test_ctest(build: Path) -> None:
    out = run(
        TOOLS / "ctest",
        *("--test-dir", build, "--output-on-failure", "--no-tests=error", "--parallel", JOBS),
    )
    print(out)


def test_digests(build: Path) -> None:
    """Every ISA of this machine gives the committed digests."""
    run(sys.executable, ROOT / "tests" / "digests.py", build)


def test_installed_package_is_found_by_cmake(tmp_path: Path) -> None:
    """find_package(gradstep) from the installed Python package, whose files are all it needs."""
    package = Path(gradstep.__file__).parent
    run(
        TOOLS / "cmake",
        *("-S", ROOT / "tests" / "cpp" / "consumer", "-B", tmp_path, "-G", "Ninja"),
        f"-DCMAKE_MAKE_PROGRAM={NINJA}",
        f"-Dgradstep_ROOT={package}",
    )
    run(TOOLS / "cmake", "--build", tmp_path)
    assert f"gradstep {gradstep.__version__}:" in run(tmp_path / "consumer")
