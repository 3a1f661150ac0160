"""The build of tests/cpp in build/tests: begun with the session, since it takes two minutes of one
core beside which the tests in Python run, and waited for by those that need it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import cmake
import ninja
import pytest

from support.repository import ROOT

BUILD = ROOT / "build" / "tests"
TOOLS = Path(cmake.CMAKE_BIN_DIR)
NINJA = Path(ninja.BIN_DIR) / "ninja"
LOG = BUILD / "build.log"
RESULT = BUILD / "build.result"
BUILT = "built"
GENTLY = ["nice"] if shutil.which("nice") else []  # the tests go first

_building: subprocess.Popen[bytes] | None = None


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
    """Begin, once in a session; whoever needs the build waits for it with `finished`."""
    global _building
    if _building is None:
        BUILD.mkdir(parents=True, exist_ok=True)
        RESULT.unlink(missing_ok=True)
        command = [*GENTLY, sys.executable, "-m", "support.cpp_build"]
        here = Path(__file__).parents[1]  # where `support` is found
        _building = subprocess.Popen(command, cwd=here, start_new_session=True)


def finished() -> Path:
    """The build directory, once all is built, by this process or by the one that started it."""
    until = time.monotonic() + 1800
    while not RESULT.exists():
        died = _building is not None and _building.poll() is not None and not RESULT.exists()
        if died or time.monotonic() > until:
            pytest.fail(f"the build of {BUILD} has no end, see {LOG}", pytrace=False)
        time.sleep(0.1)
    if RESULT.read_text("utf-8") != BUILT:
        pytest.fail(LOG.read_text("utf-8"), pytrace=False)
    return BUILD


def stop() -> None:
    """End what is still being built, with the compilers."""
    if _building is not None and _building.poll() is None:
        if hasattr(os, "killpg"):
            os.killpg(_building.pid, signal.SIGTERM)  # its own group: start_new_session
        else:
            _building.terminate()
        _building.wait()


def build() -> bool:
    configure = [TOOLS / "cmake", "-S", ROOT, "-B", BUILD, "-G", "Ninja"]
    options = ["-DCMAKE_BUILD_TYPE=Release", "-DGRADSTEP_TESTS=ON", "-DGRADSTEP_BENCH=OFF"]
    commands = [
        [*configure, f"-DCMAKE_MAKE_PROGRAM={NINJA}", *options],
        [TOOLS / "cmake", "--build", BUILD],
    ]
    with LOG.open("w", encoding="utf-8") as log:
        return all(subprocess.run(c, stdout=log, stderr=log).returncode == 0 for c in commands)


if __name__ == "__main__":  # a process of its own, so that the tests begin meanwhile
    said = RESULT.with_suffix(".new")
    said.write_text(BUILT if build() else "failed", "utf-8")
    said.replace(RESULT)  # at once: others look for it
