"""Property-based tests that run for a while: tests/fuzz/run.py says how long."""

from __future__ import annotations

import os
import time
from collections.abc import Callable

SECONDS = float(os.environ.get("GRADSTEP_FUZZ_SECONDS", 0))

executions = 0  # of examples, in this process


def count() -> None:
    """Notes one example."""
    global executions
    executions += 1


def repeat(test: Callable[[], None]) -> None:
    """Runs a test once; in a campaign again and again, with other examples each time."""
    end = time.monotonic() + SECONDS
    before = executions
    test()
    while time.monotonic() < end:
        test()
    if SECONDS:
        print(f"\n{executions - before} executions")
