"""The C++ tests, as part of `pytest`: builds tests/cpp into build/tests and runs ctest."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

import gradstep
from support import cpp_build
from support.cpp_build import NINJA, TOOLS, run
from support.repository import ROOT

JOBS = str(os.cpu_count() or 1)


@pytest.fixture(scope="module")
def build() -> Path:
    return cpp_build.finished()


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
    """find_package(gradstep) from the installed Python package, whose files are all it needs: the
    headers alone, and COMPONENTS compiled, which makes the library of the source in the wheel."""
    package = Path(gradstep.__file__).parent
    run(
        TOOLS / "cmake",
        *("-S", ROOT / "tests" / "cpp" / "consumer", "-B", tmp_path, "-G", "Ninja"),
        f"-DCMAKE_MAKE_PROGRAM={NINJA}",
        f"-Dgradstep_ROOT={package}",
        *("-DGRADSTEP_ONLY=AdamW", "-DCONSUMER_IMPORTS=FALSE"),
    )
    run(TOOLS / "cmake", "--build", tmp_path)
    for way in ("headers", "compiled"):
        assert f"gradstep {gradstep.__version__}:" in run(tmp_path / way)
