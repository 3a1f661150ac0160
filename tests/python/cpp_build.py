"""The build of tests/cpp in build/tests: begun with the session, since it takes two minutes of one
core beside which the tests in Python run, and waited for by those that need it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import IO

import cmake
import ninja
import pytest

ROOT = Path(__file__).parents[2]
BUILD = ROOT / "build" / "tests"
TOOLS = Path(cmake.CMAKE_BIN_DIR)
NINJA = Path(ninja.BIN_DIR) / "ninja"

_log: IO[str] | None = None
_compiling: subprocess.Popen[bytes] | None = None


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


def start() -> None:
    global _compiling, _log
    BUILD.mkdir(parents=True, exist_ok=True)
    _log = (BUILD / "build.log").open("w+")
    configure = [TOOLS / "cmake", "-S", ROOT, "-B", BUILD, "-G", "Ninja"]
    options = ["-DCMAKE_BUILD_TYPE=Release", "-DGRADSTEP_TESTS=ON", "-DGRADSTEP_BENCH=OFF"]
    command = [*configure, f"-DCMAKE_MAKE_PROGRAM={NINJA}", *options]
    if subprocess.run(command, stdout=_log, stderr=_log).returncode == 0:
        gently = ["nice"] if shutil.which("nice") else []  # NumPy's threads spin for their share
        command = [*gently, TOOLS / "cmake", "--build", BUILD]
        _compiling = subprocess.Popen(command, stdout=_log, stderr=_log)


def finished() -> Path:
    """The build directory, once all is built."""
    assert _log is not None
    if _compiling is None or _compiling.wait() != 0:
        _log.seek(0)
        pytest.fail(_log.read(), pytrace=False)
    return BUILD


def stop() -> None:
    if _compiling is not None and _compiling.poll() is None:
        _compiling.terminate()
        _compiling.wait()
    if _log is not None:
        _log.close()
